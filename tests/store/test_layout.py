"""Where files go, and which names from a hub are refused."""

import pytest

from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.store.layout import (
    FileRecord,
    PieceRecord,
    part_path,
    read_record,
    record_path,
    safe_target,
    state_path,
    write_record,
)

RECORD = PieceRecord("piece", "huggingface", "own/model", "abc", (FileRecord("a/b.bin", 7, "00", marks=b"\xff\x00"),))

UNSAFE = [
    "../x", "a/../../x", "/etc/passwd", "C:/x", "c:x", "a\\b", "..\\x", "a//b", "a/", "", ".", "a/./b", "~\0", "a\nb",
    ".piece.json", "a/.hidden", "con", "nul.txt", "a/COM1.bin", "x.", "x ", " x",
    "a/.. /x", "x:stream", "a|b", "n" * 300,
]  # fmt: skip


@pytest.mark.parametrize("path", UNSAFE)
@pytest.mark.parametrize("place", [safe_target, part_path, state_path])
def test_places__a_name_that_leads_elsewhere__is_refused(tmp_path, place, path):
    with pytest.raises(ModelError) as caught:
        place(tmp_path, "piece", path)
    assert caught.value.code is ErrorCode.HUB_UNTRUSTED
    assert list(tmp_path.iterdir()) == []


def test_places__a_plain_path__is_inside_the_piece(tmp_path):
    assert safe_target(tmp_path, "piece", "a/b.bin") == tmp_path / "piece" / "a" / "b.bin"
    assert part_path(tmp_path, "piece", "a/b.bin") == tmp_path / ".store" / "piece" / "a" / "b.bin.part"
    assert state_path(tmp_path, "piece", "音乐 1.bin") == tmp_path / ".store" / "piece" / "音乐 1.bin.state"


@pytest.mark.parametrize("link", ["piece", "piece/a", "piece/a/b.bin"])
def test_safe_target__a_link_in_the_way__is_refused(tmp_path, link):
    root, outside = tmp_path / "root", tmp_path / "outside"
    outside.mkdir()
    (root / link).parent.mkdir(parents=True)
    (root / link).symlink_to(outside)
    with pytest.raises(ModelError):
        safe_target(root, "piece", "a/b.bin")


def test_safe_target__the_models_folder_itself_is_a_link__is_fine(tmp_path):
    (tmp_path / "drive").mkdir()
    (tmp_path / "models").symlink_to(tmp_path / "drive")
    assert safe_target(tmp_path / "models", "piece", "a.bin") == tmp_path / "models" / "piece" / "a.bin"


def test_record__written_and_read__is_the_same(tmp_path):
    (tmp_path / "piece").mkdir()
    write_record(tmp_path, RECORD)
    assert read_record(tmp_path, "piece") == RECORD
    assert RECORD.size_bytes == 7


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"{}", b'{"piece_id": 3}'])
def test_record__damaged_or_missing__is_none(tmp_path, content):
    assert read_record(tmp_path, "piece") is None
    (tmp_path / "piece").mkdir()
    record_path(tmp_path, "piece").write_bytes(content)
    assert read_record(tmp_path, "piece") is None
