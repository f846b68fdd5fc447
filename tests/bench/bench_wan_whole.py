"""Whole clips of Wan2.2-S2V-14B: on one card, broken off by kill -9 and gone on with, and on several cards.

    python tests/bench/bench_wan_whole.py FOLDER              # full size, random weights, written first (46 GB)
    python tests/bench/bench_wan_whole.py FOLDER --toy        # a tiny model on the processor

Each run is a process of its own, which loads everything, makes two clips and keeps them as the engine does. One of them
is killed as soon as its first clip is on disk, and started again. Prints one JSON object: seconds, and how the 8-bit
frames of each way differ from those of one card without a break.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from bench_wan_clips import SIZES, facts_of, phases, random_scene

from s2v_desktop.core.progress import JobControl, Phase, Progress, ProgressReporter
from s2v_desktop.engines.wan_s2v.checkpoint import describe_folder
from s2v_desktop.engines.wan_s2v.clip_store import ClipStore
from s2v_desktop.engines.wan_s2v.frame_size import FrameSize
from s2v_desktop.engines.wan_s2v.generation import Generation, Models, Scene
from s2v_desktop.engines.wan_s2v.memory_plans import plans_for

TOY_SIZE = FrameSize(64, 64)
FIRST_CLIP = "clip-000.safetensors"


def scene_of(options: argparse.Namespace) -> Scene:
    size = TOY_SIZE if options.toy else SIZES[options.size]
    return random_scene(size, options.steps, lora=False, frames=options.frames)


def make(options: argparse.Namespace) -> None:
    """What a child does: the clips that are not in ``options.clips`` yet."""
    device = torch.device("cpu" if options.toy else "cuda:0")
    scene, folder = scene_of(options), describe_folder(options.folder)
    began, events = time.perf_counter(), []

    def note(progress: Progress) -> None:
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        events.append((time.perf_counter() - began, progress.activity))

    reporter = ProgressReporter({Phase.FRAMES: 1.0}, JobControl(), note, lambda notice: print(notice, file=sys.stderr))
    models = Models(folder, None, device, False, options.cards)
    plans = plans_for(device, scene.size, folder, options.plan, fast=False)
    Generation(scene, models, ClipStore(options.clips, facts_of(scene)), JobControl(), reporter).run(plans)
    print(json.dumps(phases(events, time.perf_counter() - began)))


def child(options: argparse.Namespace, clips: Path, cards: int) -> subprocess.Popen[str]:
    command = [sys.executable, __file__, *sys.argv[1:], "--clips", str(clips), "--cards", str(cards)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def finished(process: subprocess.Popen[str]) -> dict:
    output, _ = process.communicate()
    assert process.returncode == 0, f"exit code {process.returncode}"
    return json.loads(output.splitlines()[-1])


def kill_after_first_clip(process: subprocess.Popen[str], clips: Path) -> None:
    while not (clips / FIRST_CLIP).exists():
        assert process.poll() is None, "ended before it was killed"
        time.sleep(0.01)
    process.kill()
    process.communicate()


def difference(options: argparse.Namespace, clips: Path, expected: Path) -> dict[str, float]:
    """Of the frames, in 8-bit steps."""
    scene = scene_of(options)
    ours, theirs = (ClipStore(folder, facts_of(scene)) for folder in (clips, expected))
    assert ours.num_finished == theirs.num_finished == scene.num_clips
    every = [np.abs(ours.frame(n).astype(int) - theirs.frame(n).astype(int)) for n in range(scene.num_frames)]
    return {"most": int(np.max(every)), "mean": round(float(np.mean(every)), 4),
            "equal_share": round(float(np.mean(np.equal(every, 0))), 5)}  # fmt: skip


def main() -> None:
    os.environ.setdefault("PYTORCH_CUDA_ALLOC_CONF", "expandable_segments:True")  # as the program does
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", choices=SIZES, default="480p")
    parser.add_argument("--frames", type=int, default=112)
    parser.add_argument("--steps", type=int, default=2)
    parser.add_argument("--plan", default="resident")
    parser.add_argument("--toy", action="store_true")
    parser.add_argument("--clips", type=Path, help="what a child is told")
    parser.add_argument("--cards", type=int, default=2)
    options = parser.parse_args()
    if options.clips:
        make(options)
        return
    write_models(options)
    with tempfile.TemporaryDirectory() as scratch:
        alone, broken_off, together = (Path(scratch, name) for name in ("alone", "broken-off", "together"))
        report: dict = {"clips": scene_of(options).num_clips, "one card": finished(child(options, alone, 1))}
        print(json.dumps(report), flush=True)
        kill_after_first_clip(child(options, broken_off, 1), broken_off)
        report["after kill -9"] = finished(child(options, broken_off, 1)) | difference(options, broken_off, alone)
        print(json.dumps(report["after kill -9"]), flush=True)
        several = finished(child(options, together, options.cards))
        report[f"{options.cards} cards"] = several | difference(options, together, alone)
    print(json.dumps(report))


def write_models(options: argparse.Namespace) -> None:
    """The models folder, where it is not there yet."""
    if options.folder.exists():
        return
    if options.toy:
        sys.path.insert(0, str(Path(__file__).parents[1] / "helpers"))
        from wan_toy_folder import write_toy_folder

        write_toy_folder(options.folder)
    else:
        from wan_full_folder import write_full_folder

        write_full_folder(options.folder)


if __name__ == "__main__":
    main()
