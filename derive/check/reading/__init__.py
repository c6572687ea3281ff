"""Reading: the text of a derivation as rows of claims."""
