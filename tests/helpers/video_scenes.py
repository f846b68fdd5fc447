"""Short videos made by the real writer for the tests of this folder."""

from fractions import Fraction

import numpy as np

from s2v_desktop.core.timebase import frame_count
from s2v_desktop.video.encode import VideoWriter

RATE_HZ = 44_100


def yuv420p_of_rgb(frame):
    """A uint8 (h, w, 3) frame as BT.709 limited yuv420p bytes, by the standard's own formula."""
    height, width = frame.shape[:2]
    rgb = frame.astype(np.float64)
    luma = rgb @ [0.2126, 0.7152, 0.0722]
    blue, red = (rgb[..., 2] - luma) / 1.8556, (rgb[..., 0] - luma) / 1.5748
    chroma = [plane.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3)) * 224 / 255 + 128 for plane in (blue, red)]
    planes = [16 + luma * 219 / 255, *chroma]
    return np.concatenate([np.rint(plane).astype(np.uint8).ravel() for plane in planes])


def grey_frame(width, height, level):
    frame = np.full(width * height * 3 // 2, 128, np.uint8)
    frame[: width * height] = level
    return frame


def tone(duration_s, channels=2, rate_hz=RATE_HZ):
    time_s = np.arange(round(duration_s * rate_hz)) / rate_hz
    return np.repeat(0.3 * np.sin(2 * np.pi * 440 * time_s)[:, None], channels, axis=1).astype(np.float32)


def write_video(target, duration_s=1.0, fps=30, size=(160, 96), sound=None, rate_hz=RATE_HZ, frame=None):
    """A video of grey frames, one level brighter each; or of what ``frame(index)`` returns."""
    frames = frame_count(duration_s, Fraction(fps))
    sound = tone(duration_s, rate_hz=rate_hz) if sound is None else sound
    with VideoWriter(target, *size, Fraction(fps), sound, rate_hz, frames) as writer:
        for index in range(frames):
            writer.write(frame(index) if frame else grey_frame(*size, 60 + index % 100))
    return frames
