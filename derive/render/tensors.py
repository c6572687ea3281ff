"""Entries and whole tensors in a notation: letters, the layer's number, indices, and the names of adjoints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from sympy import Expr, Symbol

from derive import places
from derive.algebra import Tensor
from derive.model import Model
from derive.render.gates import Gates, gates
from derive.render.glyphs import Glyph, glyph
from derive.render.notation import Notation
from derive.render.piece import Level, Piece, join
from derive.render.style import Style

PrintIndex = Callable[[Expr], Piece]


class Tensors:
    """Prints the tensors of one model."""

    def __init__(self, model: Model, notation: Notation, style: Style, like: Tensors | None = None) -> None:
        """``like`` is a printer of the same model, in the same notation, whose findings are taken over."""
        self._notation, self._style = notation, style
        self._delta: set[str]
        self.gates: Mapping[str, Gates] = like.gates if like is not None else gates(model)
        self._linear: set[str]
        self._others: set[str]
        if like is not None:
            self._delta, self._linear, self._others = like._delta, like._linear, like._others
            return
        linear = [e.tensor for e in model.equations if e.kind == "linear"]
        named = [t for t in linear if t.base == "z" or not t.tag]  # scores and memories have letters of their own
        layers = Counter((tag, layered) for _, tag, layered in {(t.name, t.tag, t.layered) for t in named})
        # Two pre-activations in one layer (a gated unit) can't both be called delta.
        alone = {t.name for t in named if layers[t.tag, t.layered] == 1}
        self._delta = alone if notation.adjoint == "delta" else set()
        self._linear = {t.name for t in linear}
        self._others = unusual(model)

    def adopt(self, model: Model) -> None:
        """Know the tensors of another model, too (of the same network, with its layers told one by one)."""
        other = Tensors(model, self._notation, self._style)
        self._delta |= other._delta
        self._linear |= other._linear
        self._others |= other._others

    def is_delta(self, tensor: Tensor) -> bool:
        """Whether the adjoint is written with a delta."""
        return tensor.role == "adjoint" and _known_as(tensor) in self._delta

    def adjoint_style(self, tensor: Tensor) -> str:
        """``delta``, ``d`` or ``partial``."""
        if self.is_delta(tensor):
            return "delta"
        style = self._notation.adjoint if _known_as(tensor) in self._linear else self._notation.gradient
        return "partial" if style == "delta" else style

    def letter(self, tensor: Tensor) -> Glyph:
        """The tensor's letter, without layer and indices."""
        if self.is_delta(tensor):
            return glyph("delta")
        of_network = tensor.tag or tensor.layered or tensor.role in ("cost", "input") or tensor.base in ("x", "y", "C")
        base = self._notation.letters.get(tensor.base, tensor.base) if of_network and self._is_usual(tensor) else tensor.base
        found = glyph(base)
        return found.prefixed("d") if tensor.role == "adjoint" else found

    def _is_usual(self, tensor: Tensor) -> bool:
        """Whether a quantity is what a notation has its letter for: y the target (and no output of a layer), z a weighted input
        (and no gate)."""
        name = _known_as(tensor)
        return name not in self._others

    def entry(self, tensor: Tensor, indices: Sequence[Expr], index: PrintIndex) -> Piece:
        """One entry, or (without indices) the whole tensor of a layer."""
        gates = self.gates.get(tensor.name)
        named = {gates.axis: self._gate(gates, indices[gates.axis])} if gates is not None and indices else {}
        layer = self._layer(tensor, indices, index)
        first = 1 if tensor.layered else 0
        return self._scripted(tensor, layer, [named.get(axis) or index(i) for axis, i in enumerate(indices)][first:])

    def _gate(self, gates: Gates, index: Expr) -> Piece | None:
        """The upright letter of a gate, where its number is fixed."""
        letter = gates.letters.get(int(index)) if index.is_Integer else None
        return self._style.pick(rf"\mathrm{{{letter}}}", f"[{letter}]", 0.5) if letter else None

    def whole(self, tensor: Tensor, layer: Expr | None, index: PrintIndex) -> Piece:
        """The tensor as a whole."""
        mark = self._marked(tensor, index(layer)) if layer is not None else self._tag(tensor)
        return self._scripted(tensor, mark, [])

    def _layer(self, tensor: Tensor, indices: Sequence[Expr], index: PrintIndex) -> Piece | None:
        return self._marked(tensor, index(indices[0])) if tensor.layered and indices else self._tag(tensor)

    def _marked(self, tensor: Tensor, layer: Piece) -> Piece:
        """A layer that is an index, after the example (if the tensor is marked with one)."""
        tag = self._tag(tensor)
        return join([tag, self._style.pick(",", ",", 0.3), layer], Level.ATOM) if tag else layer

    def _tag(self, tensor: Tensor) -> Piece | None:
        if not tensor.tag:
            return None
        parts = [self._style.glyph(glyph(part)) for part in places.parts(tensor.tag)]  # the example and the layer: n,1
        comma = self._style.pick(",", ",", 0.3)
        return join([p for part in parts for p in (comma, part)][1:], Level.ATOM)

    def _scripted(self, tensor: Tensor, layer: Piece | None, indices: list[Piece]) -> Piece:
        style, letter = self._style, self.letter(tensor)
        base = style.glyph(letter)
        below = comma_separated(indices, style)
        place = self._notation.layer
        if layer and place == "subscript":
            if letter.sub_latex:
                base, layer = style.parentheses(base), layer
            parts = [layer] + ([style.pick(";", ";", 0.3), below] if below else [])
            return style.script(base, join(parts, Level.ATOM), None)
        if letter.sub_latex and below:
            base = style.parentheses(base)
        if layer and place in ("parenthesised", "bracketed"):
            # Braces keep the bracket of a nested formula from closing an outer one; the size stays the script's.
            layer = join([style.pick(*_PAIRS[place][0], 0.3), layer, style.pick(*_PAIRS[place][1], 0.3)], Level.ATOM)
        return style.script(base, below, layer) if below or layer else base


def unusual(model: Model) -> set[str]:
    """The names of quantities whose letter is that of something else: the output y of a layer is no target, a gate z no
    weighted input."""
    outputs = {e.tensor.name for e in model.equations if e.tensor.base == "y"}
    return outputs | {e.tensor.name for e in model.equations if e.tensor.base == "z" and e.kind == "activation"}


EXAMPLE = Symbol("n", integer=True)
"""The example that a quantity of a mini-batch is marked with."""


def is_marked(tensor: Tensor) -> bool:
    """Whether a quantity is marked as that of an example."""
    return tensor.tag == str(EXAMPLE) or tensor.tag.startswith(f"{EXAMPLE},")


def _known_as(tensor: Tensor) -> str:
    """The name under which a tensor is known; one of layer l + 1 goes by that of layer l."""
    base, shifted, _ = tensor.name.partition("@")
    return f"{base}@l" if shifted else tensor.name


_PAIRS = {"parenthesised": (("(", "("), (")", ")")), "bracketed": (("[", "["), ("]", "]"))}


def comma_separated(indices: Sequence[Piece], style: Style) -> Piece | None:
    """Indices side by side (jk), with commas where one of them is more than a letter (k+1,j)."""
    if not indices:
        return None
    digits = [i.text.isdigit() for i in indices]
    plain = all(len(i.text) == 1 for i in indices) and (all(digits) or not any(digits))
    if plain or len(indices) == 1:
        return join(indices, Level.ATOM)
    parts = [indices[0]]
    for i in indices[1:]:
        parts += [style.pick(",", ",", 0.3), i]
    return join(parts, Level.ATOM)
