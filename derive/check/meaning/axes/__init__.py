"""Axes of a text's symbols: as stated, and as their use shows."""
