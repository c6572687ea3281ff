"""Names of functions: SymPy's elementary ones, and those of the model's activations."""

from __future__ import annotations

import re

import sympy

from derive.model import Model
from derive.render.glyphs import GREEK, Glyph, function_glyph
from derive.render.notation import Notation

FUNCTIONS: dict[type, tuple[str, str]] = {
    sympy.log: (r"\log", "log"),
    sympy.sin: (r"\sin", "sin"),
    sympy.cos: (r"\cos", "cos"),
    sympy.tanh: (r"\tanh", "tanh"),
    sympy.sinh: (r"\sinh", "sinh"),
    sympy.cosh: (r"\cosh", "cosh"),
    sympy.erf: (r"\operatorname{erf}", "erf"),
    sympy.sign: (r"\operatorname{sign}", "sign"),
    sympy.Abs: (r"\operatorname{abs}", "abs"),
    sympy.Max: (r"\max", "max"),
    sympy.Min: (r"\min", "min"),
}
_KNOWN = re.compile(r"\\(?:[A-Za-z]+|(?:operatorname|mathrm)\{[A-Za-z ]+\})|[A-Za-z]")


def function_name(name: str, notation: Notation, model: Model) -> Glyph:
    """How a named function is written: the notation's letter, else the one that its definition brings, else its own name."""
    if name in notation.functions:
        return function_glyph(notation.functions[name])
    function = model.functions.get(name)
    if function is not None and _KNOWN.fullmatch(function.latex):
        bare = re.sub(r"\\(?:operatorname|mathrm)|[\\{}]", "", function.latex)
        return Glyph(function.latex, GREEK.get(bare, bare))
    return function_glyph(name)
