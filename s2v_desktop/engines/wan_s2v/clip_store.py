"""Finished clips on disk, each as soon as it is made: a video that is broken off goes on from the last of them."""

from __future__ import annotations

import hashlib
import logging
import shutil
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import overload

import msgspec
import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from s2v_desktop.core.files import output_error, write_atomically
from s2v_desktop.core.paths import jobs_dir
from s2v_desktop.engines.base import BaseFrame

_log = logging.getLogger(__name__)

_FACTS_NAME = "job.json"
_FRAMES, _LATENTS, _DIGEST = "frames", "latents", "sha256"


class ModelFile(msgspec.Struct, frozen=True):
    """A file of the model, known again by its size and its time of change: hashing 32 GB would take a minute."""

    part: str
    name: str
    size_bytes: int
    modified_ns: int


class JobFacts(msgspec.Struct, frozen=True):
    """What the clips of a job depend on besides the request; how memory was used is not among it."""

    revision: int
    height: int
    width: int
    num_frames: int
    num_clips: int
    recipe: str
    step_cache: str
    models: tuple[ModelFile, ...]


def job_folder(base_key: str) -> Path:
    """Return where the clips of the base frames with ``base_key`` are (not created)."""
    return jobs_dir() / base_key


class ClipStore:
    """The clips of one job in ``folder``, ``clip-000.safetensors`` and on; one thread at a time.

    Clips that belong to other ``facts`` are removed, and so are damaged ones and those that follow them.
    """

    def __init__(self, folder: Path, facts: JobFacts) -> None:
        self._folder = folder
        self._facts = facts
        self._num_frames: list[int] = []
        if self._belongs():
            self._find_finished()
        else:
            self._begin()

    @property
    def num_finished(self) -> int:
        """How many clips, from the first on, are there."""
        return len(self._num_frames)

    @property
    def num_frames(self) -> int:
        """How many frames the finished clips have."""
        return sum(self._num_frames)

    def save(self, index: int, frames: NDArray[np.uint8], latents: NDArray[np.float32]) -> None:
        """Keep clip ``index``, the next one: ``frames`` (frames, height, width, 3) and what they were decoded from.

        The file is there whole or not at all. Raises ``OutputError`` where it cannot be written.
        """
        tensors = {_FRAMES: frames, _LATENTS: latents}
        write_atomically(self._path(index), save(tensors, {_DIGEST: _digest(frames, latents)}))
        self._num_frames.append(len(frames))

    def frames_before(self, clip: int, count: int) -> NDArray[np.uint8]:
        """Return the last ``count`` frames (fewer where there are not so many) before ``clip``."""
        first_clip, missing = clip, count
        while first_clip and missing > 0:
            first_clip -= 1
            missing -= self._num_frames[first_clip]
        return np.concatenate([self.frames_of(index) for index in range(first_clip, clip)])[-count:]

    def frames_of(self, clip: int) -> NDArray[np.uint8]:
        """Return all frames of ``clip``, uint8 (frames, height, width, 3)."""
        with safe_open(self._path(clip), "np") as file:
            return file.get_tensor(_FRAMES)

    def frame(self, index: int) -> NDArray[np.uint8]:
        """Return frame ``index`` of the video, uint8 (height, width, 3), read from disk."""
        for clip, count in enumerate(self._num_frames):
            if index < count:
                with safe_open(self._path(clip), "np") as file:
                    return file.get_slice(_FRAMES)[index : index + 1][0]
            index -= count
        raise IndexError(index)

    def _path(self, clip: int) -> Path:
        return self._folder / f"clip-{clip:03d}.safetensors"

    def _belongs(self) -> bool:
        try:
            return msgspec.json.decode((self._folder / _FACTS_NAME).read_bytes(), type=JobFacts) == self._facts
        except FileNotFoundError:
            return False
        except (OSError, UnicodeDecodeError, msgspec.MsgspecError):
            _log.warning("what is told of the clips in %s cannot be read; they are made anew", self._folder)
            return False

    def _begin(self) -> None:
        if self._folder.exists():
            _log.info("the clips in %s belong to other models or settings; they are made anew", self._folder)
        try:
            if self._folder.exists():
                shutil.rmtree(self._folder)
            self._folder.mkdir(parents=True)
        except OSError as error:
            raise output_error(error, self._folder) from error
        write_atomically(self._folder / _FACTS_NAME, msgspec.json.encode(self._facts))

    def _find_finished(self) -> None:
        while self.num_finished < self._facts.num_clips and self._path(self.num_finished).exists():
            count = self._checked(self._path(self.num_finished))
            if count is None:
                break
            self._num_frames.append(count)
        kept = {self._folder / _FACTS_NAME, *(self._path(clip) for clip in range(self.num_finished))}
        try:
            for path in self._folder.iterdir():  # damaged, or of a process that was killed while it wrote
                if path not in kept:
                    path.unlink()
        except OSError as error:
            raise output_error(error, self._folder) from error

    def _checked(self, path: Path) -> int | None:
        """Return how many frames the clip in ``path`` has; None where it is damaged."""
        try:
            with safe_open(path, "np") as file:
                frames, latents = file.get_tensor(_FRAMES), file.get_tensor(_LATENTS)
                intact = (file.metadata() or {}).get(_DIGEST) == _digest(frames, latents)
        except (OSError, SafetensorError, ValueError):
            intact, frames = False, np.empty(0)
        if not intact or frames.shape[1:] != (self._facts.height, self._facts.width, 3):
            _log.warning("the clip %s is damaged; it is made anew", path)
            return None
        return len(frames)


class ClipWriter:
    """Writes clips to ``store`` in a thread of its own, one at a time, while the next one is begun.

    To be used in ``with``: on leaving it all is written. What went wrong is raised by the next call, or on leaving.
    """

    def __init__(self, store: ClipStore) -> None:
        self._store = store
        self._pool = ThreadPoolExecutor(1, "clips")
        self._writing: Future[None] | None = None

    def __enter__(self) -> ClipWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_fault: object) -> None:
        self._pool.shutdown()
        if kind is None:
            self._await()
        elif self._writing is not None and self._writing.exception() is not None:  # the other fault is told
            _log.warning("a clip could not be kept either", exc_info=self._writing.exception())

    def write(self, index: int, frames: NDArray[np.uint8], latents: NDArray[np.float32]) -> None:
        """Begin to write clip ``index``; arguments as for ``ClipStore.save``."""
        self._await()
        self._writing = self._pool.submit(self._store.save, index, frames, latents)

    def check(self) -> None:
        """Raise what went wrong, if it has; at once."""
        if self._writing is not None and self._writing.done():
            self._await()

    def _await(self) -> None:
        writing, self._writing = self._writing, None
        if writing is not None:
            writing.result()


class StoredFrames(Sequence[BaseFrame]):
    """The frames in ``store`` over one ``depth``, read when they are asked for: 15 s of them are up to 650 MB."""

    def __init__(self, store: ClipStore, depth: NDArray[np.float32]) -> None:
        self._store = store
        self._depth = depth

    def __len__(self) -> int:
        return self._store.num_frames

    @overload
    def __getitem__(self, index: int) -> BaseFrame: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[BaseFrame]: ...
    def __getitem__(self, index: int | slice) -> BaseFrame | Sequence[BaseFrame]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        return BaseFrame(self._store.frame(range(len(self))[index]), self._depth)


def _digest(*arrays: NDArray[np.generic]) -> str:
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()
