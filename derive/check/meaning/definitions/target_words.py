r"""Targets and outputs that a word tells apart: ``y_{true}`` and ``y_{\text{pred}}``, ``Y_{\text{onehot}}``.

Input: a document, the model that it is about, and the heads of declared symbols.  Output: the document with ``y`` for the
targets and ``\hat y`` for the output; as it is where a symbol with such a word has a meaning of its own, or where the plain
letter stands for something else, too.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from derive.check.meaning.notation.patterns import Head, head, items
from derive.check.reading.printer import latex
from derive.check.reading.rows import Document, nodes
from derive.check.reading.syntax import Name, Node, Words
from derive.check.reading.tree import rewrite
from derive.model import Model

_TARGETS = frozenset(("true", "label", "labels", "target", "actual", "real", "gt", "onehot", "one-hot", "obs", "observed"))
_OUTPUTS = frozenset(("pred", "predicted", "prediction", "out", "output", "model", "est"))


def spelled_out(document: Document, model: Model | None, declared: Collection[Head]) -> tuple[Document, tuple[str, ...]]:
    """The document with plain letters for such symbols, and how they are read, in words."""
    found = _found(document, model, declared)
    if not found:
        return document, ()
    names = {_bare(node) for node in nodes(document.rows) if isinstance(node, Name) and _word(node) and head(node) in found}
    pairs = ((name, _plain(name, found)) for name in names)
    words = sorted(f"read {latex(name)} as {latex(plain)}" for name, plain in pairs if plain is not None)
    plain = document.mapped(lambda row: row.rewritten(lambda side: rewrite(side, lambda node: _plain(node, found))))
    return plain, tuple(words)


def _found(document: Document, model: Model | None, declared: Collection[Head]) -> frozenset[Head]:
    """The letters with such words, if the plain ones are free."""
    if model is None or any(name[:1] in "yY" and name[1:].lstrip("_") in _TARGETS | _OUTPUTS for name in model.tensors):
        return frozenset()
    names = [node for node in nodes(document.rows) if isinstance(node, Name) and node.base in ("y", "Y")]
    marked = {head(name): name for name in names if _word(name) is not None}
    others = {head(name) for name in names if _word(name) is None}
    made = {head(plain) for name in names if isinstance(plain := _plain(name, marked), Name)}
    return frozenset() if (made & others) or (marked.keys() & set(declared)) else frozenset(marked)


def _bare(name: Name) -> Name:
    """The symbol with the word alone."""
    return replace(name, sub=(replace(name.sub[0], items=name.sub[0].items[:1]),), sup=())


def _plain(node: Node, letters: Collection[Head]) -> Node | None:
    word = _word(node)
    if word is None or not isinstance(node, Name) or head(node) not in letters:
        return None
    accents = ("hat",) if word in _OUTPUTS else ()
    first, *rest = node.sub
    left = (replace(first, items=first.items[1:]),) if len(first.items) > 1 else ()
    return replace(node, accents=accents, sub=(*left, *rest))


def _word(node: Node) -> str | None:
    """The word below a plain letter that says which one is meant."""
    if not isinstance(node, Name) or node.accents or node.primes:
        return None
    below = items(node.sub)
    word = below[0][0].text.strip().lower() if below and isinstance(below[0][0], Words) else ""
    return word if word in _TARGETS | _OUTPUTS else None
