"""A whole export, every effect on, against libx264 alone: 8 s, 1280x720, 30 fps. Prints one JSON object.

Both run on the same cores in the same run, in turn; the ratio is that of the medians. The ratio of CPU seconds, which
other programs disturb less, tells whether a bad ratio is ours.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import fields
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from s2v_desktop.core.ffmpeg import QUIET_FLAGS, ffmpeg_path
from s2v_desktop.core.progress import JobControl
from s2v_desktop.core.shot_plan import Shot, ShotPlan

WIDTH, HEIGHT, FPS, FRAMES, ROUNDS = 1280, 720, 30, 240, 3
RATE_HZ = 44_100
LIMIT = 1.25


class StillBase(NamedTuple):
    picture: np.ndarray
    depth: np.ndarray

    def under(self, index: int) -> "StillBase":
        return self


def landscape() -> StillBase:
    """A sky with a sun over three textured ridges: smooth parts, fine detail, bright spots and depth."""
    rng = np.random.default_rng(5)
    width, height = WIDTH * 3 // 2, HEIGHT * 3 // 2
    y, x = np.mgrid[0:height, 0:width].astype(np.float32) / height
    picture = np.dstack([40 + 200 * y, 50 + 130 * y, 110 + 30 * y])
    sun = np.exp(-(((x - 1.2) ** 2 + (y - 0.35) ** 2) / 0.004))[..., None]
    picture = picture * (1 - sun) + 250 * sun
    depth = np.zeros((height, width), np.float32)
    for base, shade, near in ((0.55, 110, 0.3), (0.7, 70, 0.6), (0.85, 35, 0.9)):
        ridge = cv2.GaussianBlur(np.cumsum(rng.standard_normal((1, width)), axis=1).astype(np.float32), (0, 0), 9)
        below = y > base - 0.1 * (ridge - ridge.min()) / np.ptp(ridge)
        texture = cv2.GaussianBlur(rng.standard_normal((height, width)).astype(np.float32), (0, 0), 1.2) * 22
        picture = np.where(below[..., None], shade + texture[..., None], picture)
        depth = np.where(below, np.float32(near), depth)
    return StillBase(np.clip(picture, 0, 255).astype(np.uint8), cv2.resize(depth, (480, 270)))


def lively_plan() -> ShotPlan:
    """Every field active, with a pulse every half second."""
    time_s = np.arange(FRAMES) / FPS
    pulse = np.exp(-(time_s % 0.5) / 0.2)
    curves = ShotPlan(
        zoom=1.06 + 0.01 * time_s + 0.015 * pulse,
        pan_x=0.012 * np.sin(time_s),
        pan_y=0.008 * np.cos(time_s),
        roll_rad=0.008 * np.sin(0.7 * time_s),
        parallax_x=0.012 * np.sin(0.9 * time_s),
        parallax_y=0.004 * np.cos(0.9 * time_s),
        exposure_ev=0.25 * pulse,
        bloom=0.3 + 0.4 * pulse,
        saturation=1.1 + 0.1 * pulse,
        warmth=0.3 + 0.1 * np.sin(time_s),
        contrast=0.2 + 0.05 * pulse,
        grain=np.full(FRAMES, 1.0),
        vignette=0.4 + 0.1 * pulse,
        flow=np.full(FRAMES, 0.4),
        flow_phase_rad=1.3 * time_s,
    )
    return ShotPlan(*(getattr(curves, field.name).astype(np.float32) for field in fields(ShotPlan)))


class Spent(NamedTuple):
    wall_s: float
    cpu_s: float

    @classmethod
    def now(cls) -> "Spent":
        """Of this process and its finished children."""
        times = os.times()
        return cls(time.perf_counter(), sum(times[:4]))

    def since(self, began: "Spent") -> "Spent":
        return Spent(self.wall_s - began.wall_s, self.cpu_s - began.cpu_s)


def export(folder: Path, still: StillBase, plan: ShotPlan, sound: np.ndarray, raw: Path | None = None) -> Spent:
    """What the product takes; also keeps the frames in ``raw`` if given."""
    from s2v_desktop.render.compositor import Compositor
    from s2v_desktop.render.frames import render_frames
    from s2v_desktop.video.encode import VideoWriter

    began = Spent.now()
    with VideoWriter(folder / "video.mp4", WIDTH, HEIGHT, Fraction(FPS), sound, RATE_HZ, FRAMES) as writer:
        sink = raw.open("wb") if raw else None
        for frame in render_frames(Compositor(WIDTH, HEIGHT), still, plan, 1, JobControl()):
            writer.write(frame)
            if sink:
                sink.write(frame)
        if sink:
            sink.close()
    return Spent.now().since(began)


def encode_alone(raw: Path, target: Path) -> Spent:
    """What libx264 takes for the same frames from a file."""
    source = ("-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", f"{WIDTH}x{HEIGHT}", "-framerate", str(FPS))
    x264 = ("-c:v", "libx264", "-preset", "medium", "-crf", "18", "-profile:v", "high", "-g", str(2 * FPS))
    began = Spent.now()
    subprocess.run([ffmpeg_path(), *QUIET_FLAGS, "-y", *source, "-i", str(raw), *x264, str(target)], check=True)
    return Spent.now().since(began)


def compositor_cpu_ms(still: StillBase, shot: Shot) -> float:
    """CPU milliseconds a frame, median of 60."""
    from s2v_desktop.render.compositor import Compositor, yuv420p_bytes

    compositor = Compositor(WIDTH, HEIGHT)
    compositor.set_base(*still)
    out = np.empty(yuv420p_bytes(WIDTH, HEIGHT), np.uint8)
    times_s = []
    for index in range(60):
        began_s = time.thread_time()
        compositor.draw_yuv420p(shot, 1, index, out)
        times_s.append(time.thread_time() - began_s)
    return 1000 * statistics.median(times_s)


def seconds_to_compile() -> float:
    """Seconds that a first start on a new computer spends on importing and compiling, in a process of its own."""
    program = (
        "import time; began_s = time.perf_counter(); from s2v_desktop.render.compositor import warm_up; warm_up();"
        "print(time.perf_counter() - began_s)"
    )
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "S2V_DESKTOP_HOME": home, "PYTHONPATH": os.pathsep.join(sys.path)}
        environment.pop("NUMBA_CACHE_DIR", None)
        done = subprocess.run([sys.executable, "-c", program], env=environment, check=True, capture_output=True)
    return float(done.stdout)


def main() -> None:
    cold_s = seconds_to_compile()
    still, plan = landscape(), lively_plan()
    noise = np.random.default_rng(0).standard_normal((FRAMES * RATE_HZ // FPS, 2))
    sound = (0.1 * noise).astype(np.float32)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        raw = folder / "frames.yuv"
        export(folder, still, plan, sound, raw)  # compiles or loads the kernels, and warms the disk cache
        pairs = [(export(folder, still, plan, sound), encode_alone(raw, folder / "alone.mp4")) for _ in range(ROUNDS)]
        whole, alone = (
            Spent(*(statistics.median(values) for values in zip(*runs, strict=True)))
            for runs in zip(*pairs, strict=True)
        )
        result = {
            "bench": "export",
            "whole_s": round(whole.wall_s, 3),
            "libx264_alone_s": round(alone.wall_s, 3),
            "ratio": round(whole.wall_s / alone.wall_s, 3),
            "limit": LIMIT,
            "cpu_ratio": round(whole.cpu_s / alone.cpu_s, 3),
            "rounds_s": [[round(spent.wall_s, 3) for spent in pair] for pair in pairs],
            "compositor_cpu_ms_a_frame": round(compositor_cpu_ms(still, plan.shot(0)), 2),
            "cold_compile_s": round(cold_s, 2),
            "video_bytes": (folder / "video.mp4").stat().st_size,
            "cores": os.cpu_count(),
            "machine": platform.machine(),
        }
    print(json.dumps(result))
    sys.exit(result["ratio"] > LIMIT)


if __name__ == "__main__":
    main()
