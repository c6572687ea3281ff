"""The table of the usual slips, and all edits of a formula that they allow, the smallest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derive.check.reading.syntax import Big, Call, Derivative, Name, Node, Product, Scripted, Sum, Transposed
from derive.check.slips import functions, quantities, scripts, sums, terms
from derive.check.slips.context import Context
from derive.check.slips.edit import Edit, Rule
from derive.check.slips.tree import at, walk

SLIPS: tuple[tuple[str, Rule], ...] = (
    ("sign", terms.sign),
    ("sign", terms.exponent_sign),
    ("prime", scripts.prime),
    ("transpose", scripts.transpose),
    ("transpose", scripts.transpose_of_first),
    ("transpose", scripts.transpose_of_product),
    ("transpose", scripts.transpose_on_other),
    ("factor", terms.factor),
    ("index", scripts.index),
    ("shift", scripts.shift),
    ("layer", scripts.layer),
    ("mean", sums.mean),
    ("order", terms.order),
    ("product", terms.product),
    ("product", terms.brackets),
    ("sum", sums.sum_),
    ("limits", sums.limits),
    ("power", functions.power),
    ("function", functions.function),
    ("function", functions.twice),
    ("function", functions.applied),
    ("jacobian", functions.jacobian),
    ("quantity", quantities.quantity),
    ("variable", quantities.variable),
    ("derivative", functions.derivative),
    ("term", terms.term),
    ("lost factor", terms.lost_factor),
)
"""The kinds that can happen at any piece of a formula."""

WHOLE: tuple[tuple[str, Rule], ...] = (
    ("sign", terms.whole_sign),
    ("factor", terms.whole_factor),
    ("mean", sums.whole_mean),
    ("lost factor", terms.whole_lost_factor),
    ("index", scripts.swapped),
)
"""The kinds that happen to a whole side."""


def edits(root: Node, context: Context, kinds: Iterable[str] | None = None) -> list[Edit]:
    """All single slips in a formula, the smallest first; only those of some kinds if these are given."""
    wanted = None if kinds is None else frozenset(kinds)
    found = [edit for edit in _all(root, context) if wanted is None or edit.kind in wanted]
    return sorted(found, key=lambda edit: edit.change.cost + 0.01 * len(edit.path))


def repairs(root: Node, context: Context) -> list[Edit]:
    """What an author may have mistaken, and no planted slip is made of: the sum over the examples, an entry for its vector."""
    rows = [] if context.of_one else [Edit("rows", (), root.span, change) for change in sums.of_rows(root, context)]
    return [*rows, *scripts.index_too_many(root, context)]


def _all(root: Node, context: Context) -> Iterator[Edit]:
    for path, node in walk(root):
        above = at(root, path[:-1]) if path else None
        for kind, rule in SLIPS if path else (*SLIPS, *WHOLE):
            for change in rule(node, context):
                if change.new != node and not _elsewhere(kind, above, change.new):
                    yield Edit(kind, path, node.span, change)


_TURNS = ("T", "\\top", "\\intercal")


def _elsewhere(kind: str, above: Node | None, new: Node) -> bool:
    """Whether another rule makes the same edit further out: a variable of a derivative, a sum over the rest of a product.

    What is differentiated, and by what, nobody forgot to transpose."""
    match above:
        case Derivative():
            turned = isinstance(new, Transposed) or (isinstance(new, Name | Scripted) and any(s.raw in _TURNS for s in new.sup))
            return kind not in ("index", "shift", "layer", "prime", "transpose") or (kind == "transpose" and turned)
        case Product():
            return (
                kind == "lost factor"
                or (kind == "sum" and isinstance(new, Big))
                or (isinstance(new, Call) and kind == "function")
            )
        case Sum():
            return kind == "term"
    return False
