import pytest

from s2v_desktop.core.project import media_file
from s2v_desktop.core.relink import find_media


@pytest.fixture
def gone(tmp_path):
    path = tmp_path / "旧 🎸" / "歌曲 🎵.wav"
    path.parent.mkdir()
    path.write_bytes(b"song")
    media = media_file(path)
    path.unlink()
    return media


@pytest.mark.parametrize("name", ["歌曲 🎵.wav", "sub/deep/歌曲 🎵.wav", "renamed.WAV"])
def test_find__same_content_in_the_folder__is_found(tmp_path, gone, name):
    path = tmp_path / "new" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"song")
    found = find_media(gone, [tmp_path / "no folder", tmp_path / "new"])
    assert found.path == str(path)
    assert found.sha256 == gone.sha256


def test_find__same_name_but_other_content__is_not_taken(tmp_path, gone):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "歌曲 🎵.wav").write_bytes(b"another song")
    assert find_media(gone, [tmp_path / "new"]) is None
