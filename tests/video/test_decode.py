"""Reading a video back, as a player would show it."""

import subprocess

import numpy as np
import pytest
from video_scenes import grey_frame, write_video

from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.ffmpeg import ffmpeg_path
from s2v_desktop.video.decode import read_frames, read_sound

SIZE = (160, 96)


def test_frames__of_known_levels__come_in_order(tmp_path):
    write_video(tmp_path / "a.mp4", frame=lambda index: grey_frame(*SIZE, 40 + 5 * index))
    levels = [frame.mean() for frame in read_frames(tmp_path / "a.mp4")]
    expected = [(24 + 5 * index) * 255 / 219 for index in range(30)]
    assert levels == pytest.approx(expected, abs=2)


def test_frames__scaled__keep_the_aspect(tmp_path):
    write_video(tmp_path / "a.mp4", duration_s=0.2)
    assert {frame.shape for frame in read_frames(tmp_path / "a.mp4", width=80)} == {(48, 80, 3)}


def test_frames__reading_stopped_early__ends_the_decoder(tmp_path):
    write_video(tmp_path / "a.mp4", 3.0)
    stream = read_frames(tmp_path / "a.mp4")
    next(stream)
    stream.close()  # waits for the process; a leftover would raise a ResourceWarning


def test_picture__that_starts_late__is_seen_late(tmp_path):
    """Without the edit list, what the encoder delayed comes two frames late; the reader shows that it does."""
    write_video(tmp_path / "a.mp4", frame=lambda index: grey_frame(*SIZE, 220 if index == 12 else 40))
    shift = ("-itsoffset", "0.1", "-i", str(tmp_path / "a.mp4"), "-i", str(tmp_path / "a.mp4"))
    mapping = ("-map", "0:v", "-map", "1:a", "-c", "copy")
    subprocess.run([ffmpeg_path(), "-v", "error", *shift, *mapping, str(tmp_path / "late.mp4")], check=True)
    brightest = [
        int(np.argmax([frame.mean() for frame in read_frames(tmp_path / name)])) for name in ("a.mp4", "late.mp4")
    ]
    assert brightest == [12, 15]


def test_damaged_file__raises_and_returns_no_sound(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(b"nothing")
    with pytest.raises(S2VError):
        next(read_frames(path))
    with pytest.raises(S2VError):
        read_sound(path)
