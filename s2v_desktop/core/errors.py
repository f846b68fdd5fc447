"""The one exception family that may reach a user, named by code; the words are in ``error_text``."""

from __future__ import annotations

from enum import StrEnum


class ErrorCode(StrEnum):
    """What went wrong, in a form that survives a process boundary and a translation."""

    FILE_MISSING = "file_missing"
    FILE_EMPTY = "file_empty"
    FILE_UNREADABLE = "file_unreadable"
    FOLDER_MISSING = "folder_missing"
    NOT_A_FOLDER = "not_a_folder"
    FILE_CHANGED = "file_changed"
    FILE_KIND_UNKNOWN = "file_kind_unknown"
    PICTURE_UNREADABLE = "picture_unreadable"
    PICTURE_TOO_LARGE = "picture_too_large"
    PICTURE_TOO_SMALL = "picture_too_small"
    SONG_UNREADABLE = "song_unreadable"
    SONG_EMPTY = "song_empty"
    SONG_DAMAGED = "song_damaged"
    SONG_TOO_LONG = "song_too_long"
    CLIP_OUTSIDE_SONG = "clip_outside_song"
    VALUE_OUT_OF_RANGE = "value_out_of_range"
    BEATS_FILE_INVALID = "beats_file_invalid"
    TABLE_INVALID = "table_invalid"
    PROJECT_INVALID = "project_invalid"
    PROJECT_TOO_NEW = "project_too_new"
    BUNDLE_INVALID = "bundle_invalid"
    PRESET_INVALID = "preset_invalid"
    TARGET_NOT_WRITABLE = "target_not_writable"
    TARGET_IS_INPUT = "target_is_input"
    TARGET_NOT_MP4 = "target_not_mp4"
    DISK_FULL = "disk_full"
    FFMPEG_MISSING = "ffmpeg_missing"
    ENCODING_FAILED = "encoding_failed"
    ENGINE_UNKNOWN = "engine_unknown"
    ENGINE_CRASHED = "engine_crashed"
    PREVIEW_STOPPED = "preview_stopped"
    MODEL_MISSING = "model_missing"
    MODEL_UNREADABLE = "model_unreadable"
    MODEL_DAMAGED = "model_damaged"
    MODEL_WRONG_KIND = "model_wrong_kind"
    MODEL_UNSAFE = "model_unsafe"
    MODEL_UNKNOWN = "model_unknown"
    MODEL_IS_ADDITION = "model_is_addition"
    MODEL_IS_OWN = "model_is_own"
    MODEL_NOT_MOVING = "model_not_moving"
    MODEL_ORIGINAL_GONE = "model_original_gone"
    MANIFEST_INVALID = "manifest_invalid"
    STORE_IN_USE = "store_in_use"
    STORE_GONE = "store_gone"
    STORE_TOO_SMALL = "store_too_small"
    LOCATION_READ_ONLY = "location_read_only"
    LOCATION_IN_PROGRAM = "location_in_program"
    LOCATION_SMALL_FILES = "location_small_files"
    LOCATION_PATH_TOO_LONG = "location_path_too_long"
    LOCATION_NESTED = "location_nested"
    LOCATION_TAKEN = "location_taken"
    IMPORT_FINDS_NOTHING = "import_finds_nothing"
    LINK_IMPOSSIBLE = "link_impossible"
    COPY_DIFFERS = "copy_differs"
    HUB_UNREACHABLE = "hub_unreachable"
    HUB_REFUSES = "hub_refuses"
    HUB_LACKS_MODEL = "hub_lacks_model"
    HUB_UNTRUSTED = "hub_untrusted"
    DOWNLOAD_DAMAGED = "download_damaged"
    NO_CARD = "no_card"
    OUT_OF_MEMORY = "out_of_memory"
    CANCELLED = "cancelled"
    PAUSED = "paused"
    CHECK_STOPPED = "check_stopped"
    INTERNAL = "internal"


class S2VError(Exception):
    """An expected failure.

    ``code`` chooses the sentence, ``detail`` fills it in (a file name, a value; never a traceback), ``hint``
    fills in the advice where that needs a fact of its own (the allowed range, the song's length).
    """

    def __init__(self, code: ErrorCode, detail: str = "", hint: str = "") -> None:
        super().__init__(code, detail, hint)
        self.code = code
        self.detail = detail
        self.hint = hint

    def __str__(self) -> str:
        return ": ".join(part for part in (self.code.value, self.detail, self.hint) if part)


class InputError(S2VError):
    """A file or a value that the user gave cannot be used."""


class OutputError(S2VError):
    """The result cannot be written where the user wants it."""


class EngineError(S2VError):
    """The engine, or its process, failed."""


class ModelError(S2VError):
    """A model's file is missing, damaged, unsafe or of another kind."""


class JobCancelledError(S2VError):
    """The user cancelled; raised at the next frame, step or block, never kept as a flag."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.CANCELLED)


class JobPausedError(S2VError):
    """The user broke a job off that goes on later, or begins again: ``detail`` is what, ``hint`` how."""

    def __init__(self, detail: str, hint: str, code: ErrorCode = ErrorCode.PAUSED) -> None:
        super().__init__(code, detail, hint)


def out_of_range(name: str, allowed: str) -> InputError:
    """Return the error for the value called ``name`` outside ``allowed`` (say ``"3 to 15 s"``)."""
    return InputError(ErrorCode.VALUE_OUT_OF_RANGE, name, allowed)
