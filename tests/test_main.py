import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from s2v_desktop.__main__ import _COMMANDS
from s2v_desktop.cli.main import build_parser

WINDOW, USAGE = "no screen", "usage:"
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a program always has a screen")


def run_without_screen(*arguments, folder=None):
    """Run the program where it can open no window, but says that it wants to."""
    environment = {name: value for name, value in os.environ.items() if name not in SCREENS}
    environment["PYTHONPATH"] = str(Path.cwd())
    command = [sys.executable, "-m", "s2v_desktop", *arguments]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


@LINUX
def test_window__no_screen__says_so_in_one_sentence():
    done = run_without_screen()
    assert done.returncode == 1
    assert WINDOW in done.stderr
    assert len(done.stderr.splitlines()) == 1


@LINUX
@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["picture.jpg", "song.mp3"], WINDOW),
        (["MINE.S2V"], WINDOW),
        (["Song.FLAC"], WINDOW),
        (["cover without suffix"], WINDOW),
        (["./demo"], WINDOW),
        (["demo", "picture.jpg"], USAGE),
        (["paint", "picture.jpg"], USAGE),
        (["--loud", "picture.jpg"], USAGE),
        (["picture.jpg", "--loud"], USAGE),
        (["folder"], USAGE),
    ],
)
def test_arguments__files_or_a_command__open_the_window_or_are_obeyed(tmp_path, arguments, answer):
    for name in ("cover without suffix", "demo"):
        (tmp_path / name).touch()
    (tmp_path / "folder").mkdir()
    done = run_without_screen(*arguments, folder=tmp_path)
    assert answer in done.stderr
    assert done.returncode == (1 if answer == WINDOW else 2)


def test_arguments__words_of_the_command_line__are_all_known_as_commands():
    (commands,) = (action.choices for action in build_parser()._actions if isinstance(action.choices, dict))
    assert {*commands, "engine-host", "engine-rank", "preview-host"} == set(_COMMANDS)


def test_window__picture_and_song_named__opens_both(tmp_path, home):
    Image.fromarray(np.full((64, 64, 3), 90, np.uint8)).save(tmp_path / "picture.jpg")
    soundfile.write(tmp_path / "song.wav", np.random.default_rng(0).normal(0, 0.1, 110_000), 22_050)
    command = [sys.executable, "-m", "s2v_desktop", "picture.jpg", "song.wav"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path.cwd())}
    window = subprocess.Popen(command, env=environment, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    try:
        wait_until(lambda: {"picture_folder", "song_folder"} <= remembered(home).keys(), window)
        assert remembered(home)["song_folder"] == str(tmp_path)
    finally:
        window.terminate()
        window.communicate(timeout=20)


def remembered(home):
    """Return the settings that are not as at the first start."""
    path = next(home.rglob("settings.json"), None)
    return {name: value for name, value in json.loads(path.read_text()).items() if value} if path else {}


def wait_until(condition, process):
    deadline_s = time.monotonic() + 30
    while not condition():
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < deadline_s
        time.sleep(0.1)


def test_commands__any__leave_qt_and_torch_out():
    code = (
        "import sys; from s2v_desktop.__main__ import main; main(['doctor', '--json']);"
        "sys.exit(any(name.split('.')[0] in ('PySide6', 'torch', 'numba', 'librosa') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60).returncode == 0
