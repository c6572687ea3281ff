"""Attention: every position reads a weighted mean of all positions (Vaswani et al. 2017).

    S[i, m] = sum_k Q[i, k] K[m, k] / sqrt(d),   P[i, m] = exp(S[i, m]) / sum_r exp(S[i, r]),   O[i, j] = sum_m P[i, m] V[m, j]

With a causal mask, position i reads positions m <= i only.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy
from sympy import Expr, exp, sqrt

from derive.algebra import InRange
from derive.layers.builder import ZEROS, Builder
from derive.layers.embedding import turned
from derive.layers.options import Count
from derive.layers.registry import layer
from derive.layers.wires import Axis, Part, Wire, over


@layer("scaled dot-product attention of queries, keys and values: three inputs, two (queries; keys and values), or one")
def attention(b: Builder, queries: Wire, keys: Wire | None = None, values: Wire | None = None, *, causal: bool = False) -> Wire:
    """Inputs are sequences [positions, features]; the output has the queries' positions and the values' features."""
    keys = queries if keys is None else keys
    values = keys if values is None else values
    for wire in (queries, keys, values):
        _check_sequence(b, wire)
    if not b.same(queries.sizes[1], keys.sizes[1]):
        raise b.error(f"{queries.source} has shape {b.shape(queries)}, but {keys.source} has shape {b.shape(keys)}")
    if not b.same(keys.sizes[0], values.sizes[0]):
        raise b.error(f"{keys.source} has shape {b.shape(keys)}, but {values.source} has shape {b.shape(values)}")
    return _attend(b, queries, keys, values, (), causal)


@layer("multi-head attention with projections of queries, keys, values and output; a second input is the memory")
def multi_head_attention(
    b: Builder,
    x: Wire,
    memory: Wire | None = None,
    *,
    heads: Count,
    causal: bool = False,
    bias: bool = True,
    rotary: bool = False,
) -> Wire:
    """W_q, W_k, W_v and W_o have shape (features, features); the rows of the first three fall into heads."""
    memory = x if memory is None else memory
    for wire in (x, memory):
        _check_sequence(b, wire)
    have = b.sizes.value(x.sizes[1])
    if have is None or have % heads:
        hint = "The number of features has to be a multiple of the number of heads."
        raise b.error(
            f"the {heads} heads do not divide the {b.sizes.shown(x.sizes[1])} features of {x.source}", "heads", hint=hint
        )
    head = b.features(b.new_size(heads, "H"), "h")
    width = b.features(b.new_size(have // heads, "d"), "k")
    q, k, v = (_projected(b, source, (head, width), name, bias) for source, name in ((x, "q"), (memory, "k"), (memory, "v")))
    if rotary:
        q, k = turned(b, q, 1, 10000.0, "Qr"), turned(b, k, 1, 10000.0, "Kr")
    o = _attend(b, q, k, v, (head,), causal)
    return _output(b, x, o, (head, width), bias)


def _check_sequence(b: Builder, wire: Wire) -> None:
    if wire.rank != 2 or wire.spatial or len(wire.axes[0]) != 1:
        raise b.error(f"the layer needs a sequence [positions, features], but {wire.source} has shape {b.shape(wire)}")


def _projected(b: Builder, x: Wire, axis: Axis, name: str, bias: bool) -> Wire:
    """Q, K or V of every head: axes (head, position, width)."""
    weights = b.parameter(f"W_{name}", (axis, x.axes[1]))
    offset = b.parameter(f"b_{name}", (axis,), ZEROS) if bias else None
    head, width = axis
    (steps,) = x.axes[0]

    def rhs(h: Expr, t: Expr, j: Expr) -> Expr:
        total = over(x.axes[1], lambda *c: weights[(h, j, *c)] * x(t, *c))
        return total + offset[h, j] if offset is not None else total

    words = {"q": "queries", "k": "keys", "v": "values"}[name]
    return b.define(name.upper(), ((head,), (steps.named("i"),), (width,)), rhs, words=f"{words} of #")


def _attend(b: Builder, q: Wire, k: Wire, v: Wire, heads: tuple[Part, ...], causal: bool) -> Wire:
    """Scores, probabilities, and the weighted means of the values."""
    own = tuple((head,) for head in heads)
    n = len(own)
    (rows,), (columns,) = q.axes[n], k.axes[n]
    rows, columns = rows.named("i"), columns.named("m")
    if causal and not b.same(rows.size, columns.size):
        raise b.error("a causal mask needs as many keys as queries", "causal")
    inner = q.axes[-1]
    width = sympy.expand(sympy.Mul(*(part.size for part in inner)))

    def scores(*at: Expr) -> Expr:
        *h, i, m = at
        return over(inner, lambda *c: q(*h, i, *c) * k(*h, m, *c)) / sqrt(width)

    s = b.define("S", (*own, (rows,), (columns,)), scores, "linear", "scores of #")
    p = b.define("P", s.axes, _causal(s, columns) if causal else _softmax(s, columns), "activation", "attention weights of #")

    def means(*at: Expr) -> Expr:
        return over((columns,), lambda m: p(*at[: n + 1], m) * v(*at[:n], m, *at[n + 1 :]))

    return b.define("O", (*own, (rows,), v.axes[-1]), means, words="means of the values in #")


def _softmax(s: Wire, columns: Part) -> Callable[..., Expr]:
    return lambda *at: exp(s(*at)) / over((columns,), lambda r: exp(s(*at[:-1], r)))


def _causal(s: Wire, columns: Part) -> Callable[..., Expr]:
    """Softmax over the positions up to that of the query."""

    def rhs(*at: Expr) -> Expr:
        *_, i, m = at
        earlier = Part(columns.lo, i)
        return InRange(m, columns.lo, i) * exp(s(*at)) / over((earlier,), lambda r: exp(s(*at[:-1], r)))

    return rhs


def _output(b: Builder, x: Wire, o: Wire, axis: Axis, bias: bool) -> Wire:
    """``y[i, j] = sum_{h,k} W_o[j, h, k] O[h, i, k] + b_o[j]``, with the features of the layer's input."""
    weights = b.parameter("W_o", (x.axes[1], axis))
    offset = b.parameter("b_o", (x.axes[1],), ZEROS) if bias else None

    def rhs(i: Expr, *j: Expr) -> Expr:
        total = over(axis, lambda h, k: weights[(*j, h, k)] * o(h, i, k))
        return total + offset[j] if offset is not None else total

    return b.define("z", x.axes, rhs, words="output of #")
