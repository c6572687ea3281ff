"""Sums and products over letters: what they bind, how far a letter runs, the terms put together."""
