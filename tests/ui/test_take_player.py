"""A finished take plays by itself, goes with the song's playhead and stops at exactly the frame that is wanted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoSink
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from video_scenes import write_video

from s2v_desktop.core.clip import Clip
from s2v_desktop.core.timebase import frame_middle_s
from s2v_desktop.library.takes import Take
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.widgets.preview_player import Showing

BITS = 8
SIZE = (BITS * 32, 96)
CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def numbered_frame(index: int) -> np.ndarray:
    """A frame that says its number in black and white columns, the highest bit first."""
    row = np.repeat([235 if index >> bit & 1 else 16 for bit in reversed(range(BITS))], SIZE[0] // BITS)
    frame = np.full(SIZE[0] * SIZE[1] * 3 // 2, 128, np.uint8)
    frame[: SIZE[0] * SIZE[1]] = np.tile(row, SIZE[1])
    return frame


def number_of(image: QImage) -> int:
    """Read the number of a frame that is seen."""
    width = image.width() // BITS
    bits = [
        image.pixelColor(width * place + width // 2, image.height() // 2).lightness() > 127 for place in range(BITS)
    ]
    return int("".join("1" if bit else "0" for bit in bits), 2)


@pytest.fixture(params=[24, 30])
def shown(request: pytest.FixtureRequest, qtbot: QtBot, loaded: MainWindow, tmp_path: Path) -> MainWindow:
    """The loaded window, playing a take of three seconds whose frames are numbered."""
    model = loaded.project_model
    model.set_look(fps=request.param)
    model.set_clip(Clip(4.0, 3.0))
    write_video(tmp_path / "take.mp4", 3.0, request.param, SIZE, frame=numbered_frame)
    loaded.preview_player.show_take(Take(str(tmp_path / "take.mp4"), model.project.to_request(), "1", 1.0))
    takes = loaded.preview_player.takes
    qtbot.waitUntil(lambda: takes.playing and takes.frame > 3, timeout=20_000)
    return loaded


def sees(qtbot: QtBot, window: MainWindow, frame: int) -> None:
    """Wait until exactly ``frame`` is seen; slider and playhead have to be there too."""
    view, clip = window.preview_player.frame_view, window.project_model.clip
    qtbot.waitUntil(lambda: number_of(view.image) == frame, timeout=10_000)
    assert window.preview_player.controls.scrubber.value() == window.preview_player.takes.frame == frame
    expected_s = frame_middle_s(frame, clip.video_start_s, window.project_model.look.frame_rate)
    assert window.song.player.position_s == pytest.approx(expected_s, abs=0.5 / 30)


def test_take__moved_by_keys_slider_and_playhead__shows_exactly_that_frame(qtbot: QtBot, shown: MainWindow) -> None:
    player, rate = shown.preview_player, shown.project_model.look.frame_rate
    QTest.keyClick(shown, Qt.Key.Key_V, CONTROL_SHIFT)
    assert not player.takes.playing
    player.controls.scrubber.setValue(30)
    sees(qtbot, shown, 30)
    for _ in range(3):
        QTest.keyClick(shown, Qt.Key.Key_Period, CONTROL_SHIFT)
    sees(qtbot, shown, 33)
    QTest.keyClick(shown, Qt.Key.Key_Comma, CONTROL_SHIFT)
    sees(qtbot, shown, 32)
    for frame in (0, 71, 12):
        shown.song.player.seek(frame_middle_s(frame, 4.0, rate))
        sees(qtbot, shown, frame)
    assert player.showing is Showing.TAKE


def test_take__playing__takes_the_playhead_along_and_begins_again(qtbot: QtBot, shown: MainWindow) -> None:
    takes, song, frames = shown.preview_player.takes, shown.song.player, []
    takes.moved.connect(frames.append)
    takes.show_frame(takes.frames - 8)
    qtbot.waitUntil(lambda: bool(frames) and frames[-1] < 20 and takes.frame > 0, timeout=20_000)
    assert takes.playing
    assert 4.0 <= song.position_s <= 5.0
    song.seek(9.0)
    assert shown.preview_player.showing is Showing.LIVE
    assert not takes.playing


def test_frames__faster_than_they_can_be_shown__leave_the_window_free(qtbot: QtBot, shown: MainWindow) -> None:
    takes = shown.preview_player.takes
    takes.pause()
    qtbot.wait(200)  # what was decoded before
    seen: list[QImage] = []
    takes.frame_shown.connect(seen.append)
    sink = takes.findChild(QVideoSink)
    for _ in range(50):
        sink.videoFrameChanged.emit(sink.videoFrame())
    assert not seen
    qtbot.waitUntil(lambda: len(seen) > 0)
    qtbot.wait(50)
    assert len(seen) == 1


def test_take__of_another_song__leaves_the_playhead_alone(qtbot: QtBot, shown: MainWindow) -> None:
    takes = shown.preview_player.takes
    assert takes.take is not None
    request = takes.take.request
    other = structs.replace(request, song=structs.replace(request.song, sha256="0"))
    shown.song.player.pause()
    before_s = shown.song.player.position_s
    shown.preview_player.show_take(structs.replace(takes.take, request=other), 20)
    qtbot.waitUntil(lambda: number_of(shown.preview_player.frame_view.image) == 20, timeout=10_000)
    assert shown.song.player.position_s == before_s


def test_full_screen__space_and_step_keys__play_and_step_there(qtbot: QtBot, shown: MainWindow) -> None:
    takes, view = shown.preview_player.takes, shown.preview_player.frame_view
    QTest.keyClick(shown, Qt.Key.Key_F11)
    assert view.isFullScreen()
    QTest.keyClick(view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not takes.playing, timeout=5_000)
    frame = takes.frame
    QTest.keyClick(view, Qt.Key.Key_Period, CONTROL_SHIFT)
    assert takes.frame == frame + 1
    QTest.keyClick(view, Qt.Key.Key_F11)
    assert not view.isFullScreen()
