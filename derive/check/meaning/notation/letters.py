"""The letters of the usual notations: derive's own tables, and the families in ``families.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from derive.check.meaning.notation.patterns import Head, head
from derive.check.reading.syntax import Name
from derive.render import notation
from derive.render.glyphs import Glyph, function_glyph, glyph

_FILE = Path(__file__).with_name("families.toml")
_OUTPUT: tuple[Head, ...] = (("y", (), ""), ("Y", (), ""))
_OWN = ("W", "b", "z", "a", "x", "y", "C")
"""The letters of a network, which notations change."""


Heads = dict[str, tuple[Head, ...]]


@dataclass(frozen=True)
class Family:
    """Heads for each of the network's letters, in order of plausibility; ``functions`` maps activations to letters."""

    name: str
    heads: Mapping[str, tuple[Head, ...]]
    functions: Mapping[str, tuple[Head, ...]] = field(default_factory=dict)
    differentials: bool = False
    """Whether gradients are written with a d in front."""

    def seen_by(self, letters: Container[Head]) -> object:
        """What this family says of some letters, and whether the first letter of each quantity is among them."""

        def seen(table: Mapping[str, tuple[Head, ...]]) -> object:
            left = {key: (heads[0] in letters, [h for h in heads if h in letters]) for key, heads in table.items()}
            return tuple((key, first, *own) for key, (first, own) in sorted(left.items()) if own)

        return seen(self.heads), seen(self.functions), self.differentials

    def of(self, base: str) -> tuple[Head, ...]:
        """The heads under which a letter of the model may stand."""
        return self.heads.get(base) or (glyph_head(glyph(base)),)


@cache
def families() -> tuple[Family, ...]:
    """All families: derive's own notations first."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    common = {base: tuple(map(spelled, texts)) for base, texts in data.pop("common").items()}
    found = []
    for name in notation.names():
        table = notation.load(name)
        own: Heads = {base: (glyph_head(glyph(table.letters.get(base, base))),) for base in _OWN}
        taken = {h for heads in own.values() for h in heads}
        heads = {base: (*own.get(base, ()), *(h for h in common.get(base, ()) if h not in taken)) for base in {*own, *common}}
        if own["y"] == (spelled("t"),):  # where t is the target, y is what the network says
            heads["y"] = tuple(one for one in heads["y"] if one not in _OUTPUT)
            heads["out"] = (*_OUTPUT, *heads["out"])
        functions = {key: (glyph_head(function_glyph(letter)),) for key, letter in table.functions.items()}
        found.append(Family(name, {b: tuple(dict.fromkeys(h)) for b, h in heads.items()}, functions, table.adjoint == "d"))
    for name, given in data.items():
        own = {base: tuple(map(spelled, texts)) for base, texts in given.items()}
        taken = {h for heads in own.values() for h in heads}
        rest = {base: tuple(h for h in heads if h not in taken) for base, heads in common.items() if base not in own}
        found.append(Family(name, {**rest, **own}))
    return tuple(found)


_ACCENTED = re.compile(r"\\(hat|bar|tilde|dot)\{(.*)\}")
_STYLED = re.compile(r"\\(mathrm|operatorname|mathcal|mathbf)\{(.*)\}")


@cache
def spelled(latex: str) -> Head:
    """The head of a symbol given as simple LaTeX: a letter, a command, an accent or a style around it."""
    return head(name_of(latex))


def name_of(latex: str) -> Name:
    """A bare name from simple LaTeX."""
    if found := _ACCENTED.fullmatch(latex):
        inner = name_of(found[2])
        return Name(inner.base, (*inner.accents, found[1]), inner.style)
    if found := _STYLED.fullmatch(latex):
        inner = name_of(found[2])
        return Name(inner.base, inner.accents, "cal" if found[1] == "mathcal" else "")
    return Name(latex.removeprefix("\\").replace("{}", "").replace("\\_", "_"))


def glyph_head(found: Glyph) -> Head:
    """The head of a symbol that derive prints (without its own subscript)."""
    return spelled(found.latex)
