import base64
import io
import subprocess

import mutagen
import numpy as np
import pytest
import soundfile
from mutagen.flac import FLAC, Picture
from mutagen.id3 import APIC, ID3, TIT2, TPE1
from mutagen.mp4 import MP4, MP4Cover
from PIL import Image

from s2v_desktop.audio.tags import SongTags, read_tags
from s2v_desktop.core.ffmpeg import ffmpeg_path

TITLE, ARTIST = "夜曲 🌙", "周 & Friends"


@pytest.fixture(scope="module")
def cover():
    file = io.BytesIO()
    Image.new("RGB", (64, 64), (200, 40, 40)).save(file, "PNG")
    return file.getvalue()


def make_song(path):
    wav = path.with_suffix(".src.wav")
    soundfile.write(wav, np.zeros(22_050, np.float32), 22_050)
    subprocess.run([ffmpeg_path(), "-v", "error", "-y", "-i", wav, path], check=True)
    return path


def front(cover):
    picture = Picture()
    picture.type, picture.mime, picture.data = 3, "image/png", cover
    return picture


def test_tags__of_an_mp3__are_title_artist_and_front_cover(tmp_path, cover):
    path = make_song(tmp_path / "歌 🎵.mp3")
    tags = ID3()
    tags.add(TIT2(encoding=3, text=TITLE))
    tags.add(TPE1(encoding=3, text=ARTIST))
    tags.add(APIC(encoding=3, mime="image/png", type=4, desc="back", data=b"back"))
    tags.add(APIC(encoding=3, mime="image/png", type=3, desc="front", data=cover))
    tags.save(path)
    assert read_tags(path) == SongTags(TITLE, ARTIST, cover)


def test_tags__of_an_m4a__are_title_artist_and_cover(tmp_path, cover):
    path = make_song(tmp_path / "a.m4a")
    song = MP4(path)
    song["\xa9nam"], song["\xa9ART"] = [TITLE], [ARTIST]
    song["covr"] = [MP4Cover(cover, MP4Cover.FORMAT_PNG)]
    song.save()
    assert read_tags(path) == SongTags(TITLE, ARTIST, cover)


def test_tags__of_a_flac__are_title_artist_and_cover(tmp_path, cover):
    path = make_song(tmp_path / "a.flac")
    song = FLAC(path)
    song["title"], song["artist"] = TITLE, ARTIST
    song.add_picture(front(cover))
    song.save()
    assert read_tags(path) == SongTags(TITLE, ARTIST, cover)


@pytest.mark.parametrize("suffix", [".opus", ".ogg"])
def test_tags__of_vorbis_comments__are_title_artist_and_cover(tmp_path, cover, suffix):
    path = make_song(tmp_path / f"a{suffix}")
    song = mutagen.File(path)
    song["title"], song["artist"] = TITLE, ARTIST
    song["metadata_block_picture"] = base64.b64encode(front(cover).write()).decode()
    song.save()
    assert read_tags(path) == SongTags(TITLE, ARTIST, cover)


def test_tags__of_a_song_without_any__are_empty(tmp_path):
    soundfile.write(tmp_path / "a.wav", np.zeros(100), 8000)
    assert read_tags(tmp_path / "a.wav") == SongTags()


@pytest.mark.parametrize("content", [b"", b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + bytes(50), b"fLaC" + bytes(30)])
def test_tags__damaged__are_empty(tmp_path, content):
    (tmp_path / "a.mp3").write_bytes(content)
    assert read_tags(tmp_path / "a.mp3") == SongTags()


def test_name__is_what_the_song_says():
    assert SongTags("Song", "Band").name == "Band - Song"
    assert SongTags("Song").name == "Song"
