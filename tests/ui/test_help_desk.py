"""What helps those who help: details behind a message, the computer's report, errors in another language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from s2v_desktop import __version__
from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.errors import ErrorCode, InputError, S2VError
from s2v_desktop.core.look import Look, Point
from s2v_desktop.core.paths import log_dir
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.messages import error_words
from s2v_desktop.ui.report_dialog import ReportDialog

LEFT = Qt.MouseButton.LeftButton


def test_error__details_clicked__shows_words_and_facts_that_can_be_copied(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.open_paths([tmp_path / "gone.wav"])
    qtbot.waitUntil(lambda: "gone.wav" in window.message_bar.text, timeout=10_000)
    button = next(button for button in window.message_bar.findChildren(QPushButton) if button.text() == "Details")
    qtbot.mouseClick(button, LEFT)
    dialog = window.findChild(ReportDialog)
    assert dialog is not None
    assert dialog.isVisible()
    qtbot.mouseClick(dialog.copy, LEFT)
    copied = QGuiApplication.clipboard().text()
    for fact in ("“gone.wav” does not exist", "choose the file again", "file_missing", __version__, str(log_dir())):
        assert fact in copied
    dialog.close()


def test_notice__after_an_error__has_no_details(window: MainWindow) -> None:
    window.show_error(S2VError(ErrorCode.OUT_OF_MEMORY))
    window.message_bar.show_notice("All is well.")
    assert not [button for button in window.message_bar.findChildren(QPushButton) if button.isVisible()]


def test_computer__examined__is_what_the_command_says(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_.examine.trigger()
    dialog = window.findChild(ReportDialog)
    assert dialog is not None
    assert not dialog.copy.isEnabled()
    qtbot.waitUntil(dialog.copy.isEnabled, timeout=30_000)
    lines = dialog.lines.toPlainText()
    assert f"S2V Desktop:               {__version__}" in lines
    assert "ffmpeg version" in lines
    assert str(log_dir()) in lines
    dialog.close()


class Shouting(QTranslator):
    """A language of capitals, to see what is translated."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        return source.upper().replace("{DETAIL}", "{detail}").replace("{HINT}", "{hint}")

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        return False


@pytest.fixture
def shouting(qapp: QApplication) -> Iterator[None]:
    translator = Shouting(qapp)
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)
    translator.deleteLater()


@pytest.mark.usefixtures("shouting")
@pytest.mark.parametrize(
    "make",
    [
        lambda: Look(prompt_weight=9.0),
        lambda: Look(seed=-1),
        lambda: Look(prompt="x" * 3000),
        lambda: Look(fps=25),
        lambda: Look(crop_x=2.0),
        lambda: Look(crop_zoom=9.0),
        lambda: Look(focus=Point(2.0, 0.5)),
        lambda: Clip(-1.0, 8.0),
        lambda: Clip(0.0, 99.0),
        lambda: Clip(0.0, 8.0, fade_in_s=99.0),
        lambda: Clip(10.0, 8.0).require_inside(12.0),
        lambda: BeatGrid(beats_per_bar=99),
    ],
)
def test_value_out_of_range__told_in_another_language__is_told_in_it_as_a_whole(make) -> None:
    with pytest.raises(InputError) as refused:
        make()
    words = error_words(refused.value)
    for sentence in words:
        assert sentence == sentence.upper()


@pytest.mark.usefixtures("shouting")
def test_file_name__that_reads_like_a_phrase_with_more__stays_as_it_is() -> None:
    words = error_words(InputError(ErrorCode.FILE_MISSING, "the beats.wav"))
    assert "the beats.wav" in words.sentence
