"""A text in plainer words before it is understood: declared phrases become symbols, primed letters of sums letters.

A key of ``[notation]`` may be a formula, ``P(w_o \\\\mid w_c)`` or ``\\\\nabla C``: wherever it stands, with any indices in
the place of its letters, it is a symbol of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

from derive.check.meaning.notation.declaration import Declaration
from derive.check.meaning.notation.declared import Declarations
from derive.check.meaning.notation.filling import is_example
from derive.check.meaning.notation.left_out_parameters import with_aliases
from derive.check.meaning.notation.patterns import items
from derive.check.meaning.notation.primed_phrases import spelled_out
from derive.check.meaning.notation.words_in_fractions import gathered
from derive.check.meaning.trees import letter_of
from derive.check.reading.rows import Claim, Document, Row
from derive.check.reading.syntax import (
    Big,
    Call,
    Derivative,
    Group,
    Name,
    Node,
    Number,
    Product,
    Relation,
    Script,
    Scripted,
    Transposed,
)
from derive.check.reading.tree import rewrite, walk


def reworded(document: Document, declarations: Declarations | None) -> Document:
    """The document with every formula rewritten (places stay those of the author's text)."""
    entries = declarations.entries if declarations is not None else ()
    phrases = sorted((one for one in entries if one.phrase is not None), key=_breadth)
    phrases = with_aliases(phrases, entries)
    phrases = [*_alike(phrases), *phrases]
    return document.mapped(lambda row: _row(row, phrases))


def plainer(node: Node, declarations: Declarations) -> Node:
    """A formula that a declaration gives, with the declared phrases in it as symbols."""
    return _node(node, sorted((one for one in declarations.entries if one.phrase is not None), key=_breadth))


def with_plain_scripts(declarations: Declarations | None) -> Declarations | None:
    """The declarations with the declared phrases in the scripts of their symbols as symbols, as the text will have them:
    ``\\delta_{\\log v}`` beside ``\\log v``."""
    if declarations is None or not any(one.phrase is not None for one in declarations.entries):
        return declarations

    def plain(one: Declaration) -> Declaration:
        name = plainer(one.name, declarations) if one.phrase is None and (one.name.sub or one.name.sup) else one.name
        return replace(one, name=name) if isinstance(name, Name) and name != one.name else one

    return replace(declarations, entries=tuple(map(plain, declarations.entries)))


def _breadth(one: Declaration) -> tuple[bool, int, int]:
    """How much a phrase may stand for: that of an example first (``dz^{(i)}`` before ``dz``), then few letters, then long ones
    (``P(s^n)`` before ``P(s)``)."""
    last = one.phrase.factors[-1][1] if isinstance(one.phrase, Product) else None
    of_example = last is not None and _untailed(last)[1] != ()
    return not of_example, len(one.letters), -sum(1 for _ in walk(one.phrase)) if one.phrase is not None else 0


def _alike(phrases: Sequence[Declaration]) -> Iterator[Declaration]:
    """Phrases that differ in a letter alone, ``y_i(n)`` and ``y_j(n)`` of two layers: each first where it stands as it is
    declared."""
    for one in phrases:
        others = (other.phrase for other in phrases if other.text != one.text)
        if any(matches(one.phrase, other, one.letters, {}) for other in others):
            yield replace(one, exact=True)


def _letters(one: Declaration) -> dict[str, Node]:
    """What stands in the place of a phrase's letters, as far as that is known."""
    return {letter: Name(letter) for letter in one.letters} if one.exact else {}


def _row(row: Row, phrases: Sequence[Declaration]) -> Row:
    claims = tuple(_claim(claim, phrases) for claim in row.claims)
    conditions = tuple(_node(node, phrases) for node in row.conditions)
    expressions = tuple(_node(node, phrases) for node in row.expressions)
    if (claims, conditions, expressions) == (row.claims, row.conditions, row.expressions):
        return row
    return replace(row, claims=claims, conditions=conditions, expressions=expressions)


def _claim(claim: Claim, phrases: Sequence[Declaration]) -> Claim:
    head = _node(claim.head, phrases) if claim.head is not None else None
    return replace(claim, left=_node(claim.left, phrases), right=_node(claim.right, phrases), head=head)


def _node(node: Node, phrases: Sequence[Declaration]) -> Node:
    node = spelled_out(node, phrases)
    for one in phrases:
        node = _with_symbols(node, one)
    primed = {item for inner in walk(node) if isinstance(inner, Name) for item in _primed_indices(inner)}
    node = rewrite(node, lambda inner: _compared(inner, primed))
    return rewrite(rewrite(node, _indexed), _unprimed)


def _with_symbols(node: Node, one: Declaration) -> Node:
    return rewrite(node, lambda inner: _replaced(inner, one))


# ---- letters with primes


def _indexed(node: Node) -> Node | None:
    """A symbol with ``i'`` among its indices, which is a letter of its own and no derivative."""
    if not isinstance(node, Name | Scripted) or not (node.sub or node.sup):
        return None
    sub, sup = rewrite((node.sub, node.sup), _as_letter)
    if sub is node.sub and sup is node.sup:
        return None
    if isinstance(node, Scripted):
        return replace(node, body=rewrite(node.body, _indexed), sub=sub, sup=sup)
    return replace(node, sub=sub, sup=sup)


def _primed_indices(name: Name) -> Iterator[Name]:
    items = (item for script in (*name.sub, *name.sup) for item in script.items)
    return (item for item in items if isinstance(item, Name) and _as_letter(item) is not None)


def _compared(node: Node, primed: set[Name]) -> Node | None:
    """``y = y'`` where y' is an index elsewhere in the formula: a comparison of letters."""
    if not isinstance(node, Relation) or not {node.left, node.right} & primed:
        return None
    left, right = (_as_letter(side) or side if side in primed else side for side in (node.left, node.right))
    return replace(node, left=left, right=right)


def _as_letter(node: Node) -> Node | None:
    if isinstance(node, Name) and node.primes and letter_of(node) and not node.sub:
        return replace(node, base=node.base + "'" * node.primes, primes=0)
    return None


def _unprimed(node: Node) -> Node | None:
    """A sum over ``j'`` as a sum over a letter of its own, so that it is not taken for ``j``."""
    if not isinstance(node, Big):
        return None
    primed = [name for name in _binders(node) if name.primes]
    if not primed:
        return None
    new = {name: replace(name, base=name.base + "'" * name.primes, primes=0) for name in primed}
    renamed = rewrite(node, lambda inner: new.get(inner) if isinstance(inner, Name) else None)
    assert isinstance(renamed, Big)
    return replace(renamed, body=rewrite(renamed.body, _unprimed))


def _binders(node: Big) -> Iterator[Name]:
    for item in node.under:
        first = item.left if isinstance(item, Relation) else item
        yield from (name for name in walk(first) if isinstance(name, Name) and letter_of(name) and not name.sub)


# ---- phrases


def _replaced(node: Node, one: Declaration) -> Node | None:
    """A symbol in the place of a phrase; in a product the phrase may be a run of factors."""
    assert one.phrase is not None
    found = _letters(one)
    if matches(one.phrase, node, one.letters, found):
        return _symbol(one, found, node.span)
    if (entry := _entry(one, node)) is not None:
        return entry
    if (gradient := _times_what_follows(one, node)) is not None:
        return gradient
    if isinstance(node, Product) and isinstance(one.phrase, Product):
        whole = gathered(node, one.phrase)
        if whole != node:
            return _with_symbols(whole, one)
        made = _run(node, one.phrase, one)
        if made is not None and len(made.factors) == 1:
            return made.factors[0][1]
        if made is not None:
            return replace(made, factors=tuple((sign, _with_symbols(factor, one)) for sign, factor in made.factors))
    return None


def _entry(one: Declaration, node: Node) -> Name | None:
    """An entry of a gradient declared as a whole: ``\\partial C/\\partial Z_{ij}`` beside ``\\partial C/\\partial Z``."""
    phrase = one.phrase
    if not isinstance(phrase, Derivative) or not isinstance(node, Derivative) or len(node.by) != 1 or len(phrase.by) != 1:
        return None
    whole, variable = phrase.by[0], node.by[0]
    if not isinstance(whole, Name) or not isinstance(variable, Name) or whole.sub or not variable.sub:
        return None
    found = _letters(one)
    if not matches(phrase, replace(node, by=(replace(variable, sub=()),)), one.letters, found):
        return None
    symbol = _symbol(one, found, node.span)
    return replace(symbol, sub=(*symbol.sub, *variable.sub))


def _times_what_follows(one: Declaration, node: Node) -> Node | None:
    r"""``\nabla_{x_j} x_j`` beside a declared ``\nabla_{x_i}``, and ``\nabla_{x_j}^T A``: no derivative, but that gradient
    times what stands behind it (its variable, or anything behind a transpose)."""
    if not isinstance(one.phrase, Derivative) or one.phrase.of is not None:
        return None
    if isinstance(node, Transposed) and isinstance(node.body, Derivative) and node.body.of is not None:
        found = _letters(one)
        if not matches(one.phrase, replace(node.body, of=None), one.letters, found):
            return None
        behind = node.body.of.factors if isinstance(node.body.of, Product) else (("", node.body.of),)
        turned = Transposed(_symbol(one, found, node.span), span=node.span)
        return Product((("", turned), *((sign, _with_symbols(factor, one)) for sign, factor in behind)), span=node.span)
    if not isinstance(node, Derivative) or node.of is None:
        return None
    factors = node.of.factors if isinstance(node.of, Product) else (("", node.of),)
    found = _letters(one)
    if factors[0][1] not in node.by or not matches(one.phrase, replace(node, of=None), one.letters, found):
        return None
    return Product((("", _symbol(one, found, node.span)), *factors), span=node.span)


def _run(node: Product, phrase: Product, one: Declaration) -> Product | None:
    """The product with the first run of factors that are the phrase replaced (and those behind it, in turn)."""
    length = len(phrase.factors)
    for at in range(len(node.factors) - length + 1):
        run = node.factors[at : at + length]
        found = _letters(one)
        last, tail = _untailed(run[-1][1])
        for bare, scripts in ((run[-1][1], ()), (last, tail)):
            factors = zip(phrase.factors, (*run[:-1], (run[-1][0], bare)), strict=True)
            if not all(
                matches(wanted, factor, one.letters, found) and (place == 0 or sign == given)
                for place, ((sign, wanted), (given, factor)) in enumerate(factors)
            ):
                found = _letters(one)
                continue
            span = (run[0][1].span[0], run[-1][1].span[1])
            symbol: Node = replace(_symbol(one, found, span), sup=scripts)
            if bare is not run[-1][1] and isinstance(run[-1][1], Transposed):
                symbol = Transposed(symbol, span=span)
            made = (*node.factors[:at], (run[0][0], symbol), *node.factors[at + length :])
            rest = replace(node, factors=made)
            return _run(rest, phrase, one) or rest
    return None


def _untailed(node: Node) -> tuple[Node, tuple[Script, ...]]:
    """The bracket of ``\\phi(x)^T``, of ``s(x)_i^2`` with its index, and what hangs on it: that belongs to the whole phrase, as
    does the example of ``dz^{[2](i)}``."""
    if isinstance(node, Transposed):
        return node.body, ()
    if isinstance(node, Name) and any(map(is_example, items(node.sup[-1:]))):
        return replace(node, sup=node.sup[:-1]), node.sup[-1:]
    if not isinstance(node, Scripted) or node.primes:
        return node, ()
    return (replace(node, sup=()) if node.sub else node.body), node.sup


def _symbol(one: Declaration, found: dict[str, Node], span: tuple[int, int]) -> Name:
    below = tuple(Script((found[letter],), "") for letter in sorted(one.letters) if letter in found)
    return replace(one.name, sub=below, span=span)


def matches(phrase: Any, node: Any, letters: frozenset[str], found: dict[str, Node]) -> bool:
    """Whether a piece is the phrase with something in the place of its letters."""
    if isinstance(phrase, tuple):
        same = isinstance(node, tuple) and len(phrase) == len(node)
        return same and all(matches(p, n, letters, found) for p, n in zip(phrase, node, strict=True))
    if not isinstance(phrase, Node) or not isinstance(node, Node):
        return bool(phrase == node)
    letter = letter_of(phrase)
    if letter is not None and letter in letters:
        return found.setdefault(letter, node) == node
    if type(phrase) is not type(node):
        return False
    if isinstance(phrase, Group | Call) and any(_is_whole(one, letters, other) for one, other in _arguments(phrase, node)):
        return False
    if isinstance(phrase, Script) and isinstance(node, Script):
        node = _digits(phrase, node, letters)
    names = [item.name for item in fields(phrase) if item.name not in ("span", "raw")]
    return all(matches(getattr(phrase, name), getattr(node, name), letters, found) for name in names)


def _digits(phrase: Script, node: Script, letters: frozenset[str]) -> Script:
    """``12`` where a phrase has two letters: an index of one digit for each."""
    number = node.items[0] if len(node.items) == 1 else None
    if (
        not isinstance(number, Number)
        or not number.text.isdigit()
        or len(number.text) != len(phrase.items)
        or len(number.text) < 2
    ):
        return node
    open_places = all(letter_of(item) in letters for item in phrase.items)
    return replace(node, items=tuple(Number(digit, span=number.span) for digit in number.text)) if open_places else node


def _arguments(phrase: Node, node: Node) -> Iterator[tuple[Node, Node]]:
    """What stands in brackets on both sides."""
    if isinstance(phrase, Group) and isinstance(node, Group):
        yield from zip(phrase.items, node.items, strict=False)
    elif isinstance(phrase, Call) and isinstance(node, Call):
        yield from zip(phrase.args, node.args, strict=False)


def _is_whole(phrase: Node, letters: frozenset[str], node: Node) -> bool:
    """Whether a capital stands in brackets in the place of a small letter: ``P(D)`` is no ``P(s)`` of another index."""
    letter = letter_of(phrase)
    if letter is None or letter not in letters or not letter.islower():
        return False
    return isinstance(node, Name) and len(node.base) == 1 and node.base.isupper() and node.base not in _LAST


_LAST = "HIJKLMNRST"
"""Capitals that often name how many there are of something, and thereby the last of them: ``h(T)``."""
