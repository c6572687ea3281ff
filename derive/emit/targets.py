"""What the code can be written for, by name: the module and its test of each target.

Input: a derivation and the name of a target.  Output: source text.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from derive.derivation import Derivation
from derive.errors import Refused, near_misses

TARGETS = ("numpy", "python")


def source(derivation: Derivation, target: str, *, dtype: str, numbers: Mapping[str, int], examples: int | None = None) -> str:
    """The module.

    Raises:
        Refused: no such target, or it cannot do what is asked.
    """
    check(target)
    derivation = with_examples(derivation, examples)
    if target == "numpy":
        from derive.emit.numpy_module import module_source

        return module_source(derivation, dtype=dtype, numbers=numbers)
    from derive.emit.scalar import scalar_source

    if dtype != "float64":
        raise Refused(f"plain Python computes with Python's own floats, not with {dtype}", hint="Leave --dtype out.")
    return scalar_source(derivation, numbers=numbers)


def test_source(derivation: Derivation, target: str, *, examples: int | None = None) -> str:  # noqa: PT028 - writes tests
    """The module's test.  Raises as ``source``."""
    check(target)
    derivation = with_examples(derivation, examples)
    if target == "numpy":
        from derive.emit.test_module import test_source as write

        return write(derivation)
    from derive.emit.scalar import scalar_test_source

    return scalar_test_source(derivation)


test_source.__test__ = False  # type: ignore[attr-defined]  # pytest should not collect it


def check(target: str) -> None:
    """Raises Refused if there is no such target."""
    if target not in TARGETS:
        raise Refused(f"unknown target '{target}'", hint=near_misses(target, TARGETS))


def with_examples(derivation: Derivation, examples: int | None) -> Derivation:
    """The same derivation for a fixed number of examples.

    Raises:
        Refused: the model has no axis of examples.
    """
    if examples is None:
        return derivation
    model = derivation.model
    if model.example_size is None:
        raise Refused(f"'{model.name}' has no axis of examples whose length could be fixed", hint="Leave --examples out.")
    sizes = {**model.sizes, model.example_size: examples}
    return dataclasses.replace(derivation, model=dataclasses.replace(model, sizes=sizes, example_size=None))
