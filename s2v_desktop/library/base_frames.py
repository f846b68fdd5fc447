"""Keeps base frames on disk, so that a video with other beats or another motion needs no engine."""

from __future__ import annotations

import contextlib
import logging
import os
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import overload

import cv2
import msgspec
import numpy as np
from numpy.typing import NDArray

from s2v_desktop.core.progress import JobControl
from s2v_desktop.engines.base import BaseFrame, BaseFrames
from s2v_desktop.library.cache import base_frames_path, cache_limit_bytes, trim_cache

_log = logging.getLogger(__name__)

_MANIFEST = "manifest.json"
_VERSION = 2
_READ_VERSIONS = (1, 2)

#: Run lengths alone: a tenth smaller than the quickest of the usual compressions on photographs, and a fifth quicker.
_PNG = (cv2.IMWRITE_PNG_COMPRESSION, 1, cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_RLE)
_DEPTH_STEPS = 65535


class _Manifest(msgspec.Struct, frozen=True):
    """Frame ``n`` is the entries ``n.png`` (RGB) and ``n.depth.png`` (16-bit grey); ``rate`` is like ``16/1``.

    A frame without a depth, which version 1 does not know, has that of the frame before.
    """

    version: int
    frames: int
    rate: str


class BaseFrameStore:
    """The base frames of this user, one file a key; any process, one thread at a time.

    A file is an uncompressed ZIP archive of lossless PNGs, whose checksums tell of damage.
    """

    def find(self, key: str) -> BaseFrames | None:
        """Return the base frames kept under ``key``; a damaged file is removed and logged, and counts as none."""
        path = base_frames_path(key)
        try:
            frames = _read(path)
        except FileNotFoundError:
            return None
        except (OSError, KeyError, ValueError, zipfile.BadZipFile, msgspec.MsgspecError):
            _log.warning("the base frames in %s are damaged; they are made anew", path, exc_info=True)
            with contextlib.suppress(OSError):  # it will be replaced, and until then found damaged again
                path.unlink()
            return None
        with contextlib.suppress(OSError):  # a cache that cannot be written still serves
            os.utime(path)
        return frames

    def keep(self, key: str, base: BaseFrames, control: JobControl) -> None:
        """Keep ``base`` under ``key`` and remove what was not used for longest where the cache is then too large.

        What cannot be written is logged: the video is made all the same. Raises ``JobCancelledError``.
        """
        if not cache_limit_bytes():
            return
        path = base_frames_path(key)
        temporary = path.with_name(f".{uuid.uuid4().hex}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(temporary, base, control)
            temporary.replace(path)
            trim_cache()
        except OSError:
            _log.warning("base frames could not be kept in %s", path, exc_info=True)
        finally:
            with contextlib.suppress(OSError):  # it is there only after a fault, which is the one to tell
                temporary.unlink()


def as_kept(base: BaseFrames) -> BaseFrames:
    """Return ``base`` with its depth in the steps that are kept: a video is then the same from made and kept frames.

    Frames are asked of ``base`` as they are asked for, and their pictures are not copied.
    """
    return BaseFrames(_SteppedFrames(base.frames), base.rate)


class _FramesInOrder(Sequence[BaseFrame]):
    """Frames by number; slices are made of single frames."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> BaseFrame: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[BaseFrame]: ...
    def __getitem__(self, index: int | slice) -> BaseFrame | Sequence[BaseFrame]:
        if isinstance(index, slice):
            return [self._frame(one) for one in range(*index.indices(self._count))]
        return self._frame(range(self._count)[index])

    def _frame(self, number: int) -> BaseFrame:
        raise NotImplementedError


class _SteppedFrames(_FramesInOrder):
    """The frames of another sequence, with the depth in steps; a depth that several share is made once."""

    def __init__(self, frames: Sequence[BaseFrame]) -> None:
        super().__init__(len(frames))
        self._frames = frames
        self._last_depth: tuple[NDArray[np.float32], NDArray[np.float32]] | None = None

    def _frame(self, number: int) -> BaseFrame:
        frame = self._frames[number]
        last = self._last_depth
        if last is None or last[0] is not frame.depth:
            last = self._last_depth = frame.depth, _from_steps(_in_steps(frame.depth))
        return frame._replace(depth=last[1])


class _KeptFrames(_FramesInOrder):
    """Reads and decodes a frame when it is asked for: a clip of 15 s would take a gigabyte. Any thread.

    The file stays open, so that it can be read to the end though the cache be emptied.
    """

    def __init__(self, archive: zipfile.ZipFile, depth_of: list[int], frame_count: int) -> None:
        super().__init__(frame_count)
        self._archive = archive
        self._depth_of = depth_of
        self._last_depth: tuple[int, NDArray[np.float32]] | None = None

    def _frame(self, number: int) -> BaseFrame:
        picture = cv2.cvtColor(_decoded(self._archive.read(f"{number}.png"), np.uint8), cv2.COLOR_BGR2RGB)
        wanted, last = self._depth_of[number], self._last_depth
        if last is None or last[0] != wanted:
            steps = self._archive.read(f"{wanted}.depth.png")
            last = self._last_depth = wanted, _from_steps(_decoded(steps, np.uint16))
        return BaseFrame(picture.astype(np.uint8, copy=False), last[1])


def _read(path: Path) -> BaseFrames:
    archive = zipfile.ZipFile(path)
    try:
        return _checked(archive)
    except BaseException:
        archive.close()
        raise


def _checked(archive: zipfile.ZipFile) -> BaseFrames:
    """Return the frames in ``archive``, every byte of which has been compared with its checksum."""
    if damaged := archive.testzip():
        raise zipfile.BadZipFile(damaged)
    manifest = msgspec.json.decode(archive.read(_MANIFEST), type=_Manifest)
    if manifest.version not in _READ_VERSIONS or manifest.frames < 1:
        raise ValueError(f"version {manifest.version}, {manifest.frames} frames")
    names, depth_of = set(archive.namelist()), [0] * manifest.frames
    for number in range(manifest.frames):
        own = number == 0 or f"{number}.depth.png" in names
        depth_of[number] = number if own else depth_of[number - 1]
    if missing := {"0.depth.png", *(f"{number}.png" for number in range(manifest.frames))} - names:
        raise KeyError(min(missing))
    return BaseFrames(_KeptFrames(archive, depth_of, manifest.frames), Fraction(manifest.rate))


def _write(path: Path, base: BaseFrames, control: JobControl) -> None:
    manifest = _Manifest(_VERSION, len(base.frames), str(base.rate))
    with zipfile.ZipFile(path, "x", zipfile.ZIP_STORED) as archive:
        archive.writestr(_MANIFEST, msgspec.json.encode(manifest))
        last_depth = b""
        for number, (picture, depth) in enumerate(_encoded_frames(base.frames)):
            control.check()
            archive.writestr(f"{number}.png", picture)
            if depth != last_depth:
                archive.writestr(f"{number}.depth.png", depth)
                last_depth = depth


def _encoded_frames(frames: Sequence[BaseFrame]) -> Iterator[tuple[bytes, bytes]]:
    """Yield ``frames`` as PNGs, several encoded at once."""
    at_once = min(8, os.cpu_count() or 1)
    with ThreadPoolExecutor(at_once, thread_name_prefix="base frames") as pool:
        for first in range(0, len(frames), at_once):
            yield from pool.map(_encoded_frame, frames[first : first + at_once])


def _encoded_frame(frame: BaseFrame) -> tuple[bytes, bytes]:
    return _encoded(cv2.cvtColor(frame.picture, cv2.COLOR_RGB2BGR)), _encoded(_in_steps(frame.depth))


def _encoded(image: cv2.typing.MatLike) -> bytes:
    done, content = cv2.imencode(".png", image, _PNG)
    if not done:
        raise OSError("a base frame could not be encoded")
    return content.tobytes()


def _decoded(content: bytes, dtype: type[np.uint8 | np.uint16]) -> NDArray[np.uint8 | np.uint16]:
    return np.asarray(cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED), dtype)


def _in_steps(depth: NDArray[np.float32]) -> NDArray[np.uint16]:
    return np.rint(np.clip(depth, 0, 1) * _DEPTH_STEPS).astype(np.uint16)


def _from_steps(steps: NDArray[np.uint8 | np.uint16]) -> NDArray[np.float32]:
    return steps.astype(np.float32) / np.float32(_DEPTH_STEPS)
