"""Which of several models makes the videos, and that the engine takes its parts and no others."""

from __future__ import annotations

from pathlib import Path

import pytest
from installed_models import install_piece, install_toy, small_catalog

from s2v_desktop.core.engine_settings import EngineSettings, engine_settings
from s2v_desktop.core.settings_file import change_settings
from s2v_desktop.engines.fit import Card, Computer
from s2v_desktop.engines.wan_s2v.folder import describe_folder
from s2v_desktop.engines.wan_s2v.layouts import Part
from s2v_desktop.store import chosen
from s2v_desktop.store.chosen import used_model, with_used_model

CATALOG = small_catalog()
GIB = 1 << 30


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A models folder with two models, on a computer with a large card."""
    monkeypatch.setattr(chosen, "load_catalog", lambda: CATALOG)
    monkeypatch.setattr(chosen, "measure_computer", lambda: Computer(8, 64 * GIB, Card("Card", 80 * GIB, 79 * GIB)))
    install_toy(tmp_path / "models", tmp_path / "toy", "net-fp8-comfyui", "net-bf16-comfyui")
    return tmp_path / "models"


def test_used__chosen_model__is_taken(root: Path) -> None:
    assert used_model(root, CATALOG, "comfyui") == CATALOG.model("comfyui")


@pytest.mark.parametrize("name", ["", "none", "q4"])
def test_used__none_chosen_or_one_that_is_not_there__is_the_recommended_of_those_there(root: Path, name: str) -> None:
    assert used_model(root, CATALOG, name) == CATALOG.model("fp8")


def test_used__computer_that_cannot__is_the_first(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chosen, "measure_computer", lambda: Computer(8, 64 * GIB))
    assert used_model(root, CATALOG, "") == CATALOG.model("fp8")


def test_used__nothing_but_what_a_hand_put_there__is_none(tmp_path: Path) -> None:
    assert used_model(tmp_path, CATALOG, "fp8") is None
    settings = EngineSettings(str(tmp_path), chosen_model="fp8")
    assert with_used_model(settings) == settings


@pytest.mark.parametrize(("name", "piece"), [("comfyui", "net-bf16-comfyui"), ("fp8", "net-fp8-comfyui")])
def test_engine__takes_the_parts_of_the_chosen_model__and_others_where_it_has_none(
    root: Path, name: str, piece: str
) -> None:
    change_settings(models_dir=str(root), chosen_model=name)
    settings = with_used_model(engine_settings())
    folder = describe_folder(settings.models_path).preferring(settings.model_folders)
    assert folder.find(Part.TRANSFORMER).path.parent == root / piece
    assert folder.find(Part.TEXT_ENCODER).path == root / "text-bf16" / "text.pth"
    assert folder.preferred == CATALOG.model(name).pieces


def test_engine__file_that_a_hand_put_there__counts_after_the_chosen_model(root: Path) -> None:
    own = root / "a first by name"
    own.mkdir()
    for path in (root / "vae").glob("[!.]*"):
        (own / path.name).write_bytes(path.read_bytes())
    settings = with_used_model(EngineSettings(str(root), chosen_model="fp8"))
    plain = describe_folder(root)
    assert plain.find(Part.VAE).path.parent == own
    assert plain.preferring(settings.model_folders).find(Part.VAE).path.parent == root / "vae"


def test_settings__changed_from_outside__keep_what_the_window_wrote(home: Path) -> None:
    (home / "config").mkdir()
    (home / "config" / "settings.json").write_text('{"theme": "light", "models_dir": "/old"}')
    change_settings(models_dir="/new", chosen_model="fp8")
    assert '"light"' in (home / "config" / "settings.json").read_text()
    assert (engine_settings().models_dir, engine_settings().chosen_model) == ("/new", "fp8")


def test_used__damaged_piece__cannot_be_used(root: Path) -> None:
    install_piece(root, "net-fp8-comfyui", {"model.safetensors": b"whole"})
    (root / "net-fp8-comfyui" / "model.safetensors").write_bytes(b"")
    assert used_model(root, CATALOG, "fp8") == CATALOG.model("comfyui")
