"""The models folder goes to another place: on real file systems, cancelled, out of space and killed at any moment."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from other_volume import other_volume, unmount

from s2v_desktop.core.engine_settings import engine_settings
from s2v_desktop.core.errors import ErrorCode, JobCancelledError, ModelError, OutputError
from s2v_desktop.core.progress import JobControl
from s2v_desktop.core.settings_file import change_settings
from s2v_desktop.store import copying
from s2v_desktop.store.copying import CopyProgress
from s2v_desktop.store.lock import StoreLock
from s2v_desktop.store.move import abandon_move, finish_move, move_models, unfinished_move

#: Files of a models folder: those of a piece, one that a hand put there, and what is unfinished.
FILES = {
    "piece/model-00001.safetensors": 9_000_000,
    "piece/google/umt5/spiece.model": 700_000,
    "piece/.piece.json": 300,
    "by hand.gguf": 5_000_000,
    ".store/other/vae.pth.part": 4_500_000,
    ".store/other/vae.pth.state": 120,
}
#: Moves the models from one folder to another and switches the settings, in a process that can be killed, or that kills
#: itself when it next tells of its progress after a third path is there.
MOVE = """
import os
import signal
import sys
from pathlib import Path
from s2v_desktop.core.progress import JobControl
from s2v_desktop.core.settings_file import change_settings
from s2v_desktop.store.move import move_models
source, target, *fatal = map(Path, sys.argv[1:])


def tell(_):
    if any(path.exists() for path in fatal):
        os.kill(os.getpid(), signal.SIGKILL)


print("begun", flush=True)
move_models(source, target, lambda folder: change_settings(models_dir=str(folder)), JobControl(), tell)
print("moved", flush=True)
"""

#: Kills the process before its 100th renaming.
DIES_RENAMING = """
import itertools
import os
import signal
import sys

renamings = itertools.count(1)

def hear(event, _):
    if event == "os.rename" and next(renamings) == 100:
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(hear)
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    root = tmp_path / "models"
    for number, (path, size_bytes) in enumerate(FILES.items()):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(random.Random(number).randbytes(size_bytes))
    switch(root)
    return root


@pytest.fixture
def drive(tmp_path: Path) -> Iterator[Path]:
    with other_volume(tmp_path / "drive") as folder:
        yield folder


def switch(folder: Path) -> None:
    change_settings(models_dir=str(folder))


def models_folder() -> Path:
    return engine_settings().models_path


def digests(root: Path) -> dict[str, str]:
    """What is in a folder of models, without the lock."""
    files = [path for path in root.rglob("*") if path.is_file() and path.name != "lock"]
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def move(source: Path, target: Path, control: JobControl | None = None) -> list[CopyProgress]:
    told: list[CopyProgress] = []
    move_models(source, target, switch, control or JobControl(), told.append)
    return told


def test_move__same_drive__renames_and_switches(source: Path, tmp_path: Path) -> None:
    before, identity = digests(source), (source / "by hand.gguf").stat().st_ino
    move(source, tmp_path / "new" / "place")
    assert digests(tmp_path / "new" / "place") == before
    assert (tmp_path / "new" / "place" / "by hand.gguf").stat().st_ino == identity
    assert models_folder() == tmp_path / "new" / "place"
    assert not source.exists()
    assert unfinished_move() is None


def test_move__other_drive__copies_tells_and_removes_the_old_files(source: Path, drive: Path) -> None:
    before, time_ns = digests(source), (source / "by hand.gguf").stat().st_mtime_ns
    told = move(source, drive / "models")
    assert digests(drive / "models") == before
    assert (drive / "models" / "by hand.gguf").stat().st_mtime_ns == time_ns
    assert models_folder() == drive / "models"
    assert not source.exists()
    assert told[-1].done_bytes == told[-1].total_bytes == sum(FILES.values())
    assert [step.done_bytes for step in told] == sorted(step.done_bytes for step in told)


def test_move__links_to_imported_files__stay_links(source: Path, drive: Path, tmp_path: Path) -> None:
    original = tmp_path / "ComfyUI" / "vae.safetensors"
    original.parent.mkdir()
    original.write_bytes(b"weights")
    (source / "piece" / "vae.safetensors").symlink_to(original)
    move(source, drive)
    assert (drive / "piece" / "vae.safetensors").readlink() == original
    assert original.read_bytes() == b"weights"


def test_move__cancelled__leaves_all_where_it_was_and_nothing_in_the_new_place(source: Path, drive: Path) -> None:
    before, control = digests(source), JobControl()

    def cancel_in_the_second_file(progress: CopyProgress) -> None:
        if progress.done_bytes > progress.total_bytes / 2:
            control.cancel()

    with pytest.raises(JobCancelledError):
        move_models(source, drive / "models", switch, control, cancel_in_the_second_file)
    assert digests(source) == before
    assert list(drive.iterdir()) == []
    assert models_folder() == source
    assert unfinished_move() is None


def test_move__drive_with_too_little_space__is_refused_before_a_byte_is_copied(source: Path, tmp_path: Path) -> None:
    before = digests(source)
    with other_volume(tmp_path / "small", size_mb=8) as small:
        with pytest.raises(OutputError) as caught:
            move(source, small / "models")
        assert list(small.iterdir()) == []
    assert caught.value.code is ErrorCode.STORE_TOO_SMALL
    assert digests(source) == before


def test_move__drive_that_others_fill_meanwhile__takes_back_what_was_copied(source: Path, tmp_path: Path) -> None:
    before = digests(source)
    with other_volume(tmp_path / "small", size_mb=24) as small:

        def fill(_: CopyProgress) -> None:
            if not (small / "others").exists():
                (small / "others").write_bytes(bytes(10_000_000))

        with pytest.raises(OutputError) as caught:
            move_models(source, small / "models", switch, JobControl(), fill)
        assert list(digests(small)) == ["others"]
    assert caught.value.code is ErrorCode.DISK_FULL
    assert digests(source) == before
    assert models_folder() == source


def test_move__copy_that_reads_differently__is_taken_back(
    source: Path, drive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digests(source)
    sync = os.fsync

    def spoil(handle: int) -> None:
        """Be a drive that keeps another byte than it was given."""
        os.pwrite(handle, b"\xff\x00\xff\x00", 0)
        sync(handle)

    monkeypatch.setattr(copying.os, "fsync", spoil)
    with pytest.raises(OutputError) as caught:
        move(source, drive / "models")
    assert caught.value.code is ErrorCode.COPY_DIFFERS
    assert digests(source) == before
    assert digests(drive) == {}


@pytest.mark.parametrize("name", ["", "piece/inner", ".."])
def test_move__folders_inside_each_other__are_refused(source: Path, name: str) -> None:
    before = digests(source)
    with pytest.raises(OutputError) as caught:
        move(source, source / name)
    assert caught.value.code is ErrorCode.LOCATION_NESTED
    assert digests(source) == before


def test_move__file_of_the_same_name__is_never_overwritten(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "new"
    (target / "piece" / "google" / "umt5").mkdir(parents=True)
    (target / "piece" / "google" / "umt5" / "spiece.model").write_bytes(b"mine")
    before = digests(source)
    with pytest.raises(OutputError) as caught:
        move(source, target)
    assert caught.value.code is ErrorCode.LOCATION_TAKEN
    assert digests(source) == before
    assert list(digests(target)) == ["piece/google/umt5/spiece.model"]
    assert unfinished_move() is None


def test_move__files_that_a_user_keeps_there__stay(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "new"
    target.mkdir()
    (target / "notes.txt").write_bytes(b"mine")
    before = digests(source)
    move(source, target)
    assert digests(target).items() > before.items()
    assert (target / "notes.txt").read_bytes() == b"mine"


def test_move__another_program_at_work__is_refused(source: Path, tmp_path: Path) -> None:
    with StoreLock(source), pytest.raises(ModelError) as caught:
        move(source, tmp_path / "new")
    assert caught.value.code is ErrorCode.STORE_IN_USE


def test_move__drive_that_is_away__says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        move(tmp_path / "away", tmp_path / "new")
    assert caught.value.code is ErrorCode.STORE_GONE


def test_finish__drive_of_the_new_place_is_away__waits_for_it(source: Path, drive: Path) -> None:
    before = digests(source)
    killed_while_copying(source, drive / "models")
    unmount(drive)
    assert finish_move(models_folder(), switch) is None
    assert unfinished_move() is not None
    assert digests(source) == before
    assert models_folder() == source


def test_abandon__copy_that_was_killed__leaves_the_new_place_empty(source: Path, drive: Path) -> None:
    before = digests(source)
    killed_while_copying(source, drive / "models")
    abandon_move()
    assert digests(source) == before
    assert digests(drive) == {}
    assert unfinished_move() is None


def test_move__killed_copy_then_another_place__takes_the_first_copy_back(
    source: Path, drive: Path, tmp_path: Path
) -> None:
    before = digests(source)
    killed_while_copying(source, drive / "models")
    move(source, tmp_path / "new")
    assert digests(tmp_path / "new") == before
    assert digests(drive) == {}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("seed", range(6))
def test_move__killed_at_random_moments__loses_nothing_and_ends_when_it_is_asked_for_again(
    source: Path, drive: Path, seed: int
) -> None:
    before, target = digests(source), drive / "models"
    chance = random.Random(seed)
    for _ in range(4):
        begin_and_kill(models_folder(), target, after_s=chance.uniform(0.0, 0.12))
        assert_nothing_is_lost(before, source, target)
        finish_move(models_folder(), switch)
        assert_nothing_is_lost(before, source, target)
        if models_folder() == target:
            break
    if models_folder() != target:
        move(source, target)
    assert digests(target) == before
    assert digests(source) == {}
    assert unfinished_move() is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_move__killed_on_one_drive__is_finished_at_the_next_start(tmp_path: Path) -> None:
    source, target = tmp_path / "models", tmp_path / "new"
    for number in range(200):
        path = source / f"piece {number % 30}" / f"{number}.bin"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(str(number).encode())
    switch(source)
    before = digests(source)
    done = subprocess.run([sys.executable, "-c", DIES_RENAMING + MOVE, str(source), str(target)])
    assert done.returncode == -signal.SIGKILL
    assert {**digests(source), **digests(target)} == before
    assert digests(source)
    assert models_folder() == source
    assert finish_move(models_folder(), switch) is None
    assert digests(target) == before
    assert models_folder() == target
    assert not source.exists()


def begin_and_kill(source: Path, target: Path, after_s: float) -> None:
    """Begin to move in another process and kill it so long after it began."""
    with subprocess.Popen([sys.executable, "-c", MOVE, str(source), str(target)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        try:
            process.wait(after_s)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)


def killed_while_copying(source: Path, target: Path) -> None:
    """Leave a copy that is half done: its first files are there, the last is not."""
    done = subprocess.run([sys.executable, "-c", MOVE, str(source), str(target), str(target / "by hand.gguf")])
    assert done.returncode == -signal.SIGKILL
    assert models_folder() == source
    assert (target / "by hand.gguf").exists()
    assert not (target / "piece" / "model-00001.safetensors").exists()


def assert_nothing_is_lost(before: dict[str, str], source: Path, target: Path) -> None:
    """The folder in the settings has every file whole, or the other one has those that it lacks."""
    there, other = (target, source) if models_folder() == target else (source, target)
    assert {**digests(other), **digests(there)}.items() >= before.items()
    if there == source:
        assert digests(source) == before
