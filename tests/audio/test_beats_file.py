"""Beat files: what is written is read back; anything else is refused."""

from __future__ import annotations

import json

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from s2v_desktop.audio.beats_file import MAX_FILE_BYTES, read_beats, write_csv, write_json
from s2v_desktop.core.beats import Beat, BeatGrid, BeatSource
from s2v_desktop.core.errors import ErrorCode, InputError

GRIDS = st.builds(
    lambda times, strength, every, bar, sure: BeatGrid.from_arrays(
        np.array(sorted(times)),
        np.full(len(times), strength),
        np.arange(len(times)) % every == 0,
        beats_per_bar=bar,
        confidence=sure,
        downbeat_confidence=sure / 2,
        source=BeatSource.EDITED,
    ),
    st.lists(st.floats(0, 4000), max_size=30),
    st.floats(0, 1),
    st.integers(1, 5),
    st.integers(1, 16),
    st.floats(0, 1),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(grid=GRIDS)
def test_read_beats__what_write_json_wrote__is_the_same_grid(tmp_path, grid):
    path = tmp_path / "beats.json"
    path.write_text(write_json(grid), encoding="utf-8")
    assert read_beats(path) == msgspec.structs.replace(grid, source=BeatSource.FILE)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(grid=GRIDS)
def test_read_beats__what_write_csv_wrote__has_the_same_beats(tmp_path, grid):
    path = tmp_path / "beats.csv"
    path.write_text(write_csv(grid), encoding="utf-8")
    assert read_beats(path).beats == grid.beats


def test_read_beats__rows_in_any_order_with_a_byte_order_mark__are_sorted(tmp_path):
    path = tmp_path / "beats.csv"
    path.write_bytes(b"\xef\xbb\xbftime_s,strength,downbeat\r\n1.5,0.5,0\r\n0.5,1,1\r\n")
    assert read_beats(path).beats == (Beat(0.5, 1.0, True), Beat(1.5, 0.5, False))


def test_write_json__grid__names_the_tempo():
    grid = BeatGrid.from_arrays(np.arange(8) * 0.5)
    assert json.loads(write_json(grid))["tempo_bpm"] == 120.0


HEADER = "time_s,strength,downbeat\n"
INVALID = {
    "words": "no beats here",
    "other header": "time,strength,downbeat\n1,1,1\n",
    "missing column": HEADER + "1.0,1\n",
    "extra column": HEADER + "1.0,1,1,1\n",
    "no number": HEADER + "one,1,1\n",
    "not finite": HEADER + "nan,1,1\n",
    "infinite": HEADER + "inf,1,1\n",
    "negative time": HEADER + "-0.1,1,1\n",
    "strength above 1": HEADER + "0.1,1.1,1\n",
    "downbeat in words": HEADER + "0.1,1,yes\n",
    "unclosed quote": HEADER + '"0.1,1,1\n',
    "json array": "[1, 2, 3]",
    "json cut off": '{"beats": [',
    "json unknown field": '{"beats": [], "extra": 1}',
    "json NaN": '{"beats": [{"time_s": NaN, "strength": 1, "downbeat": true}]}',
    "json number too large": '{"beats": [{"time_s": 1e999, "strength": 1, "downbeat": true}]}',
    "json wrong type": '{"beats": [{"time_s": "1", "strength": 1, "downbeat": true}]}',
    "json bar of 99": '{"beats": [], "beats_per_bar": 99}',
    "json confidence of 2": '{"beats": [], "confidence": 2}',
    "json nested": '{"beats": ' + "[" * 100_000,
    "binary": "\x00\x01\x02",
}


@pytest.mark.parametrize("name", INVALID)
def test_read_beats__anything_else__is_invalid(tmp_path, name):
    path = tmp_path / "beats.json"
    path.write_text(INVALID[name], encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_beats(path)
    assert caught.value.code is ErrorCode.BEATS_FILE_INVALID


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a" * (MAX_FILE_BYTES + 1)], ids=["not UTF-8", "too large"])
def test_read_beats__bytes_that_are_no_text_or_too_many__is_invalid(tmp_path, content):
    (tmp_path / "beats.csv").write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_beats(tmp_path / "beats.csv")
    assert caught.value.code is ErrorCode.BEATS_FILE_INVALID


def test_read_beats__missing_file__says_so(tmp_path):
    with pytest.raises(InputError) as caught:
        read_beats(tmp_path / "none.csv")
    assert caught.value.code is ErrorCode.FILE_MISSING
