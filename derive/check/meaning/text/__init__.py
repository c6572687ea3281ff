"""The world of a text: its own definitions, evaluated on random numbers."""
