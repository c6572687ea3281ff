"""Verdicts on claims: what is asked, tried on random numbers under every reading, and looked at again."""
