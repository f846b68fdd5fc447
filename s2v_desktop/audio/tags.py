"""What a song file says about itself: title, artist and cover picture."""

from __future__ import annotations

import base64
import binascii
import logging
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import mutagen
from mutagen.flac import Picture
from mutagen.id3 import ID3
from mutagen.mp4 import MP4Tags

_log = logging.getLogger(__name__)

_FRONT_COVER = 3
_MAX_COVER_BYTES = 50 << 20
_MAX_WORDS = 200


@dataclass(frozen=True, slots=True)
class SongTags:
    """``title`` and ``artist`` are empty, ``cover`` (a picture file's bytes) is None where the song names none."""

    title: str = ""
    artist: str = ""
    cover: bytes | None = None

    @property
    def name(self) -> str:
        """The words that a file of this song is named by: ``artist - title``, or what there is of it."""
        return " - ".join(part for part in (self.artist, self.title) if part)


def read_tags(path: Path) -> SongTags:
    """Return what the song at ``path`` says (ID3, MP4, Vorbis comments); nothing where that cannot be read.

    For worker threads: it reads the file. Tags are an addition; a song with damaged ones is still a song.
    """
    try:
        song = mutagen.File(path)
        if song is None or song.tags is None:
            return SongTags(cover=_cover(getattr(song, "pictures", ())))
        if isinstance(song.tags, ID3):
            return _from_id3(song.tags)
        if isinstance(song.tags, MP4Tags):
            return _from_mp4(song.tags)
        pictures = getattr(song, "pictures", None) or _vorbis_pictures(song.tags)
        return SongTags(_words(song.tags.get("title")), _words(song.tags.get("artist")), _cover(pictures))
    except (mutagen.MutagenError, OSError, ValueError, KeyError, TypeError, EOFError, struct.error):
        _log.info("the tags of %s cannot be read", path, exc_info=True)
        return SongTags()


def _from_id3(tags: ID3) -> SongTags:
    title, artist = (frames[0].text if (frames := tags.getall(name)) else None for name in ("TIT2", "TPE1"))
    return SongTags(_words(title), _words(artist), _cover(tags.getall("APIC")))


def _from_mp4(tags: MP4Tags) -> SongTags:
    covers = [bytes(cover) for cover in tags.get("covr") or ()]
    cover = covers[0] if covers and 0 < len(covers[0]) <= _MAX_COVER_BYTES else None
    return SongTags(_words(tags.get("\xa9nam")), _words(tags.get("\xa9ART")), cover)


def _vorbis_pictures(tags: object) -> list[Picture]:
    coded = tags.get("metadata_block_picture") if hasattr(tags, "get") else None  # type: ignore[attr-defined]
    try:
        return [Picture(base64.b64decode(block)) for block in coded or ()]
    except (binascii.Error, mutagen.MutagenError):
        _log.info("a picture in the tags cannot be read", exc_info=True)
        return []


def _cover(pictures: Iterable[object]) -> bytes | None:
    """Return the front cover, or any other picture where none is called that."""
    usable = [picture for picture in pictures if 0 < len(getattr(picture, "data", b"")) <= _MAX_COVER_BYTES]
    usable.sort(key=lambda picture: getattr(picture, "type", 0) != _FRONT_COVER)
    return bytes(getattr(usable[0], "data", b"")) if usable else None


def _words(values: Iterable[object] | None) -> str:
    """Return the first of ``values`` on one line."""
    first = next(iter(values or ()), "")
    return " ".join(str(first).split())[:_MAX_WORDS]
