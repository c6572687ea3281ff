"""A table of arrays that are computed when they are asked for: most rows need a few of a network's many quantities."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, MutableMapping
from typing import TypeVar

from derive.check.meaning.world import Array

K = TypeVar("K", bound=Hashable)


class Lazy(MutableMapping[K, Array]):
    """Arrays by name; ``compute`` gives the one that is asked for, once."""

    def __init__(self, names: Iterable[K], compute: Callable[[K], Array]) -> None:
        self._names = dict.fromkeys(names)
        self._compute = compute
        self._found: dict[K, Array] = {}

    def __getitem__(self, name: K) -> Array:
        if name not in self._found:
            if name not in self._names:
                raise KeyError(name)
            self._found[name] = self._compute(name)
        return self._found[name]

    def __setitem__(self, name: K, array: Array) -> None:
        self._names[name] = None
        self._found[name] = array

    def __delitem__(self, name: K) -> None:
        del self._names[name]
        self._found.pop(name, None)

    def __iter__(self) -> Iterator[K]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._names


def copied(values: Mapping[K, Array]) -> MutableMapping[K, Array]:
    """A copy that can be changed; what is not computed yet stays so."""
    return Lazy(values, values.__getitem__) if isinstance(values, Lazy) else dict(values)
