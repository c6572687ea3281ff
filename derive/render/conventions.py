"""Conventions and assumptions, each stated only if something printed uses it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sympy
from sympy import Basic, Expr, Rational, Symbol

from derive.algebra import Apply, Where
from derive.derivation import Derivation
from derive.model import ScalarFunction
from derive.render.document import Definition, Inline, Statement
from derive.render.gates import gates as gates_of
from derive.render.notation import SIGNS, Notation
from derive.render.scribe import Scribe


def conventions(
    derivation: Derivation,
    notation: Notation,
    scribe: Scribe,
    printed: Sequence[Statement],
    definitions: Sequence[Definition],
    form: str,
) -> tuple[Inline, ...]:
    """The sentences that a reader of these statements needs."""
    source = " ".join([*_sources(printed), *(d.right.latex.text for d in definitions)])
    found: list[Inline] = []
    found += _assumptions(derivation, scribe)
    found.append(("A gradient has the shape of its variable.",))
    if form != "index":
        found.append(_layout(derivation))
    if "[\\," in source:
        found.append(_iverson(scribe))
    if "\\max(" in source or "\\min(" in source:
        found.append(("A sum whose lower limit exceeds the upper one is zero.",))
    found += _gates(derivation)
    if "\\delta_{" in source and notation.kronecker == "letter":
        j, k = (sympy.Symbol(s, integer=True) for s in "jk")
        found.append((scribe.kronecker(j, k), " is one if ", scribe.equation(j, k), ", and zero otherwise."))
    latex, text = SIGNS[notation.hadamard]
    if f" {latex} " in source:
        found.append((scribe.sign(latex, text), " is the elementwise product."))
    if "\\mathbf{1}" in source:
        found.append((scribe.sign(r"\mathbf{1}", "1"), " is a column of ones."))
    return (*found, *_kinks(derivation, scribe))


def _gates(derivation: Derivation) -> list[Inline]:
    """Which gate has which number."""
    found: list[Inline] = []
    for gates in gates_of(derivation.model).values():
        letters = [letter for _, letter in sorted(gates.letters.items())]
        numbers = [str(number) for number in sorted(gates.letters)]
        said: Inline = (
            f"The gates {listed(letters)} have the numbers {listed(numbers)}; "
            "an upright letter among the indices is the number of its gate.",
        )
        found += [] if said in found else [said]
    return found


def listed(items: Sequence[str]) -> str:
    """``i, f and o``."""
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def _sources(printed: Sequence[Statement]) -> list[str]:
    """The LaTeX of everything that is printed, to see which signs occur."""
    sources = []
    for statement in printed:
        formulas = [statement.left, statement.right, *(statement.matrix or ())]
        formulas += [line.formula for line in statement.proof.lines] if statement.proof else []
        sources += [formula.latex.text for formula in formulas]
    return sources


def _layout(derivation: Derivation) -> Inline:
    if derivation.model.example_size is not None:
        return ("In matrix form an example is a row; a vector on its own (a bias) is a column.",)
    return ("In matrix form vectors are columns.",)


def _iverson(scribe: Scribe) -> Inline:
    j, k = (sympy.Symbol(s, integer=True) for s in "jk")
    bracket = scribe.bracket(k, j)
    return ("A bracket such as ", bracket, " is one if the statement in it holds, and zero otherwise.")


def _assumptions(derivation: Derivation, scribe: Scribe) -> list[Inline]:
    """The assumptions on the data, if a proof uses one."""
    used = any(step.rule == "assumption" for theorem in derivation.theorems for step in theorem.steps)
    if not used:
        return []
    found: list[Inline] = []
    for assumption in derivation.model.assumptions:
        words = assumption.words[:1].upper() + assumption.words[1:]
        ranges = scribe.range(assumption.bounds)
        every = (" for ", *ranges) if ranges else ()
        found.append((f"Assumption: {words}, ", scribe.equation(assumption.lhs, assumption.rhs), *every, "."))
    return found


def _kinks(derivation: Derivation, scribe: Scribe) -> list[Inline]:
    """What the derivative is where there is none: relu'(0) = 0."""
    found: list[Inline] = []
    for function in derivation.model.functions.values():
        for point in kinks(function, derivation.model.constants):
            value = derivative_at(derivation, function, point)
            if value is not None:
                prime = Apply(function.symbol.prime(), point)
                said: Inline = ("By convention ", scribe.equation(prime, value), ", where the function has a kink.")
                found += [] if said in found else [said]
    if not found and any(e.rhs.has(Where) for e in derivation.model.equations):
        found.append(("At a kink the derivative is that of the branch which holds there.",))
    return found


def kinks(function: ScalarFunction, constants: Mapping[Symbol, float] | None = None) -> list[Expr]:
    """The points at which the branches of a function meet with different slopes, its constants having these values."""
    known = {symbol: Rational(str(value)) for symbol, value in (constants or {}).items()}  # the decimal as it is written
    if function.formula is None:
        return []
    points = []
    for node in sorted(function.formula.atoms(Where), key=lambda w: w.sort_key()):
        condition, then, otherwise = node.args
        if condition.is_Relational and condition.args[0] == function.variable and condition.args[1].is_number:
            point = condition.args[1]
            slopes = [_at(branch.diff(function.variable), function.variable, point) for branch in (then, otherwise)]
            if slopes[0].xreplace(known) != slopes[1].xreplace(known) and point not in points:
                points.append(point)
    return points


def derivative_at(derivation: Derivation, function: ScalarFunction, point: Expr) -> Expr | None:
    """The value that the lemma on a function gives at a point, if it is plain enough to print."""
    for theorem in derivation.theorems:
        subject = theorem.subject
        if theorem.is_lemma and isinstance(subject, Apply) and subject.function.name == function.name:
            value = _at(theorem.statement, subject.argument, point)
            if function.formula is not None:  # elu'(0) = elu(0) + alpha, and elu(0) = 0
                value = value.xreplace({function(point): _at(function.formula, function.variable, point)})
            return value if not value.has(Apply, Where) else None
    return None


def _at(expr: Basic, variable: Expr, point: Expr) -> Expr:
    """The expression with a number for its variable, branches chosen."""
    if expr == variable:
        return point
    if not expr.args:
        return expr
    args = [_at(arg, variable, point) for arg in expr.args]
    return expr.func(*args)
