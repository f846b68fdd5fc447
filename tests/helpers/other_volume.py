"""A second file system, small and real, for what happens between drives and when one is full, away or read-only."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CAN_MOUNT = sys.platform == "linux" and os.geteuid() == 0


@contextmanager
def other_volume(folder: Path, size_mb: int = 64) -> Iterator[Path]:
    """Mount an empty file system of ``size_mb`` on ``folder``, which is made; skip the test where nobody may."""
    if not CAN_MOUNT:
        pytest.skip("only root on Linux can mount a second file system")
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size_mb}m", "s2v-desktop-test", str(folder)], capture_output=True
    )
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        unmount(folder)


def make_read_only(folder: Path) -> None:
    """Let the file system on ``folder`` be read and no longer written."""
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)


def unmount(folder: Path) -> None:
    """Take the file system on ``folder`` away, as when a cable is pulled; done before, it is no fault."""
    if folder.is_mount():
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
