"""What is set about engines on this computer; no video depends on it, so no request holds it."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import msgspec

from s2v_desktop.core.paths import config_dir, default_models_dir

_log = logging.getLogger(__name__)

#: Environment variables for trying the diffusion engine where there is no card, and quickly.
DEVICE_VARIABLE = "S2V_DESKTOP_DEVICE"
MAX_AREA_VARIABLE = "S2V_DESKTOP_MAX_AREA"
#: How many cards of this computer share the diffusion of one video.
CARDS_VARIABLE = "S2V_DESKTOP_CARDS"
#: One of diffusers' attention backends, to be taken instead of the one that is chosen.
ATTENTION_VARIABLE = "S2V_DESKTOP_ATTENTION"


class EngineSettings(msgspec.Struct, frozen=True):
    """Read from the window's settings file, of which these are a part.

    ``models_dir`` is where the weights lie, empty for the usual folder; ``memory_plan`` is the name of one that is to
    be taken whatever was measured, empty to choose. ``chosen_model`` is the id of the model to use, empty for what
    suits the computer; ``model_folders`` are the folders inside ``models_dir`` whose files count first: not in the
    file, but filled in by ``store.chosen``.
    """

    models_dir: str = ""
    memory_plan: str = ""
    chosen_model: str = ""
    model_folders: tuple[str, ...] = ()

    @property
    def models_path(self) -> Path:
        """The folder of the weights (not created)."""
        return Path(self.models_dir) if self.models_dir else default_models_dir()

    @property
    def device(self) -> str:
        """``cuda``, or what ``S2V_DESKTOP_DEVICE`` says (``cpu``)."""
        return os.environ.get(DEVICE_VARIABLE) or "cuda"

    @property
    def num_cards(self) -> int:
        """How many cards work together, from ``S2V_DESKTOP_CARDS``; usually 1."""
        return int(os.environ.get(CARDS_VARIABLE) or 1)

    @property
    def attention_backend(self) -> str:
        """The name of diffusers' attention backend, from ``S2V_DESKTOP_ATTENTION``; empty to choose."""
        return os.environ.get(ATTENTION_VARIABLE) or ""

    @property
    def max_area_px(self) -> int | None:
        """Most pixels of a diffused frame, from ``S2V_DESKTOP_MAX_AREA``; None for what the look asks."""
        return int(os.environ.get(MAX_AREA_VARIABLE) or 0) or None


def engine_settings() -> EngineSettings:
    """Return what the settings file says; the defaults where it is missing, damaged or cannot be read."""
    try:
        return msgspec.json.decode((config_dir() / "settings.json").read_bytes(), type=EngineSettings)
    except FileNotFoundError:
        return EngineSettings()
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError):
        _log.warning("the settings of the engines cannot be read; the usual ones count", exc_info=True)
        return EngineSettings()
