"""What the symbols of a derivation mean: a world of quantities, and a dictionary of symbols.

Input: a model, or the rows of a text that defines its own quantities. Output: a ``World`` and ``Symbols`` for the judge.
"""
