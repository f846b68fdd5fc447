"""What this computer offers: for the choice of an engine, for people who help and for bug reports."""

from __future__ import annotations

import importlib.metadata
import logging
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from s2v_desktop import __version__
from s2v_desktop.core import paths
from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.ffmpeg import NO_CONSOLE, ffmpeg_path
from s2v_desktop.engines.fit import Card, Computer

_log = logging.getLogger(__name__)

#: Facts by name; some are tables of their own.
ComputerFacts = Mapping[str, str | Mapping[str, str]]

_PACKAGES = (
    "PySide6", "pyqtgraph", "numpy", "scipy", "numba", "soundfile", "soxr", "pillow", "opencv-python-headless",
    "imageio-ffmpeg", "torch", "diffusers", "transformers",
)  # fmt: skip


def computer_facts() -> ComputerFacts:
    """Return versions, ffmpeg, graphics card and folders; takes up to some seconds, any thread."""
    return {
        "S2V Desktop": __version__,
        "System": system_name(),
        "Python": platform.python_version(),
        "Packages": {name: _package_version(name) for name in _PACKAGES},
        "ffmpeg": _ffmpeg_version(),
        "Graphics card": _graphics_card(),
        "Folders": {
            "settings": _folder(paths.config_dir()),
            "cache": _folder(paths.cache_dir()),
            "log": _folder(paths.log_dir()),
            "videos": _folder(paths.default_export_dir()),
        },
    }


def measure_computer() -> Computer:
    """Return what an engine may use here; takes up to some seconds, any thread."""
    return Computer(os.cpu_count() or 1, _ram_bytes(), _largest_card())


def _largest_card() -> Card | None:
    program = shutil.which("nvidia-smi")
    if program is None:
        return None
    query = [program, "--query-gpu=name,memory.total,memory.free", "--format=csv,noheader,nounits"]
    try:
        answer = subprocess.run(
            query, capture_output=True, text=True, timeout=20, check=True, creationflags=NO_CONSOLE
        ).stdout
        cards = [_card(line) for line in answer.splitlines() if line.strip()]
    except (OSError, subprocess.SubprocessError, ValueError):
        _log.warning("the NVIDIA driver does not answer", exc_info=True)
        return None
    return max(cards, key=lambda card: card.total_bytes, default=None)


def _card(line: str) -> Card:
    name, total_mib, free_mib = line.rsplit(",", 2)
    return Card(name.strip(), int(total_mib) << 20, int(free_mib) << 20)


def _ram_bytes() -> int:
    """Ask the system itself: a library only for this one number would be one more to install."""
    if sys.platform != "win32":
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    import ctypes

    kibibytes = ctypes.c_ulonglong()
    if not ctypes.windll.kernel32.GetPhysicallyInstalledSystemMemory(ctypes.byref(kibibytes)):
        raise ctypes.WinError()
    return kibibytes.value << 10


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
    """Ask the driver's own tool: importing torch only to ask would take seconds."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return "no NVIDIA card found (not needed by the motion engine)"
    query = [program, "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"]
    try:
        output = subprocess.run(query, capture_output=True, text=True, timeout=20, check=True).stdout
    except (OSError, subprocess.SubprocessError) as error:
        return f"the NVIDIA driver does not answer ({error})"
    return "; ".join(output.strip().splitlines())


def _folder(folder: Path) -> str:
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    state = "ready" if existing == folder else "made when needed"
    if not os.access(existing, os.W_OK):
        state = "NOT WRITABLE"
    return f"{folder} ({state}, {shutil.disk_usage(existing).free / 1e9:.0f} GB free)"
