"""The render request: everything that reproduces a video, and nothing else."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from s2v_desktop.core.beats import BeatGrid
from s2v_desktop.core.clip import Clip
from s2v_desktop.core.look import Look

#: Raised whenever the same request would give another video (new curves, new compositor).
RENDER_REVISION = 2

#: Beats this far outside the clip still shape it (a pulse that decays into it, the bar that it cuts).
BEAT_MARGIN_S = 4.0

#: What only diffusion makes use of.
_DIFFUSION_FIELDS = ("quality", "skips_steps", "steady_colours")


class MediaFile(msgspec.Struct, frozen=True):
    """A picture or song on disk: where it is and what it contains (SHA-256 in hexadecimal)."""

    path: str
    sha256: str


class RenderRequest(msgspec.Struct, frozen=True):
    """What an engine host needs to make one video; ``beats`` are those of the clip and ``BEAT_MARGIN_S`` around."""

    picture: MediaFile
    song: MediaFile
    clip: Clip
    beats: BeatGrid
    look: Look
    revision: int = RENDER_REVISION

    @property
    def picture_path(self) -> Path:
        """Where the picture is."""
        return Path(self.picture.path)

    @property
    def song_path(self) -> Path:
        """Where the song is."""
        return Path(self.song.path)

    @property
    def hash(self) -> str:
        """SHA-256 of what shapes the video: content, not file names; the same on every computer and day."""
        # Decoding makes whole numbers given as int into float, so that 8 and 8.0 are the same duration.
        request = msgspec.json.decode(msgspec.json.encode(self), type=RenderRequest)
        beats = [(round(beat.time_s, 6), round(beat.strength, 4), beat.downbeat) for beat in request.beats.beats]
        facts = {
            "revision": request.revision,
            "picture": request.picture.sha256,
            "song": request.song.sha256,
            "clip": _clip_facts(request.clip),
            "beats": beats,
            "beats_per_bar": request.beats.beats_per_bar,
            "look": _look_facts(request.look),
        }
        return hashlib.sha256(msgspec.json.encode(facts, order="sorted")).hexdigest()


def _look_facts(look: Look) -> dict[str, object]:
    """Return what of ``look`` shapes the video: the motion engine knows nothing of diffusion."""
    facts: dict[str, object] = msgspec.to_builtins(look)
    if look.engine == "motion":
        facts = {name: fact for name, fact in facts.items() if name not in _DIFFUSION_FIELDS}
    return facts


def _clip_facts(clip: Clip) -> tuple[float, ...]:
    """Return what of ``clip`` shapes the video; a plain clip has the facts, and the hash, that it always had."""
    span = (round(clip.start_s, 6), round(clip.duration_s, 6))
    edges = (round(clip.fade_in_s, 6), round(clip.fade_out_s, 6), round(clip.lead_in_s, 6))
    return span + edges if any(edges) else span


def beats_for_clip(beats: BeatGrid, clip: Clip) -> BeatGrid:
    """Return the beats that belong into the request of ``clip``."""
    return beats.between(clip.start_s - BEAT_MARGIN_S, clip.end_s + BEAT_MARGIN_S)
