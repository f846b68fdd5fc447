"""The facts about a finished video, read from the MP4's own index."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from s2v_desktop.video.boxes import Box, damaged, read_index

_H264_PROFILES = {66: "Baseline", 77: "Main", 100: "High", 110: "High 10", 122: "High 4:2:2", 244: "High 4:4:4"}
_CHROMA_FORMATS = {0: "gray", 1: "yuv420p", 2: "yuv422p", 3: "yuv444p"}
_COLOUR_NAMES = {1: "bt709", 5: "bt470bg", 6: "smpte170m", 9: "bt2020nc"}
_AAC_OBJECT = 0x40
_SAMPLE_ENTRY_BYTES = 8
_VISUAL_ENTRY_BYTES = 78
_AUDIO_ENTRY_BYTES = 28

#: More frames or sound packets than this are not a video of ours but an attempt to keep us busy.
_MAX_SAMPLES = 10_000_000


@dataclass(frozen=True, slots=True)
class ColourTags:
    """How the colour is to be read; names as ffmpeg writes them, ``unknown`` where the file does not say."""

    primaries: str = "unknown"
    transfer: str = "unknown"
    matrix: str = "unknown"
    full_range: bool = False


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """What is in a video file.

    ``fps`` is the rate of all frames, ``constant_rate`` whether every frame is shown equally long. Durations are what
    a player shows: edit lists applied, in seconds. ``starts_s`` is when picture and sound begin (0 when nothing
    delays them). ``starts_at_once``: the index precedes the media ("fast start").
    """

    width: int
    height: int
    fps: Fraction
    constant_rate: bool
    frames: int
    duration_s: float
    container_duration_s: float
    video_codec: str
    profile: str
    pixel_format: str
    colour: ColourTags
    audio_codec: str
    audio_channels: int
    sample_rate_hz: int
    audio_duration_s: float
    starts_s: tuple[float, float]
    starts_at_once: bool


@dataclass(frozen=True, slots=True)
class _Track:
    """One track: the sample entry (codec), the time table and the edit list."""

    entry: Box
    samples: int
    frame_ticks: tuple[int, ...]
    media_ticks: int
    timescale: int
    start_s: float
    shown_s: float

    @classmethod
    def read(cls, trak: Box, movie_timescale: int) -> _Track:
        timescale, _ = _timescale_and_duration(trak.require("mdia/mdhd"))
        entry = next(trak.require("mdia/minf/stbl/stsd").children(8), None)
        if entry is None:
            raise damaged("stsd")
        samples, ticks, lengths = _read_time_table(trak.require("mdia/minf/stbl/stts"))
        start_s, shown_s = _read_edits(trak.find("edts/elst"), movie_timescale, ticks / timescale)
        return cls(entry, samples, lengths, ticks, timescale, start_s, shown_s)


def probe_video(path: Path) -> VideoFacts:
    """Return the facts about the MP4 at ``path``.

    Raises:
        EngineError: ``ENCODING_FAILED`` when it is not an MP4 with one H.264 and one sound track, or is damaged.
    """
    index = read_index(path)
    movie_timescale, movie_ticks = _timescale_and_duration(index.moov.require("mvhd"))
    tracks: dict[bytes, _Track] = {}
    for trak in (child for child in index.moov.children() if child.kind == "trak"):
        handler = bytes(trak.require("mdia/hdlr").content[8:12])
        tracks.setdefault(handler, _Track.read(trak, movie_timescale))
    if b"vide" not in tracks or b"soun" not in tracks:
        raise damaged("trak")
    video, audio = tracks[b"vide"], tracks[b"soun"]
    width, height = video.entry.unpack("HH", 24)
    profile, pixel_format = _read_h264(video.entry)
    channels, sample_rate_hz = audio.entry.unpack("H", 16)[0], audio.entry.unpack("I", 24)[0] >> 16
    return VideoFacts(
        width=width,
        height=height,
        fps=Fraction(video.samples * video.timescale, video.media_ticks),
        constant_rate=len(video.frame_ticks) == 1,
        frames=video.samples,
        duration_s=video.shown_s,
        container_duration_s=movie_ticks / movie_timescale,
        video_codec="h264",
        profile=profile,
        pixel_format=pixel_format,
        colour=_read_colour(video.entry),
        audio_codec=_audio_codec(audio.entry),
        audio_channels=channels,
        sample_rate_hz=sample_rate_hz,
        audio_duration_s=audio.shown_s,
        starts_s=(video.start_s, audio.start_s),
        starts_at_once=index.comes_first,
    )


def _timescale_and_duration(header: Box) -> tuple[int, int]:
    """Read ticks a second and duration in ticks from an ``mvhd`` or ``mdhd`` box."""
    wide = header.unpack("B")[0] == 1
    timescale, ticks = header.unpack("IQ", 20) if wide else header.unpack("II", 12)
    if timescale == 0:
        raise damaged(header.kind)
    return timescale, ticks


def _read_time_table(stts: Box) -> tuple[int, int, tuple[int, ...]]:
    """Return the number of samples, their total ticks and the distinct lengths in ticks."""
    entries = stts.unpack("I", 4)[0]
    if entries == 0 or entries * 8 > len(stts.content) - 8:
        raise damaged("stts")
    table = stts.unpack(f"{2 * entries}I", 8)
    counts, lengths = table[::2], table[1::2]
    samples, ticks = sum(counts), sum(count * length for count, length in zip(counts, lengths, strict=True))
    if not (0 < samples <= _MAX_SAMPLES and ticks > 0):
        raise damaged("stts")
    return samples, ticks, tuple(sorted(set(lengths)))


def _read_edits(elst: Box | None, movie_timescale: int, media_s: float) -> tuple[float, float]:
    """Return when a track of ``media_s`` starts and how long it is shown, in seconds."""
    if elst is None:
        return 0.0, media_s
    wide, entries = elst.unpack("B")[0] == 1, elst.unpack("I", 4)[0]
    layout, entry_bytes = ("Qq", 20) if wide else ("Ii", 12)
    if entries * entry_bytes > len(elst.content) - 8:
        raise damaged("elst")
    start_ticks, shown_ticks = 0, 0
    for number in range(entries):
        ticks, media_time = elst.unpack(layout, 8 + number * entry_bytes)
        if media_time >= 0:
            shown_ticks += ticks
        elif shown_ticks == 0:  # an empty edit delays the track
            start_ticks += ticks
    return start_ticks / movie_timescale, shown_ticks / movie_timescale


def _read_h264(entry: Box) -> tuple[str, str]:
    """Return the profile's name and the pixel format."""
    config = _child_of_entry(entry, "avcC", _VISUAL_ENTRY_BYTES)
    if entry.kind != "avc1" or config is None:
        raise damaged("avcC")
    number = config.unpack("B", 1)[0]
    position, sets = 6, config.unpack("B", 5)[0] & 31
    for _ in range(sets):
        position += 2 + config.unpack("H", position)[0]
    position += 1
    for _ in range(config.unpack("B", position - 1)[0]):
        position += 2 + config.unpack("H", position)[0]
    # High profiles say the chroma format after the parameter sets; the others have no choice.
    chroma = config.unpack("B", position)[0] & 3 if len(config.content) > position else 1
    depth = (config.unpack("B", position + 1)[0] & 7) + 8 if len(config.content) > position + 1 else 8
    return _H264_PROFILES.get(number, str(number)), _CHROMA_FORMATS[chroma] + ("" if depth == 8 else f"{depth}le")


def _read_colour(entry: Box) -> ColourTags:
    colr = _child_of_entry(entry, "colr", _VISUAL_ENTRY_BYTES)
    if colr is None or bytes(colr.content[:4]) != b"nclx":
        return ColourTags()
    *numbers, flags = colr.unpack("HHHB", 4)
    primaries, transfer, matrix = (_COLOUR_NAMES.get(number, str(number)) for number in numbers)
    return ColourTags(primaries, transfer, matrix, bool(flags & 0x80))


def _audio_codec(entry: Box) -> str:
    """Return ``aac``, or the four letters (and object type) of what else it is."""
    descriptor = _child_of_entry(entry, "esds", _AUDIO_ENTRY_BYTES)
    if entry.kind != "mp4a" or descriptor is None:
        return entry.kind
    position = 4
    position = _skip_descriptor_header(descriptor, position) + 3  # ES descriptor: identifier and flags
    object_type = descriptor.unpack("B", _skip_descriptor_header(descriptor, position))[0]
    return "aac" if object_type == _AAC_OBJECT else f"mp4a.{object_type:02x}"


def _skip_descriptor_header(box: Box, position: int) -> int:
    """Return where the content of the MPEG-4 descriptor at ``position`` begins: after its tag and length."""
    for offset in range(1, 5):
        if box.unpack("B", position + offset)[0] < 0x80:
            return position + offset + 1
    raise damaged(box.kind)


def _child_of_entry(entry: Box, kind: str, fixed_bytes: int) -> Box | None:
    return next((child for child in entry.children(fixed_bytes) if child.kind == kind), None)
