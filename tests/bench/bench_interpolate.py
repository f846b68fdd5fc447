"""In-between pictures: how near to the truth, against other ways, and what they cost; all in one run.

Scenes are known exactly at any moment. Each is drawn at eight base frames of 16 a second; the pictures halfway between
the inner ones are made by motion compensation, by blending, by showing the nearest, and by ffmpeg's ``minterpolate``
(its best settings: bidirectional, overlapped blocks, variable block size) from the same frames, without loss.
Targets: 6 dB above blending on every scene, and no scene below ``minterpolate``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from statistics import mean, median

import cv2
import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "helpers")]

from moving_scenes import psnr_db, scene  # noqa: E402

from s2v_desktop.core.ffmpeg import QUIET_FLAGS, ffmpeg_path  # noqa: E402
from s2v_desktop.core.look import Size  # noqa: E402
from s2v_desktop.engines.base import BaseFrame, BaseFrames  # noqa: E402
from s2v_desktop.render.interpolate import InBetween, KeyPicture  # noqa: E402

Picture = NDArray[np.uint8]

FRAMES = 8
#: ``minterpolate`` leaves out the first and the last pairs, so all are measured on the inner ones.
PAIRS = range(2, FRAMES - 3)
SCENE_SIZE = (832, 480)
SCENES = {
    "pan": {"ground": (7.3, 2.1)},
    "fast pan": {"ground": (31.0, -6.0)},
    "zoom": {"zoom": 0.02},
    "roll": {"roll_rad": 0.02},
    "square over still ground": {"square": (12, 4), "side": 160},
    "square over moving ground": {"square": (12, 4), "side": 160, "ground": (-5, 1)},
    "fade with motion": {"square": (8, 0), "side": 160, "gain": -0.08},
}
CLIP_FRAMES = 16


def psnr_by_method(motion: dict[str, object]) -> dict[str, float]:
    """Return the mean PSNR in dB against the truth halfway between base frames, by method."""
    frames = [scene(number, SCENE_SIZE, **motion) for number in range(FRAMES)]
    truth = [scene(number + 0.5, SCENE_SIZE, **motion) for number in PAIRS]
    keys = [KeyPicture(frame) for frame in frames]
    made = {
        "motion compensated": [InBetween(keys[number], keys[number + 1]).at(0.5) for number in PAIRS],
        "blended": [cv2.addWeighted(frames[number], 0.5, frames[number + 1], 0.5, 0) for number in PAIRS],
        "nearest": [frames[number + 1] for number in PAIRS],
        "minterpolate": [minterpolated(frames)[2 * number + 1] for number in PAIRS],
    }
    return {
        name: round(mean(psnr_db(one, other) for one, other in zip(pictures, truth, strict=True)), 1)
        for name, pictures in made.items()
    }


def minterpolated(frames: list[Picture]) -> list[Picture]:
    """Return what ffmpeg makes of ``frames`` at twice their rate: frame 2n is the nth."""
    height, width = frames[0].shape[:2]
    filters = "minterpolate=fps=32:mi_mode=mci:mc_mode=aobmc:me_mode=bidir:vsbmc=1:scd=none,format=gbrp"
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24"]
    command = [ffmpeg_path(), *QUIET_FLAGS, *raw, "-s", f"{width}x{height}", "-r", "16", "-i", "-"]
    done = subprocess.run(
        [*command, "-vf", f"format=yuv444p,{filters}", *raw, "-"],
        input=b"".join(frame.tobytes() for frame in frames),
        capture_output=True,
        check=True,
    )
    return list(np.frombuffer(done.stdout, np.uint8).reshape(-1, height, width, 3))


def milliseconds(work: Callable[[], object], times: int = 7) -> float:
    """Return the median milliseconds of processor time that ``work`` takes."""
    taken_ms = []
    for _ in range(times + 1):
        began_s = time.process_time()
        work()
        taken_ms.append((time.process_time() - began_s) * 1000)
    return round(median(taken_ms[1:]), 1)


def costs(made: Size, shown_as: Size) -> dict[str, float]:
    """Return milliseconds of the steps, and of an output frame at 24 and 30 a second, as a render asks for them."""
    frames = [scene(number, made, ground=(4, 1), square=(9, 3), side=made.height // 3) for number in range(4)]
    first, second = KeyPicture(frames[0]), KeyPicture(frames[1])
    pair = InBetween(first, second)
    depth = np.zeros((made.height // 4, made.width // 4), np.float32)
    base = BaseFrames([BaseFrame(frames[number % 4], depth) for number in range(CLIP_FRAMES)], Fraction(16))
    found = {
        "prepare a base frame, cpu ms": milliseconds(lambda: KeyPicture(frames[0])),
        "find the motion of a pair, cpu ms": milliseconds(lambda: InBetween(first, second)),
        "make a picture, cpu ms": milliseconds(lambda: pair.at(0.4)),
    }
    for fps in (24, 30):
        count = CLIP_FRAMES * fps // 16
        began_s, began_cpu_s = time.perf_counter(), time.process_time()
        with base.shown_at(Fraction(fps), shown_as) as shown:
            for index in range(count):
                shown.under(index)
        found[f"output frame at {fps} fps, ms"] = round((time.perf_counter() - began_s) / count * 1000, 1)
        found[f"output frame at {fps} fps, cpu ms"] = round((time.process_time() - began_cpu_s) / count * 1000, 1)
    return found


def main() -> None:
    psnr = {name: psnr_by_method(motion) for name, motion in SCENES.items()}
    above = {
        other: round(min(each["motion compensated"] - each[other] for each in psnr.values()), 1)
        for other in ("blended", "nearest", "minterpolate")
    }
    print(
        json.dumps(
            {
                "psnr_db": psnr,
                "least_db_above": above,
                "832x480": costs(Size(832, 480), Size(854, 480)),
                "1280x704": costs(Size(1280, 704), Size(1280, 720)),
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
