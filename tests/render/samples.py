# ruff: noqa: E501 - a derivation reads best with one step on a line
"""Derivations made by hand: a two-layer network, a network of symbolic depth, softmax with cross-entropy, a batch of rows."""

from __future__ import annotations

import sympy
from sympy import Integer, Rational, Symbol

from derive import matrix_nodes as m
from derive.algebra import AXIS, Delta, Differentiate, Entry, Func, Opaque, Partial, Sum, Tensor, adjoint
from derive.derivation import Derivation, Detail, Ref, Step, Theorem
from derive.model import Assumption, Equation, Model, ScalarFunction

j, k, i, l, p, q, n = (Symbol(s, integer=True) for s in "jkilpqn")  # noqa: E741
n0, n1, n2, N = (Symbol(s, integer=True, positive=True) for s in ("n_0", "n_1", "n_2", "N"))
t = Symbol("t")
sigma = ScalarFunction("sigmoid", t, 1 / (1 + sympy.exp(-t)), latex=r"\sigma", words="the logistic function")


def two_layers() -> Derivation:
    """x -> sigmoid -> sigmoid -> quadratic cost, 2-3-2, with the gradient of the first layer's weights."""
    one = Integer(1)
    x, y = Tensor("x", [(1, n0)], "input"), Tensor("y", [(1, n2)], "input")
    W1 = Tensor("W1", [(1, n1), (1, n0)], "parameter", base="W", tag="1")
    W2 = Tensor("W2", [(1, n2), (1, n1)], "parameter", base="W", tag="2")
    b1, b2 = (Tensor(f"b{a}", [(1, s)], "parameter", base="b", tag=f"{a}") for a, s in ((1, n1), (2, n2)))
    z1, z2 = (Tensor(f"z{a}", [(1, s)], base="z", tag=f"{a}") for a, s in ((1, n1), (2, n2)))
    a1, a2 = (Tensor(f"a{a}", [(1, s)], base="a", tag=f"{a}") for a, s in ((1, n1), (2, n2)))
    C = Tensor("C", (), "cost")
    equations = (
        Equation(
            z1[j], Sum(W1[j, k] * x[k], (k, one, n0)) + b1[j], ((j, one, n1),), "linear", "D1", "weighted input of layer 1"
        ),
        Equation(a1[j], sigma(z1[j]), ((j, one, n1),), "activation", "D2", "activation of layer 1"),
        Equation(
            z2[j], Sum(W2[j, k] * a1[k], (k, one, n1)) + b2[j], ((j, one, n2),), "linear", "D3", "weighted input of layer 2"
        ),
        Equation(a2[j], sigma(z2[j]), ((j, one, n2),), "activation", "D4", "activation of layer 2"),
        Equation(Entry(C), Sum((a2[j] - y[j]) ** 2, (j, one, n2)) / 2, (), "cost", "D5", "quadratic cost"),
    )
    model = Model("two-layers", equations, (x, y), (W1, b1, W2, b2), {n0: 2, n1: 3, n2: 2}, {}, {"sigmoid": sigma})
    C0, d2, d1 = Entry(C), adjoint(z2), adjoint(z1)
    prime = Func("sigmoid").prime()
    back = Sum(W2[k, j] * d2[k], (k, one, n2))
    lemma = Theorem(
        "lemma sigmoid", "the derivative of the logistic function", prime(t), (),
        (
            Step("chain rule", sympy.exp(-t) / (1 + sympy.exp(-t)) ** 2, ("quotient rule",)),
            Step("fold", Func("sigmoid")(t) * (1 - Func("sigmoid")(t)), ("because ", sympy.exp(-t), " = ", (1 - sigma(t)) / sigma(t))),
        ),
    )  # fmt: skip
    delta2 = Theorem(
        "delta z2", "error of the output layer", d2[j], ((j, one, n2),),
        (
            Step("definition", Partial(C0, z2[j]), ("definition of ", d2)),
            Step("chain rule", Sum(Partial(C0, a2[k]) * Partial(a2[k], z2[j]), (k, one, n2)), ("chain rule through ", a2)),
            Step("chain rule", Sum((a2[k] - y[k]) * prime(z2[k]) * Delta(k, j), (k, one, n2)), ("derivatives of ", Ref("D5"), " and ", Ref("D4")), Detail.FULL),
            Step("Kronecker delta", (a2[j] - y[j]) * prime(z2[j]), ("only the term with ", k, " = ", j, " remains")),
            Step("substitution", (a2[j] - y[j]) * a2[j] * (1 - a2[j]), (Ref("lemma sigmoid"),)),
        ),
        (C0, " depends on ", z2[j], " through ", a2, " only."),
        m.Hadamard((m.Total((m.Scaled(Integer(-1), m.Whole(y)), m.Whole(a2))), m.Whole(a2), m.Total((m.Scalar(one), m.Scaled(Integer(-1), m.Whole(a2)))))),
        ("all factors carry the same free index, so the product is elementwise",),
    )  # fmt: skip
    delta1 = Theorem(
        "delta z1", "error of layer 1", d1[j], ((j, one, n1),),
        (
            Step("chain rule", Sum(d2[k] * Partial(z2[k], z1[j]), (k, one, n2)), ("chain rule through ", z2)),
            Step("substitution", Sum(d2[k] * Differentiate(Sum(W2[k, i] * sigma(z1[i]), (i, one, n1)) + b2[k], z1[j]), (k, one, n2)), (Ref("D3"), " and ", Ref("D2"))),
            Step("sum rule", Sum(d2[k] * W2[k, i] * prime(z1[i]) * Delta(i, j), (k, one, n2), (i, one, n1)), ("derivative of a sum",), Detail.FULL),
            Step("Kronecker delta", back * prime(z1[j]), ("only the term with ", i, " = ", j, " remains")),
            Step("substitution", back * a1[j] * (1 - a1[j]), (Ref("lemma sigmoid"),)),
        ),
        (C0, " depends on ", z1[j], " through ", z2, " only."),
        m.Hadamard((m.Product((m.Transposed(m.Whole(W2)), m.Whole(d2))), m.Whole(a1), m.Total((m.Scalar(one), m.Scaled(Integer(-1), m.Whole(a1)))))),
        ("the sum runs over the first index of ", W2, ": the product with its transpose",),
    )  # fmt: skip
    grad = Theorem(
        "grad W1", "gradient of the weights of layer 1", adjoint(W1)[j, k], ((j, one, n1), (k, one, n0)),
        (
            Step("definition", Partial(C0, W1[j, k]), ("definition",)),
            Step("chain rule", Sum(d1[i] * Partial(z1[i], W1[j, k]), (i, one, n1)), ("chain rule through ", z1)),
            Step("Kronecker delta", d1[j] * x[k], (Ref("D1"), ": only the term with ", i, " = ", j, " remains")),
        ),
        (W1[j, k], " occurs in ", z1[j], " only."),
        m.Product((m.Whole(d1), m.Transposed(m.Whole(x)))),
        ("two different free indices: an outer product",),
    )  # fmt: skip
    bias = Theorem(
        "grad b1", "gradient of the biases of layer 1", adjoint(b1)[j], ((j, one, n1),),
        (Step("chain rule", d1[j], ("chain rule through ", z1)),), (), m.Whole(d1), ("entry by entry",),
    )  # fmt: skip
    return Derivation(model, (lemma, delta2, delta1, grad, bias))


def symbolic_depth() -> Derivation:
    """Nielsen's network: depth L, any activation f, any cost; BP1 and BP2."""
    one, L = Integer(1), Symbol("L", integer=True, positive=True)
    width = Tensor("n", [(0, L)], "size")
    layers, units = (one, L), (one, width[AXIS[0]])
    f = ScalarFunction("f", t, None)
    z, a = (Tensor(s, [layers, units], layered=True) for s in "za")
    W = Tensor("W", [layers, units, (1, width[AXIS[0] - 1])], "parameter", layered=True)
    b = Tensor("b", [layers, units], "parameter", layered=True)
    x, C = Tensor("x", [(1, width[0])], "input"), Tensor("C", (), "cost")
    at = ((l, one, L), (j, one, width[l]))
    equations = (
        Equation(a[0, j], x[j], ((j, one, width[0]),), "definition", "D1"),
        Equation(z[l, j], Sum(W[l, j, k] * a[l - 1, k], (k, one, width[l - 1])) + b[l, j], at, "linear", "D2"),
        Equation(a[l, j], f(z[l, j]), at, "activation", "D3"),
        Equation(Entry(C), Opaque("C", a[L, k], (k, one, width[L])), (), "cost", "D4"),
    )
    model = Model("depth", equations, (x,), (W, b), {L: None}, {}, {"f": f})
    d = adjoint(z)
    hidden = Theorem(
        "delta z", "error of a hidden layer", d[l, j], ((l, one, L - 1), (j, one, width[l])),
        (
            Step("chain rule", Sum(d[l + 1, k] * Partial(z[l + 1, k], z[l, j]), (k, one, width[l + 1])), ("chain rule through ", z[l + 1, k])),
            Step("Kronecker delta", Sum(W[l + 1, k, j] * d[l + 1, k], (k, one, width[l + 1])) * f.symbol.prime()(z[l, j]), (Ref("D2"),)),
        ),
        (), m.Hadamard((m.Product((m.Transposed(m.Whole(W, l + 1)), m.Whole(d, l + 1))), m.Elementwise(f.symbol.prime(), m.Whole(z, l)))),
        ("the first index is summed: the transpose",),
    )  # fmt: skip
    last = Theorem(
        "delta z L", "error of the output layer", d[L, j], ((j, one, width[L]),),
        (Step("chain rule", Partial(Entry(C), a[L, j]) * f.symbol.prime()(z[L, j]), ("chain rule",)),),
        (), m.Hadamard((m.Whole(adjoint(a), L), m.Elementwise(f.symbol.prime(), m.Whole(z, L)))), ("elementwise",),
    )  # fmt: skip
    return Derivation(model, (last, hidden))


def softmax() -> Derivation:
    """Softmax and cross-entropy over a batch of rows: dZ = (A - Y)/N, with the assumption on the targets."""
    one = Integer(1)
    d, c = Symbol("d", integer=True, positive=True), Symbol("c", integer=True, positive=True)
    x, y = Tensor("x", [(1, N), (1, d)], "input"), Tensor("y", [(1, N), (1, c)], "input")
    W = Tensor("W1", [(1, c), (1, d)], "parameter", base="W", tag="1")
    z, a = (Tensor(f"{s}1", [(1, N), (1, c)], base=s, tag="1") for s in "za")
    C = Tensor("C", (), "cost")
    rows = ((n, one, N), (j, one, c))
    equations = (
        Equation(z[n, j], Sum(W[j, k] * x[n, k], (k, one, d)), rows, "linear", "D1"),
        Equation(a[n, j], sympy.exp(z[n, j]) / Sum(sympy.exp(z[n, k]), (k, one, c)), rows, "activation", "D2"),
        Equation(Entry(C), -Sum(y[n, j] * sympy.log(a[n, j]), (n, one, N), (j, one, c)) / N, (), "cost", "D3"),
    )
    sums = Assumption("targets sum to one", Sum(y[n, j], (j, one, c)), one, ((n, one, N),))
    model = Model("softmax", equations, (x, y), (W,), {N: None, d: 4, c: 3}, {}, {}, (sums,), example_size=N)
    dz = adjoint(z)
    both = Sum(-y[n, k] / a[n, k] * a[n, k] * (Delta(k, j) - a[n, j]), (k, one, c)) / N
    theorem = Theorem(
        "delta z1", "error of the output layer", dz[n, j], rows,
        (
            Step("chain rule", both, ("chain rule through ", a)),
            Step("cancel", (a[n, j] * Sum(y[n, k], (k, one, c)) - y[n, j]) / N, ("only ", k, " = ", j, " remains in the first term")),
            Step("assumption", (a[n, j] - y[n, j]) / N, ("the targets sum to one",)),
        ),
        ("The cost depends on ", z[n, j], " through ", a, " only.",),
        m.Scaled(1 / N, m.Total((m.Whole(a), m.Scaled(Integer(-1), m.Whole(y))))),
        ("entry by entry",),
    )  # fmt: skip
    grad = Theorem(
        "grad W1", "gradient of the weights", adjoint(W)[j, k], ((j, one, c), (k, one, d)),
        (Step("chain rule", Sum(dz[n, j] * x[n, k], (n, one, N)), ("chain rule through ", z)),),
        (), m.Product((m.Transposed(m.Whole(dz)), m.Whole(x))), ("the examples are summed: the transpose stands first",),
    )  # fmt: skip
    return Derivation(model, (theorem, grad))


QUARTER = Rational(1, 4)
