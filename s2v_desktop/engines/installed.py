"""What an engine lacks on this computer, told without importing anything of the engine."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from s2v_desktop.engines.wan_s2v.folder import REQUIRED_PARTS, describe_folder

#: Libraries that a small installation may leave out.
_LIBRARIES = ("torch", "diffusers", "transformers")


def missing_parts(engine: str, folder: Path) -> tuple[str, ...]:
    """Return the parts that ``engine`` needs and neither the installation nor the models' ``folder`` has.

    They are names of libraries and of ``Part``; none means that the engine can run, as far as files decide. A damaged
    file counts as missing. Reads headers, which takes up to a second: for a worker thread of the window.
    """
    if engine != "wan-s2v":
        return ()
    libraries = tuple(name for name in _LIBRARIES if find_spec(name) is None)
    missing = describe_folder(folder).missing if folder.is_dir() else REQUIRED_PARTS
    return libraries + tuple(part.value for part in missing)
