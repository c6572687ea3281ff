"""A judge for each part of a text, and the layout of arrays under which most of its rows hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from derive.check import effort
from derive.check.judging import conventions
from derive.check.judging.conventions import Layout
from derive.check.judging.outcome import HOLDS, UNDER
from derive.check.judging.pages import orientation, own_scope, transposed_jacobians
from derive.check.judging.pages.new_meaning import with_new_meanings
from derive.check.judging.pages.one_row import LAST_ROW, in_its_case, judged_rows, safely
from derive.check.judging.pages.silent_sums import sums_silently
from derive.check.judging.pages.verdict import Judged, named
from derive.check.judging.rows import paths, true_class, written_out
from derive.check.judging.rows.judge import Judge
from derive.check.judging.values.left_out_arguments import called
from derive.check.meaning.assumptions import leaves_out_biases, speaks_of_one_example, stated_units, stated_zeros
from derive.check.meaning.labels import stated_values
from derive.check.meaning.orthonormal import stated_frames
from derive.check.meaning.symbols import GradientOf, Part
from derive.check.meaning.symmetric_matrices import stated_symmetric
from derive.check.reading.rows import Document, Row, nodes
from derive.check.reading.syntax import Name

if TYPE_CHECKING:
    from derive.check.meaning.candidates import Candidate
    from derive.check.meaning.notation.declared import Declarations
    from derive.check.meaning.symbols import Symbols
    from derive.check.meaning.world import World


_CLEARLY = 2
"""So many more rows have to hold in numerator layout before a text is read so."""


class Judges:
    """A judge for each part of a text (one that gives its letters new meanings on the way has several)."""

    def __init__(self, chosen: Candidate, document: Document, layout: Layout, limit: int = conventions.LIMIT) -> None:
        self._chosen, self.document, self._layout, self._limit = chosen, document, layout, limit
        self._einstein, self._accumulates = sums_silently(document), paths.accumulates(document)
        self._units, self._labels = stated_units(document), stated_values(document)
        self._frames, self._zeros = stated_frames(document), stated_zeros(document)
        self._symmetric = stated_symmetric(document)
        self._called = called(document)
        self._classes = true_class.letters(document)
        self._no_biases, self._one_example = leaves_out_biases(document), speaks_of_one_example(document)
        self._names = frozenset(node for node in nodes(document.rows) if isinstance(node, Name))
        self._known: dict[tuple[int, int], Judge] = {}
        self._before: Judges | None = None
        self._scopes: own_scope.Scopes | None = None
        self._scoped: dict[int, Judge] = {}

    @property
    def keeps_vectors(self) -> bool:
        """Whether it is known whether vectors are columns or rows."""
        return bool(self._layout.vectors)

    @property
    def keeps_jacobians(self) -> bool:
        """Whether it is known how Jacobians are laid out."""
        return bool(self._layout.jacobian)

    def share(self, one: Judge, other: Judge) -> bool:
        """Whether two judges may mean the same by a letter: they know a definition in common, or none of a scope of its own."""
        return one is other or (self._scopes.share(one, other) if self._scopes is not None else True)

    def in_scopes(
        self, rows: list[Judged], document: Document, declarations: Declarations | None, explain: bool
    ) -> own_scope.Found:
        """What the rows say by the definitions that reach them."""
        base = self._chosen.symbols if self._chosen.world.specification is not None else None
        self._scopes = own_scope.Scopes(document, declarations, self._made, base)

        def again(judge: Judge, row: Row) -> Judged:
            return in_its_case(judge, safely(judge, row), document)

        found = own_scope.looked_up(rows, self._scopes, again)
        if base is not None and explain:
            with_new_meanings(rows, self._scopes, again, found)
        self._scoped = dict(found.judges)
        return found

    def leave_scope(self, number: int) -> None:
        """A row is read as all others."""
        self._scoped.pop(number, None)

    def _made(self, world: World, symbols: Symbols) -> Judge:
        judge = Judge(
            world,
            symbols,
            einstein=self._einstein,
            layout=self._layout,
            limit=self._limit,
            accumulates=self._accumulates,
        )
        judge.units, judge.labels, judge.frames = self._units, self._labels, self._frames
        judge.symmetric = self._symmetric
        judge.counted = written_out.counted(judge, self.document.rows)
        judge.zeros, judge.leaves_out_biases = self._zeros, self._no_biases
        judge.one_example = self._one_example
        judge.writes_no_biases = self._writes_no_biases(judge)
        judge.classes, judge.bench.called = self._classes, self._called
        return judge

    def _writes_no_biases(self, judge: Judge) -> bool:
        """Whether the specification is a network, and no symbol of the text is a bias, by whatever letter."""
        given = judge.world.specification
        if given is None or not given.is_network or any(name.base.lower() == "b" for name in self._names):
            return False
        meanings = (reading.meaning for name in self._names for reading in judge.symbols.lookup(name))
        parts = (meaning.part if isinstance(meaning, GradientOf) else meaning for meaning in meanings)
        return not any(isinstance(part, Part) and part.quantity[0] == "b" for part in parts)

    def __call__(self, number: int) -> Judge:
        """The judge of a row."""
        if number in self._scoped:
            return self._scoped[number]
        world, symbols = self._chosen.at(number)
        key = (id(world), id(symbols))
        if key not in self._known:
            self._known[key] = judge = self._made(world, symbols)
            before = self._before(number).habits if self._before is not None else ()
            judge.habits.extend(habit for habit in before if conventions.MARKS.issuperset(habit))
        return self._known[key]

    def _with(self, layout: Layout, limit: int | None = None) -> Judges:
        """The same in another layout, with what the text has shown of its marks."""
        other = Judges(self._chosen, self.document, layout, limit or self._limit)
        other._before = self
        return other

    def oriented(self, vectors: str, limit: int = conventions.LIMIT) -> Judges:
        """The same with all vectors as columns, or as rows."""
        return self._with(replace(self._layout, vectors=vectors), limit)

    def dotted(self) -> Judges:
        """The same with two vectors side by side as their dot product."""
        return self._with(replace(self._layout, dotted=True))

    def in_denominator_layout(self) -> Judges:
        """The same with Jacobians in denominator layout, as if that were declared."""
        return self._with(replace(self._layout, declared="denominator"))

    def transposing(self) -> Judges:
        """The same with Jacobians in numerator layout, which the text transposes itself."""
        return self._with(replace(self._layout, transposes=True))


def transposing_rows(judges: Judges, rows: list[Judged]) -> tuple[Judges, list[Judged]]:
    """All rows with one layout of Jacobians, if the text transposes them and shows which one it means."""
    if judges.keeps_jacobians:
        return judges, rows
    other = judges.in_denominator_layout()
    odd = transposed_jacobians.odd_ones(rows, lambda judged: _again(other, judged, judges.document))
    if not odd:
        return judges, rows
    fixed = judges.transposing()
    return fixed, [_again(fixed, judged, judges.document) if at in odd else judged for at, judged in enumerate(rows)]


def oriented_rows(judges: Judges, rows: list[Judged]) -> tuple[Judges, list[Judged]]:
    """All rows with vectors as columns, or as rows, if the rows that hold leave no doubt which the text means."""
    if judges.keeps_vectors:
        return judges, rows
    tried = {vectors: judges.oriented(vectors, conventions.QUICK_LIMIT) for vectors in ("column", "row")}

    def again(judged: Judged, vectors: str) -> Judged:
        return _again(tried[vectors], judged, judges.document)

    vectors = orientation.settled(rows, again, lambda judged: _has_vectors(judges(judged.row.number), judged.row))
    if not vectors:
        return judges, rows
    fixed, found = judges.oriented(vectors), list(rows)
    for at in orientation.odd_ones(rows, vectors, again):
        found[at] = _again(fixed, rows[at], judges.document)
    return fixed, found


def _has_vectors(judge: Judge, row: Row) -> bool:
    """Whether a row speaks of a vector, and not only of entries."""
    for name in (node for node in nodes([row]) if isinstance(node, Name)):
        for reading in judge.symbols.lookup(name)[:1]:
            what = reading.meaning
            part = what.part if isinstance(what, GradientOf) else what
            if isinstance(part, Part) and part.indices.count(None) == 1:
                return True
    return False


def dotted_rows(judges: Judges, rows: list[Judged]) -> tuple[Judges, list[Judged]]:
    """All rows with ``\\theta x`` as the dot product of two vectors, if several rows whose shapes do not fit hold so.

    Whoever forgets one transpose makes a slip; who never writes one has a convention."""
    unfit = [at for at, judged in enumerate(rows) if any(outcome.unfit for outcome in judged.outcomes)]
    enough = 1 if orientation.writes_both(rows) else _CLEARLY
    if len(unfit) < enough:
        return judges, rows
    dotted = judges.dotted()
    again = {at: _again(dotted, rows[at], judges.document) for at in unfit}
    if sum(judged.verdict in (HOLDS, UNDER) for judged in again.values()) < enough:
        return judges, rows
    return dotted, [named(again[at], conventions.DOTTED) if at in again else judged for at, judged in enumerate(rows)]


def _again(judges: Judges, judged: Judged, document: Document) -> Judged:
    judge = judges(judged.row.number)
    return in_its_case(judge, safely(judge, judged.row), document)


def laid_out(chosen: Candidate, document: Document, layout: Layout) -> tuple[Judges, list[Judged]]:
    """All rows in the layout that is declared; else with gradients by matrices in the shape of their variable, or transposed if
    clearly more rows hold so."""
    judges = Judges(chosen, document, layout)
    rows = judged_rows(judges, document)
    if layout.declared or sum(row.doubtful for row in rows) < _CLEARLY or effort.is_late(LAST_ROW / 2):
        return judges, rows
    others = Judges(chosen, document, replace(layout, turned=True))
    if sum(not safely(others(row.row.number), row.row).doubtful for row in rows if row.doubtful) < _CLEARLY:
        return judges, rows  # so few rows gain that there is no need to judge all once more
    turned = judged_rows(others, document)
    if effort.is_late(LAST_ROW):
        return judges, rows
    gain = sum(row.doubtful for row in rows) - sum(row.doubtful for row in turned)
    return (others, turned) if gain >= _CLEARLY else (judges, rows)
