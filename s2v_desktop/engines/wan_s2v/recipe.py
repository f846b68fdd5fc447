"""What the user's words and choices mean to the model: the one place where a look becomes numbers and prompts.

| look | model |
|---|---|
| quality Draft | the 4-step LoRA: 4 steps, no guidance, shift 8; without that LoRA 12 steps with guidance, shift 3 |
| quality Standard, Best | 20 or 40 steps, shift 3 (the published tool takes 40) |
| prompt | as it is; the director reads its words for the camera besides |
| prompt weight | guidance 1 + 3.5 x weight: 4.5, as published, at 1.0; without effect where there is no guidance |
| motion | words added to both prompts; Off and Low leave out that a still picture is unwanted |
| negative prompt | in front of the model's own |
| seed | of the first clip's noise; clip n has ``seed + n`` |
| skipped steps | a step cache (``step_cache``), except with the LoRA, whose 4 steps all count |
"""

from __future__ import annotations

from dataclasses import dataclass

from s2v_desktop.core.look import Look, MotionLevel, Quality
from s2v_desktop.engines.wan_s2v.text_encoder import NEGATIVE_PROMPT

_PUBLISHED_SHIFT = 3.0
_LORA_STEPS, _LORA_SHIFT = 4, 8.0
_STEPS = {Quality.DRAFT: 12, Quality.STANDARD: 20, Quality.BEST: 40}
_GUIDANCE_PER_WEIGHT = 3.5

#: Where the model's own negative prompt says "a picture that stands still".
_STILL_WORDS = "静止不动的画面，"
_MOTION_WORDS = {
    None: "almost motionless, a calm and steady shot, only breathing and the finest movements",
    MotionLevel.LOW: "slow and gentle movement, a calm and steady shot",
    MotionLevel.MEDIUM: "",
    MotionLevel.HIGH: "lively and energetic movement that follows the music",
}
_UNWANTED_MOTION = {
    None: "fast movement, camera movement",
    MotionLevel.LOW: "fast movement",
    MotionLevel.MEDIUM: "",
    MotionLevel.HIGH: "",
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the model is given; ``guidance_scale`` 1 means that the negative prompt is not used at all."""

    prompt: str
    negative_prompt: str
    steps: int
    shift: float
    guidance_scale: float
    uses_lora: bool
    skips_steps: bool

    @property
    def guides(self) -> bool:
        """Whether the negative prompt has any effect."""
        return self.guidance_scale > 1


def recipe_for(look: Look, has_draft_lora: bool) -> Recipe:
    """Return what the model is given for ``look``; ``has_draft_lora``: whether the 4-step LoRA is there."""
    level = look.motion_level if look.motion else None
    own = NEGATIVE_PROMPT if level in (MotionLevel.MEDIUM, MotionLevel.HIGH) else _without_still(NEGATIVE_PROMPT)
    by_lora = look.quality is Quality.DRAFT and has_draft_lora
    return Recipe(
        prompt=_joined(look.prompt, _MOTION_WORDS[level]),
        negative_prompt=_joined(look.negative_prompt, _UNWANTED_MOTION[level], own),
        steps=_LORA_STEPS if by_lora else _STEPS[look.quality],
        shift=_LORA_SHIFT if by_lora else _PUBLISHED_SHIFT,
        guidance_scale=1.0 if by_lora else 1.0 + _GUIDANCE_PER_WEIGHT * look.prompt_weight,
        uses_lora=by_lora,
        skips_steps=look.skips_steps and not by_lora,
    )


def _without_still(negative_prompt: str) -> str:
    return negative_prompt.replace(_STILL_WORDS, "")


def _joined(*parts: str) -> str:
    return ", ".join(part.strip().rstrip(",，.。") for part in parts if part.strip())
