"""Brings the translation files up to date with the program: ``python resources/translations/update_translations.py``.

Collects the words of the window and the sentences of ``core.error_text``, ``core.notice_text`` and ``engines.fit_text``
into each ``.ts``, keeps what is translated, and compiles the ``.qm`` that the program loads. Needs the tools that come
with PySide6.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from s2v_desktop.core.error_text import ERROR_PHRASES, ERROR_TEXT, PART_WORDS
from s2v_desktop.core.notice_text import ACTIVITY_TEXT, NOTICE_TEXT, PHASE_TEXT
from s2v_desktop.engines.fit_text import FIT_TEXT
from s2v_desktop.ui.messages import ERROR_CONTEXT, FIT_CONTEXT, JOB_CONTEXT

FOLDER = Path(__file__).resolve().parent
UI_FOLDER = FOLDER.parent.parent / "s2v_desktop" / "ui"
LANGUAGES = ("zh_CN",)
#: What Qt's own Chinese lacks or says oddly, in its file dialog: context, words and the comment beside them in Qt.
QT_WORDS = (
    ("QFileDialog", "&Look in:", ""),
    ("QFileDialog", "Files of &type:", ""),
    ("QFileSystemModel", "Size", ""),
    ("QAbstractFileIconProvider", "Folder", "All other platforms"),
    ("QAbstractFileIconProvider", "%1 File", "%1 is a file name suffix, for example txt"),
)


def update_ts(ts_path: Path) -> None:
    """Add what is new to ``ts_path`` and drop what is gone."""
    with tempfile.TemporaryDirectory() as scratch:
        others = Path(scratch) / "others.py"
        sentences = [*(words for text in ERROR_TEXT.values() for words in text), *ERROR_PHRASES, *PART_WORDS.values()]
        lines = [f"QCoreApplication.translate({ERROR_CONTEXT!r}, {_quoted(words)})" for words in sentences]
        told = [*NOTICE_TEXT.values(), *PHASE_TEXT.values(), *ACTIVITY_TEXT.values()]
        lines += [f"QCoreApplication.translate({JOB_CONTEXT!r}, {_quoted(words)})" for words in told]
        lines += [f"QCoreApplication.translate({FIT_CONTEXT!r}, {_quoted(words)})" for words in FIT_TEXT.values()]
        lines += [f"QCoreApplication.translate({', '.join(map(_quoted, words))})" for words in QT_WORDS]
        others.write_text("from PySide6.QtCore import QCoreApplication\n" + "\n".join(lines) + "\n", encoding="utf-8")
        sources = [*sorted(str(path) for path in UI_FOLDER.rglob("*.py")), str(others)]
        _run("lupdate", "-silent", "-no-obsolete", "-locations", "none", *sources, "-ts", str(ts_path))


def compile_qm(ts_path: Path, qm_path: Path) -> None:
    """Compile ``ts_path`` to ``qm_path``."""
    _run("lrelease", "-silent", str(ts_path), "-qm", str(qm_path))


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _run(tool: str, *arguments: str) -> None:
    program = Path(sys.executable).with_name(f"pyside6-{tool}")
    subprocess.run([str(program), *arguments], check=True)


def main() -> None:
    """Update and compile every language."""
    for language in LANGUAGES:
        ts_path = FOLDER / f"s2v_desktop_{language}.ts"
        update_ts(ts_path)
        compile_qm(ts_path, ts_path.with_suffix(".qm"))


if __name__ == "__main__":
    main()
