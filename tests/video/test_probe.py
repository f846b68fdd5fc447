"""Reading an MP4's index, good or hostile."""

import contextlib
import struct
import subprocess
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from video_scenes import write_video

from s2v_desktop.core.errors import EngineError, ErrorCode, S2VError
from s2v_desktop.core.ffmpeg import ffmpeg_path
from s2v_desktop.video.probe import probe_video


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    path = tmp_path_factory.mktemp("video") / "a.mp4"
    write_video(path, 3.0, 24)
    return path


def foreign_video(path, *options):
    """A video that ffmpeg makes by itself."""
    source = ("-f", "lavfi", "-i", "testsrc=size=128x96:rate=25:duration=1", "-f", "lavfi", "-i", "sine=duration=1")
    subprocess.run([ffmpeg_path(), "-v", "error", *source, *options, str(path)], check=True)
    return path


def test_probe__other_makers_file__tells_its_facts(tmp_path):
    path = foreign_video(
        tmp_path / "b.mp4", *("-c:v", "libx264", "-pix_fmt", "yuv444p", "-bf", "0", "-ar", "32000", "-c:a", "aac")
    )
    facts = probe_video(path)
    assert (facts.width, facts.height, facts.fps, facts.frames) == (128, 96, Fraction(25), 25)
    assert (facts.profile, facts.pixel_format) == ("High 4:4:4", "yuv444p")
    assert (facts.audio_channels, facts.sample_rate_hz, facts.starts_at_once) == (1, 32_000, False)
    assert facts.colour.matrix == "unknown"


def test_probe__delayed_sound__tells_when_it_starts(tmp_path):
    source = ("-f", "lavfi", "-i", "testsrc=size=128x96:rate=25:duration=1")
    late = ("-itsoffset", "0.5", "-f", "lavfi", "-i", "sine=duration=0.5")
    path = tmp_path / "late.mp4"
    subprocess.run([ffmpeg_path(), "-v", "error", *source, *late, "-map", "0", "-map", "1", str(path)], check=True)
    assert probe_video(path).starts_s == (0.0, pytest.approx(0.5, abs=0.03))


def test_probe__sound_that_is_not_aac__is_named(tmp_path):
    path = foreign_video(tmp_path / "b.mp4", "-c:v", "libx264", "-c:a", "libmp3lame")
    assert probe_video(path).audio_codec == "mp4a.6b"


@pytest.mark.parametrize("content", [b"", b"\0", b"not a video at all" * 50, bytes(4096), b"\xff" * 4096])
def test_probe__not_an_mp4__is_an_error(tmp_path, content):
    path = tmp_path / "x.mp4"
    path.write_bytes(content)
    with pytest.raises(S2VError) as caught:
        probe_video(path)
    assert caught.value.code == ErrorCode.ENCODING_FAILED


def test_probe__missing_file_or_folder__is_an_error(tmp_path):
    for path in (tmp_path / "missing.mp4", tmp_path):
        with pytest.raises(S2VError):
            probe_video(path)


def test_probe__without_sound__is_an_error(tmp_path):
    path = foreign_video(tmp_path / "b.mp4", "-c:v", "libx264", "-an")
    with pytest.raises(S2VError):
        probe_video(path)


def test_probe__time_table_that_promises_billions__is_refused_without_reading_them(tmp_path, video):
    content = bytearray(video.read_bytes())
    where = content.index(b"stts") + 8
    content[where : where + 4] = struct.pack(">I", 0xFFFFFFFF)
    (tmp_path / "x.mp4").write_bytes(content)
    with pytest.raises(S2VError):
        probe_video(tmp_path / "x.mp4")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_probe__index_with_any_bytes_changed_or_cut__gives_facts_or_the_one_error(tmp_path, video, data):
    content = bytearray(video.read_bytes())
    index_end = content.index(b"mdat")
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, index_end))] = data.draw(st.integers(0, 255))
    path = tmp_path / "x.mp4"
    path.write_bytes(content[: data.draw(st.one_of(st.just(len(content)), st.integers(0, len(content))))])
    with contextlib.suppress(EngineError):
        probe_video(path)
