"""What base frames depend on, as a key: equal keys mean that base frames made once serve again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec

from s2v_desktop.core.request import RenderRequest

#: Raised whenever the motion engine would make another still of the same picture.
_STILL_REVISION = 1

#: Raised whenever the diffusion engine would make other frames from the same request.
_DIFFUSION_REVISION = 1


def base_key(engine: str, revision: int, facts: Mapping[str, object]) -> str:
    """Return 64 hexadecimal digits that stand for ``facts`` about base frames of ``engine`` (JSON values only)."""
    everything = {"engine": engine, "revision": revision, **facts}
    return hashlib.sha256(msgspec.json.encode(everything, order="sorted")).hexdigest()


def picture_facts(request: RenderRequest) -> dict[str, object]:
    """Return what of ``request`` decides which part of the picture is seen, and how large: no file names."""
    look = request.look
    return {
        "picture": request.picture.sha256,
        "background": look.background.lower(),
        "size": list(look.size),
        "crop": [float(look.crop_x), float(look.crop_y), float(look.crop_zoom)],
    }


def still_key(request: RenderRequest) -> str:
    """Return the key of the motion engine's base frame: song, clip, beats, prompt and motion do not touch it."""
    return base_key("motion", _STILL_REVISION, picture_facts(request))


def diffusion_key(request: RenderRequest) -> str:
    """Return the key of the diffusion engine's base frames: beats, frame rate, focus and flash limit do not touch it.

    Nor do the files of the model: base frames that were made stay what they are when other weights are installed.
    """
    look, clip = request.look, request.clip
    facts = picture_facts(request) | {
        "song": request.song.sha256,
        "clip": [
            round(float(seconds), 6)
            for seconds in (clip.start_s, clip.duration_s, clip.fade_in_s, clip.fade_out_s, clip.lead_in_s)
        ],
        "prompt": look.prompt,
        "negative_prompt": look.negative_prompt,
        "prompt_weight": float(look.prompt_weight),
        "motion": look.motion_level if look.motion else "off",
        "seed": look.seed,
        "quality": look.quality,
        "skips_steps": look.skips_steps,
        "steady_colours": look.steady_colours,
    }
    return base_key("wan-s2v", _DIFFUSION_REVISION, facts)
