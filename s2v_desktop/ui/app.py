"""Starts the window."""

from __future__ import annotations

import gc
import logging
import logging.handlers
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from s2v_desktop import __version__
from s2v_desktop.core.errors import ErrorCode, S2VError
from s2v_desktop.core.paths import log_dir, resource_path
from s2v_desktop.ui.garbage import GarbageCollector
from s2v_desktop.ui.heap import return_large_blocks
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.settings import SettingsStore
from s2v_desktop.ui.theme import apply_fonts, apply_theme, choose_theme, load_theme
from s2v_desktop.ui.translations import choose_language, install_translators
from s2v_desktop.ui.window_keeper import WindowKeeper

_log = logging.getLogger(__name__)
_MAX_LOG_BYTES = 1_000_000


def run_window(argv: Sequence[str]) -> int:
    """Show the window with the files named in ``argv`` until it is closed; return the exit code."""
    _start_log()
    application = make_application()
    settings = SettingsStore()
    keeper = WindowKeeper(lambda: _make_ready_window(application, settings), settings)
    faults = _Faults(application)
    faults.met.connect(keeper.show_error)
    faults.watch()
    application.installEventFilter(FileOpener(lambda path: keeper.window.open_paths([path]), application))
    keeper.window.show()
    paths = [Path(argument).absolute() for argument in argv]
    QTimer.singleShot(0, lambda: _open_first(keeper.window, paths))
    return application.exec()


def make_application() -> QApplication:
    """Return the application with the manners of memory that its windows count on."""
    return_large_blocks()
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    application = QApplication(sys.argv[:1])
    GarbageCollector(application)
    gc.freeze()  # the modules imported so far stay anyhow; a collection takes 10 ms without them, 40 with
    return application


class FileOpener(QObject):
    """An event filter of the application that calls ``open_path`` where macOS asks it to open a file."""

    def __init__(self, open_path: Callable[[Path], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_path = open_path

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Open the file that ``event`` names, after it: a question may have to be answered first."""
        if not isinstance(event, QFileOpenEvent) or not event.file():
            return super().eventFilter(watched, event)
        path = Path(event.file())
        QTimer.singleShot(0, lambda: self._open_path(path))
        return True


def make_window(application: QApplication, settings: SettingsStore) -> MainWindow:
    """Dress ``application`` and return the window, not yet shown."""
    application.setApplicationName("S2V Desktop")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("s2v-desktop")
    icon = resource_path("icons", "s2v-desktop.png")
    if icon.exists():
        application.setWindowIcon(QIcon(str(icon)))
    language = choose_language(settings.settings.language)
    install_translators(application, language)
    apply_fonts(application, language)
    theme = load_theme(choose_theme(settings.settings.theme))
    apply_theme(application, theme)
    return MainWindow(settings, theme)


def _make_ready_window(application: QApplication, settings: SettingsStore) -> MainWindow:
    """Return a window that starts the engine host with the first song."""
    window = make_window(application, settings)
    window.media_model.song_loaded.connect(lambda song: window.render_model.prepare() if song is not None else None)
    return window


def _open_first(window: MainWindow, paths: list[Path]) -> None:
    """Open what was named; offer what a sudden end left unsaved."""
    if paths:
        window.open_paths(paths)
    window.project_files.offer_left()


def _start_log() -> None:
    folder = log_dir()
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        folder / "window.log", maxBytes=_MAX_LOG_BYTES, backupCount=1, encoding="utf-8"
    )
    logging.basicConfig(
        level=logging.INFO, handlers=[handler], format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )


class _Faults(QObject):
    """Catches what nobody expected, in any thread: logged in full, told in one plain sentence."""

    met = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._telling = False

    def watch(self) -> None:
        sys.excepthook = self._tell
        threading.excepthook = lambda args: self._tell(args.exc_type, args.exc_value, args.exc_traceback)

    def _tell(self, kind: type[BaseException], fault: BaseException | None, traceback: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        _log.critical("unexpected", exc_info=(kind, fault, traceback) if fault is not None else None)
        error = fault if isinstance(fault, S2VError) else S2VError(ErrorCode.INTERNAL, kind.__name__)
        if not self._telling:  # a fault in telling of a fault would go on for ever
            self._telling = True
            try:
                self.met.emit(error)
            finally:
                self._telling = False
