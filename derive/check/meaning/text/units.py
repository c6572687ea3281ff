"""Texts in which the letter of a unit names its layer: ``z_j = \\sum_i w_{ij} a_i``, ``a_j = g(z_j)``, then k.

Input: the rows of a text.  Output: rows in which a symbol is another one in every layer (``a_j`` and ``a_k``), with what the
text says of one layer stated for the others, too; and how to come back from these symbols to the author's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from derive.check.meaning.definitions.called import called
from derive.check.meaning.notation.patterns import Head, head, items
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Claim, Row
from derive.check.reading.syntax import Big, Name, Node
from derive.check.reading.tree import rewrite, walk

SYNTHETIC = 1_000_000
"""From this number on, rows are not the text's own."""


@dataclass
class Layers:
    """The letters of a text's layers: from which to which its weights lead, and the letters that mean the last layer, too."""

    before: dict[str, str] = field(default_factory=dict)
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    origin: dict[Head, tuple[Head, tuple[str, ...]]] = field(default_factory=dict)
    """For a symbol of one layer the author's symbol, and the layers that its indices name."""

    def layer(self, letter: str | None) -> str:
        """The layer that a letter names (empty if none)."""
        return next((layer for layer, letters in self.members.items() if letter in letters), "")


def by_units(rows: list[Row]) -> tuple[list[Row], Layers]:
    """The rows with a symbol for each layer, if the letters of units name layers in this text."""
    for weighted, weights, activation in _sums(rows):
        unit = _activation(rows, head(weighted), activation)
        layers = _layers(rows, weighted, weights, activation)
        if unit is None or layers is None:
            continue
        functions = frozenset(called(rows))
        made = [row.mapped(partial(_claim, layers=layers, functions=functions)) for row in rows]
        templates = [claim for row in made for claim in row.claims if _is_equation(claim) and not claim.inherited]
        unit = tuple(_named(node, layers, functions) for node in unit)  # type: ignore[assignment]
        stated = list(_stated(made, templates, Claim(unit[0], "=", unit[1]), layers))
        return [*made, *(_row(rows[0], number, claim) for number, claim in enumerate(stated))], layers
    return rows, Layers()


def _row(like: Row, number: int, claim: Claim) -> Row:
    return Row(SYNTHETIC + number, like.place, "", (claim,))


def _is_equation(claim: Claim) -> bool:
    return claim.relation in ("=", ":=") and isinstance(claim.left, Name)


def _letters(name: Node) -> tuple[str, ...]:
    """The letters below a symbol, if nothing else stands there."""
    if not isinstance(name, Name) or any(script.bracket for script in name.sub):
        return ()
    found = [letter_of(item) or "" for item, _ in items(name.sub)]
    return tuple(found) if all(len(letter) == 1 and letter.islower() for letter in found) else ()


def _names(node: Node) -> Iterator[Name]:
    return (inner for inner in walk(node) if isinstance(inner, Name))


def _sums(rows: Iterable[Row]) -> Iterator[tuple[Name, Name, Name]]:
    """Weighted sums over the units of the layer before: the sum, the weights, and the other factor."""
    for claim in (claim for row in rows for claim in row.claims if _is_equation(claim) and not claim.inherited):
        for big in walk(claim.right):
            own = _letters(claim.left)
            if not isinstance(big, Big) or big.kind != "sum" or len(own) != 1:
                continue
            found = [(name, _letters(name)) for name in _names(big.body)]
            weights = [name for name, letters in found if len(letters) == 2 and own[0] in letters and letters[0] != letters[1]]
            units = [name for name, letters in found if len(letters) == 1 and letters != own]
            if len(weights) == len(units) == 1 and set(_letters(weights[0])) == {own[0], _letters(units[0])[0]}:
                assert isinstance(claim.left, Name)
                if head(claim.left) != head(units[0]):
                    yield claim.left, weights[0], units[0]


def _activation(rows: Iterable[Row], weighted: Head, activation: Name) -> tuple[Name, Node] | None:
    """What the text says of the activation of a unit: that it is a function of the unit's weighted sum."""
    for claim in (claim for row in rows for claim in row.claims if claim.relation in ("=", ":=")):
        for name, other in ((claim.left, claim.right), (claim.right, claim.left)):
            if not isinstance(name, Name) or head(name) != head(activation) or len(_letters(name)) != 1 or name.sup:
                continue
            inner = [n for n in _names(other) if _letters(n)]
            sums = [n for n in inner if head(n) == weighted and _letters(n) == _letters(name)]
            if sums and all(_letters(n) == _letters(name) and head(n) != head(name) for n in inner):
                return name, other
    return None


def _layers(rows: Iterable[Row], weighted: Name, weights: Name, activation: Name) -> Layers | None:
    """The layers, from the letters below the weights; None if these lead in a circle."""
    (target,), (source,) = _letters(weighted), _letters(activation)
    at = _letters(weights).index(source)
    every = [name for row in rows for side in row.sides for name in _names(side)]
    pairs = {_letters(name) for name in every if head(name) == head(weights) and len(set(_letters(name))) == 2}
    before = {pair[1 - at]: pair[at] for pair in pairs}
    if len(before) != len(pairs) or _is_circle(before):
        return None
    known = {*before, *before.values()}
    last = [letter for letter in before if letter not in before.values()]
    members: dict[str, tuple[str, ...]] = {letter: (letter,) for letter in sorted(known)}
    single = [(head(name), _letters(name)[0]) for name in every if len(_letters(name)) == 1]
    heads = {top for top, letter in single if letter in known}
    others = {letter for top, letter in single if top in heads} - known
    if len(last) == 1:
        members[last[0]] = (last[0], *sorted(others))
    return Layers(before, members) if target in before else None


def _is_circle(before: Mapping[str, str]) -> bool:
    for start in before:
        letter, steps = start, 0
        while letter in before and steps <= len(before):
            letter, steps = before[letter], steps + 1
        if steps > len(before):
            return True
    return False


def _claim(claim: Claim, layers: Layers, functions: frozenset[Head]) -> Claim:
    start = _named(claim.head, layers, functions) if claim.head is not None else None
    return replace(claim, left=_named(claim.left, layers, functions), right=_named(claim.right, layers, functions), head=start)


def _named(node: Node, layers: Layers, functions: frozenset[Head]) -> Node:
    """An expression with the symbols of each layer under a name of their own."""

    def rule(inner: Node) -> Node | None:
        if not isinstance(inner, Name) or inner.accents or inner.base == "nabla":
            return None
        where = tuple(layers.layer(letter) for letter in _letters(inner))
        if (
            not where
            or len(where) > 2
            or not all(where)
            or (len(where) == 2 and (inner.base == "delta" or where[0] == where[1]))
        ):
            return None
        base = f"{inner.base}_{''.join(where)}"
        layers.origin[base, (), head(inner)[2]] = head(inner), where
        return replace(inner, base=base, sub=() if head(inner) in functions else inner.sub)

    return rewrite(node, rule)


def _stated(rows: Iterable[Row], equations: list[Claim], unit: Claim, layers: Layers) -> Iterator[Claim]:
    """What the text says of one layer, for the other layers of which it speaks."""
    mentioned = {n.base for row in rows for c in row.claims for side in (c.left, c.right) for n in _names(side)}
    defined = {claim.left.base for claim in equations if isinstance(claim.left, Name)}
    assert isinstance(unit.left, Name)
    if unit.left.base not in defined:
        yield unit
        defined.add(unit.left.base)
    for claim in (*equations, unit):
        assert isinstance(claim.left, Name)
        (origin, where) = layers.origin.get(head(claim.left), (None, ()))
        if origin is None or len(where) != 1 or origin[0] == "delta":
            continue
        for layer in layers.members:
            moved = {where[0]: layer}
            if where[0] in layers.before and layer in layers.before:
                moved[layers.before[where[0]]] = layers.before[layer]
            other = _moved(claim, moved, layers)
            assert isinstance(other.left, Name)
            new = {n.base for n in _names(other.right) if "_" in n.base and not _is_free(n, equations, unit)}
            if other.left.base in mentioned - defined and new <= mentioned | defined:
                defined.add(other.left.base)
                yield other


def _is_free(name: Name, equations: Iterable[Claim], unit: Claim) -> bool:
    """Whether a symbol is a bias or the like: one index, and defined in no layer."""
    stem = name.base.rsplit("_", 1)[0]
    lefts = {claim.left.base.rsplit("_", 1)[0] for claim in (*equations, unit) if isinstance(claim.left, Name)}
    return len(_letters(name)) == 1 and stem not in lefts


def _moved(claim: Claim, moved: Mapping[str, str], layers: Layers) -> Claim:
    """A claim on other layers."""

    def rule(inner: Node) -> Node | None:
        if not isinstance(inner, Name):
            return None
        if letter_of(inner) in moved:
            return replace(inner, base=moved[inner.base])
        origin, where = layers.origin.get(head(inner), (None, ()))
        if origin is None:
            return None
        base = f"{origin[0]}_{''.join(moved.get(layer, layer) for layer in where)}"
        return replace(inner, base=base, sub=rewrite(inner.sub, rule))

    return replace(claim, left=rewrite(claim.left, rule), right=rewrite(claim.right, rule))
