"""A layer's name as its letter: ``name = "Q"`` prints Q, not z with the layer's number.

Input: the equations of a network and its layers.  Output: the same equations, with the result of each layer whose name can be
printed as a letter under that letter.  Names in code and in look-ups stay (``z1``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sympy import Basic

from derive import places
from derive.algebra.sums import rename
from derive.frontends.layers import Node
from derive.model import Equation

_GREEK = "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|chi|psi|omega"
_LETTER = re.compile(rf"[A-Za-z]|{_GREEK}")
_INDICES = frozenset("ijklmntu")
"""Letters that the proofs need for indices."""


def lettered(equations: Sequence[Equation], nodes: Iterable[Node], taken: Iterable[str]) -> tuple[Equation, ...]:
    """The equations with the layers' own letters; a letter that is ``taken`` by something else is left alone."""
    bases = {tensor.base for equation in equations for tensor in (equation.tensor, *equation.reads)}
    used = {*taken, *bases} | _INDICES
    exchange: dict[Basic, Basic] = {}
    for node in nodes:
        if node.name and _LETTER.fullmatch(node.name) and node.name not in used:
            own = [equation.tensor for equation in equations if equation.tensor.tag == str(node.number)]
            exchange |= {tensor: tensor.like(base=node.name, tag="") for tensor in own[-1:]}
    return tuple(_told(equation, exchange) for equation in equations) if exchange else tuple(equations)


def _told(equation: Equation, exchange: dict[Basic, Basic]) -> Equation:
    words = equation.words
    if equation.tensor in exchange:
        number = places.layer(equation.tensor.tag)
        words = f"output {exchange[equation.tensor].base} of layer {number}"
    return replace(equation, lhs=rename(equation.lhs, exchange), rhs=rename(equation.rhs, exchange), words=words)
