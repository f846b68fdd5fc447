"""How fast this computer renders, learned from the videos that it has made."""

from __future__ import annotations

import logging
import statistics
from pathlib import Path

import msgspec

from s2v_desktop.core.clip import Clip
from s2v_desktop.core.files import output_error, write_atomically
from s2v_desktop.core.look import Look
from s2v_desktop.core.paths import config_dir
from s2v_desktop.core.timebase import frame_count

_log = logging.getLogger(__name__)

#: So many of the newest runs of a kind are kept, and the median of so many of about the same length is believed.
_KEPT_RUNS = 12
_BELIEVED_RUNS = 3


#: Its base frame is one still: a whole render takes little longer than drawing on base frames that are kept.
_STILL_ENGINE = "motion"


class Run(msgspec.Struct, frozen=True):
    """One finished render: its kind, its length in frames and the seconds it took.

    The kind is engine, size, frames a second and, where the engine asks for it, how carefully its frames were made
    (``quality`` empty where not). ``retimed`` ones used base frames that were kept; how those were made no longer
    matters.
    """

    engine: str
    width: int
    height: int
    fps: int
    frames: int
    seconds: float
    retimed: bool = False
    quality: str = ""
    skips_steps: bool = False


class SpeedBook:
    """The runs of this computer in one small JSON file; one thread at a time.

    Nothing is claimed about a kind of video that was never made here: seconds a frame differ by size, and by engine
    without any rule.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or config_dir() / "speed.json"
        self._runs = _read(self._path)

    def expected_s(self, look: Look, clip: Clip, *, retimed: bool = False) -> float | None:
        """Return how many seconds a render should take; None where no video of its kind was made yet.

        The median over the runs nearest in length, each stretched to this length: what every run costs besides its
        frames (reading the song, starting the encoder) is then counted about once. Renders on kept base frames
        (``retimed``) are told apart; until there was one, those of the motion engine stand in for them.
        """
        wanted = _run(look, clip, 0.0, retimed=retimed)
        alike = self._alike(wanted)
        if retimed and not alike:
            still = msgspec.structs.replace(look, engine=_STILL_ENGINE)
            alike = self._alike(_run(still, clip, 0.0, retimed=False))
        nearest = sorted(alike, key=lambda run: abs(run.frames - wanted.frames))[:_BELIEVED_RUNS]
        if not nearest:
            return None
        return statistics.median(run.seconds * wanted.frames / run.frames for run in nearest)

    def learn(self, look: Look, clip: Clip, seconds: float, *, retimed: bool = False) -> None:
        """Remember that a render took ``seconds`` of work, pauses left out; ``retimed`` as in ``expected_s``.

        Raises:
            OutputError: the file cannot be written; what was learned counts until the program ends.
        """
        run = _run(look, clip, max(seconds, 0.01), retimed=retimed)
        alike = [old for old in self._runs if _kind(old) == _kind(run)]
        too_old = alike[: len(alike) + 1 - _KEPT_RUNS] if len(alike) >= _KEPT_RUNS else []
        self._runs = [old for old in self._runs if not any(old is gone for gone in too_old)] + [run]
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise output_error(error, self._path) from error
        write_atomically(self._path, msgspec.json.format(msgspec.json.encode(self._runs), indent=1))

    def _alike(self, wanted: Run) -> list[Run]:
        return [run for run in reversed(self._runs) if _kind(run) == _kind(wanted)]


def _run(look: Look, clip: Clip, seconds: float, *, retimed: bool) -> Run:
    frames = frame_count(clip.video_duration_s, look.frame_rate)
    careful = look.engine != _STILL_ENGINE and not retimed
    return Run(
        "" if retimed else look.engine,
        look.size.width,
        look.size.height,
        look.fps,
        frames,
        seconds,
        retimed,
        look.quality if careful else "",
        look.skips_steps and careful,
    )


def _kind(run: Run) -> Run:
    engine = "" if run.retimed else run.engine
    return msgspec.structs.replace(run, engine=engine, frames=0, seconds=0.0)


def _read(path: Path) -> list[Run]:
    try:
        runs = msgspec.json.decode(path.read_bytes(), type=list[Run])
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError):
        _log.warning("the speeds in %s cannot be read; learning anew", path, exc_info=True)
        return []
    return [run for run in runs if run.frames > 0 and run.seconds > 0]
