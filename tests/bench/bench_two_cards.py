"""One transformer call on one card and on several: seconds, speed-up and relative difference.

    torchrun --nproc-per-node 2 tests/bench/bench_two_cards.py            # a process a card, through NCCL
    torchrun --nproc-per-node 2 tests/bench/bench_two_cards.py --toy      # a tiny model on the processor, through gloo

The weights are random, of the real shape (16.3 billion, 33 GB a card) and the same on every card; a clip of 80 frames,
motion kept, batch 1. With two cards a guided step is measured as well: both calls one after the other, both calls at
once (``GuidanceOnTwo``), and both calls one after the other on both cards (``split_call``).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch
import torch.distributed as dist
from wan_full_size import random_transformer, relative_error

from s2v_desktop.engines.wan_s2v.denoise import ClipConditions, GuidedTransformer
from s2v_desktop.engines.wan_s2v.parallel import BACKEND, GuidanceOnTwo, split_call
from s2v_desktop.engines.wan_s2v.transformer import WanS2VTransformer3DModel

TOY = {
    "num_attention_heads": 4, "attention_head_dim": 12, "text_dim": 40, "freq_dim": 64, "ffn_dim": 96,
    "num_layers": 4, "audio_dim": 24, "audio_inject_layers": (0, 2),
}  # fmt: skip
SIZES = ((832, 480), (1280, 704), (624, 624))  # the last has an odd number of patches a frame
TOY_SIZES = ((128, 64), (112, 80))
FRAMES = 20
MOTION_LATENTS = 19
GUIDANCE = 4.5


def random_conditions(model: WanS2VTransformer3DModel, width: int, height: int) -> tuple[ClipConditions, torch.Tensor]:
    """What a clip of this size is told, and its noise."""
    device, config = model.device, model.config
    generator = torch.Generator(device).manual_seed(1)

    def noise(*shape: int) -> torch.Tensor:
        return torch.randn(1, *shape, generator=generator, device=device)

    rows, columns = height // 8, width // 8
    conditions = ClipConditions(
        prompt=noise(512, config["text_dim"]),
        negative_prompt=noise(512, config["text_dim"]),
        reference=noise(16, 1, rows, columns),
        motion=noise(16, MOTION_LATENTS, rows, columns),
        pose=None,
        audio=noise(config["num_audio_layers"], config["audio_dim"], 4 * FRAMES),
        drop_motion=False,
    )
    return conditions, noise(16, FRAMES, rows, columns)


def median_s(work: Callable[[], torch.Tensor], repeats: int) -> tuple[float, torch.Tensor]:
    """Median of ``repeats`` timed runs after one more, and what came out."""
    result = work()
    seconds = []
    for _ in range(repeats):
        synchronize()
        dist.barrier()
        start = time.perf_counter()
        result = work()
        synchronize()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), result


def synchronize() -> None:
    if torch.cuda.is_available():
        torch.cuda.synchronize()


class Bench:
    def __init__(self, model: WanS2VTransformer3DModel, repeats: int) -> None:
        self.model = model
        self.repeats = repeats

    def step(self, size: tuple[int, int], kind: type[GuidedTransformer], *, guided: bool) -> tuple[float, torch.Tensor]:
        """Seconds and result of one step's prediction."""
        conditions, latents = random_conditions(self.model, *size)
        if not guided:
            conditions = ClipConditions(**{**vars(conditions), "negative_prompt": None})
        predictor = kind(self.model, conditions, GUIDANCE, as_batch=False)
        timestep = torch.tensor(500.0, device=latents.device)
        with torch.no_grad():
            return median_s(lambda: predictor.predict(latents, timestep), self.repeats)

    def row(self, size: tuple[int, int], one: dict, several: dict) -> dict:
        row = {"size": "x".join(map(str, size))}
        for name, (seconds, result) in several.items():
            base_s, expected = one["guided" if "guid" in name else "call"]
            row[name] = {
                "one_card_s": round(base_s, 4),
                "cards_s": round(seconds, 4),
                "speed_up": round(base_s / seconds, 3),
                "relative_difference": relative_error(result, expected),
            }
        return row

    def run(self, sizes: tuple[tuple[int, int], ...]) -> list[dict]:
        """Every card does what one card does, then all do it together."""
        one, several = {}, {}
        for size in sizes:
            one[size] = {"call": self.step(size, GuidedTransformer, guided=False)}
            one[size]["guided"] = self.step(size, GuidedTransformer, guided=True)
            several[size] = {}
            if dist.get_world_size() == 2:
                several[size]["guidance_on_two"] = self.step(size, GuidanceOnTwo, guided=True)
        split_call(self.model, self.model.device)
        for size in sizes:
            several[size]["split_call"] = self.step(size, GuidedTransformer, guided=False)
            several[size]["split_call_guided"] = self.step(size, GuidedTransformer, guided=True)
        return [self.row(size, one[size], several[size]) for size in sizes]


def join(toy: bool) -> torch.device:
    """Enter the group that torchrun made; the device of this process."""
    if not toy:
        device = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
        torch.cuda.set_device(device)
        dist.init_process_group(BACKEND, device_id=device)
        return device
    sys.path.insert(0, str(Path(__file__).parents[1] / "helpers"))
    from wan_ranks import join_without_cards

    join_without_cards()
    return torch.device("cpu")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--toy", action="store_true")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--sizes", nargs="*", default=["x".join(map(str, size)) for size in SIZES])
    arguments = parser.parse_args()
    device = join(arguments.toy)
    dtype = torch.float32 if arguments.toy else torch.bfloat16
    model = random_transformer(str(device), dtype, **(TOY if arguments.toy else {}))
    sizes = TOY_SIZES if arguments.toy else tuple(size for size in SIZES if "x".join(map(str, size)) in arguments.sizes)
    rows = Bench(model, arguments.repeats).run(sizes)
    if dist.get_rank() == 0:
        figures = {
            "cards": dist.get_world_size(),
            "card": "none" if arguments.toy else torch.cuda.get_device_name(),
            "peak_gib": 0.0 if arguments.toy else round(torch.cuda.max_memory_allocated() / 2**30, 1),
            "sizes": rows,
        }
        print(json.dumps(figures))
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
