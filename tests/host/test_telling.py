"""What an engine tells and shows while it makes its frames reaches the client; a pause frees the card where asked."""

from __future__ import annotations

import threading
import time

import cv2
import numpy as np
import pytest

from s2v_desktop.core.engine_settings import EngineSettings
from s2v_desktop.core.progress import Activity, JobControl, Notice, NoticeCode, Task
from s2v_desktop.engines import registry
from s2v_desktop.engines.registry import EngineKind
from s2v_desktop.host.messages import FinishedEvent, NoticeEvent, PreviewEvent, ProgressEvent
from s2v_desktop.host.preview import picture_jpeg
from s2v_desktop.host.render_job import RenderJob
from s2v_desktop.library.job_folder import job_dir

#: An engine that keeps a part, tells all it can and checks in small steps. Python reads it as it starts.
ENGINE = """
import os
from pathlib import Path
import s2v_desktop.engines.registry as registry
from s2v_desktop.engines.base_key import still_key

def note(word):
    with Path(os.environ["CALLS"]).open("a") as calls:
        calls.write(word + "\\n")

class Telling:
    name = "telling"

    def __init__(self, settings):
        self._settings = settings

    def make_base_frames(self, request, sound, control, reporter):
        import time
        import numpy as np
        from s2v_desktop.core.progress import Activity, Notice, NoticeCode, Phase, Task
        from s2v_desktop.engines.motion import MotionEngine
        from s2v_desktop.library.job_folder import job_dir
        folder = job_dir(still_key(request))
        folder.mkdir(parents=True)
        (folder / "part").write_bytes(b"x")
        note(self._settings.memory_plan or "a plan to be chosen")
        reporter.tell(Notice(NoticeCode.RESUMED, "1", "2"))
        began = time.monotonic()
        step = 0
        while time.monotonic() - began < 1.3:
            step += 1
            control.check(lambda: note("freed"))
            reporter.report(Phase.FRAMES, min(1.0, step / 1000), Activity(Task.DENOISING, 2, 2, step, 1000))
            reporter.show(np.full((60, 104, 3), (200, 40, 40), np.uint8))
            time.sleep(0.01)
        return MotionEngine().make_base_frames(request, sound, control, reporter)

registry.ENGINES += (registry.EngineKind("telling", lambda settings=None: Telling(settings), still_key, base_cost=3.0),)
"""


def became_true(condition, timeout_s=20.0):
    """Wait until another process has made ``condition`` true; return whether it has."""
    end_s = time.monotonic() + timeout_s
    while not condition() and time.monotonic() < end_s:
        threading.Event().wait(0.01)
    return condition()


def test_client__engine_tells_and_shows__yields_notice_activity_and_few_pictures(
    tmp_path, client, make_request, calls, home
) -> None:
    events = list(client.render(make_request(engine="telling"), tmp_path / "out.mp4"))
    notices = [event.notice for event in events if isinstance(event, NoticeEvent)]
    assert notices == [Notice(NoticeCode.RESUMED, "1", "2")]
    activities = [event.progress.activity for event in events if isinstance(event, ProgressEvent)]
    assert Activity(Task.DENOISING, 2, 2, 1, 1000) in activities
    assert activities[-1] is None
    pictures = [event for event in events if isinstance(event, PreviewEvent) and event.frame is None]
    assert 2 <= len(pictures) <= 4  # 1.3 s, twice a second, on a computer that may stumble
    colour = cv2.imdecode(np.frombuffer(pictures[0].jpeg, np.uint8), cv2.IMREAD_COLOR)[30, 50, ::-1]
    assert np.abs(colour.astype(int) - (200, 40, 40)).max() < 8
    assert isinstance(events[-1], FinishedEvent)
    assert events[-1].take.resumed
    assert calls.read_text().split("\n")[0] == "a plan to be chosen"
    assert list((home / "cache" / "jobs").iterdir()) == []


def test_client__paused_to_free_the_card__the_engine_frees_it_and_goes_on(
    tmp_path, client, make_request, calls
) -> None:
    asked = []
    for event in client.render(make_request(engine="telling"), tmp_path / "out.mp4"):
        if not asked and isinstance(event, NoticeEvent):
            asked.append(True)
            client.pause()
            client.pause(free_card=True)
            client.resume()
            client.pause(free_card=True)
            assert became_true(lambda: "freed" in calls.read_text())
            client.resume()
    assert isinstance(event, FinishedEvent)


def test_job__with_settings_of_its_own__hands_them_to_the_engine(
    tmp_path, make_request, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = []

    def create(settings=None):
        from s2v_desktop.engines.motion import MotionEngine

        given.append(settings)
        return MotionEngine()

    kind = EngineKind("given", create, registry.engine_kind("motion").base_key)
    monkeypatch.setattr(registry, "ENGINES", (*registry.ENGINES, kind))
    settings = EngineSettings(memory_plan="streamed-8bit")
    request = make_request(engine="given", fps=24)
    job_dir(kind.base_key(request)).mkdir(parents=True)
    take = RenderJob(request, tmp_path / "out.mp4", JobControl(), lambda _: None, settings=settings).run()
    assert given == [settings]
    assert not take.resumed
    assert not job_dir(kind.base_key(request)).exists()


def test_picture_jpeg__of_a_large_picture__is_small_and_keeps_its_shape() -> None:
    content = picture_jpeg(np.zeros((720, 1280, 3), np.uint8))
    assert cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR).shape[:2] == (202, 360)
