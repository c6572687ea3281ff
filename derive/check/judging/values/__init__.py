"""What expressions are worth on random numbers: labelled arrays, symbols, brackets, functions."""
