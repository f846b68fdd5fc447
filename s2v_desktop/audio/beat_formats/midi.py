"""Beats as the tempo map of a Standard MIDI File, for sequencers and notation programs.

Every beat is a quarter note. The file is written so that a song laid at the file's beginning runs with its grid:

- The time before the first beat is a lead-in of whole quarter notes close to the song's tempo, in bars of their own;
  the marker ``First beat`` stands at its end and ``Bar 1`` at the first bar line, where a pick-up ends.
- A pause of more than 3 s between two beats is filled with quarter notes too; each has the marker ``No beat``.
- A time signature stands wherever the number of beats in a bar changes. A bar of more than 255 beats is cut there,
  for the format has one byte for it. A grid without bar lines keeps its usual bar but has no marker ``Bar 1``.

Formulas: Standard MIDI Files 1.0: ``FF 51`` microseconds a quarter note in 24 bits (500 000 where there is none),
``FF 58`` time signature (4/4 where there is none), ``FF 06`` marker; in format 1 all of them stand in the first track.
"""

from __future__ import annotations

import io
import math
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

import mido
import numpy as np

from s2v_desktop.audio.beat_formats.instants import MAX_BEATS, Instant, grid_from_instants
from s2v_desktop.core.beats import BeatGrid

FIRST_BEAT, BAR_1, NO_BEAT = "First beat", "Bar 1", "No beat"
_TICKS_PER_QUARTER = 480
_DEFAULT_TEMPO_US = 500_000
_LONGEST_TEMPO_US = 0xFF_FF_FF
_LONGEST_BAR = 255
_PAUSE_US = 3_000_000
#: A beat may stand this far from its place before the tempo is told anew; keeps a steady song at one tempo.
_TOLERANCE_US = 100
# A MIDI number has at most four bytes; mido would read on, in time that grows with the square of the length.
_ENDLESS_NUMBER = re.compile(rb"[\x80-\xff]{1000}")


def write_midi(grid: BeatGrid) -> bytes:
    """Return ``grid`` as a MIDI file of format 1 with one track; beats are within 0.1 ms of their times."""
    track = mido.MidiTrack()
    tick = 0
    for event_tick, message in sorted(_events(grid), key=lambda event: event[0]):
        track.append(message.copy(time=event_tick - tick))
        tick = event_tick
    content = io.BytesIO()
    mido.MidiFile(type=1, ticks_per_beat=_TICKS_PER_QUARTER, tracks=[track]).save(file=content)
    return content.getvalue()


def _events(grid: BeatGrid) -> Iterator[tuple[int, mido.MetaMessage]]:
    quarters = _quarters(grid)
    beat_quarters = [quarter for quarter, (_, is_beat) in enumerate(quarters) if is_beat]
    bars = [quarter for quarter, beat in zip(beat_quarters, grid.beats, strict=True) if beat.downbeat]
    yield 0, mido.MetaMessage("track_name", name="Beats")
    for quarter, numerator in _signatures(bars, len(quarters), grid.beats_per_bar):
        yield quarter * _TICKS_PER_QUARTER, mido.MetaMessage("time_signature", numerator=numerator, denominator=4)
    for quarter, tempo_us in _tempos([time_us for time_us, _ in quarters]):
        yield quarter * _TICKS_PER_QUARTER, mido.MetaMessage("set_tempo", tempo=tempo_us)
    marked = [(FIRST_BEAT, quarter) for quarter in beat_quarters[:1]] + [(BAR_1, quarter) for quarter in bars[:1]]
    fillers = [quarter for quarter, (_, is_beat) in enumerate(quarters) if not is_beat]
    for text, quarter in marked + [(NO_BEAT, quarter) for quarter in fillers if quarter > beat_quarters[0]]:
        yield quarter * _TICKS_PER_QUARTER, mido.MetaMessage("marker", text=text)
    yield max(0, len(quarters) - 1) * _TICKS_PER_QUARTER, mido.MetaMessage("end_of_track")


def _quarters(grid: BeatGrid) -> list[tuple[int, bool]]:
    """Return each quarter note's time in microseconds and whether it is a beat; the first is at 0."""
    typical_us = 60e6 / (grid.tempo_bpm or 120.0)
    quarters: list[tuple[int, bool]] = []
    last_us = 0
    for beat in grid.beats:
        time_us = round(beat.time_s * 1e6)
        gap_us = time_us - last_us
        lead_in_or_pause = not quarters or gap_us > _PAUSE_US
        count = max(1, round(gap_us / typical_us)) if lead_in_or_pause else 1
        count = max(count, math.ceil(gap_us / _LONGEST_TEMPO_US))
        first = 1 if quarters else 0
        if gap_us:
            quarters += [(last_us + round(gap_us * step / count), False) for step in range(first, count)]
        quarters.append((time_us, True))
        last_us = time_us
    return quarters


def _tempos(times_us: list[int]) -> Iterator[tuple[int, int]]:
    """Yield quarter and tempo wherever the tempo changes; errors do not add up."""
    now_us = last_us = 0
    for quarter, time_us in enumerate(times_us[1:]):
        if not quarter or abs(now_us + last_us - time_us) > _TOLERANCE_US:
            last_us = max(1, min(_LONGEST_TEMPO_US, time_us - now_us))
            yield quarter, last_us
        now_us += last_us


def _signatures(bars: list[int], quarter_count: int, usual: int) -> Iterator[tuple[int, int]]:
    """Yield quarter and beats of a bar wherever the length of the bars changes."""
    lead_in = bars[0] if bars else 0
    starts = [0] if lead_in % usual else []
    starts += [*range(lead_in % usual, lead_in, usual), *bars]
    if not starts:
        yield 0, usual
        return
    last = 0
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        length = min(_LONGEST_BAR, (quarter_count if end is None else end) - start)
        if end is None:
            length = max(length, last or usual)  # the song ends within this bar
        if length != last:
            yield start, length
        last = length


@dataclass(slots=True)
class _TempoMap:
    """What a file says about time; positions in ticks."""

    ticks_per_quarter: int
    tempos: list[tuple[int, int]] = field(default_factory=lambda: [(0, _DEFAULT_TEMPO_US)])
    signatures: list[tuple[int, int, int]] = field(default_factory=lambda: [(0, 4, 4)])
    markers: list[tuple[int, str]] = field(default_factory=list)
    end: int = 0


def read_midi(content: bytes) -> BeatGrid:
    """Return the quarter notes of a MIDI file's tempo map, from the first to the last event, as beats.

    The quarter notes of a bar count from its beginning, so that 7/8 has four of them and the last is short. Time
    signatures tell the downbeats. Notes are not looked at. In a file that ``write_midi`` made, quarter notes that are
    no beats are left out; a marker ``First beat`` or ``Bar 1`` in any other file means the same.

    Raises:
        ValueError: the file is damaged, of format 2, counts in frames of film, or has no length.
    """
    if _ENDLESS_NUMBER.search(content):
        raise ValueError("a number without end")
    try:
        tempo_map = _tempo_map(mido.MidiFile(file=io.BytesIO(content)))
    except (EOFError, OSError, LookupError, TypeError, struct.error, mido.KeySignatureError) as error:
        raise ValueError("a damaged MIDI file") from error
    return grid_from_instants(_instants(tempo_map))


def _tempo_map(file: mido.MidiFile) -> _TempoMap:
    if file.type == 2 or file.ticks_per_beat <= 0:
        raise ValueError("a MIDI file without one common count of quarter notes")
    found = _TempoMap(file.ticks_per_beat)
    for track in file.tracks:
        tick = 0
        for message in track:
            tick += message.time
            if message.type == "set_tempo":
                found.tempos.append((tick, message.tempo))
            elif message.type == "time_signature":
                found.signatures.append((tick, message.numerator, message.denominator))
            elif message.type == "marker":
                found.markers.append((tick, message.text))
        found.end = max(found.end, tick)
    if found.end > MAX_BEATS * found.ticks_per_quarter:
        raise ValueError("a MIDI file of days")
    return found


def _instants(tempo_map: _TempoMap) -> list[Instant]:
    ticks = {text: tick for tick, text in sorted(tempo_map.markers, reverse=True)}
    first = ticks.get(FIRST_BEAT, 0)
    first_bar = ticks.get(BAR_1, math.inf if FIRST_BEAT in ticks else 0)
    pauses = {tick for tick, text in tempo_map.markers if text == NO_BEAT}
    if FIRST_BEAT not in ticks and not tempo_map.end:
        return []
    quarters = [quarter for quarter in _quarter_ticks(tempo_map) if quarter[0] >= first and quarter[0] not in pauses]
    times_s = _times_s(np.array([tick for tick, _ in quarters], np.int64), tempo_map)
    pairs = zip(times_s.tolist(), quarters, strict=True)
    return [Instant(time_s, begins_bar and tick >= first_bar) for time_s, (tick, begins_bar) in pairs]


def _quarter_ticks(tempo_map: _TempoMap) -> Iterator[tuple[int, bool]]:
    """Yield each quarter note's tick and whether it begins a bar."""
    quarter = tempo_map.ticks_per_quarter
    signatures = sorted(tempo_map.signatures, key=lambda signature: signature[0])
    ends = [*(start for start, _, _ in signatures[1:]), tempo_map.end + 1]
    count = 0
    for (start, numerator, denominator), end in zip(signatures, ends, strict=True):
        bar = max(1, numerator * 4 * quarter // denominator)
        for bar_start in range(start, end, bar):
            for tick in range(bar_start, min(bar_start + bar, end), quarter):
                yield tick, tick == bar_start
                count += 1
                if count > MAX_BEATS:
                    raise ValueError("too many quarter notes")


def _times_s(ticks: np.ndarray, tempo_map: _TempoMap) -> np.ndarray:
    """Return seconds for ``ticks``, both of shape ``(ticks,)``."""
    tempos = sorted(tempo_map.tempos, key=lambda tempo: tempo[0])
    starts = np.array([tick for tick, _ in tempos], np.int64)
    tick_s = np.array([tempo_us for _, tempo_us in tempos], np.float64) / 1e6 / tempo_map.ticks_per_quarter
    starts_s = np.concatenate([[0.0], np.cumsum(np.diff(starts) * tick_s[:-1])])
    at = np.searchsorted(starts, ticks, side="right") - 1
    return starts_s[at] + (ticks - starts[at]) * tick_s[at]
