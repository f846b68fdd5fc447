"""A program that downloads and is killed again and again: ``python killed_downloads.py ROOT URL`` is that program."""

import random
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from hub_server import HubServer
from store_scenes import REPOSITORY, content, downloads

from s2v_desktop.store.checksum import BLOCK_BYTES
from s2v_desktop.store.read_ahead import ROOM_BYTES

PATH = "big.bin"
#: What a kill may cost: the unfinished block and what was received ahead.
BOUND_BYTES = BLOCK_BYTES + ROOM_BYTES


@dataclass(frozen=True)
class Outcome:
    """What came of it; ``repeated_bytes`` were sent twice over all ``kills``, and at most so many after one."""

    is_right: bool
    kills: int
    requests: int
    repeated_bytes: int
    most_repeated_bytes: int


def kill_again_and_again(root: Path, size_bytes: int, kills: int, bytes_per_s: float, seed: int) -> Outcome:
    """Download ``size_bytes`` from a hub of that speed with a program that is killed at random moments."""
    chance = random.Random(seed)
    data = content(size_bytes, seed)
    moments = sorted(chance.randrange(size_bytes) for _ in range(kills))
    with HubServer({REPOSITORY: {PATH: data}}, bytes_per_s=bytes_per_s) as hub:
        for moment in moments:
            _run(root, hub, moment, chance.random() * 0.05)
        _run(root, hub, None, 0)
        found = root / "piece" / PATH
        is_right = found.exists() and found.read_bytes() == data
        sent = hub.sent[PATH]
        steps_back = [before.end - after.start for before, after in pairwise(sent)]
        return Outcome(is_right, kills, len(sent), hub.served[PATH] - size_bytes, max(steps_back))


def _run(root: Path, hub: HubServer, kill_at_bytes: int | None, later_s: float) -> None:
    """Run the program to its end, or until the hub has sent so much that the file would be there up to that byte."""
    child = subprocess.Popen([sys.executable, __file__, str(root), hub.url])
    if kill_at_bytes is not None:
        clock, before = threading.Event(), len(hub.sent[PATH])
        while child.poll() is None and (len(hub.sent[PATH]) == before or hub.sent[PATH][-1].end < kill_at_bytes):
            clock.wait(0.002)
        clock.wait(later_s)
        child.send_signal(signal.SIGKILL)
    child.wait(120)


def main() -> None:
    """Download, and be killed."""
    root, url = Path(sys.argv[1]), sys.argv[2]
    with downloads(root, HubServer(port=int(url.rpartition(":")[2])), lambda _: None) as own:
        own.add("model")
        own.wait()


if __name__ == "__main__":
    main()
