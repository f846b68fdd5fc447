"""Beat grids in our own forms and in those of other programs."""
