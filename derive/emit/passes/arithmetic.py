"""Elementwise arithmetic, rearranged so that few operations run over large arrays.

Input: a lowered model.  Output: the same; chains of additions and multiplications that only one operation reads are taken as
sums of terms and computed anew.
"""

from __future__ import annotations

from derive.emit.graph import Graph
from derive.emit.passes.absorbed import Absorber
from derive.emit.passes.combine import Combiner, number
from derive.emit.passes.labels import one_hot, places
from derive.emit.passes.rebuild import Rebuild, rebuilt, uses
from derive.emit.passes.terms import LINEAR, Reader, Term
from derive.emit.program import Program, Value


def rearranged(graph: Graph) -> Graph:
    """The pass."""
    users = uses(graph)
    single = {value for value, found in users.items() if len(found) == 1}
    inner: set[Value] = set()
    for value in single:
        (user,) = users[value]
        if user is not value and value.op in LINEAR and user.op in LINEAR and value.rank and user.kind == value.kind == "real":
            inner.add(value)

    def rule(build: Rebuild, value: Value) -> Value | None:
        if value.op not in LINEAR or value.kind != "real" or not value.rank or value in inner:
            return None
        # The copies of the inner values exist in the new program, too, and are dead there.
        new_inner = {build[old] for old in inner if old in build.found}
        reader = Reader(build.program, lambda v: v in new_inner)
        copy = build.copied(value)
        terms = reader.terms(copy, copy.out, root=True)
        combiner = Combiner(build.program, copy.out, dict(zip(copy.out, copy.shape, strict=True)), new_inner | {copy})
        return computed(build, copy, [*map(Absorber(combiner, reader, new_inner), terms)], new_inner | {copy})

    return rebuilt(graph, rule)


def computed(build: Rebuild, copy: Value, terms: list[Term], dead: set[Value]) -> Value | None:
    """The value of the terms; None if nothing is gained.  ``dead`` values will not be computed unless they are chosen."""
    marked = [term for term in terms if _mark(term, copy) is not None]
    if marked and len(marked) < len(terms):
        rest = computed(build, copy, [term for term in terms if term not in marked], dead)
        return None if rest is None else _changed(build.program, rest, marked, copy)
    combiner = Combiner(build.program, copy.out, dict(zip(copy.out, copy.shape, strict=True)), dead)
    recipe = combiner.best(terms)
    if recipe.labels != frozenset(copy.out):
        return None
    value, _ = recipe.make()
    return value


def _mark(term: Term, copy: Value) -> Value | None:
    """The class indices of a term that is a number times a one-hot mask."""
    if len(term.factors) != 1 or copy.rank != 2:
        return None
    mask, axes = term.factors[0]
    return one_hot(mask, tuple(copy.out.index(label) for label in axes))


def _changed(program: Program, rest: Value, marked: list[Term], copy: Value) -> Value:
    """The matrix with one entry of each row changed."""
    for term in marked:
        labels = _mark(term, copy)
        assert labels is not None  # that is what marks it
        at = places(program, labels, copy)
        rest = program.make("change", [rest, at, number(program, term)], [(0, 1), (0,), ()], (0, 1))
    return rest
