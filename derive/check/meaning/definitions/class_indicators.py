r"""Marks of a class where the specification has targets with an entry for each: ``1\{y = k\}`` is the entry k of y.

Input: a document, a model, and the heads of the symbols that are declared.  Output: the document with these marks as entries,
``y_k`` and ``y^{(i)}_k``, and the rows that had one.  The class of an example, ``y_i``, has the example's number above.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from derive.algebra import Tensor
from derive.check.meaning.notation.letters import glyph_head, spelled
from derive.check.meaning.notation.patterns import Head, head
from derive.check.reading.rows import Document, Row, nodes
from derive.check.reading.syntax import Indicator, Name, Node, Relation, Script
from derive.check.reading.tree import rewrite
from derive.model import Model
from derive.render.glyphs import glyph

WORDS = "a mark of a class is the entry of the targets for it"
_TARGETS = ("y", "Y", "t")


def as_entries(document: Document, model: Model, declared: Collection[Head] = ()) -> tuple[Document, frozenset[int]]:
    """The document with marks of classes as entries of the targets, and the numbers of the rows that had one."""
    letters = frozenset(_letters(model)) - frozenset(declared) - _indices(document.rows)
    if not letters:
        return document, frozenset()
    changed = document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, lambda node: _entry(node, letters))))
    return changed, frozenset(row.number for row, old in zip(changed.rows, document.rows, strict=True) if row is not old)


def _indices(rows: Iterable[Row]) -> frozenset[Head]:
    """The letters that count something in a text: ``1[k = t]`` beside ``z_{tk}``."""
    scripts = (script for node in nodes(rows) if isinstance(node, Name) for script in (*node.sub, *node.sup))
    return frozenset(head(item) for script in scripts for item in script.items if isinstance(item, Name) and not item.sub)


def _letters(model: Model) -> Iterator[Head]:
    """The letters of the targets, if they have an entry for each class."""
    layered = any(tensor.tag or tensor.layered for tensor in model.tensors.values())
    for tensor in model.tensors.values():
        if tensor.role == "input" and not tensor.integer and _has_classes(tensor, model):
            own = glyph_head(glyph(tensor.base))
            if layered and tensor.base == "y":
                yield from (own, *map(spelled, _TARGETS))
            elif not layered and own[0].lower() in ("y", "t"):
                yield from (own, (own[0].lower(), *own[1:]))


def _has_classes(tensor: Tensor, model: Model) -> bool:
    """Whether a target has an axis beside that of the examples, with which other inputs begin, too."""
    inputs = [other for other in model.tensors.values() if other.role == "input" and other != tensor and other.rank]
    examples = model.example_size is not None or any(other.ranges[:1] == tensor.ranges[:1] for other in inputs)
    return tensor.rank > examples


def _entry(node: Node, letters: Collection[Head]) -> Node | None:
    said = node.condition if isinstance(node, Indicator) else None
    if not isinstance(said, Relation) or said.op != "=":
        return None
    for name, which in ((said.left, said.right), (said.right, said.left)):  # a letter: 1{y = 1} may be a label
        if isinstance(name, Name) and head(name) in letters and isinstance(which, Name) and not name.primes:
            return _of_class(name, which)
    return None


def _of_class(name: Name, which: Node) -> Node:
    """``y_k``, and ``y^{(i)}_k`` for the example that the name has below or above."""
    examples = tuple(Script(script.items, script.raw, "()") for script in name.sub)
    below = (Script((which,), ""),)
    return Name(name.base, name.accents, name.style, sub=below, sup=(*examples, *name.sup), span=name.span)
