"""The only room that knows ffmpeg: writing and reading video files."""
