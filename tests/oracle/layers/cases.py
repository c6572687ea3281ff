"""Every kind of layer with every option, and how its inputs are drawn: three random shapes for each row of the table."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Shape = tuple[int, ...]
Draw = Callable[[np.random.Generator], tuple[Shape, ...]]
SHAPES = 3


@dataclass(frozen=True)
class Case:
    """A layer, options, and the shapes of its inputs without the examples; options may depend on the shapes."""

    layer: str
    draw: Draw
    options: Mapping[str, Any] = field(default_factory=dict)
    sized: Callable[..., Mapping[str, Any]] = lambda *shapes: {}

    @property
    def label(self) -> str:
        """As tests and the table print it: ``conv2d stride=[2, 1]``."""
        shown = [f"{key}={_plain(value)}" for key, value in self.options.items()]
        inputs = len(self.shapes(0))
        return " ".join([self.layer, *shown, *([f"inputs={inputs}"] if inputs > 1 else [])])

    def shapes(self, number: int) -> tuple[Shape, ...]:
        """The shapes of the inputs, the same in every run."""
        key = zlib.crc32(f"{self.layer} {sorted(self.options.items())!r}".encode())
        return tuple(tuple(int(n) for n in shape) for shape in self.draw(np.random.default_rng([key, number])))

    def table(self, number: int) -> dict[str, Any]:
        """The layer of a specification."""
        return {"layer": self.layer, **self.options, **self.sized(*self.shapes(number))}


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def vector(times: int = 1) -> Draw:
    """A vector, of a multiple of some number of entries."""
    return lambda r: ((times * r.integers(2, 6 if times == 1 else 4),),)


def sequence(times: int = 1, steps: int = 2) -> Draw:
    return lambda r: ((r.integers(steps, steps + 3), times * r.integers(2 if times == 1 else 1, 4)),)


def signal(least: int = 5, times: int = 1) -> Draw:
    return lambda r: ((times * r.integers(1, 4), r.integers(least, least + 4)),)


def image(least: int = 4, times: int = 1, most: int = 4) -> Draw:
    return lambda r: ((times * r.integers(1, most), *r.integers(least, least + 3, 2)),)


def twice(draw: Draw) -> Draw:
    """Two inputs of one shape."""
    return lambda r: draw(r) * 2


def beside(draw: Draw, axis: int) -> Draw:
    """Two inputs that differ along one axis."""

    def both(r: np.random.Generator) -> tuple[Shape, ...]:
        (first,) = draw(r)
        second = list(first)
        second[axis] = r.integers(1, 4)
        return first, tuple(second)

    return both


def memory(r: np.random.Generator) -> tuple[Shape, ...]:
    """Queries and a memory of another length."""
    size = 2 * r.integers(1, 3)
    return (r.integers(2, 4), size), (r.integers(2, 5), size)


def with_states(units: int, states: int) -> Draw:
    """A sequence and first states."""
    return lambda r: ((r.integers(2, 4), r.integers(1, 4)), *((units,),) * states)


def queries_keys_values(r: np.random.Generator) -> tuple[Shape, ...]:
    size, keys = r.integers(2, 4), r.integers(2, 5)
    return (r.integers(2, 4), size), (keys, size), (keys, r.integers(1, 4))


def _cases() -> list[Case]:
    conv, big = {"channels": 3, "kernel": 2}, image(5)
    norms_of_images = image(2, 1, 3)
    return [
        Case("dense", vector(), {"units": 3}),
        Case("dense", vector(), {"units": 3, "activation": "tanh"}),
        Case("dense", vector(), {"units": 3, "activation": "softmax"}),
        Case("dense", vector(), {"units": 3, "bias": False}),
        Case("dense", vector(), {"units": 2, "weight_norm": True}),
        Case("dense", sequence(), {"units": 3, "activation": "silu"}),
        Case("conv1d", signal(), conv),
        Case("conv1d", signal(), {**conv, "stride": 2, "padding": 1}),
        Case("conv1d", signal(), {**conv, "dilation": 2, "bias": False, "activation": "tanh"}),
        Case("conv1d", signal(times=2), {"channels": 4, "kernel": 3, "groups": 2}),
        Case("conv1d", signal(), {"kernel": 3, "depthwise": True}),
        Case("conv2d", image(), conv),
        Case("conv2d", image(), {"channels": 2, "kernel": [3, 2], "bias": False, "activation": "tanh"}),
        Case("conv2d", big, {**conv, "stride": 2}),
        Case("conv2d", big, {"channels": 2, "kernel": 3, "stride": [1, 2], "padding": [1, 0]}),
        Case("conv2d", big, {**conv, "dilation": [2, 3]}),
        Case("conv2d", big, {"channels": 2, "kernel": 3, "stride": 2, "padding": 1, "dilation": 2}),
        Case("conv2d", image(3, 2, 3), {"channels": 4, "kernel": 2, "groups": 2}),
        Case("conv2d", image(3), {"kernel": 2, "depthwise": True}),
        Case("conv2d", image(3), {"kernel": 2, "depthwise": True}, lambda s: {"channels": 2 * s[0]}),
        Case("conv2d", image(3), {**conv, "activation": "softmax"}),
        Case("conv_transpose2d", image(2), {**conv, "activation": "sigmoid"}),
        Case("conv_transpose2d", image(2), {"channels": 2, "kernel": 3, "stride": 2, "padding": 1, "output_padding": 1}),
        Case("conv_transpose2d", image(2), {"channels": 2, "kernel": [2, 3], "stride": [1, 2], "dilation": 2, "bias": False}),
        Case("max_pool1d", signal(), {"kernel": 2}),
        Case("max_pool1d", signal(), {"kernel": 3, "stride": 2, "padding": 1}),
        Case("max_pool1d", signal(), {"kernel": 2, "stride": 1, "dilation": 2}),
        Case("max_pool2d", image(), {"kernel": 2}),
        Case("max_pool2d", image(), {"kernel": 3, "stride": 2, "padding": 1}),
        Case("max_pool2d", image(), {"kernel": [2, 3], "stride": 1}),
        Case("max_pool2d", big, {"kernel": 2, "stride": 1, "dilation": 2}),
        Case("avg_pool1d", signal(), {"kernel": 2}),
        Case("avg_pool1d", signal(), {"kernel": 3, "stride": 2, "padding": 1}),
        Case("avg_pool2d", image(), {"kernel": 2}),
        Case("avg_pool2d", image(), {"kernel": 3, "stride": [1, 2], "padding": 1}),
        Case("global_avg_pool", image(2)),
        Case("global_avg_pool", signal(2)),
        Case("flatten", image(2)),
        Case("reshape", vector(6), {}, lambda s: {"shape": [2, 3, s[0] // 6]}),
        Case("reshape", image(2, 2, 3), {}, lambda s: {"shape": [s[0] // 2 * s[1], 2 * s[2]]}),
        Case("transpose", sequence()),
        Case("transpose", image(2), {"axes": [1, 3]}),
        Case("transpose", image(2), {"axes": [2, 3, 1]}),
        Case("split", vector(3), {"parts": 3, "part": 2}),
        Case("split", image(2, 2, 3), {"parts": 2, "part": 1, "axis": 1}),
        Case("batch_norm", vector()),
        Case("batch_norm", norms_of_images, {"eps": 0.01}),
        Case("batch_norm", vector(), {"affine": False}),
        Case("batch_norm", vector(), {"mode": "evaluation"}),
        Case("batch_norm", norms_of_images, {"mode": "evaluation", "affine": False}),
        Case("layer_norm", vector()),
        Case("layer_norm", sequence(), {"eps": 0.1}),
        Case("layer_norm", sequence(), {"axes": 2}),
        Case("layer_norm", sequence(), {"axes": 2, "affine": False}),
        Case("group_norm", image(2, 2, 3), {"groups": 2}),
        Case("group_norm", image(2, 2, 3), {"groups": 2, "affine": False, "eps": 0.1}),
        Case("instance_norm", norms_of_images),
        Case("instance_norm", norms_of_images, {"affine": True}),
        Case("instance_norm", signal(3), {"eps": 0.1}),
        Case("rms_norm", vector()),
        Case("rms_norm", sequence(), {"affine": False, "eps": 0.01}),
        Case("dropout", vector()),
        Case("dropout", image(2), {"rate": 0.2}),
        Case("embedding", lambda r: ((r.integers(2, 5),),), {"classes": 5, "units": 3}),
        Case("embedding", lambda r: ((),), {"classes": 4, "units": 2}),
        Case("positional", sequence()),
        Case("positional", sequence(), {"base": 100.0}),
        Case("positional", sequence(), {"mode": "learned"}),
        Case("rnn", sequence(), {"units": 3}),
        Case("rnn", sequence(), {"units": 2, "output": "last", "activation": "sigmoid", "bias": False}),
        Case("rnn", with_states(3, 1), {"units": 3}),
        Case("lstm", sequence(), {"units": 2}),
        Case("lstm", sequence(), {"units": 2, "output": "last", "bias": False}),
        Case("lstm", with_states(2, 1), {"units": 2, "output": "last"}),
        Case("lstm", with_states(2, 2), {"units": 2, "output": "last"}),
        Case("gru", sequence(), {"units": 2}),
        Case("gru", sequence(), {"units": 2, "output": "last", "bias": False}),
        Case("gru", with_states(2, 1), {"units": 2, "output": "last"}),
        Case("attention", sequence()),
        Case("attention", sequence(), {"causal": True}),
        Case("attention", memory),
        Case("attention", queries_keys_values),
        Case("multi_head_attention", sequence(2), {"heads": 2}),
        Case("multi_head_attention", sequence(2), {"heads": 1, "causal": True}),
        Case("multi_head_attention", sequence(4), {"heads": 2, "rotary": True, "bias": False}),
        Case("multi_head_attention", memory, {"heads": 2}),
        Case("rotary", sequence(2)),
        Case("rotary", sequence(2), {"base": 100.0}),
        Case("glu", vector(), {"units": 3}),
        Case("glu", vector(2)),
        Case("glu", sequence(), {"units": 2, "bias": False}),
        Case("swiglu", vector(), {"units": 3}),
        Case("swiglu", vector(2)),
        Case("swiglu", sequence(), {"units": 2, "bias": True}),
        Case("residual", twice(vector())),
        Case("residual", twice(image(2)), {"activation": "tanh"}),
        Case("concat", beside(vector(), 0)),
        Case("concat", beside(image(2), 0)),
        Case("concat", beside(sequence(), 0), {"axis": 1, "activation": "tanh"}),
        Case("add", lambda r: vector()(r) * 3),
        Case("add", twice(sequence()), {"activation": "sigmoid"}),
        Case("multiply", twice(vector())),
        Case("multiply", twice(image(2))),
        Case("scale", vector()),
        Case("scale", image(2), {"activation": "tanh"}),
        Case("scale", sequence(), {"bias": False}),
        Case("activation", vector(), {"activation": "relu"}),
        Case("activation", image(2), {"activation": "softmax", "axis": 1}),
        Case("activation", sequence(), {"activation": "log_softmax"}),
        Case("formula", twice(vector()), {"formula": "x + exp(u/2)"}),
    ]


CASES = _cases()
