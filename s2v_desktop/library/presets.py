"""Presets: looks under a name, one small file each, that can be handed on."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import msgspec

from s2v_desktop.core.errors import ErrorCode, InputError, S2VError, out_of_range
from s2v_desktop.core.files import output_error, require_readable_file, write_atomically
from s2v_desktop.core.look import Look
from s2v_desktop.core.paths import config_dir

PRESET_SUFFIX = ".s2vlook"
MAX_NAME_CHARACTERS = 60
SCHEMA_VERSION = 1

_STYLE_FIELDS = ("prompt", "negative_prompt", "prompt_weight", "motion", "motion_level")
_FORMAT_FIELDS = ("resolution", "aspect", "fps", "seed")
_MAX_FILE_BYTES = 100_000

_log = logging.getLogger(__name__)


class Preset(msgspec.Struct, frozen=True):
    """A ``look`` under a ``name``; of ``style_only`` ones size, frame rate and seed do not count.

    Crop, background, engine with its quality, and flash limit never count: they belong to the picture, the computer
    and the viewers.
    """

    name: str
    look: Look
    style_only: bool = False

    def changes(self, *, keep_seed: bool = False) -> dict[str, object]:
        """Return the fields of a look that the preset sets, without the seed where ``keep_seed``."""
        fields = _STYLE_FIELDS if self.style_only else _STYLE_FIELDS + _FORMAT_FIELDS
        return {field: getattr(self.look, field) for field in fields if field != "seed" or not keep_seed}

    def fits(self, look: Look) -> bool:
        """Tell whether ``look`` is as the preset makes it; another seed makes no other look."""
        return all(getattr(look, field) == value for field, value in self.changes(keep_seed=True).items())


class _PresetFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    schema_version: int
    name: str
    look: Look


class PresetLibrary:
    """The presets of this user, in ``folder``; names differ by more than case."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or config_dir() / "looks"

    def presets(self) -> list[Preset]:
        """Return the presets in the order of their names; damaged files are left out and logged."""
        return sorted(self._read_all().values(), key=lambda preset: preset.name.casefold())

    def save(self, preset: Preset) -> Preset:
        """Keep ``preset`` in the place of one of the same name; return it with its name trimmed.

        Raises:
            InputError: The name is empty or longer than ``MAX_NAME_CHARACTERS``.
            OutputError: The file cannot be written.
        """
        preset = Preset(valid_name(preset.name), preset.look)
        path = self._path_of(preset.name) or self._new_path(preset.name)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise output_error(error, self._folder) from error
        write_preset(preset, path)
        return preset

    def rename(self, name: str, new_name: str) -> None:
        """Give the preset called ``name`` another name, in the place of one that has it; raise as ``save`` does."""
        path = self._path_of(name)
        if path is None:
            return
        renamed = Preset(valid_name(new_name), read_preset(path).look)
        if renamed.name.casefold() != name.casefold():
            self.save(renamed)
            self.delete(name)
        else:
            write_preset(renamed, path)

    def delete(self, name: str) -> None:
        """Remove the preset called ``name``; raise ``OutputError`` where that fails."""
        path = self._path_of(name)
        try:
            if path is not None:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise output_error(error, self._folder) from error

    def _read_all(self) -> dict[Path, Preset]:
        found: dict[Path, Preset] = {}
        for path in sorted(self._folder.glob(f"*{PRESET_SUFFIX}")):
            try:
                found[path] = read_preset(path)
            except S2VError:
                _log.warning("the preset %s cannot be read", path, exc_info=True)
        return found

    def _path_of(self, name: str) -> Path | None:
        wanted = name.casefold()
        return next((path for path, preset in self._read_all().items() if preset.name.casefold() == wanted), None)

    def _new_path(self, name: str) -> Path:
        stem = re.sub(r"[^\w\- ]+", "_", name).strip() or "look"
        number = 1
        while True:
            path = self._folder / (f"{stem}{PRESET_SUFFIX}" if number == 1 else f"{stem} {number}{PRESET_SUFFIX}")
            if not path.exists():
                return path
            number += 1


def valid_name(name: str) -> str:
    """Return ``name`` in one line without space around it; raise ``InputError`` where that is empty or too long."""
    trimmed = " ".join(name.split())
    if not 1 <= len(trimmed) <= MAX_NAME_CHARACTERS:
        raise out_of_range("the name", f"1 to {MAX_NAME_CHARACTERS} characters")
    return trimmed


def read_preset(path: Path) -> Preset:
    """Return the preset in the file at ``path``; raise ``InputError`` (``PRESET_INVALID`` or the file's own fault)."""
    require_readable_file(path)
    try:
        if path.stat().st_size > _MAX_FILE_BYTES:
            raise InputError(ErrorCode.PRESET_INVALID, path.name)
        file = msgspec.json.decode(path.read_bytes(), type=_PresetFile)
        if file.schema_version != SCHEMA_VERSION:
            raise InputError(ErrorCode.PRESET_INVALID, path.name)
        return Preset(valid_name(file.name), file.look)
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError, S2VError) as error:
        raise InputError(ErrorCode.PRESET_INVALID, path.name) from error


def write_preset(preset: Preset, path: Path) -> None:
    """Write ``preset`` to ``path`` whole or not at all; raise ``OutputError`` where that fails."""
    file = _PresetFile(SCHEMA_VERSION, preset.name, preset.look)
    write_atomically(path, msgspec.json.format(msgspec.json.encode(file), indent=1))
