"""The key of a base changes with what it depends on, and with nothing else."""

from __future__ import annotations

import msgspec
import pytest

from s2v_desktop.core.beats import Beat, BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.look import Aspect, Look, MotionLevel, Point, Quality, Resolution
from s2v_desktop.core.request import MediaFile, RenderRequest
from s2v_desktop.engines.registry import engine_kind

REQUEST = RenderRequest(MediaFile("/a.png", "aa"), MediaFile("/s.wav", "bb"), Clip(1, 8), BeatGrid(), Look())


def key(request: RenderRequest = REQUEST, engine: str = "motion", **look: object) -> str:
    changed = msgspec.structs.replace(request, look=msgspec.structs.replace(request.look, **look))
    return engine_kind(engine).base_key(changed)


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


@pytest.mark.parametrize(
    "look",
    [
        {"aspect": Aspect.TALL},
        {"resolution": Resolution.P480},
        {"crop_zoom": 1.5},
        {"prompt": "a singer"},
        {"negative_prompt": "hats"},
        {"prompt_weight": 1.2},
        {"motion": False},
        {"motion_level": MotionLevel.LOW},
        {"seed": 1},
        {"quality": Quality.BEST},
        {"skips_steps": True},
        {"steady_colours": False},
    ],
)
def test_diffusion_key__what_the_model_is_given__makes_another(look: dict[str, object]) -> None:
    assert key(engine="wan-s2v", **look) != key(engine="wan-s2v")


def test_diffusion_key__song_clip_and_picture__count_by_their_content() -> None:
    replace = msgspec.structs.replace
    plain = key(engine="wan-s2v")
    assert plain != key()
    moved = replace(REQUEST, picture=MediaFile("/elsewhere.png", "aa"), song=MediaFile("/elsewhere.wav", "bb"))
    assert key(moved, "wan-s2v") == plain
    assert key(replace(REQUEST, song=MediaFile("/s.wav", "other")), "wan-s2v") != plain
    clips = [Clip(2, 8), Clip(1, 9), Clip(1, 8, 0.5), Clip(1, 8, 0, 0.5), Clip(1, 8, 0, 0, 0.5)]
    assert len({plain, *(key(replace(REQUEST, clip=clip), "wan-s2v") for clip in clips)}) == 6


def test_diffusion_key__timing_light_and_unused_level__do_not_touch_it() -> None:
    plain = key(engine="wan-s2v")
    assert key(engine="wan-s2v", fps=24, flash_limit=False, focus=Point(0.1, 0.1)) == plain
    beats = msgspec.structs.replace(REQUEST, beats=BeatGrid((Beat(1.5),)))
    assert key(beats, "wan-s2v") == plain
    levels = {key(engine="wan-s2v", motion=False, motion_level=level) for level in MotionLevel}
    assert len(levels) == 1
