"""A take: one finished video with its request beside it."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

import msgspec

from s2v_desktop.core.files import write_atomically
from s2v_desktop.core.request import RenderRequest


class Take(msgspec.Struct, frozen=True):
    """A finished video: where it is, what made it, and how long that took (``seconds_taken``, pauses left out).

    ``retimed`` ones were drawn on base frames that were kept from an earlier video; ``resumed`` ones went on with
    parts of an earlier try, which is not in ``seconds_taken``.
    """

    video_path: str
    request: RenderRequest
    app_version: str
    seconds_taken: float
    retimed: bool = False
    resumed: bool = False

    @property
    def path(self) -> Path:
        """Where the video is."""
        return Path(self.video_path)


def sidecar_path(video_path: Path) -> Path:
    """Return where the request of the video at ``video_path`` is kept: ``name.s2v.json``."""
    return video_path.with_suffix(".s2v.json")


def save_sidecar(take: Take) -> None:
    """Write the sidecar of ``take``; raise ``OutputError`` where that fails."""
    write_atomically(sidecar_path(take.path), msgspec.json.format(msgspec.json.encode(take), indent=1))


def take_stem(picture: Path, song: Path) -> str:
    """Return a file name, without its ending, that says which song and picture a video is made from."""
    return file_stem(f"{song.stem} - {picture.stem}")


def file_stem(words: str) -> str:
    """Return ``words`` as the name of a file, without its ending, that every system takes."""
    return re.sub(r"[^\w\- ]+", "_", words).strip()[:80] or "video"


def new_take_path(folder: Path, stem: str, reserved: Collection[Path] = ()) -> Path:
    """Return ``stem.mp4`` in ``folder``, numbered where that or its sidecar exists or is ``reserved``; writes nothing.

    Names that differ only in upper and lower case count as the same: on many disks they are.
    """
    taken = {str(path).casefold() for path in reserved}
    number = 1
    while True:
        path = folder / (f"{stem}.mp4" if number == 1 else f"{stem} {number}.mp4")
        if str(path).casefold() not in taken and not path.exists() and not sidecar_path(path).exists():
            return path
        number += 1
