"""Evaluation of what an author wrote, and verdicts on it."""
