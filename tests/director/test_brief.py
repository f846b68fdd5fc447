"""What the director is told: prompt and negative prompt together."""

from __future__ import annotations

import numpy as np
import pytest

from s2v_desktop.audio.bands import BandEnvelopes
from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.look import Look
from s2v_desktop.director.plan import plan_shots

LOUD = BandEnvelopes(0.0, 0.04, *np.full((3, 300), 0.7, np.float32))
BEATS_S = np.arange(0.25, 9.0, 0.5)
BEATS = BeatGrid.from_arrays(BEATS_S, np.ones(len(BEATS_S)), np.arange(len(BEATS_S)) % 4 == 0)


def plan(**look):
    return plan_shots(BEATS, LOUD, Look(**look), Clip(1.0, 5.0))


@pytest.mark.parametrize(("prompt", "negative"), [("no pulse", "pulse"), ("no zoom, no pan", "zoom, pan")])
def test_plan__negative_prompt__does_what_the_same_words_forbidden_in_the_prompt_do(prompt: str, negative: str) -> None:
    avoiding, forbidding, usual = plan(negative_prompt=negative), plan(prompt=prompt), plan()
    np.testing.assert_array_equal(avoiding.zoom, forbidding.zoom)
    np.testing.assert_array_equal(avoiding.pan_x, forbidding.pan_x)
    assert not np.array_equal(avoiding.zoom, usual.zoom)
