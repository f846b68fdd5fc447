"""Downloads on this computer's own network: speed beside curl's, memory, and what kills and an outage cost.

Speeds are medians over rounds in turn, each until the last byte is on the disk; hashing is on here, curl has none.
In memory instead of on a disk (``in_memory``) the processor decides, of which hashing wants a core beside those of the
server and the program. ``--outage`` takes the hub away for 60 real seconds in mid-file, with the timing of users.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

HELPERS = Path(__file__).resolve().parent.parent / "helpers"
sys.path.insert(0, str(HELPERS))

from hub_server import REVISION, HubServer, Reply  # noqa: E402
from killed_downloads import BOUND_BYTES, kill_again_and_again  # noqa: E402
from store_scenes import MB, REPOSITORY, Told, content, downloads, on_disk  # noqa: E402

from s2v_desktop.store.events import PieceState  # noqa: E402
from s2v_desktop.store.patience import Timing  # noqa: E402

ROUNDS = 5
SIZE_BYTES = 1000 * MB
PATH = "big.bin"
KILLS = 20
MEMORY_FOLDER = Path("/dev/shm")


def serve() -> None:
    """Be a hub in a process of its own: two would share one interpreter lock."""
    with HubServer({REPOSITORY: {PATH: content(SIZE_BYTES // 10) * 10}}) as hub:
        print(hub.port, flush=True)
        sys.stdin.read()


def curl_s(url: str, folder: Path) -> float:
    target = folder / "curl.bin"
    start_s = time.perf_counter()
    subprocess.run(["curl", "-s", "-o", target, f"{url}/{REPOSITORY}/resolve/{REVISION}/{PATH}"], check=True)
    with target.open("rb") as file:
        os.fsync(file.fileno())
    taken_s = time.perf_counter() - start_s
    assert target.stat().st_size == SIZE_BYTES
    target.unlink()
    return taken_s


def own_s(hub: HubServer, root: Path) -> float:
    with downloads(root, hub, Told(), timing=Timing()) as own:
        start_s = time.perf_counter()
        own.add("model")
        own.wait()
        taken_s = time.perf_counter() - start_s
        assert own.status("piece").state is PieceState.READY
    (root / "piece" / PATH).unlink()
    (root / "piece" / ".piece.json").unlink()
    return taken_s


class Peak:
    """The largest resident size of this process while inside, over what it was before."""

    def __enter__(self) -> Peak:
        self._process, self._done = psutil.Process(), threading.Event()
        self._before = self.bytes = self._process.memory_info().rss
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        self.bytes -= self._before

    def _watch(self) -> None:
        while not self._done.wait(0.005):
            self.bytes = max(self.bytes, self._process.memory_info().rss)


def speed_figures(folder: Path) -> dict:
    with subprocess.Popen(
        [sys.executable, __file__, "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        hub = HubServer(port=int(server.stdout.readline()))
        own_s(hub, folder / "models")
        curls, owns, peaks = [], [], []
        for _ in range(ROUNDS):
            curls.append(curl_s(hub.url, folder))
            with Peak() as peak:
                owns.append(own_s(hub, folder / "models"))
            peaks.append(peak.bytes)
        server.stdin.close()
    curl, own = statistics.median(curls), statistics.median(owns)
    return {
        "curl_mb_per_s": round(SIZE_BYTES / curl / MB),
        "own_mb_per_s": round(SIZE_BYTES / own / MB),
        "speed_ratio": round(curl / own, 2),
        "speed_met": curl / own >= 0.8,
        "memory_growth_mb": [round(peak / MB, 1) for peak in peaks],
    }


def kill_figures(folder: Path) -> dict:
    outcome = kill_again_and_again(folder / "killed", 200 * MB, KILLS, bytes_per_s=60e6, seed=int(time.time()))
    return {
        "kills": outcome.kills,
        "killed_bytes_right": outcome.is_right,
        "killed_overhead_mb": round(outcome.repeated_bytes / MB, 1),
        "killed_most_repeated_mb": round(outcome.most_repeated_bytes / MB, 2),
        "killed_bound_mb": round(BOUND_BYTES / MB, 2),
    }


def outage_figures(folder: Path) -> dict:
    data = content(60 * MB)
    told = Told()
    with HubServer({REPOSITORY: {PATH: data}}) as hub:
        hub.once[PATH] = [Reply(drops_after=25 * MB)]
        with downloads(folder / "outage", hub, told, timing=Timing()) as own:
            own.add("model")
            told.wait_for(lambda event: event.state is PieceState.RETRYING)
            hub.stop()
            gone_s = time.perf_counter()
            threading.Event().wait(60)
            hub.start()
            back_s = time.perf_counter()
            own.wait()
            done_s = time.perf_counter()
        right = on_disk(folder / "outage") == {PATH: data}
        retries = sum(event.state is PieceState.RETRYING for event in told.events)
        return {
            "outage_s": round(back_s - gone_s, 1),
            "outage_bytes_right": right,
            "outage_repeated_bytes": hub.served[PATH] - len(data),
            "outage_tries": retries,
            "outage_ready_after_return_s": round(done_s - back_s, 1),
        }


def main() -> None:
    if "--serve" in sys.argv:
        serve()
        return
    with tempfile.TemporaryDirectory() as folder:
        if "--outage" in sys.argv:
            print(json.dumps(outage_figures(Path(folder))))
            return
        figures = speed_figures(Path(folder)) | kill_figures(Path(folder))
    if MEMORY_FOLDER.is_dir():
        with tempfile.TemporaryDirectory(dir=MEMORY_FOLDER) as folder:
            figures["in_memory"] = speed_figures(Path(folder))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
