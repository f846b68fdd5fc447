"""Decoding: every real song is read to the sample, everything else is refused with a reason."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from s2v_desktop.audio import decode
from s2v_desktop.audio.decode import Song, decode_song
from s2v_desktop.core.errors import ErrorCode, InputError
from s2v_desktop.core.ffmpeg import QUIET_FLAGS, ffmpeg_path

RATE_HZ = 44_100
STEREO = np.stack(
    [0.3 * np.sin(2 * np.pi * 220 * np.arange(2 * RATE_HZ) / RATE_HZ), np.linspace(-0.2, 0.2, 2 * RATE_HZ)], axis=1
).astype(np.float32)


@pytest.fixture
def wav(tmp_path: Path) -> Path:
    path = tmp_path / "song.wav"
    soundfile.write(path, STEREO, RATE_HZ)
    return path


def converted(source: Path, name: str, *options: str) -> Path:
    target = source.with_name(name)
    subprocess.run([ffmpeg_path(), *QUIET_FLAGS, "-i", str(source), *options, str(target)], check=True)
    return target


def code_of(path: Path) -> ErrorCode:
    with pytest.raises(InputError) as caught:
        decode_song(path)
    return caught.value.code


def test_decode_song__wav__samples_and_rate_are_kept(wav):
    song = decode_song(wav)
    assert (song.sample_rate_hz, song.frames, song.channels, song.duration_s) == (RATE_HZ, 2 * RATE_HZ, 2, 2.0)
    np.testing.assert_allclose(song.samples, STEREO, atol=1 / 32_000)
    assert song.samples.dtype == np.float32


@pytest.mark.parametrize(
    ("name", "subtype"), [("s.flac", None), ("s.ogg", "VORBIS"), ("s.mp3", None), ("s.aiff", None)]
)
def test_decode_song__formats_of_libsndfile__whole_song_in_place(tmp_path, name, subtype):
    soundfile.write(tmp_path / name, STEREO, RATE_HZ, subtype=subtype)
    song = decode_song(tmp_path / name)
    assert song.frames == len(STEREO)
    assert np.abs(song.samples[2000:-2000, 0] - STEREO[2000:-2000, 0]).max() < 0.03


@pytest.mark.parametrize("name", ["song.m4a", "song.mka", "song.opus"])
def test_decode_song__formats_of_ffmpeg__sound_is_in_place(wav, name):
    song = decode_song(converted(wav, name))
    times_s = np.arange(20_000, 60_000) / RATE_HZ
    heard = np.interp(times_s, np.arange(song.frames) / song.sample_rate_hz, song.samples[:, 0])
    assert abs(song.duration_s - 2.0) < 0.03
    assert np.abs(heard - STEREO[20_000:60_000, 0]).max() < 0.08


def test_decode_song__wma__is_read(wav):
    assert decode_song(converted(wav, "song.wma")).duration_s == pytest.approx(2.0, abs=0.1)


def test_decode_song__video_with_sound__sound_is_read(wav):
    video = converted(wav, "clip.mp4", "-f", "lavfi", "-i", "color=s=64x64:d=2", "-map", "1:v", "-map", "0:a")
    assert decode_song(video).frames == pytest.approx(2 * RATE_HZ, abs=2048)


def test_decode_song__video_without_sound__is_empty(wav):
    video = converted(wav, "mute.mp4", "-f", "lavfi", "-i", "color=s=64x64:d=1", "-map", "1:v", "-an")
    assert code_of(video) is ErrorCode.SONG_EMPTY


def test_decode_song__mono__stays_mono(tmp_path):
    soundfile.write(tmp_path / "mono.wav", STEREO[:, 0], RATE_HZ)
    song = decode_song(tmp_path / "mono.wav")
    assert song.samples.shape == (2 * RATE_HZ, 1)
    np.testing.assert_array_equal(song.mono(), song.samples[:, 0])


@pytest.mark.parametrize("channels", [3, 4, 5, 6, 7, 8, 10])
def test_decode_song__surround_at_full_scale__stereo_without_clipping(tmp_path, channels):
    soundfile.write(tmp_path / "surround.wav", np.ones((1000, channels)), RATE_HZ, subtype="FLOAT")
    song = decode_song(tmp_path / "surround.wav")
    assert song.channels == 2
    np.testing.assert_allclose(song.samples, 1.0, atol=1e-6)


def test_decode_song__front_left_only__stays_left(tmp_path):
    surround = np.zeros((1000, 6))
    surround[:, 0] = 0.5
    soundfile.write(tmp_path / "left.wav", surround, RATE_HZ)
    song = decode_song(tmp_path / "left.wav")
    assert song.samples[:, 0].min() > 0.1
    assert np.abs(song.samples[:, 1]).max() == 0


def test_decode_song__silence__is_a_song(tmp_path):
    soundfile.write(tmp_path / "silent.wav", np.zeros(RATE_HZ), RATE_HZ)
    assert decode_song(tmp_path / "silent.wav").frames == RATE_HZ


def test_decode_song__header_without_sound__is_empty(wav):
    wav.write_bytes(wav.read_bytes()[:44])
    assert code_of(wav) is ErrorCode.SONG_EMPTY


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_decode_song__a_value_that_is_no_number__is_damaged(tmp_path, value):
    samples = STEREO.copy()
    samples[1234, 1] = value
    soundfile.write(tmp_path / "bad.wav", samples, RATE_HZ, subtype="FLOAT")
    assert code_of(tmp_path / "bad.wav") is ErrorCode.SONG_DAMAGED


@pytest.mark.parametrize("name", ["song.wav", "song.mp3", "song.flac", "song.ogg"])
def test_decode_song__cut_off_file__its_beginning_is_used(tmp_path, name):
    path = tmp_path / name
    soundfile.write(path, np.repeat(STEREO, 6, axis=0), RATE_HZ)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])
    song = decode_song(path)
    assert 4 < song.duration_s < 10
    # no stale repetition at the end: the ramp in the right channel never falls
    coarse = song.samples[2000 : song.frames - 3000 : 16_000, 1]
    assert (np.diff(coarse) > 0).all()


def test_decode_song__cut_off_m4a_without_index__is_unreadable(wav):
    m4a = converted(wav, "song.m4a")
    m4a.write_bytes(m4a.read_bytes()[: m4a.stat().st_size // 2])
    assert code_of(m4a) is ErrorCode.SONG_UNREADABLE


@pytest.mark.parametrize("name", ["song.mp3", "song.raw", "song", "song.txt"])
def test_decode_song__wav_under_another_name__is_read(wav, name):
    assert decode_song(wav.rename(wav.with_name(name))).frames == 2 * RATE_HZ


def test_decode_song__mp3_called_wav__is_read(tmp_path):
    soundfile.write(tmp_path / "real.mp3", STEREO, RATE_HZ)
    assert decode_song((tmp_path / "real.mp3").rename(tmp_path / "song.wav")).frames == 2 * RATE_HZ


@pytest.mark.parametrize("name", ["text.mp3", "text.wav", "text.au", "text.gsm", "text.m4a"])
def test_decode_song__text__is_unreadable(tmp_path, name):
    (tmp_path / name).write_text("These are the words of the song.\n" * 2000)
    assert code_of(tmp_path / name) is ErrorCode.SONG_UNREADABLE


@pytest.mark.parametrize("head", [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n", b"PK\x03\x04", b"\x7fELF", b""])
def test_decode_song__other_binary_called_mp3__is_unreadable(tmp_path, head):
    noise = np.random.default_rng(0).integers(0, 256, 400_000, np.uint8).tobytes()
    (tmp_path / "other.mp3").write_bytes(head + noise)
    assert code_of(tmp_path / "other.mp3") is ErrorCode.SONG_UNREADABLE


def test_decode_song__mp3_frames_by_chance_in_a_large_file__is_unreadable(tmp_path):
    soundfile.write(tmp_path / "real.mp3", STEREO, RATE_HZ)
    chance = (tmp_path / "real.mp3").read_bytes()[:4000]
    (tmp_path / "program.mp3").write_bytes(chance + bytes(2_000_000))
    assert code_of(tmp_path / "program.mp3") is ErrorCode.SONG_UNREADABLE


PLAYLISTS = {
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{}\n#EXT-X-ENDLIST\n",
    "hls after a blank line": "\n#EXTM3U\n#EXTINF:5,\nfile://{}\n#EXT-X-ENDLIST\n",
    "concat": "ffconcat version 1.0\nfile '{}'\n",
    "dash": '<?xml version="1.0"?><MPD><Period><BaseURL>file://{}</BaseURL></Period></MPD>',
    "address": "#EXTM3U\n#EXTINF:5,\nhttp://127.0.0.1:9/{}\n#EXT-X-ENDLIST\n",
}


@pytest.mark.parametrize("form", PLAYLISTS)
@pytest.mark.parametrize("name", ["list.mp3", "list.m4a", "list.m3u8"])
def test_decode_song__playlist_that_names_a_real_song__is_not_followed(wav, form, name):
    playlist = wav.with_name(name)
    playlist.write_text(PLAYLISTS[form].format(wav))
    assert code_of(playlist) is ErrorCode.SONG_UNREADABLE


def test_decode_song__name_that_looks_like_an_option_or_a_protocol__is_a_name(wav):
    for name in ("-i.m4a", "concat:a|b.m4a"):
        path = converted(wav, "plain.m4a").rename(wav.with_name(name))
        assert decode_song(path).duration_s == pytest.approx(2.0, abs=0.1)
        path.unlink()


def test_decode_song__missing_empty_or_folder__says_which(tmp_path):
    (tmp_path / "empty.mp3").touch()
    assert code_of(tmp_path / "none.mp3") is ErrorCode.FILE_MISSING
    assert code_of(tmp_path / "empty.mp3") is ErrorCode.FILE_EMPTY
    assert code_of(tmp_path) is ErrorCode.FILE_UNREADABLE


def test_decode_song__longer_than_an_hour__is_too_long(tmp_path):
    with soundfile.SoundFile(tmp_path / "long.wav", "w", 1000, 1, subtype="PCM_U8") as file:
        file.write(np.zeros(1000 * 3601))
    assert code_of(tmp_path / "long.wav") is ErrorCode.SONG_TOO_LONG


def test_decode_song__stream_that_hides_its_length__is_measured_while_decoding(wav, monkeypatch):
    monkeypatch.setattr(decode, "MAX_DURATION_MIN", 1 / 60)
    assert code_of(converted(wav, "song.m4a")) is ErrorCode.SONG_TOO_LONG


def test_song_between__beyond_the_ends__is_cut():
    song = Song(STEREO, RATE_HZ)
    assert song.between(0.5, 1.0).frames == RATE_HZ // 2
    assert song.between(-1.0, 0.25).frames == RATE_HZ // 4
    assert song.between(3.0, 4.0).frames == 0


def test_decode_song__mp3_longer_than_a_block__is_whole_as_in_one_read(tmp_path):
    """Reading an MP3 in parts seeks between them, and loses a frame's overlap at each seam."""
    rng = np.random.default_rng(5)
    noise = 0.1 * rng.standard_normal((60 * 44_100, 2)).astype(np.float32)
    soundfile.write(tmp_path / "song.mp3", noise, 44_100)
    whole, _ = soundfile.read(tmp_path / "song.mp3", dtype="float32")
    assert np.abs(decode_song(tmp_path / "song.mp3").samples - whole).max() < 1e-6
