"""Tasks in the models folder: whatever ends one, the next can begin."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from s2v_desktop.core.errors import ErrorCode, S2VError
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.viewmodels.job_queue import JobQueue
from s2v_desktop.ui.viewmodels.store_tasks import StoreTasks

TIMEOUT_MS = 20_000


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.bin").write_bytes(bytes(1000))
    SettingsStore().change(models_dir=str(folder))
    return folder


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[JobQueue]:
    queue = JobQueue()
    yield queue
    queue.close()


@pytest.fixture
def tasks(root: Path, jobs: JobQueue) -> StoreTasks:
    return StoreTasks(SettingsStore(), jobs)


def test_move__refused__is_told_and_the_next_one_works(
    qtbot: QtBot, tasks: StoreTasks, root: Path, tmp_path: Path
) -> None:
    with qtbot.waitSignal(tasks.failed, timeout=TIMEOUT_MS) as refused:
        tasks.move(root / "inside")
    assert refused.args[0].code is ErrorCode.LOCATION_NESTED
    assert tasks.task is None
    with qtbot.waitSignal(tasks.ended, timeout=TIMEOUT_MS):
        tasks.move(tmp_path / "new")
    assert sorted(path.name for path in (tmp_path / "new").glob("*.bin")) == ["0.bin", "1.bin", "2.bin"]


def test_task__stopped__ends_without_a_complaint(
    qtbot: QtBot, tasks: StoreTasks, tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaints: list[S2VError] = []
    tasks.failed.connect(complaints.append)
    tasks.begun.connect(lambda _: tasks.stop())  # at the first moment at which a hand can
    monkeypatch.setattr("s2v_desktop.store.move.are_on_one_volume", lambda *_: False)  # a copy, which can be stopped
    with qtbot.waitSignal(tasks.ended, timeout=TIMEOUT_MS):
        tasks.move(tmp_path / "new")
    assert tasks.task is None
    assert complaints == []
    assert len(list(root.glob("*.bin"))) == 3


def test_job__that_raises__is_told_where_it_says_so_and_the_next_is_done(qtbot: QtBot, jobs: JobQueue) -> None:
    told: list[object] = []

    def failing() -> None:
        raise S2VError(ErrorCode.INTERNAL, "one")

    jobs.failed.connect(lambda error: told.append(("failed", error.detail)))
    jobs.add(failing, told.append)
    jobs.add(failing, told.append, lambda error: told.append(("otherwise", error.detail)))
    jobs.add(lambda: "done", told.append)
    qtbot.waitUntil(lambda: len(told) == 3, timeout=TIMEOUT_MS)
    assert told == [("failed", "one"), ("otherwise", "one"), "done"]
