"""The command line: arguments in, exit code out.

Exit codes: 0 done; 1 unexpected fault; 2 wrong usage or a value outside its range; 3 a file given cannot be used;
4 the video or the models folder cannot be written; 5 the engine, its model, a download or the encoder failed, or the
models folder is gone or in use; 130 cancelled, or paused.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from typing import Any

from s2v_desktop import __version__
from s2v_desktop.cli.models_parser import add_models
from s2v_desktop.cli.output import JsonReporter, Reporter, TerminalReporter, terminal_to_ourselves
from s2v_desktop.core.clip import MAX_DURATION_S, MAX_FADE_S, MAX_LEAD_IN_S, MIN_DURATION_S
from s2v_desktop.core.errors import (
    EngineError,
    ErrorCode,
    InputError,
    JobCancelledError,
    JobPausedError,
    ModelError,
    OutputError,
    S2VError,
)
from s2v_desktop.core.look import (
    FPS_CHOICES,
    MAX_PROMPT_WEIGHT,
    MIN_PROMPT_WEIGHT,
    Aspect,
    Look,
    MotionLevel,
    Quality,
    Resolution,
)
from s2v_desktop.core.paths import log_dir
from s2v_desktop.core.suffixes import is_project_name

_log = logging.getLogger(__name__)

EXIT_CANCELLED = 130
_RENDER_PROJECT = "render-project"
_EXIT_CODES: dict[type[S2VError], int] = {InputError: 3, OutputError: 4, EngineError: 5, ModelError: 5}
_USAGE_CODES = {
    ErrorCode.VALUE_OUT_OF_RANGE,
    ErrorCode.ENGINE_UNKNOWN,
    ErrorCode.TARGET_NOT_MP4,
    ErrorCode.MODEL_UNKNOWN,
    ErrorCode.MODEL_IS_ADDITION,
    ErrorCode.MODEL_IS_OWN,
    ErrorCode.MODEL_NOT_MOVING,
}
#: A download finds out about it, but it is the folder that cannot be written.
_OUTPUT_CODES = {ErrorCode.STORE_TOO_SMALL}


def run(argv: Sequence[str]) -> int:
    """Run the command in ``argv`` (without the program's name) and return the exit code."""
    arguments = build_parser().parse_args(_told_apart(argv))
    with terminal_to_ourselves():
        return _run_command(arguments)


def _told_apart(argv: Sequence[str]) -> Sequence[str]:
    """Return ``argv`` with ``render`` of a project, which has other arguments, as the command of its own that it is."""
    named = [argument for argument in argv if not argument.startswith("-")]
    if named[:1] == ["render"] and any(is_project_name(name) for name in named[1:2]):
        return [_RENDER_PROJECT if argument == "render" else argument for argument in argv]
    return argv


def _run_command(arguments: argparse.Namespace) -> int:
    reporter: Reporter = JsonReporter() if arguments.json else TerminalReporter()
    command: Callable[[argparse.Namespace, Reporter], None] = arguments.command
    try:
        command(arguments, reporter)
    except S2VError as error:
        reporter.fail(error)
        return exit_code(error)
    except KeyboardInterrupt:
        reporter.fail(JobCancelledError())
        return EXIT_CANCELLED
    except BrokenPipeError:  # the reader of our output has gone: nothing to tell, nobody to tell it to
        sys.stderr.close()
        return 1
    except MemoryError:
        reporter.fail(S2VError(ErrorCode.OUT_OF_MEMORY))
        return 5
    except Exception as error:  # noqa: BLE001 (the last line of defence; logged below)
        _write_log()
        _log.exception("unexpected fault")
        reporter.fail(S2VError(ErrorCode.INTERNAL, type(error).__name__))
        return 1
    return 0


def exit_code(error: S2VError) -> int:
    """Return the exit code that stands for ``error``."""
    if isinstance(error, (JobCancelledError, JobPausedError)):
        return EXIT_CANCELLED
    if error.code in _USAGE_CODES:
        return 2
    if error.code in _OUTPUT_CODES:
        return 4
    return next((code for kind, code in _EXIT_CODES.items() if isinstance(error, kind)), 1)


class _Parser(argparse.ArgumentParser):
    """Refuses what it does not know by itself, so that the usage beside the refusal is that of the command."""

    def parse_known_args(  # pyright: ignore[reportIncompatibleMethodOverride] (overloads)
        self, args: Any = None, namespace: Any = None
    ) -> Any:
        """Return what ``argparse`` does, with nothing left over."""
        known, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return known, unknown


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = _Parser(
        prog="s2v-desktop",
        description="One picture and a piece of a song become a short video that moves with the music. "
        "Without a command the window opens.",
        epilog=(__doc__ or "").split("\n\n")[1],
    )
    parser.add_argument("--version", action="version", version=f"S2V Desktop {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_demo(commands)
    _add_render(commands)
    _add_render_project(commands)
    _add_beats(commands)
    add_models(commands)
    _add_doctor(commands)
    return parser


_Commands = argparse._SubParsersAction  # noqa: SLF001 (argparse names its return type so)


def _add_demo(commands: _Commands) -> None:
    from s2v_desktop.cli.commands import demo

    parser = commands.add_parser("demo", help="render the shipped sample into the current folder")
    parser.add_argument("--json", action="store_true", help="one JSON object a line instead of a progress bar")
    parser.set_defaults(command=demo)


def _add_render(commands: _Commands) -> None:
    from s2v_desktop.cli.commands import render

    parser = commands.add_parser("render", help="make a video from a picture and a song")
    parser.add_argument("picture", metavar="PICTURE", help="JPG, PNG, WebP, BMP or TIFF")
    parser.add_argument("song", metavar="SONG", help="WAV, FLAC, MP3, OGG, M4A, AIFF or a video with sound")
    parser.add_argument("-o", "--output", metavar="OUT", required=True, help="name of the video (.mp4)")
    parser.add_argument("--start", metavar="TIME", help="where the clip begins: seconds or m:ss (default: best part)")
    parser.add_argument(
        "--duration",
        type=float,
        default=8.0,
        metavar="S",
        help=f"length of the clip in seconds, {MIN_DURATION_S:g}-{MAX_DURATION_S:g} (default: 8)",
    )
    parser.add_argument(
        "--fade-in",
        type=float,
        default=0.0,
        metavar="S",
        help=f"let the sound rise over so many seconds, 0-{MAX_FADE_S:g} (default: 0)",
    )
    parser.add_argument(
        "--fade-out",
        type=float,
        default=0.0,
        metavar="S",
        help=f"let the sound fall over so many seconds at the end, 0-{MAX_FADE_S:g} (default: 0)",
    )
    parser.add_argument(
        "--lead-in",
        type=float,
        default=0.0,
        metavar="S",
        help=f"begin the video with so many seconds of silence, 0-{MAX_LEAD_IN_S:g}; it becomes that much longer "
        "(default: 0)",
    )
    parser.add_argument("--aspect", default=Aspect.WIDE.value, metavar="W:H", help=_one_of(Aspect))
    parser.add_argument("--resolution", default=Resolution.P720.value, metavar="P", help=_one_of(Resolution))
    parser.add_argument("--fps", type=int, default=30, metavar="N", help=" or ".join(map(str, FPS_CHOICES)))
    parser.add_argument(
        "--motion", default=MotionLevel.MEDIUM.value, metavar="LEVEL", help=f"off, {_one_of(MotionLevel)}"
    )
    parser.add_argument("--prompt", default="", metavar="TEXT", help="such as “slow pan right, film grain, warm”")
    parser.add_argument(
        "--prompt-weight",
        type=float,
        default=1.0,
        metavar="X",
        help=f"{MIN_PROMPT_WEIGHT}-{MAX_PROMPT_WEIGHT} (default: 1.0)",
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="another seed, another camera (default: 0)")
    parser.add_argument("--beats", metavar="FILE", help="beats to follow: any form that “beats --export” writes")
    parser.add_argument("--background", default="#000000", metavar="#RRGGBB", help="colour under a transparent picture")
    parser.add_argument("--json", action="store_true", help="one JSON object a line instead of a progress bar")
    _add_engine(parser)
    _add_engine_settings(parser)
    parser.set_defaults(command=render)


def _add_engine(parser: argparse.ArgumentParser) -> None:
    from s2v_desktop.engines.registry import ENGINES

    names = [f"{kind.name} (default)" if kind.name == Look().engine else kind.name for kind in ENGINES]
    parser.add_argument("--engine", default=Look().engine, metavar="NAME", help=", ".join(names))
    group = parser.add_argument_group("how a diffusion engine (wan-s2v) makes its frames")
    group.add_argument(
        "--quality",
        default=Quality.STANDARD.value,
        metavar="LEVEL",
        help=f"{_one_of(Quality)}: how much time it takes (default: {Quality.STANDARD.value})",
    )
    group.add_argument("--skip-steps", action="store_true", help="leave out steps that would change little")
    group.add_argument(
        "--no-steady-colours", action="store_true", help="let the colours of later frames drift from the first ones"
    )
    group.add_argument("--negative-prompt", default="", metavar="TEXT", help="what the video should do without")


def _add_engine_settings(parser: argparse.ArgumentParser) -> None:
    from s2v_desktop.engines.wan_s2v.memory import PLANS

    group = parser.add_argument_group("where a diffusion engine finds its model and keeps it, instead of the settings")
    group.add_argument("--models", metavar="DIR", help="the folder of the models")
    group.add_argument("--memory-plan", metavar="NAME", help=f"{', '.join(PLANS)} (default: what fits)")


def _add_render_project(commands: _Commands) -> None:
    from s2v_desktop.cli.commands import render_project

    parser = commands.add_parser(
        _RENDER_PROJECT, prog="s2v-desktop render", help="make the video of a project (“render PROJECT OUT” does too)"
    )
    parser.add_argument("project", metavar="PROJECT", help=".s2v, or .s2v.zip with its picture and song")
    parser.add_argument("output", metavar="OUT", help="name of the video (.mp4)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line instead of a progress bar")
    _add_engine_settings(parser)
    parser.set_defaults(command=render_project)


def _add_beats(commands: _Commands) -> None:
    from s2v_desktop.cli.commands import beats

    parser = commands.add_parser("beats", help="find the beats of a song")
    parser.add_argument("song", metavar="SONG")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object")
    form.add_argument("--csv", action="store_true", help="print time_s,strength,downbeat")
    form.add_argument("--export", metavar="FILE", help="write the beats for another program and print where")
    parser.add_argument(
        "--format",
        metavar="FORM",
        help="json, csv, audacity, sonic-visualiser or midi (default: by the end of the name: "
        ".json, .csv, .txt, .sv.csv, .mid)",
    )
    parser.set_defaults(command=beats)


def _add_doctor(commands: _Commands) -> None:
    from s2v_desktop.cli.doctor import doctor

    parser = commands.add_parser("doctor", help="show versions, ffmpeg, graphics card and folders")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(command=doctor)


def _one_of(choices: type[Aspect | Resolution | MotionLevel | Quality]) -> str:
    return ", ".join(choice.value for choice in choices)


def _write_log() -> None:
    """Send what is logged from here on to a file, so that no traceback reaches the terminal."""
    log_dir().mkdir(parents=True, exist_ok=True)
    logging.basicConfig(filename=log_dir() / "command-line.log", format="%(asctime)s %(levelname)s %(message)s")
