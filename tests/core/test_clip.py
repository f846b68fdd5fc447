import pytest

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
