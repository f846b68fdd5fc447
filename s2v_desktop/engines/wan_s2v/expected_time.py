"""About how long the model works on a video, reckoned before it ever ran on this computer.

The work of a call is counted and divided by what this program was seen to reach on an H200 (``tests/bench/notes.md``):
59 % of the card's rate in bf16, at 480P as at 720P. On other cards that share is a guess; once a video was made, its
own time counts (``library.speed``). Not counted: GGUF's expansion, a slow processor, a card that other programs use.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from s2v_desktop.engines.wan_s2v.frame_size import FrameSize
from s2v_desktop.engines.wan_s2v.memory import MemoryPlan, Weights, WeightsPlace

#: Multiplications of matrices in bf16, with sums in float32, without zeros left out: TFLOP/s as the maker states them.
_RATES = {
    "B200": 2250, "GH200": 989, "H200": 989, "H100 PCIe": 756, "H100 NVL": 835, "H100": 989, "H20": 148,
    "A100": 312, "A800": 312, "A40": 149.7, "A10": 125, "L40S": 362, "L40": 181, "L4": 121,
    "RTX PRO 6000": 503, "RTX 6000 Ada": 364, "RTX 5000 Ada": 261, "RTX 4500 Ada": 158,
    "RTX A6000": 154.8, "RTX A5000": 111.1,
    "RTX 5090": 209.5, "RTX 5080": 112.6, "RTX 5070 Ti": 87.9, "RTX 5070": 61.7, "RTX 5060 Ti": 47.4, "RTX 5060": 38,
    "RTX 4090": 165.2, "RTX 4080 SUPER": 104.4, "RTX 4080": 97.5, "RTX 4070 Ti SUPER": 88.2, "RTX 4070 Ti": 80.2,
    "RTX 4070 SUPER": 71, "RTX 4070": 58.3, "RTX 4060 Ti": 44.1, "RTX 4060": 30.2,
    "RTX 3090 Ti": 80, "RTX 3090": 71, "RTX 3080 Ti": 68.2, "RTX 3080": 59.5, "RTX 3070 Ti": 43.5, "RTX 3070": 40.6,
    "RTX 3060 Ti": 32.4, "RTX 3060": 25.5,
}  # fmt: skip
#: Words after a card's name that make it another card.
_OTHER_CARD = {"Ti", "SUPER", "Laptop", "D"}

_REACHED_SHARE = 0.59
_REFERENCE_TFLOPS = 989

#: Of one call with 35,074 tokens, as counted in the notes; products grow with the tokens, attention with their square.
_COUNTED_TOKENS = 35_074
_PRODUCTS_PFLOP = 0.88
_ATTENTION_PFLOP = 1.01

#: Latent frames beside those of the clip: the reference, and from the second clip on the packed motion.
_REFERENCE_FRAMES = 1.0
_MOTION_FRAMES = 1.5
_PIXELS_PER_TOKEN = 256

#: Seen on the H200: loading and reading the prompt; decoding and encoding again a clip of 832 x 480.
_LOADING_S = 10.0
_DECODING_S = 5.0
_DECODED_PX = 832 * 480

#: How fast weights come that are not on the card: over PCIe 4, and from a good disk.
_BYTES_PER_S = {WeightsPlace.STREAMED: 20e9, WeightsPlace.DISK: 2.5e9}


class Video(NamedTuple):
    """8 s at Standard: two clips, whose frames are counted at 16 a second; 20 steps, each with two calls."""

    clip_frames: tuple[int, ...] = (80, 52)
    calls: int = 40


def expected_s(
    card_name: str, plan: MemoryPlan, size: FrameSize, weights: Weights, video: Video | None = None
) -> float | None:
    """Return about how many seconds ``video`` (8 s at Standard) takes by ``plan``; None for an unknown card."""
    rate_tflops = card_rate_tflops(card_name)
    if rate_tflops is None:
        return None
    video = video or Video()
    transfer_s = _transfer_s(plan, weights)
    work_s = 0.0
    for index, frames in enumerate(video.clip_frames):
        call_s = _call_pflop(size, frames, first=index == 0) * 1000 / (rate_tflops * _REACHED_SHARE)
        work_s += video.calls * max(call_s, transfer_s)
    decoding_s = _DECODING_S * len(video.clip_frames) * size.height * size.width / _DECODED_PX
    return _LOADING_S + work_s + decoding_s * _REFERENCE_TFLOPS / rate_tflops


def card_rate_tflops(name: str) -> float | None:
    """Return the rate in bf16 of the card called ``name`` (as the driver does); None where it is not known."""
    words = name.replace("-", " ").split()
    for known, rate_tflops in _RATES.items():
        wanted = known.split()
        for begin in range(len(words) - len(wanted) + 1):
            after = words[begin + len(wanted) :]
            if words[begin : begin + len(wanted)] == wanted and not _OTHER_CARD.intersection(after):
                return rate_tflops
    return None


def _call_pflop(size: FrameSize, frames: int, *, first: bool) -> float:
    latents = frames / 4 + _REFERENCE_FRAMES + (0.0 if first else _MOTION_FRAMES)
    tokens = math.ceil(size.height * size.width / _PIXELS_PER_TOKEN) * latents / _COUNTED_TOKENS
    return _PRODUCTS_PFLOP * tokens + _ATTENTION_PFLOP * tokens**2


def _transfer_s(plan: MemoryPlan, weights: Weights) -> float:
    """Return how long the weights of one call take to come; they come while others are at work."""
    if plan.place is WeightsPlace.RESIDENT:
        return 0.0
    halved = plan.eight_bits and weights.in_16_bits
    return weights.size_bytes / (2 if halved else 1) / _BYTES_PER_S[plan.place]
