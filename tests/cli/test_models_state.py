"""What the command line tells of a model's state: what the window tells, too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hub_server import HubServer
from installed_models import install_toy, small_catalog

from s2v_desktop.cli import downloads, models
from s2v_desktop.cli.main import run
from s2v_desktop.store import chosen
from s2v_desktop.store.layout import FileRecord, PieceRecord, workshop_folder, write_plan
from s2v_desktop.store.part_file import write_marks

FILE = FileRecord("net-Q4_K_M.gguf", 12_000_000, "0" * 64, marks=bytes(32))


@pytest.fixture
def root(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The models folder with ``fp8``, whose text encoder is that of ``official``."""
    for module in (models, downloads, chosen):
        monkeypatch.setattr(module, "load_catalog", small_catalog)
    install_toy(home / "models", tmp_path / "toy", "net-fp8-comfyui")
    return home / "models"


def rows(capsys: pytest.CaptureFixture[str]) -> dict[str, dict]:
    """What ``list`` tells in JSON, by model."""
    capsys.readouterr()
    assert run(["models", "list", "--json"]) == 0
    return {row["id"]: row for row in json.loads(capsys.readouterr().out)["models"]}


def line(capsys: pytest.CaptureFixture[str], model: str) -> str:
    """What ``list`` tells in words."""
    capsys.readouterr()
    assert run(["models", "list"]) == 0
    return next(text for text in capsys.readouterr().out.splitlines() if text[2:].startswith(f"{model} "))


def test_list__another_text_encoder_serves__is_ready_and_named(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = rows(capsys)["fp8"]
    assert (row["state"], row["missing"], row["stand_ins"]) == ("ready", [], {"text-fp8": "text-bf16"})
    assert "text-bf16 stands in for text-fp8" in line(capsys, "fp8")


@pytest.mark.parametrize("options", [[], ["--repair"]])
def test_verify__another_text_encoder_serves__is_complete_and_fetches_nothing(
    root: Path, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    with HubServer({}) as hub:
        assert run(["models", "verify", "fp8", "--source", hub.url, *options]) == 0
        assert hub.seen == []
    assert "fp8" in capsys.readouterr().out
    assert not (root / "text-fp8").exists()


def test_list__paused_download__is_told_from_one_never_begun(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workshop_folder(root, "net-q4-gguf").mkdir(parents=True)
    write_plan(root, PieceRecord("net-q4-gguf", "huggingface", "owner/name", "0" * 40, (FILE,)))
    write_marks(root, "net-q4-gguf", FILE)
    found = rows(capsys)
    assert [found[name]["state"] for name in ("q4", "comfyui")] == ["unfinished", "not installed"]
    assert found["q4"]["size_bytes"] > found["comfyui"]["size_bytes"]
    assert f"unfinished, {found['q4']['size_bytes'] / found['q4']['total_bytes']:.0%} = " in line(capsys, "q4")


def test_list__file_vanished__is_damaged_and_its_bytes_are_not_here(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before_bytes = rows(capsys)["fp8"]["size_bytes"]
    (gone,) = (root / "audio").glob("*.safetensors")
    gone_bytes = gone.stat().st_size
    gone.unlink()
    row = rows(capsys)["fp8"]
    assert (row["state"], row["size_bytes"]) == ("damaged", before_bytes - gone_bytes)
