"""Many videos with one look: which pictures and songs belong together, and what each pair needs before its render."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.errors import ErrorCode, InputError, S2VError, out_of_range
from s2v_desktop.core.files import require_readable_file
from s2v_desktop.core.look import Look
from s2v_desktop.core.project import Project, media_file
from s2v_desktop.core.suffixes import PICTURE_SUFFIXES, SONG_SUFFIXES

_MAX_TABLE_BYTES = 4 * 2**20
_COLUMNS = ("picture", "song", "start", "duration")


@dataclass(frozen=True, slots=True)
class Pair:
    """A picture and a song; ``start_s`` and ``duration_s`` of the clip where the user named them."""

    picture: Path
    song: Path
    start_s: float | None = None
    duration_s: float | None = None


@dataclass(frozen=True, slots=True)
class UnheardProject:
    """A project whose files are hashed, and whose song is heard, when its turn comes.

    ``beats`` is None where they have to be found; ``finds_part`` says that the clip's start has to be found too,
    ``clip`` then gives its length and edges.
    """

    picture: Path
    song: Path
    look: Look
    clip: Clip
    beats: BeatGrid | None = None
    finds_part: bool = True


@dataclass(frozen=True, slots=True)
class SortedMedia:
    """Pictures and songs among some files, in the order in which a person counts (2 before 10)."""

    pictures: tuple[Path, ...]
    songs: tuple[Path, ...]


def sort_media(paths: Iterable[Path]) -> SortedMedia:
    """Tell pictures and songs apart by how their names end; a folder stands for the files in it.

    Raises:
        InputError: a folder cannot be read.
    """
    files: set[Path] = set()
    for path in paths:
        try:
            files.update(path.iterdir() if path.is_dir() else [path])
        except OSError as error:
            raise InputError(ErrorCode.FILE_UNREADABLE, path.name) from error
    ordered = sorted(files, key=_counting_order)
    return SortedMedia(
        tuple(path for path in ordered if path.suffix.lower() in PICTURE_SUFFIXES),
        tuple(path for path in ordered if path.suffix.lower() in SONG_SUFFIXES),
    )


def pair_up(pictures: Sequence[Path], songs: Sequence[Path]) -> tuple[Pair, ...]:
    """Pair pictures and songs one to one by order; a single picture or song goes with all of the others.

    Returns no pairs where both are several and not as many.
    """
    count = max(len(pictures), len(songs))
    if not pictures or not songs or not {len(pictures), len(songs)} <= {1, count}:
        return ()
    return tuple(Pair(pictures[index % len(pictures)], songs[index % len(songs)]) for index in range(count))


def read_table(path: Path) -> tuple[Pair, ...]:
    """Read a CSV table with the columns picture, song and, where wanted, start and duration.

    Cells are parted by comma, semicolon or tab, files named from the table's folder on; times are seconds (83.5) or
    minutes and seconds (1:23.5).

    Raises:
        InputError: ``TABLE_INVALID`` with the number of the line, or the file's own fault.
    """
    require_readable_file(path)
    try:
        if path.stat().st_size > _MAX_TABLE_BYTES:
            raise InputError(ErrorCode.TABLE_INVALID, path.name, "1")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(ErrorCode.FILE_UNREADABLE, path.name) from error
    except UnicodeDecodeError as error:
        raise InputError(ErrorCode.TABLE_INVALID, path.name, "1") from error
    head = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=head.count))
    names = [name.strip().lower() for name in next(rows, [])]
    if not {"picture", "song"} <= set(names) <= set(_COLUMNS) or len(set(names)) < len(names):
        raise InputError(ErrorCode.TABLE_INVALID, path.name, "1")
    try:
        return tuple(
            _pair(dict(zip(names, map(str.strip, cells), strict=True)), path.parent) for cells in rows if "".join(cells)
        )
    except (ValueError, csv.Error, S2VError) as error:
        raise InputError(ErrorCode.TABLE_INVALID, path.name, str(rows.line_num)) from error


def with_look(pairs: Iterable[Pair], project: Project) -> list[UnheardProject]:
    """Give each pair the look of ``project``, and its clip's length and edges where the pair names none.

    The song of ``project`` itself keeps the beats and the part that the user sees.
    """
    look = project.look.uncropped()
    return [_unheard(pair, project, look) for pair in pairs]


class SongEar:
    """Turns ``UnheardProject`` into projects in a worker thread; remembers the last song, which often comes again."""

    def __init__(self) -> None:
        self._heard: tuple[str, BeatGrid, Clip] | None = None

    def complete(self, unheard: UnheardProject, check: Callable[[], None]) -> Project:
        """Return the project, its beats and clip found as the window and the command line find them.

        ``check`` is called between the steps and may raise. Blocks for about a second for each four minutes of song.

        Raises:
            S2VError: a file cannot be used, or the clip does not fit into the song.
        """
        picture, song = media_file(unheard.picture), media_file(unheard.song)
        check()
        clip, beats = unheard.clip, unheard.beats
        if beats is None:
            beats, part = self._hear(song.sha256, unheard, check)
            clip = clip.with_span(part.start_s, part.duration_s) if unheard.finds_part else clip
        return Project(picture, song, clip, beats, unheard.look)

    def _hear(self, sha256: str, unheard: UnheardProject, check: Callable[[], None]) -> tuple[BeatGrid, Clip]:
        from s2v_desktop.audio.beat_tracker import find_beats
        from s2v_desktop.audio.decode import decode_song
        from s2v_desktop.audio.highlight import first_clip

        key = f"{sha256} {unheard.clip.duration_s}"
        if self._heard is None or self._heard[0] != key:
            song = decode_song(unheard.song)
            check()
            beats = find_beats(song).beats
            check()
            self._heard = key, beats, first_clip(song, beats, unheard.clip.duration_s)
        return self._heard[1:]


def _unheard(pair: Pair, project: Project, look: Look) -> UnheardProject:
    present = project.song is not None and Path(project.song.path) == pair.song and bool(project.beats.beats)
    clip = project.clip
    names_start = pair.start_s is not None
    if names_start or pair.duration_s is not None:
        start_s = pair.start_s if pair.start_s is not None else clip.start_s if present else 0.0
        clip = clip.with_span(start_s, clip.duration_s if pair.duration_s is None else pair.duration_s)
    beats = project.beats if present else None
    return UnheardProject(pair.picture, pair.song, look, clip, beats, finds_part=not (present or names_start))


def _pair(cells: dict[str, str], folder: Path) -> Pair:
    if not cells["picture"] or not cells["song"]:
        raise out_of_range("the row", "a picture and a song")
    start_s, duration_s = _seconds(cells.get("start", "")), _seconds(cells.get("duration", ""))
    default = Clip()
    Clip(start_s or 0.0, default.duration_s if duration_s is None else duration_s)  # raises where not allowed
    return Pair(folder / cells["picture"], folder / cells["song"], start_s, duration_s)


def _seconds(text: str) -> float | None:
    if not text:
        return None
    minutes, _, seconds = text.rpartition(":")
    return 60 * int(minutes or "0") + float(seconds)


def _counting_order(path: Path) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", path.name.casefold())]
