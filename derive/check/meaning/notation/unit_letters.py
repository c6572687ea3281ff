"""Networks in texts where the letter of a unit names its layer: ``net_j = \\sum_i w_{ji} x_i``, ``o_k``, ``\\delta_j``.

Input: the world of a feed-forward network for one example, and the rows of a text.  Output: entries in which each letter
means the units of its layer: the last one of the chain that the weights make is that of the output.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.errors import DELTA, Errors
from derive.check.meaning.notation.letters import Family, spelled
from derive.check.meaning.notation.patterns import Head, Pattern, head, items
from derive.check.meaning.notation.quantity_entries import QuantityEntry
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.trees import letter_of
from derive.check.meaning.world import Quantity
from derive.check.reading.rows import Row, nodes
from derive.check.reading.syntax import Big, Name, Node, Number
from derive.check.reading.tree import walk

_WEIGHTS = frozenset(map(spelled, ("w", "W", "\\theta", "\\omega")))
_TARGETS = tuple(map(spelled, ("t", "y", "d", "\\mathrm{target}")))
_SUMS = tuple(map(spelled, ("net", "\\mathrm{net}", "in", "z", "s", "u", "v")))
_STATES = tuple(map(spelled, ("out", "\\mathrm{out}", "o", "h", "a", "y")))


@dataclass(frozen=True)
class Units:
    """The letters of the layers, from the input to the output, and the symbols that the text computes as weighted sums and
    as functions of these; ``orders`` says whether weights have the letter of the layer that they lead to first, or last."""

    chain: tuple[str, ...] = ()
    sums: tuple[Head, ...] = ()
    states: tuple[Head, ...] = ()
    orders: tuple[bool, ...] = (True, False)


_FEWEST = 3
"""So many letters make a chain."""


def unit_letters(rows: Iterable[Row], sizes: Iterable[str] = ()) -> Units:
    """What a text says by the letters of its units, other than those of ``sizes``.

    Nothing if its weights lead through fewer than two layers, or nobody can tell which way.
    """
    rows, sizes = list(rows), frozenset(sizes)
    names = [node for node in nodes(rows) if isinstance(node, Name)]
    weights = [_without_layer(name) for name in names if head(name) in _WEIGHTS]
    pairs = [_letters(name) for name in weights if len(set(_letters(name))) == 2]
    pairs = [pair for pair in pairs if not sizes & set(pair)]
    chain = _chain(set(map(frozenset, pairs)), pairs)
    way = _direction(rows, chain) if len(chain) >= _FEWEST else 0
    if way == 0 or not (_is_ordered(chain, pairs) or (chain[::way][-1],) in _aimed(rows)):
        return Units()
    claims = [claim for row in rows for claim in row.claims if len(_letters(claim.left)) == 1 and not _is_error(claim.left)]
    lefts = [(claim.left, claim.right) for claim in claims if isinstance(claim.left, Name)]
    sums = dict.fromkeys(head(left) for left, right in lefts if _is_weighted(right))
    inner = [(head(left), {head(n) for n in walk(right) if isinstance(n, Name) and _letters(n)}) for left, right in lefts]
    states = dict.fromkeys(top for top, found in inner if found and found <= set(sums) and top not in sums)
    chain = chain if way > 0 else chain[::-1]
    return Units(chain, tuple(sums), tuple(states), _orders(chain, pairs))


def _orders(chain: Sequence[str], pairs: Iterable[tuple[str, ...]]) -> tuple[bool, ...]:
    """Whether most weights have the letter of the layer that they lead to first; one that has it last is a slip then."""
    first = [chain.index(one) > chain.index(other) for one, other in pairs]
    more = 2 * sum(first) - len(first)
    return (more > 0,) if more else (True, False)


def _is_weighted(right: Node) -> bool:
    """Whether an expression is a weighted sum."""
    bodies = [node.body for node in walk(right) if isinstance(node, Big) and node.kind == "sum"]
    return any(isinstance(n, Name) and head(n) in _WEIGHTS for body in bodies for n in walk(body))


def _letters(name: Node) -> tuple[str, ...]:
    """The letters below a symbol, if nothing else stands there."""
    if not isinstance(name, Name) or name.sup or any(script.bracket for script in name.sub):
        return ()
    found = [letter_of(item) or "" for item, _ in items(name.sub)]
    return tuple(found) if all(len(letter) == 1 and letter.islower() for letter in found) else ()


def _without_layer(name: Name) -> Name:
    """Weights without the number of their layer: ``w_{kj}`` of ``w_{kj}^{(2)}``."""
    numbers = all(isinstance(item, Number) for item, _ in items(name.sup))
    return replace(name, sup=()) if numbers else name


def _is_ordered(chain: Sequence[str], pairs: Iterable[tuple[str, ...]]) -> bool:
    """Whether all weights have their letters in the same order."""
    return len({chain.index(one) < chain.index(other) for one, other in pairs}) == 1


def _aimed(rows: Iterable[Row]) -> set[tuple[str, ...]]:
    """The letters of targets."""
    return {_letters(node) for node in nodes(rows) if isinstance(node, Name) and head(node) == _TARGETS[0]}


def _chain(links: set[frozenset[str]], pairs: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The letters in the order in which pairs of them hang together; empty if they make no chain.  It begins at the end that
    the first pair shows."""
    beside: dict[str, list[str]] = {}
    for one, other in map(sorted, links):
        beside.setdefault(one, []).append(other)
        beside.setdefault(other, []).append(one)
    ends = sorted(letter for letter, others in beside.items() if len(others) == 1)
    if len(ends) != 2 or any(len(others) > 2 for others in beside.values()):
        return ()
    chain = [ends[0]]
    while further := [letter for letter in beside[chain[-1]] if letter not in chain]:
        chain.append(further[0])
    if len(chain) != len(beside):
        return ()
    one, other = pairs[0]
    return tuple(chain) if chain.index(one) < chain.index(other) else tuple(chain[::-1])


def _direction(rows: list[Row], chain: tuple[str, ...]) -> int:
    """Whether a chain leads to the output (1), or from it (-1): a weighted sum is of the units before, targets are of the last
    ones; 0 if nothing tells."""
    for claim in (claim for row in rows for claim in row.claims if len(_letters(claim.left)) == 1):
        (target,) = _letters(claim.left)
        for big in (node for node in walk(claim.right) if isinstance(node, Big)):
            weights = [_letters(name) for name in walk(big.body) if isinstance(name, Name) and head(name) in _WEIGHTS]
            under = {letter_of(node) for item in big.under for node in walk(item)}
            for pair in weights if len(weights) == 1 and not _is_error(claim.left) else ():
                source = next((letter for letter in pair if letter != target), "")
                if set(pair) == {target, source} and source in under and {target, source} <= set(chain):
                    return 1 if chain.index(source) < chain.index(target) else -1
    ends = [(letter,) in _aimed(rows) for letter in (chain[-1], chain[0])]
    return ends[0] - ends[1]


def _is_error(left: Node) -> bool:
    """Whether a left side names an error: that goes back, against the direction of the sums."""
    return not isinstance(left, Name) or left.base in ("delta", "Delta", "e", "epsilon")


def entries(world: SpecWorld, family: Family, units: Units, errors: Errors | None = None) -> Iterator[Entry]:
    """The entries of a network with as many layers of weights as the chain has, or more (then the chain ends with its last);
    ``errors``: those of the text, if they are not the usual ones."""
    known, chain = world.quantities, units.chain
    depth = sum(1 for name in known if name[:1] == "W" and name[1:].isdigit())
    feeds_forward = not any(t.layered or (t.tag and not t.tag.isdigit()) for t in world.model.tensors.values())
    if not chain or depth < len(chain) - 1 or not feeds_forward:
        return
    first = depth - len(chain) + 1
    for place, letter in enumerate(chain):
        layer = first + place
        symbols = list(_of_layer(known, family, units, letter, layer, last=layer == depth))
        yield from symbols
        yield from _of_errors(symbols, known.get(f"z{layer}"), letter, errors or Errors())
        if place:
            yield from _of_weights(known.get(f"W{layer}"), letter, chain[place - 1], units.orders)


def _of_layer(
    known: Mapping[str, Quantity], family: Family, units: Units, letter: str, layer: int, *, last: bool
) -> Iterator[UnitEntry]:
    """The symbols with the letter of one layer: each head has the first meaning that it may have there."""
    sums = known.get(f"z{layer}")
    states = known.get("x") if layer == 0 else known.get(f"a{layer}") or sums
    ways: list[tuple[tuple[Head, ...], Quantity | None]] = [
        (units.sums, sums),
        (units.states, states),
        (family.of("z"), sums),
        (family.of("a"), states),
        (family.of("out") if last else (), states),
        (family.of("x") if layer == 0 else (), states),
        (family.of("y") if last else (), known.get("y")),
        (_SUMS, sums),
        (_TARGETS[:1] if last else (), known.get("y")),
        (_STATES, states),
        (family.of("b"), known.get(f"b{layer}")),
    ]
    taken: set[Head] = set()
    for heads, quantity in ways:
        if quantity is None or len(quantity.axes) != 1:
            continue
        for top in (top for top in heads if top not in taken):
            taken.add(top)
            yield UnitEntry(_exact(top, (letter,)), quantity, (Name(letter),))


def _of_errors(symbols: Iterable[UnitEntry], sums: Quantity | None, letter: str, errors: Errors) -> Iterator[UnitEntry]:
    """The errors of one layer: derivatives by the weighted sums, or by what the text says."""
    named = (entry.quantity for entry in symbols if entry.pattern.head in errors.by)
    by = next(named, sums)
    if by is not None and len(by.axes) == 1:
        yield UnitEntry(_exact(DELTA, (letter,)), by, (Name(letter),), gradient=True, negative=errors.negative)


def _of_weights(weights: Quantity | None, letter: str, before: str, orders: Iterable[bool]) -> Iterator[Entry]:
    """The weights between two layers, in the orders in which their letters may stand."""
    if weights is None or len(weights.axes) != 2:
        return
    for top in _WEIGHTS:
        for pair in ((letter, before) if first else (before, letter) for first in orders):
            yield UnitEntry(_exact(top, pair), weights, (Name(letter), Name(before)))


class UnitEntry(QuantityEntry):
    """A symbol with the letters of its layers."""

    def doubt(self, name: Name, reading: object) -> int:
        """Letters that name layers mean nothing else."""
        return -1


def _exact(top: Head, letters: tuple[str, ...]) -> Pattern:
    found = frozenset(letters)
    return Pattern(top, tuple((Name(letter), "") for letter in letters), (), found, exact=found)


def told_apart(declared: Iterable[Entry], units: Units) -> Iterator[Entry]:
    """The declared entries, whose letters mean themselves where they name layers."""
    for entry in declared:
        letters = entry.pattern.letters
        named = bool(letters) and letters <= set(units.chain) and not entry.pattern.above
        yield replace(entry, pattern=replace(entry.pattern, exact=letters)) if named else entry
