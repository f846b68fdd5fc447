"""Which engines there are, by name; an engine is imported only when it is wanted."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from s2v_desktop.core.engine_settings import EngineSettings
from s2v_desktop.core.errors import ErrorCode, InputError
from s2v_desktop.core.request import RenderRequest
from s2v_desktop.engines.base_key import diffusion_key, still_key

if TYPE_CHECKING:
    from s2v_desktop.engines.base import Engine  # leads to the decoders, which the window loads later


class CreateEngine(Protocol):
    """Imports and makes an engine; without ``settings``, those in the settings file count when it begins to work."""

    def __call__(self, settings: EngineSettings | None = None) -> Engine:
        """Return the engine; any thread."""
        ...


@dataclass(frozen=True, slots=True)
class EngineKind:
    """What is known of an engine without importing it.

    ``base_key`` returns a hash of those fields of a request on which the base frames depend, and of no others; it is
    called in the window at every edit. ``base_cost`` is about how many times longer making the base frames takes than
    drawing and encoding the video from them; progress is divided by it.
    """

    name: str
    create: CreateEngine
    base_key: Callable[[RenderRequest], str]
    base_cost: float = 0.0


def _create_motion(settings: EngineSettings | None = None) -> Engine:
    from s2v_desktop.engines.motion import MotionEngine

    return MotionEngine()


def _create_wan_s2v(settings: EngineSettings | None = None) -> Engine:
    if sys.platform == "linux":  # PyTorch reads it as it begins: pieces of any size leave less of the card unused
        os.environ.setdefault("PYTORCH_CUDA_ALLOC_CONF", "expandable_segments:True")
    from s2v_desktop.engines.wan_s2v.engine import WanS2VEngine

    return WanS2VEngine(settings)


#: Reckoned for 8 s at 480P and Standard on a large card: two clips of 20 steps take some minutes, all the rest some
#: seconds. On a smaller card it is more.
_DIFFUSION_COST = 100.0

ENGINES = (
    EngineKind("motion", _create_motion, still_key),
    EngineKind("wan-s2v", _create_wan_s2v, diffusion_key, _DIFFUSION_COST),
)


def engine_kind(name: str) -> EngineKind:
    """Return what is known of the engine ``name``; raise ``InputError`` where there is none."""
    for kind in ENGINES:
        if kind.name == name:
            return kind
    raise InputError(ErrorCode.ENGINE_UNKNOWN, name, ", ".join(kind.name for kind in ENGINES))
