"""What this computer offers, for people who help and for bug reports."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from s2v_desktop import __version__
from s2v_desktop.core import paths
from s2v_desktop.core.engine_settings import engine_settings
from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.ffmpeg import ffmpeg_path
from s2v_desktop.engines.computer import maker_of_card, nvidia_cards, nvidia_driver

#: Facts by name; some are tables of their own.
ComputerFacts = Mapping[str, str | Mapping[str, str]]

_PACKAGES = (
    "PySide6", "pyqtgraph", "numpy", "scipy", "numba", "soundfile", "soxr", "pillow", "opencv-python-headless",
    "imageio-ffmpeg", "httpx", "torch", "diffusers", "transformers",
)  # fmt: skip


def computer_facts() -> ComputerFacts:
    """Return versions, ffmpeg, graphics card and folders; takes up to some seconds, any thread."""
    from s2v_desktop.host.model_facts import model_facts  # looks into the store, which a start does without

    return {
        "S2V Desktop": __version__,
        "System": system_name(),
        "Python": platform.python_version(),
        "Packages": {name: _package_version(name) for name in _PACKAGES},
        "ffmpeg": _ffmpeg_version(),
        "Graphics card": _graphics_card(),
        "Models": model_facts(),
        "Folders": {
            "settings": _folder(paths.config_dir()),
            "cache": _folder(paths.cache_dir()),
            "log": _folder(paths.log_dir()),
            "videos": _folder(paths.default_export_dir()),
            "models": _folder(engine_settings().models_path),
        },
    }


def report(facts: ComputerFacts) -> str:
    """Return ``facts`` as lines to read."""
    lines: list[str] = []
    for name, fact in facts.items():
        if isinstance(fact, str):
            lines.append(f"{name + ':':<26} {fact}")
        else:
            lines += [f"{name}:", *(f"  {key:<24} {value}" for key, value in fact.items())]
    return "\n".join(lines)


def system_name() -> str:
    """Return the operating system, its version and the kind of processor."""
    return f"{platform.system()} {platform.release()} {platform.machine()}, {os.cpu_count()} processor threads"


def _package_version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _ffmpeg_version() -> str:
    try:
        program = ffmpeg_path()
        output = subprocess.run([program, "-version"], capture_output=True, text=True, timeout=20, check=True).stdout
    except (S2VError, OSError, subprocess.SubprocessError) as error:
        return f"cannot be started ({error})"
    return f"{output.splitlines()[0].split(' Copyright')[0]} ({program})"


def _graphics_card() -> str:
    """Ask the driver itself: importing torch only to ask would take seconds."""
    cards = nvidia_cards()
    driver = nvidia_driver()
    if not cards:
        maker = maker_of_card() or "no"
        return f"{maker} card; NVIDIA driver {driver} (not needed by the motion engine)"
    told = [f"{card.name}, {card.total_bytes / 2**30:.0f} GB ({card.free_bytes / 2**30:.0f} free)" for card in cards]
    return f"{'; '.join(told)}, driver {driver}"


def _folder(folder: Path) -> str:
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    state = "ready" if existing == folder else "made when needed"
    if not os.access(existing, os.W_OK):
        state = "NOT WRITABLE"
    return f"{folder} ({state}, {shutil.disk_usage(existing).free / 1e9:.0f} GB free)"
