"""What every test gets: a home of its own, and a display or none."""

import os
from pathlib import Path

import pytest

#: Which of the processes that share the tests this is; empty where one runs them all.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "")

# Several windows on one display would take the focus from each other.
if _worker or not os.environ.get("DISPLAY"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

# One core each: the threads of two workers' networks would wait for each other.
if _worker:
    os.environ.setdefault("OMP_NUM_THREADS", "1")

# Compiled kernels are kept between runs and shared by a worker's tests and their child processes, but not by two
# workers: numba numbers the files of its cache without a lock. Everything else of the home is of one test alone.
os.environ["NUMBA_CACHE_DIR"] = str(Path(__file__).parent.parent / ".pytest_cache" / "kernels" / (_worker or "alone"))


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, cache, logs and exports go under a folder of this test alone."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("S2V_DESKTOP_HOME", str(folder))
    return folder
