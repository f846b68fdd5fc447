"""Where ffmpeg is, and the flags that keep a hostile file from making it read or fetch anything else."""

from __future__ import annotations

import subprocess
from functools import cache

from s2v_desktop.core.errors import EngineError, ErrorCode

#: Never read the terminal; speak only when something is wrong.
QUIET_FLAGS = ("-hide_banner", "-nostdin", "-loglevel", "error")

#: Before every ``-i``: a playlist or a crafted container may not open network addresses.
SAFE_INPUT_FLAGS = ("-protocol_whitelist", "file,pipe")

#: Creation flags of child processes: on Windows, no console window flashes up.
NO_CONSOLE: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)


@cache
def ffmpeg_path() -> str:
    """Return the ffmpeg program that imageio-ffmpeg ships; raise ``EngineError`` where there is none."""
    import imageio_ffmpeg  # pyright: ignore[reportMissingTypeStubs] # costs start-up time that the window does not have

    try:
        return imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError as error:
        raise EngineError(ErrorCode.FFMPEG_MISSING) from error
