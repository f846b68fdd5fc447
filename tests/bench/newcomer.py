"""The first video of a newcomer, by real mouse and keyboard in the real program, from a cold start.

Three ways, each with a fresh home (no settings, no compiled kernels) on an X server of its own: the sample; a picture
and a song dragged in together from another program; the same two chosen in the file dialog. Prints one JSON object:
every click with its second, how many there were, and the facts about the video. Needs Xvfb, openbox and xdotool.

``python tests/bench/newcomer.py [PICTURE SONG]``; without files it makes a picture and a song of 30 s.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

DISPLAY = ":93"
MAX_CLICKS = 4
MAX_SECONDS = 60.0
PATIENCE_S = 110.0

#: Runs the program, and beside it tells ten times a second what a person sees: the buttons and the video.
EYES = """
import json, sys, threading, time
from PySide6.QtCore import QCoreApplication, QMetaObject, QObject, QPoint, Qt, QTimer, Slot
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMainWindow
class Eyes(QObject):
    @Slot()
    def open(self):
        self.timer = QTimer(self, interval=100)
        self.timer.timeout.connect(self.look)
        self.timer.start()
    def look(self):
        window = next((w for w in QApplication.topLevelWidgets() if isinstance(w, QMainWindow) and w.isVisible()), None)
        if window is None:
            return
        seen = {}
        for button in window.findChildren(QAbstractButton):
            if button.isVisible() and button.isEnabled():
                at = button.mapToGlobal(button.rect().center())
                name = "Generate" if button.objectName() == "primary" else button.accessibleName() or button.text()
                seen[name] = [at.x(), at.y()]
        dialog = QApplication.activeModalWidget()
        field = dialog.findChild(QLineEdit) if dialog is not None else None
        takes = window.preview_player.takes
        center = window.mapToGlobal(window.rect().center())
        state = {"buttons": seen, "asks": field is not None and field.isVisible(), "center": [center.x(), center.y()],
                 "says": window.render_bar.status_text, "message": window.message_bar.text,
                 "plays": str(takes.take.path) if takes.playing and takes.frame > 5 else ""}
        print(json.dumps(state), flush=True)
def wait():
    while QCoreApplication.instance() is None:
        time.sleep(0.01)
    eyes.moveToThread(QCoreApplication.instance().thread())
    QMetaObject.invokeMethod(eyes, "open", Qt.ConnectionType.QueuedConnection)
eyes = Eyes()
from PySide6.QtCore import Qt
QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
threading.Thread(target=wait, daemon=True).start()
from s2v_desktop.__main__ import main
sys.argv = ["s2v-desktop"]
sys.exit(main())
"""

#: Another program, from whose window the files named on its command line can be dragged.
FILE_MANAGER = """
import sys
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QApplication, QLabel
class Files(QLabel):
    def mouseMoveEvent(self, event):
        content = QMimeData()
        content.setUrls([QUrl.fromLocalFile(path) for path in sys.argv[1:]])
        drag = QDrag(self)
        drag.setMimeData(content)
        drag.exec(Qt.DropAction.CopyAction)
application = QApplication(sys.argv)
files = Files("picture and song")
files.setWindowFlag(Qt.WindowType.FramelessWindowHint)
files.setGeometry(1320, 100, 200, 200)
files.show()
application.exec()
"""


@dataclass
class Story:
    """What the newcomer did: seconds count from the start of the program."""

    clicks: list[tuple[float, str]] = field(default_factory=list)
    typed: list[tuple[float, str]] = field(default_factory=list)
    window_s: float = 0.0
    plays_s: float = 0.0


class Newcomer:
    """A hand on the mouse, and the program that it sees."""

    def __init__(self, home: str) -> None:
        environment = os.environ | {"S2V_DESKTOP_HOME": home, "DISPLAY": DISPLAY, "S2V_DESKTOP_LANGUAGE": "en"}
        environment.pop("NUMBA_CACHE_DIR", None)
        environment.pop("QT_QPA_PLATFORM", None)
        self.story = Story()
        self._began_s = time.monotonic()
        self._sight: dict[str, Any] = {}
        self._program = subprocess.Popen([sys.executable, "-c", EYES], stdout=subprocess.PIPE, env=environment)
        threading.Thread(target=self._watch, daemon=True).start()
        self.wait(lambda sight: bool(sight), "the window opens")
        self.story.window_s = self._now_s()

    def click(self, name: str) -> None:
        """Click the button called ``name`` as soon as it can be pressed."""
        self.wait(lambda sight: name in sight["buttons"], name)
        x, y = self._sight["buttons"][name]
        _hand("mousemove", str(x), str(y))
        self.story.clicks.append((self._now_s(), name))
        _hand("click", "1")

    def type_name(self, name: str) -> None:
        """Type the name of a file into the dialog that has opened."""
        self.wait(lambda sight: sight["asks"], "the dialog opens")
        time.sleep(0.3)
        self.story.typed.append((self._now_s(), Path(name).name))
        _hand("type", "--delay", "4", name)
        _hand("key", "Return")
        self.wait(lambda sight: not sight["asks"], "the dialog closes")

    def drag_in(self) -> None:
        """Drag what the other program offers into the middle of the window."""
        x, y = self._sight["center"]
        _hand("mousemove", "1420", "200")
        self.story.clicks.append((self._now_s(), "drag of picture and song"))
        _hand("mousedown", "1")
        for step in range(1, 11):
            _hand("mousemove", str(1420 + (x - 1420) * step // 10), str(200 + (y - 200) * step // 10))
            time.sleep(0.05)
        time.sleep(0.2)
        _hand("mouseup", "1")

    def watch_video(self) -> str:
        """Wait until the finished video plays; return its path."""
        self.wait(lambda sight: sight["plays"], "the video plays")
        self.story.plays_s = self._now_s()
        return str(self._sight["plays"])

    def leave(self) -> None:
        """End the program."""
        self._program.terminate()
        self._program.wait(20)

    def wait(self, seen: Callable[[dict[str, Any]], object], what: str) -> None:
        """Wait until ``seen`` holds."""
        until_s = time.monotonic() + PATIENCE_S
        while not (self._sight and seen(self._sight)):
            if time.monotonic() > until_s or self._program.poll() is not None:
                raise SystemExit(f"not seen: {what}; last: {json.dumps(self._sight)}")
            time.sleep(0.02)

    def _watch(self) -> None:
        assert self._program.stdout is not None
        for line in self._program.stdout:
            self._sight = json.loads(line)

    def _now_s(self) -> float:
        return round(time.monotonic() - self._began_s, 2)


def try_sample(newcomer: Newcomer, _picture: Path, _song: Path) -> None:
    """Begin with the sample."""
    newcomer.click("Try the sample")


def drag_files(newcomer: Newcomer, _picture: Path, _song: Path) -> None:
    """Begin with two files from another program."""
    newcomer.drag_in()


def choose_files(newcomer: Newcomer, picture: Path, song: Path) -> None:
    """Begin with two files from the dialog."""
    for button, path in (("Open picture (Ctrl+O)", picture), ("Open song (Ctrl+Shift+O)", song)):
        newcomer.click(button)
        newcomer.type_name(str(path))


def first_video(begin: Callable[[Newcomer, Path, Path], None], picture: Path, song: Path) -> dict[str, Any]:
    """Make the first video; return the story with the facts about the video."""
    from s2v_desktop.video.probe import probe_video

    with tempfile.TemporaryDirectory() as home:
        newcomer = Newcomer(home)
        try:
            begin(newcomer, picture, song)
            newcomer.click("Generate")
            facts = probe_video(Path(newcomer.watch_video()))
        finally:
            newcomer.leave()
    story = newcomer.story
    video = {"size": [facts.width, facts.height], "frames": facts.frames, "duration_s": round(facts.duration_s, 3)}
    video |= {"codecs": [facts.video_codec, facts.audio_codec], "sound_s": round(facts.audio_duration_s, 3)}
    met = len(story.clicks) <= MAX_CLICKS and story.plays_s <= MAX_SECONDS
    return asdict(story) | {"total_clicks": len(story.clicks), "video": video, "met": met}


def make_files(folder: Path) -> tuple[Path, Path]:
    """Make a picture and half a minute of drums."""
    import numpy as np
    import soundfile
    from PIL import Image

    y, x = np.mgrid[0:1200, 0:1600]
    picture, song = folder / "my cover.png", folder / "my song.wav"
    Image.fromarray(np.stack([x // 7, y // 5, (x + y) // 11], axis=-1).astype(np.uint8)).save(picture)
    rate_hz = 44_100
    samples = np.zeros(30 * rate_hz, np.float32)
    rng = np.random.default_rng(2)
    hit = (rng.standard_normal(4000) * np.exp(-np.arange(4000) / 600)).astype(np.float32)
    for number, time_s in enumerate(np.arange(0.2, 29.5, 60 / 112)):
        first = round(time_s * rate_hz)
        samples[first : first + 4000] += hit * (0.4 if number % 4 == 0 else 0.2)
    soundfile.write(song, samples, rate_hz)
    return picture, song


def _hand(*arguments: str) -> None:
    subprocess.run(["xdotool", *arguments], env=os.environ | {"DISPLAY": DISPLAY}, check=True)


def main() -> None:
    """Print the three stories."""
    x_server = subprocess.Popen(["Xvfb", DISPLAY, "-screen", "0", "1600x900x24"], stderr=subprocess.DEVNULL)
    time.sleep(1.5)
    environment = os.environ | {"DISPLAY": DISPLAY}
    environment.pop("QT_QPA_PLATFORM", None)
    beside = [subprocess.Popen(["openbox"], env=environment, stderr=subprocess.DEVNULL)]
    with tempfile.TemporaryDirectory() as folder:
        picture, song = map(Path, sys.argv[1:3]) if len(sys.argv) > 2 else make_files(Path(folder))
        files = [str(song.absolute()), str(picture.absolute())]
        try:
            beside.append(subprocess.Popen([sys.executable, "-c", FILE_MANAGER, *files], env=environment))
            ways = {"sample": try_sample, "dragged": drag_files, "chosen": choose_files}
            log = {name: first_video(begin, picture.absolute(), song.absolute()) for name, begin in ways.items()}
        finally:
            for process in (*beside, x_server):
                process.terminate()
    print(json.dumps(log, indent=1))


if __name__ == "__main__":
    main()
