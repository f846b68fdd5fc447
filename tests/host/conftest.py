"""Small real media and requests for renders in the host's tests."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
import soundfile

from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.look import Aspect, Look, Resolution
from s2v_desktop.core.project import Project, media_file
from s2v_desktop.core.request import RenderRequest
from s2v_desktop.host.client import HostClient

BEATS_S = np.arange(0.25, 20, 0.5)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A blurred noise picture, 800x600, mid grey on average."""
    noise = np.random.default_rng(1).integers(0, 256, (60, 80, 3), np.uint8)
    path = tmp_path / "cover.png"
    cv2.imwrite(str(path), cv2.resize(noise, (800, 600), interpolation=cv2.INTER_CUBIC))
    return path


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """20 s of decaying 200 Hz knocks at 120 BPM, the first at 0.25 s; 44.1 kHz mono WAV."""
    rate = 44100
    sound = np.zeros(20 * rate, np.float32)
    time_s = np.arange(rate // 5) / rate
    knock = np.sin(2 * np.pi * 200 * time_s) * np.exp(-time_s * 30) * 0.7
    for beat_s in BEATS_S:
        first = round(beat_s * rate)
        sound[first : first + len(knock)] += knock[: len(sound) - first]
    path = tmp_path / "song.wav"
    soundfile.write(path, sound, rate)
    return path


@pytest.fixture
def make_request(picture: Path, song: Path) -> Callable[..., RenderRequest]:
    """Return a function that makes a request: 480 x 480, 24 fps, 3 s from 4 s on; look fields by keyword."""

    def make(start_s: float = 4.0, duration_s: float = 3.0, **look: object) -> RenderRequest:
        downbeats = np.arange(len(BEATS_S)) % 4 == 0
        grid = BeatGrid.from_arrays(BEATS_S, np.where(downbeats, 1.0, 0.7), downbeats, confidence=1.0)
        values = {"resolution": Resolution.P480, "aspect": Aspect.SQUARE, "fps": 24} | look
        project = Project(media_file(picture), media_file(song), Clip(start_s, duration_s), grid, Look(**values))
        return project.to_request()

    return make


@pytest.fixture
def calls(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the module's ``ENGINE`` writes that it is called; only host processes have the engine."""
    folder = tmp_path / "engine"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(request.module.ENGINE)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder), str(Path.cwd())]))
    monkeypatch.setenv("CALLS", str(tmp_path / "calls.txt"))
    (tmp_path / "calls.txt").touch()
    return tmp_path / "calls.txt"


@pytest.fixture
def client() -> Iterator[HostClient]:
    """An engine host that ends with the test."""
    client = HostClient()
    yield client
    client.close()
