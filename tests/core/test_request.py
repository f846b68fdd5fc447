import msgspec
import numpy as np
import pytest

from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.look import Look
from s2v_desktop.core.request import MediaFile, RenderRequest, beats_for_clip

REQUEST = RenderRequest(
    MediaFile("/a/cover.jpg", "a" * 64),
    MediaFile("/a/song.flac", "b" * 64),
    Clip(10, 8),
    BeatGrid.from_arrays(np.arange(10, 18, 0.5)),
    Look(prompt="slow zoom in"),
)
replace = msgspec.structs.replace


def test_hash__known_request__never_changes():
    assert REQUEST.hash == "ff41e32aa2e0c705c208cd0711897470a449685ffe1be9737ce63b5f94c1e01b"


def test_hash__files_moved__is_the_same():
    moved = replace(REQUEST, picture=MediaFile("/b/other name.jpg", "a" * 64))
    assert moved.hash == REQUEST.hash


def test_hash__after_a_round_trip_through_json__is_the_same():
    decoded = msgspec.json.decode(msgspec.json.encode(REQUEST), type=RenderRequest)
    assert decoded == REQUEST
    assert decoded.hash == REQUEST.hash


@pytest.mark.parametrize(
    "change",
    [
        {"picture": MediaFile("/a/cover.jpg", "c" * 64)},
        {"song": MediaFile("/a/song.flac", "c" * 64)},
        {"clip": Clip(10, 8.5)},
        {"clip": Clip(10, 8, fade_in_s=0.5)},
        {"clip": Clip(10, 8, fade_out_s=0.5)},
        {"clip": Clip(10, 8, lead_in_s=0.5)},
        {"beats": BeatGrid.from_arrays(np.arange(10.01, 18, 0.5))},
        {"look": Look(prompt="slow zoom out")},
        {"revision": 999},
    ],
)
def test_hash__anything_that_shapes_the_video_changes__changes(change):
    assert replace(REQUEST, **change).hash != REQUEST.hash


def test_hash__fades_and_lead_in_of_the_same_length__all_differ():
    clips = [Clip(10, 8, **{edge: 0.5}) for edge in ("fade_in_s", "fade_out_s", "lead_in_s")]
    assert len({replace(REQUEST, clip=clip).hash for clip in clips}) == 3


def test_hash__where_the_beats_came_from_changes__is_the_same():
    edited = replace(REQUEST.beats, confidence=0.3)
    assert replace(REQUEST, beats=edited).hash == REQUEST.hash


def test_beats_for_clip__whole_song__keeps_the_clip_and_a_margin():
    kept = beats_for_clip(BeatGrid.from_arrays(np.arange(0, 60, 1.0)), Clip(20, 8)).times_s
    assert (kept[0], kept[-1]) == (16, 31)
