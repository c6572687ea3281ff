"""Functions that a plain Python module carries along: each is text, used if the module calls it."""

from __future__ import annotations

HEAD = '''try:
    from math import expm1 as _expm1, log1p as _log1p
except ImportError:  # MicroPython has no log1p

    def _log1p(u):
        """log(1 + u) without losing the digits of u."""
        v = 1.0 + u
        return u if v == 1.0 else _log(v) * u / (v - 1.0)

    def _expm1(u):
        """exp(u) - 1 without losing the digits of u."""
        v = _exp(u)
        return u if v == 1.0 else v - 1.0 if v - 1.0 == -1.0 or v > 2.0 else (v - 1.0) * u / _log(v)
'''

LIMITS = '''_LARGEST = 88.0 if 1e200 == float("inf") else 709.0
"""The largest x whose exp(x) is finite: floats have 32 bits on some boards."""
_LEAST = -_LARGEST
'''

ERF = '''try:
    from math import erf as _erf
except ImportError:  # not on every board

    def _erf(z):
        """The error function, by its series near zero and its continued fraction elsewhere."""
        size = abs(z)
        if size < 3.0:
            term = total = size
            n = 0
            while abs(term) > 1e-17 * abs(total):
                n += 1
                term *= -size * size / n
                total += term / (2 * n + 1)
            result = 1.1283791670955126 * total
        else:
            fraction = 0.0
            for n in range(60, 0, -1):
                fraction = n / 2 / (size + fraction)
            result = 1.0 - 0.5641895835477563 * _exp(-min(size * size, 700.0)) / (size + fraction)
        return result if z > 0 else -result
'''

SOFTPLUS = '''def _softplus(z):
    """log(1 + exp(z)), without overflow."""
    return (z if z > 0.0 else 0.0) + _log1p(_exp(-z if z > 0.0 else z))
'''

LOG_SOFTPLUS = '''def _log_softplus(z):
    """log(log(1 + exp(z))), which is z far below zero."""
    return z if z < -40.0 else _log(_softplus(z))
'''

SOFTPLUS_RATE = '''def _softplus_rate(z):
    """The derivative of log(log(1 + exp(z))), which is one far below zero."""
    return 1.0 if z < -40.0 else 1.0 / ((1.0 + _exp(_LARGEST if z < _LEAST else -z)) * _softplus(z))
'''

PLAIN = '''def _plain(array):
    """Arrays (of NumPy, say) as lists: Python's own numbers neither wrap around nor lose digits."""
    if hasattr(array, "tolist"):
        return array.tolist()
    if isinstance(array, (dict, set)):
        raise TypeError("sets have no order")
    parts = isinstance(array, (list, tuple)) and len(array) and hasattr(array[0], "tolist")
    return [_plain(part) for part in array] if parts else array
'''

NEW = '''try:
    _new = tuple.__new__
except AttributeError:  # not on every board

    def _new(kind, parts):
        """A named tuple of some parts."""
        return kind(*parts)
'''

NORMAL = '''def _normal(seed):
    """A source of normal random numbers: the generator of Park and Miller, and the method of Box and Muller."""
    state = [(seed * 69621 + 12345) % 2147483646 + 1]

    def uniform():
        state[0] = state[0] * 48271 % 2147483647
        return state[0] / 2147483647

    for _ in range(8):
        uniform()
    return lambda: _sqrt(-2.0 * _log(uniform())) * _cos(6.283185307179586 * uniform())
'''

DESCEND = '''def descend(params, gradient, rate):
    """The parameters after one step of gradient descent."""
    return Params(*[_moved(p, g, rate) for p, g in zip(params, gradient)])


def _moved(value, slope, rate):
    if isinstance(value, (tuple, list)):
        return tuple([_moved(v, s, rate) for v, s in zip(value, slope)])
    return value - rate * slope
'''

_CALLS = (
    ("_log_softplus(", LOG_SOFTPLUS), ("_softplus_rate(", SOFTPLUS_RATE), ("_softplus(", SOFTPLUS),
    ("_normal(", NORMAL), ("_erf(", ERF), ("_plain(", PLAIN), ("_new(", NEW),
    ("_log1p(", HEAD), ("_expm1(", HEAD), ("_LARGEST", LIMITS),
)  # fmt: skip
"""What each call needs; the later ones may be called by the earlier ones."""
_MATH = ("atan", "cos", "cosh", "exp", "log", "pow", "sin", "sinh", "sqrt", "tan", "tanh")


def used(text: str) -> str:
    """The imports and the helper functions that a text needs, helpers of helpers included."""
    parts: list[str] = []
    for call, helper in _CALLS:
        if call in "\n".join([text, *parts]) and helper not in parts:
            parts.insert(0, helper)
    whole = "\n".join([text, *parts])
    names = [f"{name} as _{name}" for name in _MATH if f"_{name}(" in whole]
    head = f"from math import {', '.join(names)}" if names else ""
    return "\n\n\n".join(part.strip("\n") for part in (head, *parts) if part)
