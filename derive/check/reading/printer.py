"""Trees back to LaTeX: ``parse(latex(node)) == node`` for every tree that the reader makes.

Trees that an edit has made get the brackets that they need, so that the LaTeX means what the tree means.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from derive.check.reading import syntax as s
from derive.check.reading.changes import Change, without_changes
from derive.check.reading.tree import rewrite
from derive.check.reading.vocabulary import BIG, LETTERS, is_function, word_set

_BRACKETS = {
    "(": "(", ")": ")", "[": "[", "]": "]", "\\{": "\\{", "\\}": "\\}", "|": "|", "norm": "\\|", "<": "\\langle",
    ">": "\\rangle", ".": ".", "lfloor": "\\lfloor", "rfloor": "\\rfloor", "lceil": "\\lceil", "rceil": "\\rceil",
    "[[": "\\llbracket", "]]": "\\rrbracket",
}  # fmt: skip
_ACCENTS = {"ring": "mathring"}
_STYLES = {"bold": "mathbf", "cal": "mathcal", "bb": "mathbb", "frak": "mathfrak", "text": "mathrm"}
_RELATIONS = {
    "approx": "\\approx", "propto": "\\propto", "<=": "\\le", ">=": "\\ge", "!=": "\\ne", "in": "\\in", "notin": "\\notin",
    "sim": "\\sim", "->": "\\to", "<-": "\\leftarrow", "mid": "\\mid", "subset": "\\subset",
}  # fmt: skip
_PRODUCTS = {"*": "*", ".": ".", ":": ":", "": ""}
_STANDARD = word_set("log ln lg exp sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan det dim ker max min")


PHRASE = "phrase"
"""The style of a name that is a whole formula of the author's, with its letters behind: the name's indices stand for them."""


def latex(node: s.Node | None) -> str:
    """LaTeX of a tree."""
    return "" if node is None else _PRINT[type(node)](node)


def relation(op: str) -> str:
    """LaTeX of a relation sign."""
    return _RELATIONS.get(op, op)


def _bracketed(node: s.Node) -> str:
    return f"\\left({latex(node)}\\right)"


def _operand(node: s.Node, *kinds: type) -> str:
    """A part, in brackets if it is of a kind that would come apart there."""
    return _bracketed(node) if isinstance(node, kinds) else latex(node)


def _letter(base: str) -> str:
    return f"\\{base}" if base in LETTERS else base


def _name(node: s.Name) -> str:
    if node.style.startswith(PHRASE):
        return _phrase(node)
    text = _letter(node.base)
    if node.style == "text" and len(node.base) > 1:
        escaped = node.base.replace("_", "\\_")
        text = f"\\text{{{escaped}}}"
    elif node.style in _STYLES:
        command = "boldsymbol" if node.style == "bold" and text.startswith("\\") else _STYLES[node.style]
        text = f"\\{command}{{{text}}}"
    elif not node.style and len(node.base) > 1 and is_function(node.base):
        text = f"\\{node.base}" if node.base in _STANDARD else f"\\operatorname{{{node.base}}}"
    elif len(node.base) > 1 and node.base.isalpha() and node.base not in LETTERS and not text.startswith("\\"):
        text = f"\\mathrm{{{text}}}" if node.base.isupper() else f"\\{text}"
    for accent in node.accents if node.accents != (s.CLASS,) else ():
        text = f"\\{_ACCENTS.get(accent, accent)}{{{text}}}"
    return _scripts(text, node.primes, node.sub, node.sup)


def _phrase(node: s.Name) -> str:
    """The author's formula with the indices in the place of its letters; further ones belong to what it differentiates by."""
    from derive.check.reading.formula import parse

    items = [item for script in node.sub for item in script.items]
    names = [parse(letter) for letter in node.style.split()[1:]]
    letters = dict(zip(names, items, strict=False))
    formula = rewrite(parse(node.base), lambda inner: letters.get(inner))
    by = formula.by[0] if isinstance(formula, s.Derivative) and formula.by else None
    if isinstance(formula, s.Derivative) and isinstance(by, s.Name) and len(node.sub) > len(names):
        formula = replace(formula, by=(replace(by, sub=node.sub[len(names) :]),))
    text = latex(formula)
    return _scripts(f"{{{text}}}", node.primes, (), node.sup) if node.primes or node.sup else text


def _scripts(text: str, primes: int, sub: tuple[s.Script, ...], sup: tuple[s.Script, ...]) -> str:
    """A text with scripts; a second one on the same side needs braces around the first."""
    text += "'" * primes
    for number in range(max(len(sub), len(sup))):
        if number:
            text = f"{{{text}}}"
        text += f"_{{{_script(sub[number])}}}" if number < len(sub) else ""
        text += f"^{{{_script(sup[number])}}}" if number < len(sup) else ""
    return text


def _script(script: s.Script) -> str:
    items = [_item(item) for item in script.items]
    as_written = script.raw and "," not in script.raw and all(len(item) == 1 for item in items)
    text = "".join(items) if as_written or items[:1] in (["\\odot"], ["\\circ"], ["\\bullet"]) else ",".join(items)
    size = len(script.bracket) // 2
    return script.bracket[:size] + text + script.bracket[size:]


def _item(node: s.Node) -> str:
    marks = {"*": "*", "+": "+", "-": "-", ":": ":"}
    if isinstance(node, s.Name) and (node.base in marks or node.base in ("odot", "circ", "bullet", "dagger", "star")):
        return marks.get(node.base, f"\\{node.base}")
    numbered = isinstance(node, s.Name) and node.base[-1:].isdigit()
    return node.base if isinstance(node, s.Name) and numbered and not (node.sub or node.sup or node.primes) else latex(node)


def _scripted(node: s.Scripted) -> str:
    whole = s.Group | s.Call | s.Number | s.Indicator | s.Matrix | s.Root | s.Fraction
    derivative = isinstance(node.body, s.Derivative) and not node.body.operator
    body = latex(node.body) if isinstance(node.body, whole) or derivative else f"{{{latex(node.body)}}}"
    return _scripts(body, node.primes, node.sub, node.sup)


def _transposed(node: s.Transposed) -> str:
    body = latex(node.body)
    plain = isinstance(node.body, s.Group | s.Call | s.Matrix) or (isinstance(node.body, s.Name) and not node.body.sup)
    return f"{body}^{{\\top}}" if plain else f"{{{body}}}^{{\\top}}"


def _sum(node: s.Sum) -> str:
    text = ""
    for number, (sign, term) in enumerate(node.terms):
        text += (" - " if number else "-") if sign < 0 else (" + " if number else "")
        text += _operand(term, s.Sum, s.Relation, s.Both)
    return text


def _product(node: s.Product) -> str:
    text = ""
    for number, (operator, factor) in enumerate(node.factors):
        last = number == len(node.factors) - 1
        sign = _PRODUCTS.get(operator, f"\\{operator}")
        unary = isinstance(factor, s.Sum) and len(factor.terms) == 1 and operator != ""
        kinds: tuple[type, ...] = (s.Relation, s.Both, s.Product) if unary else (s.Relation, s.Both, s.Product, s.Sum)
        if not last:
            kinds = (*kinds, s.Big)
        text += (f" {sign} " if sign else " ") + _operand(factor, *kinds)
    return text.strip()


def _fraction(node: s.Fraction) -> str:
    return f"\\frac{{{latex(node.over)}}}{{{latex(node.under)}}}"


def _root(node: s.Root) -> str:
    degree = f"[{latex(node.degree)}]" if node.degree is not None else ""
    return f"\\sqrt{degree}{{{latex(node.body)}}}"


def _group(node: s.Group) -> str:
    items = ", ".join(latex(item) for item in node.items)
    if not node.open:
        return items
    return f"\\left{_BRACKETS[node.open]} {items} \\right{_BRACKETS[node.close]}"


def _derivative(node: s.Derivative) -> str:
    if node.mark in ("nabla", "D") or (node.mark == "partial" and node.operator and _short(node)):
        return _subscripted(node)
    sign = "d" if node.mark == "d" else "\\partial"
    order = f"^{{{len(node.by)}}}" if len(node.by) > 1 else "^{+}" if node.immediate else ""
    under = " ".join(f"{sign} {latex(variable)}" for variable in node.by)
    if node.operator:
        return f"\\frac{{{sign}{order}}}{{{under}}}" + (
            f" {_operand(node.of, s.Sum, s.Relation)}" if node.of is not None else ""
        )
    return f"\\frac{{{sign}{order} {latex(node.of)}}}{{{under}}}"


def _short(node: s.Derivative) -> bool:
    """Whether the operand is one that ``\\partial_x`` reaches over and no further."""
    call = isinstance(node.of, s.Product) and len(node.of.factors) == 2 and _bracket(node.of.factors[1][1])
    simple = isinstance(node.of, s.Name | s.Group | s.Call | s.Scripted | s.Derivative)
    return (call or simple) and all(isinstance(variable, s.Name | s.Scripted) for variable in node.by)


def _bracket(node: s.Node) -> bool:
    return isinstance(node, s.Group) or (isinstance(node, s.Scripted) and isinstance(node.body, s.Group))


def _subscripted(node: s.Derivative) -> str:
    sign = {"nabla": "\\nabla", "D": "D", "partial": "\\partial"}[node.mark]
    repeated = len(node.by) > 1 and all(variable == node.by[0] for variable in node.by)
    variables = node.by[:1] if repeated else node.by
    text = sign + (f"_{{{','.join(_item(v) for v in variables)}}}" if variables else "")
    text += f"^{{{len(node.by)}}}" if repeated else ""
    return text + (f" {_operand(node.of, s.Sum, s.Relation, s.Both)}" if node.of is not None else "")


def _big(node: s.Big) -> str:
    name = f"\\{node.kind}" if node.kind in BIG and not node.kind.startswith("arg") else f"\\operatorname{{{node.kind}}}"
    under = f"_{{{','.join(_item(item) for item in node.under)}}}" if node.under else ""
    upper = f"^{{{latex(node.upper)}}}" if node.upper is not None else ""
    unary = isinstance(node.body, s.Sum) and len(node.body.terms) == 1
    return f"{name}{under}{upper} " + (latex(node.body) if unary else _operand(node.body, s.Sum, s.Relation, s.Both))


def _call(node: s.Call) -> str:
    if node.head.style == "accent":
        return f"\\{_ACCENTS.get(node.head.base, node.head.base)}{{{latex(node.args[0])}}}"
    if node.head.base == "factorial":
        return f"{_operand(node.args[0], s.Sum, s.Product, s.Fraction)}!"
    if node.head.base == "binom":
        return f"\\binom{{{latex(node.args[0])}}}{{{latex(node.args[1])}}}"
    return f"{_name(node.head)}\\left({', '.join(latex(argument) for argument in node.args)}\\right)"


def _at(node: s.At) -> str:
    return f"\\left. {latex(node.body)} \\right|_{{{', '.join(latex(item) for item in node.where)}}}"


def _relation(node: s.Relation) -> str:
    return f"{_operand(node.left, s.Both)} {relation(node.op)} {latex(node.right)}"


def _both(node: s.Both) -> str:
    """A chain where the statements hang together, else statements joined by "and"."""
    items = node.items
    chained = all(isinstance(a, s.Relation) and isinstance(b, s.Relation) and a.right == b.left for a, b in pairwise(items))
    if not chained or not isinstance(items[0], s.Relation):
        return " \\text{ and } ".join(latex(item) for item in items)
    return latex(items[0].left) + "".join(f" {relation(i.op)} {latex(i.right)}" for i in items if isinstance(i, s.Relation))


def _indicator(node: s.Indicator) -> str:
    return f"\\mathbb{{1}}\\{{{latex(node.condition)}\\}}"


def _cases(node: s.Cases) -> str:
    rows = [f"{latex(v)} & " + ("\\text{otherwise}" if c is None else f"\\text{{if }} {latex(c)}") for v, c in node.branches]
    return "\\begin{cases} " + " \\\\ ".join(rows) + " \\end{cases}"


def _matrix(node: s.Matrix) -> str:
    rows = " \\\\ ".join(" & ".join(latex(cell) for cell in row) for row in node.rows)
    return f"\\begin{{bmatrix}} {rows} \\end{{bmatrix}}"


_PRINT: dict[type, Callable[[Any], str]] = {
    s.Number: lambda node: node.text,
    s.Script: _script,
    s.Name: _name,
    s.Scripted: _scripted,
    s.Transposed: _transposed,
    s.Sum: _sum,
    s.Product: _product,
    s.Fraction: _fraction,
    s.Root: _root,
    s.Group: _group,
    s.Derivative: _derivative,
    Change: lambda node: latex(without_changes(node)),
    s.Big: _big,
    s.Call: _call,
    s.At: _at,
    s.Relation: _relation,
    s.Both: _both,
    s.Indicator: _indicator,
    s.Cases: _cases,
    s.Matrix: _matrix,
    s.Words: lambda node: f"\\text{{{node.text}}}" if node.text else "",
    s.Dots: lambda node: "\\dots",
}
