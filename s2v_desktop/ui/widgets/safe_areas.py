"""What platforms cover or cut off of a video, as shares of it: to be drawn over the crop."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from s2v_desktop.core.look import Aspect
from s2v_desktop.ui.widgets.canvas_geometry import Box


class Overlay(StrEnum):
    """What the canvas draws over the crop; the values are kept in the settings."""

    NONE = ""
    THIRDS = "thirds"
    TIKTOK = "tiktok"
    REELS = "reels"
    SHORTS = "shorts"
    SPOTIFY = "spotify_canvas"
    YOUTUBE = "youtube"
    INSTAGRAM = "instagram"


@dataclass(frozen=True, slots=True)
class SafeArea:
    """``covered`` lies under buttons and captions, ``cut`` is not shown everywhere; shares of the video."""

    covered: tuple[Box, ...] = ()
    cut: tuple[Box, ...] = ()


def _margins(top: float = 0.0, bottom: float = 0.0, left: float = 0.0, right: float = 0.0) -> tuple[Box, ...]:
    """Return the strips along the edges, of which none lies over another."""
    between = 1.0 - top - bottom
    strips = (
        Box(0.0, 0.0, 1.0, top),
        Box(0.0, 1.0 - bottom, 1.0, bottom),
        Box(0.0, top, left, between),
        Box(1.0 - right, top, right, between),
    )
    return tuple(strip for strip in strips if strip.width and strip.height)


def _pixels(top: int, bottom: int, left: int, right: int) -> tuple[Box, ...]:
    """Return the margins of a video of 1080 x 1920 pixels."""
    return _margins(top / 1920, bottom / 1920, left / 1080, right / 1080)


#: The platforms move their buttons now and then, and long captions cover more: these are guides, not promises.
_AREAS: dict[tuple[Overlay, Aspect], SafeArea] = {
    # TikTok publishes templates, not figures; advertisers' guides read from them 130-150 px above, 370-480 below
    # (by lines of caption), 120-150 at the right (the buttons), 60 at the left.
    (Overlay.TIKTOK, Aspect.TALL): SafeArea(covered=_pixels(top=131, bottom=440, left=60, right=140)),
    # Meta, ads guide for Reels in 9:16: keep 14 % above, 35 % below and 6 % at either side free.
    (Overlay.REELS, Aspect.TALL): SafeArea(covered=_margins(0.14, 0.35, 0.06, 0.06)),
    # Guides to YouTube Shorts: title, channel and button on the lower quarter, the rail of buttons at the right,
    # the search line above.
    (Overlay.SHORTS, Aspect.TALL): SafeArea(covered=_margins(0.10, 0.25, 0.0, 0.12)),
    # Spotify: "the edges may get cut off on some phones" and controls above and below; guides say 150 and 280 of
    # 1280 px. A screen of 19.5:9 filled with 9:16 loses 9 % at either side.
    (Overlay.SPOTIFY, Aspect.TALL): SafeArea(
        covered=(Box(0.09, 0.0, 0.82, 150 / 1280), Box(0.09, 1 - 280 / 1280, 0.82, 280 / 1280)),
        cut=_margins(left=0.09, right=0.09),
    ),
    # EBU R 95: graphics of 16:9 stay 5 % off the edges. The player's own bar lies on about the lowest tenth.
    (Overlay.YOUTUBE, Aspect.WIDE): SafeArea(covered=_margins(0.05, 0.11, 0.05, 0.05)),
    # Instagram's profile grid shows 3:4 since January 2025: of 1080 x 1350 the middle 1012, of a square the middle 3/4.
    (Overlay.INSTAGRAM, Aspect.PORTRAIT): SafeArea(cut=_margins(left=34 / 1080, right=34 / 1080)),
    (Overlay.INSTAGRAM, Aspect.SQUARE): SafeArea(cut=_margins(left=0.125, right=0.125)),
}


def safe_area(overlay: Overlay, aspect: Aspect) -> SafeArea | None:
    """Return what ``overlay`` marks on a video of ``aspect``; None where it marks nothing."""
    return _AREAS.get((overlay, aspect))


def overlays_for(aspect: Aspect) -> tuple[Overlay, ...]:
    """Return what makes sense over a video of ``aspect``."""
    return tuple(o for o in Overlay if o in (Overlay.NONE, Overlay.THIRDS) or (o, aspect) in _AREAS)


def overlay_name(overlay: Overlay) -> str:
    """Return what the user calls ``overlay``."""
    translate = QCoreApplication.translate
    return {
        Overlay.NONE: translate("SafeAreas", "No guides"),
        Overlay.THIRDS: translate("SafeAreas", "Thirds"),
        Overlay.TIKTOK: "TikTok",
        Overlay.REELS: "Instagram Reels",
        Overlay.SHORTS: "YouTube Shorts",
        Overlay.SPOTIFY: "Spotify Canvas",
        Overlay.YOUTUBE: "YouTube",
        Overlay.INSTAGRAM: translate("SafeAreas", "Instagram grid"),
    }[overlay]
