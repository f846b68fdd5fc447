"""One call of the transformer on several cards: each rank, a process with one card, holds a share of the tokens.

Attention needs all tokens and does not care about their order, so diffusers' Ulysses attention exchanges tokens for
heads around it. Everything else works on the rank's own tokens, and three things there ask where a token stands: the
noise comes first, sound is injected frame by frame, and rotary positions are a table by token. A cut of the sequence
into equal pieces, which is all that a ``_cp_plan`` can say, would end inside a frame and leave some ranks no noise.
So each rank takes the same part of every frame's patches and a part of the other tokens: its sequence is again
[noise | reference and motion] with all frames present, and blocks and injectors run unchanged. The hooks stand where
the plan of diffusers' own Wan has its splits. They are PyTorch's, which are outside those of caches and offloading.

Where only two cards are there and guidance is on, ``GuidanceOnTwo`` is the simpler way: nothing is exchanged but the
result.
"""

from __future__ import annotations

from functools import partial
from itertools import accumulate
from typing import Any

import torch
import torch.distributed as dist
import torch.nn.functional as F  # noqa: N812  (torch's own name)
from diffusers.hooks.first_block_cache import _FBC_LEADER_BLOCK_HOOK, FBCHeadBlockHook
from diffusers.hooks.hooks import HookRegistry
from diffusers.models._modeling_parallel import ContextParallelConfig, ParallelConfig
from diffusers.models.attention_dispatch import _AttentionBackendRegistry
from torch import nn
from torch.distributed.device_mesh import init_device_mesh

from s2v_desktop.core.errors import out_of_range
from s2v_desktop.engines.wan_s2v.denoise import GuidedTransformer
from s2v_desktop.engines.wan_s2v.rope import TokenGrid
from s2v_desktop.engines.wan_s2v.transformer import WanS2VTransformer3DModel

BACKEND = "cpu:gloo,cuda:nccl"
"""For ``torch.distributed.init_process_group``: sizes travel on the processor, so that no card waits for them."""


def split_call(transformer: WanS2VTransformer3DModel, device: torch.device) -> None:
    """Share the tokens of every later call of ``transformer`` among all ranks of the default process group.

    Every rank must then call with the same arguments, at the same time; every rank gets the whole result, which is
    that of one card but for the rounding of sums. To be called once, when weights and attention backend are in place;
    the backend must be one that diffusers runs in parallel. Block caches may be enabled before or after.

    Args:
        transformer: The same weights on every rank.
        device: The rank's own, that computes, wherever the weights wait.

    Raises:
        InputError: The ranks cannot share the attention heads evenly.
        ValueError: There is no process group, or the chosen attention backend does not work on several cards.
    """
    num_ranks = dist.get_world_size()
    require_shared_heads(transformer.config["num_attention_heads"], num_ranks)
    if num_ranks > 1:
        config = _join_processors(transformer, device, num_ranks)
        _TokenHooks(transformer, config)


def _join_processors(
    transformer: WanS2VTransformer3DModel, device: torch.device, num_ranks: int
) -> ContextParallelConfig:
    """Do what diffusers' ``enable_parallelism`` does, which needs a card, for any device."""
    config = ContextParallelConfig(ulysses_degree=num_ranks)
    mesh = init_device_mesh(device.type, config.mesh_shape, mesh_dim_names=config.mesh_dim_names)
    ranks = ParallelConfig(context_parallel_config=config)
    ranks.setup(dist.get_rank(), num_ranks, device, mesh=mesh)
    blocks: Any = transformer.blocks
    for block in blocks:
        processor: Any = block.attn1.processor
        backend = processor._attention_backend  # noqa: SLF001 (diffusers' name for a public fact)
        if backend is not None and backend not in _AttentionBackendRegistry._supports_context_parallel:  # noqa: SLF001
            raise ValueError(f"diffusers' attention backend {backend.value} does not work on several cards")
        processor._parallel_config = ranks  # noqa: SLF001
    return config


def require_shared_heads(num_heads: int, num_ranks: int) -> None:
    """Raise ``InputError`` unless every one of ``num_ranks`` cards can take as many of ``num_heads`` heads."""
    if num_heads % num_ranks:
        possible = [str(count) for count in range(1, num_heads + 1) if num_heads % count == 0]
        raise out_of_range(
            f"cards ({num_ranks})",
            f"numbers that divide the model's {num_heads} attention heads: {', '.join(possible)}",
        )


def share_sizes(count: int, num_ranks: int) -> list[int]:
    """How many of ``count`` each rank takes: as equal as can be, the first ranks take what is left over."""
    return [count // num_ranks + (rank < count % num_ranks) for rank in range(num_ranks)]


def take_share(tokens: torch.Tensor, frames: int, num_noise: int, rank: int, num_ranks: int) -> torch.Tensor:
    """Cut out what belongs to ``rank``: a part of every frame's patches, then a part of the other tokens.

    Args:
        tokens: (B, S, ...), [noise | reference and motion], the noise frame by frame.
        frames: Latent frames of the noise.
        num_noise: Tokens of the noise.
        rank: Whose share, from 0.
        num_ranks: How many there are.

    Returns:
        (B, share, ...), a copy.
    """
    patches = tokens[:, :num_noise].unflatten(1, (frames, num_noise // frames))
    others = tokens[:, num_noise:]
    return torch.cat(
        [_part(patches, 2, rank, num_ranks).flatten(1, 2), _part(others, 1, rank, num_ranks)],
        dim=1,
    )


def join_noise(shares: list[torch.Tensor], frames: int) -> torch.Tensor:
    """Put the noise of all ranks, (B, frames * patches of the rank, dim) each, in order again: (B, num_noise, dim)."""
    return torch.cat([share.unflatten(1, (frames, -1)) for share in shares], dim=2).flatten(1, 2)


def _part(tokens: torch.Tensor, dim: int, rank: int, num_ranks: int) -> torch.Tensor:
    sizes = share_sizes(tokens.shape[dim], num_ranks)
    return tokens.narrow(dim, [0, *accumulate(sizes)][rank], sizes[rank])


def _decide_together(first_block: nn.Module) -> None:
    """Let a cache that looks at the first block's tokens look at those of all ranks, where there is such a cache.

    Ranks that each decided for themselves would wait for one another.
    """
    hook = HookRegistry.check_if_exists_or_initialize(first_block).get_hook(_FBC_LEADER_BLOCK_HOOK)
    if isinstance(hook, FBCHeadBlockHook):
        hook._should_compute_remaining_blocks = partial(_differs_from_last, hook)  # noqa: SLF001  # pyright: ignore[reportAttributeAccessIssue]


def _differs_from_last(hook: FBCHeadBlockHook, effect: torch.Tensor) -> bool:
    """What ``FBCHeadBlockHook`` asks, of the tokens of all ranks; ``effect`` is the first block's on this rank's."""
    last = hook.state_manager.get_state().head_block_residual
    if last is None:
        return True
    sums = torch.stack([(effect - last).abs().sum(), last.abs().sum()])
    dist.all_reduce(sums)
    difference, size = sums.tolist()
    return difference > hook.threshold * size


class _TokenHooks:
    """Gives the blocks their rank's tokens, and what follows them all of the noise."""

    def __init__(self, transformer: WanS2VTransformer3DModel, config: ContextParallelConfig) -> None:
        self._transformer = transformer
        self._config = config
        self._rank = dist.get_rank()
        self._num_ranks = dist.get_world_size()
        self._frames = self._patches = 0  # of the call that is running
        transformer.rope.register_forward_hook(self._split_table)
        for block in transformer.blocks:
            block.register_forward_pre_hook(self._split_states if block is transformer.blocks[0] else self._count_noise)
        transformer.blocks[-1].register_forward_hook(self._gather_noise)

    @property
    def _num_noise(self) -> int:
        return self._frames * self._patches

    @property
    def _patches_of_ranks(self) -> list[int]:
        return share_sizes(self._patches, self._num_ranks)

    def _split_table(
        self, rope: nn.Module, inputs: tuple[tuple[TokenGrid, ...], torch.device], table: torch.Tensor
    ) -> torch.Tensor:
        """Learn the sizes of the call, from the grids of its tokens, and cut the rotary table."""
        _decide_together(self._transformer.blocks[0])
        noise, *others = inputs[0]
        self._frames = len(noise.times)
        self._patches = noise.num_tokens // self._frames
        counts = (self._patches, sum(grid.num_tokens for grid in others))
        # Shares of different sizes cost attention four rounds of telling them.
        self._config.ulysses_anything = any(count % self._num_ranks for count in counts)
        return self._share_of(table)

    def _split_states(self, block: nn.Module, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
        states, *rest = self._count_noise(block, inputs)
        return self._share_of(states), *rest

    def _count_noise(self, block: nn.Module, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
        states, text, modulation, table, _, *sound = inputs
        return states, text, modulation, table, self._frames * self._patches_of_ranks[self._rank], *sound

    def _gather_noise(self, block: nn.Module, inputs: tuple[Any, ...], states: torch.Tensor) -> torch.Tensor:
        counts = [self._frames * patches for patches in self._patches_of_ranks]
        noise = states[:, : counts[self._rank]]
        # Only equal sizes can be gathered everywhere.
        sent = F.pad(noise, (0, 0, 0, max(counts) - noise.shape[1])).contiguous()
        received = [torch.empty_like(sent) for _ in counts]
        dist.all_gather(received, sent)
        return join_noise([share[:, :count] for share, count in zip(received, counts, strict=True)], self._frames)

    def _share_of(self, tokens: torch.Tensor) -> torch.Tensor:
        return take_share(tokens, self._frames, self._num_noise, self._rank, self._num_ranks)


class GuidanceOnTwo(GuidedTransformer):
    """The two predictions of guidance at the same time: rank 0 makes the one, rank 1 the other, both get both.

    For a process group of two, whose ranks call ``predict`` with the same arguments at the same time. The result is
    that of one card to the bit; without guidance there is nothing to share, and both ranks make the one prediction.
    """

    def predict(self, latents: torch.Tensor, timestep: torch.Tensor) -> torch.Tensor:
        """Return the flow at ``latents`` (1, 16, T, h, w), float32, on both ranks."""
        prompt, audio = self._conditions.prompt, self._conditions.audio
        negative = self._conditions.negative_prompt
        if negative is None:
            return super().predict(latents, timestep)
        if dist.get_rank() == 0:
            own = self._call("cond", latents, timestep, prompt, audio)
        else:
            own = self._call("uncond", latents, timestep, negative, torch.zeros_like(audio))
        positive, opposite = torch.empty_like(own), torch.empty_like(own)
        dist.all_gather([positive, opposite], own.contiguous())
        return opposite + self._scale * (positive - opposite)
