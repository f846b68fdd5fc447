"""What large blocks leave behind in a real process."""

from __future__ import annotations

import subprocess
import sys

import pytest

_PROGRAM = """
from pathlib import Path
from threading import Thread

import numpy as np

from s2v_desktop.ui.heap import return_large_blocks

PAGE_BYTES, BLOCK_BYTES, THREADS = 4096, 24 << 20, 6


def resident_bytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_BYTES


def work(kept):
    block = np.ones(BLOCK_BYTES, np.uint8)
    kept.append(bytes(2000))  # lies behind the block, so that the heap cannot simply shrink
    del block


return_large_blocks()
former = np.ones(30 << 20, np.uint8)
del former  # what raises the limit
before, kept = resident_bytes(), []
for _ in range(THREADS):
    thread = Thread(target=work, args=(kept,))
    thread.start()
    thread.join()
print((resident_bytes() - before) // BLOCK_BYTES)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such heap")
def test_large_blocks__freed_in_threads__go_back_to_the_system() -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, timeout=60, check=True)
    assert int(done.stdout) == 0
