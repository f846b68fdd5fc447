from collections.abc import Iterator
from pathlib import Path

import pytest

from s2v_desktop.core.beats import Beat, BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.errors import ErrorCode, InputError, JobCancelledError
from s2v_desktop.core.look import Look
from s2v_desktop.core.project import Project, media_file
from s2v_desktop.ui.batch import Pair, SongEar, pair_up, read_table, sort_media, with_look

A, B, C = (Path(name) for name in "abc")


def test_sort_media__folder__counts_as_a_person_does(tmp_path: Path) -> None:
    for name in ("cover 10.jpg", "Cover 2.PNG", "track.mp3", "notes.txt", "cover 1.webp"):
        (tmp_path / name).touch()
    found = sort_media([tmp_path, tmp_path / "track.mp3"])
    assert [path.name for path in found.pictures] == ["cover 1.webp", "Cover 2.PNG", "cover 10.jpg"]
    assert [path.name for path in found.songs] == ["track.mp3"]


@pytest.mark.parametrize(
    ("pictures", "songs", "pairs"),
    [
        ([A, B], [C, A], [Pair(A, C), Pair(B, A)]),
        ([A, B], [C], [Pair(A, C), Pair(B, C)]),
        ([A], [B, C], [Pair(A, B), Pair(A, C)]),
        ([A, B, C], [A, B], []),
        ([], [A], []),
        ([A], [], []),
    ],
)
def test_pair_up__by_order_or_one_with_all(pictures: list[Path], songs: list[Path], pairs: list[Pair]) -> None:
    assert list(pair_up(pictures, songs)) == pairs


def test_read_table__with_times__finds_files_beside_it(tmp_path: Path) -> None:
    table = tmp_path / "series.csv"
    table.write_text("\ufeffSong;Picture;start\nmusic/a.wav;a.png;1:02.5\n\n/b.wav;b.png;\n", encoding="utf-8")
    assert read_table(table) == (
        Pair(tmp_path / "a.png", tmp_path / "music" / "a.wav", 62.5),
        Pair(tmp_path / "b.png", Path("/b.wav")),
    )


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"picture\na.png\n", "1"),
        (b"picture,song,colour\n", "1"),
        (b"\xff\xfe\x00", "1"),
        (b"picture,song\na.png,a.wav\nb.png\n", "3"),
        (b"picture,song,duration\na.png,a.wav,99\n", "2"),
        (b"picture,song,start\na.png,a.wav,nan\n", "2"),
        (b"picture,song,start\na.png,a.wav,soon\n", "2"),
        (b"picture,song\n,a.wav\n", "2"),
    ],
)
def test_read_table__not_as_expected__names_the_line(tmp_path: Path, content: bytes, line: str) -> None:
    table = tmp_path / "series.csv"
    table.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_table(table)
    assert (caught.value.code, caught.value.hint) == (ErrorCode.TABLE_INVALID, line)


def test_complete__unknown_song__finds_beats_and_the_lively_part_once(picture_path: Path, song_path: Path) -> None:
    ear, looked = SongEar(), []
    project = Project(look=Look(seed=7, crop_x=0.1), clip=Clip(0, 4.0, fade_out_s=0.5))
    first, second = with_look([Pair(picture_path, song_path), Pair(picture_path, song_path, 2.0, 5.0)], project)
    made = ear.complete(first, lambda: looked.append(0))
    assert made.beats.tempo_bpm == pytest.approx(120, abs=0.5)
    assert (made.look.seed, made.look.crop_x, made.clip.fade_out_s) == (7, 0.5, 0.5)
    assert abs((made.clip.start_s - 0.25) / 0.5 % 1 - 0.5) > 0.4  # on a beat
    steps = len(looked)
    ear.complete(first, lambda: looked.append(0))
    assert len(looked) - steps < steps  # heard once
    assert ear.complete(second, lambda: None).clip == Clip(2.0, 5.0, fade_out_s=0.5)


def test_complete__song_of_the_window__keeps_its_edited_beats_and_clip(picture_path: Path, song_path: Path) -> None:
    beats = BeatGrid(tuple(Beat(time_s) for time_s in (1.0, 2.0, 3.0)))
    project = Project(media_file(picture_path), media_file(song_path), Clip(1.0, 4.0), beats)
    (unheard,) = with_look([Pair(picture_path, song_path)], project)
    assert SongEar().complete(unheard, lambda: None) == project


def test_complete__cancelled_between_two_steps__ends(picture_path: Path, song_path: Path) -> None:
    def steps() -> Iterator[None]:
        yield
        raise JobCancelledError

    (unheard,) = with_look([Pair(picture_path, song_path)], Project())
    running = steps()
    with pytest.raises(JobCancelledError):
        SongEar().complete(unheard, lambda: next(running))
