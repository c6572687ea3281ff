"""Which rows define something: ``z = W x + b``, ``h_t = f(h_{t-1}, x_t)``, ``L(o, y) = ...``, ``f(z) = ...``.

Input: the rows of a text.  Output: definitions in order, the functions that it defines or leaves open, and the symbols that
nothing defines.  A left side that was defined before is a claim, or starts another section.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from derive.check.meaning.definitions.called import called
from derive.check.meaning.definitions.findings import EQUALITY, Definition, Findings, FunctionDefinition
from derive.check.meaning.definitions.index_letters import index_letters
from derive.check.meaning.definitions.introduced import add_introduced, is_itself, spread_abbreviations
from derive.check.meaning.definitions.mentions import applied, arguments_of, mentioned, symbols_in
from derive.check.meaning.definitions.next_steps import earlier, next_step
from derive.check.meaning.definitions.solutions import unknowns
from derive.check.meaning.definitions.sorting import Key, Sorter
from derive.check.meaning.notation.patterns import Head, head
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Row
from derive.check.reading.syntax import Derivative, Group, Name, Node, Product, Scripted
from derive.check.reading.tree import children, walk


def find(
    rows: Iterable[Row],
    sorter: Sorter,
    known: Callable[[Name], bool],
    functions: Iterable[Head] = (),
    leaves: Iterable[Key] = (),
    numbers: frozenset[Head] = frozenset(),
    gradients: Callable[[Name], bool] = lambda name: False,
) -> Findings:
    """The definitions of a text.

    ``known`` tells which names have a meaning already; ``functions`` are names of functions; ``leaves`` are declared to
    depend on nothing; ``numbers`` are no functions, even where brackets follow: costs; ``gradients`` tells which names are
    known to be gradients.
    """
    rows = list(rows)
    taken = {head(name) for name in mentioned(rows) if known(name)}
    named = set(functions)
    dummies = set(arguments_of(rows))
    found = Findings(sorter, named=frozenset(named))
    calls = {top: count for top, count in called(rows, taken).items() if top not in numbers}
    finder = _Finder(found, calls, named, frozenset(leaves))
    counted, surely = index_letters(rows)
    for row in rows:
        for number, claim in enumerate(row.claims):
            if letter_of(claim.left) in surely and letter_of(claim.right) in counted:
                continue  # l = L: where the text is, and no definition
            finder.claim(row, number, _taken_but(claim.left, taken, known, sorter))
    found.open_functions = {top: count for top, count in calls.items() if top not in found.functions and top not in named}
    add_introduced(rows, found, taken, named)
    spread_abbreviations(found, gradients)
    heads = {key.head for key in found.definitions}
    found.open_functions = {top: count for top, count in found.open_functions.items() if top not in heads}
    for name in mentioned(rows):
        # The z of f(z) = ... stands for any number, even where z with a layer is a quantity.
        if name in dummies and not known(name):
            _leaf(name, found, set(), named)
        else:
            _leaf(name, found, taken, named)
    return found


def _taken_but(left: Node, taken: set[Head], known: Callable[[Name], bool], sorter: Sorter) -> set[Head]:
    """The letters that have a meaning: not that of a symbol that only its label makes another one, ``do_1 = do``."""
    if not isinstance(left, Name) or head(left) not in taken or known(left):
        return taken
    labels = sorter.split(left).key.below
    return taken - {head(left)} if labels else taken


def _leaf(name: Name, found: Findings, taken: set[Head], named: set[Head]) -> None:
    top = head(name)
    if top in taken or top in named or top in found.functions or top in found.open_functions:
        return
    parts = found.sorter.split(name)
    if parts.key not in found.definitions:
        found.leaves.setdefault(parts.key, []).append((name, parts))


class _Finder:
    """Adds what claims define to ``found``; ``calls`` are functions that the text applies, ``named`` those that have a name,
    ``leaves`` symbols that depend on nothing."""

    def __init__(self, found: Findings, calls: dict[Head, int], named: set[Head], leaves: frozenset[Key]) -> None:
        self.found, self.sorter = found, found.sorter
        self.calls, self.named, self.leaves = calls, named, leaves
        self.solved: set[Key] = set()
        """What a gradient that is set to zero is taken by: ``w = ...`` then is a solution, no definition."""

    def claim(self, row: Row, number: int, taken: set[Head]) -> None:
        """What a row's claim defines, where the letters that are ``taken`` have a meaning already."""
        claim = row.claims[number]
        self.solved.update(self.sorter.split(name).key for name in unknowns(claim))
        if claim.relation not in EQUALITY or claim.inherited:
            return
        left, arguments = applied(claim.left)
        if left is None or head(left) in taken or _is_gradient_of(left) or self.sorter.split(left).key in self.solved:
            return
        hidden = () if head(left) in self.named else _letters_of(arguments, claim.right, self.sorter)
        if hidden and isinstance(claim.right, Name) and number and row.claims[number - 1].right == claim.left:
            return  # ... = g(z_j) = a_j: a name for a value
        named_only = len(arguments) == 1 and _is_mere_argument(claim.right, arguments[0], taken - self.named)
        parameter = arguments[0] if len(arguments) == 1 else None
        if not hidden and head(left) in self.calls and isinstance(parameter, Name) and not named_only:
            self._function(FunctionDefinition(row.number, number, left, parameter, claim.right))
        else:
            names = tuple(a for a in arguments if isinstance(a, Name))
            self._quantity(row.number, number, left, claim.right, names, hidden)

    def _function(self, made: FunctionDefinition) -> None:
        top = head(made.name)
        if top not in self.found.functions and top not in self.named:
            defined = self.sorter.split(made.parameter).key in self.found.definitions
            if not defined or _only_parameter(made.right, made.parameter):
                self.found.functions[top] = made

    def _quantity(
        self, row: int, number: int, left: Name, right: Node, arguments: tuple[Name, ...], hidden: tuple[str, ...]
    ) -> None:
        shift = next_step(self.sorter.split(left))
        left, right = (earlier(left, shift), earlier(right, shift)) if shift else (left, right)
        parts = self.sorter.split(left)
        letters = [letter_of(node) for node in parts.indices]
        if parts.rest or None in letters or any(self.sorter.is_last(node) for node in parts.indices):
            return
        if parts.key in self.leaves or len(set(letters)) != len(letters) or head(left) in self.named:
            return
        derived = any(isinstance(node, Derivative) for node in walk(right))
        hidden = () if parts.indices else hidden
        self._add(Definition(row, number, left, parts, right, derived, arguments, hidden, bool(shift)))

    def _add(self, made: Definition) -> None:
        """A definition, unless there is one already: then it is another one only with another number of indices."""
        definitions, parts = self.found.definitions, made.sorted
        first = definitions.get(parts.key)
        if first is not None and first.letters and not made.letters and _is_made_of(made.right, made.name):
            own = replace(first.sorted, key=replace(parts.key, arity=len(first.letters)))  # L = \sum_t L_t after L_t = ...
            definitions[own.key] = replace(first, sorted=own)
            definitions[parts.key] = made
        elif first is not None and len(first.letters) != len(made.letters):
            parts = replace(parts, key=replace(parts.key, arity=len(made.letters)))
            made = replace(made, sorted=parts)
        if parts.key in definitions:
            if not made.shifted:
                self.found.again.append(made)
        elif not is_itself(made.right, made.name):
            definitions[parts.key] = made


def _is_made_of(right: Node, name: Name) -> bool:
    """Whether a whole is computed from parts of the same letter: ``L = \\sum_t L_t``."""
    return any(isinstance(node, Name) and head(node) == head(name) and (node.sub or node.sup) for node in walk(right))


def _is_mere_argument(node: Node, parameter: Node, quantities: set[Head]) -> bool:
    """Whether a symbol stands nowhere but in brackets behind quantities: ``G(\\theta) = H(\\theta) V`` defines a quantity."""
    if node == parameter:
        return False
    if isinstance(node, Product):
        factors = [factor for _, factor in node.factors]
        for at, factor in enumerate(factors):
            before = factors[at - 1] if at else None
            bare = factor.body if isinstance(factor, Scripted) else factor
            named = isinstance(bare, Group) and bare.items == (parameter,) and node.factors[at][0] == ""
            if named and isinstance(before, Name) and head(before) in quantities:
                continue
            if not _is_mere_argument(factor, parameter, quantities):
                return False
        return True
    return all(_is_mere_argument(child, parameter, quantities) for child in children(node))


def _letters_of(arguments: tuple[Node, ...], right: Node, sorter: Sorter) -> tuple[str, ...]:
    """The index letters of arguments, unless the right side is a function of the only one (an activation)."""
    if len(arguments) == 1 and isinstance(arguments[0], Name) and _only_parameter(right, arguments[0]):
        return ()
    symbols = [node for argument in arguments for node in symbols_in(argument)]
    letters = [letter_of(index) for name in symbols for index in sorter.split(name).indices]
    return tuple(dict.fromkeys(letter for letter in letters if letter is not None))


def _is_gradient_of(name: Name) -> bool:
    return name.base in ("partial", "nabla")


def _only_parameter(right: Node, parameter: Name) -> bool:
    return all(head(node) == head(parameter) or node.base in ("e",) for node in symbols_in(right))
