"""One transformer call of Wan2.2-S2V-14B on a card: how exact and how quick each way of computing it is.

Full size, random weights, 80 frames with the motion kept. Prints one JSON object. ``--sizes``, ``--ways`` and
``--repeats`` choose; ``--toy`` runs a tiny model, to see that the script works.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
from torch import nn
from wan_full_size import SIZES, Call, random_call, random_transformer, relative_error

from s2v_desktop.engines.wan_s2v import attend
from s2v_desktop.engines.wan_s2v.fp8_model import compute_in_8_bits, round_to_8_bits

#: Seconds of the published program on an H200.
PUBLISHED_S = {"832x480": 4.37, "1280x704": 15.2}
TOY = {"num_attention_heads": 2, "attention_head_dim": 64, "ffn_dim": 256, "num_layers": 2, "text_dim": 64,
       "audio_dim": 32, "audio_inject_layers": (0,)}  # fmt: skip


@contextmanager
def without(way: str) -> Iterator[None]:
    """Keep a way of attending out of use."""
    known = way in attend._broken()
    attend._broken().add(way)
    try:
        yield
    finally:
        if not known:
            attend._broken().discard(way)


def seconds(work: Callable[[], torch.Tensor], repeats: int) -> float:
    taken = []
    for _ in range(repeats):
        torch.cuda.synchronize()
        began = time.perf_counter()
        work()
        torch.cuda.synchronize()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def measure(call: Call, model: nn.Module, repeats: int, reference: torch.Tensor | None) -> dict[str, float]:
    result = call(model)  # compiles, too
    torch.cuda.synchronize()
    torch.cuda.reset_peak_memory_stats()
    weights = torch.cuda.memory_allocated()
    row = {"s": round(seconds(lambda: call(model), repeats), 4)}
    row["states_gib"] = round((torch.cuda.max_memory_allocated() - weights) / 2**30, 2)
    if reference is not None:
        row["error"] = relative_error(result, reference)
    return row


def exactness(device: str, toy: dict) -> dict[str, float]:
    """Both precisions against float32 on a small clip."""
    exact = random_transformer(device, torch.float32, **toy)
    call = random_call(256, 256, device, latent_frames=5, model=exact)
    reference = call(exact, torch.float32)
    del exact
    torch.cuda.empty_cache()
    model = random_transformer(device, torch.bfloat16, **toy)
    table = {"cudnn bf16": 0.0, "flash 4 bf16": 0.0, "8-bit products": 0.0, "8-bit products and attention": 0.0}
    attend._FEW_KEYS = 0
    with without("flash 4"):
        table["cudnn bf16"] = relative_error(call(model), reference)
    table["flash 4 bf16"] = relative_error(call(model), reference)
    for block in model.blocks:
        block.chunk_tokens = 100
    table["in chunks"] = relative_error(call(model), reference)
    for block in model.blocks:
        block.chunk_tokens = 0
    round_to_8_bits(model)
    table["8-bit weights, bf16 products"] = relative_error(call(model), reference)
    compute_in_8_bits(model)
    with without("cudnn"):
        table["8-bit products"] = relative_error(call(model), reference)
    table["8-bit products and attention"] = relative_error(call(model), reference)
    table |= {"broken": sorted(attend._broken())}
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="*", default=list(SIZES))
    parser.add_argument("--ways", nargs="*", default=["cudnn", "flash4", "chunks", "fp8+flash4", "fp8+fp8"])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--no-exactness", action="store_true")
    parser.add_argument("--toy", action="store_true")
    options = parser.parse_args()
    toy, device = (TOY if options.toy else {}), "cuda"
    report: dict = {"card": torch.cuda.get_device_name()}
    if not options.no_exactness:
        report["relative error against float32, 256x256, 20 frames"] = exactness(device, toy)
        print(json.dumps(report, indent=1), flush=True)
    few, model = 4096, random_transformer(device, torch.bfloat16, **toy)
    attend._FEW_KEYS = few
    calls = {size: random_call(*SIZES[size], device, model=model) for size in options.sizes}
    references: dict[str, torch.Tensor] = {}
    for way in options.ways:
        if way.startswith("fp8") and not attend_ready(model):
            round_to_8_bits(model)
            compute_in_8_bits(model)
            torch.cuda.empty_cache()
        for block in model.blocks:
            block.chunk_tokens = 8192 if "chunks" in way else 0
        for size, call in calls.items():
            hidden = [] if "flash4" in way or "chunks" in way else ["flash 4"]
            hidden += [] if way == "fp8+fp8" else ["cudnn"]
            with without(hidden[0] if hidden else "-"), without(hidden[-1] if hidden else "-"):
                row = measure(call, model, options.repeats, references.get(size))
                if size not in references:
                    references[size] = call(model)
            row["published / ours"] = round(PUBLISHED_S[size] / row["s"], 3)
            report.setdefault(size, {})[way] = row
            print(way, size, json.dumps(row), flush=True)
    print(json.dumps(report, indent=1))


def attend_ready(model: nn.Module) -> bool:
    return any(getattr(module, "fast", False) and isinstance(module, nn.Linear) for module in model.modules())


if __name__ == "__main__":
    main()
