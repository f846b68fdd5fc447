"""The far bottom: what is going on, and the one button that makes the video."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QToolButton, QWidget

from s2v_desktop.core.clip import Clip
from s2v_desktop.core.look import Look
from s2v_desktop.core.progress import Progress
from s2v_desktop.ui.engine_words import engine_name
from s2v_desktop.ui.messages import listed, progress_words
from s2v_desktop.ui.viewmodels.render_model import RenderState
from s2v_desktop.ui.widgets.download_chip import DownloadChip

_STEPS = 1000


class RenderBar(QFrame):
    """Shows engine and progress; tells which button was pressed."""

    generate_pressed = Signal()
    cancel_pressed = Signal()
    pause_pressed = Signal()
    queue_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self._state = RenderState.IDLE
        self._ready = False
        self._wished = False
        self._retimes = False
        self._lack = ""
        self._plan = ""
        self._generate_text = ""
        self._add_text = ""
        self._status = QLabel()
        self._status.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._status.setAccessibleName(self.tr("Status"))
        self._progress = QProgressBar(textVisible=False, minimum=0, maximum=_STEPS)
        self._progress.setFixedWidth(160)
        self._progress.setAccessibleName(self.tr("Progress"))
        self._pause = QPushButton()
        self._pause.clicked.connect(self.pause_pressed)
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setToolTip(self.tr("Cancel (Ctrl+Shift+C): nothing is written; the next in the queue begins"))
        self._cancel.clicked.connect(self.cancel_pressed)
        self.download = DownloadChip()
        self.queue = QToolButton()
        self.queue.clicked.connect(self.queue_pressed)
        self.generate = QPushButton()
        self.generate.setObjectName("primary")
        self.generate.clicked.connect(self.generate_pressed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 2, 4, 4)
        layout.setSpacing(10)
        layout.addWidget(self._status, 1)
        for widget in (self._progress, self._pause, self._cancel, self.download, self.queue, self.generate):
            layout.addWidget(widget)
        self.show_queue(0, 0)
        self.show_state(RenderState.IDLE)

    @property
    def status_text(self) -> str:
        """What the status line says."""
        return self._status.text()

    def show_plan(self, clip: Clip, look: Look, *, expected_s: float | None, retimes: bool = False) -> None:
        """Let the button say what it will do, and how long that should take where that is known.

        ``retimes`` says that the pictures are kept from an earlier video.
        """
        self._retimes = retimes
        width, height = look.size
        facts = {"seconds": f"{clip.video_duration_s:.1f}", "width": width, "height": height, "fps": look.fps}
        anew = self.tr("Generate {seconds} s · {width} × {height} · {fps} fps").format(**facts)
        again = self.tr("Re-time {seconds} s").format(**facts)
        about = ""
        if expected_s is not None:
            about = " · " + self.tr("about {time}").format(time=self._duration_words(expected_s))
        self._generate_text = (again if retimes else anew) + about
        self._add_text = self.tr("Add to queue · {seconds} s · {width} × {height}").format(**facts) + about
        self._make_room(anew + about, again + about, self._add_text)
        self._plan = self.tr("{engine} · nothing leaves this computer").format(engine=engine_name(look.engine))
        self._show_buttons()
        self._show_idle_words()

    def show_readiness(self, sentence: str, *, is_open: bool, wished: bool) -> None:
        """Say with ``sentence`` what a video lacks or waits for; empty where it lacks nothing.

        ``is_open`` lets the button be pressed; ``wished`` says that the video will begin by itself.
        """
        self._lack, self._ready, self._wished = sentence, is_open, wished
        self._show_buttons()
        self._show_idle_words()

    def show_queue(self, waiting: int, failed: int) -> None:
        """Show how many videos wait and how many have failed; without either, only where the queue is."""
        words = self.tr("Queue ({count})").format(count=waiting) if waiting else self.tr("Queue")
        self.queue.setText(words + (" !" if failed else ""))
        told = [self.tr("{count} waiting").format(count=waiting)] if waiting else []
        told += [self.tr("{count} failed").format(count=failed)] if failed else []
        self.queue.setAccessibleName(listed([self.tr("Queue of videos"), *told]))
        tip = self.tr("Show the queue of videos (Ctrl+Shift+G)")
        self.queue.setToolTip("\n".join([tip, *told]))

    def show_state(self, state: RenderState) -> None:
        """Show the buttons that fit ``state``."""
        self._state = state
        paused = state is RenderState.PAUSED
        self._pause.setText(self.tr("Continue") if paused else self.tr("Pause"))
        self._pause.setToolTip(self.tr("Continue (Ctrl+Shift+P)") if paused else self.tr("Pause (Ctrl+Shift+P)"))
        if state is RenderState.IDLE:
            self._show_idle_words()
            self._progress.setValue(0)
        else:
            self._status.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if state is RenderState.CANCELLING:
            self._status.setText(self.tr("Cancelling …"))
        elif paused:
            self._status.setText(self.tr("Paused"))
        self._show_buttons()

    def show_progress(self, progress: Progress) -> None:
        """Show the phase, how much is done and how long the rest takes."""
        self._progress.setValue(round(progress.fraction * _STEPS))
        if self._state is not RenderState.RUNNING:
            return
        text = f"{progress_words(progress)} · {progress.fraction:.0%}"
        if progress.remaining_s is not None:
            text += " · " + self.tr("{time} left").format(time=self._duration_words(progress.remaining_s))
        self._status.setText(text)

    def _show_idle_words(self) -> None:
        """Say beside the button what it waits for, else at the left what it will use."""
        if self._state is not RenderState.IDLE:
            return
        self._status.setText(self._lack or self._plan)
        side = Qt.AlignmentFlag.AlignRight if self._lack else Qt.AlignmentFlag.AlignLeft
        self._status.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)

    def _make_room(self, *texts: str) -> None:
        """Make the button as wide as any of ``texts`` needs: then a change of them moves no button beside it."""
        self.generate.setMinimumWidth(0)
        widest = 0
        for text in texts:
            self.generate.setText(text)
            widest = max(widest, self.generate.sizeHint().width())
        self.generate.setMinimumWidth(widest)

    def _show_buttons(self) -> None:
        idle = self._state is RenderState.IDLE
        for widget in (self._progress, self._pause, self._cancel):
            widget.setVisible(not idle)
        busy = self._state is RenderState.CANCELLING
        self._pause.setEnabled(not busy)
        self._cancel.setEnabled(not busy)
        self.generate.setText(self._generate_text if idle else self._add_text)
        self.generate.setEnabled(self._ready)
        make, wait = self.tr("Make the video (Ctrl+Return)"), self.tr("Make this video afterwards (Ctrl+Return)")
        if self._retimes:
            make += "\n" + self.tr("The pictures are kept: only the timing and motion are made anew")
        self.generate.setToolTip(make if idle else wait)
        if self._wished:
            self.generate.setText(self.tr("Begins by itself · press to stop it"))
            tip = self.tr("The video begins as soon as everything is there (Ctrl+Return takes it back)")
            self.generate.setToolTip(tip)
        elif not self._ready:
            self.generate.setToolTip(self._lack)

    def _duration_words(self, seconds: float) -> str:
        if seconds < 90:
            return self.tr("{count} s").format(count=max(1, round(seconds)))
        return self.tr("{count} min").format(count=round(seconds / 60))
