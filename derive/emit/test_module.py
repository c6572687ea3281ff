"""The test that goes with an emitted module: stand-alone, pytest and NumPy only.

Input: a derivation.  Output: the text of a test file, which checks the gradient entry by entry against derivatives of the
emitted cost that are computed numerically: by complex step where the cost is analytic, by central differences elsewhere.
"""

from __future__ import annotations

from math import prod

from sympy import Expr, Symbol

from derive.derivation import Derivation
from derive.emit.graph import Graph, graph
from derive.emit.names import comment, identifier
from derive.emit.numpy_checks import size_names
from derive.emit.numpy_header import GENERATED, shape
from derive.emit.numpy_literals import shape_text
from derive.emit.program import Size
from derive.emit.scope import Length
from derive.emit.sizes import needed_by

EXAMPLES = 5
EVERY_ENTRY = 4000
"""Up to so many entries altogether every one is checked."""
SAMPLE = 100


def test_source(derivation: Derivation, *, module: str = "gradient") -> str:  # noqa: PT028 - it writes tests, and is none
    """The source of the test for the module of that name, which stands beside it.

    Raises:
        Refused: as ``module_source``.
    """
    lowered = graph(derivation)
    entries = sum(prod(_lengths(lowered, lowered.values[tensor].shape)) for tensor in lowered.gradients)
    every = entries <= EVERY_ENTRY
    which = (
        "every entry" if every else f"{SAMPLE} entries of each array, drawn with a fixed seed (there are {entries:,} in all)"
    )
    numbers = _numbers(lowered)
    workspace = f"gradient.Workspace({''.join(f'{numbers[name]}, ' for name in size_names(lowered))}dtype)"
    asked = "".join(f", {name}={numbers[name]}" for name in needed_by(lowered.sizes, lowered.parameters, lowered.values))
    return _TEMPLATE.format(
        name=comment(derivation.model.name),
        generated=GENERATED,
        which=which,
        import_line=f"import {identifier(module)} as gradient" if identifier(module) != "gradient" else "import gradient",
        params=_params(lowered),
        inputs=_inputs(lowered),
        sample="None" if every else str(SAMPLE),
        workspace=workspace,
        asked=asked,
        wrong=_wrong_shape(lowered),
    )


test_source.__test__ = False  # type: ignore[attr-defined]  # its name is the contract's: pytest should not collect it


def _numbers(lowered: Graph) -> dict[str, int]:
    """Numbers for the sizes that the module reads from its arrays, pairwise different."""
    return {name: EXAMPLES + number for number, name in enumerate(size_names(lowered))}


def _lengths(lowered: Graph, shape: tuple[Size, ...]) -> list[int]:
    numbers = {Symbol(name, integer=True): number for name, number in _numbers(lowered).items()}
    return [length if isinstance(length, int) else int(_expression(length).xreplace(numbers)) for length in shape]


def _expression(length: Size) -> Expr:
    assert isinstance(length, Length)
    return length.expr


def _params(lowered: Graph) -> str:
    lines = []
    for tensor in lowered.parameters:
        lengths = tuple(_lengths(lowered, shape(lowered, tensor)))
        fan_in = prod(lengths[1:])
        scale = f" / {fan_in} ** 0.5" if fan_in > 1 else ""
        lines.append(f"        {lowered.spelt[tensor]}=rng.standard_normal({shape_text(lengths)}){scale},")
    return "\n".join(lines)


def _inputs(lowered: Graph) -> str:
    lines = []
    for number, tensor in enumerate(lowered.model.inputs):
        lengths = tuple(_lengths(lowered, shape(lowered, tensor)))
        name = shape_text(lengths)
        if tensor.integer:
            draw = f"rng.integers(0, {lowered.limits.get(tensor, 2)}, {name})"
        else:
            draw = f"draw({name})" if number == 0 else f"rng.uniform(0.1, 0.9, {name})"
        lines.append(f"        {draw},")
    return "\n".join(lines)


def _wrong_shape(lowered: Graph) -> str:
    """A test of the error on a wrong shape, if the last axis of an input must have a length that something else decides."""
    for position, tensor in enumerate(lowered.model.inputs):
        reads = [size.axis for size in lowered.sizes if size.tensor == tensor]
        if tensor.rank and tensor.rank - 1 not in reads:
            return _WRONG.format(position=position, name=lowered.spelt[tensor])
    return ""


_WRONG = """

def test_a_wrong_shape_is_refused():
    params, inputs = problem()
    wrong = list(inputs)
    wrong[{position}] = np.concatenate([inputs[{position}]] * 2, axis=-1)
    with pytest.raises(ValueError, match="^{name} has the shape .*; expected"):
        gradient.value_and_grad(params, *wrong)
"""

_TEMPLATE = '''"""Test of the gradient of the model '{name}': {which}, against derivatives computed numerically.

{generated}
"""

import numpy as np
import pytest

{import_line}

SAMPLE = {sample}  # entries to check in each array; None: every entry
TOLERANCE = 1e-8 if gradient.ANALYTIC else 1e-5


def problem(dtype=np.float64):
    """Parameters and inputs, drawn at random; positive inputs if the cost is not finite otherwise."""
    for positive in (False, True):
        rng = np.random.default_rng(1)
        params, inputs = drawn(rng, rng.random if positive else rng.standard_normal)
        with np.errstate(all="ignore"):
            if np.isfinite(gradient.value(params, *inputs)):
                break
    return gradient.Params(*(np.asarray(p, dtype) for p in params)), inputs


def drawn(rng, draw):
    params = gradient.Params(
{params}
    )
    inputs = (
{inputs}
    )
    return params, inputs


def cost(params, inputs, which, number, step):
    """The cost with one entry of one array moved by a step."""
    arrays = [np.array(a, np.result_type(a, step, float)) if np.asarray(a).dtype.kind == "f" else a for a in (*params, *inputs)]
    arrays[which][number] += step
    return gradient.value(gradient.Params(*arrays[: len(params)]), *arrays[len(params) :])


def slope(params, inputs, which, number):
    """The derivative of the cost by one entry, numerically: complex step if the cost is analytic, else central differences."""
    if gradient.ANALYTIC:
        return cost(params, inputs, which, number, 1e-30j).imag / 1e-30
    size = 1e-5
    return (cost(params, inputs, which, number, size) - cost(params, inputs, which, number, -size)) / (2 * size)


def arrays():
    """Name, position among parameters and inputs, and gradient of each array."""
    params, inputs = problem()
    result = gradient.value_and_grad(params, *inputs)
    found = [(name, i, result[1][i]) for i, name in enumerate(params._fields)]
    for tuple_ in result[2:]:
        found += [(name, len(params) + gradient.INPUTS.index(name), getattr(tuple_, name)) for name in tuple_._fields]
    return found


@pytest.mark.parametrize(("name", "which", "derived"), arrays(), ids=[name for name, *_ in arrays()])
def test_gradient(name, which, derived):
    """Each derivative equals the numerical one, entry by entry."""
    params, inputs = problem()
    entries = list(np.ndindex(derived.shape))
    if SAMPLE is not None and len(entries) > SAMPLE:
        chosen = np.random.default_rng(0).choice(len(entries), SAMPLE, replace=False)
        entries = [entries[i] for i in sorted(chosen)]
    numerical = np.array([slope(params, inputs, which, number) for number in entries])
    found = np.array([derived[number] for number in entries])
    scale = np.maximum(np.abs(numerical), 1e-4 * np.abs(numerical).max(initial=0) + 1e-12)
    error = np.abs(found - numerical) / scale
    worst = int(np.argmax(error))
    assert error[worst] < TOLERANCE, f"d{{name}}{{list(entries[worst])}} is {{found[worst]}}; numerically {{numerical[worst]}}"


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_shapes_and_dtypes(dtype):
    """Gradients have the shapes and the dtype of the parameters."""
    params, inputs = problem(dtype)
    value, gradients, *_ = gradient.value_and_grad(params, *inputs)
    assert value == pytest.approx(gradient.value(params, *inputs), rel=1e-5)
    assert [(g.shape, g.dtype) for g in gradients] == [(p.shape, p.dtype) for p in params]
    assert [(p.shape, p.dtype) for p in gradient.init(0, dtype{asked})] == [(p.shape, p.dtype) for p in params]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_workspace(dtype):
    """With a workspace the results are the same up to rounding, call after call."""
    params, inputs = problem(dtype)
    expected = gradient.value_and_grad(params, *inputs)
    workspace = {workspace}
    tolerance = 1e-3 if dtype == np.float32 else 1e-9
    for _ in range(2):
        found = gradient.value_and_grad(params, *inputs, workspace=workspace)
        assert found[0] == pytest.approx(expected[0], rel=tolerance)
        for derived, reference in zip([g for t in found[1:] for g in t], [g for t in expected[1:] for g in t], strict=True):
            np.testing.assert_allclose(derived, reference, rtol=tolerance, atol=tolerance * np.abs(reference).max(initial=0))


def test_arrays_need_not_be_contiguous():
    """Transposed and reversed arrays give the same numbers."""
    params, inputs = problem()
    expected, gradients, *_ = gradient.value_and_grad(params, *inputs)
    turned = gradient.Params(*(np.array(p, order="F") for p in params))
    views = [np.repeat(a, 2, axis=0)[::2] if np.ndim(a) else a for a in inputs]
    found, others, *_ = gradient.value_and_grad(turned, *views)
    assert found == pytest.approx(expected)
    for derived, reference in zip(others, gradients, strict=True):
        np.testing.assert_allclose(derived, reference, rtol=1e-9, atol=1e-12)
{wrong}'''
