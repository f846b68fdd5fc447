"""Checksums with marks: the digest of every beginning, by which one bad block is found among many."""

import hashlib
import subprocess

import pytest
from store_scenes import content

from s2v_desktop.store.checksum import BLOCK_BYTES, RunningChecksum, read_checksum
from s2v_desktop.store.layout import FileRecord

DATA = content(2 * BLOCK_BYTES + 1000)
FILE = FileRecord("a.bin", len(DATA), sha256=hashlib.sha256(DATA).hexdigest())


def checksum_of(data, file=FILE, step=100_003):
    checksum = RunningChecksum(file)
    for at in range(0, max(len(data), 1), step):
        checksum.update(memoryview(data)[at : at + step])
    return checksum


@pytest.mark.parametrize("step", [777_777, BLOCK_BYTES, len(DATA)])
def test_marks__are_the_digests_of_the_beginnings__however_the_bytes_come(step):
    checksum = checksum_of(DATA, step=step)
    ends = (BLOCK_BYTES, 2 * BLOCK_BYTES, len(DATA))
    assert bytes(checksum.marks) == b"".join(hashlib.sha256(DATA[:end]).digest() for end in ends)
    assert checksum.is_right


def test_is_right__one_bit_is_wrong_or_the_end_is_missing__is_not():
    assert not checksum_of(DATA[:-1]).is_right
    assert not checksum_of(DATA[:-1] + bytes([DATA[-1] ^ 1])).is_right


def test_is_right__no_checksum_known__goes_by_the_marks():
    marks = bytes(checksum_of(DATA).marks)
    file = FileRecord("a.bin", len(DATA), marks=marks)
    assert checksum_of(DATA, file).is_right
    assert not checksum_of(bytes(len(DATA)), file).is_right


def test_git__its_own_checksum_is_understood(tmp_path):
    (tmp_path / "x").write_bytes(DATA[:1000])
    told = subprocess.run(["git", "hash-object", str(tmp_path / "x")], capture_output=True, text=True, check=True)
    file = FileRecord("x", 1000, git_sha1=told.stdout.strip())
    assert read_checksum(tmp_path / "x", file, lambda _: None).is_right


@pytest.mark.parametrize("kind", ["sha256", "git_sha1"])
def test_empty_file__has_one_mark_and_is_right(tmp_path, kind):
    digest = {"sha256": hashlib.sha256(b""), "git_sha1": hashlib.sha1(b"blob 0\0")}[kind].hexdigest()
    (tmp_path / "x").write_bytes(b"")
    checksum = read_checksum(tmp_path / "x", FileRecord("x", 0, **{kind: digest}), lambda _: None)
    assert checksum.is_right
    assert len(checksum.marks) == checksum.mark_bytes


def test_accepts__a_wrong_block_changes_nothing__the_right_one_leads_on():
    marks = bytes(checksum_of(DATA).marks)
    checksum = RunningChecksum(FILE)
    for block in range(3):
        data = DATA[checksum.num_bytes : checksum.num_bytes + checksum.block_size(block)]
        mark = marks[block * 32 : block * 32 + 32]
        assert not checksum.accepts(b"x" + data[1:], mark)
        assert checksum.num_blocks == block
        assert checksum.accepts(data, mark)
    assert checksum.is_right
    assert bytes(checksum.marks) == marks
