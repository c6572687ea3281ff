"""The right line from our own proof: what the proof of the model says of the quantity on a claim's left side."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import TYPE_CHECKING

from derive.check.kept import Kept
from derive.check.meaning.symbols import GradientOf, Part, Symbols
from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Derivative, Name, Node, Number
from derive.errors import DeriveError

if TYPE_CHECKING:
    from derive.model import Model
    from derive.proof import Form, Proof


def proof_line(model: Model, claim: Claim, symbols: Symbols, notation: str | None = None) -> str | None:
    """The theorem on the quantity on the left side (of the head of the chain), in LaTeX; None if there is none.

    It is printed in ``notation`` if that is one of ours, else in the model's own, in matrices if the claim has no indices.
    """
    head = claim.head if claim.head is not None else claim.left
    part = part_of(head, symbols, model.cost.name)
    if part is None:
        return None
    proof = _proof_of(model)
    key = _key(proof, part)
    if key is None:
        return None
    form: Form = "index" if _has_indices(head) else "matrix"
    document = proof.document(notation=_known(notation), form=form, quantities=[key])
    for section in document.sections:
        for statement in section.statements:
            if statement.key == key:
                rows = statement.rows(form)
                left, sign, right = rows[-1] if form == "matrix" else rows[0]
                return f"{left.latex.text} {sign} {right.latex.text}"
    return None


def part_of(head: Node, symbols: Symbols, cost: str) -> Part | None:
    """What part of the model a left side is the gradient by: ``\\partial C/\\partial W``, ``\\delta^l``, ``dW``."""
    if isinstance(head, Name):
        return next(
            (r.meaning.part for r in symbols.lookup(head) if isinstance(r.meaning, GradientOf) and not r.meaning.negative), None
        )
    if isinstance(head, Derivative) and len(head.by) == 1 and isinstance(head.by[0], Name) and _is_cost(head.of, symbols, cost):
        return next((r.meaning for r in symbols.lookup(head.by[0]) if isinstance(r.meaning, Part)), None)
    return None


def _is_cost(of: Node | None, symbols: Symbols, cost: str) -> bool:
    if not isinstance(of, Name):
        return False
    return any(isinstance(r.meaning, Part) and r.meaning.quantity == cost for r in symbols.lookup(of))


def _has_indices(head: Node) -> bool:
    name = head.by[0] if isinstance(head, Derivative) else head
    return isinstance(name, Name) and any(isinstance(item, Name) and len(item.base) == 1 for s in name.sub for item in s.items)


def _key(proof: Proof, part: Part) -> str | None:
    """The key of the theorem on a quantity; of one that stands for all layers (``z@``) that of the row's layer (of any layer:
    of the first)."""
    keys = {theorem.key for theorem in proof.derivation.theorems}
    names = [part.quantity] if "@" not in part.quantity else [part.quantity.replace("@", n) for n in ("", *_layers(part, keys))]
    return next((f"{kind} {name}" for name in names for kind in _KINDS if f"{kind} {name}" in keys), None)


def _layers(part: Part, keys: Container[str]) -> Iterator[str]:
    """The numbers of layers that an index may mean: a number itself, the last one for L, and else the first."""
    index = part.indices[0] if part.indices else None
    if isinstance(index, Number):
        yield index.text
    if isinstance(index, Name) and index.base.isupper():
        counted = [n for n in range(1, _MOST) if any(f"{kind} {part.quantity.replace('@', str(n))}" in keys for kind in _KINDS)]
        yield from (str(n) for n in counted[-1:])
    yield "1"


_KINDS = ("grad", "delta")
_MOST = 100


_PROOFS: Kept[Proof] = Kept(8)


def _proof_of(model: Model) -> Proof:
    """The proof of a model, derived once."""
    from derive.proof import Proof

    return _PROOFS.of(model, lambda: Proof(model))


def _known(notation: str | None) -> str | None:
    """The notation if it is one of ours."""
    from derive.proof import check_notation

    try:
        return check_notation(notation) if notation else None
    except DeriveError:
        return None
