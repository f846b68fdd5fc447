"""Frames of a clip in order, drawn ahead by another thread."""

import gc
import threading
from typing import NamedTuple

import numpy as np
import pytest
from render_scenes import compositor_over, draw_yuv, flat_depth, plain_picture, textured_picture

from s2v_desktop.core.errors import JobCancelledError
from s2v_desktop.core.progress import JobControl
from s2v_desktop.core.shot_plan import ShotPlan
from s2v_desktop.render import frames
from s2v_desktop.render.compositor import Compositor, warm_up
from s2v_desktop.render.frames import render_frames

WIDTH, HEIGHT, FRAMES = 320, 180, 30


class Frame(NamedTuple):
    picture: np.ndarray
    depth: np.ndarray


class Slides:
    """Another base every ``each`` frames."""

    def __init__(self, *pictures, each=FRAMES):
        self._frames = [Frame(picture, flat_depth()) for picture in pictures]
        self._each = each

    def under(self, index):
        return self._frames[index // self._each]


@pytest.fixture(scope="module", autouse=True)
def compiled():
    warm_up()


@pytest.fixture
def plan():
    plan = ShotPlan.still(FRAMES)
    plan.zoom[:] = np.linspace(1, 1.2, FRAMES)
    plan.grain[:] = 1
    return plan


def drawing_threads():
    return [thread for thread in threading.enumerate() if thread.name.startswith("compositor")]


@pytest.mark.parametrize("workers", [1, 2])
def test_frames__any_number_of_workers__come_in_order_with_the_bytes_of_single_draws(plan, workers, monkeypatch):
    monkeypatch.setattr(frames, "worker_count", lambda: workers)
    picture = textured_picture(480, 270)
    alone = compositor_over(picture, WIDTH, HEIGHT)
    drawn = [frame.copy() for frame in render_frames(Compositor(WIDTH, HEIGHT), Slides(picture), plan, 5, JobControl())]
    assert len(drawn) == FRAMES
    for index, frame in enumerate(drawn):
        assert np.array_equal(frame, draw_yuv(alone, plan.shot(index), 5, index))
    assert not drawing_threads()


@pytest.mark.parametrize("frames_in_plan", [1, 2, 5, 6, 7])
def test_frames__plan_shorter_than_the_ring__are_all_there(frames_in_plan):
    bases = Slides(plain_picture(480, 270, (9, 9, 9)))
    drawn = list(render_frames(Compositor(WIDTH, HEIGHT), bases, ShotPlan.still(frames_in_plan), 0, JobControl()))
    assert len(drawn) == frames_in_plan


def test_frames__base_that_changes__lie_over_their_own_base():
    slides = Slides(*(plain_picture(480, 270, (level,) * 3) for level in (0, 100, 200)), each=10)
    found = [
        frame[: WIDTH * HEIGHT].mean()
        for frame in render_frames(Compositor(WIDTH, HEIGHT), slides, ShotPlan.still(FRAMES), 0, JobControl())
    ]
    expected = np.repeat([16 + level * 219 / 255 for level in (0, 100, 200)], 10)
    assert found == pytest.approx(expected, abs=0.5)


def test_frames__cancelled__raise_at_once_and_stop_drawing(plan):
    control = JobControl()
    stream = render_frames(Compositor(WIDTH, HEIGHT), Slides(textured_picture(480, 270)), plan, 0, control)
    next(stream)
    control.cancel()
    with pytest.raises(JobCancelledError):
        next(stream)
    assert not drawing_threads()


def test_frames__paused__wait_until_resumed(plan):
    control = JobControl()
    stream = render_frames(Compositor(WIDTH, HEIGHT), Slides(textured_picture(480, 270)), plan, 0, control)
    next(stream)
    control.pause()
    threading.Timer(0.3, control.resume).start()
    next(stream)
    stream.close()
    assert control.paused_s > 0.2


def test_frames__generator_closed_or_dropped__stop_drawing(plan):
    bases = Slides(textured_picture(480, 270))
    stream = render_frames(Compositor(WIDTH, HEIGHT), bases, plan, 0, JobControl())
    next(stream)
    assert drawing_threads()
    stream.close()
    assert not drawing_threads()
    dropped = render_frames(Compositor(WIDTH, HEIGHT), bases, plan, 0, JobControl())
    next(dropped)
    del dropped
    gc.collect()
    assert not drawing_threads()


def test_frames__drawing_fails__raise_what_went_wrong(plan):
    plan.zoom[12] = 0.0
    stream = render_frames(Compositor(WIDTH, HEIGHT), Slides(textured_picture(480, 270)), plan, 0, JobControl())
    with pytest.raises(ZeroDivisionError):
        for _ in stream:
            pass
    assert not drawing_threads()


def test_frames__base_of_nothing__raise_what_went_wrong(plan):
    broken = Slides(np.zeros((0, 0, 3), np.uint8))
    with pytest.raises(Exception, match=r"resize|size|empty"):
        next(render_frames(Compositor(WIDTH, HEIGHT), broken, plan, 0, JobControl()))
