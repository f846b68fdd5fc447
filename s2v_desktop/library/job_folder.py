"""The folder where an engine keeps the finished parts of a video that is still in the making."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from s2v_desktop.core.paths import jobs_dir

#: A folder whose making was told of so lately is in use, by this process or another.
IN_USE_S = 600.0

_TELL_EVERY_S = 60.0


def job_dir(key: str) -> Path:
    """Return the folder for base frames that will have ``key`` (not created)."""
    return jobs_dir() / key


@contextmanager
def job_in_use(key: str) -> Generator[None]:
    """Keep the cache's broom off the folder for ``key``, however long a part takes and a pause lasts."""
    ended = threading.Event()
    thread = threading.Thread(target=_tell_of_use, args=(job_dir(key), ended), name="job folder", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def forget_job(key: str) -> None:
    """Remove the folder for ``key``, if there is one: its video is made. What cannot be removed goes with the cache."""
    shutil.rmtree(job_dir(key), ignore_errors=True)


def _tell_of_use(folder: Path, ended: threading.Event) -> None:
    while True:
        with contextlib.suppress(OSError):  # not there yet, or on a disk that cannot be written
            os.utime(folder)
        if ended.wait(_TELL_EVERY_S):
            return
