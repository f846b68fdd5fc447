"""The models folder in the hands of the window's worker thread: opened, looked at, changed."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from s2v_desktop.core.engine_settings import engine_settings
from s2v_desktop.core.errors import ErrorCode, ModelError, S2VError
from s2v_desktop.engines.computer import measure_computer
from s2v_desktop.engines.fit import Computer
from s2v_desktop.store.chosen import used_model
from s2v_desktop.store.downloads import Downloads
from s2v_desktop.store.events import Listener, StoreEvent
from s2v_desktop.store.fit import ModelFit, fits_of_model, recommended_model
from s2v_desktop.store.inspection import piece_now
from s2v_desktop.store.installed import InstalledPiece, installed_pieces, remember_installed
from s2v_desktop.store.manifest import Catalog, load_catalog
from s2v_desktop.store.move import Move, Switch, finish_move
from s2v_desktop.store.remembered import FolderState, folder_state
from s2v_desktop.store.serving import Service, services
from s2v_desktop.store.settings import SourceKind, StoreSettings, store_settings

#: Leads nowhere by its last part, whatever the name servers say.
_NOWHERE = StoreSettings(SourceKind.CUSTOM, "http://no-address.invalid")


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found in the models folder.

    ``fault`` is why nothing can be changed there, say another program that is at work on it; ``source_fault`` why
    nothing can be fetched: its detail is set as an address and is none. ``begun_move`` is one that a crash broke off;
    ``used_id`` names the model that makes videos, empty where none does; ``services`` tell what serves each model, and
    ``installed`` are all pieces that are finished.
    """

    root: Path
    catalog: Catalog
    events: tuple[StoreEvent, ...]
    free_bytes: int
    services: Mapping[str, Service]
    fault: S2VError | None = None
    source_fault: S2VError | None = None
    begun_move: Move | None = None
    used_id: str = ""
    installed: tuple[InstalledPiece, ...] = ()

    @property
    def imported(self) -> frozenset[str]:
        """The pieces that were not downloaded."""
        return frozenset(piece.piece_id for piece in self.installed if piece.is_import)

    @property
    def unlisted(self) -> tuple[InstalledPiece, ...]:
        """The pieces that are of no model: a user's own files."""
        return tuple(piece for piece in self.installed if not piece.is_listed)

    @property
    def linked_bytes(self) -> int:
        """What of the pieces takes no room."""
        return sum(piece.linked_bytes for piece in self.installed)


@dataclass(frozen=True, slots=True)
class Fits:
    """How well each model but additions suits ``computer``; ``best_id`` is to be recommended, if any."""

    computer: Computer
    by_model: Mapping[str, ModelFit]
    best_id: str


class Storeroom:
    """Opens the models folder for downloads and closes it; one thread at a time.

    ``listener`` is told of every piece from the threads of the downloads.
    """

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self.downloads: Downloads | None = None

    def open(self, root: Path, switch: Switch) -> Survey:
        """Take ``root`` for this program and look what is in it; finish a move that a crash broke off.

        Raises ``ModelError`` (``STORE_GONE``) where it was there once and its drive is away, ``InputError`` where the
        list of models is damaged.
        """
        self.close()
        begun = finish_move(root, switch)
        if folder_state(root) is FolderState.GONE:
            raise ModelError(ErrorCode.STORE_GONE, str(root))
        catalog = load_catalog()
        try:
            self.downloads, source_fault = self._taken(root, catalog)
            remember_installed(root, catalog)
        except S2VError as error:
            if error.code is ErrorCode.STORE_GONE:
                raise
            events = tuple(piece_now(root, piece) for piece in catalog.pieces)
            return self._surveyed(root, catalog, events, fault=error)
        events, used_id = self.downloads.statuses(), _used_id(root, catalog)
        return self._surveyed(root, catalog, events, source_fault=source_fault, begun_move=begun, used_id=used_id)

    def _surveyed(
        self,
        root: Path,
        catalog: Catalog,
        events: tuple[StoreEvent, ...],
        *,
        fault: S2VError | None = None,
        source_fault: S2VError | None = None,
        begun_move: Move | None = None,
        used_id: str = "",
    ) -> Survey:
        served, installed = services(root, catalog), installed_pieces(root, catalog)
        return Survey(
            root, catalog, events, _free_bytes(root), served, fault, source_fault, begun_move, used_id, installed
        )

    def _taken(self, root: Path, catalog: Catalog) -> tuple[Downloads, S2VError | None]:
        """Take ``root`` even where the source is no address; return that fault, too."""
        try:
            return Downloads(root, catalog, store_settings(), self._listener), None
        except ModelError as error:
            if error.code is not ErrorCode.HUB_UNREACHABLE:
                raise
            return Downloads(root, catalog, _NOWHERE, self._listener), error

    def look(self, survey: Survey) -> Survey:
        """Look at the disk again after something other than a download changed it."""
        if self.downloads is None:
            return survey
        self.downloads.refresh()
        remember_installed(survey.root, survey.catalog)
        return replace(
            survey,
            events=self.downloads.statuses(),
            free_bytes=_free_bytes(survey.root),
            services=services(survey.root, survey.catalog),
            used_id=_used_id(survey.root, survey.catalog),
            installed=installed_pieces(survey.root, survey.catalog),
        )

    def close(self) -> None:
        """Pause what moves and give the folder free."""
        downloads, self.downloads = self.downloads, None
        if downloads is not None:
            downloads.close()


def _free_bytes(root: Path) -> int:
    with contextlib.suppress(OSError):  # it cannot even be looked at; the fault that is told says why
        return shutil.disk_usage(root).free
    return 0


def _used_id(root: Path, catalog: Catalog) -> str:
    model = used_model(root, catalog, engine_settings().chosen_model)
    return model.id if model is not None else ""


def judged() -> Fits:
    """Return how well the models suit this computer; takes up to a second."""
    catalog, computer = load_catalog(), measure_computer()
    makers = [model for model in catalog.models if not model.addition]
    fits = {model.id: fits_of_model(model, catalog, computer) for model in makers}
    best = recommended_model(catalog, computer)
    return Fits(computer, fits, best.id if best is not None else "")
