import pytest

from s2v_desktop.core.errors import ErrorCode, InputError
from s2v_desktop.core.look import Aspect, Look, Point, Resolution, output_size


@pytest.mark.parametrize(
    ("aspect", "p480", "p720"),
    [
        ("16:9", (854, 480), (1280, 720)),
        ("9:16", (480, 854), (720, 1280)),
        ("1:1", (480, 480), (720, 720)),
        ("4:5", (480, 600), (720, 900)),
    ],
)
def test_output_size__every_choice__has_the_named_short_side_and_is_even(aspect, p480, p720):
    assert output_size(Resolution.P480, Aspect(aspect)) == p480
    assert output_size(Resolution.P720, Aspect(aspect)) == p720


@pytest.mark.parametrize(
    "values",
    [
        {"fps": 25},
        {"prompt_weight": 0.4},
        {"prompt_weight": float("nan")},
        {"seed": -1},
        {"seed": 2**32},
        {"background": "red"},
        {"crop_x": 1.1},
        {"crop_zoom": 0.9},
        {"crop_zoom": 4.1},
        {"focus": Point(0.5, float("nan"))},
        {"negative_prompt": "x" * 2001},
        {"prompt": "x" * 2001},
    ],
)
def test_look__value_out_of_range__is_refused(values):
    with pytest.raises(InputError) as caught:
        Look(**values)
    assert caught.value.code is ErrorCode.VALUE_OUT_OF_RANGE


def test_background__hex_colour__becomes_rgb():
    assert Look(background="#Ff8000").background_rgb == (255, 128, 0)
