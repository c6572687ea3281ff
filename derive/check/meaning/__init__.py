"""What the symbols of a derivation stand for."""
