"""Networks by layers: from the ``[network]`` table, or from Python with the same keys.

>>> from derive import Network
>>> model = Network(
...     input=64, layers=[{"units": 30, "activation": "sigmoid"}, {"units": 10, "activation": "softmax"}],
cost="cross_entropy" ... )
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sympy.core.parameters import distribute

from derive.frontends.definitions import Definitions
from derive.frontends.definitions import read as read_definitions
from derive.frontends.document import Table
from derive.frontends.layers import read_network
from derive.model import Model
from derive.names import check_folder_name, check_title


def Network(
    *,
    input: int | str | Sequence[int | str] | Mapping[str, Any] | None = None,  # noqa: A002 - the key of the specification
    layers: Sequence[Mapping[str, Any]],
    cost: str | Mapping[str, Any],
    batch: str | None = None,
    name: str = "network",
    title: str = "",
    penalty: Mapping[str, float] | None = None,
    depth: str | None = None,
    output: str | Sequence[str] | None = None,
    gradients: Sequence[str] = ("parameters",),
    define: Mapping[str, Any] | None = None,
    initial: Mapping[str, Any] | None = None,
) -> Model:
    """A network of layers; every argument means what the key of the same name means in a specification.

    Args:
        input: the number of inputs or a name for it, a shape ``[3, 8, 8]``, or several inputs ``{"x": [3, 8, 8], "u": 5}``.
        layers: one dictionary for each: ``layer`` (its kind), the options of that kind, ``name``, ``input``, ``weights``.
        cost: the name of a cost, or a dictionary with ``name`` and options.
        batch: ``"mean"`` (the default), ``"sum"``, or ``"none"`` for one example.
        penalty: ``{"l2": 0.01}`` or ``{"l1": 0.01}`` or both.
        depth: a name such as ``"L"`` for a network of symbolic depth.
        output: the layer, or the layers, that the cost reads, if not the last.
        gradients: ``("parameters", "inputs")`` for the gradients of the inputs, too.
        define: ``{"activations": {...}, "costs": {...}}``, formulas of your own.
        initial: initial values of parameters.

    Raises:
        SpecError: an unknown name, a wrong type, sizes that do not fit.
    """
    given = {
        "input": input,
        "layers": list(layers),
        "cost": cost,
        "batch": batch,
        "penalty": penalty,
        "depth": depth,
        "output": output,
        "gradients": list(gradients),
    }
    table = Table({key: plain(value) for key, value in given.items() if value is not None})
    definitions = read_definitions(Table(plain(define or {}), what="define"))
    return network_model(
        table, check_folder_name(name), check_title(title), definitions, Table(plain(initial or {}), what="initial")
    )


def plain(value: Any) -> Any:
    """Python's own numbers, lists and dictionaries in place of NumPy's."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def network_model(table: Table, name: str, title: str, definitions: Definitions, initial: Table) -> Model:
    """The model of a ``[network]`` table."""
    from derive.frontends.build import build
    from derive.frontends.depth import build_depth

    spec = read_network(table, name, title, definitions, initial)
    with distribute(False):
        return build_depth(spec) if spec.depth else build(spec)
