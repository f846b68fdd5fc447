"""What every test gets: a home of its own, and a display or none."""

import os
from pathlib import Path

import pytest

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Compiled kernels are shared by all tests and their child processes; everything else of the home is not.
os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(__file__).parent.parent / ".pytest_cache" / "kernels"))


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, cache, logs and exports go under a folder of this test alone."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("S2V_DESKTOP_HOME", str(folder))
    return folder
