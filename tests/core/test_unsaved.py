from pathlib import Path

import pytest

from s2v_desktop.core.errors import ErrorCode, InputError
from s2v_desktop.core.look import Look
from s2v_desktop.core.project import Project, media_file
from s2v_desktop.core.unsaved import Unsaved, load_unsaved, save_unsaved


@pytest.mark.parametrize("has_file", [True, False])
def test_unsaved__read_again__is_the_same_with_the_file_it_belongs_to(tmp_path, has_file):
    (tmp_path / "歌.wav").write_bytes(b"song")
    project = Project(song=media_file(tmp_path / "歌.wav"), look=Look("胶片颗粒"))
    unsaved = Unsaved(project, tmp_path / "我的 🎬.s2v" if has_file else None)
    (tmp_path / "cache").mkdir()
    save_unsaved(unsaved, tmp_path / "cache" / "a.json")
    assert load_unsaved(tmp_path / "cache" / "a.json") == unsaved


@pytest.mark.parametrize("content", [b"{", b"{}", b'{"project_path": "", "project": {"schema_version": 2}}'])
def test_unsaved__damaged__is_refused(tmp_path: Path, content):
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(InputError) as caught:
        load_unsaved(tmp_path / "a.json")
    assert caught.value.code is ErrorCode.PROJECT_INVALID
