"""Symbols by notation: patterns, entries, the usual letters, what a specification declares."""
