"""What makes base frames, behind one protocol."""
