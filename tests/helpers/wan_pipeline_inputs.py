"""A picture, a sound and options for small generations of the pipeline."""

import numpy as np
from wan_toy import toy_tensor


def picture(width: int = 80, height: int = 64) -> np.ndarray:
    across, down = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    return np.stack([across, down, 255 - across], axis=-1).astype(np.uint8)


def sound(seconds: float, rate_hz: int = 16_000) -> np.ndarray:
    times_s = np.arange(round(seconds * rate_hz)) / rate_hz
    return (0.3 * np.sin(2 * np.pi * 220 * times_s) * (1 + np.sin(2 * np.pi * 3 * times_s))).astype(np.float32)


def small(**changes) -> dict:
    """Options of a generation that takes a moment."""
    options = {
        "height": 64,
        "width": 64,
        "infer_frames": 8,
        "num_inference_steps": 2,
        "seed": 5,
        "prompt_embeds": toy_tensor("generate.prompt_embeds"),
        "negative_prompt_embeds": toy_tensor("generate.negative_prompt_embeds"),
    }
    return options | changes
