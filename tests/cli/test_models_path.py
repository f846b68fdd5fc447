"""The models folder by command: chosen, refused, the usual one again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hub_server import HubServer
from models_command import FILES, printed

from s2v_desktop.cli.main import run
from s2v_desktop.core.engine_settings import engine_settings
from s2v_desktop.store import manifest
from s2v_desktop.store.manifest import load_catalog


def test_path__folder_that_would_fail__is_refused_and_the_setting_stays(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", "path", str(Path(manifest.__file__).parent)]) == 4
    assert "belongs to the program itself" in capsys.readouterr().err
    assert engine_settings().models_path == home / "models"


def test_path__folder_that_is_not_there__is_made_and_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = load_catalog().models[0].id
    folder = tmp_path / "new" / "models"
    assert run(["models", "path", str(folder)]) == 0
    assert folder.is_dir()
    assert engine_settings().models_path == folder
    assert run(["models", "pause", name]) == 0
    assert run(["models", "delete", name]) == 0
    assert run(["models", "verify", name]) == 5
    assert "not there any more" not in capsys.readouterr().err


def test_path__nothing_downloaded_yet__move_needs_no_models(home: Path, tmp_path: Path) -> None:
    assert run(["models", "path", str(tmp_path / "models"), "--move"]) == 0
    assert engine_settings().models_path == tmp_path / "models"


def test_path__folder_that_cannot_be_made__is_refused_and_the_setting_stays(home: Path, tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    assert run(["models", "path", str(tmp_path / "a file" / "models")]) == 4
    assert engine_settings().models_path == home / "models"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--move"], "--move needs the folder to move the models to, or --default"),
        ([""], "an empty name is no folder"),
        (["", "--move"], "an empty name is no folder"),
        (["somewhere", "--default"], "not allowed with argument FOLDER"),
    ],
)
def test_path__no_folder_or_two__is_wrong_usage(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["models", "path", *arguments])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("usage: s2v-desktop models path")
    assert sentence in said
    assert engine_settings().models_path == home / "models"


def test_path__default__is_the_usual_folder_again(home: Path, tmp_path: Path) -> None:
    assert run(["models", "path", str(tmp_path / "models")]) == 0
    assert run(["models", "path", "--default"]) == 0
    assert engine_settings().models_dir == ""
    assert (home / "models").is_dir()


def test_path__folder_that_has_to_be_made__is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "mdoels"
    assert run(["models", "path", str(folder)]) == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == (f"{folder}\n", f"Made the folder {folder}.\n")
    assert run(["models", "path", str(folder)]) == 0
    assert capsys.readouterr().err == ""


def test_path__models_stay_behind__is_told_with_the_commands_that_take_them_along(
    manifests: Path, hub: HubServer, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", "download", "one", "--source", hub.url]) == 0
    former, folder = home / "models", tmp_path / "models"
    folder.mkdir()
    capsys.readouterr()
    assert run(["models", "path", str(folder)]) == 0
    said = capsys.readouterr().err
    assert said == (
        f"The models in {former} stay there and are not found any more. --move takes them along: "
        f"“s2v-desktop models path {former}”, then “s2v-desktop models path {folder} --move”.\n"
    )
    for command in said.split("“")[1:]:
        assert run(command.split("”")[0].split()[1:]) == 0
    assert (folder / "vae" / "vae.safetensors").read_bytes() == FILES["vae.safetensors"]


def test_path__models_stay_behind__is_a_note_in_json(
    manifests: Path, hub: HubServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", "download", "one", "--source", hub.url, "--json"]) == 0
    capsys.readouterr()
    assert run(["models", "path", str(tmp_path / "models"), "--json"]) == 0
    told = printed(capsys)
    assert [line["type"] for line in told] == ["note", "note", "finished"]
    assert "stay there and are not found any more" in told[1]["text"]
