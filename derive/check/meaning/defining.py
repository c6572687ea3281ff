"""Which rows define something: ``z = W x + b``, ``h_t = f(h_{t-1}, x_t)``, ``L(o, y) = ...``, ``f(z) = ...``.

Input: the rows of a text.  Output: definitions in order, the functions that it defines or leaves open, and the symbols that
nothing defines.  A left side that was defined before is a claim, or starts another section.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from derive.check.meaning.mentions import applied, arguments_of, called, mentioned, symbols_in
from derive.check.meaning.patterns import Head, head
from derive.check.meaning.sorting import Key, Sorted, Sorter
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Claim, Row
from derive.check.reading.syntax import Derivative, Group, Name, Node, Number, Product, Scripted, Sum
from derive.check.reading.tree import T, children, rewrite, rewrite_children, walk

_EQUALITY = ("=", ":=", "\\equiv", "equiv")


@dataclass(frozen=True)
class Definition:
    """``left = right``, for every value of the letters of the left side; an abbreviation if derivatives stand in it."""

    row: int
    claim: int
    name: Name
    sorted: Sorted
    right: Node
    abbreviation: bool = False
    arguments: tuple[Name, ...] = ()
    """The quantities in brackets after the name, in ``L(o, y) = ...``."""
    hidden: tuple[str, ...] = ()
    """The letters that stand below its arguments alone: ``h(x_i) = ...`` says what h is for each i."""
    shifted: bool = False
    """Whether it was stated for the next step: ``z^{l+1} = ...``."""

    @property
    def letters(self) -> tuple[str, ...]:
        own = tuple(letter for node in self.sorted.indices if (letter := letter_of(node)) is not None)
        return (*own, *self.hidden)


@dataclass(frozen=True)
class FunctionDefinition:
    """``f(z) = ...`` with a symbol as its argument that stands for any value."""

    row: int
    claim: int
    name: Name
    parameter: Name
    right: Node


@dataclass
class Findings:
    """What a text defines."""

    sorter: Sorter
    definitions: dict[Key, Definition] = field(default_factory=dict)
    functions: dict[Head, FunctionDefinition] = field(default_factory=dict)
    open_functions: dict[Head, int] = field(default_factory=dict)
    named: frozenset[Head] = frozenset()
    """Functions that are known or declared."""
    """Functions that nothing defines, with the number of their arguments."""
    leaves: dict[Key, list[tuple[Name, Sorted]]] = field(default_factory=dict)
    """Symbols that nothing defines, and all their occurrences."""
    again: list[Definition] = field(default_factory=list)
    """Rows that would define something for the second time."""

    def key(self, parts: Sorted) -> Key:
        """The symbol that a name means: with as many indices as it was defined with."""
        special = replace(parts.key, arity=len(parts.indices))
        return special if special in self.definitions else parts.key


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
    for row in rows:
        for number, claim in enumerate(row.claims):
            _claim(row, number, claim, found, calls, _taken_but(claim.left, taken, known, sorter), named, frozenset(leaves))
    found.open_functions = {top: count for top, count in calls.items() if top not in found.functions and top not in named}
    _implied(rows, found, taken, named)
    _spread_abbreviations(found, gradients)
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


def _implied(rows: list[Row], found: Findings, taken: set[Head], named: set[Head]) -> None:
    """Symbols that a chain introduces: ``a = f(W x) = f(z)`` says that z is W x."""
    for row in rows:
        for number, claim in enumerate(row.claims):
            if claim.relation not in _EQUALITY or isinstance(claim.left, (Name, Derivative)):
                continue
            pairs = _differences(claim.left, claim.right)
            if not pairs or not all(_is_new(name, node, found, taken, named) for name, node in pairs):
                continue
            start = claim.head or row.claims[0].left
            if isinstance(claim.right, Name) and isinstance(start, Derivative):
                pairs = [(claim.right, start)]  # a name for the gradient with which the chain begins
            derived = any(isinstance(inner, Derivative) for _, node in pairs for inner in walk(node))
            if derived and not isinstance(claim.right, Name):
                continue
            for name, node in pairs:
                parts = found.sorter.split(name)
                inner = {other: symbol for symbol, other in pairs if symbol != name and other != node}
                inner_node = rewrite(node, inner.get)
                found.definitions[parts.key] = Definition(row.number, number, name, parts, inner_node, derived)
            _refine(claim, found, {found.sorter.split(name).key for name, _ in pairs})


def _refine(claim: Claim, found: Findings, new: set[Key]) -> None:
    """What the chain defines is computed from the symbols that it introduces: ``a = f(W x) = f(z)`` is ``f(z)``."""
    first = claim.head if isinstance(claim.head, Name) else None
    for key, definition in found.definitions.items():
        chain = definition.right == claim.left or (first is not None and definition.name == first)
        if key not in new and chain and not definition.abbreviation and not isinstance(claim.right, Name):
            found.definitions[key] = replace(definition, right=claim.right)


def _is_new(name: Name, node: Node, found: Findings, taken: set[Head], named: set[Head]) -> bool:
    """Whether nothing is known of a symbol that a chain may introduce."""
    if head(name) in taken or head(name) in named:
        return False
    parts = found.sorter.split(name)
    letters = [letter_of(index) for index in parts.indices]
    return not (parts.rest or None in letters or found.key(parts) in found.definitions or _is_itself(node, name))


def _spread_abbreviations(found: Findings, gradients: Callable[[Name], bool]) -> None:
    """What is made from gradients stands for an expression, too."""
    for key, definition in found.definitions.items():
        if any(map(gradients, symbols_in(definition.right))):
            found.definitions[key] = replace(definition, abbreviation=True)
    for _ in found.definitions:
        names = {key for key, definition in found.definitions.items() if definition.abbreviation}
        more = {
            key: replace(definition, abbreviation=True)
            for key, definition in found.definitions.items()
            if not definition.abbreviation and names & {found.key(found.sorter.split(n)) for n in symbols_in(definition.right)}
        }
        if not more:
            return
        found.definitions |= more


def _differences(one: Node, other: Node) -> list[tuple[Name, Node]] | None:
    """The symbols in the second expression that stand where the first one has something else; None if more is different."""
    if one == other:
        return []
    if isinstance(other, Name) and not isinstance(one, (Name, Number)):
        return [(other, one)]
    left, right = list(children(one)), list(children(other))
    if type(one) is not type(other) or len(left) != len(right) or not left or not _alike(one, other):
        return None
    found: list[tuple[Name, Node]] = []
    for a, b in zip(left, right, strict=True):
        inner = _differences(a, b)
        if inner is None:
            return None
        found += inner
    return found


def _alike(one: Node, other: Node) -> bool:
    """Whether two nodes are the same apart from the nodes inside them."""
    blank = Number("0")
    return rewrite_children(one, blank) == rewrite_children(other, blank)


def _leaf(name: Name, found: Findings, taken: set[Head], named: set[Head]) -> None:
    top = head(name)
    if top in taken or top in named or top in found.functions or top in found.open_functions:
        return
    parts = found.sorter.split(name)
    if parts.key not in found.definitions:
        found.leaves.setdefault(parts.key, []).append((name, parts))


def _claim(
    row: Row,
    number: int,
    claim: Claim,
    found: Findings,
    called: dict[Head, int],
    taken: set[Head],
    named: set[Head],
    leaves: frozenset[Key],
) -> None:
    if claim.relation not in _EQUALITY or claim.inherited:
        return
    left, arguments = applied(claim.left)
    if left is None or head(left) in taken or _is_gradient_of(left):
        return
    hidden = () if head(left) in named else _letters_of(arguments, claim.right, found.sorter)
    if hidden and isinstance(claim.right, Name) and number and row.claims[number - 1].right == claim.left:
        return  # ... = g(z_j) = a_j: a name for a value
    named_only = len(arguments) == 1 and _is_mere_argument(claim.right, arguments[0], taken - named)
    if not hidden and head(left) in called and len(arguments) == 1 and isinstance(arguments[0], Name) and not named_only:
        if head(left) not in found.functions and head(left) not in named:
            parameter = arguments[0]
            if found.sorter.split(parameter).key not in found.definitions or _only_parameter(claim.right, parameter):
                found.functions[head(left)] = FunctionDefinition(row.number, number, left, parameter, claim.right)
        return
    shift = _next_step(found.sorter.split(left))
    left, right = (_earlier(left, shift), _earlier(claim.right, shift)) if shift else (left, claim.right)
    parts = found.sorter.split(left)
    if parts.rest or any(letter_of(node) is None or found.sorter.is_last(node) for node in parts.indices):
        return
    letters = [letter_of(node) for node in parts.indices]
    if parts.key in leaves:
        return
    if len(set(letters)) != len(letters) or head(left) in named:
        return
    names = tuple(a for a in arguments if isinstance(a, Name))
    derived = any(isinstance(node, Derivative) for node in walk(right))
    hidden = () if parts.indices else hidden
    made = Definition(row.number, number, left, parts, right, derived, names, hidden, bool(shift))
    first = found.definitions.get(parts.key)
    if first is not None and len(first.letters) != len(made.letters):
        made = replace(made, sorted=replace(parts, key=replace(parts.key, arity=len(made.letters))))
        parts = made.sorted
    if parts.key in found.definitions:
        if not shift:
            found.again.append(made)
    elif not _is_itself(right, left):
        found.definitions[parts.key] = made


def _next_step(parts: Sorted) -> str:
    """The letter of the steps, if a left side stands at the next one: ``z^{l+1}``."""
    if not parts.above or not isinstance(index := parts.above[0][0], Sum) or len(index.terms) != 2:
        return ""
    (_, first), (sign, second) = index.terms
    return (letter_of(first) or "") if sign > 0 and isinstance(second, Number) and second.text == "1" else ""


def _earlier(node: T, letter: str) -> T:
    """An expression at the step before."""

    def before(inner: Node) -> Node | None:
        if isinstance(inner, Sum) and len(inner.terms) == 2 and letter_of(inner.terms[0][1]) == letter:
            (_, first), (sign, second) = inner.terms
            if isinstance(second, Number) and second.text.isdigit():
                by = int(second.text) * sign - 1
                return first if by == 0 else Sum(((1, first), (1 if by > 0 else -1, Number(str(abs(by))))), span=inner.span)
        if isinstance(inner, Name) and letter_of(inner) == letter:
            return Sum(((1, inner), (-1, Number("1"))), span=inner.span)
        return None

    return rewrite(node, before)


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


def _is_itself(right: Node, left: Name) -> bool:
    """Whether the right side uses the very symbol that it should define."""
    return any(node == left for node in symbols_in(right))


def _is_gradient_of(name: Name) -> bool:
    return name.base in ("partial", "nabla")


def _only_parameter(right: Node, parameter: Name) -> bool:
    return all(head(node) == head(parameter) or node.base in ("e",) for node in symbols_in(right))
