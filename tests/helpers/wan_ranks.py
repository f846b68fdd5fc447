"""Processes that stand for several cards, and what they compute."""

import multiprocessing
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import torch
import torch.distributed as dist
import torch.multiprocessing
from diffusers import FirstBlockCacheConfig, MagCacheConfig
from wan_toy_transformer import Call, random_call, recorded_call, toy_transformer

from s2v_desktop.engines.wan_s2v.denoise import ClipConditions, GuidedTransformer
from s2v_desktop.engines.wan_s2v.parallel import GuidanceOnTwo, split_call

#: By name; patches a frame and other tokens divide by two and four in the recorded ones alone.
CALLS: dict[str, Callable[[], Call]] = {
    "keep": lambda: recorded_call("keep"),
    "drop": lambda: recorded_call("drop"),
    "odd patches, odd others": lambda: random_call(3, 10, 14),
    "even patches, odd others": lambda: random_call(2, 12, 16),
    "odd patches, motion dropped": lambda: random_call(2, 10, 14).replace(drop_motion_frames=True),
    "one frame": lambda: random_call(1, 10, 10),
    "both guidance passes": lambda: random_call(2, 14, 10, batch=2),
}
#: Of the two guidance passes.
SCALE = 4.5
#: Of the cache that decides by the tokens: of two ranks, one alone would skip less of ``steps`` and the other more.
THRESHOLD = 0.012


def run_on_ranks(job: Callable[[], object], num_ranks: int, folder: Path) -> list:
    """Run ``job``, a function of this module, on ``num_ranks`` processes; return what each gave, by rank."""
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    if method == "forkserver":  # the imports take longer than all that is computed: once is enough
        known = ["s2v_desktop.engines.wan_s2v.parallel", "diffusers", "diffusers.models", "transformers"]
        multiprocessing.set_forkserver_preload([*known, "transformers.models.wav2vec2.modeling_wav2vec2"])
    torch.multiprocessing.start_processes(_take_part, (job, num_ranks, folder), num_ranks, start_method=method)
    return [torch.load(folder / f"rank {rank}.pt") for rank in range(num_ranks)]


def join_without_cards(**group: object) -> None:
    """Enter a process group on the processor; ``group`` says which, where the environment does not."""
    torch.set_num_threads(1)
    dist.init_process_group("gloo", timeout=timedelta(seconds=60), **group)


def _take_part(rank: int, job: Callable[[], object], num_ranks: int, folder: Path) -> None:
    meeting_place = (folder / "meeting place").as_uri()
    join_without_cards(init_method=meeting_place, rank=rank, world_size=num_ranks)
    torch.save(job(), folder / f"rank {rank}.pt")
    dist.destroy_process_group()


def all_calls() -> dict[str, object]:
    """Each call's result, and how many tokens this rank's first block and first injector saw."""
    model = toy_transformer()
    split_call(model, torch.device("cpu"))
    seen: list[int] = []
    for part in (model.blocks[0].ffn, model.audio_injectors[0].attn):
        part.register_forward_pre_hook(lambda module, inputs: seen.append(inputs[0].shape[0] * inputs[0].shape[1]))
    results: dict[str, object] = {name: make()(model) for name, make in CALLS.items()}
    results["seen"] = seen.copy()
    model.set_attention_backend("native")
    return results | {"chosen backend": CALLS["one frame"]()(model)}


def cached_steps() -> list[list[torch.Tensor]]:
    """What steps give of which each kind of cache skips some."""
    model = toy_transformer()
    split_call(model, torch.device("cpu"))
    return run_cached_steps(model)


def run_cached_steps(model: torch.nn.Module) -> list[list[torch.Tensor]]:
    by_ratios = MagCacheConfig(mag_ratios=[1.0] * 4, num_inference_steps=4, retention_ratio=0.25, max_skip_steps=1)
    by_first_block = FirstBlockCacheConfig(threshold=THRESHOLD)
    results = []
    for cache in (by_ratios, by_first_block):
        model.enable_cache(cache)
        with model.cache_context("cond"):
            results.append([call(model) for call in steps()])
        model.disable_cache()
    return results


def steps() -> list[Call]:
    """Calls whose noise differs from that of the last more and more, and in the lower rows alone."""
    first = random_call(2, 10, 14)
    calls = [first]
    for change in (0.05, 0.1, 0.2, 0.4, 0.8):
        noise = calls[-1].hidden_states.clone()
        noise[..., 6:, :] += change * random_call(2, 4, 14, seed=len(calls)).hidden_states
        calls.append(first.replace(hidden_states=noise))
    return calls


def refused_backend() -> str:
    """What is said about a backend of diffusers' that knows nothing of ranks."""
    model = toy_transformer()
    model.set_attention_backend("_native_math")
    try:
        split_call(model, torch.device("cpu"))
    except ValueError as error:
        return str(error)
    return ""


def guided_steps() -> list[torch.Tensor]:
    """A step with guidance and one without, and how many calls of the model they took."""
    return run_guided_steps(GuidanceOnTwo)


def run_guided_steps(kind: type[GuidedTransformer]) -> list[torch.Tensor]:
    model = toy_transformer()
    calls = []
    model.register_forward_pre_hook(lambda module, inputs: calls.append(1))
    call = random_call()
    flows = []
    for negative in (call.encoder_hidden_states * -2, None):
        conditions = ClipConditions(
            call.encoder_hidden_states, negative, call.reference_latents, call.motion_latents, None,
            call.audio_states, drop_motion=False,
        )  # fmt: skip
        with torch.no_grad():
            guided = kind(model, conditions, SCALE, as_batch=False)
            flows.append(guided.predict(call.hidden_states, call.timestep))
    return [*flows, torch.tensor(len(calls))]
