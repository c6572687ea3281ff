"""How large a specification may be: strangers' text is refused fast, whatever it holds."""

TEXT = 1_000_000
"""Characters in a specification."""

FORMULA = 100_000
"""Characters in one text of formulas."""

SIZE = 200
"""Characters in one size."""

NESTING = 40
"""Depth of brackets, and of operators inside each other, in a formula."""

STATEMENTS = 2_000
"""Equations in one model by formulas."""

LAYERS = 10_000

EXPONENT = 100
"""The largest constant exponent, in absolute value."""

BITS = 4_096
"""The longest number that a constant power may make."""

DECIMAL_EXPONENT = 400
"""The largest power of ten in a number (a float ends at 308)."""

DIGITS = 400
"""Digits of one number."""

RANK = 8
"""Axes of a tensor."""

KEY_PARTS = 20
"""Dotted parts of one key, and tables inside tables."""
