"""The models dialog in the real window, and a hub on this computer that has toy models alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_server import HubServer
from models_dialog_hands import Files, opened
from pytestqt.qtbot import QtBot
from toy_hub import toy_files, toy_hub, write_toy_manifests

from s2v_desktop.engines.fit import Card, Computer
from s2v_desktop.store import manifest
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.models_dialog import ModelsDialog
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.viewmodels import storeroom

WITH_A_CARD = Computer(16, 64 << 30, Card("NVIDIA GeForce RTX 4090", 24 << 30, 23 << 30), "NVIDIA")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """What the hub has."""
    return toy_files(tmp_path_factory.mktemp("toys"))


@pytest.fixture
def hub(files: Files) -> Iterator[HubServer]:
    """The hub, at work."""
    with toy_hub(files) as server:
        yield server


@pytest.fixture(autouse=True)
def catalog(home: Path, files: Files, hub: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The toy models are all that there are, the hub is where they come from, and the computer has a card for them."""
    folder = write_toy_manifests(home / "manifests", files)
    monkeypatch.setattr(manifest, "model_manifest_dir", lambda: folder)
    monkeypatch.setattr(storeroom, "measure_computer", lambda: WITH_A_CARD)
    SettingsStore().change(hub_source="custom", hub_base_url=hub.url)


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow) -> ModelsDialog:
    """The dialog with its cards, opened by its shortcut."""
    return opened(qtbot, window)
