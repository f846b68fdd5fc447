"""What engines are called where there is little room."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

MOTION = "motion"
DIFFUSION = "wan-s2v"


def engine_name(engine: str) -> str:
    """Return what ``engine`` is called; a stranger keeps its own name."""
    if engine == MOTION:
        return QCoreApplication.translate("engines", "Motion engine")
    return {DIFFUSION: "Wan2.2-S2V"}.get(engine, engine)
