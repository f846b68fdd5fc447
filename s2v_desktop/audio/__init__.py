"""Sound in: decoding, peaks, bands, beat tracking, the best part of a song."""
