"""Finished takes: names, sidecars, the export folder."""
