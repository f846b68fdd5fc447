"""How long the director takes: the longest clip at 30 fps, and the longest prompt, which is parsed at every keystroke.

``frame_share`` is the planning of a frame divided by the frame's own time on screen: below 0.01 it costs nothing.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable

import numpy as np

from s2v_desktop.audio.bands import BandEnvelopes
from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import MAX_DURATION_S, Clip
from s2v_desktop.core.look import MAX_PROMPT_CHARACTERS, Look
from s2v_desktop.director.plan import plan_shots
from s2v_desktop.director.prompt import parse_prompt

ROUNDS = 15


def median_s(work: Callable[[int], object]) -> float:
    durations_s = []
    for number in range(ROUNDS):
        began_s = time.perf_counter()
        work(number)
        durations_s.append(time.perf_counter() - began_s)
    return statistics.median(durations_s)


def main() -> None:
    beats = BeatGrid.from_arrays(np.arange(0.0, 40.0, 1 / 3))
    bands = BandEnvelopes(9.0, 0.04, *np.random.default_rng(0).random((3, 500)).astype(np.float32))
    clip = Clip(10.0, MAX_DURATION_S)
    prompt = ("no slow zoom in the dark forest，不要闪光 " * 100)[:MAX_PROMPT_CHARACTERS]
    plan_s = median_s(lambda seed: plan_shots(beats, bands, Look(seed=seed), clip))
    prompt_s = median_s(lambda _: parse_prompt(prompt))
    figures = {
        "plan_ms": round(plan_s * 1e3, 2),
        "frame_share": round(plan_s / MAX_DURATION_S, 5),
        "longest_prompt_ms": round(prompt_s * 1e3, 2),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
