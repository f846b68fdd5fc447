"""Asks under which name to save, so that the question about replacing a file is about the file that will be written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QMessageBox, QWidget

#: For each kind of file, named in the user's words, how names of its files may end; the usual end comes first.
FileKinds = Mapping[str, tuple[str, ...]]


def ask_save_path(window: QWidget, title: str, start: Path, kinds: FileKinds) -> Path | None:
    """Return the path to write, or None where the user gave up; a path that exists may be replaced.

    ``start`` is the name suggested; the first of ``kinds`` is chosen at first. A name that ends as some kind does is
    taken as it is; any other gets the usual end of the kind that is chosen.
    """
    dialog = _SaveDialog(window, title, start, kinds)
    try:
        while dialog.exec():
            named = Path(dialog.selectedFiles()[0])
            path = named.with_name(dialog.completed(named.name))
            # A dialog of the system may have asked about the name as it was before.
            if path == named or not path.exists() or dialog.may_replace(path):
                return path
            dialog.selectFile(str(path))
        return None
    finally:
        dialog.deleteLater()


class _SaveDialog(QFileDialog):
    def __init__(self, window: QWidget, title: str, start: Path, kinds: FileKinds) -> None:
        super().__init__(window, title)
        self._kinds = {f"{label} ({' '.join('*' + end for end in ends)})": ends for label, ends in kinds.items()}
        ends = {end for kind in kinds.values() for end in kind}
        self._ends = sorted(ends, key=len, reverse=True)  # ".sv.csv" comes before the ".csv" that it ends in
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setFileMode(QFileDialog.FileMode.AnyFile)
        self.setNameFilters(list(self._kinds))
        self.setDefaultSuffix(self._usual_end())
        start = start.absolute()
        self.setDirectory(str(next(folder for folder in start.parents if folder.is_dir())))
        self.selectFile(start.name)
        # When another kind is chosen, Qt by itself replaces whatever stands after the last dot: the "2" of "Song 1.2",
        # only the ".csv" of ".sv.csv". It does so after the box has changed and before it tells of the filter.
        self._name_before = ""
        box = self.findChild(QComboBox, "fileTypeCombo")  # only in Qt's own dialog, as is the field for the name
        if box is not None:
            box.currentIndexChanged.connect(self._on_kind_box_changed)
        self.filterSelected.connect(self._on_filter_selected)

    def accept(self) -> None:
        """Complete the name before Qt looks whether there is such a file."""
        field = self._name_field()
        if field is not None and field.text() and not Path(self.selectedFiles()[0]).is_dir():
            typed = Path(self.directory().absolutePath(), field.text())
            if typed.is_dir():  # Qt itself would put the default suffix to a folder's name
                self.setDirectory(str(typed))
                field.clear()
                return
            field.setText(self.completed(field.text()))
        super().accept()

    def completed(self, name: str) -> str:
        """Return ``name`` with an end that some kind of file has."""
        end, usual = self._end_of(name), self._usual_end()
        is_part = len(end) < len(usual) and usual.endswith(end.lower())  # no end at all, or ".csv" for ".sv.csv"
        return name.removesuffix(end) + usual if is_part else name

    def may_replace(self, path: Path) -> bool:
        """Ask whether to replace the file at ``path``."""
        words = self.tr("“{name}” exists already. Do you want to replace it?").format(name=path.name)
        return QMessageBox.question(self, self.windowTitle(), words) == QMessageBox.StandardButton.Yes

    def _on_kind_box_changed(self) -> None:
        field = self._name_field()
        self._name_before = field.text() if field is not None else ""

    def _on_filter_selected(self) -> None:
        self.setDefaultSuffix(self._usual_end())
        field = self._name_field()
        if field is not None and self._name_before:
            stem = self._name_before.removesuffix(self._end_of(self._name_before))
            field.setText(stem + self._usual_end())

    def _name_field(self) -> QLineEdit | None:
        return self.findChild(QLineEdit, "fileNameEdit")

    def _end_of(self, name: str) -> str:
        """Return the end of ``name`` that stands for a kind of file, as it is written there, or nothing."""
        length = next((len(end) for end in self._ends if name.lower().endswith(end)), 0)
        return name[len(name) - length :]

    def _usual_end(self) -> str:
        first, *_ = self._kinds.values()
        return self._kinds.get(self.selectedNameFilter(), first)[0]
