"""What a look means to the model."""

import pytest

from s2v_desktop.core.look import Aspect, Look, MotionLevel, Quality, Resolution
from s2v_desktop.engines.wan_s2v.frame_size import frame_size
from s2v_desktop.engines.wan_s2v.recipe import recipe_for
from s2v_desktop.engines.wan_s2v.text_encoder import NEGATIVE_PROMPT

STILL = "静止不动的画面"


@pytest.mark.parametrize(
    ("quality", "has_lora", "expected"),
    [
        (Quality.DRAFT, True, (4, 8.0, 1.0, True)),
        (Quality.DRAFT, False, (12, 3.0, 4.5, False)),
        (Quality.STANDARD, True, (20, 3.0, 4.5, False)),
        (Quality.BEST, True, (40, 3.0, 4.5, False)),
    ],
)
def test_quality__steps_shift_guidance_and_lora__are_as_promised(quality, has_lora, expected):
    recipe = recipe_for(Look(quality=quality), has_lora)
    assert (recipe.steps, recipe.shift, recipe.guidance_scale, recipe.uses_lora) == expected
    assert recipe.guides == (not recipe.uses_lora)


def test_prompt_weight__more__leads_more():
    scales = [recipe_for(Look(prompt_weight=weight), False).guidance_scale for weight in (0.5, 1.0, 1.5)]
    assert scales == [2.75, 4.5, 6.25]


def test_motion__medium__leaves_the_words_as_they_are():
    recipe = recipe_for(Look(prompt="a singer, slow pan right", negative_prompt="hats"), False)
    assert recipe.prompt == "a singer, slow pan right"
    assert recipe.negative_prompt == f"hats, {NEGATIVE_PROMPT}"
    assert recipe_for(Look(), False).negative_prompt == NEGATIVE_PROMPT


def test_motion__little_or_none__is_not_led_away_from_a_still_picture():
    words = {}
    for name, motion, level in (("off", False, MotionLevel.HIGH), ("low", True, MotionLevel.LOW)):
        recipe = recipe_for(Look(prompt="a singer", motion=motion, motion_level=level), False)
        assert STILL not in recipe.negative_prompt
        assert recipe.negative_prompt.endswith("倒着走")
        assert recipe.prompt.startswith("a singer, ")
        words[name] = recipe.prompt
    lively = recipe_for(Look(prompt="a singer", motion_level=MotionLevel.HIGH), False)
    assert STILL in lively.negative_prompt
    assert len({*words.values(), lively.prompt, "a singer"}) == 4


def test_skipped_steps__with_the_four_step_lora__are_none():
    assert not recipe_for(Look(quality=Quality.DRAFT, skips_steps=True), True).skips_steps
    assert recipe_for(Look(quality=Quality.DRAFT, skips_steps=True), False).skips_steps
    assert not recipe_for(Look(), False).skips_steps


@pytest.mark.parametrize("aspect", Aspect)
@pytest.mark.parametrize("resolution", Resolution)
def test_frame_size__every_look__is_of_its_shape_and_what_the_model_can_make(resolution, aspect):
    look = Look(resolution=resolution, aspect=aspect)
    height, width = frame_size(look)
    assert (height % 16, width % 16) == (0, 0)
    assert width / height == pytest.approx(float(aspect.ratio), rel=0.03)
    assert min(height, width) >= resolution.short_side_px - 16


@pytest.mark.parametrize("aspect", Aspect)
def test_frame_size__less_area_wanted__is_smaller_in_about_the_same_shape(aspect):
    look = Look(aspect=aspect, resolution=Resolution.P720)
    height, width = frame_size(look, 20_000)
    assert (height % 16, width % 16) == (0, 0)
    assert height * width <= 20_000
    assert width / height == pytest.approx(float(aspect.ratio), rel=0.2)
    assert frame_size(look, 10) == (64, 64)
    assert frame_size(look, 10_000_000) == frame_size(look)
