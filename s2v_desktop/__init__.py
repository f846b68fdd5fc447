"""S2V Desktop: one picture and a piece of a song become a short video that moves with the music."""

__version__ = "0.1.0"
