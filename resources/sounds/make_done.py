"""Make the sound that tells of finished videos: ``python resources/sounds/make_done.py [folder]``.

Two soft tones, a fourth apart, each a sine wave with a little of its octave that dies away.
"""

from __future__ import annotations

import sys
import wave
from pathlib import Path

import numpy as np

RATE_HZ = 44_100
DURATION_S = 0.4
SECOND_TONE_S = 0.12
TONES_HZ = (659.26, 880.0)
DECAY_S = 0.09
ATTACK_S = 0.006
RELEASE_S = 0.03
PEAK = 0.25


def done_sound() -> np.ndarray:
    """Return the samples, int16, one channel."""
    time_s = np.arange(round(DURATION_S * RATE_HZ)) / RATE_HZ
    sound = sum(_tone(time_s - start_s, hz) for start_s, hz in zip((0.0, SECOND_TONE_S), TONES_HZ, strict=True))
    sound *= np.clip((DURATION_S - time_s) / RELEASE_S, 0, 1)
    return np.round(sound / np.abs(sound).max() * PEAK * 32_767).astype("<i2")


def _tone(time_s: np.ndarray, hz: float) -> np.ndarray:
    rising = np.clip(time_s / ATTACK_S, 0, 1)
    waves = np.sin(2 * np.pi * hz * time_s) + 0.2 * np.sin(4 * np.pi * hz * time_s)
    return rising * np.exp(-np.clip(time_s, 0, None) / DECAY_S) * waves


def main() -> None:
    """Write the file."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    with wave.open(str(folder / "done.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(done_sound().tobytes())


if __name__ == "__main__":
    main()
