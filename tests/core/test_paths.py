import sys
from pathlib import Path

from s2v_desktop.core import paths


def test_home__set_by_the_user__holds_everything(home):
    folders = (
        paths.config_dir(),
        paths.cache_dir(),
        paths.default_models_dir(),
        paths.log_dir(),
        paths.default_export_dir(),
    )
    for folder in folders:
        assert folder.parent == home


def test_resources__source_tree__are_found():
    assert paths.resource_path("sample").is_dir()
    assert paths.model_manifest_dir().is_dir()


def test_resources__frozen_program__are_found_beside_the_code(monkeypatch):
    monkeypatch.setattr(sys, "_MEIPASS", "/opt/s2v", raising=False)
    assert paths.resource_path("icons", "a.png") == Path("/opt/s2v/resources/icons/a.png")
