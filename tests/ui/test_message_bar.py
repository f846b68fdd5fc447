"""One message at a time, and none that waits for an answer is lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from s2v_desktop.ui.widgets.message_bar import MessageBar, NoticeAction

FIND = NoticeAction("Find…", lambda: None)


@pytest.fixture
def bar(qtbot: QtBot) -> MessageBar:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar._timer.setInterval(1)
    return bar


def close(qtbot: QtBot, bar: MessageBar) -> None:
    qtbot.mouseClick(bar.findChild(QToolButton), Qt.MouseButton.LeftButton)


def test_notice__after_a_while__goes_by_itself(qtbot: QtBot, bar: MessageBar) -> None:
    bar.show_notice("Finished.")
    qtbot.waitUntil(lambda: bar.text == "")


def test_error__stays_until_it_is_closed(qtbot: QtBot, bar: MessageBar) -> None:
    bar.show_error("No.", "Do this.")
    with qtbot.assertNotEmitted(bar._timer.timeout, wait=50):
        assert bar.text == "No. Do this."
    close(qtbot, bar)
    assert bar.text == ""


def test_notice__over_one_that_waits_for_an_answer__gives_way_to_it_again(qtbot: QtBot, bar: MessageBar) -> None:
    bar.show_notice("A file is missing.", FIND, stays=True)
    bar.show_notice("Finished.")
    assert bar.text == "Finished."
    qtbot.waitUntil(lambda: bar.text == "A file is missing.")
    assert bar._buttons[0].text() == "Find…"
    close(qtbot, bar)
    assert bar.text == ""


def test_notice__answered_meanwhile__does_not_come_back(qtbot: QtBot, bar: MessageBar) -> None:
    bar.show_notice("A file is missing.", FIND, stays=True)
    bar.clear()
    bar.show_notice("Finished.")
    qtbot.waitUntil(lambda: bar.text == "")


def test_question__has_two_answers_and_each_is_its_own(qtbot: QtBot, bar: MessageBar) -> None:
    answers: list[str] = []
    bar.show_notice(
        "Keep it?", *(NoticeAction(words, lambda words=words: answers.append(words)) for words in ("Yes", "No"))
    )
    bar.show()
    for button in bar._buttons:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert answers == ["Yes", "No"]
    bar.show_notice("Finished.", FIND)
    assert [button.isHidden() for button in bar._buttons] == [False, True]


def test_question__escape_on_a_button__closes_it(qtbot: QtBot, bar: MessageBar) -> None:
    bar.show_notice("A file is missing.", FIND, stays=True)
    qtbot.keyClick(bar._buttons[0], Qt.Key.Key_Escape)
    assert bar.text == ""


def test_question__withdrawn__neither_stays_nor_comes_back(qtbot: QtBot, bar: MessageBar) -> None:
    bar.show_notice("A file is missing.", FIND, stays=True)
    bar.withdraw("Something else.")
    assert bar.text == "A file is missing."
    bar.show_notice("Finished.")
    bar.withdraw("A file is missing.")
    assert bar.text == "Finished."
    close(qtbot, bar)
    assert bar.text == ""
