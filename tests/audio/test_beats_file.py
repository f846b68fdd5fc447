"""Beat files: what is written is read back, in every form; anything else is refused."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import mido
import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from s2v_desktop.audio.beat_formats.own import write_json
from s2v_desktop.audio.beats_file import MAX_FILE_BYTES, BeatFormat, format_of_name, read_beats, write_beats
from s2v_desktop.core.beats import Beat, BeatGrid, BeatSource
from s2v_desktop.core.errors import ErrorCode, InputError, OutputError

GRIDS = st.builds(
    lambda times, strength, every, first, bar, sure: BeatGrid.from_arrays(
        np.array(sorted(times)),
        np.full(len(times), strength),
        np.arange(len(times)) % every == first,
        beats_per_bar=bar,
        confidence=sure,
        downbeat_confidence=sure / 2,
        source=BeatSource.EDITED,
    ),
    st.lists(st.floats(0, 4000), max_size=30),
    st.floats(0, 1),
    st.integers(1, 5),
    st.integers(0, 5),
    st.integers(1, 16),
    st.floats(0, 1),
)
OTHERS = {BeatFormat.AUDACITY: 1e-6, BeatFormat.SONIC_VISUALISER: 1e-6, BeatFormat.MIDI: 1e-3}
AT_ONCE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
TIGHT = BeatGrid.from_arrays(np.array([0.0000004, 0.0500004, 0.1000004, 40.0]), None, np.array([0, 1, 0, 0], bool))


def steady(count: int, *, start_s: float = 0.37, gap_s: float = 0.5, bar: int = 4, first: int = 0) -> BeatGrid:
    index = np.arange(count)
    return BeatGrid.from_arrays(start_s + index * gap_s, None, index % bar == first, beats_per_bar=bar)


def read_text(folder: Path, text: str | bytes) -> BeatGrid:
    path = folder / "beats.bin"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_beats(path)


def rows(grid: BeatGrid) -> list[tuple[float, bool]]:
    return [(beat.time_s, beat.downbeat) for beat in grid.beats]


class TestRoundTrips:
    """What is written is read back."""

    @AT_ONCE
    @given(grid=GRIDS)
    def test_json__is_the_same_grid(self, tmp_path, grid):
        write_beats(grid, tmp_path / "beats", BeatFormat.JSON)
        assert read_beats(tmp_path / "beats") == msgspec.structs.replace(grid, source=BeatSource.FILE)

    @AT_ONCE
    @given(grid=GRIDS)
    def test_csv__has_the_same_beats(self, tmp_path, grid):
        write_beats(grid, tmp_path / "beats", BeatFormat.CSV)
        assert read_beats(tmp_path / "beats").beats == grid.beats

    @pytest.mark.parametrize("form", OTHERS)
    @AT_ONCE
    @given(grid=GRIDS.filter(lambda grid: grid.beats))
    @example(grid=TIGHT)
    @example(grid=BeatGrid((Beat(0.0),)))
    @example(grid=BeatGrid((Beat(0.0, 1.0, True), Beat(60.0), Beat(60.5, 1.0, True))))
    @example(grid=steady(40, bar=7, first=3))
    @example(grid=steady(40, start_s=0.0, first=5, bar=9))
    def test_other_programs__same_times_and_downbeats__full_strength(self, tmp_path, form, grid):
        write_beats(grid, tmp_path / "beats", form)
        read = read_beats(tmp_path / "beats")
        assert np.abs(read.times_s - grid.times_s).max() <= OTHERS[form]
        assert read.downbeats.tolist() == grid.downbeats.tolist()
        assert set(read.strengths) == {1.0}
        assert read.source is BeatSource.FILE

    @pytest.mark.parametrize("form", OTHERS)
    def test_beats_per_bar__three_bars_of_three__are_counted(self, tmp_path, form):
        write_beats(steady(10, bar=3), tmp_path / "beats", form)
        assert read_beats(tmp_path / "beats").beats_per_bar == 3

    @pytest.mark.parametrize("form", BeatFormat)
    def test_write_beats__folder_that_is_not_there__says_so(self, tmp_path, form):
        with pytest.raises(OutputError):
            write_beats(steady(4), tmp_path / "none" / "beats", form)

    @pytest.mark.parametrize("form", BeatFormat)
    def test_format_of_name__own_suffix__is_the_form(self, form):
        assert format_of_name(Path(f"a song{form.suffixes[0].upper()}")) is form

    def test_format_of_name__other_suffix__is_refused(self):
        with pytest.raises(InputError):
            format_of_name(Path("song.wav"))


class TestOwnForms:
    """JSON and CSV."""

    def test_rows_in_any_order_with_a_byte_order_mark__are_sorted(self, tmp_path):
        text = b"\xef\xbb\xbftime_s,strength,downbeat\r\n1.5,0.5,0\r\n0.5,1,1\r\n"
        assert read_text(tmp_path, text).beats == (Beat(0.5, 1.0, True), Beat(1.5, 0.5, False))

    def test_write_json__grid__names_the_tempo(self):
        assert json.loads(write_json(BeatGrid.from_arrays(np.arange(8) * 0.5)))["tempo_bpm"] == 120.0


class TestAudacity:
    """Label tracks."""

    def test_written__is_what_audacity_exports(self, tmp_path):
        write_beats(steady(5, start_s=0.25, first=1), tmp_path / "l.txt", BeatFormat.AUDACITY)
        lines = (tmp_path / "l.txt").read_bytes().decode().split("\n")
        assert lines[:3] == ["0.250000\t0.250000\t0.4", "0.750000\t0.750000\t1.1", "1.250000\t1.250000\t1.2"]

    def test_grid_without_bar_lines__claims_none(self, tmp_path):
        write_beats(BeatGrid((Beat(1.0), Beat(1.5))), tmp_path / "l.txt", BeatFormat.AUDACITY)
        assert (tmp_path / "l.txt").read_text() == "1.000000\t1.000000\t\n1.500000\t1.500000\t\n"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    @pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
    def test_export_with_frequencies_and_spans__beats_at_the_starts(self, tmp_path, encoding, line_end):
        lines = ["2.5\t3.5\tStrophe é", "\\\t100.0\t-1.0", "1.000000\t1.000000\t1.1", "", "2.000000\t2.000000\t1"]
        grid = read_text(tmp_path, line_end.join(lines).encode(encoding))
        assert rows(grid) == [(1.0, True), (2.0, True), (2.5, False)]

    def test_labels_in_an_old_encoding__do_not_matter(self, tmp_path):
        assert rows(read_text(tmp_path, "1.0\t1.0\tétude\n".encode("latin-1"))) == [(1.0, False)]

    def test_two_columns_of_an_old_audacity__are_time_and_label(self, tmp_path):
        grid = read_text(tmp_path, "0.5\t1\n1.0\t2\n1.5\t3\n2.0\t1\n")
        assert rows(grid) == [(0.5, True), (1.0, False), (1.5, False), (2.0, True)]

    def test_two_columns_without_labels__are_start_and_end(self, tmp_path):
        assert rows(read_text(tmp_path, "2.1\t2.1\n3.1\t3.1\n")) == [(2.1, False), (3.1, False)]

    def test_track_of_beats_and_track_of_bars_in_one_file__are_joined(self, tmp_path):
        grid = read_text(tmp_path, "1.0\t1.0\tbeat\n1.5\t1.5\tbeat\n1.001\t1.001\t7.1\n")
        assert rows(grid) == [(1.0, True), (1.5, False)]


class TestSonicVisualiser:
    """Time instants as CSV."""

    def test_written__is_what_sonic_visualiser_exports(self, tmp_path):
        write_beats(steady(2, start_s=0.25), tmp_path / "l.csv", BeatFormat.SONIC_VISUALISER)
        assert (tmp_path / "l.csv").read_bytes() == b"0.250000000,1.1\n0.750000000,1.2\n"

    @pytest.mark.parametrize(
        "text",
        [
            "0.500000000,1.1\n1.000000000,1.2\n",
            "1.0,1.2\r\n0.5,1.1\r\n",
            '0.5,"1.1"\n1.0,"rit., a little"\n',
            "TIME,LABEL\n0.5,1\n1.0,2\n",
            "\n0.5,1.1\n\n1.0\n",
        ],
    )
    def test_any_export__is_read(self, tmp_path, text):
        assert rows(read_text(tmp_path, text)) == [(0.5, True), (1.0, False)]

    def test_column_of_times__has_no_bar_lines(self, tmp_path):
        grid = read_text(tmp_path, "1.5\n0.5\n1\n")
        assert rows(grid) == [(0.5, False), (1.0, False), (1.5, False)]
        assert grid.downbeat_confidence == 0.0


def midi(*events: mido.MetaMessage | mido.Message, ticks: int = 480, kind: int = 0) -> bytes:
    content = io.BytesIO()
    mido.MidiFile(type=kind, ticks_per_beat=ticks, tracks=[mido.MidiTrack(events)]).save(file=content)
    return content.getvalue()


def tempo(us: int, time: int = 0) -> mido.MetaMessage:
    return mido.MetaMessage("set_tempo", tempo=us, time=time)


def signature(numerator: int, denominator: int, time: int = 0) -> mido.MetaMessage:
    return mido.MetaMessage("time_signature", numerator=numerator, denominator=denominator, time=time)


def end(time: int) -> mido.MetaMessage:
    return mido.MetaMessage("end_of_track", time=time)


class TestMidi:
    """Tempo maps."""

    @staticmethod
    def written(tmp_path: Path, grid: BeatGrid) -> list[mido.MetaMessage]:
        write_beats(grid, tmp_path / "l.mid", BeatFormat.MIDI)
        return list(mido.MidiFile(tmp_path / "l.mid").tracks[0])

    def test_steady_song__keeps_one_tempo_and_one_time_signature(self, tmp_path):
        grid = steady(400, start_s=60 / 116, gap_s=60 / 116)
        messages = self.written(tmp_path, grid)
        assert [message.type for message in messages].count("time_signature") == 2  # lead-in of one beat, then 4/4
        tempos = [message.tempo for message in messages if message.type == "set_tempo"]
        assert len(tempos) < 12
        assert np.allclose(tempos, 60e6 / 116, atol=150)

    def test_written__any_player_hears_the_beats_on_quarter_notes(self, tmp_path):
        rng = np.random.default_rng(3)
        grid = BeatGrid.from_arrays(0.8 + np.cumsum(rng.uniform(0.4, 0.6, 800)), None, np.arange(800) % 4 == 2)
        clock_s, tick, tempo_us, at_quarter = 0.0, 0, 500_000, {0: 0.0}
        for message in self.written(tmp_path, grid):
            for _ in range(message.time):
                tick, clock_s = tick + 1, clock_s + tempo_us / 480e6
                at_quarter[tick / 480] = clock_s
            tempo_us = message.tempo if message.type == "set_tempo" else tempo_us
        first = round(grid.times_s[0] / 0.5)
        assert abs(np.array([at_quarter[first + i] for i in range(800)]) - grid.times_s).max() < 0.0005

    def test_written__lead_in_pick_up_and_first_bar__have_markers_and_bars(self, tmp_path):
        tick, found = 0, []
        for message in self.written(tmp_path, steady(12, start_s=2.5, first=2)):
            tick += message.time
            if message.type in ("marker", "time_signature"):
                value = message.text if message.type == "marker" else message.numerator
                found.append((tick // 480, value))
        assert found == [(0, 3), (3, 4), (5, "First beat"), (7, "Bar 1")]

    def test_foreign_file__quarter_notes_up_to_the_last_event(self, tmp_path):
        content = midi(tempo(400_000), signature(3, 4), tempo(500_000, 3 * 480), end(3 * 480 + 100))
        assert rows(read_text(tmp_path, content)) == [
            *(
                (pytest.approx(time_s), number % 3 == 0)
                for number, time_s in enumerate([0, 0.4, 0.8, 1.2, 1.7, 2.2, 2.7])
            )
        ]

    def test_foreign_file__no_tempo_and_no_signature__is_120_in_4(self, tmp_path):
        notes = [mido.Message("note_on", note=60, velocity=64), mido.Message("note_off", note=60, time=96 * 5)]
        grid = read_text(tmp_path, midi(*notes, ticks=96))
        assert grid.times_s.tolist() == [0, 0.5, 1, 1.5, 2, 2.5]
        assert np.flatnonzero(grid.downbeats).tolist() == [0, 4]

    def test_foreign_file__seven_eighths__begins_each_bar_anew(self, tmp_path):
        grid = read_text(tmp_path, midi(signature(7, 8), end(2 * 7 * 240 - 1)))
        assert grid.times_s.tolist() == [0, 0.5, 1, 1.5, 1.75, 2.25, 2.75, 3.25]
        assert np.flatnonzero(grid.downbeats).tolist() == [0, 4]

    def test_foreign_file__tempo_in_another_track__counts(self, tmp_path):
        content = io.BytesIO()
        tracks = [mido.MidiTrack([end(480)]), mido.MidiTrack([tempo(250_000), end(960)])]
        mido.MidiFile(type=1, tracks=tracks).save(file=content)
        assert read_text(tmp_path, content.getvalue()).times_s.tolist() == [0, 0.25, 0.5]

    @AT_ONCE
    @given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=6), st.integers(0, 400))
    def test_damaged_file__is_read_or_refused(self, tmp_path, changes, cut):
        write_beats(steady(30, first=1), tmp_path / "l.mid", BeatFormat.MIDI)
        content = bytearray((tmp_path / "l.mid").read_bytes())
        for at, value in changes:
            content[at % len(content)] = value
        with contextlib.suppress(InputError):  # anything else fails the test
            read_text(tmp_path, bytes(content[: max(1, len(content) - cut // 4)]))


HEADER = "time_s,strength,downbeat\n"
INVALID: dict[str, str | bytes] = {
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
    "half of UTF-16": b"\xff\xfe\x00",
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "blank lines": "\n\n  \n",
    "too large": b"1.5\n" * (MAX_FILE_BYTES // 4 + 1),
    "labels not finite": "nan\tnan\t1\n",
    "labels negative": "-1.0\t-1.0\t1\n",
    "labels in words": "one\tone\t1\n",
    "only frequencies": "\\\t100.0\t200.0\n",
    "instants not finite": "0.5,1.1\nnan,1.2\n",
    "instants infinite": "0.5\n1e999\n",
    "instants negative": "-0.5,1.1\n",
    "instants in sample positions": "TIME,LABEL\n22050,1.1\n44100,1.2\n",
    "instants in sample positions by name": "FRAME,LABEL\n22050,1.1\n",
    "decimal commas": "0,5\n1,0\n1,5\n",
    "three columns": "0.5,1.0,2.0\n",
    "midi header only": b"MThd",
    "midi without length": midi(tempo(500_000)),
    "midi of tracks apart": midi(end(960), kind=2),
    "midi in frames of film": midi(end(960)).replace(b"\x01\xe0", b"\xe7\x28", 1),
    "midi of years": midi(end(0x0FFFFFFF), ticks=1),
    "midi with a number without end": midi(end(960))[:22] + b"\xff" * 100_000,
    "midi of tiny bars": midi(signature(0, 4), end(0x0FFFFFFF), ticks=32_000),
}


@pytest.mark.parametrize("name", INVALID)
def test_read_beats__anything_else__is_invalid(tmp_path, name):
    with pytest.raises(InputError) as caught:
        read_text(tmp_path, INVALID[name])
    assert caught.value.code is ErrorCode.BEATS_FILE_INVALID


def test_read_beats__missing_file__says_so(tmp_path):
    with pytest.raises(InputError) as caught:
        read_beats(tmp_path / "none.csv")
    assert caught.value.code is ErrorCode.FILE_MISSING
