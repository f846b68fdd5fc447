"""The two dialogs of the help menu."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from s2v_desktop import __version__
from s2v_desktop.ui.actions import WindowActions
from s2v_desktop.ui.widgets.shortcuts_sheet import ShortcutsSheet


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
    """Show the sheet of shortcuts, or bring it to the front where it is open; the window stays usable."""
    sheet = parent.findChild(ShortcutsSheet) or ShortcutsSheet(actions, parent)
    sheet.show()
    sheet.activateWindow()
    sheet.search.setFocus()
