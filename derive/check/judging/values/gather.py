"""Indexing: entries of an array for every value of the letters that index it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from derive.check.judging.problems import MustLoop, OutOfRange, Unfit
from derive.check.judging.values.values import Array, Value, sized, spread, union


def take(array: Value, firsts: Sequence[int], indices: Sequence[Value | None], keep: int = 0, *, ragged: bool = False) -> Value:
    """Index the last ``len(indices)`` positional axes of a value; ``None`` leaves an axis open.

    ``keep`` positional axes stand before them and stay.  ``firsts`` are the axes' first indices.  An index that is out of
    range for some values of its letters gives NaN there; in a ``ragged`` array NaN is padding.

    Raises:
        OutOfRange: an index without letters lies outside its axis.
        MustLoop: open axes are ragged, and their lengths depend on a letter.
    """
    given = [index for index in indices if index is not None]
    if not given:
        return array
    for one in given:
        if one.rank:
            raise Unfit(f"{one.words()} stands as an index")
    labels, rank = union([array, *given]), keep + sum(index is None for index in indices)
    where, inside = _where(array, firsts, indices, keep, labels, rank)
    if 0 in array.array.shape:
        raise OutOfRange("what is indexed has no entries")
    result = array.array[_together(where)] if where else array.array
    if not inside.all():
        result = np.where(inside, result, np.nan)
    found = Value(result, labels, rank)
    return trimmed(found, [label for index in given for label in index.labels]) if rank > keep and ragged else found


def _where(
    array: Value, firsts: Sequence[int], indices: Sequence[Value | None], keep: int, labels: tuple[str, ...], rank: int
) -> tuple[list[Array], Array]:
    """Positions along every axis of the array (they broadcast to the labels and ``rank`` axes of the result), and where all
    indices are in range."""

    def along(n: int, place: int) -> Array:
        return np.arange(n).reshape((n,) + (1,) * (len(labels) + rank - place - 1))

    where = [
        along(array.array.shape[at], labels.index(label)) if array.array.shape[at] > 1 else np.zeros((), int)
        for at, label in enumerate(array.labels)
    ]
    where += [along(n, len(labels) + at) for at, n in enumerate(array.shape[:keep])]
    inside: Array = np.asarray(True)
    place = len(labels) + keep
    for n, first, index in zip(array.shape[keep:], firsts, indices, strict=True):
        if index is None:
            where.append(along(n, place))
            place += 1
            continue
        at, fits = _positions(index, first, n)
        if not index.labels and not fits.all():
            outside = float(index.array.real)  # it may be a number that no array has so many entries for
            hint = "" if outside else " (a text that counts from zero says so by first = 0 in [notation])"
            problem = OutOfRange(f"the index {outside:.15g} is outside {first}..{first + n - 1}{hint}")
            problem.above = outside >= first + n
            raise problem
        wide, fitting = (spread(Value(one, index.labels), labels) for one in (at, fits))
        where.append(wide.reshape((*wide.shape, *(1,) * rank)))
        inside = inside & fitting.reshape((*wide.shape, *(1,) * rank))
    return where, inside


def _together(where: list[Array]) -> tuple[Array, ...]:
    shape = sized(*(at.shape for at in where))
    return tuple(np.broadcast_to(at, shape) for at in where)


def _positions(index: Value, first: int, n: int) -> tuple[Array, Array]:
    exact = index.array.real - first
    whole = np.rint(exact)
    fits = (np.abs(exact - whole) < 1e-9) & (whole >= 0) & (whole < n)
    return np.clip(np.nan_to_num(whole), 0, n - 1).astype(int), fits


def trimmed(found: Value, letters: Sequence[str]) -> Value:
    """Without the padding of ragged axes (NaN), once every one of the letters, which decide the lengths, has one value.

    Raises:
        MustLoop: a letter has several values still.
        OutOfRange: nothing is left: an index lies beyond the layer.
    """
    if not np.isnan(found.array).any():
        return found
    if letters:
        raise MustLoop(letters[0])
    kept = found.array
    for axis in range(len(found.labels), kept.ndim):
        others = tuple(a for a in range(kept.ndim) if a != axis)
        kept = np.compress(~np.isnan(kept).all(axis=others), kept, axis=axis)
    if not kept.size:
        raise OutOfRange("an index lies beyond the layer that it counts")
    return Value(kept, found.labels, found.rank, row=found.row)
