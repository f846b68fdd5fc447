"""From a base frame and a row of the shot plan to an output frame."""
