"""How the names of the files end that can be opened, in lower case and with the dot."""

from pathlib import PurePath

PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff")
SONG_SUFFIXES = (".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4a", ".aac", ".aiff", ".aif", ".wma", ".mp4", ".mov")
PROJECT_SUFFIX = ".s2v"
BUNDLE_SUFFIX = ".s2v.zip"


def is_bundle_name(name: str) -> bool:
    """Tell whether a project with its files may be called ``name``: a browser makes "my.s2v (1).zip" of it."""
    return name.lower().endswith(".zip")


def is_project_name(name: str) -> bool:
    """Tell whether a project, alone or with its files, may be called ``name``."""
    return name.lower().endswith(PROJECT_SUFFIX) or is_bundle_name(name)


def is_media_name(name: str) -> bool:
    """Tell whether a picture or a song may be called ``name``; one without an ending may be either."""
    suffix = PurePath(name).suffix.lower()
    return not suffix or suffix in PICTURE_SUFFIXES or suffix in SONG_SUFFIXES
