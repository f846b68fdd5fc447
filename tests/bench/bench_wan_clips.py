"""A whole clip of Wan2.2-S2V-14B on a card under each memory plan: peak memory, host memory, seconds by phase.

Full size, random weights in a models folder that is written first (46 GB). Each run caps PyTorch's allocator
(``set_per_process_memory_fraction``), begins with nothing loaded and ends with the clip's frames on disk: prompt, sound
and picture encoded, ``--steps`` steps with guidance (two transformer calls each), decoded. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import resource
import shutil
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil
import torch
from wan_full_folder import LORA_NAME, write_full_folder

from s2v_desktop.core.errors import EngineError
from s2v_desktop.core.progress import JobControl, Phase, Progress, ProgressReporter, Task
from s2v_desktop.engines.wan_s2v.checkpoint import describe_folder
from s2v_desktop.engines.wan_s2v.clip_store import ClipStore, JobFacts
from s2v_desktop.engines.wan_s2v.clips import clips_for
from s2v_desktop.engines.wan_s2v.frame_size import FrameSize
from s2v_desktop.engines.wan_s2v.generation import Generation, Models, Scene
from s2v_desktop.engines.wan_s2v.memory import PLANS
from s2v_desktop.engines.wan_s2v.memory_plans import plans_for
from s2v_desktop.engines.wan_s2v.recipe import Recipe

SIZES = {"480p": FrameSize(480, 832), "720p": FrameSize(704, 1280)}
GIB = 1 << 30


def random_scene(size: FrameSize, steps: int, *, lora: bool, frames: int) -> Scene:
    """A picture and a sound of noise, as many clips as ``frames`` at 16 fps take."""
    generator = np.random.default_rng(0)
    recipe = Recipe("a singer on stage", "film grain", 4 if lora else steps, 8.0 if lora else 3.0, 1.0 if lora else 4.5,
                    uses_lora=lora, skips_steps=False)  # fmt: skip
    return Scene(
        picture=generator.integers(0, 256, (*size, 3), np.uint8), size=size,
        waveform_16k=generator.standard_normal(16000 * frames // 16 + 3000).astype(np.float32) * 0.1,
        num_frames=frames, num_clips=clips_for(frames, 80, leads_in=True), seed=1, recipe=recipe, steady_colours=False,
    )  # fmt: skip


def facts_of(scene: Scene) -> JobFacts:
    return JobFacts(
        revision=1, height=scene.size.height, width=scene.size.width, num_frames=scene.num_frames,
        num_clips=scene.num_clips, recipe="", step_cache="", models=(),
    )  # fmt: skip


def run(folder: Path, size: str, cap_gib: float, wanted: str, steps: int, *, lora: bool, frames: int) -> dict:
    total = torch.cuda.get_device_properties(0).total_memory
    torch.cuda.set_per_process_memory_fraction(min(1.0, cap_gib * GIB / total) if cap_gib else 1.0)
    torch.cuda.reset_peak_memory_stats()
    described = describe_folder(folder)
    began, events, told = time.perf_counter(), [], []

    def note(progress: Progress) -> None:
        torch.cuda.synchronize()
        events.append((time.perf_counter() - began, progress.activity))

    reporter = ProgressReporter({Phase.FRAMES: 1.0}, JobControl(), note, lambda notice: told.append(notice.detail))
    plans = plans_for(torch.device("cuda"), SIZES[size], described, wanted, fast=lora)
    models = Models(described, folder / LORA_NAME if lora else None, torch.device("cuda"), lora)
    scratch = Path(tempfile.mkdtemp())
    scene = random_scene(SIZES[size], steps, lora=lora, frames=frames)
    row: dict = {"plan": plans[0].name, "cap_gib": cap_gib, "lora": lora}
    try:
        Generation(scene, models, ClipStore(scratch, facts_of(scene)), JobControl(), reporter).run(plans)
    except EngineError as error:
        row["failed"] = error.code.value
    torch.cuda.synchronize()
    seconds = time.perf_counter() - began
    shutil.rmtree(scratch)
    row |= {"stepped_down_to": told} if told else {}
    row["reserved_gib"] = round(torch.cuda.max_memory_reserved() / GIB, 2)
    row["allocated_gib"] = round(torch.cuda.max_memory_allocated() / GIB, 2)
    row["host_gib"] = round(psutil.Process().memory_full_info().uss / GIB, 2)
    row["host_peak_rss_gib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20), 2)
    return row | phases(events, seconds)


def phases(events: list, seconds: float) -> dict:
    """Seconds of each phase, from the reports at its beginning to the next phase's."""
    ends = [when for when, _ in events[1:]] + [seconds]
    spent: dict[str, float] = {}
    steps = []
    for (when, activity), end in zip(events, ends, strict=True):
        spent[activity.task.value] = spent.get(activity.task.value, 0.0) + end - when
        if activity.task is Task.DENOISING:
            steps.append(end - when)
    first_step = next((when for when, activity in events if activity.task is Task.DENOISING), None)
    return {
        "to_first_step_s": round(first_step or 0, 2), "s_by_task": {name: round(s, 2) for name, s in spent.items()},
        "step_s": [round(step, 2) for step in steps], "whole_s": round(seconds, 2),
    }  # fmt: skip


def main() -> None:
    os.environ.setdefault("PYTORCH_CUDA_ALLOC_CONF", "expandable_segments:True")  # as the program does
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", nargs="*", default=[], help=f"SIZE:CAP_GIB:PLAN, plans {', '.join(PLANS)} or auto")
    parser.add_argument("--steps", type=int, default=2)
    parser.add_argument("--frames", type=int, default=77)
    parser.add_argument("--lora", action="store_true")
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(relativeCreated)d %(message)s")
    if not (options.folder / LORA_NAME).exists():
        began = time.perf_counter()
        write_full_folder(options.folder)
        print("written in", round(time.perf_counter() - began, 1), "s", flush=True)
        torch.cuda.empty_cache()
    table = []
    for wanted in options.runs:
        size, cap, plan = wanted.split(":")
        plan = "" if plan == "auto" else plan
        row = run(options.folder, size, float(cap), plan, options.steps, lora=options.lora, frames=options.frames)
        table.append({"size": size} | row)
        print(json.dumps(table[-1]), flush=True)
    print(json.dumps(table))


if __name__ == "__main__":
    main()
