"""The look: everything that the user sets about how the video moves and what it is like."""

from __future__ import annotations

import re
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

import msgspec

from s2v_desktop.core.errors import out_of_range

FPS_CHOICES = (24, 30)
MIN_PROMPT_WEIGHT = 0.5
MAX_PROMPT_WEIGHT = 1.5
MAX_SEED = 2**32 - 1
MAX_PROMPT_CHARACTERS = 2000
MAX_CROP_ZOOM = 4


class MotionLevel(StrEnum):
    """How strongly the picture moves with the music."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Quality(StrEnum):
    """How much time a diffusion engine gives to its frames."""

    DRAFT = "draft"
    STANDARD = "standard"
    BEST = "best"


class Resolution(StrEnum):
    """Output resolution, named by its short side."""

    P480 = "480p"
    P720 = "720p"

    @property
    def short_side_px(self) -> int:
        """Length of the short side in pixels."""
        return int(self.value[:-1])


class Aspect(StrEnum):
    """Output shape, width to height."""

    WIDE = "16:9"
    TALL = "9:16"
    SQUARE = "1:1"
    PORTRAIT = "4:5"

    @property
    def ratio(self) -> Fraction:
        """Width divided by height."""
        width, height = self.value.split(":")
        return Fraction(int(width), int(height))


class Size(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int


def output_size(resolution: Resolution, aspect: Aspect) -> Size:
    """Return the video size: the short side is 480 or 720, the long side rounded to an even number."""
    short = resolution.short_side_px
    ratio = aspect.ratio
    long = 2 * round(short * max(ratio, 1 / ratio) / 2)
    return Size(long, short) if ratio > 1 else Size(short, long)


class Point(NamedTuple):
    """A place in the picture: 0-1 from its left and from its top."""

    x: float
    y: float


class Look(msgspec.Struct, frozen=True):
    """What the user sets.

    ``prompt_weight`` is 0.5-1.5; ``seed`` 0 to 2**32-1; ``background`` is the colour ``#rrggbb`` under a transparent
    picture. ``crop_x`` and ``crop_y`` (0-1) are the point of the picture that the crop to the aspect keeps central,
    ``crop_zoom`` (1-4) how many times smaller than the largest possible it is. ``focus`` is the point of the picture
    that the camera favours; None is the middle of the crop. ``negative_prompt``, ``quality``, ``skips_steps`` (leave
    out steps that would change little) and ``steady_colours`` (later frames keep the colours of the first) are for
    engines that make their frames by diffusion.
    """

    prompt: str = ""
    prompt_weight: float = 1.0
    motion: bool = True
    motion_level: MotionLevel = MotionLevel.MEDIUM
    resolution: Resolution = Resolution.P720
    aspect: Aspect = Aspect.WIDE
    fps: int = 30
    seed: int = 0
    engine: str = "motion"
    flash_limit: bool = True
    background: str = "#000000"
    crop_x: float = 0.5
    crop_y: float = 0.5
    crop_zoom: float = 1.0
    focus: Point | None = None
    negative_prompt: str = ""
    quality: Quality = Quality.STANDARD
    skips_steps: bool = False
    steady_colours: bool = True

    def __post_init__(self) -> None:
        if self.fps not in FPS_CHOICES:
            raise out_of_range("fps", " or ".join(map(str, FPS_CHOICES)))
        if not MIN_PROMPT_WEIGHT <= self.prompt_weight <= MAX_PROMPT_WEIGHT:
            raise out_of_range("the prompt weight", f"{MIN_PROMPT_WEIGHT} to {MAX_PROMPT_WEIGHT}")
        if not 0 <= self.seed <= MAX_SEED:
            raise out_of_range("the seed", f"0 to {MAX_SEED}")
        if max(len(self.prompt), len(self.negative_prompt)) > MAX_PROMPT_CHARACTERS:
            raise out_of_range("the prompt", f"at most {MAX_PROMPT_CHARACTERS} characters")
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", self.background):
            raise out_of_range("the background colour", "#rrggbb")
        if not (0 <= self.crop_x <= 1 and 0 <= self.crop_y <= 1):
            raise out_of_range("the middle of the crop", "0 to 1")
        if not 1 <= self.crop_zoom <= MAX_CROP_ZOOM:
            raise out_of_range("the zoom of the crop", f"1 to {MAX_CROP_ZOOM}")
        if self.focus is not None and not all(0 <= place <= 1 for place in self.focus):
            raise out_of_range("the focus point", "0 to 1")

    @property
    def size(self) -> Size:
        """Output size in pixels."""
        return output_size(self.resolution, self.aspect)

    @property
    def frame_rate(self) -> Fraction:
        """Frames a second, exact."""
        return Fraction(self.fps)

    def uncropped(self) -> Look:
        """Return this look without what belongs to one picture alone: crop and focus."""
        return msgspec.structs.replace(self, crop_x=0.5, crop_y=0.5, crop_zoom=1.0, focus=None)

    @property
    def background_rgb(self) -> tuple[int, int, int]:
        """The background colour as 8-bit red, green and blue."""
        return tuple(bytes.fromhex(self.background[1:]))  # type: ignore[return-value]
