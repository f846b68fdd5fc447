"""A video with other beats or another motion is drawn on the base frames that an earlier one has left."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from msgspec.structs import replace

from s2v_desktop.core.errors import JobCancelledError
from s2v_desktop.core.look import MotionLevel
from s2v_desktop.core.progress import JobControl, Phase
from s2v_desktop.engines.registry import engine_kind
from s2v_desktop.host.messages import FinishedEvent, ProgressEvent
from s2v_desktop.host.render_job import RenderJob
from s2v_desktop.library.cache import base_frames_path

#: A dear engine of 16 frames a second: the picture, ever brighter. Python reads it as it starts, in every process.
ENGINE = """
import os, time
from fractions import Fraction
from pathlib import Path
import s2v_desktop.engines.registry as registry
from s2v_desktop.engines.base_key import base_key, picture_facts

class Brightening:
    name = "brightening"

    def make_base_frames(self, request, sound, control, reporter):
        import numpy as np
        from s2v_desktop.core.progress import Phase
        from s2v_desktop.engines.base import BaseFrame, BaseFrames
        from s2v_desktop.engines.motion import still_base
        from s2v_desktop.picture.load import load_picture
        with Path(os.environ["CALLS"]).open("a") as calls:
            calls.write("made\\n")
        still = still_base(load_picture(request.picture_path), request.look.size, request.look)
        frames = []
        count = round(16 * request.clip.video_duration_s)
        for number in range(count):
            control.check()
            time.sleep(0.03)
            picture = np.clip(still.picture // 2 + np.uint8(2 * number), 0, 255).astype(np.uint8)
            frames.append(BaseFrame(picture, still.depth))
            reporter.report(Phase.FRAMES, (number + 1) / count)
        return BaseFrames(frames, Fraction(16))

def create(settings=None):
    with Path(os.environ["CALLS"]).open("a") as calls:
        calls.write("created\\n")
    return Brightening()

def key(request):
    clip = request.clip
    return base_key("brightening", 1, picture_facts(request) | {"clip": [clip.start_s, clip.video_duration_s]})

registry.ENGINES += (registry.EngineKind("brightening", create, key, base_cost=3.0),)
"""


def brightness(video: Path) -> list[float]:
    capture = cv2.VideoCapture(str(video))
    means = []
    while (read := capture.read())[0]:
        means.append(float(read[1].mean()))
    return means


def run(client, request, target):
    *events, finished = list(client.render(request, target))
    assert isinstance(finished, FinishedEvent)
    return finished.take, [event.progress for event in events if isinstance(event, ProgressEvent)]


def test_render__other_beats_and_motion__needs_no_engine(tmp_path, client, make_request, calls) -> None:
    request = make_request(engine="brightening", fps=24)
    first, progress = run(client, request, tmp_path / "one.mp4")
    assert calls.read_text().split() == ["created", "made"]
    assert not first.retimed

    other = replace(
        request, look=replace(request.look, motion_level=MotionLevel.HIGH), beats=request.beats.between(0, 5)
    )
    again, progress_again = run(client, other, tmp_path / "two.mp4")
    assert calls.read_text().split() == ["created", "made"]
    assert again.retimed
    for told in (progress, progress_again):
        fractions = [one.fraction for one in told]
        assert fractions == sorted(fractions)
        assert fractions[-1] == pytest.approx(1.0)
        assert [one for one in Phase if one in {each.phase for each in told}] == list(Phase)
    bright = brightness(again.path)
    assert len(bright) == 72
    assert bright[60] > bright[5] + 20  # the frames of the engine, in their order, not a still


def test_render__kept_frames__give_the_same_video_as_made_ones(tmp_path, client, make_request, calls) -> None:
    request = make_request(engine="brightening")
    one, _ = run(client, request, tmp_path / "one.mp4")
    two, _ = run(client, request, tmp_path / "two.mp4")
    assert (one.retimed, two.retimed) == (False, True)
    assert one.path.read_bytes() == two.path.read_bytes()


def test_render__another_clip_of_a_song_engine__is_made_anew(tmp_path, client, make_request, calls) -> None:
    run(client, make_request(engine="brightening"), tmp_path / "one.mp4")
    take, _ = run(client, make_request(start_s=6.0, engine="brightening"), tmp_path / "two.mp4")
    assert not take.retimed
    assert calls.read_text().split() == ["created", "made"] * 2


def test_render__kept_frames_damaged__are_made_anew_and_kept_again(tmp_path, make_request, caplog) -> None:
    request = make_request()
    one = RenderJob(request, tmp_path / "one.mp4", JobControl(), lambda _: None).run()
    kept = base_frames_path(engine_kind("motion").base_key(request))
    content = bytearray(kept.read_bytes())
    content[len(content) // 2] ^= 0xFF
    kept.write_bytes(content)
    two = RenderJob(request, tmp_path / "two.mp4", JobControl(), lambda _: None).run()
    assert not two.retimed
    assert "damaged" in caplog.text
    assert two.path.read_bytes() == one.path.read_bytes()
    assert RenderJob(request, tmp_path / "three.mp4", JobControl(), lambda _: None).run().retimed


def test_render__picture_changed_on_disk__is_refused_though_frames_are_kept(tmp_path, make_request, picture) -> None:
    request = make_request()
    RenderJob(request, tmp_path / "one.mp4", JobControl(), lambda _: None).run()
    cv2.imwrite(str(picture), np.zeros((50, 50, 3), np.uint8))
    with pytest.raises(Exception, match=picture.name):
        RenderJob(request, tmp_path / "two.mp4", JobControl(), lambda _: None).run()


def test_render__paused__does_not_count_the_pause(tmp_path, make_request) -> None:
    control, paused = JobControl(), []

    def pause_once(progress):
        if progress.phase is Phase.FRAMES and progress.fraction > 0.5 and not paused:
            paused.append(True)
            control.pause()
            threading.Timer(3.0, control.resume).start()

    began_s = time.monotonic()
    take = RenderJob(make_request(), tmp_path / "one.mp4", control, pause_once).run()
    whole_s = time.monotonic() - began_s
    assert control.paused_s > 2
    assert take.seconds_taken <= whole_s - control.paused_s + 0.01  # it is rounded


def test_render__cancelled_while_frames_are_made__keeps_none(tmp_path, client, make_request, calls, home) -> None:
    def render_and_cancel():
        for event in client.render(make_request(engine="brightening"), tmp_path / "one.mp4"):
            if isinstance(event, ProgressEvent) and event.progress.fraction > 0.2:
                client.cancel()

    with pytest.raises(JobCancelledError):
        render_and_cancel()
    assert not list((home / "cache").rglob("*.base"))
    assert not list((home / "cache").rglob("*.part"))
