"""The models by command: judged, downloaded from a hub on this computer, broken off, imported, moved, deleted."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

import pytest
from hub_server import HubServer
from installed_models import install_piece
from models_command import FILES, MODELS, REPOSITORY, files_in, printed, start, wait_for_bytes
from other_volume import other_volume, unmount

from s2v_desktop.cli import downloads
from s2v_desktop.cli.main import run
from s2v_desktop.core.engine_settings import engine_settings
from s2v_desktop.engines.fit import Card, Computer
from s2v_desktop.store.installed import installed_pieces
from s2v_desktop.store.layout import FileRecord, PieceRecord, write_record
from s2v_desktop.store.lock import StoreLock
from s2v_desktop.store.manifest import load_catalog


def install_sparse(root: Path, piece_id: str, size_bytes: int) -> None:
    """Install a piece that takes seconds to read and no room."""
    folder = install_piece(root, piece_id)
    with (folder / "model.bin").open("wb") as file:
        file.truncate(size_bytes)
    record = PieceRecord(
        piece_id, "huggingface", REPOSITORY, "0" * 40, (FileRecord("model.bin", size_bytes, "0" * 64),)
    )
    write_record(root, record)


def test_list__shipped_models__are_told_with_sizes_and_none_is_here(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "list", "--json"]) == 0
    (told,) = printed(capsys)
    assert {model["id"] for model in told["models"]} == {model.id for model in load_catalog().models}
    assert all(model["state"] == "not installed" and model["about_bytes"] > 10**9 for model in told["models"])


def test_list__words__name_folder_and_models(capsys: pytest.CaptureFixture[str], manifests: Path, home: Path) -> None:
    assert run(["models", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"Models folder: {home / 'models'}"
    assert lines[1].split() == ["one", "1", "MB", "not", "installed", "Model", "one"]


def test_download__model__is_there_to_the_byte_and_told_as_lines(
    capsys: pytest.CaptureFixture[str], manifests: Path, hub: HubServer, home: Path
) -> None:
    assert run(["models", "download", "one", "--source", hub.url, "--json"]) == 0
    told = printed(capsys)
    assert told[-1] == {"type": "finished", "model": "one", "folder": str(home / "models")}
    assert files_in(home) == {name: FILES[name] for name in ("net-one.safetensors", "vae.safetensors")}
    assert run(["models", "list", "--json"]) == 0
    (listed,) = printed(capsys)
    assert [(model["id"], model["state"]) for model in listed["models"]] == [("one", "ready"), ("two", "not installed")]


def test_download__will_not_run_here__warns_and_goes_on(
    manifests: Path, hub: HubServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "measure_computer", lambda: Computer(8, 16 << 30))
    assert run(["models", "download", "one", "--source", hub.url]) == 0
    told = capsys.readouterr()
    assert told.err.startswith("No NVIDIA card with 8 GB or more was found.")
    assert "As it is, one will not run on this computer." in told.err
    assert told.out.startswith("one is complete in ")


def test_download__runs_here__warns_of_nothing(
    manifests: Path, hub: HubServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    card = Card("NVIDIA GeForce RTX 4090", 24 << 30, 23 << 30)
    monkeypatch.setattr(downloads, "measure_computer", lambda: Computer(8, 64 << 30, card, "NVIDIA"))
    assert run(["models", "download", "one", "--source", hub.url]) == 0
    assert "will not run" not in capsys.readouterr().err


def test_download__second_model__fetches_only_what_is_not_shared(manifests: Path, hub: HubServer, home: Path) -> None:
    assert run(["models", "download", "one", "--source", hub.url]) == 0
    served = hub.served["vae.safetensors"]
    assert run(["models", "download", "two", "--source", hub.url]) == 0
    assert hub.served["vae.safetensors"] == served == len(FILES["vae.safetensors"])
    assert files_in(home) == FILES


def test_download__hub_away__says_why_once_and_is_complete_when_it_is_back(
    manifests: Path, hub: HubServer, home: Path
) -> None:
    hub.stop()
    with start(manifests, "download", "one", "--source", hub.url) as process:
        assert process.stderr is not None
        reason = next(line for line in process.stderr if "cannot be reached" in line)
        hub.start()
        said, told = process.communicate()
    assert process.returncode == 0
    assert "Check the connection" in reason
    assert reason.endswith("It goes on trying by itself; Ctrl+C pauses.\n")
    assert "cannot be reached" not in told
    assert "one is complete" in said
    assert files_in(home) == {name: FILES[name] for name in ("net-one.safetensors", "vae.safetensors")}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_download__interrupted__pauses_and_says_how_to_go_on(
    manifests: Path, hub: HubServer, home: Path, number: signal.Signals
) -> None:
    hub.bytes_per_s = 400_000
    with start(manifests, "download", "one", "--source", hub.url, "--json") as process:
        wait_for_bytes(process)
        process.send_signal(number)
        rest = process.communicate()[0]
    assert process.returncode == 130
    failed = json.loads(rest.splitlines()[-1])
    assert (failed["type"], failed["code"]) == ("failed", "paused")
    assert "s2v-desktop models download one" in failed["message"]
    hub.bytes_per_s = 0
    assert run(["models", "download", "one", "--source", hub.url]) == 0
    assert files_in(home) == {name: FILES[name] for name in ("net-one.safetensors", "vae.safetensors")}


def test_download__two_programs_at_once__the_second_says_why_not(
    manifests: Path, home: Path, hub: HubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    with StoreLock(home / "models"):
        assert run(["models", "download", "one", "--source", hub.url]) == 5
    assert "Another S2V Desktop is at work" in capsys.readouterr().err
    assert hub.seen == []


@pytest.mark.parametrize("arguments", [["download", "none"], ["delete", "none"], ["verify", "none"], ["use", "none"]])
def test_models__unknown_name__is_wrong_usage(
    manifests: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run(["models", *arguments]) == 2
    assert "There is no model named “none”. Choose one of:" in capsys.readouterr().err


def test_download__source_that_is_none__is_wrong_usage(manifests: Path) -> None:
    assert run(["models", "download", "one", "--source", "somewhere"]) == 2


def test_verify__damaged_file__is_told_and_only_that_one_is_repaired(
    manifests: Path, hub: HubServer, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", "download", "one", "--source", hub.url]) == 0
    assert run(["models", "verify", "one"]) == 0
    damaged = bytearray(FILES["vae.safetensors"])
    damaged[1000] ^= 1
    (home / "models" / "vae" / "vae.safetensors").write_bytes(damaged)
    assert run(["models", "verify", "one"]) == 5
    said = capsys.readouterr().err
    assert "“vae.safetensors” is damaged" in said
    assert "Repair it with “s2v-desktop models verify one --repair”: only what is damaged" in said
    served = hub.served["net-one.safetensors"]
    assert run(["models", "verify", "one", "--repair", "--source", hub.url]) == 0
    assert hub.served["net-one.safetensors"] == served
    assert files_in(home)["vae.safetensors"] == FILES["vae.safetensors"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], ["Stopped before all files of “one” were compared", "Begin again with “s2v-desktop models verify one”."]),
        (["--repair"], ["“one” is paused", "Go on with “s2v-desktop models verify one --repair”."]),
    ],
)
def test_verify__interrupted__says_what_is_so(manifests: Path, home: Path, options: list[str], said: list[str]) -> None:
    for piece_id in MODELS["one"]:
        install_sparse(home / "models", piece_id, 8 << 30)
    with start(manifests, "verify", "one", *options, "--json") as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["doing"] == "verifying"
        process.send_signal(signal.SIGINT)
        rest = process.communicate()[0]
    assert process.returncode == 130
    message = json.loads(rest.splitlines()[-1])["message"]
    assert all(words in message for words in said)
    assert "Nothing was written" not in message


def test_verify__interrupted_before_it_begins__says_what_is_so(
    manifests: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(downloads, "Downloads", type("Downloads", (), {"__init__": interrupted, "verify": None}))
    assert run(["models", "verify", "one"]) == 130
    assert capsys.readouterr().err.startswith("Stopped before all files of “one” were compared")


def test_verify__file_that_is_gone__is_told_with_the_command_that_brings_it_back(
    manifests: Path, hub: HubServer, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", "download", "one", "--source", hub.url, "--json"]) == 0
    (home / "models" / "vae" / "vae.safetensors").unlink()
    assert run(["models", "verify", "one", "--json"]) == 5
    told = printed(capsys)[-1]
    assert (told["code"], told["detail"]) == ("model_damaged", "vae.safetensors")
    assert run([*told["hint"].split()[1:], "--source", hub.url, "--json"]) == 0
    assert files_in(home)["vae.safetensors"] == FILES["vae.safetensors"]


def test_verify__model_that_is_not_there__is_named_with_the_part_it_lacks(
    manifests: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", "verify", "one"]) == 5
    assert "A part of the model is missing: video model (transformer) of one." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["models", "list", "extra"], "models list"),
        (["models", "path", "--nonsense"], "models path"),
        (["models", "--nonsense", "list"], "models"),
        (["render", "a", "b", "-o", "c.mp4", "--nonsense"], "render"),
        (["--nonsense", "doctor"], ""),
    ],
)
def test_command__argument_that_it_has_not__is_refused_with_its_own_usage(
    capsys: pytest.CaptureFixture[str], arguments: list[str], command: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(arguments)
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith(f"usage: s2v-desktop {command} [-h]".replace("  ", " "))
    assert "unrecognized arguments: " in said


def test_delete__model_that_shares__frees_its_own_pieces(
    manifests: Path, hub: HubServer, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in MODELS:
        assert run(["models", "download", name, "--source", hub.url]) == 0
    capsys.readouterr()
    assert run(["models", "delete", "one", "--dry-run"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Would delete net-one: 900 kB",
        "Kept, since other models need them: vae",
    ]
    assert files_in(home) == FILES
    assert run(["models", "delete", "one", "--json"]) == 0
    (told,) = printed(capsys)
    assert (told["removed"], told["kept"]) == (["net-one"], ["vae"])
    assert told["freed_bytes"] >= len(FILES["net-one.safetensors"])
    assert set(files_in(home)) == {"net-two.safetensors", "vae.safetensors"}


def test_path__new_folder_with_move__has_the_models_and_is_the_setting(
    manifests: Path, hub: HubServer, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", "download", "one", "--source", hub.url]) == 0
    capsys.readouterr()
    with other_volume(tmp_path / "drive") as drive:
        assert run(["models", "path", str(drive / "models"), "--move", "--json"]) == 0
        told = printed(capsys)
        assert told[-1] == {"type": "finished", "folder": str(drive / "models"), "there": True}
        assert {line["doing"] for line in told if line["type"] == "progress"} == {"moving"}
        assert (drive / "models" / "vae" / "vae.safetensors").read_bytes() == FILES["vae.safetensors"]
        assert engine_settings().models_path == drive / "models"
        assert not (home / "models").exists()
        unmount(drive)
        assert run(["models", "list"]) == 5
        assert "Connect its drive again" in capsys.readouterr().err
        assert run(["models", "path"]) == 0
        assert capsys.readouterr().err == "Its drive is not connected.\n"


def test_path__default_with_move__has_the_models_again(
    manifests: Path, hub: HubServer, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", "path", str(tmp_path / "models")]) == 0
    assert run(["models", "download", "one", "--source", hub.url]) == 0
    assert run(["models", "path", "--default", "--move"]) == 0
    assert f"Moved from {tmp_path / 'models'}." in capsys.readouterr().err
    assert engine_settings().models_dir == ""
    assert files_in(home) == {name: FILES[name] for name in ("net-one.safetensors", "vae.safetensors")}
    assert not (tmp_path / "models").exists()


def test_models__pieces_that_came__are_remembered(manifests: Path, hub: HubServer, home: Path) -> None:
    assert run(["models", "download", "two", "--source", hub.url]) == 0
    found = installed_pieces(home / "models", load_catalog())
    assert [(piece.piece_id, piece.is_whole) for piece in found] == [("net-two", True), ("vae", True)]
    assert "net-two" in (home / "config" / "models-folders.json").read_text()
