"""Folding: write a derivative with what the forward pass already has.

One mechanism: solve the definition ``v = F(kernel)`` for its kernel and substitute.  From ``a = 1/(1+exp(-z))`` comes
``exp(-z) = (1-a)/a``, hence ``sigma' = a(1-a)``; from softmax ``exp(z_j) = p_j s``, and ``s`` cancels.  Nothing is
looked up: a fold is a consequence of the forward equation.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy
from sympy import Add, Dummy, Expr, Mul, Poly, S, Symbol

from derive.algebra.brackets import InRange, Where
from derive.algebra.nodes import Entry
from derive.algebra.sums import Sum, replace, rewrite
from derive.algebra.tidy import cancel, common_factor, lightest, masked, upright, weight


@dataclass(frozen=True)
class Fold:
    """A folded expression and the fact it rests on: ``kernel = value``, solved from the definition."""

    expr: Expr
    kernel: Expr
    value: Expr


def fold_scalar(derivative: Expr, formula: Expr, variable: Symbol, name: Expr) -> Fold | None:
    """Write ``derivative`` with ``name`` = ``formula`` (a scalar function at ``variable``) if that is polynomial and lighter.

    A quotient that the solution introduces (``silu(z)/z``) is refused: it would not hold where it divides by zero.
    """
    if isinstance(formula, Where) and isinstance(derivative, Where) and formula.args[0] == derivative.args[0]:
        return _fold_branches(derivative, formula, variable, name)
    for kernel in _kernels(formula):
        folded = _by_kernel(derivative, formula, kernel, name, variable)
        if folded and weight(folded.expr) < weight(derivative):
            return folded
    return _by_reduction(derivative, formula, name)


def _fold_branches(derivative: Where, formula: Where, variable: Symbol, name: Expr) -> Fold | None:
    condition, *branches = derivative.args
    folds = [fold_scalar(d, f, variable, name) for d, f in zip(branches, formula.args[1:], strict=True)]
    used = next((fold for fold in folds if fold), None)
    if used is None:
        return None
    then, otherwise = (fold.expr if fold else branch for fold, branch in zip(folds, branches, strict=True))
    return Fold(Where(condition, then, otherwise), used.kernel, used.value)


def _kernels(formula: Expr) -> list[Expr]:
    """Exponentials to solve for, each standing for its integer powers too."""
    arguments = sorted({e.args[0] for e in formula.atoms(sympy.exp)}, key=sympy.default_sort_key)
    positive = [a for a in arguments if not a.could_extract_minus_sign()]
    return [sympy.exp(argument) for argument in (positive + [a for a in arguments if a not in positive])]


def solve_for(kernel: Expr, name: Expr, formula: Expr) -> tuple[Expr, Expr] | None:
    """``(kernel**m, value)`` with ``value`` in terms of ``name``, if the definition is linear in some power of the kernel."""
    k, v = Dummy("k", positive=True), Dummy("v")
    plain, back = masked(_in_powers(formula, kernel, k))
    numerator, _ = sympy.fraction(sympy.together(v - plain))
    numerator = sympy.expand(numerator)
    if not numerator.is_polynomial(k):
        return None
    poly = Poly(numerator, k)
    exponents = sorted({m for (m,) in poly.monoms()})
    if len(exponents) != 2 or exponents[0] != 0:
        return None
    power = exponents[1]
    value = sympy.cancel(-poly.coeff_monomial(1) / poly.coeff_monomial(k**power))
    return kernel**power, value.xreplace({v: name}).xreplace(back)


def _in_powers(expr: Expr, kernel: Expr, k: Dummy) -> Expr:
    """Exponentials whose argument is an integer multiple of the kernel's become powers of ``k``."""
    base = kernel.args[0]

    def power(node: Expr) -> Expr | None:
        if not isinstance(node, sympy.exp):
            return None
        ratio = _ratio(node.args[0], base)
        return k**ratio if ratio.is_Integer else None

    return rewrite(expr, power) if isinstance(kernel, sympy.exp) else expr.xreplace({kernel: k})


def _by_kernel(derivative: Expr, formula: Expr, kernel: Expr, name: Expr, variable: Symbol) -> Fold | None:
    solved = solve_for(kernel, name, formula)
    if solved is None:
        return None
    power, value = solved
    k, v = Dummy("k", positive=True), Dummy("v")
    exponent = _exponent(power, kernel)
    plain, back = masked(_in_powers(derivative, kernel, k))
    numerator, denominator = sympy.fraction(sympy.cancel(sympy.together(plain)))
    if any(m % exponent for part in (numerator, denominator) for (m,) in Poly(sympy.expand(part), k).monoms()):
        return None
    root = Dummy("r", positive=True)
    inner, inner_back = masked(value.xreplace({name: v}))
    substituted = (numerator / denominator).xreplace({k: root ** sympy.Rational(1, exponent)})
    result = sympy.cancel(sympy.powdenest(substituted, force=True).subs(root, inner))
    if sympy.fraction(result)[1].free_symbols & ({v, variable} | set(back)):
        return None
    shaped = lightest(upright(sympy.factor(result)), upright(result))
    return Fold(shaped.xreplace({v: name}).xreplace(inner_back).xreplace(back), power, factored_fraction(value))


def _exponent(power: Expr, kernel: Expr) -> int:
    """m in ``power = kernel**m`` (SymPy turns exp(z)**2 into exp(2 z))."""
    return int(_ratio(power.args[0], kernel.args[0])) if isinstance(kernel, sympy.exp) else int(power.as_base_exp()[1])


def _ratio(a: Expr, b: Expr) -> Expr:
    return sympy.cancel(masked(a / b)[0])


def factored_fraction(value: Expr) -> Expr:
    """A solved kernel as it is printed: ``(1 - a)/a``."""
    numerator, denominator = sympy.fraction(value)
    if all(term.as_coeff_Mul()[0].is_negative for term in Add.make_args(numerator)):
        numerator, denominator = (Add(*(-t for t in Add.make_args(part))) for part in (numerator, denominator))
    return numerator / denominator


def _by_reduction(derivative: Expr, formula: Expr, name: Expr) -> Fold | None:
    """Recognise the function's own formula inside the derivative: ``z*sigma(z)`` becomes ``silu(z)`` (division with
    remainder)."""
    v = Dummy("v")
    plain, back = masked(Mul(derivative, 1))
    formula_plain = formula.xreplace({node: dummy for dummy, node in back.items()})
    if not isinstance(formula_plain, Mul) or not plain.is_polynomial(*plain.free_symbols) or formula_plain.has(sympy.exp):
        return None
    generators = sorted(formula_plain.free_symbols | plain.free_symbols, key=sympy.default_sort_key)
    if not formula_plain.is_polynomial(*generators):
        return None
    _, remainder = sympy.reduced(sympy.expand(plain), [formula_plain - v], *generators, v)
    shapes = (sympy.factor(remainder), remainder, sympy.collect(remainder, v))
    result = lightest(*(shape.xreplace({v: name}).xreplace(back) for shape in shapes))
    return Fold(result, formula, name) if result.has(name) and weight(result) <= weight(derivative) else None


def recognise(expr: Expr, formula: Expr) -> bool:
    """Whether an expression equals a formula as a rational function of exponentials (``e^z/(1+e^z)`` is the sigmoid)."""
    for kernel in _kernels(formula):
        k = Dummy("k", positive=True)
        plain, _ = masked(_in_powers(expr - formula, kernel, k))
        if sympy.cancel(sympy.together(plain)) == 0:
            return True
    return False


def fold_entry(expr: Expr, lhs: Entry, rhs: Expr) -> Fold | None:
    """Write ``expr`` with entries of ``lhs`` where it holds an exponential that the equation ``lhs = rhs`` fixes.

    ``rhs`` may hold sums; they stand for themselves and have to cancel, otherwise the expression is left as it is.
    """
    fixed = [node for node in sympy.preorder_traversal(rhs) if isinstance(node, Sum)]
    for kernel in _entry_kernels(rhs):
        brackets = sorted(rhs.atoms(InRange), key=sympy.default_sort_key) if isinstance(rhs, Mul) else []
        solved = solve_for(kernel, lhs, rhs.xreplace(dict.fromkeys(brackets, S.One)))
        if solved is None or solved[0] != kernel:
            continue
        value = solved[1]
        folded = common_factor(cancel(_without(brackets, lhs, _substitute(expr, lhs, kernel, value, fixed))))
        if weight(folded) < weight(expr):
            return Fold(folded, kernel, value)
    return None


def _without(brackets: list[InRange], lhs: Entry, expr: Expr) -> Expr:
    """Drop a bracket beside an entry whose definition holds it: a masked probability is zero outside its mask."""
    if not brackets:
        return expr

    def rule(node: Expr) -> Expr | None:
        if not isinstance(node, Mul):
            return None
        entries = [f.as_base_exp()[0] for f in node.args if isinstance(f.as_base_exp()[0], Entry)]
        inside = [e for e in entries if e.tensor == lhs.tensor]
        implied = {replace(b, dict(zip(lhs.indices, e.indices, strict=True))) for e in inside for b in brackets}
        return Mul(*(f for f in node.args if f not in implied)) if implied & set(node.args) else None

    return rewrite(expr, rule)


def _substitute(expr: Expr, lhs: Entry, kernel: Expr, value: Expr, fixed: list[Sum]) -> Expr:
    """Put the solved value for the kernel at whatever indices, but not inside the sums of the definition: those have to
    cancel."""
    if isinstance(expr, Sum):
        if any(match(total, expr, lhs.indices) is not None for total in fixed):
            return expr
        body, bounds = expr.open()
        return Sum(_substitute(body, lhs, kernel, value, fixed), *bounds)
    power = _integer_power(kernel, expr)
    matched = match(kernel, sympy.exp(expr.args[0] / power) if power != 1 else expr, lhs.indices)
    if matched is not None and set(lhs.indices) & value.free_symbols <= matched.keys():
        return replace(value, matched) ** power
    if not expr.args or isinstance(expr, Entry):
        return expr
    return expr.func(*(_substitute(arg, lhs, kernel, value, fixed) if isinstance(arg, Expr) else arg for arg in expr.args))


def _integer_power(kernel: Expr, node: Expr) -> int:
    """m where ``node`` may be the kernel to the power m (SymPy turns exp(z)**2 into exp(2 z)); one where no other fits."""
    if not (isinstance(kernel, sympy.exp) and isinstance(node, sympy.exp)):
        return 1
    ratio = node.args[0].as_coeff_Mul()[0] / kernel.args[0].as_coeff_Mul()[0]
    return int(ratio) if ratio.is_Integer and ratio != 0 else 1


def _entry_kernels(rhs: Expr) -> list[Expr]:
    """What a definition can be solved for: its exponentials, its differences (x - mu), then its entries."""
    top = _top(rhs)
    differences = [f for f in sympy.Mul.make_args(rhs) if isinstance(f, Add) and f.has(Entry)] if isinstance(rhs, Mul) else []
    return [t for t in top if isinstance(t, sympy.exp)] + differences + [t for t in top if isinstance(t, Entry)]


def _top(expr: Expr) -> list[Expr]:
    """The exponentials and entries that stand outside every sum and function."""
    if isinstance(expr, (Add, Mul, sympy.Pow)):
        return [leaf for arg in expr.args for leaf in _top(arg)]
    return [expr] if isinstance(expr, (sympy.exp, Entry)) else []


def match(pattern: Expr, node: Expr, indices: tuple[Expr, ...]) -> dict[Expr, Expr] | None:
    """The values of the indices that turn ``pattern`` into ``node``, or None."""
    if not isinstance(node, type(pattern)):
        return None
    values: dict[Expr, Expr] = {}
    _collect(pattern, node, tuple(i for i in indices if i.is_Symbol), values)
    return values if replace(pattern, values) == node else None


def _collect(pattern: Expr, node: Expr, indices: tuple[Expr, ...], values: dict[Expr, Expr]) -> None:
    """Read off a candidate by walking both trees side by side (the caller checks it)."""
    if isinstance(pattern, Entry) and isinstance(node, Entry) and pattern.tensor == node.tensor:
        for i, j in zip(pattern.indices, node.indices, strict=True):
            shift = sympy.expand(i - next((s for s in indices if s in i.free_symbols), S.Zero))
            symbol = sympy.expand(i - shift)
            if symbol in indices:
                values.setdefault(symbol, sympy.expand(j - shift))
        return
    if type(pattern) is type(node) and len(pattern.args) == len(node.args):
        for p, n in zip(pattern.args, node.args, strict=True):
            _collect(p, n, indices, values)
