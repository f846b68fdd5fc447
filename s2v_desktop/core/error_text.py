"""English words for every error code: one sentence that says what is wrong, one that says what to do."""

from __future__ import annotations

import re
from typing import NamedTuple

from s2v_desktop.core.errors import ErrorCode, S2VError


class ErrorText(NamedTuple):
    """Templates with ``{detail}`` and ``{hint}`` filled in from the error; the source text of translations."""

    sentence: str
    advice: str


ERROR_TEXT: dict[ErrorCode, ErrorText] = {
    ErrorCode.FILE_MISSING: ErrorText(
        "The file “{detail}” does not exist.", "Check the name, or choose the file again."
    ),
    ErrorCode.FILE_EMPTY: ErrorText("The file “{detail}” is empty.", "Choose another copy of it."),
    ErrorCode.FILE_UNREADABLE: ErrorText(
        "The file “{detail}” cannot be opened.", "Check that it is a file and that you may read it."
    ),
    ErrorCode.FOLDER_MISSING: ErrorText(
        "The folder “{detail}” does not exist.", "Check its name, or choose another folder."
    ),
    ErrorCode.NOT_A_FOLDER: ErrorText("“{detail}” is no folder.", "Choose the folder that holds it, or another one."),
    ErrorCode.FILE_CHANGED: ErrorText(
        "The file “{detail}” has changed since it was opened.", "Open it again, then try once more."
    ),
    ErrorCode.FILE_KIND_UNKNOWN: ErrorText(
        "“{detail}” is not a picture, a song or a project that can be opened.",
        "Use a JPG, PNG, WebP, BMP or TIFF picture and a WAV, FLAC, MP3, OGG, M4A or AIFF song.",
    ),
    ErrorCode.PICTURE_UNREADABLE: ErrorText(
        "“{detail}” is not a picture that can be read, or it is damaged.",
        "Use a JPG, PNG, WebP, BMP or TIFF picture.",
    ),
    ErrorCode.PICTURE_TOO_LARGE: ErrorText(
        "The picture “{detail}” is too large.", "Save it with at most {hint} and try again."
    ),
    ErrorCode.PICTURE_TOO_SMALL: ErrorText(
        "The picture “{detail}” is too small or too narrow.", "Use one with at least {hint} on each side."
    ),
    ErrorCode.SONG_UNREADABLE: ErrorText(
        "“{detail}” is not a sound file that can be read, or it is damaged.",
        "Use a WAV, FLAC, MP3, OGG, M4A or AIFF file.",
    ),
    ErrorCode.SONG_EMPTY: ErrorText("The song “{detail}” contains no sound.", "Choose another copy of it."),
    ErrorCode.SONG_DAMAGED: ErrorText(
        "The song “{detail}” contains values that are not numbers.", "Export it again from your music program."
    ),
    ErrorCode.SONG_TOO_LONG: ErrorText("The song “{detail}” is too long.", "Cut it to at most {hint} and try again."),
    ErrorCode.CLIP_OUTSIDE_SONG: ErrorText(
        "The clip ({detail}) does not fit inside the song.",
        "The song is {hint} long; choose an earlier start or a shorter clip.",
    ),
    ErrorCode.VALUE_OUT_OF_RANGE: ErrorText("The value of {detail} cannot be used.", "Allowed: {hint}."),
    ErrorCode.BEATS_FILE_INVALID: ErrorText(
        "“{detail}” is not a beats file that can be read.",
        "Use beats saved by S2V Desktop, an Audacity label track, a CSV from Sonic Visualiser or a MIDI file.",
    ),
    ErrorCode.TABLE_INVALID: ErrorText(
        "The table “{detail}” cannot be read: line {hint} is not as expected.",
        "Use a CSV file in UTF-8 whose first line is “picture,song” or “picture,song,start,duration”.",
    ),
    ErrorCode.PROJECT_INVALID: ErrorText(
        "“{detail}” is not a project that can be read, or it is damaged.", "Open another copy of it."
    ),
    ErrorCode.PROJECT_TOO_NEW: ErrorText(
        "The project “{detail}” was made by a newer version of S2V Desktop.", "Update S2V Desktop to open it."
    ),
    ErrorCode.BUNDLE_INVALID: ErrorText(
        "“{detail}” is not a copy of a project that can be opened safely, or it is damaged.",
        "Ask for another copy, made by “Save a copy with its files”.",
    ),
    ErrorCode.PRESET_INVALID: ErrorText(
        "“{detail}” is not a preset that can be read, or it is damaged.",
        "Have it exported again; if it comes from a newer version, update S2V Desktop.",
    ),
    ErrorCode.TARGET_NOT_WRITABLE: ErrorText(
        "“{detail}” cannot be written.", "Choose a folder that exists and that you may write to."
    ),
    ErrorCode.TARGET_IS_INPUT: ErrorText(
        "This would overwrite “{detail}”, from which it is made.", "Choose another name."
    ),
    ErrorCode.TARGET_NOT_MP4: ErrorText(
        "The name “{detail}” does not end in .mp4.", "Give the video a name that ends in .mp4."
    ),
    ErrorCode.DISK_FULL: ErrorText(
        "There is no space left for “{detail}”.", "Free some space or choose another folder, then try again."
    ),
    ErrorCode.FFMPEG_MISSING: ErrorText("The video encoder (ffmpeg) cannot be started.", "Install S2V Desktop again."),
    ErrorCode.ENCODING_FAILED: ErrorText(
        "The video could not be encoded ({detail}).", "Try again; if it fails again, report it with the log."
    ),
    ErrorCode.ENGINE_UNKNOWN: ErrorText("There is no engine named “{detail}”.", "Choose one of: {hint}."),
    ErrorCode.ENGINE_CRASHED: ErrorText(
        "The render process stopped unexpectedly.", "Nothing of yours is lost: press Generate to try again."
    ),
    ErrorCode.PREVIEW_STOPPED: ErrorText(
        "The preview stopped unexpectedly.", "Generate works all the same; the next change starts the preview again."
    ),
    ErrorCode.MODEL_MISSING: ErrorText(
        "A part of the model is missing: {detail}.", "Download the model again, or put the file into “{hint}”."
    ),
    ErrorCode.MODEL_UNREADABLE: ErrorText(
        "The model file “{detail}” is damaged or incomplete.",
        "Verify and repair its model, or get another copy of the file (found: {hint}).",
    ),
    ErrorCode.MODEL_DAMAGED: ErrorText(
        "The model file “{detail}” is damaged, incomplete or missing.",
        "Repair it with “{hint}”: only what is damaged or missing is downloaded.",
    ),
    ErrorCode.MODEL_WRONG_KIND: ErrorText(
        "The model file “{detail}” is of another kind ({hint}).", "Choose a file that belongs to Wan2.2-S2V-14B."
    ),
    ErrorCode.MODEL_UNSAFE: ErrorText(
        "The model file “{detail}” contains program code and was not opened.",
        "Use a copy of it that ends in .safetensors.",
    ),
    ErrorCode.MODEL_UNKNOWN: ErrorText("There is no model named “{detail}”.", "Choose one of: {hint}."),
    ErrorCode.MODEL_IS_ADDITION: ErrorText(
        "“{detail}” is an addition to other models and makes no videos alone.", "Choose one of: {hint}."
    ),
    ErrorCode.MODEL_IS_OWN: ErrorText(
        "“{detail}” is a file of your own, of no listed model.",
        "It is used by itself where the listed models that are here lack its part; nothing was published to compare it "
        "with.",
    ),
    ErrorCode.MODEL_NOT_MOVING: ErrorText(
        "“{detail}” is not being downloaded, so nothing was paused.", "Choose what is: {hint}."
    ),
    ErrorCode.MODEL_ORIGINAL_GONE: ErrorText(
        "“{detail}”, to which a model file is linked, is gone.",
        "Put it back or connect its drive; or have it downloaded instead with “{hint}”.",
    ),
    ErrorCode.MANIFEST_INVALID: ErrorText(
        "The list of models cannot be read (“{detail}”: {hint}).", "Install S2V Desktop again."
    ),
    ErrorCode.STORE_IN_USE: ErrorText(
        "Another S2V Desktop is at work on the models in “{detail}”.", "Close it, then try again."
    ),
    ErrorCode.STORE_GONE: ErrorText(
        "The models folder “{detail}” is not there any more.",
        "Connect its drive again, then go on: nothing that was there is downloaded twice.",
    ),
    ErrorCode.STORE_TOO_SMALL: ErrorText(
        "The drive of “{detail}” has too little space for this model.",
        "Free {hint} more on it, or choose another models folder.",
    ),
    ErrorCode.LOCATION_READ_ONLY: ErrorText(
        "“{detail}” is on a drive that can only be read.", "Choose a folder on another drive."
    ),
    ErrorCode.LOCATION_IN_PROGRAM: ErrorText(
        "“{detail}” belongs to the program itself, and an update would remove what is in it.",
        "Choose a folder outside it.",
    ),
    ErrorCode.LOCATION_SMALL_FILES: ErrorText(
        "The drive of “{detail}” ({hint}) takes no files above 4 GB, and models have larger ones.",
        "Choose a folder on a drive with another file system, such as NTFS, exFAT, APFS or ext4.",
    ),
    ErrorCode.LOCATION_PATH_TOO_LONG: ErrorText(
        "The path “{detail}” is too long for the files below it.", "Choose a folder with a path of at most {hint}."
    ),
    ErrorCode.LOCATION_NESTED: ErrorText(
        "“{detail}” and the models folder lie inside each other.", "Choose a folder beside it or on another drive."
    ),
    ErrorCode.LOCATION_TAKEN: ErrorText(
        "There is “{detail}” already, which nothing may overwrite.", "Choose an empty folder."
    ),
    ErrorCode.IMPORT_FINDS_NOTHING: ErrorText(
        "“{detail}” holds no part of Wan2.2-S2V-14B.",
        "Choose the folder of the official model, or the folder “models” of ComfyUI.",
    ),
    ErrorCode.LINK_IMPOSSIBLE: ErrorText(
        "The models folder cannot link to “{detail}” ({hint}).",
        "Choose a copy instead, or a models folder on the same drive.",
    ),
    ErrorCode.COPY_DIFFERS: ErrorText(
        "The copy of “{detail}” is not the same as the file.",
        "Check both drives; the file itself was left as it is.",
    ),
    ErrorCode.HUB_UNREACHABLE: ErrorText(
        "The download server {detail} cannot be reached.",
        "Check the connection or choose another source (Models, “Network”), then go on: what is there is kept.",
    ),
    ErrorCode.HUB_REFUSES: ErrorText(
        "The download server {detail} refuses the download ({hint}).",
        "Choose another source or enter an access token, in Models, under “Network”.",
    ),
    ErrorCode.HUB_LACKS_MODEL: ErrorText(
        "The download server {detail} does not have {hint}.", "Choose another source in Models, under “Network”."
    ),
    ErrorCode.HUB_UNTRUSTED: ErrorText(
        "The download server {detail} sent an answer that cannot be trusted ({hint}).",
        "Choose another source in Models, under “Network”.",
    ),
    ErrorCode.DOWNLOAD_DAMAGED: ErrorText(
        "“{detail}” arrived damaged more than once and was thrown away.",
        "Try again later, or choose another source in Models, under “Network”.",
    ),
    ErrorCode.NO_CARD: ErrorText(
        "No NVIDIA graphics card that can be used was found.",
        "Choose the motion engine, which works on any computer, or update the card's driver.",
    ),
    ErrorCode.OUT_OF_MEMORY: ErrorText(
        "The computer ran out of memory.", "Close other programs, choose 480P or a shorter clip, then try again."
    ),
    ErrorCode.CANCELLED: ErrorText("Cancelled.", "Nothing was written."),
    ErrorCode.PAUSED: ErrorText("“{detail}” is paused: what is there is kept.", "Go on with “{hint}”."),
    ErrorCode.CHECK_STOPPED: ErrorText(
        "Stopped before all files of “{detail}” were compared; none of them was changed.", "Begin again with “{hint}”."
    ),
    ErrorCode.INTERNAL: ErrorText(
        "Something unexpected went wrong ({detail}).", "Try again; if it fails again, report it with the log."
    ),
}

#: What the parts of the model are called, whose names the engine gives. The source text of translations.
PART_WORDS = {
    "transformer": "video model (transformer)",
    "vae": "picture decoder (VAE)",
    "text encoder": "text encoder",
    "tokenizer": "tokenizer",
    "audio encoder": "audio encoder",
    "lora": "addition for fewer steps (LoRA)",
}

#: What details and hints are made of besides names: ``{0}`` and ``{1}`` are numbers. The source text of translations.
ERROR_PHRASES = (
    "the start",
    "the duration",
    "the fade-in",
    "the fade-out",
    "the fades",
    "the lead-in",
    "a beat",
    "the beats",
    "a beat's strength",
    "beats per bar",
    "the tempo",
    "the span",
    "fps",
    "the prompt weight",
    "the seed",
    "the prompt",
    "the background colour",
    "the middle of the crop",
    "the zoom of the crop",
    "the focus point",
    "the row",
    "the name",
    "the end of the file's name",
    "{0} to {1} characters",
    "{0} to {1}",
    "{0} to {1} s",
    "{0} to {1} BPM",
    "{0} or {1}",
    "{0} s or later",
    "{0} s or longer, inside the song",
    "a time of 0 s or later",
    "together no longer than the clip",
    "sorted, at least 50 ms apart",
    "at most {0} characters",
    "{0} characters",
    "a picture and a song",
    "{0} min",
    "{0} pixels",
    "{0} megapixels",
    "{0} of {1} bytes",
    "another checksum",
    "a header that cannot be read",
    "content that cannot be read",
)

#: What shows that a model's file is damaged, in a library's words, and the phrase for it: a report keeps the former.
_PLAIN_FACTS = (
    (re.compile("header", re.IGNORECASE), "a header that cannot be read"),
    (re.compile("Error|Exception|JSON|pickle|weight_map|state_dict"), "content that cannot be read"),
)


def detail_words(error: S2VError) -> list[str]:
    """Return the detail of ``error``, a list where it names parts of the model: these in plain words."""
    parts = error.detail.split(", ")
    are_parts = error.code is ErrorCode.MODEL_MISSING and all(part in PART_WORDS for part in parts)
    return [PART_WORDS[part] for part in parts] if are_parts else [error.detail]


def hint_words(error: S2VError) -> str:
    """Return the hint of ``error``; what a library found wrong with a model's file, in plain words."""
    if error.code is ErrorCode.MODEL_UNREADABLE:
        return next((words for pattern, words in _PLAIN_FACTS if pattern.search(error.hint)), error.hint)
    return error.hint


def describe_error(error: S2VError) -> str:
    """Return the English sentence and advice for ``error``, on one line."""
    sentence, advice = ERROR_TEXT[error.code]
    fields = {"detail": ", ".join(detail_words(error)), "hint": hint_words(error)}
    return f"{sentence.format(**fields)} {advice.format(**fields)}"
