"""How fast a cancel is answered: from the call in one thread to the error in the other, through the engine host.

Cancels a 15 s render at 1280x720 early, half way and late. ``limit_s`` is what the design promises.
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

from s2v_desktop.audio.beats_file import read_beats
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.errors import JobCancelledError
from s2v_desktop.core.project import Project, media_file
from s2v_desktop.core.sample import SAMPLE_LOOK, sample_files
from s2v_desktop.host.client import HostClient
from s2v_desktop.host.messages import ProgressEvent

LIMIT_S = 0.5


def cancel_delay_s(client: HostClient, project: Project, target: Path, fraction: float) -> float:
    asked_s = 0.0
    try:
        for event in client.render(project.to_request(), target):
            if not asked_s and isinstance(event, ProgressEvent) and event.progress.fraction >= fraction:
                asked_s = time.perf_counter()
                client.cancel()
    except JobCancelledError:
        return time.perf_counter() - asked_s
    raise RuntimeError("the render ended before it could be cancelled")


def main() -> None:
    files = sample_files()
    beats = read_beats(files.beats)
    project = Project(media_file(files.picture), media_file(files.song), Clip(10.0, 15.0), beats, SAMPLE_LOOK)
    client = HostClient()
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.mp4"
        delays_s = [cancel_delay_s(client, project, target, fraction) for fraction in (0.1, 0.2, 0.5, 0.8, 0.92)]
        left_over = [path.name for path in Path(folder).iterdir()]
    client.close()
    figures = {
        "delays_s": [round(delay_s, 3) for delay_s in delays_s],
        "limit_s": LIMIT_S,
        "met": max(delays_s) <= LIMIT_S,
        "left_over": left_over,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
