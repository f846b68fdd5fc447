"""Wan2.2-S2V: a picture and a song become frames, by a 14-billion-parameter video model."""
