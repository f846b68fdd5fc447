"""Which model by command: what suits the computer, what is taken over from a folder, what makes the videos."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from installed_models import install_toy, small_catalog, write_comfyui
from wan_toy_folder import write_toy_folder

from s2v_desktop.cli import downloads, models, models_import
from s2v_desktop.cli.main import run
from s2v_desktop.core.engine_settings import engine_settings
from s2v_desktop.store import chosen
from s2v_desktop.store.chosen import with_used_model

GIB = 1 << 30


def printed(capsys: pytest.CaptureFixture[str]) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_import__comfyui__makes_its_pieces_ours_by_hard_links(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (models, models_import, downloads, chosen):
        monkeypatch.setattr(module, "load_catalog", small_catalog)
    folder = write_comfyui(tmp_path / "ComfyUI" / "models", tmp_path / "scratch")
    assert run(["models", "import", str(folder), "--json"]) == 0
    told = printed(capsys)[-1]
    assert told["type"] == "finished"
    pieces = {row["piece"] for row in told["pieces"]}
    assert pieces == {"net-fp8-comfyui", "net-bf16-comfyui", "text-bf16", "vae", "audio"}
    assert told["complete"] == []
    assert told["nearly_complete"][0] == {"model": "fp8", "pieces": ["tokenizer"], "bytes": 20_000_000}
    assert (home / "models" / "vae" / "some vae.safetensors").samefile(folder / "vae" / "some vae.safetensors")


def test_import__words__name_what_came_and_what_a_nearly_complete_model_lacks(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (models, models_import, downloads, chosen):
        monkeypatch.setattr(module, "load_catalog", small_catalog)
    folder = write_comfyui(tmp_path / "ComfyUI" / "models", tmp_path / "scratch")
    assert run(["models", "import", str(folder), "--by", "copy"]) == 0
    *parts, came, complete, first, second = capsys.readouterr().out.splitlines()
    titles = [re.split(" {2,}", line)[0] for line in parts]
    assert titles[:3] == ["Video model (transformer), BF16", "Video model (transformer), FP8", "Picture decoder (VAE)"]
    assert re.fullmatch(r"Imported 5 parts, \d+ [kM]B\.", came), came
    assert complete == "No listed model is complete yet."
    assert first == "fp8 lacks only: tokenizer (20 MB). Get it with “s2v-desktop models download fp8”."
    assert second.startswith("comfyui lacks only: tokenizer (20 MB).")


def test_import__own_files__are_named_with_when_they_are_used(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (models, models_import, downloads, chosen):
        monkeypatch.setattr(module, "load_catalog", small_catalog)
    folder = write_toy_folder(tmp_path / "official")  # weights in 32 bits, which no list has
    assert run(["models", "import", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "Text encoder, FP32 " in said
    assert "No listed model is complete, but your own files make videos.\n" in said
    assert said.endswith("are used by themselves where the listed models here lack their part.\n")


def test_import__again__says_that_all_is_here_already(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (models, models_import, downloads, chosen):
        monkeypatch.setattr(module, "load_catalog", small_catalog)
    folder = write_comfyui(tmp_path / "ComfyUI" / "models", tmp_path / "scratch")
    assert run(["models", "import", str(folder)]) == 0
    capsys.readouterr()
    assert run(["models", "import", str(folder)]) == 0
    said = f"Everything of Wan2.2-S2V-14B that is in “{folder}” is in the models folder already: nothing to import."
    told = capsys.readouterr()
    assert (told.out, told.err.strip()) == ("", said)
    assert run(["models", "import", str(folder), "--json"]) == 0
    notice, finished = printed(capsys)
    assert (notice["type"], notice["code"], notice["message"]) == ("notice", "imported_before", said)
    assert (finished["type"], finished["pieces"]) == ("finished", [])


def test_list__own_files__are_told_with_where_they_lie_and_can_be_deleted(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (models, models_import, downloads, chosen):
        monkeypatch.setattr(module, "load_catalog", small_catalog)
    folder = write_toy_folder(tmp_path / "official")  # weights in 32 bits, which no list has
    assert run(["models", "import", str(folder)]) == 0
    capsys.readouterr()
    assert run(["models", "list", "--json"]) == 0
    network, text = printed(capsys)[0]["own_files"]
    assert network["id"] == "imported-transformer-fp32"
    assert (network["title"], network["state"]) == ("video model (transformer), FP32", "ready")
    assert (text["part"], text["link_to"]) == ("text encoder", str(folder / "models_t5_umt5-xxl-enc-bf16.pth"))
    assert run(["models", "list"]) == 0
    *_, heading, first, _ = capsys.readouterr().out.splitlines()
    assert heading == "Your own files:"
    assert first.endswith(f"ready  video model (transformer), FP32, linked to {folder}")
    assert run(["models", "delete", network["id"], "--json"]) == 0
    (told,) = printed(capsys)
    assert (told["removed"], told["kept"]) == ([network["id"]], [])
    assert run(["models", "delete", text["id"]]) == 0
    assert capsys.readouterr().out.startswith(f"Deleted {text['id']}: ")
    assert run(["models", "list"]) == 0
    assert "Your own files" not in capsys.readouterr().out


def test_import__nothing_of_the_model__is_a_file_that_cannot_be_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", "import", str(tmp_path)]) == 3
    assert "holds no part of Wan2.2-S2V-14B. Choose the folder of the official model" in capsys.readouterr().err


def test_use__one_of_several__is_kept_in_the_settings(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (models, chosen):
        monkeypatch.setattr(module, "load_catalog", small_catalog)
    install_toy(home / "models", tmp_path / "toy", "net-fp8-comfyui", "net-bf16-comfyui")
    for name, used in (("comfyui", "comfyui"), ("auto", "fp8")):
        assert run(["models", "use", name]) == 0
        assert capsys.readouterr().out == f"{used} makes the videos from now on.\n"
    assert run(["models", "use", "q4"]) == 0
    assert capsys.readouterr().err == "Chosen; it is not complete yet. Until then: fp8.\n"
    assert engine_settings().chosen_model == "q4"


def test_use__auto_with_nothing_installed__says_when_one_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "use", "auto"]) == 0
    said = capsys.readouterr().err
    assert said == "What suits this computer is used as soon as it is complete; none is yet.\n"


def test_use__addition__is_wrong_usage_and_not_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "use", "lightx2v-4steps"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("“lightx2v-4steps” is an addition to other models and makes no videos alone. Choose one of:")
    assert said.count("lightx2v-4steps") == 1
    assert engine_settings().chosen_model == ""


def test_import__file_or_nothing__is_told_as_what_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a file").touch()
    assert run(["models", "import", str(tmp_path / "a file")]) == 3
    assert capsys.readouterr().err.startswith(f"“{tmp_path / 'a file'}” is no folder.")
    assert run(["models", "import", str(tmp_path / "none")]) == 3
    assert capsys.readouterr().err.startswith(f"The folder “{tmp_path / 'none'}” does not exist.")


def test_own_file__used_or_verified__says_when_it_is_used(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (models, models_import, downloads, chosen):
        monkeypatch.setattr(module, "load_catalog", small_catalog)
    assert run(["models", "import", str(write_toy_folder(tmp_path / "official"))]) == 0
    capsys.readouterr()
    for word in ("use", "verify"):
        assert run(["models", word, "imported-transformer-fp32"]) == 2
        said = capsys.readouterr().err
        assert said.startswith("“imported-transformer-fp32” is a file of your own, of no listed model. It is used by")
    assert run(["models", "use", "q4"]) == 0
    assert capsys.readouterr().err == "Chosen; it is not complete yet. Until then: your own files.\n"
    assert with_used_model(engine_settings()).model_folders == ()  # the engine takes what there is


def test_verify__original_of_a_link_is_gone__names_it_and_what_to_do(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (models, models_import, downloads, chosen):
        monkeypatch.setattr(module, "load_catalog", small_catalog)
    folder = write_comfyui(tmp_path / "ComfyUI" / "models", tmp_path / "scratch")
    assert run(["models", "import", str(folder), "--by", "symlink"]) == 0
    original = folder / "vae" / "some vae.safetensors"
    original.unlink()
    capsys.readouterr()
    assert run(["models", "verify", "vae"]) == 5
    said = capsys.readouterr().err
    assert said == (
        f"“{original}”, to which a model file is linked, is gone. Put it back or connect its drive; or have it "
        "downloaded instead with “s2v-desktop models verify vae --repair”.\n"
    )
    folder.rename(tmp_path / "elsewhere")
    assert run(["models", "verify", "vae"]) == 5
    assert capsys.readouterr().err.startswith(f"“{original.parent}”, to which")


def test_list__originals_of_links_are_gone__says_what_is_so(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (models, models_import, downloads, chosen):
        monkeypatch.setattr(module, "load_catalog", small_catalog)
    folder = write_toy_folder(tmp_path / "official")
    assert run(["models", "import", str(folder), "--by", "symlink"]) == 0
    folder.rename(tmp_path / "elsewhere")
    capsys.readouterr()
    assert run(["models", "list", "--json"]) == 0
    assert {row["state"] for row in printed(capsys)[0]["own_files"]} == {"damaged"}
