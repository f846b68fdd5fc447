"""The whole song in a strip, in one colour first and in its own when they are known."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from s2v_desktop.audio.band_shares import measure_band_shares
from s2v_desktop.audio.decode import Song
from s2v_desktop.audio.peaks import build_peaks
from s2v_desktop.core.request import MediaFile
from s2v_desktop.ui.loaded_media import LoadedSong
from s2v_desktop.ui.sound_card_pcm import SoundCardPcm
from s2v_desktop.ui.theme import load_theme
from s2v_desktop.ui.widgets.overview_strip import OverviewStrip

RATE_HZ = 22_050
WIDTH = 400


@pytest.fixture
def strip(qtbot: QtBot) -> OverviewStrip:
    strip = OverviewStrip(load_theme("dark"))
    qtbot.addWidget(strip)
    strip.resize(WIDTH, strip.height())
    return strip


@pytest.fixture
def song() -> LoadedSong:
    """Eight seconds: low, then high, the second half on the right and twice as loud."""
    times_s = np.arange(4 * RATE_HZ) / RATE_HZ
    low, high = 0.4 * np.sin(2 * np.pi * 60 * times_s), 0.8 * np.sin(2 * np.pi * 6000 * times_s)
    samples = np.zeros((8 * RATE_HZ, 2), np.float32)
    samples[: len(low), 0], samples[len(low) :, 1] = low, high
    decoded = Song(samples, RATE_HZ)
    return LoadedSong(MediaFile("song.wav", "0" * 64), decoded, build_peaks(decoded), SoundCardPcm(decoded))


def painted(strip: OverviewStrip, ratio: int = 1) -> NDArray[np.int64]:
    image = QImage(strip.width() * ratio, strip.height() * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    strip.render(image)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return pixels[2:-2, 2:-2, 2::-1].astype(np.int64)


def heights(picture: NDArray[np.int64]) -> NDArray[np.int64]:
    return (np.abs(picture - picture[0, 0]).max(axis=2) > 30).sum(axis=0)


def test_paint__channel_alone__counts_as_loud_as_it_is(strip: OverviewStrip, song: LoadedSong) -> None:
    strip.show_song(song)
    shown = heights(painted(strip))
    left, right = np.median(shown[20 : WIDTH // 2 - 20]), np.median(shown[WIDTH // 2 + 20 : -20])
    assert right == pytest.approx(2 * left, abs=3)


def test_show_band_shares__after_a_first_paint__colours_low_and_high_differently(
    strip: OverviewStrip, song: LoadedSong
) -> None:
    strip.show_song(song)
    plain = painted(strip)
    strip.show_band_shares(measure_band_shares(song.song))
    coloured = painted(strip)
    np.testing.assert_array_equal(heights(plain) > 0, heights(coloured) > 0)
    row = coloured.shape[0] // 2 - 3
    np.testing.assert_array_equal(plain[row, 50], plain[row, -50])
    assert np.abs(coloured[row, 50] - coloured[row, -50]).max() > 60


def test_show_song__another_one__forgets_the_colours(strip: OverviewStrip, song: LoadedSong) -> None:
    strip.show_song(song)
    plain = painted(strip)
    strip.show_band_shares(measure_band_shares(song.song))
    strip.show_song(song)
    np.testing.assert_array_equal(painted(strip), plain)


def test_resize__wider__fills_the_width(strip: OverviewStrip, song: LoadedSong) -> None:
    strip.show_song(song)
    painted(strip)
    strip.resize(2 * WIDTH, strip.height())
    assert (heights(painted(strip)) > 3).mean() > 0.98


def test_press__in_the_middle__picks_the_middle_of_the_song(
    qtbot: QtBot, strip: OverviewStrip, song: LoadedSong
) -> None:
    strip.show_song(song)
    with qtbot.waitSignal(strip.position_picked) as picked:
        qtbot.mousePress(strip, Qt.MouseButton.LeftButton, pos=QPoint(WIDTH // 2, 10))
    assert picked.args == [pytest.approx(4.0, abs=0.02)]
