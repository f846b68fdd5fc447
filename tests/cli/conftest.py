"""Two small models instead of the shipped ones, and a hub that has them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_server import HubServer
from models_command import FILES, REPOSITORY, write_manifests

from s2v_desktop.store import manifest


@pytest.fixture
def manifests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two small models that share a piece, instead of the shipped ones."""
    folder = tmp_path / "manifests"
    folder.mkdir()
    write_manifests(folder)
    monkeypatch.setattr(manifest, "model_manifest_dir", lambda: folder)
    return folder


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer({REPOSITORY: dict(FILES)}) as server:
        yield server
