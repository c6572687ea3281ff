"""Recurrent layers with two biases, of which a text writes one: ``W_{xh} x_t + W_{hh} h_{t-1} + b_h``.

The second bias makes no other functions; a text that never names it speaks of the layer without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from derive.algebra import Entry, Tensor
from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.patterns import items
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import Name, Words
from derive.model import Equation, Model

_SECOND = "b_tilde"
"""The letter of the second bias of a recurrent layer."""


def with_one_bias(model: Model, rows: Iterable[Row], declared: Iterable[Declaration] = ()) -> tuple[Model, tuple[str, ...]]:
    """The model without second biases, and words that say so, if the text and the declarations have only first ones."""
    second = frozenset(tensor for tensor in model.parameters if tensor.base == _SECOND)
    named = {word for one in declared for word in re.findall(r"\w+", one.text)}
    if not second or any(tensor.name in named for tensor in second) or _names_two(rows):
        return model, ()
    told = ", ".join(sorted(tensor.name for tensor in second))
    return _without(model, second), (f"the text has one bias where the model has two: judged without {told}",)


def _names_two(rows: Iterable[Row]) -> bool:
    """Whether a text has a bias from the input and one from the state: ``b_{ih}`` and ``b_{hh}``, ``\\tilde b``."""
    found = {name for name in nodes(rows) if isinstance(name, Name) and name.base in ("b", "beta")}
    labels = {"".join(_text(item) for item, _ in (*items(name.sub), *items(name.sup))) for name in found}
    of_state = {label for label in labels if len(label) == 2 and label.startswith("h")}
    of_input = {label for label in labels if len(label) == 2 and label[0] in "xi" and label.isalpha()}
    return bool(of_state and of_input) or any(name.accents for name in found)


def _text(node: object) -> str:
    return node.base if isinstance(node, Name) else node.text if isinstance(node, Words) else "?"


def _without(model: Model, gone: frozenset[Tensor]) -> Model:
    def rid(equation: Equation) -> Equation:
        zeros = {entry: 0 for entry in equation.rhs.atoms(Entry) if entry.tensor in gone}
        return replace(equation, rhs=equation.rhs.xreplace(zeros)) if zeros else equation

    return replace(
        model,
        equations=tuple(map(rid, model.equations)),
        parameters=tuple(tensor for tensor in model.parameters if tensor not in gone),
        output=rid(model.output) if model.output is not None else None,
        single=_without(model.single, gone) if model.single is not None else None,
    )
