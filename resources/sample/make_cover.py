"""Paint the sample cover: dusk over a mountain lake. All of it is arithmetic; run this to make the file again."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image

SIDE = 1600
HORIZON = 0.66
SUN = (0.60, 0.505)
SUN_RADIUS = 0.118

#: Colours and light are float32 0-1, shape ``(SIDE, SIDE, 3)``; places and distances run from 0 to 1.
Canvas = NDArray[np.float32]

SKY = (
    (0.00, (16, 18, 56)),
    (0.22, (48, 34, 98)),
    (0.42, (128, 52, 124)),
    (0.55, (222, 92, 108)),
    (0.63, (252, 158, 104)),
    (0.70, (255, 206, 142)),
)
#: Far to near: height of the ridge line, its roughness, colour at the top and in the mist at its foot.
RIDGES = (
    (0.565, 0.100, (158, 74, 132), (244, 146, 126)),
    (0.602, 0.075, (108, 50, 116), (204, 102, 122)),
    (0.640, 0.045, (62, 32, 90), (136, 64, 112)),
)


def colour(rgb: tuple[int, int, int]) -> Canvas:
    """Return an 8-bit colour as floats."""
    return np.array(rgb, np.float32) / 255


def gradient(at: Canvas, stops: tuple[tuple[float, tuple[int, int, int]], ...]) -> Canvas:
    """Return the colour between ``stops`` at every value of ``at``."""
    places = [place for place, _ in stops]
    channels = np.array([rgb for _, rgb in stops], np.float32).T / 255
    return np.stack([np.interp(at, places, channel) for channel in channels], axis=-1).astype(np.float32)


def ridge_line(rng: np.random.Generator, height: float, roughness: float, detail: int = 8) -> Canvas:
    """Midpoint displacement: sharp peaks at every scale, as eroded mountains have."""
    line = rng.uniform(0.35, 1.0, 9) * np.where(np.arange(9) % 2, -roughness, roughness)  # a valley after each peak
    size = 0.36 * roughness
    for _ in range(detail):
        middles = (line[1:] + line[:-1]) / 2 + rng.uniform(-size, size, len(line) - 1)
        line = np.insert(line, np.arange(1, len(line)), middles)
        size *= 0.56
    begin = rng.uniform(0, 0.4)  # no two ridges have their peaks at the same places
    across = np.linspace(begin, begin + 0.6, SIDE) * (len(line) - 1)
    return (height + np.interp(across, np.arange(len(line)), line)).astype(np.float32)


def coverage(line: Canvas, y: Canvas) -> Canvas:
    """1 below ``line``, 0 above, with an edge one pixel soft."""
    return np.clip((y - line[None, :]) * SIDE + 0.5, 0, 1)[..., None]


def over(canvas: Canvas, paint: Canvas, cover: Canvas) -> Canvas:
    """Lay ``paint`` on ``canvas`` where ``cover`` is 1."""
    return canvas * (1 - cover) + paint * cover


def screen(canvas: Canvas, light: Canvas) -> Canvas:
    """Add ``light`` as a second projector would."""
    return 1 - (1 - np.clip(canvas, 0, 1)) * (1 - np.clip(light, 0, 1))


def clouds(rng: np.random.Generator, x: Canvas, y: Canvas) -> Canvas:
    """Long thin clouds: noise blurred far more across than down, denser in some bands."""
    field = np.zeros((SIDE, SIDE), np.float32)
    for across, down, weight in ((260, 26, 1.0), (110, 10, 0.6), (46, 4, 0.32), (18, 2.2, 0.16)):
        layer = cv2.GaussianBlur(rng.standard_normal((SIDE, SIDE)).astype(np.float32), (0, 0), across, sigmaY=down)
        field += weight * layer / layer.std()
    bands = np.exp(-(((y - 0.36) / 0.13) ** 2)) + 0.5 * np.exp(-(((y - 0.14) / 0.08) ** 2))
    return np.clip((field - 0.35) / 1.9, 0, 1) * bands * (0.75 + 0.25 * np.cos(3 * (x - SUN[0])))


def stars(rng: np.random.Generator) -> Canvas:
    """Return many faint stars and a few bright ones with a halo, denser towards the top."""
    field = np.zeros((SIDE, SIDE), np.float32)
    count = 620
    rows = (rng.beta(1.0, 2.6, count) * 0.46 * SIDE).astype(int)
    columns = rng.integers(0, SIDE, count)
    np.maximum.at(field, (rows, columns), rng.pareto(2.2, count).clip(0, 5).astype(np.float32))
    fine = cv2.GaussianBlur(field, (0, 0), 0.8) * 3.2
    halo = cv2.GaussianBlur(np.where(field > 2.5, field, 0), (0, 0), 4.0) * 9.0
    return np.clip(fine + halo, 0, 1)[..., None] * colour((255, 240, 225))


def paint_sky(rng: np.random.Generator, x: Canvas, y: Canvas) -> Canvas:
    """Paint dusk, stars, the sun and the clouds before it."""
    sky = gradient(y + 0 * x, SKY)
    distance = np.hypot(x - SUN[0], y - SUN[1])
    for reach, strength, tint in (
        (0.62, 0.5, (255, 116, 96)),
        (0.30, 0.55, (255, 160, 96)),
        (0.16, 0.5, (255, 214, 150)),
    ):
        sky = screen(sky, (strength * np.exp(-((distance / reach) ** 2)))[..., None] * colour(tint))
    sky = screen(sky, stars(rng) * np.clip(1.2 - y / 0.42, 0, 1)[..., None])
    disc = np.clip((SUN_RADIUS - distance) * SIDE / 2 + 0.5, 0, 1)[..., None]
    face = gradient(
        np.clip((y - SUN[1]) / SUN_RADIUS * 0.5 + 0.5, 0, 1) + 0 * x,
        ((0, (255, 250, 218)), (0.6, (255, 222, 150)), (1, (255, 168, 104))),
    )
    sky = over(sky, face, disc)
    veil = clouds(rng, x, y)[..., None]
    lit = np.clip(1.25 - distance / 0.55, 0.12, 1)[..., None]
    return over(sky, colour((88, 44, 108)) * (1 - lit) + colour((255, 150, 118)) * lit, 0.72 * veil)


def paint_mountains(rng: np.random.Generator, canvas: Canvas, x: Canvas, y: Canvas) -> Canvas:
    """Paint the ridges from far to near, lit from behind, their feet in the mist."""
    distance = np.hypot(x - SUN[0], y - SUN[1])
    for height, roughness, top, foot in RIDGES:
        line = ridge_line(rng, height, roughness)
        line = np.minimum(line, HORIZON - 0.012)
        depth = np.clip((y - line[None, :]) / (HORIZON - height + 0.05), 0, 1)
        rock = gradient(depth, ((0, top), (0.45, top), (1, foot)))
        texture = cv2.GaussianBlur(rng.standard_normal((SIDE, SIDE)).astype(np.float32), (0, 0), 5, sigmaY=3)
        rock = rock * (1 + 0.45 * texture[..., None])
        rim = np.exp(-np.clip(y - line[None, :], 0, 1) * 170) * np.exp(-((distance / 0.30) ** 2))
        rock = screen(rock, 0.75 * rim[..., None] * colour((255, 170, 110)))
        rock = screen(rock, 0.30 * np.exp(-((distance / 0.26) ** 2))[..., None] * colour((255, 140, 90)))
        canvas = over(canvas, rock, coverage(line, y))
    return canvas


def paint_lake(rng: np.random.Generator, canvas: Canvas, x: Canvas, y: Canvas) -> Canvas:
    """Mirror what stands above the shore, broken by ripples that grow towards the viewer."""
    below = np.clip((y - HORIZON) / (1 - HORIZON), 0, 1) + 0 * x
    ripple = np.zeros((SIDE, SIDE), np.float32)
    for across, down, weight in ((70, 1.6, 1.0), (160, 4.0, 1.2), (28, 0.9, 0.6)):
        layer = cv2.GaussianBlur(rng.standard_normal((SIDE, SIDE)).astype(np.float32), (0, 0), across, sigmaY=down)
        ripple += weight * layer / layer.std()
    columns = (x * SIDE + ripple * (1.5 + 13 * below)).astype(np.float32)
    rows = ((2 * HORIZON - y) * SIDE + ripple * (2 + 20 * below)).astype(np.float32)
    mirrored = cv2.remap(
        canvas, columns, np.clip(rows, 0, HORIZON * SIDE), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )
    fresnel = (0.92 - 0.38 * below)[..., None]
    water = mirrored * fresnel * colour((236, 214, 240)) + colour((22, 14, 58)) * (1 - fresnel)
    path = (
        np.exp(-(((x - SUN[0]) / (0.055 + 0.12 * below)) ** 2))
        * np.clip(ripple * 0.8 + 0.15, 0, 1)
        * (1 - 0.45 * below)
    )
    water = screen(water, 0.85 * path[..., None] * colour((255, 206, 140)))
    shore = np.clip((y - HORIZON) * SIDE + 0.5, 0, 1)[..., None] + 0 * x[..., None]
    mist = np.exp(-(((y - HORIZON) / 0.016) ** 2)) + 0 * x
    canvas = over(canvas, water, shore)
    return screen(canvas, 0.42 * mist[..., None] * colour((255, 170, 140)))


def fill(cover: NDArray[np.uint8], outline: ArrayLike) -> None:
    """Fill a polygon given in pixels; 16 steps a pixel keep its edges smooth."""
    cv2.fillPoly(cover, [np.rint(np.array(outline) * 16).astype(np.int32)], 255, cv2.LINE_AA, shift=4)


def pine(cover: NDArray[np.uint8], rng: np.random.Generator, x: float, foot: float, height: float) -> None:
    """Draw one pine as tiers of drooping, uneven boughs; places in pixels."""
    tiers = int(11 + height / 34)
    for tier in range(tiers):
        part = tier / tiers
        top = foot - height * (1 - part * 0.93)
        spread = height * (0.025 + 0.185 * part**1.1) * rng.uniform(0.82, 1.12)
        drop = height * (0.05 + 0.085 * part)
        left, right = spread * rng.uniform(0.85, 1.1), spread * rng.uniform(0.85, 1.1)
        bough = [
            (x, top - drop * 0.4),
            (x + right * 0.5, top + drop * 0.5),
            (x + right, top + drop * 1.05),
            (x + right * 0.35, top + drop * 0.82),
            (x, top + drop),
            (x - left * 0.35, top + drop * 0.82),
            (x - left, top + drop * 1.05),
            (x - left * 0.5, top + drop * 0.5),
        ]
        fill(cover, bough)
    trunk = height * 0.012
    fill(cover, [(x - trunk, foot), (x, foot - height), (x + trunk, foot)])


def paint_foreground(rng: np.random.Generator, canvas: Canvas, x: Canvas, y: Canvas) -> Canvas:
    """Two wooded banks that frame the lake: the near one dark and sharp, the far one in the mist."""
    distance = np.hypot(x - SUN[0], y - SUN[1])
    banks = (
        (0.725, (64, 28, 78), (38, 18, 60), (46, 110), 34),
        (0.905, (20, 11, 38), (8, 5, 22), (190, 470), 30),
    )
    across = np.linspace(0, 1, SIDE, dtype=np.float32)
    for level, top, foot, heights, count in banks:
        near = level > 0.8
        left, right = np.clip(1 - across / 0.40, 0, 1), np.clip((across - 0.70) / 0.30, 0, 1)
        waves = 0.006 * np.sin(23 * across) + 0.003 * np.sin(71 * across)
        if near:
            bank = level + 0.075 - 0.235 * (left**1.5 + 0.62 * right**1.6) + waves
            ground = y > bank[None, :]
        else:  # two tongues of land that end in the water
            tongue = np.maximum(np.clip(1 - across / 0.36, 0, 1), np.clip((across - 0.74) / 0.26, 0, 1))
            bank = level - 0.045 * tongue**1.2 + 0.3 * waves
            ground = (y > bank[None, :]) & (y < (level + 0.028 * tongue**0.6)[None, :]) & (tongue > 0)[None, :]
        cover = np.where(ground, np.uint8(255), np.uint8(0))
        inner = (0.33, 0.80) if near else (0.335, 0.765)
        places = np.concatenate([rng.uniform(-0.02, inner[0], count), rng.uniform(inner[1], 1.02, count // 2)])
        for place in np.sort(places):
            edge = max(0.0, 1 - place / 0.36, (place - 0.78) / 0.24)
            height = rng.uniform(*heights) * (0.38 + 0.75 * min(edge, 1))
            foot_y = bank[int(np.clip(place, 0, 0.999) * SIDE)] * SIDE + (12 if near else 3)
            pine(cover, rng, place * SIDE, foot_y, height)
        alpha = (cover / np.float32(255))[..., None]
        paint = gradient(np.clip((y - (level - 0.25)) / 0.4, 0, 1) + 0 * x, ((0, top), (1, foot)))
        paint = screen(paint, 0.22 * np.exp(-((distance / 0.34) ** 2))[..., None] * colour((255, 120, 90)))
        canvas = over(canvas, paint, alpha)
    return canvas


def paint_birds(canvas: Canvas) -> Canvas:
    """Paint a small flock before the sun."""
    cover = np.zeros((SIDE, SIDE), np.uint8)
    flock = (
        (0.435, 0.400, 25, 0.10),
        (0.470, 0.375, 20, -0.06),
        (0.400, 0.372, 17, 0.16),
        (0.502, 0.412, 16, 0.02),
        (0.366, 0.395, 14, -0.12),
        (0.452, 0.345, 12, 0.1),
    )
    for at_x, at_y, span, bank in flock:
        for side in (-1, 1):
            t = np.linspace(0, 1, 24)
            wing_x = at_x * SIDE + side * span * t
            wing_y = at_y * SIDE - span * (0.62 * np.sin(t * 2.2) - 0.30 * t) + side * bank * span * t
            width = span * 0.10 * (1 - t) ** 0.7 + 0.5
            outline = np.concatenate(
                [np.stack([wing_x, wing_y - width], 1), np.stack([wing_x, wing_y + width], 1)[::-1]]
            )
            fill(cover, outline)
    return over(canvas, colour((38, 18, 54)), (cover / np.float32(255))[..., None])


def finish(rng: np.random.Generator, canvas: Canvas, x: Canvas, y: Canvas) -> Canvas:
    """Glow around the light, a soft vignette, film grain."""
    bright = np.clip(canvas - 0.62, 0, 1)
    glow = sum(cv2.GaussianBlur(bright, (0, 0), radius) * weight for radius, weight in ((14, 0.22), (60, 0.30)))
    canvas = screen(canvas, glow)
    canvas = canvas * (1 - 0.32 * np.clip(np.hypot(x - 0.5, y - 0.5) * 1.35 - 0.25, 0, 1) ** 1.6)[..., None]
    canvas = np.clip(canvas, 0, 1)
    canvas = canvas + 0.55 * canvas * (1 - canvas) * (canvas - 0.42)
    grey = canvas.mean(axis=-1, keepdims=True)
    canvas = grey + 1.12 * (canvas - grey)
    grain = cv2.GaussianBlur(rng.standard_normal((SIDE, SIDE)).astype(np.float32), (0, 0), 0.7)
    return canvas + 0.008 * (grain / grain.std())[..., None]


def paint(seed: int = 12) -> NDArray[np.uint8]:
    """Paint the cover from far to near: uint8, shape ``(SIDE, SIDE, 3)``."""
    rng = np.random.default_rng(seed)
    steps = (np.arange(SIDE, dtype=np.float32) + 0.5) / SIDE
    x, y = np.broadcast_to(steps[None, :], (SIDE, SIDE)), np.broadcast_to(steps[:, None], (SIDE, SIDE))
    canvas = paint_sky(rng, x, y)
    canvas = paint_mountains(rng, canvas, x, y)
    canvas = paint_lake(rng, canvas, x, y)
    canvas = paint_birds(canvas)
    canvas = paint_foreground(rng, canvas, x, y)
    return np.rint(np.clip(finish(rng, canvas, x, y), 0, 1) * 255).astype(np.uint8)


if __name__ == "__main__":
    Image.fromarray(paint()).save(Path(__file__).with_name("cover.jpg"), quality=88, optimize=True, progressive=True)
