"""Arrays of scalar nodes, and the walk over their labelled axes.

A block holds the nodes of one array row by row.  The axis of the examples, where their number is open, has length one in it:
the nodes along it are those of the current example.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from derive.emit.program import Axes, Size
from derive.emit.scalar.nodes import Node

Place = dict[int, int]
"""A position for each label."""


@dataclass(frozen=True)
class Block:
    """The entries of one array, row by row."""

    shape: tuple[int, ...]
    nodes: tuple[Node, ...]

    def at(self, position: Sequence[int]) -> Node:
        """The node at a position."""
        number = 0
        for where, length in zip(position, self.shape, strict=True):
            if not 0 <= where < length:
                raise IndexError(f"{position} in an array of shape {self.shape}")
            number = number * length + where
        return self.nodes[number]

    def placed(self, axes: Axes, place: Place) -> Node:
        """The node at the positions of the axes' labels."""
        return self.at([place[label] for label in axes])


def filled(shape: Sequence[int], nodes: Iterator[Node] | Sequence[Node]) -> Block:
    """A block of the given shape."""
    block = Block(tuple(shape), tuple(nodes))
    assert len(block.nodes) == prod(shape)
    return block


def places(labels: Sequence[int], lengths: dict[int, int]) -> Iterator[Place]:
    """All positions along some labelled axes, row by row."""
    for position in product(*(range(lengths[label]) for label in labels)):
        yield dict(zip(labels, position, strict=True))


def lengths_of(blocks: Sequence[Block], axes: Sequence[Axes]) -> dict[int, int]:
    """The length of each label."""
    return {label: n for block, own in zip(blocks, axes, strict=True) for label, n in zip(own, block.shape, strict=True)}


def example_labels(shapes: Sequence[Sequence[Size]], axes: Sequence[Axes], size: str) -> set[int]:
    """The labels of axes of examples; empty if the number of examples is known."""
    return {
        label
        for shape, own in zip(shapes, axes, strict=True)
        for label, n in zip(own, shape, strict=True)
        if size and n == size
    }
