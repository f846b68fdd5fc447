"""The models dialog in the real window, and a hub on this computer that has toy models alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_server import HubServer
from models_dialog_hands import Files, opened
from pytestqt.qtbot import QtBot
from toy_hub import toy_files, toy_hub, write_toy_manifests

from s2v_desktop.store import manifest
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.models_dialog import ModelsDialog
from s2v_desktop.ui.settings import SettingsStore


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
    """The toy models are all that there are, and the hub is where they come from."""
    folder = write_toy_manifests(home / "manifests", files)
    monkeypatch.setattr(manifest, "model_manifest_dir", lambda: folder)
    SettingsStore().change(hub_source="custom", hub_base_url=hub.url)


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow) -> ModelsDialog:
    """The dialog with its cards, opened by its shortcut."""
    return opened(qtbot, window)
