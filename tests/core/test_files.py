import errno
import hashlib
import os

import pytest

from s2v_desktop.core.errors import ErrorCode, InputError, OutputError
from s2v_desktop.core.files import output_error, require_readable_file, sha256_of_file, write_atomically


def code_of(path):
    with pytest.raises(InputError) as caught:
        require_readable_file(path)
    return caught.value.code


def test_require_readable_file__missing_empty_or_folder__is_told_apart(tmp_path):
    (tmp_path / "empty.wav").touch()
    assert code_of(tmp_path / "none.wav") is ErrorCode.FILE_MISSING
    assert code_of(tmp_path / "empty.wav") is ErrorCode.FILE_EMPTY
    assert code_of(tmp_path) is ErrorCode.FILE_UNREADABLE
    assert code_of(tmp_path / "nul\0byte.wav") in (ErrorCode.FILE_MISSING, ErrorCode.FILE_UNREADABLE)
    assert code_of(tmp_path / ("x" * 5000)) is ErrorCode.FILE_UNREADABLE


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are a POSIX thing")
def test_require_readable_file__named_pipe__is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe.mp3")
    assert code_of(tmp_path / "pipe.mp3") is ErrorCode.FILE_UNREADABLE


def test_sha256__of_a_file__is_that_of_its_content(tmp_path):
    (tmp_path / "a").write_bytes(b"music")
    assert sha256_of_file(tmp_path / "a") == hashlib.sha256(b"music").hexdigest()


def test_write_atomically__existing_file__is_replaced_whole(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(b"old")
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["a.json"]


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX thing")
def test_write_atomically__new_file__may_be_read_by_whom_the_umask_lets(tmp_path):
    (tmp_path / "plain").touch()
    write_atomically(tmp_path / "a.json", b"new")
    assert (tmp_path / "a.json").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_write_atomically__target_is_a_folder__fails_and_leaves_nothing(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "kept").touch()
    with pytest.raises(OutputError) as caught:
        write_atomically(tmp_path / "a", b"new")
    assert caught.value.code is ErrorCode.TARGET_NOT_WRITABLE
    assert os.listdir(tmp_path) == ["a"]
    assert os.listdir(tmp_path / "a") == ["kept"]


def test_write_atomically__folder_missing__is_not_writable(tmp_path):
    with pytest.raises(OutputError) as caught:
        write_atomically(tmp_path / "none" / "a", b"new")
    assert caught.value.code is ErrorCode.TARGET_NOT_WRITABLE


def test_write_atomically__folder_is_a_file__is_not_writable(tmp_path):
    (tmp_path / "song.mp3").write_bytes(b"music")
    with pytest.raises(OutputError) as caught:
        write_atomically(tmp_path / "song.mp3" / "a", b"new")
    assert caught.value.code is ErrorCode.TARGET_NOT_WRITABLE
    assert (tmp_path / "song.mp3").read_bytes() == b"music"


def test_output_error__no_space_left__says_so(tmp_path):
    assert output_error(OSError(errno.ENOSPC, "full"), tmp_path).code is ErrorCode.DISK_FULL
