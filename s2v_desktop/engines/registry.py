"""Which engines there are, by name; an engine is imported only when it is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s2v_desktop.core.errors import ErrorCode, InputError

if TYPE_CHECKING:
    from s2v_desktop.engines.base import Engine  # leads to the decoders, which the window loads later

ENGINE_NAMES = ("motion",)


def require_engine_name(name: str) -> None:
    """Raise ``InputError`` unless there is an engine called ``name``."""
    if name not in ENGINE_NAMES:
        raise InputError(ErrorCode.ENGINE_UNKNOWN, name, ", ".join(ENGINE_NAMES))


def create_engine(name: str) -> Engine:
    """Return a new engine; raise ``InputError`` where there is none called ``name``."""
    require_engine_name(name)
    from s2v_desktop.engines.motion import MotionEngine

    return MotionEngine()
