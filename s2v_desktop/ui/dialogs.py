"""The two small dialogs of the help menu."""

from __future__ import annotations

import html
import re

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMessageBox, QWidget

from s2v_desktop import __version__
from s2v_desktop.ui.actions import WindowActions


def show_about(parent: QWidget) -> None:
    """Say what this program is."""
    words = QCoreApplication.translate(
        "dialogs",
        "One picture and a piece of a song become a short video that moves with the music. "
        "Everything happens on this computer; nothing is sent anywhere.",
    )
    licence = QCoreApplication.translate("dialogs", "Licence: Apache 2.0")
    title = QCoreApplication.translate("dialogs", "About S2V Desktop")
    QMessageBox.about(parent, title, f"<h3>S2V Desktop {__version__}</h3><p>{words}</p><p>{licence}</p>")


def show_shortcuts(parent: QWidget, actions: WindowActions) -> None:
    """List the shortcuts of the menus and the manners of the waveform."""
    title = QCoreApplication.translate("dialogs", "Shortcuts")
    box = QMessageBox(parent)
    box.setWindowTitle(title)
    menu_rows, half = _menu_rows(actions), 15
    waveform = QCoreApplication.translate("dialogs", "In the waveform")
    right = f"{_table(menu_rows[half:])}<h4>{waveform}</h4>{_table(_waveform_rows())}"
    columns = f"<table><tr><td>{_table(menu_rows[:half])}</td><td width='24'></td><td>{right}</td></tr></table>"
    box.setText(f"<h3>{title}</h3>{columns}")
    box.exec()


def _menu_rows(actions: WindowActions) -> list[tuple[str, str]]:
    native = QKeySequence.SequenceFormat.NativeText
    return [(action.shortcut().toString(native), _plain(action.text())) for action in actions.all_with_shortcuts()]


def _waveform_rows() -> list[tuple[str, str]]:
    return [
        (
            QCoreApplication.translate("dialogs", "Space"),
            QCoreApplication.translate("dialogs", "Play or pause the song"),
        ),
        ("← →", QCoreApplication.translate("dialogs", "Previous or next beat")),
        ("Ctrl+← →", QCoreApplication.translate("dialogs", "Previous or next bar")),
        ("Alt+← →", QCoreApplication.translate("dialogs", "Move the selected beat by 10 ms (with Shift: 1 ms)")),
        (
            QCoreApplication.translate("dialogs", "Delete"),
            QCoreApplication.translate("dialogs", "Remove the selected beat"),
        ),
        ("I, O", QCoreApplication.translate("dialogs", "Clip begins or ends at the playhead")),
        ("L", QCoreApplication.translate("dialogs", "Repeat the clip")),
        ("+ −", QCoreApplication.translate("dialogs", "Zoom (also Ctrl+wheel)")),
    ]


def _plain(text: str) -> str:
    """Return the text of a menu entry without its access key and dots; Chinese puts the key behind, in brackets."""
    return re.sub(r"\(&.\)", "", text).replace("&", "").rstrip("…")


def _table(rows: list[tuple[str, str]]) -> str:
    line = "<tr><td style='white-space: pre'><b>{}</b></td><td style='white-space: pre'>  {}</td></tr>"
    lines = (line.format(html.escape(keys), html.escape(text)) for keys, text in rows)
    return f"<table cellspacing='2'>{''.join(lines)}</table>"
