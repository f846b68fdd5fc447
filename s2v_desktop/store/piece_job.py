"""One piece on its way: its files are fetched side by side, and recorded when all are right."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Sequence
from concurrent.futures import FIRST_EXCEPTION, Executor, Future, wait
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from s2v_desktop.core.errors import ErrorCode, ModelError, S2VError
from s2v_desktop.store.checksum import read_checksum
from s2v_desktop.store.events import PieceState
from s2v_desktop.store.inspection import Damage, find_damage, has_its_size, is_finished, with_faults
from s2v_desktop.store.layout import (
    FileRecord,
    PieceRecord,
    part_path,
    piece_folder,
    read_record,
    record_path,
    workshop_folder,
    write_plan,
    write_record,
)
from s2v_desktop.store.lock import StoreLock
from s2v_desktop.store.manifest import Piece
from s2v_desktop.store.part_file import write_marks
from s2v_desktop.store.patience import Patience, Timing
from s2v_desktop.store.planning import Plan, make_plan
from s2v_desktop.store.progress import PieceProgress
from s2v_desktop.store.sources import Source
from s2v_desktop.store.space import can_reserve, lacking_bytes, require_space
from s2v_desktop.store.stop import StoppedError, StopSignal
from s2v_desktop.store.transfer import FileTransfer, Surroundings

#: What another source may do better.
_SOURCE_FAULTS = (
    ErrorCode.HUB_UNREACHABLE,
    ErrorCode.HUB_REFUSES,
    ErrorCode.HUB_LACKS_MODEL,
    ErrorCode.HUB_UNTRUSTED,
    ErrorCode.DOWNLOAD_DAMAGED,
)


@dataclass(frozen=True, slots=True)
class Workplace:
    """What all pieces of a store share; ``pool`` runs the files."""

    lock: StoreLock
    sources: Sequence[Source]
    pool: Executor
    timing: Timing

    @property
    def root(self) -> Path:
        """The models folder."""
        return self.lock.root


class PieceJob:
    """Downloads, verifies or repairs ``piece``; each method runs to its end in the thread that calls it.

    They raise ``S2VError``, ``OSError`` where the disk fails, ``StoppedError``; what is there by then is kept.
    """

    def __init__(self, place: Workplace, piece: Piece, progress: PieceProgress, stop: StopSignal) -> None:
        self._place = place
        self._piece = piece
        self._progress = progress
        self._stop = stop

    def download(self) -> None:
        """Fetch what is missing, from the next source where one fails."""
        self._place.lock.require_in_place()
        sources = list(self._place.sources)
        while True:
            timing = self._place.timing
            if len(sources) > 1:
                timing = replace(timing, give_up_after_s=timing.switch_after_s)
            patience = Patience(timing, self._stop, self._on_wait)
            plan = make_plan(self._place.root, self._piece, sources, patience, self._stop)
            try:
                _Fetching(self._place, plan, timing, self._progress, self._stop.part()).run()
            except S2VError as error:
                sources.remove(plan.source)
                if error.code not in _SOURCE_FAULTS or not sources:
                    raise
            else:
                return

    def verify(self) -> None:
        """Read all files and keep in mind which are damaged.

        Raises ``ModelError`` (``MODEL_UNREADABLE``) that names the first of them.
        """
        self._place.lock.require_in_place()
        record = read_record(self._place.root, self._piece.id)
        if record is None:
            raise ModelError(ErrorCode.MODEL_MISSING, self._piece.id, str(self._place.root))
        self._progress.restart(0, record.size_bytes, PieceState.VERIFYING)
        damaged = self._look_through(record)
        if damaged:
            raise ModelError(ErrorCode.MODEL_UNREADABLE, damaged[0].file.path, damaged[0].found)

    def repair(self) -> None:
        """Read all files and fetch the damaged ones: where their marks are known, only the damaged blocks."""
        self._place.lock.require_in_place()
        root, record = self._place.root, read_record(self._place.root, self._piece.id)
        if record is None:
            self.download()
            return
        self._progress.restart(0, record.size_bytes, PieceState.VERIFYING)
        damaged = [damage.file for damage in self._look_through(record)]
        if damaged:
            unfinished = [msgspec.structs.replace(file, marks=b"", link_to="", fault="") for file in damaged]
            kept = [file for file in record.files if file not in damaged]
            workshop_folder(root, self._piece.id).mkdir(parents=True, exist_ok=True)
            write_plan(root, msgspec.structs.replace(record, files=(*kept, *unfinished)))
            record_path(root, self._piece.id).unlink()
            for file in damaged:
                self._take_back(file)
            self.download()

    def delete_unfinished(self) -> None:
        """Delete what is not finished; of a piece that never was, everything."""
        self._place.lock.require_in_place()
        root = self._place.root
        shutil.rmtree(workshop_folder(root, self._piece.id), ignore_errors=True)
        if read_record(root, self._piece.id) is None:
            shutil.rmtree(piece_folder(root, self._piece.id), ignore_errors=True)

    def _look_through(self, record: PieceRecord) -> tuple[Damage, ...]:
        damaged = find_damage(self._place.root, record, self._count_read)
        found = with_faults(record, damaged)
        if found != record:
            write_record(self._place.root, found)
        return damaged

    def _take_back(self, file: FileRecord) -> None:
        """Make a damaged file an unfinished one; a link is dropped, and what it leads to left alone."""
        root = self._place.root
        path = piece_folder(root, self._piece.id) / file.path
        if file.link_to or not file.marks or not path.is_file() or path.is_symlink():
            path.unlink(missing_ok=True)
            return
        part = part_path(root, self._piece.id, file.path)
        part.parent.mkdir(parents=True, exist_ok=True)
        path.replace(part)
        write_marks(root, self._piece.id, file)

    def _count_read(self, num_bytes: int) -> None:
        self._stop.check()
        self._progress.add(num_bytes, received=False)

    def _on_wait(self, error: S2VError, wait_s: float) -> None:
        self._progress.tell(PieceState.RETRYING, error, wait_s)


class _Fetching:
    """The files of one plan, from its source."""

    def __init__(self, place: Workplace, plan: Plan, timing: Timing, progress: PieceProgress, stop: StopSignal) -> None:
        self._place = place
        self._root = place.root
        self._record = plan.record
        self._source = plan.source
        self._progress = progress
        self._stop = stop
        self._lock = threading.Lock()
        self._around = Surroundings(
            self._root, self._record.piece_id, plan.source.client, timing, stop, can_reserve(self._root),
            self._on_bytes, self._on_wait,
        )  # fmt: skip

    def run(self) -> None:
        """Bring all files to their places and write the piece's record."""
        record, piece_id = self._record, self._record.piece_id
        self._progress.restart(0, record.size_bytes, PieceState.VERIFYING)
        require_space(self._root, sum(self._lacking(file) for file in record.files))
        self._wait_for([self._place.pool.submit(self._bring, file) for file in record.files])
        piece_folder(self._root, piece_id).mkdir(exist_ok=True)
        write_record(self._root, self._record)
        shutil.rmtree(workshop_folder(self._root, piece_id))

    def _lacking(self, file: FileRecord) -> int:
        if has_its_size(self._root, self._record.piece_id, file):
            return 0
        return lacking_bytes(part_path(self._root, self._record.piece_id, file.path), file.size_bytes)

    def _wait_for(self, files: Sequence[Future[None]]) -> None:
        """Wait for all; where one fails, stop the others and raise what it raised."""
        wait(files, return_when=FIRST_EXCEPTION)
        failed = [error for file in files if file.done() and (error := file.exception()) is not None]
        if failed:
            self._stop.set()
            wait(files)
            raise next((error for error in failed if not isinstance(error, StoppedError)), failed[0])

    def _bring(self, file: FileRecord) -> None:
        self._stop.check()
        piece_id = self._record.piece_id
        if is_finished(self._root, piece_id, file):
            self._on_bytes(file.size_bytes, received=False)
            return
        finished = self._found(file)
        if finished is None:
            self._place.lock.require_in_place()
            url = self._source.file_url(self._record, file.path)
            finished = FileTransfer(self._around, file, url).run()
        with self._lock:
            files = tuple(finished if old.path == file.path else old for old in self._record.files)
            self._record = msgspec.structs.replace(self._record, files=files)
            write_plan(self._root, self._record)

    def _found(self, file: FileRecord) -> FileRecord | None:
        """Return the record of a file that lies in its place already, None where it is not the right one."""
        if not has_its_size(self._root, self._record.piece_id, file):
            return None
        path = piece_folder(self._root, self._record.piece_id) / file.path
        checksum = read_checksum(path, file, lambda _: self._stop.check())
        if not checksum.is_right:
            return None
        self._on_bytes(file.size_bytes, received=False)
        return msgspec.structs.replace(file, marks=bytes(checksum.marks))

    def _on_bytes(self, num_bytes: int, received: bool) -> None:
        self._progress.add(num_bytes, received=received)

    def _on_wait(self, error: S2VError, wait_s: float) -> None:
        self._progress.tell(PieceState.RETRYING, error, wait_s)
