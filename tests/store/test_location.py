"""Which folders can be the models folder, tried on real folders and file systems."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from other_volume import make_read_only, other_volume

from s2v_desktop.core.error_text import describe_error
from s2v_desktop.core.errors import ErrorCode, OutputError
from s2v_desktop.core.paths import model_manifest_dir, program_dir
from s2v_desktop.core.progress import NoticeCode
from s2v_desktop.store.location import _require_short_path, check_location
from s2v_desktop.store.volume import are_on_one_volume, volume_of

NOBODY = 65534


def refusal(folder: Path, needed_bytes: int = 0) -> OutputError:
    with pytest.raises(OutputError) as caught:
        check_location(folder, needed_bytes)
    return caught.value


def let_drive_be(monkeypatch: pytest.MonkeyPatch, folder: Path, file_system: str, options: str = "rw") -> None:
    """Have the system tell that a drive with ``file_system`` is mounted on ``folder``."""
    own = psutil.disk_partitions(all=True)
    drive = SimpleNamespace(mountpoint=str(folder), fstype=file_system, opts=options)
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_: [*own, drive])


@contextmanager
def as_nobody() -> Iterator[None]:
    """Be a user without rights where the tests are run by root."""
    if sys.platform == "win32" or os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_location__folder_that_can_be_written__tells_its_space_and_is_left_as_it_is(tmp_path: Path) -> None:
    location = check_location(tmp_path)
    assert location.free_bytes > 0
    assert location.notices == ()
    assert list(tmp_path.iterdir()) == []


def test_location__folder_that_does_not_exist_yet__can_be_chosen_and_is_not_made(tmp_path: Path) -> None:
    assert check_location(tmp_path / "a" / "b").folder == tmp_path / "a" / "b"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
@pytest.mark.parametrize("name", ["", "new/folder"])
def test_location__folder_without_the_right_to_write__is_refused(tmp_path: Path, name: str) -> None:
    tmp_path.chmod(0o555)
    with as_nobody():
        error = refusal(tmp_path / name)
    assert error.code is ErrorCode.TARGET_NOT_WRITABLE
    assert list(tmp_path.iterdir()) == []


def test_location__file_in_the_way__is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    assert refusal(tmp_path / "file" / "models").code is ErrorCode.TARGET_NOT_WRITABLE
    assert refusal(tmp_path / "file").code is ErrorCode.TARGET_NOT_WRITABLE
    assert (tmp_path / "file").read_bytes() == b"mine"


def test_location__read_only_drive__is_refused(tmp_path: Path) -> None:
    with other_volume(tmp_path / "drive") as drive:
        make_read_only(drive)
        error = refusal(drive / "models")
    assert error.code is ErrorCode.LOCATION_READ_ONLY
    assert describe_error(error).endswith("is on a drive that can only be read. Choose a folder on another drive.")


def test_location__drive_with_less_space_than_the_model_needs__is_refused_with_what_is_lacking(tmp_path: Path) -> None:
    with other_volume(tmp_path / "drive", size_mb=8) as drive:
        assert check_location(drive, 7_000_000).free_bytes <= 8 << 20
        error = refusal(drive, 30_000_000_000)
    assert (error.code, error.hint) == (ErrorCode.STORE_TOO_SMALL, "30.0 GB")


@pytest.mark.parametrize("folder", [program_dir(), program_dir() / "ui" / "models", model_manifest_dir()])
def test_location__inside_the_program__is_refused(folder: Path) -> None:
    assert refusal(folder).code is ErrorCode.LOCATION_IN_PROGRAM


def test_location__portable_program__may_keep_models_beside_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("S2V_DESKTOP_HOME", str(program_dir() / "home"))
    folder = program_dir() / "home" / "models"
    assert check_location(folder).folder == folder
    assert not folder.parent.exists()


@pytest.mark.parametrize("file_system", ["vfat", "FAT32", "msdos"])
def test_location__drive_without_large_files__is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file_system: str
) -> None:
    let_drive_be(monkeypatch, tmp_path, file_system)
    error = refusal(tmp_path / "models")
    assert (error.code, error.hint) == (ErrorCode.LOCATION_SMALL_FILES, file_system)


@pytest.mark.parametrize("file_system", ["exfat", "ntfs", "apfs"])
def test_location__drive_with_large_files__can_be_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file_system: str
) -> None:
    let_drive_be(monkeypatch, tmp_path, file_system)
    assert check_location(tmp_path / "models").notices == ()


@pytest.mark.parametrize(("file_system", "options"), [("nfs4", "rw"), ("cifs", "rw"), ("NTFS", "rw,remote")])
def test_location__network_drive__can_be_chosen_with_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file_system: str, options: str
) -> None:
    let_drive_be(monkeypatch, tmp_path, file_system, options)
    assert [notice.code for notice in check_location(tmp_path).notices] == [NoticeCode.NETWORK_DRIVE]


def test_location__path_too_long_for_windows__is_refused_there_only() -> None:
    folder = Path("/" + "f" * 150)
    with pytest.raises(OutputError) as caught:
        _require_short_path(folder, "win32")
    assert (caught.value.code, caught.value.hint) == (ErrorCode.LOCATION_PATH_TOO_LONG, "129 characters")
    _require_short_path(folder, "linux")


def test_location__name_longer_than_the_file_system_takes__is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / ("f" * 300)).code is ErrorCode.LOCATION_PATH_TOO_LONG


def test_volume__mounted_file_system__is_told_from_the_one_around_it(tmp_path: Path) -> None:
    with other_volume(tmp_path / "drive") as drive:
        assert volume_of(drive / "none" / "yet").file_system == "tmpfs"
        assert not are_on_one_volume(tmp_path / "new", drive / "none" / "yet")
        assert are_on_one_volume(drive / "a", drive / "b" / "c")
