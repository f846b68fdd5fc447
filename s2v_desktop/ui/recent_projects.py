"""The submenu of the projects that were opened or saved last."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from s2v_desktop.core.errors import S2VError
from s2v_desktop.ui.background import LatestTask
from s2v_desktop.ui.settings import SettingsStore

MAX_RECENT = 10


class RecentProjects(QObject):
    """Fills ``menu`` whenever it opens; ``chosen`` carries a path, ``failed`` an ``S2VError``."""

    chosen = Signal(object)
    failed = Signal(object)

    def __init__(self, menu: QMenu, settings: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._menu = menu
        self._settings = settings
        self._looking = LatestTask(self)  # a folder on the network may answer slowly
        self._looking.succeeded.connect(self._on_looking_succeeded)
        self._looking.failed.connect(self.failed)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._on_menu_about_to_show)
        menu.triggered.connect(self._on_menu_triggered)
        self._show_enabled()

    def add(self, path: Path | None) -> None:
        """Put the project at ``path`` first; nothing happens where there is none."""
        if path is None:
            return
        name = str(path.absolute())
        others = [other for other in self._settings.settings.recent_projects if other != name]
        try:
            self._settings.change(recent_projects=(name, *others)[:MAX_RECENT])
        except S2VError as error:
            self.failed.emit(error)
        self._show_enabled()

    def close(self) -> None:
        """Wait for the thread to end."""
        self._looking.close()

    def _show_enabled(self) -> None:
        self._menu.menuAction().setEnabled(bool(self._settings.settings.recent_projects))

    def _on_menu_about_to_show(self) -> None:
        self._menu.clear()
        names = self._settings.settings.recent_projects
        for number, name in enumerate(names, 1):
            path = Path(name)
            words = f"{path.stem} – {path.parent.name}".replace("&", "&&")
            action = self._menu.addAction(f"&{number % 10} {words}")
            action.setData(name)
            action.setToolTip(name)
        self._looking.start(lambda: _missing(names))

    def _on_looking_succeeded(self, missing: frozenset[str]) -> None:
        for action in self._menu.actions():
            action.setEnabled(action.data() not in missing)

    def _on_menu_triggered(self, action: QAction) -> None:
        self.chosen.emit(Path(action.data()))


def _missing(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name for name in names if not Path(name).is_file())
