"""From beats and words to camera and light."""
