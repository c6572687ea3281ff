"""Derivatives: by complex step, raw; laid out by a convention; multiplied along chains."""
