"""What is set about downloads: read from the window's settings file, of which these are a part."""

from __future__ import annotations

import logging
from enum import StrEnum

import msgspec

from s2v_desktop.core.paths import config_dir

_log = logging.getLogger(__name__)


class SourceKind(StrEnum):
    """Where models come from; ``AUTO`` takes the one that answers first."""

    AUTO = "auto"
    HUGGING_FACE = "huggingface"
    HF_MIRROR = "hf-mirror"
    MODELSCOPE = "modelscope"
    CUSTOM = "custom"


class StoreSettings(msgspec.Struct, frozen=True):
    """``hub_base_url`` is of a custom source that speaks as Hugging Face does; ``hub_proxy`` a URL or empty.

    ``hub_token`` is the access token of the chosen source; it is sent to that source's own host alone, and not at all
    by ``AUTO``.
    """

    hub_source: str = SourceKind.AUTO
    hub_base_url: str = ""
    hub_proxy: str = ""
    hub_token: str = ""


def store_settings() -> StoreSettings:
    """Return what the settings file says; the defaults where it is missing, damaged or cannot be read."""
    try:
        return msgspec.json.decode((config_dir() / "settings.json").read_bytes(), type=StoreSettings)
    except FileNotFoundError:
        return StoreSettings()
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError):
        _log.warning("the settings of downloads cannot be read; the usual ones count", exc_info=True)
        return StoreSettings()
