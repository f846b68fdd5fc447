"""Names of files that come from somebody else."""

from __future__ import annotations

#: What a name may not have on one system or another, besides the slash.
FORBIDDEN_CHARACTERS = frozenset('<>:"\\|?*') | {chr(code) for code in range(32)}
_DEVICES = {"con", "prn", "aux", "nul"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)}


def is_safe_name(name: str) -> bool:
    """Tell whether ``name`` stands for a file of its folder on every system: no path, no device, no ``..``."""
    is_device = name.split(".")[0].strip().lower() in _DEVICES
    return bool(name.strip(". ")) and not is_device and not (set(name) & (FORBIDDEN_CHARACTERS | {"/"}))
