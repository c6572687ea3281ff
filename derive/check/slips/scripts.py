"""Slips in what hangs on a symbol: primes, transposes, indices, times and layers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise

from derive.check.meaning.trees import free_letters, letter_of, put
from derive.check.reading.syntax import (
    Call,
    Derivative,
    Group,
    Indicator,
    Name,
    Node,
    Number,
    Product,
    Relation,
    Script,
    Scripted,
    Sum,
    Transposed,
)  # fmt: skip
from derive.check.slips.context import Context, has_layers, is_matrix_like, layers_of
from derive.check.slips.edit import Change, Edit, say
from derive.check.slips.tree import looks_like_function, walk, with_items

_ENTRY_BY_ENTRY = ("odot", "circ", "*")


def prime(node: Node, context: Context) -> Iterator[Change]:
    """A prime too many, or one too few on a function in front of its argument."""
    if isinstance(node, Product):
        for number, (mark, head) in enumerate(node.factors[:-1]):
            if isinstance(head, Name) and node.factors[number + 1][0] == "" and isinstance(node.factors[number + 1][1], Group):
                for name in _primed(head, looks_like_function(head, context.functions)):
                    factors = [(mark, name) if n == number else f for n, f in enumerate(node.factors)]
                    yield _primes(Product(tuple(factors)), head, name)
    elif isinstance(node, Call):
        for name in _primed(node.head, True):
            yield _primes(replace(node, head=name), node.head, name)
    elif isinstance(node, Name) and node.primes:
        for name in _primed(node, False):
            yield _primes(name, node, name)


def _primed(name: Name, more: bool) -> Iterator[Name]:
    if name.primes:
        yield replace(name, primes=name.primes - 1)
    if more and name.primes < 2:
        yield replace(name, primes=name.primes + 1)


def _primes(new: Node, old: Name, name: Name) -> Change:
    what = "A prime is missing on" if name.primes > old.primes else "There is a prime too many on"
    return Change(new, say("{} {}", what, old), 1.0)


def transpose(node: Node, context: Context) -> Iterator[Change]:
    """A transpose too many or too few, in the author's spelling."""
    if (bare := _turned(node)) is not None:
        yield Change(bare, say("The transpose of {} is too many", bare), 1.0)
    elif isinstance(node, (Name, Group)) and is_matrix_like(node, context) and not (isinstance(node, Name) and _is_slope(node)):
        turned = transposed(node, context)
        yield Change(turned, say("A transpose is missing on {}", node), 1.0)
    elif isinstance(node, Name) and len(node.sub) == 1 and len(node.sub[0].items) == 1 and not (node.sup or node.primes):
        yield Change(transposed(node, context), say("A transpose is missing on {}", node), 1.5)  # v_c, x_i: whole vectors
    elif (
        isinstance(node, Derivative)
        and len(node.by) == 1
        and isinstance(node.by[0], Name)
        and is_matrix_like(node.by[0], context)
    ):
        yield Change(transposed(Group((node,)), context), say("A transpose is missing on {}", node), 1.0)


def _is_slope(name: Name) -> bool:
    """Whether a prime may mark a derivative: that of a capital letter names another matrix (``W'`` beside ``W``)."""
    return name.primes > 0 and not (len(name.base) == 1 and name.base.isupper())


def transpose_of_first(node: Node, context: Context) -> Iterator[Change]:
    """A transpose that belongs to the first factors of a product together: ``A * B C`` for ``(A * B)^T C``."""
    if isinstance(node, Product):
        for number in range(2, len(node.factors)):
            if node.factors[number][0] or not any(mark in _ENTRY_BY_ENTRY for mark, _ in node.factors[1:number]):
                continue
            first = Group((Product(node.factors[:number]),))
            new = Product((("", transposed(first, context)), *node.factors[number:]), span=node.span)
            yield Change(new, say("A transpose is missing on {}", first), 1.8)


def transpose_of_product(node: Node, context: Context) -> Iterator[Change]:
    """The transpose of a product of two: ``A^T B`` for ``B^T A``, and ``A B^T`` for ``B A^T``."""
    factors = node.factors if isinstance(node, Product) else ()
    for number, ((mark, one), (sign, other)) in enumerate(pairwise(factors)):
        fit = sign in ("", "cdot") and is_matrix_like(one, context) and is_matrix_like(other, context)
        if fit and (_turned(one) is None) != (_turned(other) is None):
            swapped_ = ((mark, _turn(other, context)), (sign, _turn(one, context)))
            new = Product((*factors[:number], *swapped_, *factors[number + 2 :]), span=node.span)
            yield Change(new, say("The product of {} and {} is transposed", one, other), 1.7)


def transpose_on_other(node: Node, context: Context) -> Iterator[Change]:
    """The transpose of one factor on the one beside it: ``\\delta^T a`` for ``\\delta a^T``."""
    factors = node.factors if isinstance(node, Product) else ()
    for number, ((mark, one), (sign, other)) in enumerate(pairwise(factors)):
        both = all(isinstance(each, Name | Group | Transposed | Scripted) for each in (one, other))
        both = both and not any(isinstance(each, Name) and _is_slope(each) for each in (one, other))
        if both and sign in ("", "cdot") and (_turned(one) is None) != (_turned(other) is None):
            moved = ((mark, _turn(one, context)), (sign, _turn(other, context)))
            new = Product((*factors[:number], *moved, *factors[number + 2 :]), span=node.span)
            wrong, right = (one, other) if _turned(one) is not None else (other, one)
            said = say("The transpose of {} is too many, and that of {} is missing", _turn(wrong, context), right)
            yield Change(new, said, 1.9)


def _turn(node: Node, context: Context) -> Node:
    """The transpose of a factor, without a second mark."""
    bare = _turned(node)
    return bare if bare is not None else transposed(node if isinstance(node, Name | Group) else Group((node,)), context)


def _turned(node: Node) -> Node | None:
    """What is transposed in a factor; None if it has no such mark."""
    if isinstance(node, Transposed):
        return node.body
    if isinstance(node, (Name, Scripted)) and any(script.raw == "T" for script in node.sup):
        kept = replace(node, sup=tuple(script for script in node.sup if script.raw != "T"))
        return kept.body if isinstance(kept, Scripted) and not (kept.sup or kept.sub or kept.primes) else kept
    return None


def transposed(node: Name | Group, context: Context) -> Node:
    """A piece with the transpose mark that the author uses."""
    if not context.transposed_by_letter:
        return Transposed(node, span=node.span)
    mark = Script((Name("T"),), "T")
    if isinstance(node, Name):
        return replace(node, sup=(*node.sup, mark)) if not node.sup else Scripted(Group((node,)), sup=(mark,))
    return Scripted(node, sup=(mark,), span=node.span)


def index(node: Node, context: Context) -> Iterator[Change]:
    """Indices swapped, or one index for another one of the line."""
    if isinstance(node, Indicator):
        yield from _in_statement(node, context)
    if not isinstance(node, (Name, Scripted)):
        return
    yield from _above_for_below(node, context)
    for number, script in enumerate(node.sub):
        for one, two in combinations(range(len(script.items)), 2):
            items = list(script.items)
            items[one], items[two] = items[two], items[one]
            if items != list(script.items):
                new = _with_sub(node, number, tuple(items))
                yield Change(new, say("The indices of {} are swapped", node), 1.1)
        for place, item in enumerate(script.items):
            if isinstance(item, Name) and item in context.letters:
                for letter in context.letters:
                    if letter != item and len(letter.base) <= 5:
                        new = _with_sub(node, number, _put(script.items, place, letter))
                        yield Change(new, say("The index {} of {} is wrong", item, node), 1.4)


def _above_for_below(node: Name | Scripted, context: Context) -> Iterator[Change]:
    """The index below and the number of the example above in each other's place: ``x_i^{(j)}`` for ``x_j^{(i)}``."""
    if len(node.sub) != 1 or len(node.sup) != 1 or len(node.sub[0].items) != 1 or len(node.sup[0].items) != 1:
        return
    (below,), (above,) = node.sub[0].items, node.sup[0].items
    if below in context.letters and isinstance(above, Name) and above != below and node.sup[0].bracket:
        new = replace(node, sub=(with_items(node.sub[0], (above,)),), sup=(with_items(node.sup[0], (below,)),))
        yield Change(new, say("The indices of {} are swapped", node), 1.3)


def index_too_many(root: Node, context: Context) -> Iterator[Edit]:
    """One entry for the whole vector: ``(p_j - y_j) x_j`` for ``(p_j - y_j) x``."""
    for path, node in walk(root):
        if (
            isinstance(node, Name)
            and len(node.sub) == 1
            and len(node.sub[0].items) == 1
            and node.sub[0].items[0] in context.letters
        ):
            change = Change(replace(node, sub=()), say("The index of {} is too many", node), 1.9)
            yield Edit("index", path, node.span, change)


def swapped(root: Node, context: Context) -> Iterator[Change]:
    """Two letters in each other's place on a whole side: ``\\delta_j x_i`` for ``\\delta_i x_j``."""
    counting = [letter for letter in context.letters if letter_of(letter) in free_letters(root)]
    for one, other in combinations(counting, 2):
        new = put(root, {one.base: other, other.base: one})
        yield Change(new, say("The indices {} and {} are swapped", one, other), 1.5)


def _in_statement(node: Indicator, context: Context) -> Iterator[Change]:
    """Another letter in ``[j = k]``."""
    statement = node.condition
    if isinstance(statement, Relation):
        for letter in context.letters:
            if letter not in (statement.left, statement.right):
                for changed in (replace(statement, left=letter), replace(statement, right=letter)):
                    yield Change(replace(node, condition=changed), say("An index in {} is wrong", node), 1.6)


def _with_sub(node: Name | Scripted, number: int, items: tuple[Node, ...]) -> Name | Scripted:
    return replace(node, sub=tuple(with_items(s, items) if n == number else s for n, s in enumerate(node.sub)))


def _put(items: tuple[Node, ...], place: int, new: Node) -> tuple[Node, ...]:
    return tuple(new if n == place else item for n, item in enumerate(items))


def shift(node: Node, _: Context) -> Iterator[Change]:
    """An index below, a time, off by one."""
    if isinstance(node, (Name, Scripted)):
        for number, script in enumerate(node.sub):
            for place, item in enumerate(script.items):
                for moved in _moved(item, numbers=len(script.items) == 1):
                    new = _with_sub(node, number, _put(script.items, place, moved))
                    cost = 1.2 if isinstance(item, Sum) else 1.5
                    yield Change(new, say("The index {} of {} is off", item, node), cost)


def layer(node: Node, context: Context) -> Iterator[Change]:
    """A layer (or a time written above) off by one, or another one of those that occur."""
    if not isinstance(node, Name) or node.base == "e":
        return
    for number, script in enumerate(node.sup):
        if len(script.items) != 1 or script not in layers_of(node) or not has_layers(node, context):
            continue
        item = script.items[0]
        others = [*_moved(item, numbers=True), *(other for other in context.layers if other != item)]
        for other in dict.fromkeys(others):
            sup = tuple(with_items(s, (other,)) if n == number else s for n, s in enumerate(node.sup))
            new = replace(node, sup=sup)
            yield Change(new, say("The layer {} of {} is wrong", item, node), 1.3)


def _moved(item: Node, numbers: bool) -> Iterator[Node]:
    """An index moved by one: ``l`` to ``l+1`` and ``l-1``, ``l+1`` to ``l`` and ``l-1``, 2 to 1 and 3."""
    one = Number("1")
    if isinstance(item, Name) and item.base in "lLtTkijnsqp":
        yield from (Sum(((1, item), (step, one))) for step in (1, -1))
    elif isinstance(item, Sum) and len(item.terms) == 2 and all(isinstance(term, Name) for _, term in item.terms):
        yield Sum((item.terms[0], (-item.terms[1][0], item.terms[1][1])))  # j + a for j - a
    elif isinstance(item, Sum) and len(item.terms) == 2 and item.terms[1][1] == one and item.terms[0][0] == 1:
        yield item.terms[0][1]
        yield Sum((item.terms[0], (-item.terms[1][0], one)))
    elif numbers and isinstance(item, Number) and item.text.isdigit() and len(item.text) < 3:
        yield from (Number(str(int(item.text) + step)) for step in (-1, 1) if int(item.text) + step >= 0)
