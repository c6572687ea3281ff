"""The judge of hand derivations: which rows hold, which is the first wrong one, and why."""
