"""What is heard, and that the playhead is there: the real player on the silent clock, and plays on a counted device."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from s2v_desktop.audio.click_track import ClickTrack
from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.ui import song_player
from s2v_desktop.ui.loaded_media import LoadedSong
from s2v_desktop.ui.song_feed import PlayMix
from s2v_desktop.ui.song_loader import SongLoader
from s2v_desktop.ui.song_play import SongPlay
from s2v_desktop.ui.song_player import SongPlayer
from s2v_desktop.ui.sound_output import Silence

RATE_HZ = 8_000
SONG_S = 6.0
BENCH = Path(__file__).parent.parent / "bench" / "bench_playhead.py"


@pytest.fixture
def song(qtbot: QtBot, tmp_path: Path) -> LoadedSong:
    """Six seconds in which no two samples near each other are alike."""
    path = tmp_path / "song.wav"
    ramp = np.arange(round(SONG_S * RATE_HZ)) % 20_000 - 10_000
    soundfile.write(path, np.stack([ramp, -ramp], axis=1).astype(np.int16), RATE_HZ)
    loader = SongLoader()
    with qtbot.waitSignal(loader.loaded, timeout=10_000) as loaded:
        loader.load(path)
    loader.close()
    return loaded.args[0]


@pytest.fixture
def player(qtbot: QtBot, song: LoadedSong, monkeypatch: pytest.MonkeyPatch) -> Iterator[SongPlayer]:
    """A player on a computer without Qt Multimedia: it goes on in silence."""
    monkeypatch.setattr(song_player, "load_multimedia", lambda: None)
    made = SongPlayer()
    made.set_song(song)
    yield made
    made.pause()


class CountedDevice:
    """A device without a room to sound in: it takes and hears samples when the test says so, and keeps them."""

    device_id = b"counted"
    failed = False

    def __init__(self) -> None:
        self.taken = bytearray()
        self.queue = bytearray()
        self.delay_frames = 0

    @property
    def taken_frames(self) -> int:
        return len(self.taken) // 4

    def start(self) -> None:
        """Nothing is taken until ``take``."""

    def append(self, pcm: bytes) -> None:
        self.queue += pcm

    def discard_queue(self) -> None:
        self.queue.clear()

    def heard_s(self) -> float:
        return max(0, self.taken_frames - self.delay_frames) / RATE_HZ

    def stop(self) -> None:
        """Nothing sounds."""

    def take(self, frames: int) -> NDArray[np.int16]:
        """Take ``frames`` frames from the queue; return them."""
        assert len(self.queue) >= frames * 4, "the device starves"
        block = bytes(self.queue[: frames * 4])
        self.taken += block
        del self.queue[: frames * 4]
        return np.frombuffer(block, np.int16).reshape(-1, 2)


def samples(song: LoadedSong, first: int, end: int) -> NDArray[np.int16]:
    return np.frombuffer(song.pcm.data(), np.int16).reshape(-1, 2)[first:end]


# -- on the silent clock -----------------------------------------------------------------------------------------------


def test_play__no_device__says_so_once_and_moves_the_playhead(qtbot: QtBot, player: SongPlayer) -> None:
    missing: list[bool] = []
    player.sound_missing.connect(lambda: missing.append(True))
    player.play()
    player.seek(1.0)
    qtbot.waitUntil(lambda: player.position_s > 1.2, timeout=3000)
    assert missing == [True]


def test_play__to_the_end__stops_there(qtbot: QtBot, player: SongPlayer) -> None:
    player.seek(SONG_S - 0.2)
    with qtbot.waitSignal(player.playing_changed, check_params_cb=lambda on: not on, timeout=3000):
        player.play()
    assert player.position_s == SONG_S


def test_play__at_the_end__begins_again(player: SongPlayer) -> None:
    player.seek(SONG_S)
    player.play()
    assert player.position_s < 0.5


def test_play__in_a_loop__turns_and_never_leaves_it(qtbot: QtBot, player: SongPlayer) -> None:
    positions: list[float] = []
    player.position_changed.connect(positions.append)
    player.set_loop(Clip(1.0, 3.0))
    player.seek(3.8)
    player.play()
    qtbot.waitUntil(lambda: positions[-1] < 2.0, timeout=3000)
    qtbot.waitUntil(lambda: positions[-1] > 1.1, timeout=3000)
    assert all(1.0 <= position < 4.0 for position in positions)
    assert sum(after < before for before, after in pairwise(positions)) == 1


def test_set_loop__while_playing_behind_it__goes_to_its_start(qtbot: QtBot, player: SongPlayer) -> None:
    player.seek(5.0)
    player.play()
    player.set_loop(Clip(0.5, 3.0))
    qtbot.waitUntil(lambda: 0.5 <= player.position_s < 3.5, timeout=1000)


def test_pause__playing__playhead_stays(qtbot: QtBot, player: SongPlayer) -> None:
    player.set_latency(0.3)
    player.play()
    qtbot.waitUntil(lambda: player.position_s > 0.2, timeout=3000)
    shown_s = player.position_s
    player.pause()
    paused_s = player.position_s
    assert shown_s <= paused_s < shown_s + 0.1
    qtbot.wait(50)
    assert player.position_s == paused_s


def test_stop__looping__goes_to_the_loops_start(player: SongPlayer) -> None:
    player.set_loop(Clip(2.0, 3.0))
    player.play()
    player.stop()
    assert not player.playing
    assert player.position_s == 2.0


def test_heard_s__computer_slept__does_not_count() -> None:
    now_s = [50.0]
    silence = Silence(RATE_HZ, lambda: now_s[0])
    silence.start()
    now_s[0] += 0.1
    assert silence.heard_s() == pytest.approx(0.1)
    now_s[0] += 7200.0
    assert silence.heard_s() < 0.5


# -- on a device -------------------------------------------------------------------------------------------------------


def test_supply__played_through__gives_the_songs_own_samples_and_silence_behind(song: LoadedSong) -> None:
    device = CountedDevice()
    play = SongPlay(song, device, SONG_S - 1.0, None, PlayMix())
    heard = device.take(RATE_HZ // 2)
    play.supply()
    heard = np.concatenate([heard, device.take(RATE_HZ)])
    assert np.array_equal(heard[:RATE_HZ], samples(song, 5 * RATE_HZ, 6 * RATE_HZ))
    assert not heard[RATE_HZ:].any()
    assert play.position_s(0.0) == SONG_S


def test_supply__loop__is_seamless_and_the_playhead_turns_with_it(song: LoadedSong) -> None:
    device = CountedDevice()
    play = SongPlay(song, device, 3.9, Clip(1.0, 3.0), PlayMix())
    heard = device.take(RATE_HZ)
    assert np.array_equal(heard[: RATE_HZ // 10], samples(song, round(3.9 * RATE_HZ), 4 * RATE_HZ))
    assert np.array_equal(heard[RATE_HZ // 10 :], samples(song, RATE_HZ, round(1.9 * RATE_HZ)))
    assert play.position_s(0.0) == pytest.approx(1.9)


def test_render_again__clicks_switched_on__are_heard_from_the_next_sample_taken(song: LoadedSong) -> None:
    device, mix = CountedDevice(), PlayMix()
    play = SongPlay(song, device, 0.0, None, mix)
    device.take(1_000)
    mix.clicks = ClickTrack(BeatGrid.from_arrays(np.array([0.05, 0.2, 0.5])), RATE_HZ)
    play.render_again()
    heard = device.take(RATE_HZ // 2)
    assert np.array_equal(heard, mix.clicks.mix(samples(song, 1_000, 5_000), 1_000, 1.0, 0.7))
    mix.clicks = None
    play.render_again()
    assert np.array_equal(device.take(1_000), samples(song, 5_000, 6_000))


def test_render_again__inside_a_loop__goes_on_without_a_break(song: LoadedSong) -> None:
    device, mix = CountedDevice(), PlayMix()
    play = SongPlay(song, device, 3.95, Clip(1.0, 3.0), mix)
    device.take(600)
    mix.song_volume = 0.5
    play.render_again()
    wanted = samples(song, RATE_HZ + 200, RATE_HZ + 400) * 0.5
    assert np.abs(device.take(200) - wanted).max() <= 0.5


def test_set_loop__moved_while_playing__old_part_is_heard_until_the_device_takes_the_new(song: LoadedSong) -> None:
    device = CountedDevice()
    device.delay_frames = 800
    play = SongPlay(song, device, 5.0, None, PlayMix())
    device.take(1_000)
    play.set_loop(Clip(1.0, 3.0))
    device.take(400)
    assert play.position_s(0.0) == pytest.approx(5.0 + 600 / RATE_HZ)
    device.take(800)
    assert play.position_s(0.0) == pytest.approx(1.0 + 400 / RATE_HZ)


def test_position_s__latency__shows_what_is_heard_and_never_less_than_the_start(song: LoadedSong) -> None:
    device = CountedDevice()
    play = SongPlay(song, device, 2.0, None, PlayMix())
    device.take(RATE_HZ // 10)
    assert play.position_s(0.25) == 2.0
    device.take(RATE_HZ // 2)
    assert play.position_s(0.25) == pytest.approx(2.35)


def test_position_s__latency_in_a_loop__shows_the_end_while_the_start_is_played(song: LoadedSong) -> None:
    device = CountedDevice()
    play = SongPlay(song, device, 3.9, Clip(1.0, 3.0), PlayMix())
    device.take(RATE_HZ // 5)
    assert play.position_s(0.15) == pytest.approx(3.95)


def test_position_s__latency_raised_while_playing__waits_instead_of_stepping_back(song: LoadedSong) -> None:
    device = CountedDevice()
    play = SongPlay(song, device, 0.0, None, PlayMix())
    device.take(RATE_HZ // 2)
    assert play.position_s(0.0) == pytest.approx(0.5)
    assert play.position_s(0.3) == pytest.approx(0.5)
    device.take(RATE_HZ // 4)
    play.supply()
    device.take(RATE_HZ // 4)
    assert play.position_s(0.3) == pytest.approx(0.7)


@pytest.mark.skipif(
    shutil.which("pulseaudio") is None or shutil.which("parec") is None, reason="records a PulseAudio device"
)
def test_play__recorded_at_the_device__loop_is_tight_and_playhead_never_steps_back() -> None:
    command = [sys.executable, str(BENCH), "--played-s", "3", "--turns", "3", "--switches", "0"]
    root = Path(__file__).parent.parent.parent
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=100, check=False)
    assert ended.returncode == 0, ended.stderr
    figures = json.loads(ended.stdout)
    assert figures["bursts_heard"] == 3
    assert figures["steps_back"] == 0
    assert abs(figures["loop_gap_ms"]) < 1.0
    assert abs(figures["mean_offset_ms"]) < 30
