"""Which notation does a text use?  The candidates, the most plausible first.

Input: a model and the rows of a text.  Output: pairs of a world and a dictionary.  What the letters alone decide is decided
here; between the rest (are examples columns? is the input layer 1?) whoever judges decides by the definitions that hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product, zip_longest

from derive.check.meaning.notation.beginnings import counts_from_one, counts_from_zero
from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.declared_steps import steps
from derive.check.meaning.notation.directions import weights_behind
from derive.check.meaning.notation.entries import Entry
from derive.check.meaning.notation.errors import Errors
from derive.check.meaning.notation.letters import Family, families
from derive.check.meaning.notation.manner import Manner
from derive.check.meaning.notation.patterns import head
from derive.check.meaning.notation.plausibility import names_of, oddness, unknown
from derive.check.meaning.notation.variant import Maker, Variant
from derive.check.meaning.specification.world import SpecWorld, spec_world
from derive.check.reading.rows import Row
from derive.check.reading.syntax import Name, Number, Sum
from derive.errors import SpecError
from derive.model import Model

_BACKWARD = 3
"""For so many notations the weights are also read the other way round, if the text looks so."""
_ONE = 0.05
"""The odds of a specification for a batch that is read for one example, where it has no layers."""
_FAR = 5
"""A notation in which so many more symbols have no meaning is not meant."""


def variants(
    model: Model,
    rows: Iterable[Row],
    declared: Callable[[SpecWorld], Iterable[Entry]] = lambda world: (),
    *,
    notation: str = "",
    limit: int = 12,
    first: int | None = None,
    entries: Sequence[Declaration] = (),
) -> list[Variant]:
    """The candidates for reading a text, the most plausible first; ``declared`` gives entries that come before the usual ones.

    ``notation`` names a family (``nielsen``, ``rows`` ...) and leaves out the others; ``first`` is the number with which the
    text begins to count entries, if that is known, and ``entries`` the declarations as they are written.
    """
    rows = list(rows)
    found = _counted(model, rows, declared, notation, limit, first)
    if first is None and found and counts_from_one(found[0].symbols, entries, rows):
        found = _counted(model, rows, declared, notation, limit, 1)
    elif first is None and found and counts_from_zero(found[0].symbols, entries, rows):
        found = _counted(model, rows, declared, notation, limit, 0)
    return list({id(variant): variant for variant in found}.values())  # families that agree on the text are one


def _counted(
    model: Model,
    rows: list[Row],
    declared: Callable[[SpecWorld], Iterable[Entry]],
    notation: str,
    limit: int,
    first: int | None,
) -> list[Variant]:
    """The candidates with entries counted from a number, and steps from zero or one."""
    models = [model] if model.single is None else [model.single, model]
    worlds = [spec_world(one, entries=first) for one in models]
    found = _ordered(worlds, rows, declared, notation, limit)
    if not any(world.counts_from_zero for world in worlds) or steps(declared(worlds[-1])):
        return found  # the declarations say how far the text's count is from the model's
    from_one = _ordered([spec_world(one, from_one=True, entries=first) for one in models], rows, declared, notation, limit)
    both = (found, from_one) if _counts_steps(declared(worlds[-1])) else (from_one, found)
    return [variant for pair in zip_longest(*both) for variant in pair if variant is not None][:limit]


def _counts_steps(entries: Iterable[Entry]) -> bool:
    """Whether a declaration names a step by a number or a shift (``"e^{(t)}" = "e[t-1]"``): it minds the model's own count."""
    return any(isinstance(index, Number | Sum) for entry in entries for index in getattr(entry, "indices", ()))


@dataclass(frozen=True)
class _Scored:
    """A candidate with what speaks against it (least is best), and how it was made."""

    score: float
    maker: Maker
    family: Family
    manner: Manner


def _ordered(
    worlds: list[SpecWorld],
    rows: list[Row],
    declared: Callable[[SpecWorld], Iterable[Entry]],
    notation: str,
    limit: int,
) -> list[Variant]:
    """The candidates in some worlds of one model, the most plausible first."""
    scored = sorted(_scored(worlds, rows, declared, notation), key=lambda found: found.score)
    limit *= len({one.manner.errors for one in scored})
    most = _FAR + 1.5 * scored[0].score if scored else 0.0
    found: list[Variant] = []
    for one in scored[:limit]:
        if one.score > most:
            continue
        variant = one.maker(one.family, one.manner)
        found.append(variant)
        if len(found) <= 2 * _BACKWARD and variant.world.is_network and weights_behind(rows, variant.symbols):
            found.append(one.maker(one.family, replace(one.manner, backward=True)))
    return found


def _scored(
    worlds: list[SpecWorld], rows: list[Row], declared: Callable[[SpecWorld], Iterable[Entry]], notation: str
) -> list[_Scored]:
    """All candidates: every family of letters in every manner, in every world to which the declarations fit.

    Which symbols are known depends on the letters and on how layers are counted; the rest of a manner makes no difference to
    that, and a dictionary for it is made only for candidates that are tried.
    """
    names, last = names_of(rows), worlds[-1]
    batch = Maker(last, _fitting(declared, last, False) or (), rows)
    found: list[_Scored] = []
    for world in worlds:
        given = _fitting(declared, world, world is last and not found)
        if given is None or (world is not last and not world.is_network and batch.counts_examples):
            continue
        maker = batch if world is last else Maker(world, given, rows, batch)
        lost: dict[tuple[str, Manner], float] = {}
        unusual = _ONE if world is not last and not world.is_network else 0.0
        for family, manner in product(_told_apart(_families(notation), names), _manners(world, maker.errors)):
            plain = Manner(manner.parameters, manner.values)
            key = family.name, plain
            if key not in lost:
                lost[key] = unknown(maker(family, plain), names)
            found.append(_Scored(lost[key] + unusual + oddness(manner, family, names), maker, family, manner))
    return found


def _fitting(declared: Callable[[SpecWorld], Iterable[Entry]], world: SpecWorld, must: bool) -> tuple[Entry, ...] | None:
    """The declared entries; None if they do not fit this world (and another is left to try)."""
    try:
        return tuple(declared(world))
    except SpecError:
        if must:
            raise
        return None


def _families(notation: str) -> Iterator[Family]:
    order = ("nielsen", "rows", "ufldl")
    known = sorted(families(), key=lambda f: order.index(f.name) if f.name in order else len(order))
    wanted = [family for family in known if family.name == notation]
    yield from wanted or known


def _told_apart(families: Iterable[Family], names: Iterable[Name]) -> list[Family]:
    """The families, with those that read all symbols of a text alike as one and the same."""
    used = {head(name) for name in names}
    own = used | {(letter.removeprefix("d"), accents, style) for letter, accents, style in used}  # dW beside W
    found: dict[object, Family] = {}
    return [found.setdefault(family.seen_by(own), family) for family in families]


def _manners(world: SpecWorld, unusual: Iterable[Errors]) -> Iterator[Manner]:
    layered = bool(world.stacks) or "layers + 1" in world.quantities
    shifts = ((0, 0), (1, 1), (0, 1)) if layered or any(t.tag.isdigit() for t in world.model.tensors.values()) else ((0, 0),)
    batch = world.model.example_size is not None
    layouts = (False, True)[: 1 + batch]
    for (parameters, values), columns, of_examples in product(shifts, layouts, layouts):
        for errors in (None, *unusual):
            yield Manner(parameters, values, False, columns, of_examples, errors)
