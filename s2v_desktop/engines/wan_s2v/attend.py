"""Scaled dot-product attention by the quickest way that the card and the installed packages offer.

Flash attention 4 (package ``flash-attn-4``) on Hopper and data-centre Blackwell, else cuDNN, else what PyTorch has; in
8 bits cuDNN through its frontend (package ``nvidia-cudnn-frontend``). A way that fails is logged, not tried again.
"""

from __future__ import annotations

import importlib.util
import logging
import math
from functools import cache
from typing import NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812  (torch's own name)
from torch.nn.attention import SDPBackend, sdpa_kernel

from s2v_desktop.engines.wan_s2v.fp8_linear import FP8_MAX, multiplies_in_8_bits

_log = logging.getLogger(__name__)

#: Fewer keys than this (text, a frame's sound) are no work worth another package.
_FEW_KEYS = 4096

_TORCH_ORDER = [
    SDPBackend.CUDNN_ATTENTION,
    SDPBackend.FLASH_ATTENTION,
    SDPBackend.EFFICIENT_ATTENTION,
    SDPBackend.MATH,
]

#: Probabilities are multiplied by this before they are rounded to 8 bits: the smallest that count then stay above zero.
_PROBABILITY_SCALE = 256.0

#: How far above the largest magnitude in a sample the range in 8 bits reaches.
_HEADROOM = 2.0
_SAMPLE_STEP = 64


class EightBits(NamedTuple):
    """A tensor in float8_e4m3fn that stands for ``values / multiplier``; ``multiplier`` is one float32 on the card."""

    values: torch.Tensor
    multiplier: torch.Tensor


def attend(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
    """Return what ``query`` (B, S, heads, head_dim) gathers from ``key`` and ``value`` (B, L, ...): like ``query``."""
    if key.shape[1] >= _FEW_KEYS and _has_flash_4(query):
        try:
            from flash_attn.cute import flash_attn_func  # pyright: ignore[reportMissingImports]

            attended = flash_attn_func(query, key, value)
            return attended[0] if isinstance(attended, tuple) else attended
        except torch.OutOfMemoryError:
            raise
        except Exception:  # noqa: BLE001 (a compiler inside: whatever it says, the other ways are there; logged)
            _log.warning("flash attention 4 does not work here; cuDNN is used", exc_info=True)
            _broken().add("flash 4")
    with sdpa_kernel(_TORCH_ORDER, set_priority=True):
        heads_first = query.transpose(1, 2), key.transpose(1, 2), value.transpose(1, 2)
        return F.scaled_dot_product_attention(heads_first[0], heads_first[1], heads_first[2]).transpose(1, 2)


def attends_in_8_bits(device: torch.device) -> bool:
    """Return whether ``attend_in_8_bits`` works on ``device``."""
    return multiplies_in_8_bits(device) and "cudnn" not in _broken() and _has_cudnn_frontend()


class Range(NamedTuple):
    """How values are brought into 8 bits: ``(values - centre) * multiplier``; (channels,) and (1,) float32."""

    centre: torch.Tensor
    multiplier: torch.Tensor


def range_of(values: torch.Tensor) -> Range:
    """Return the range of ``values`` (B, S, channels), judged by a sample.

    Without their mean, sums over many of them stay small: products in 8 bits are added up with few bits, and a sum
    that grows and grows would lose what is added last (SageAttention 2, arXiv 2411.10958, "smooth V").
    """
    sample = values[:, ::_SAMPLE_STEP].flatten(0, 1).float()
    centre = sample.mean(dim=0)
    largest = (sample - centre).abs().amax().clamp(min=1e-6)
    return Range(centre, (FP8_MAX / _HEADROOM / largest).view(1))


def norm_multiplier(norm: torch.nn.RMSNorm) -> torch.Tensor:
    """Return the same for what ``norm`` gives: after it, 16 sigma are 256, and 28 sigma the end of the range."""
    weight = norm.get_parameter("weight").float()
    return (16.0 / weight.square().mean().sqrt().clamp(min=1e-6)).view(1)


def attend_in_8_bits(query: EightBits, key: EightBits, value: EightBits) -> EightBits:
    """Return the attention of (B, S, heads, head_dim) to keys and values of the same shape, in the range of ``value``.

    No result is larger than the largest value, so that its range serves. Raises ``RuntimeError`` where cuDNN refuses.
    """
    graph = _graph(tuple(query.values.shape), query.values.device)
    attended = torch.empty_like(query.values)
    graph.run(query, key, value, attended)
    return EightBits(attended, value.multiplier)


def give_up_8_bits(error: Exception) -> None:
    """Remember that ``attend_in_8_bits`` failed with ``error``: it is not tried again."""
    _log.warning("attention in 8 bits does not work here; 16 bits are used", exc_info=error)
    _broken().add("cudnn")


class _EightBitGraph:
    """One compiled cuDNN graph, for one shape on one card."""

    def __init__(self, shape: tuple[int, ...], device: torch.device) -> None:
        import cudnn  # pyright: ignore[reportMissingImports]

        self._cudnn = cudnn
        self._device = device
        batch, tokens, heads, channels = shape
        e4m3, float32 = cudnn.data_type.FP8_E4M3, cudnn.data_type.FLOAT
        self._handle = cudnn.create_handle()
        self._graph = cudnn.pygraph(
            io_data_type=e4m3, intermediate_data_type=float32, compute_data_type=float32, handle=self._handle
        )
        dim = [batch, heads, tokens, channels]
        stride = [tokens * heads * channels, channels, heads * channels, 1]
        sides = [self._graph.tensor(name=name, dim=dim, stride=stride, data_type=e4m3) for name in "qkv"]
        scalar = {"dim": [1, 1, 1, 1], "stride": [1, 1, 1, 1]}
        names = ("descale_q", "descale_k", "descale_v", "descale_s", "scale_s", "scale_o")
        scales = [self._graph.tensor(name=name, data_type=float32, **scalar) for name in names]
        out, _, *largest = self._graph.sdpa_fp8(
            *sides, *scales, attn_scale=1 / math.sqrt(channels), generate_stats=False, use_causal_mask=False
        )
        out.set_output(True).set_dim(dim).set_stride(stride).set_data_type(e4m3)
        for found in largest:
            found.set_output(True).set_dim(scalar["dim"]).set_stride(scalar["stride"]).set_data_type(float32)
        self._graph.build([cudnn.heur_mode.A, cudnn.heur_mode.FALLBACK])
        self._inputs = (*sides, *scales)
        self._outputs = (out, *largest)
        self._largest = torch.empty(2, 1, 1, 1, 1, device=device)
        self._scale_s = torch.full((1,), _PROBABILITY_SCALE, device=device)
        self._workspace_bytes = self._graph.get_workspace_size()

    def run(self, query: EightBits, key: EightBits, value: EightBits, attended: torch.Tensor) -> None:
        """Fill ``attended``."""
        sides = (query, key, value)
        scales = [1 / side.multiplier for side in sides] + [1 / self._scale_s, self._scale_s, value.multiplier]
        given = [side.values for side in sides] + scales
        found = [attended, self._largest[0], self._largest[1]]
        pack = dict(zip(self._inputs + self._outputs, given + found, strict=True))
        workspace = torch.empty(self._workspace_bytes, dtype=torch.uint8, device=self._device)
        stream = torch.cuda.current_stream(self._device).cuda_stream
        self._cudnn.set_stream(handle=self._handle, stream=stream)
        self._graph.execute(pack, workspace, handle=self._handle)


@cache
def _graph(shape: tuple[int, ...], device: torch.device) -> _EightBitGraph:
    return _EightBitGraph(shape, device)


@cache
def _broken() -> set[str]:
    """Return the ways that have failed in this process."""
    return set()


def _has_flash_4(query: torch.Tensor) -> bool:
    if not query.is_cuda or query.dtype not in (torch.bfloat16, torch.float16) or "flash 4" in _broken():
        return False
    return torch.cuda.get_device_capability(query.device)[0] in (9, 10) and _has_package("flash_attn", "cute")


def _has_cudnn_frontend() -> bool:
    return _has_package("cudnn")


@cache
def _has_package(name: str, part: str = "") -> bool:
    spec = importlib.util.find_spec(name)
    if spec is None or not part:
        return spec is not None
    return importlib.util.find_spec(f"{name}.{part}") is not None
