"""What the commands do, with the same functions as the window."""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from msgspec import structs

from s2v_desktop.cli.output import Reporter
from s2v_desktop.cli.signals import cancelled_by_signals
from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.engine_settings import EngineSettings, engine_settings
from s2v_desktop.core.errors import ErrorCode, OutputError, out_of_range
from s2v_desktop.core.look import Aspect, Look, MotionLevel, Quality, Resolution
from s2v_desktop.core.progress import JobControl
from s2v_desktop.core.project import Project, load_project, media_file
from s2v_desktop.core.request import MediaFile, RenderRequest
from s2v_desktop.core.suffixes import is_bundle_name
from s2v_desktop.library.takes import Take, new_take_path, save_sidecar

if TYPE_CHECKING:
    from s2v_desktop.audio.beats_file import BeatFormat
    from s2v_desktop.audio.decode import Song

Choice = TypeVar("Choice", bound=StrEnum)


def demo(arguments: argparse.Namespace, reporter: Reporter) -> None:
    """Render the shipped sample into the current folder and print where."""
    from s2v_desktop.audio.beats_file import read_beats
    from s2v_desktop.core.sample import SAMPLE_LOOK, sample_files

    files = sample_files()
    beats = read_beats(files.beats)
    target = new_take_path(Path.cwd(), "s2v-demo")
    _render(files.picture, files.song, target, SAMPLE_LOOK, reporter, clip=Clip(), best_part=True, beats=beats)


def render(arguments: argparse.Namespace, reporter: Reporter) -> None:
    """Render a picture and a song to the file that was named."""
    from s2v_desktop.audio.beats_file import read_beats
    from s2v_desktop.engines.registry import engine_kind

    look = look_from_arguments(arguments)
    engine_kind(look.engine)  # an unknown one is told before any work
    settings = engine_settings_from_arguments(arguments)
    _render(
        Path(arguments.picture),
        Path(arguments.song),
        Path(arguments.output),
        look,
        reporter,
        beats=read_beats(Path(arguments.beats)) if arguments.beats else None,
        clip=clip_from_arguments(arguments),
        best_part=not arguments.start,
        settings=settings,
    )


def render_project(arguments: argparse.Namespace, reporter: Reporter) -> None:
    """Render a project, alone or in a bundle with its files, to the file that was named."""
    from s2v_desktop.audio.decode import decode_song
    from s2v_desktop.core.bundle import open_bundle
    from s2v_desktop.host.render_job import check_target

    path, target = Path(arguments.project), Path(arguments.output)
    settings = engine_settings_from_arguments(arguments)
    with tempfile.TemporaryDirectory(prefix="s2v-project-") as folder:
        opened = open_bundle(path, Path(folder)) if is_bundle_name(path.name) else path
        request = load_project(opened).to_request()
        check_target(target, path, request.picture_path, request.song_path)
        _start_warm_up()
        take = _run_job(request, target, decode_song(request.song_path), reporter, settings)
        if opened != path:
            take = structs.replace(take, request=_as_in_bundle(request, opened.parent, path.absolute()))
            save_sidecar(take)
    reporter.finish(take)


def _as_in_bundle(request: RenderRequest, folder: Path, bundle: Path) -> RenderRequest:
    """Return ``request`` with its media in ``bundle``, where they stay, not in the ``folder`` it was unpacked to."""

    def inside(media: MediaFile) -> MediaFile:
        return structs.replace(media, path=str(bundle / Path(media.path).relative_to(folder)))

    return structs.replace(request, picture=inside(request.picture), song=inside(request.song))


def beats(arguments: argparse.Namespace, reporter: Reporter) -> None:
    """Print the beats of a song, as a table of words, JSON or CSV, or write them to a file."""
    from s2v_desktop.audio.beat_formats.own import write_csv, write_json
    from s2v_desktop.audio.beat_tracker import track_beats
    from s2v_desktop.audio.beats_file import write_beats
    from s2v_desktop.audio.decode import decode_song

    song, target = Path(arguments.song), _export_target(arguments)
    grid = track_beats(decode_song(song))
    if target is not None:
        if not grid.beats:
            reporter.note("No steady beat was found.")
        write_beats(grid, *target)
        print(target.path)
    elif arguments.json:
        print(write_json(grid))
    elif arguments.csv:
        sys.stdout.write(write_csv(grid))
    elif not grid.beats:
        reporter.note("No steady beat was found.")
    else:
        print(
            f"{grid.tempo_bpm:.2f} BPM, {len(grid.beats)} beats, {grid.beats_per_bar}/4, "
            f"confidence {grid.confidence:.2f} (bars {grid.downbeat_confidence:.2f})"
        )
        for beat in grid.beats:
            print(f"{beat.time_s:10.3f}  {'|' if beat.downbeat else ' '}  {beat.strength:.2f}")


class _ExportTarget(NamedTuple):
    path: Path
    form: BeatFormat


def _export_target(arguments: argparse.Namespace) -> _ExportTarget | None:
    """Return where and how to write the beats, known to be right before the song is decoded."""
    from s2v_desktop.audio.beats_file import BeatFormat, format_of_name

    if not arguments.export:
        if arguments.format:
            raise out_of_range("--format", "used with --export")
        return None
    path, song = Path(arguments.export), Path(arguments.song)
    if path.exists() and song.exists() and path.samefile(song):
        raise OutputError(ErrorCode.TARGET_IS_INPUT, str(path))
    form = _choice(BeatFormat, arguments.format, "--format") if arguments.format else format_of_name(path)
    return _ExportTarget(path, form)


def look_from_arguments(arguments: argparse.Namespace) -> Look:
    """Return the look that the options of ``render`` describe; raise ``InputError`` on a value out of range."""
    motion = arguments.motion.lower() != "off"
    return Look(
        prompt=arguments.prompt,
        prompt_weight=arguments.prompt_weight,
        motion=motion,
        motion_level=_choice(MotionLevel, arguments.motion, "--motion") if motion else MotionLevel.MEDIUM,
        resolution=_choice(Resolution, arguments.resolution, "--resolution"),
        aspect=_choice(Aspect, arguments.aspect, "--aspect"),
        fps=arguments.fps,
        seed=arguments.seed,
        engine=arguments.engine,
        background=arguments.background,
        negative_prompt=arguments.negative_prompt,
        quality=_choice(Quality, arguments.quality, "--quality"),
        skips_steps=arguments.skip_steps,
        steady_colours=not arguments.no_steady_colours,
    )


def engine_settings_from_arguments(arguments: argparse.Namespace) -> EngineSettings:
    """Return the settings of the engine: those of the window, with what the options say in their place.

    Raises:
        InputError: there is no memory plan of that name.
    """
    from s2v_desktop.engines.wan_s2v.memory import PLANS

    settings = engine_settings()
    if arguments.models:
        settings = structs.replace(settings, models_dir=str(Path(arguments.models).absolute()))
    if arguments.memory_plan:
        if arguments.memory_plan not in PLANS:
            raise out_of_range("--memory-plan", ", ".join(PLANS))
        settings = structs.replace(settings, memory_plan=arguments.memory_plan)
    return settings


def clip_from_arguments(arguments: argparse.Namespace) -> Clip:
    """Return the clip that the options of ``render`` describe, from 0 s on where they name no start.

    Raises:
        InputError: a value is out of range.
    """
    return Clip(
        start_s=parse_time(arguments.start) if arguments.start else 0.0,
        duration_s=arguments.duration,
        fade_in_s=arguments.fade_in,
        fade_out_s=arguments.fade_out,
        lead_in_s=arguments.lead_in,
    )


def parse_time(text: str) -> float:
    """Return the seconds that ``text`` means: ``83.5`` or ``1:23.5``."""
    minutes, _, seconds = text.rpartition(":")
    try:
        return 60 * int(minutes or "0") + float(seconds)
    except ValueError:
        raise out_of_range("--start", "seconds (83.5) or minutes and seconds (1:23.5)") from None


def _choice(kind: type[Choice], text: str, option: str) -> Choice:
    try:
        return kind(text.lower())
    except ValueError:
        raise out_of_range(option, ", ".join(kind)) from None


def _render(
    picture: Path,
    song_path: Path,
    target: Path,
    look: Look,
    reporter: Reporter,
    *,
    clip: Clip,
    best_part: bool,
    beats: BeatGrid | None = None,
    settings: EngineSettings | None = None,
) -> None:
    from s2v_desktop.audio.beat_tracker import track_beats
    from s2v_desktop.audio.decode import decode_song
    from s2v_desktop.audio.highlight import suggest_clip
    from s2v_desktop.host.render_job import check_target

    check_target(target, picture, song_path)
    files = media_file(picture), media_file(song_path)
    _start_warm_up()
    song = decode_song(song_path)
    clip.require_inside(song.duration_s)
    if beats is None:
        beats = track_beats(song)
        if not beats.beats:
            reporter.note("No steady beat was found: the video follows the loudness instead.")
    if best_part:
        part = suggest_clip(song, beats, clip.duration_s)
        clip = clip.with_span(part.start_s, part.duration_s)
    request = Project(*files, clip, beats, look).to_request()
    reporter.finish(_run_job(request, target, song, reporter, settings))


def _start_warm_up() -> None:
    """Compile while the song is decoded. Not a daemon: the interpreter cannot end in the middle of LLVM's work."""
    from s2v_desktop.render.compositor import warm_up

    threading.Thread(target=warm_up, name="warm-up").start()


def _run_job(
    request: RenderRequest, target: Path, song: Song, reporter: Reporter, settings: EngineSettings | None
) -> Take:
    from s2v_desktop.host.render_job import RenderJob

    control = JobControl()
    with cancelled_by_signals(control):
        job = RenderJob(request, target, control, reporter.progress, on_notice=reporter.notice, settings=settings)
        return job.run(song)
