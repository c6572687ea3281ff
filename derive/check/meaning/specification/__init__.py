"""The world of a specification: quantities of a model, and random numbers from its forward equations."""
