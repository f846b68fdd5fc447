import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.clip import Clip
from s2v_desktop.core.errors import ErrorCode, InputError


@pytest.mark.parametrize("duration_s", [2.99, 15.01, 0, -8, float("nan"), float("inf")])
def test_clip__duration_outside_3_to_15__is_refused(duration_s):
    with pytest.raises(InputError) as caught:
        Clip(0, duration_s)
    assert caught.value.code is ErrorCode.VALUE_OUT_OF_RANGE


@pytest.mark.parametrize("start_s", [-0.1, float("nan"), float("inf")])
def test_clip__impossible_start__is_refused(start_s):
    with pytest.raises(InputError):
        Clip(start_s, 8)


def test_require_inside__clip_ends_after_the_song__says_how_long_the_song_is():
    Clip(22, 8).require_inside(30.0)
    with pytest.raises(InputError) as caught:
        Clip(23, 8).require_inside(30.0)
    assert caught.value.code is ErrorCode.CLIP_OUTSIDE_SONG
    assert caught.value.hint == "0:30.000"


@pytest.mark.parametrize(
    ("edges", "name"),
    [
        ({"fade_in_s": -0.1}, "the fade-in"),
        ({"fade_in_s": 3.01}, "the fade-in"),
        ({"fade_out_s": float("nan")}, "the fade-out"),
        ({"fade_out_s": 3.01}, "the fade-out"),
        ({"fade_in_s": 2.0, "fade_out_s": 2.5}, "the fades"),
        ({"lead_in_s": -0.5}, "the lead-in"),
        ({"lead_in_s": 1.01}, "the lead-in"),
    ],
)
def test_clip__impossible_edges__are_refused_by_name(edges, name):
    with pytest.raises(InputError) as caught:
        Clip(0, 4, **edges)
    assert (caught.value.code, caught.value.detail) == (ErrorCode.VALUE_OUT_OF_RANGE, name)


def test_clip__fades_that_fill_it__are_allowed():
    assert Clip(0, 3, 1.5, 1.5).fade_in_s == 1.5


def test_video__of_a_clip_with_a_lead_in__begins_earlier_and_lasts_longer():
    clip = Clip(0.2, 8, lead_in_s=0.5)
    assert clip.video_start_s == pytest.approx(-0.3)
    assert clip.video_duration_s == 8.5
    assert clip.end_s == 8.2
    assert clip.video_start_s + clip.video_duration_s == pytest.approx(clip.end_s)


def test_with_span__room_for_the_fades__changes_the_part_alone():
    assert Clip(1, 8, 0.5, 2, 0.5).with_span(20, 3) == Clip(20, 3, 0.5, 2, 0.5)


@given(st.floats(0, 3), st.floats(0, 3), st.floats(0, 1), st.floats(3, 15))
def test_with_span__any_edges_and_length__is_a_clip_with_the_same_shares(fade_in_s, fade_out_s, lead_in_s, duration_s):
    clip = Clip(0, 15, fade_in_s, fade_out_s, lead_in_s).with_span(5, duration_s)
    assert (clip.start_s, clip.duration_s, clip.lead_in_s) == (5, duration_s, lead_in_s)
    assert clip.fade_in_s + clip.fade_out_s == pytest.approx(min(fade_in_s + fade_out_s, duration_s))
    assert clip.fade_in_s * fade_out_s == pytest.approx(clip.fade_out_s * fade_in_s)


def test_clip__of_an_older_file__has_no_fades_and_no_lead_in():
    assert msgspec.json.decode(b'{"start_s": 2, "duration_s": 4}', type=Clip) == Clip(2, 4, 0, 0, 0)
