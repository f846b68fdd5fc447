"""How the names of the files end that can be opened, in lower case and with the dot."""

PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff")
SONG_SUFFIXES = (".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4a", ".aac", ".aiff", ".aif", ".wma", ".mp4", ".mov")
PROJECT_SUFFIX = ".s2v"
BUNDLE_SUFFIX = ".s2v.zip"
