"""One render from request to take: the same steps for the engine host, the command line and the tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from s2v_desktop import __version__
from s2v_desktop.audio.bands import band_envelopes
from s2v_desktop.audio.clip_sound import clip_sound
from s2v_desktop.audio.decode import Song, decode_song
from s2v_desktop.core.engine_settings import EngineSettings, engine_settings
from s2v_desktop.core.errors import ErrorCode, InputError, OutputError
from s2v_desktop.core.files import sha256_of_file
from s2v_desktop.core.progress import JobControl, Notice, NoticeCode, Phase, Progress, ProgressReporter
from s2v_desktop.core.request import MediaFile, RenderRequest
from s2v_desktop.core.shot_plan import ShotPlan
from s2v_desktop.director.plan import plan_shots
from s2v_desktop.engines.base import BaseFrames
from s2v_desktop.engines.registry import EngineKind, engine_kind
from s2v_desktop.host.preview import PICTURE_INTERVAL_S, PREVIEW_INTERVAL_S, picture_jpeg, preview_jpeg
from s2v_desktop.library.base_frames import BaseFrameStore, as_kept
from s2v_desktop.library.job_folder import forget_job, job_in_use
from s2v_desktop.library.takes import Take, save_sidecar
from s2v_desktop.picture.crop_box import focus_in_crop
from s2v_desktop.picture.load import picture_size
from s2v_desktop.render.compositor import Compositor
from s2v_desktop.render.frames import render_frames
from s2v_desktop.store.chosen import with_used_model
from s2v_desktop.video.encode import VideoWriter

#: How the time divides among the phases where base frames cost nothing, measured on two cores.
_PHASE_WEIGHTS = {Phase.AUDIO: 0.08, Phase.FRAMES: 0.86, Phase.ENCODING: 0.06}


def check_target(target: Path, *inputs: Path) -> None:
    """Raise ``OutputError`` unless ``target`` can be the name of a video made from ``inputs``."""
    if target.suffix.lower() != ".mp4":
        raise OutputError(ErrorCode.TARGET_NOT_MP4, target.name)
    if not target.parent.is_dir() or target.is_dir():
        raise OutputError(ErrorCode.TARGET_NOT_WRITABLE, str(target))
    if any(target.exists() and source.exists() and target.samefile(source) for source in inputs):
        raise OutputError(ErrorCode.TARGET_IS_INPUT, str(target))


class RenderJob:
    """Renders ``request`` to ``target`` (replaced only by a finished video) and puts the sidecar beside it.

    ``on_preview`` takes a small JPEG with the number of its output frame, None where it shows what the engine is at;
    ``settings`` are those of the engine, from the settings file where None.
    """

    def __init__(
        self,
        request: RenderRequest,
        target: Path,
        control: JobControl,
        on_progress: Callable[[Progress], None],
        on_preview: Callable[[int | None, bytes], None] | None = None,
        on_notice: Callable[[Notice], None] | None = None,
        settings: EngineSettings | None = None,
    ) -> None:
        self._request = request
        self._target = target
        self._control = control
        self._on_progress = on_progress
        self._on_preview = on_preview
        self._on_notice = on_notice
        self._settings = settings
        self._next_preview_s = 0.0
        self._resumed = False

    def run(self, song: Song | None = None) -> Take:
        """Do it all; ``song`` spares decoding where the caller has it.

        Raises ``S2VError``; nothing is left under the target's name, nor under its ``.part`` name, when it does.
        """
        began_s = time.monotonic()
        request = self._request
        check_target(self._target, request.picture_path, request.song_path)
        kind = engine_kind(request.look.engine)
        key = kind.base_key(request)
        kept = BaseFrameStore().find(key)
        base_cost = 0.0 if kept else kind.base_cost
        reporter = ProgressReporter(
            _phase_weights(base_cost), self._control, self._on_progress, self._tell, self._show_picture
        )
        reporter.report(Phase.AUDIO, 0.0)
        song = song or decode_song(request.song_path)
        for media in (request.picture, request.song):
            _require_unchanged(media)
        plan = self._plan(song)
        sound = clip_sound(song, request.clip, len(plan) / request.look.fps)
        base_share = base_cost / _phase_weights(base_cost)[Phase.FRAMES]
        with job_in_use(key):
            base_frames = kept or self._make_base_frames(kind, sound, reporter.within(Phase.FRAMES, 0.0, base_share))
            self._render(plan, base_frames, sound, reporter.within(Phase.FRAMES, base_share, 1.0))
        seconds_taken = round(time.monotonic() - began_s - self._control.paused_s, 2)
        take = Take(str(self._target), request, __version__, seconds_taken, kept is not None, self._resumed)
        save_sidecar(take)
        forget_job(key)
        return take

    def _make_base_frames(self, kind: EngineKind, sound: Song, reporter: ProgressReporter) -> BaseFrames:
        settings = self._settings or engine_settings()
        engine = kind.create(with_used_model(settings) if kind.base_cost else settings)
        made = as_kept(engine.make_base_frames(self._request, sound, self._control, reporter))
        BaseFrameStore().keep(kind.base_key(self._request), made, self._control)
        return made

    def _plan(self, song: Song) -> ShotPlan:
        clip, look = self._request.clip, self._request.look
        clip.require_inside(song.duration_s)
        bands = band_envelopes(song, clip.start_s, clip.end_s)
        focus = focus_in_crop(picture_size(self._request.picture_path), look)
        return plan_shots(self._request.beats, bands, look, clip, focus)

    def _render(self, plan: ShotPlan, base_frames: BaseFrames, sound: Song, reporter: ProgressReporter) -> None:
        look = self._request.look
        width, height = look.size
        reporter.report(Phase.FRAMES, 0.0)
        with (
            base_frames.shown_at(look.frame_rate, look.size) as shown,
            VideoWriter(
                self._target,
                width,
                height,
                look.frame_rate,
                sound.samples,
                sound.sample_rate_hz,
                len(plan),
                self._control.check,
            ) as writer,
        ):
            compositor = Compositor(width, height)
            for index, frame in enumerate(render_frames(compositor, shown, plan, look.seed, self._control)):
                writer.write(frame)
                reporter.report(Phase.FRAMES, (index + 1) / len(plan))
                self._show_preview(index, frame)
            reporter.report(Phase.ENCODING, 0.0)
        reporter.report(Phase.ENCODING, 1.0)

    def _tell(self, notice: Notice) -> None:
        self._resumed |= notice.code is NoticeCode.RESUMED
        if self._on_notice is not None:
            self._on_notice(notice)

    def _show_picture(self, picture: NDArray[np.uint8]) -> None:
        if self._on_preview is not None and self._preview_is_due(PICTURE_INTERVAL_S):
            self._on_preview(None, picture_jpeg(picture))

    def _show_preview(self, index: int, frame: NDArray[np.uint8]) -> None:
        if self._on_preview is not None and self._preview_is_due(PREVIEW_INTERVAL_S):
            self._on_preview(index, preview_jpeg(frame, *self._request.look.size))

    def _preview_is_due(self, interval_s: float) -> bool:
        """Tell whether it is time for a preview; the next one is due ``interval_s`` after it."""
        now_s = time.monotonic()
        if now_s < self._next_preview_s:
            return False
        self._next_preview_s = now_s + interval_s
        return True


def _phase_weights(base_cost: float) -> dict[Phase, float]:
    """Return the weights of the phases where base frames take ``base_cost`` times as long as the whole rest."""
    return _PHASE_WEIGHTS | {Phase.FRAMES: _PHASE_WEIGHTS[Phase.FRAMES] + base_cost}


def _require_unchanged(media: MediaFile) -> None:
    path = Path(media.path)
    if sha256_of_file(path) != media.sha256:
        raise InputError(ErrorCode.FILE_CHANGED, path.name)
