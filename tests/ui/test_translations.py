"""Simplified Chinese: complete, compiled, and nothing of English left on the screen."""

from __future__ import annotations

import importlib.util
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QFileDialog, QLabel, QMenu, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from s2v_desktop.core.error_text import ERROR_TEXT
from s2v_desktop.core.errors import ErrorCode, S2VError
from s2v_desktop.core.paths import resource_path
from s2v_desktop.core.sample import SAMPLE_LOOK
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.messages import error_words, joined, listed
from s2v_desktop.ui.sample import sample_project
from s2v_desktop.ui.translations import choose_language, install_translators

TS = resource_path("translations", "s2v_desktop_zh_CN.ts")

#: Names and units that are the same in both languages.
SAME_IN_BOTH = re.compile(
    r"S2V Desktop|Ctrl|Shift|Alt|Delete|Return|English|BPM|480P|720P|MP3|WAV|FLAC|OGG|M4A|AIFF|JPG|PNG|WebP|BMP|TIFF|"
    r"YouTube|TikTok|Instagram|Reels|Shorts|Spotify Canvas|Wan2.2-S2V|LoRA|"
    r"cover|song|mp4|Del|F2|Enter|Esc|Home|Bluetooth"
)


@pytest.fixture
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("update_translations", TS.with_name("update_translations.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def messages(path: Path) -> dict[tuple[str, str], str]:
    found = {}
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            words = "" if translation.get("type") == "unfinished" else translation.text or ""
            found[context.findtext("name", ""), message.findtext("source", "")] = words
    return found


def test_ts__nothing_is_untranslated() -> None:
    assert [key for key, words in messages(TS).items() if not words.strip()] == []


def test_ts__placeholders_are_the_same_as_in_english() -> None:
    for (_, source), words in messages(TS).items():
        assert sorted(re.findall(r"{\w+}", source)) == sorted(re.findall(r"{\w+}", words)), source


def test_ts__is_up_to_date_with_the_program(tool: ModuleType, tmp_path: Path) -> None:
    copy = tmp_path / TS.name
    copy.write_bytes(TS.read_bytes())
    tool.update_ts(copy)
    assert messages(copy) == messages(TS)


def test_qm__is_compiled_from_the_ts(tool: ModuleType, tmp_path: Path) -> None:
    compiled = tmp_path / "zh.qm"
    tool.compile_qm(TS, compiled)
    assert compiled.read_bytes() == TS.with_suffix(".qm").read_bytes()


@pytest.fixture
def chinese(qapp: QApplication) -> object:
    translators = install_translators(qapp, "zh_CN")
    assert len(translators) == 2
    yield
    for translator in translators:
        qapp.removeTranslator(translator)


@pytest.mark.parametrize("code", ErrorCode)
@pytest.mark.usefixtures("chinese")
def test_errors__every_code__has_chinese_words(code: ErrorCode) -> None:
    words = error_words(S2VError(code, "甲", "乙"))
    english = ERROR_TEXT[code]
    assert words.sentence != english.sentence.format(detail="甲", hint="乙")
    assert re.search(r"[一-鿿]", words.sentence)
    assert re.search(r"[一-鿿]", words.advice)


@pytest.mark.parametrize(
    ("variable", "setting", "language"), [("zh_TW", "", "zh_CN"), ("", "zh_CN", "zh_CN"), ("en", "zh_CN", "en")]
)
def test_language__environment_then_setting(
    monkeypatch: pytest.MonkeyPatch, variable: str, setting: str, language: str
) -> None:
    monkeypatch.setenv("S2V_DESKTOP_LANGUAGE", variable)
    assert choose_language(setting) == language


class TestChineseWindow:
    """The whole window in Chinese."""

    @pytest.fixture
    def language(self, monkeypatch: pytest.MonkeyPatch) -> str:
        monkeypatch.setenv("S2V_DESKTOP_LANGUAGE", "zh_CN")
        return "zh_CN"

    @pytest.fixture
    def speaks_english_afterwards(self, qapp: QApplication) -> object:
        yield
        from PySide6.QtCore import QTranslator

        for translator in qapp.findChildren(QTranslator):
            qapp.removeTranslator(translator)

    @pytest.mark.usefixtures("speaks_english_afterwards")
    def test_window__in_chinese__shows_no_english(self, qtbot: QtBot, loaded: MainWindow) -> None:
        loaded.project_model.set_look(prompt="缓慢推近")
        loaded.message_bar.show_error(*error_words(S2VError(ErrorCode.OUT_OF_MEMORY)))
        left = [text for text in texts(loaded) if re.search(r"[A-Za-z]{3,}", SAME_IN_BOTH.sub("", text))]
        assert left == []
        assert "生成" in loaded.render_bar.generate.text()


def texts(window: MainWindow) -> list[str]:
    """Return what the window shows: labels, buttons, choices, menus, tool tips and names for screen readers."""
    found = []
    for widget in window.findChildren(QWidget):
        found += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
        if isinstance(widget, QLabel | QAbstractButton):
            found.append(widget.text())
        if isinstance(widget, QComboBox):
            found += [widget.itemText(index) for index in range(widget.count())]
        if isinstance(widget, QMenu):
            found += [action.text() for action in widget.actions()]
    found.append(window.parameter_panel.prompt.placeholderText())
    return [re.sub(r"\(&.\)", "", text) for text in found if text]


@pytest.fixture
def in_chinese(qapp: QApplication) -> Iterator[None]:
    install_translators(qapp, "zh_CN")
    yield
    install_translators(qapp, "en")


@pytest.mark.usefixtures("in_chinese")
def test_file_dialog__in_chinese__is_chinese_throughout(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "旧 歌").mkdir()
    dialog = QFileDialog(directory=str(tmp_path), options=QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    dialog.show()
    files = dialog.findChild(QTreeView)
    assert files is not None
    model = files.model()
    qtbot.waitUntil(lambda: model.rowCount(files.rootIndex()) == 1)
    words = [label.text() for label in dialog.findChildren(QLabel)]
    words += [model.headerData(column, Qt.Orientation.Horizontal) for column in range(4)]
    words.append(model.index(0, 2, files.rootIndex()).data())
    assert words[-1] == "文件夹"
    assert [text for text in words if re.search(r"[A-Za-z]{2,}", text)] == []


@pytest.mark.usefixtures("in_chinese")
def test_sentences_and_lists__in_chinese__need_no_spaces() -> None:
    assert joined("太短。", "请加长。") == "太短。请加长。"
    assert listed(["推近", "暖色"]) == "推近、暖色"


def test_sample__prompt__is_in_the_language_of_the_window(qapp: QApplication) -> None:
    assert sample_project().look == SAMPLE_LOOK
    install_translators(qapp, "zh_CN")
    try:
        assert re.fullmatch(r"[一-鿿，]+", sample_project().look.prompt)
    finally:
        install_translators(qapp, "en")
