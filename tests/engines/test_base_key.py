"""The key of the motion engine's base changes with what is seen of the picture, and with nothing else."""

from __future__ import annotations

import msgspec
import pytest

from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.look import Aspect, Look, MotionLevel, Point, Resolution
from s2v_desktop.core.request import MediaFile, RenderRequest
from s2v_desktop.engines.registry import engine_kind

REQUEST = RenderRequest(MediaFile("/a.png", "aa"), MediaFile("/s.wav", "bb"), Clip(1, 8), BeatGrid(), Look())


def key(request: RenderRequest = REQUEST, **look: object) -> str:
    changed = msgspec.structs.replace(request, look=msgspec.structs.replace(request.look, **look))
    return engine_kind("motion").base_key(changed)


@pytest.mark.parametrize(
    "look",
    [
        {"aspect": Aspect.TALL},
        {"resolution": Resolution.P480},
        {"crop_x": 0.4},
        {"crop_y": 0.6},
        {"crop_zoom": 1.5},
        {"background": "#ff0000"},
    ],
)
def test_still_key__another_part_of_the_picture__is_another(look: dict[str, object]) -> None:
    assert key(**look) != key()


@pytest.mark.parametrize(
    "look",
    [
        {"motion": False},
        {"motion_level": MotionLevel.HIGH},
        {"prompt": "grain", "negative_prompt": "zoom", "prompt_weight": 1.5},
        {"seed": 7, "fps": 24, "flash_limit": False, "focus": Point(0.1, 0.1)},
        {"crop_zoom": 1, "background": "#000000"},
    ],
)
def test_still_key__motion_light_and_timing__do_not_touch_it(look: dict[str, object]) -> None:
    assert key(**look) == key()


def test_still_key__files__count_by_their_content() -> None:
    replace = msgspec.structs.replace
    assert key(replace(REQUEST, picture=MediaFile("/elsewhere.png", "aa"), song=MediaFile("/t.wav", "cc"))) == key()
    assert key(replace(REQUEST, clip=Clip(5, 3))) == key()
    assert key(replace(REQUEST, picture=MediaFile("/a.png", "other"))) != key()
