"""The finished MP4, judged by reading it back."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from video_scenes import RATE_HZ, grey_frame, tone, write_video, yuv420p_of_rgb

from s2v_desktop.core.errors import ErrorCode, JobCancelledError, OutputError, S2VError
from s2v_desktop.core.ffmpeg import ffmpeg_path
from s2v_desktop.core.look import Aspect, Resolution, output_size
from s2v_desktop.core.progress import JobControl
from s2v_desktop.video.decode import read_frames, read_sound
from s2v_desktop.video.encode import VideoWriter, part_path
from s2v_desktop.video.probe import ColourTags, probe_video

PATCHES = {
    "red": (255, 0, 0),
    "green": (0, 255, 0),
    "blue": (0, 0, 255),
    "yellow": (250, 220, 20),
    "skin": (224, 172, 140),
    "sky": (90, 150, 220),
    "leaf": (70, 110, 40),
    "purple": (120, 40, 140),
    "white": (255, 255, 255),
    "grey": (128, 128, 128),
    "dark": (20, 20, 20),
    "black": (0, 0, 0),
}


@pytest.fixture
def temporary_folder(tmp_path, monkeypatch):
    """Where temporary files go, for this test alone."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def folder(tmp_path):
    """A folder with a file that a video must not touch."""
    folder = tmp_path / "videos"
    folder.mkdir()
    (folder / "other.mp4").write_bytes(b"mine")
    return folder


def children_named_ffmpeg():
    """Process ids of running ffmpeg children of this process (Linux)."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            stat = (entry / "stat").read_text()
            name, rest = stat[stat.index("(") + 1 : stat.rindex(")")], stat[stat.rindex(")") + 2 :].split()
            if name.startswith("ffmpeg") and int(rest[1]) == os.getpid() and rest[0] != "Z":
                found.append(int(entry.name))
    return found


def assert_nothing_left(folder, temporary_folder):
    assert sorted(path.name for path in folder.iterdir()) == ["other.mp4"]
    assert (folder / "other.mp4").read_bytes() == b"mine"
    assert list(temporary_folder.iterdir()) == []
    assert not [thread for thread in threading.enumerate() if thread.name in ("video feeder", "ffmpeg listener")]
    if sys.platform == "linux":
        assert children_named_ffmpeg() == []


def test_colours__through_encoder_and_decoder__stay_within_three_levels(tmp_path):
    side = 64
    picture = np.concatenate([np.full((side, side, 3), colour, np.uint8) for colour in PATCHES.values()], axis=1)
    frame = yuv420p_of_rgb(picture)
    write_video(tmp_path / "a.mp4", size=(picture.shape[1], side), frame=lambda index: frame)
    decoded = list(read_frames(tmp_path / "a.mp4"))[15].astype(float)
    for number, (name, colour) in enumerate(PATCHES.items()):
        found = decoded[16:48, number * side + 16 : number * side + 48].mean(axis=(0, 1))
        assert found == pytest.approx(colour, abs=3), name


def test_ffmpeg__given_tagged_frames__converts_nothing(tmp_path):
    """A single grey step more or less would show: the planes are compared as decoded, without RGB."""
    rng = np.random.default_rng(1)
    blocks = rng.integers(30, 220, (3, 4)).repeat(32, axis=0).repeat(40, axis=1).astype(np.uint8)
    frame = np.concatenate(
        [blocks.ravel(), np.full(160 * 96 // 4, 90, np.uint8), np.full(160 * 96 // 4, 170, np.uint8)]
    )
    write_video(tmp_path / "a.mp4", frame=lambda index: frame)
    raw = subprocess.run(
        [ffmpeg_path(), "-v", "error", "-i", str(tmp_path / "a.mp4"), "-map", "0:v", "-f", "rawvideo", "-"],
        capture_output=True,
        check=True,
    ).stdout
    last = np.frombuffer(raw[-len(frame) :], np.uint8).astype(int)
    assert abs((last - frame).mean()) < 0.2
    assert np.percentile(np.abs(last - frame), 99) <= 3


@pytest.mark.parametrize("fps", [24, 30])
@pytest.mark.parametrize("duration_s", [3.0, 7.3, 8.0])
def test_video__of_a_duration__has_it_exactly_in_picture_sound_and_container(tmp_path, fps, duration_s):
    frames = write_video(tmp_path / "a.mp4", duration_s, fps)
    facts = probe_video(tmp_path / "a.mp4")
    assert (facts.frames, facts.fps, facts.constant_rate) == (frames, fps, True)
    assert facts.duration_s == pytest.approx(frames / fps, abs=1e-3)
    assert facts.audio_duration_s == pytest.approx(frames / fps, abs=1e-3)
    assert facts.container_duration_s == pytest.approx(frames / fps, abs=2e-3)
    assert abs(facts.container_duration_s - duration_s) <= 1 / fps
    assert facts.starts_s == (0.0, 0.0)
    assert len(list(read_frames(tmp_path / "a.mp4", width=32))) == frames
    samples, rate_hz = read_sound(tmp_path / "a.mp4")
    assert len(samples) == pytest.approx(frames / fps * rate_hz, abs=1)


def test_video__any__is_high_profile_bt709_aac_and_starts_at_once(tmp_path):
    write_video(tmp_path / "a.mp4")
    facts = probe_video(tmp_path / "a.mp4")
    assert (facts.video_codec, facts.profile, facts.pixel_format) == ("h264", "High", "yuv420p")
    assert facts.colour == ColourTags("bt709", "bt709", "bt709", full_range=False)
    assert (facts.audio_codec, facts.audio_channels, facts.sample_rate_hz) == ("aac", 2, RATE_HZ)
    assert facts.starts_at_once


@pytest.mark.parametrize("resolution", Resolution)
@pytest.mark.parametrize("aspect", Aspect)
def test_video__of_every_size__has_that_size(tmp_path, resolution, aspect):
    size = output_size(resolution, aspect)
    write_video(tmp_path / "a.mp4", duration_s=0.2, size=size)
    facts = probe_video(tmp_path / "a.mp4")
    assert (facts.width, facts.height) == size
    assert next(read_frames(tmp_path / "a.mp4")).shape == (size.height, size.width, 3)


def test_key_frames__of_a_long_video__come_every_two_seconds(tmp_path):
    """Only key frames are decoded; each stands alone, since groups are closed."""
    write_video(tmp_path / "a.mp4", 7.0)
    raw = subprocess.run(
        [
            *(ffmpeg_path(), "-v", "error", "-skip_frame", "nokey", "-i", str(tmp_path / "a.mp4")),
            *("-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "gray", "-"),
        ],
        capture_output=True,
        check=True,
    ).stdout
    assert len(raw) == 4 * 160 * 96


@pytest.mark.parametrize(
    ("rate_hz", "stored_hz"), [(44_100, 44_100), (48_000, 48_000), (96_000, 48_000), (22_050, 48_000)]
)
@pytest.mark.parametrize("channels", [1, 2])
def test_sound__of_any_rate_and_channels__is_stereo_and_the_same_tone(tmp_path, rate_hz, stored_hz, channels):
    sound = tone(1.0, channels, rate_hz)
    write_video(tmp_path / "a.mp4", sound=sound, rate_hz=rate_hz)
    samples, found_hz = read_sound(tmp_path / "a.mp4")
    assert found_hz == stored_hz
    assert samples.shape == (stored_hz, 2)
    expected = 0.3 * np.sin(2 * np.pi * 440 * np.arange(stored_hz) / stored_hz)
    middle = slice(stored_hz // 10, -stored_hz // 10)
    assert np.abs(samples[middle].T - expected[middle]).max() < 0.03


def test_sound__shorter_longer_or_louder_than_the_video__is_filled_cut_and_clipped(tmp_path):
    write_video(tmp_path / "short.mp4", 2.0, sound=tone(1.0))
    samples, rate_hz = read_sound(tmp_path / "short.mp4")
    assert len(samples) == 2 * rate_hz
    assert np.abs(samples[int(1.1 * rate_hz) :]).max() < 1e-3
    write_video(tmp_path / "long.mp4", 1.0, sound=10 * tone(3.0))
    samples, rate_hz = read_sound(tmp_path / "long.mp4")
    assert len(samples) == rate_hz
    assert 0.9 < np.abs(samples).max() < 1.3  # AAC overshoots a square a little


@pytest.mark.parametrize("fps", [24, 30])
@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_flash_and_click__at_the_same_time__are_together_in_the_file(tmp_path, fps, rate_hz):
    duration_s, times_s = 8.0, np.arange(0.53, 7.6, 0.417)
    sound = np.zeros((round(duration_s * rate_hz), 2), np.float32)
    for time_s in times_s:
        begin = round(time_s * rate_hz)
        sound[begin : begin + 60] = 0.9 * np.sin(np.arange(60) * 0.5)[:, None]
    flashes = {int(time_s * fps) for time_s in times_s}
    size = (160, 96)
    write_video(
        tmp_path / "a.mp4",
        duration_s,
        fps,
        size,
        sound,
        rate_hz,
        frame=lambda index: grey_frame(*size, 220 if index in flashes else 40),
    )
    light = np.array([frame.mean() for frame in read_frames(tmp_path / "a.mp4", width=32)])
    seen_s = (np.flatnonzero(light > 130) + 0.5) / fps
    samples, found_hz = read_sound(tmp_path / "a.mp4")
    loud = np.flatnonzero(np.abs(samples[:, 0]) > 0.3) / found_hz
    heard_s = loud[np.concatenate([[True], np.diff(loud) > 0.1])]
    assert len(seen_s) == len(heard_s) == len(times_s)
    offsets_frames = (seen_s - heard_s) * fps
    assert abs(np.median(offsets_frames)) <= 0.5
    assert np.abs(offsets_frames).max() <= 0.6
    assert np.abs(heard_s - times_s).max() < 2e-3


def test_finished_video__over_an_older_one__replaces_it_and_leaves_no_trace(folder, temporary_folder):
    target = folder / "a.mp4"
    target.write_bytes(b"old")
    part_path(target).write_bytes(b"left by a crash")
    write_video(target)
    assert probe_video(target).frames == 30
    target.unlink()
    assert_nothing_left(folder, temporary_folder)


def test_name__that_ffmpeg_could_take_for_an_option_pattern_or_protocol__is_a_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("-y.mp4", "100%d.mp4", "a b' \"q.mp4", "歌 🎵.mp4"):
        write_video(Path(name), duration_s=0.2)
        assert probe_video(tmp_path / name).frames == 6
    if os.name == "posix":
        write_video(Path("http:x.mp4"), duration_s=0.2)
        assert (tmp_path / "http:x.mp4").exists()


def unwritable_targets(folder):
    (folder / "file").write_bytes(b"")
    (folder / "folder.mp4").mkdir()
    yield folder / "missing" / "a.mp4"
    yield folder / "file" / "a.mp4"
    yield folder / "folder.mp4"
    yield folder / "nul\0.mp4"
    yield folder / ("x" * 300 + ".mp4")
    if sys.platform == "linux":
        yield Path("/proc/a.mp4")  # not even root may
    if os.name == "posix" and os.geteuid():
        (folder / "locked").mkdir(mode=0o500)
        yield folder / "locked" / "a.mp4"


def test_target__that_cannot_be_written__is_told_before_anything_starts(tmp_path, temporary_folder):
    folder = tmp_path / "targets"
    folder.mkdir()
    for target in unwritable_targets(folder):
        with pytest.raises(OutputError) as caught:
            VideoWriter(target, 160, 96, Fraction(30), tone(1), RATE_HZ, 30).__enter__()
        assert caught.value.code == ErrorCode.TARGET_NOT_WRITABLE
    assert not list(folder.rglob("*.part"))
    assert not list(temporary_folder.iterdir())


def test_cancel__in_the_middle__leaves_nothing(folder, temporary_folder):
    def render():
        with VideoWriter(folder / "a.mp4", 640, 360, Fraction(30), tone(8), RATE_HZ, 240) as writer:
            for _ in range(100):
                writer.write(rng.integers(0, 256, 640 * 360 * 3 // 2, dtype=np.uint8))
            assert part_path(folder / "a.mp4").exists()
            if sys.platform == "linux":
                assert len(children_named_ffmpeg()) == 1
            raise JobCancelledError

    rng = np.random.default_rng(0)
    with pytest.raises(JobCancelledError):
        render()
    assert_nothing_left(folder, temporary_folder)


def test_cancel__while_ffmpeg_finishes__leaves_nothing_and_keeps_the_older_video(folder, temporary_folder):
    target = folder / "a.mp4"
    target.write_bytes(b"old")
    control = JobControl()
    rng = np.random.default_rng(0)

    def render():
        size = (1280, 720)
        with VideoWriter(target, *size, Fraction(30), tone(2), RATE_HZ, 50, control.check) as writer:
            for _ in range(50):
                writer.write(rng.integers(0, 256, size[0] * size[1] * 3 // 2, dtype=np.uint8))
            control.cancel()

    with pytest.raises(JobCancelledError):
        render()
    assert target.read_bytes() == b"old"
    target.unlink()
    assert_nothing_left(folder, temporary_folder)


def test_fewer_frames_than_promised__are_an_error_and_leave_nothing(folder, temporary_folder):
    def render():
        with VideoWriter(folder / "a.mp4", 160, 96, Fraction(30), tone(1), RATE_HZ, 30) as writer:
            for _ in range(29):
                writer.write(grey_frame(160, 96, 100))

    with pytest.raises(S2VError) as caught:
        render()
    assert caught.value.code == ErrorCode.ENCODING_FAILED
    assert "29 of 30" in caught.value.detail
    assert_nothing_left(folder, temporary_folder)


@pytest.mark.skipif(sys.platform != "linux", reason="finds the process in /proc")
def test_ffmpeg__killed_from_outside__is_an_error_and_leaves_nothing(folder, temporary_folder):
    def render():
        with VideoWriter(folder / "a.mp4", 160, 96, Fraction(30), tone(8), RATE_HZ, 10_000) as writer:
            for index in range(10_000):
                writer.write(grey_frame(160, 96, 100))
                if index == 20:
                    os.kill(children_named_ffmpeg()[0], 9)

    with pytest.raises(S2VError) as caught:
        render()
    assert caught.value.code == ErrorCode.ENCODING_FAILED
    assert_nothing_left(folder, temporary_folder)


FILL_THE_DISK = """
import sys, tempfile, threading
from fractions import Fraction
from pathlib import Path
import numpy as np
from s2v_desktop.core.errors import S2VError
from s2v_desktop.video.encode import VideoWriter
folder, frames = Path(sys.argv[1]), int(sys.argv[2])
rng = np.random.default_rng(0)
try:
    sound = np.zeros((44100, 2), np.float32)
    with VideoWriter(folder / "a.mp4", 320, 180, Fraction(30), sound, 44100, frames) as writer:
        for _ in range(frames):
            writer.write(rng.integers(0, 256, 320 * 180 * 3 // 2, dtype=np.uint8))
except S2VError as error:
    left = sorted(path.name for path in folder.iterdir())
    print(error.code.value, left, threading.active_count())
"""


def run_on_small_disk(folder, frames, size):
    mount = f'mount -t tmpfs -o size={size} tmpfs "$1" && echo mine > "$1/other" && exec "$2" -c "$3" "$1" {frames}'
    command = ["unshare", "-rm", "sh", "-c", mount, "sh", str(folder), sys.executable, FILL_THE_DISK]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def can_mount(folder):
    if not shutil.which("unshare"):
        return False
    attempt = ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", str(folder)]
    return subprocess.run(attempt, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("frames", [300, 20], ids=["while frames are written", "while ffmpeg finishes"])
def test_disk__that_becomes_full__is_told_and_left_clean(tmp_path, frames):
    if not can_mount(tmp_path):
        pytest.skip("no small file system can be mounted here")
    done = run_on_small_disk(tmp_path, frames, "700k")
    assert done.stdout.strip() == "disk_full ['other'] 1", done.stderr


@pytest.mark.skipif(os.name != "posix", reason="resource limits")
def test_file__that_may_not_grow__is_told_as_a_full_disk(folder, temporary_folder):
    program = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))\n" + FILL_THE_DISK
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(temporary_folder)}
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder), "40"], capture_output=True, text=True, check=False, env=environment
    )
    assert done.stdout.strip() == "disk_full ['other.mp4'] 1", done.stderr
    assert list(temporary_folder.iterdir()) == []
