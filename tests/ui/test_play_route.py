"""A play goes once through the song or round in a loop; what is laid ahead can be laid anew."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.ui.play_route import PlayRoute

SONG = 1_000


def laid(route: PlayRoute, frames: int) -> list[int]:
    return [span.song_frame + offset for span in route.lay(frames) for offset in range(span.frames)]


def test_lay__no_loop__goes_to_the_end_and_into_silence() -> None:
    route = PlayRoute(SONG, 990)
    spans = route.lay(30)
    assert [(span.song_frame, span.frames) for span in spans] == [(990, 10), (SONG, 20)]
    assert route.song_frame(25) == SONG


def test_lay__loop__turns_without_losing_a_frame() -> None:
    assert laid(PlayRoute(SONG, 106, range(100, 110)), 20) == [*range(106, 110), *range(100, 110), *range(100, 106)]


def test_lay__loop_ahead_of_the_playhead__is_entered_from_before() -> None:
    assert laid(PlayRoute(SONG, 95, range(100, 103)), 12) == [*range(95, 103), 100, 101, 102, 100]


def test_set_loop__playhead_behind_it__jumps_to_its_start() -> None:
    route = PlayRoute(SONG, 500)
    route.lay(10)
    route.set_loop(range(100, 200))
    assert laid(route, 3) == [100, 101, 102]


def test_set_loop__taken_away__goes_on_to_the_end() -> None:
    route = PlayRoute(SONG, 100, range(100, 110))
    route.lay(15)
    route.set_loop(None)
    assert laid(route, 20) == list(range(105, 125))


@given(
    first=st.integers(0, SONG),
    loops=st.lists(st.none() | st.tuples(st.integers(0, 900), st.integers(1, 100)), max_size=6),
    runs=st.lists(st.tuples(st.integers(0, 300), st.integers(0, 400)), min_size=1, max_size=6),
)
def test_song_frame__loops_changed_and_way_laid_anew__is_what_was_laid(
    first: int, loops: list[tuple[int, int] | None], runs: list[tuple[int, int]]
) -> None:
    route, way, taken = PlayRoute(SONG, first), [], 0
    for number, (frames, untaken) in enumerate(runs):
        way += laid(route, frames)
        taken = max(taken, len(way) - untaken)
        route.cut(taken)
        del way[taken:]
        if number < len(loops):
            loop = loops[number]
            route.set_loop(range(loop[0], loop[0] + loop[1]) if loop else None)
    way += laid(route, 50)
    assert route.laid_frames == len(way)
    assert [route.song_frame(frame) for frame in range(len(way))] == [min(SONG, frame) for frame in way]


def test_forget_before__long_play__keeps_what_is_heard() -> None:
    route = PlayRoute(SONG, 0, range(10))
    route.lay(100_000)
    expected = route.song_frame(99_995.5)
    route.forget_before(99_995.5)
    assert route.song_frame(99_995.5) == expected == 5.5
