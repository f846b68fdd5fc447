"""One program at a time changes a models folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.core.files import output_error
from s2v_desktop.core.paths import default_models_dir
from s2v_desktop.store.layout import workshop_folder

#: Its name in the workshop: no part of what is kept there.
LOCK_NAME = "lock"


class StoreLock:
    """Held from its making until ``close``; the system gives it free when the program dies.

    Raises ``ModelError`` (``STORE_IN_USE``; ``STORE_GONE`` where the folder of the folder is missing too, as on a
    drive that is not connected) and ``OutputError`` where ``root`` cannot be written.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._path = workshop_folder(root) / LOCK_NAME
        try:
            _make_root(root)
            self._path.parent.mkdir(exist_ok=True)
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise output_error(error, root) from error
        try:
            _lock(self._handle)
        except OSError as error:
            os.close(self._handle)
            raise ModelError(ErrorCode.STORE_IN_USE, str(root)) from error

    def require_in_place(self) -> None:
        """Raise ``ModelError`` (``STORE_GONE``) where the folder is not what it was: its drive was pulled out."""
        try:
            found, own = self._path.stat(), os.fstat(self._handle)
        except OSError as error:
            raise ModelError(ErrorCode.STORE_GONE, str(self.root)) from error
        if not os.path.samestat(found, own):
            raise ModelError(ErrorCode.STORE_GONE, str(self.root))

    def close(self) -> None:
        """Give the folder free."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def is_free(root: Path) -> bool:
    """Tell whether no program changes ``root`` now; raises what ``StoreLock`` does, but for ``STORE_IN_USE``."""
    try:
        StoreLock(root).close()
    except ModelError as error:
        if error.code is not ErrorCode.STORE_IN_USE:
            raise
        return False
    return True


def _make_root(root: Path) -> None:
    if root == default_models_dir():
        root.mkdir(parents=True, exist_ok=True)
    elif not root.parent.is_dir():
        raise ModelError(ErrorCode.STORE_GONE, str(root))
    root.mkdir(exist_ok=True)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
