"""The reference of specifications, in words: the functions of the formula language and the keys of the tables.

Read by ``derive list``; a test holds it against what the frontends accept.
"""

from __future__ import annotations

from derive.layers.signatures import FUNCTIONS as LAYERS

FUNCTIONS: tuple[tuple[str, str], ...] = (
    ("+ - * / **, A @ B, x.T", "as in NumPy, with broadcasting; constant exponents are rational numbers"),
    ("exp log sqrt sin cos sinh cosh erf square log1p expm1", "of every entry; also x.exp() and the like"),
    (
        "abs(x), maximum(a, b), minimum(a, b), max(a, b), min(a, b)",
        "entry by entry; at a tie the constant wins, else the first",
    ),
    ("where(a < b, x, y)", "one comparison: < <= > >= == !=; where inside where for several"),
    ("sum(x), mean(x), logsumexp(x)", "over all axes, or axis=0, axis=(0, 1), keepdims=True; also x.sum(axis=0)"),
    ("sum(A[i,k]*B[k,j], k), mean(x[n], n)", "over indices, in index style: D[i,j] = sum(...)"),
    ("dot(a, b), matmul(a, b), outer(a, b), transpose(a)", "as in NumPy"),
    ("softmax(x, axis=-1), log_softmax(x, axis=-1)", "along one axis"),
    ("x[n, k], x[y], x[:d], x[d:], x[arange(N), y], arange(N)", "entries, classes, parts; indices count from 0, as in NumPy"),
    ("pi", "the number, where no quantity is called so"),
    *((function.usage(name), f"the layer: {function.shape}") for name, function in LAYERS.items()),
    ("not supported", "None and newaxis, x[-1], steps x[::2], max and min over an axis, var, prod, sign, &, chained a < b < c"),
)
"""Each with its meaning."""

KEYS: tuple[tuple[str, str, str], ...] = (
    ("top", "name", "of the folder that is built; the file's name without it"),
    ("top", "title, description", "for the proof and for lists"),
    ("top", "notation", 'the notation of the proof, such as "rows"'),
    ("[network]", "input", '64; "n_0"; [3, 8, 8]; { x = [3, 8, 8], u = 5 }; { t = { shape = ["T"], integer = true } }'),
    ("[network]", "layers", "one table for each layer: layer, its options, name, input, weights"),
    ("[network]", "cost", '"mse", or { name = "huber", delta = 2 }; one capital letter is any cost'),
    ("[network]", "batch", '"mean" (the default), "sum", or "none" for one example'),
    (
        "[network]",
        "penalty",
        "{ l2 = 0.01 } adds 0.01/2 times the sum of squared weights, { l1 = ... } of absolute ones; not biases",
    ),
    ("[network]", "depth", '"L": symbolic depth, with one layer of units = "n_l"'),
    ("[network]", "output", "the layer, or the layers, that the cost reads, by name; the last one without it"),
    ("both", "gradients", '["parameters"], or ["parameters", "inputs"]; input_gradients = true says the same'),
    ("a layer", "name, input", "its name, and the names of the layers or inputs that it reads; the one before it without"),
    ("a layer", "weights", '"W1" shares the weights W1, "W1.T" their transpose'),
    ("dense", "exceptions", '{ 3 = "relu" }: unit 3, counted from 1, has another activation'),
    ("[model]", "inputs", '{ X = ["N", "d"], y = { shape = ["N"], integer = true, below = "K" } }: y holds indices 0..K-1'),
    ("[model]", "parameters", '{ w = ["d"], b = [] }'),
    ("[model]", "equations", "name = formula, a line each; the last one is the cost"),
    ("[model]", "sizes", "{ d = 5 } fixes a size"),
    ("[model]", "constants", "{ c = 0.5 } names a number"),
    ("[model]", "assume", '"sum(y, axis=1) == 1", or several: what the proof may use of the inputs'),
    (
        "[define]",
        "activations",
        'gelu2 = "z*sigmoid(1.702*z)", or { formula = "...", options = { c = 1.7 } }; with a sum, of the whole layer',
    ),
    ("[define]", "costs", 'mine = "sum((a - y)**4)", or { formula, options, target = "vector" | "class" | "half" }'),
    ("[initial]", "W1 = ...", 'numbers, "zeros" or "normal/sqrt(fan_in)"'),
    ("[example]", "x = ..., y = ..., rate", "numbers of one example: the proof computes every step with them"),
)
"""Each with the table in which it stands and what it says."""
