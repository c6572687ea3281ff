"""Assumptions that derivations make without a word: the targets of an example sum to one, covariances are symmetric."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from zlib import crc32

import numpy as np

from derive.check.meaning.notation.formula_names import examples
from derive.check.meaning.specification.world import SpecWorld
from derive.check.meaning.world import Instance, Quantity, World
from derive.check.reading.rows import Document
from derive.check.reading.syntax import Group, Name, Node, Number, Product, Relation, Scripted, Transposed

_TARGETS = ("y", "t", "Y", "T", "target", "p", "q", "d")


def targets_sum_to_one(world: World, instance: Instance) -> Instance | None:
    """The instance with positive targets that sum to one over their last axis; None if nothing looks like targets, or if no
    probability can be compared with them: a specification takes no logarithm."""
    if world.specification is not None and not world.specification.takes_logarithms:
        return None
    found: Instance | None = None
    for name, quantity in world.quantities.items():
        base = name.split("_")[0].split("^")[0].split(" ")[-1]
        leaf = quantity.role in ("input", "free") and not quantity.integer and bool(quantity.axes)
        leaf = leaf and not _counts_examples(world, quantity)
        if base in _TARGETS and leaf and "@" not in name and name not in world.labels:
            array = np.abs(np.real((found or instance).values[name])) + 0.1
            found = world.replaced(found or instance, name, array / array.sum(axis=-1, keepdims=True))
    return found


def _counts_examples(world: World, quantity: Quantity) -> bool:
    """Whether a quantity is one number for each example: then it tells no classes of one example apart."""
    if len(quantity.axes) != 1 or not isinstance(world.specification, SpecWorld):
        return False
    return quantity.axes[0].kind == "example" or quantity.axes[0].size == examples(world.specification)


def symmetric(world: World, instance: Instance, names: frozenset[str]) -> Instance | None:
    """The instance with symmetric positive definite matrices in the place of some: covariances."""
    found: Instance | None = None
    for name in sorted(names):
        array = np.real((found or instance).values[name])
        found = world.replaced(found or instance, name, array @ array.T + 0.3 * np.eye(len(array)))
    return found


def with_positive_determinant(world: World, instance: Instance, names: frozenset[str]) -> Instance | None:
    """The instance with the first row of some square matrices turned where their determinant is negative."""
    found: Instance | None = None
    for name in sorted(names):
        array = np.real((found or instance).values[name]).copy()
        array[0] *= np.sign(np.linalg.det(array))
        found = world.replaced(found or instance, name, array)
    return found


def mirrored(world: World, instance: Instance, upper: Mapping[str, bool]) -> Instance | None:
    """The instance with one half of some square matrices as a copy of the other one: of the upper half, or of the lower."""
    found: Instance | None = None
    for name, above in sorted(upper.items()):
        array = np.real((found or instance).values[name])
        half = np.triu(array, 1) if above else np.tril(array, -1)
        found = world.replaced(found or instance, name, half + half.T + np.diag(np.diag(array)))
    return found


def unit_vectors(world: World, instance: Instance, names: frozenset[str]) -> Instance | None:
    """The instance with some vectors made as long as one."""
    found: Instance | None = None
    for name in sorted(names):
        array = np.real((found or instance).values[name])
        found = world.replaced(found or instance, name, array / np.linalg.norm(array))
    return found


def positive(world: World, instance: Instance) -> Instance:
    """The numbers with all that is given positive: what counts, what waits, and what a logarithm is taken of."""
    for name, quantity in world.quantities.items():
        if quantity.role in ("input", "parameter", "free") and not quantity.integer:
            instance = world.replaced(instance, name, np.abs(np.real(instance.values[name])))
    return instance


def moved(world: World, instance: Instance, names: frozenset[str]) -> Instance | None:
    """The instance with something added to what some quantities are computed to be: what is zero by their definitions alone,
    ``\\sum_i (x_i - \\mu)``, is so no more."""
    found: Instance | None = None
    for name in sorted(names):
        array = np.real((found or instance).values[name])
        step = np.random.default_rng(crc32(name.encode())).uniform(0.2, 0.7, array.shape)
        found = world.replaced(found or instance, name, array + step)
    return found


def zero(world: World, instance: Instance, names: frozenset[str]) -> Instance | None:
    """The instance with some quantities zero: biases that a text leaves out."""
    found: Instance | None = None
    for name in sorted(names):
        found = world.replaced(found or instance, name, np.zeros_like(np.real((found or instance).values[name])))
    return found


_ZERO = re.compile(
    r"\$([^$\n=<>]{1,24})\$[^.$\n<>\d。;]{0,16}?(?:0|zero)(?![\d.-]|\s*(?:or|and|,))|\$([^$\n=<>]{1,24})=\s*0\s*\$"
)
_NO_BIAS = re.compile(
    r"(?:ignor|omit|neglect|drop|leav|without|forget)\w*\W+(?:\w+\W+){0,3}bias|bias\w*\W+(?:(?!not\b)\w+\W+){0,3}"
    r"(?:ignored|omitted|neglected|dropped|left out|zero)\b",
    re.IGNORECASE,
)


def stated_zeros(document: Document) -> frozenset[Name]:
    """The symbols of which a text says beside its formulas that they are zero: ``where $b$ is set to 0``."""
    from derive.check.reading import parse
    from derive.check.reading.failures import ReadError

    found: set[Name] = set()
    for match in _ZERO.finditer(document.text):
        try:
            node = parse(match[1] or match[2])
        except ReadError:
            continue
        if isinstance(node, Name):
            found.add(node)
    return frozenset(found)


def leaves_out_biases(document: Document) -> bool:
    """Whether a text says that it has no biases: ``we ignore the bias terms``."""
    return _NO_BIAS.search(document.text) is not None


_ONE_EXAMPLE = re.compile(
    r"\b(?:single|one|only one|individual)[ -](?:\w+[ -])?(?:observation|example|sample|instance|data ?point|datum|record)\b",
    re.IGNORECASE,
)


def speaks_of_one_example(document: Document) -> bool:
    """Whether a text says that it goes on with a single example."""
    return _ONE_EXAMPLE.search(document.text) is not None


def stated_units(document: Document) -> frozenset[Name]:
    """The symbols whose length a text states to be one: ``u^T u = 1``, ``\\|u\\| = 1``."""
    found: set[Name] = set()
    for row in document.rows:
        pairs = [(claim.left, claim.right) for claim in row.claims if claim.relation == "="]
        pairs += [(each.left, each.right) for each in row.conditions if isinstance(each, Relation) and each.op == "="]
        found |= {name for left, right in pairs if right == Number("1") and (name := _length_of(left)) is not None}
    return frozenset(found)


def _length_of(node: Node) -> Name | None:
    """The vector whose (squared) length an expression is."""
    if isinstance(node, Scripted) and not node.sub and not node.primes:
        node = node.body
    if isinstance(node, Group) and node.open in ("norm", "\\|", "||") and len(node.items) == 1:
        return node.items[0] if isinstance(node.items[0], Name) else None
    if isinstance(node, Product) and len(node.factors) == 2:
        (_, first), (_, second) = node.factors
        turned = isinstance(first, Name) and first.sup and isinstance(second, Name) and first == replace(second, sup=first.sup)
        if isinstance(second, Name) and (turned or first == Transposed(second)):
            return second
    return None
