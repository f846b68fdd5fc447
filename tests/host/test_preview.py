import os
import signal
import subprocess
import threading
import time

import cv2
import numpy as np
import pytest

from s2v_desktop.core.errors import ErrorCode
from s2v_desktop.core.look import Aspect, Look, MotionLevel, Resolution
from s2v_desktop.core.progress import JobControl
from s2v_desktop.host.preview_client import PreviewClient
from s2v_desktop.host.preview_messages import DrawCommand, ShowCommand, preview_size
from s2v_desktop.host.preview_stage import PreviewStage
from s2v_desktop.host.process import PREVIEW_HOST, host_command
from s2v_desktop.host.render_job import RenderJob
from s2v_desktop.video.decode import read_frames

PATIENCE_S = 60.0

#: The pixels that a preview has in a window of ordinary size.
AREA = (580, 330)


class Audience:
    """Keeps what it is told."""

    def __init__(self):
        self._changed = threading.Condition()
        self.told = []

    def on_frame(self, event, pixels):
        self._tell("frame", event, np.frombuffer(pixels, np.uint8).reshape(event.height, event.width, 4))

    def on_refused(self, event):
        self._tell("refused", event)

    def on_restarted(self):
        self._tell("restarted")

    def on_stopped(self):
        self._tell("stopped")

    def _tell(self, *what):
        with self._changed:
            self.told.append(what)
            self._changed.notify_all()

    def wait_for(self, count):
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.told) >= count, PATIENCE_S), self.told
            return self.told[count - 1]


@pytest.fixture
def audience():
    return Audience()


@pytest.fixture
def client(audience):
    client = PreviewClient(audience)
    yield client
    client.close()
    assert client.pid is None


def luma(pixels):
    """Return BT.709 luma of R, G, B: a video keeps it at full resolution."""
    return pixels.astype(np.float32) @ np.float32([0.2126, 0.7152, 0.0722])


def show(number, request, frame=0):
    return ShowCommand(number, request, *preview_size(request.look, *AREA), frame)


def test_preview_size__of_every_shape__is_sharp_in_its_area_and_no_larger_than_the_video():
    assert preview_size(Look(), *AREA) == (640, 360)
    assert preview_size(Look(), 2 * 580, 2 * 330) == (1280, 720)
    assert preview_size(Look(), 3840, 2160) == (1280, 720)
    assert preview_size(Look(resolution=Resolution.P480), 3840, 2160) == (854, 480)
    for aspect in Aspect:
        look = Look(aspect=aspect)
        size = preview_size(look, *AREA)
        assert size.width % 2 == size.height % 2 == 0
        assert size.width / size.height == pytest.approx(look.size.width / look.size.height, rel=0.01)
        assert size.width * size.height == pytest.approx(640 * 360, rel=0.01)


def test_stage__at_the_size_of_the_video__draws_what_the_export_shows(tmp_path, make_request):
    request = make_request(motion_level=MotionLevel.HIGH, prompt="zoom in")
    take = RenderJob(request, tmp_path / "out.mp4", JobControl(), lambda progress: None).run()
    stage = PreviewStage()
    stage.show(request, request.look.size)
    exported = [luma(frame) for frame in read_frames(take.path)]
    own, others = [], []
    for index in range(0, len(exported), 7):
        drawn = luma(stage.draw(index)[..., 2::-1])
        own.append(np.abs(drawn - exported[index]).mean())
        others.append(np.abs(drawn - exported[(index + 15) % len(exported)]).mean())
    print(f"mean difference {np.mean(own):.2f}, worst {max(own):.2f}, half a second away {np.mean(others):.2f} levels")
    assert max(own) < 2.0  # what the encoder loses
    assert np.mean(others) > 10 * np.mean(own)


def test_stage__preview_size__shows_the_same_moment_as_the_export_size(make_request):
    request = make_request(motion_level=MotionLevel.HIGH)
    small, large = PreviewStage(), PreviewStage()
    small.show(request, preview_size(request.look, *AREA))
    large.show(request, request.look.size)
    for index in (0, 13, 44, 89):
        seen = cv2.resize(large.draw(index), preview_size(request.look, *AREA), interpolation=cv2.INTER_AREA)
        assert np.abs(seen.astype(np.float32) - small.draw(index)).mean() < 1.5


def test_client__frames_asked_for__come_in_order_and_are_those_of_the_stage(client, audience, make_request):
    request = make_request()
    client.send(show(1, request, frame=5))
    client.send(DrawCommand(1, 6))
    stage = PreviewStage()
    stage.show(request, preview_size(request.look, *AREA))
    for count, frame in ((1, 5), (2, 6)):
        kind, event, pixels = audience.wait_for(count)
        assert (kind, event.number, event.frame) == ("frame", 1, frame)
        assert np.array_equal(pixels, stage.draw(frame))


def test_client__song_is_gone__is_refused_with_the_reason_and_goes_on(client, audience, make_request, song):
    request = make_request()
    kept = song.read_bytes()
    song.unlink()
    client.send(show(1, request))
    kind, event = audience.wait_for(1)
    assert (kind, event.number, event.code) == ("refused", 1, ErrorCode.FILE_MISSING)
    song.write_bytes(kept)
    client.send(show(2, request))
    assert audience.wait_for(2)[0] == "frame"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_client__host_killed__restarts_once_with_the_latest_request_then_stops(client, audience, make_request):
    client.send(show(7, make_request(), frame=3))
    audience.wait_for(1)
    first = client.pid
    os.kill(first, signal.SIGKILL)
    kind, event, _ = audience.wait_for(3)
    assert audience.told[1] == ("restarted",)
    assert (kind, event.number, event.frame) == ("frame", 7, 3)
    assert client.pid != first
    os.kill(client.pid, signal.SIGKILL)
    assert audience.wait_for(4) == ("stopped",)
    client.send(show(8, make_request()))
    assert audience.wait_for(5)[1].number == 8


def test_client__closed_before_the_first_frame__ends_the_host_at_once(audience, make_request):
    client = PreviewClient(audience)
    client.send(show(1, make_request()))
    deadline_s = time.monotonic() + 10
    while client.pid is None and time.monotonic() < deadline_s:
        time.sleep(0.005)
    began_s = time.monotonic()
    client.close()
    assert time.monotonic() - began_s < 2.0
    assert client.pid is None


def test_host__standard_input_ends__exits_by_itself():
    done = subprocess.run(
        host_command(PREVIEW_HOST), stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=True
    )
    assert done.stdout == b""
