"""What is told of models to people who help."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from installed_models import install_piece, install_toy, small_catalog
from other_volume import other_volume, unmount

from s2v_desktop.core.settings_file import change_settings
from s2v_desktop.host import model_facts as module
from s2v_desktop.host.model_facts import model_facts
from s2v_desktop.store import chosen
from s2v_desktop.store.installed import remember_installed


def test_facts__nothing_installed__say_so(home: Path) -> None:
    facts = model_facts()
    assert facts["folder"] == str(home / "models")
    assert (facts["installed"], facts["used"]) == ("none", "none (chosen: automatic)")


def test_facts__models__are_named_with_what_they_lack_and_which_makes_the_videos(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in (module, chosen):
        monkeypatch.setattr(place, "load_catalog", small_catalog)
    install_toy(home / "models", tmp_path / "toy", "net-fp8-comfyui", "net-bf16-comfyui")
    change_settings(chosen_model="comfyui")
    facts = model_facts()
    assert facts["used"] == "comfyui (chosen: comfyui)"
    first, second = facts["installed"].split("; ")  # of no model that is not here, and text-bf16 serves both
    assert re.fullmatch(r"fp8 \(\d+ MB\)", first), first
    assert re.fullmatch(r"comfyui \(\d+ MB\)", second), second


def test_facts__parts_of_no_model_that_is_here__are_named_themselves(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in (module, chosen):
        monkeypatch.setattr(place, "load_catalog", small_catalog)
    install_piece(home / "models", "vae")
    assert model_facts()["installed"] == "vae (1 MB)"
    (home / "models" / "vae" / "model.bin").unlink()
    assert model_facts()["installed"] == "vae (damaged or gone)"
    install_piece(home / "models", "vae")
    install_piece(home / "models", "net-q4-gguf")
    assert model_facts()["installed"] == "q4 (1 MB, without text-fp8, tokenizer, audio)"


def test_facts__drive_that_is_away__is_told(tmp_path: Path) -> None:
    with other_volume(tmp_path / "drive") as drive:
        change_settings(models_dir=str(drive))
        install_piece(drive, "vae")
        remember_installed(drive, small_catalog())
        unmount(drive)
        assert model_facts()["folder"] == f"{drive} (its drive is not connected)"
