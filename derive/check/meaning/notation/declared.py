"""The table ``[notation]`` of a specification: what the author's symbols stand for.

    [notation]
    "W^{[1]}" = "W1"                 # a quantity of the model
    "w_{jk}" = "W2[k,j]"             # with its indices: the letters of the symbol stand for any index
    "a^{(l)}" = "a[l]"               # all layers at once
    "\\\\bar{h}" = "grad h1"           # the gradient of the cost ("grad h1 of Cn": of each example's; "-grad h1": less it)
    "A" = "a1.T"                     # a transpose: examples are columns
    "e_t" = "y[t] - z2[t]"           # a formula, in the language of specifications
    "r" = "\\\\frac{z}{n}"             # or in LaTeX, with symbols of the text
    "m" = "size N"                   # a size;  "i" = "index N" an index letter with its range
    "e_i" = "basis N"                # the i-th unit vector of N entries; "y" = "basis K": that of the only class below K
    "\\\\phi" = "function tanh"        # a function;  "function" alone: any differentiable one;  "function of o, y": a number
    "S" = ["n", "d"]                 # a symbol with this shape that the model does not have;  [] a number
    "\\\\lambda" = 0.1                 # a constant
    "P(w_o \\\\mid w_c)" = "p[o]"     # a key may be a formula: it is read as one symbol, its indices as its letters

Some keys are no symbols: ``family`` (one of derive's notations: leaves out the others), ``cost`` (the symbol of the
cost, in a text without a model), ``layout`` (``numerator``, ``denominator``, or ``mixed``: gradients in the shape of their
variable, Jacobians with a row for each entry of the numerator), ``vectors`` (``columns`` or ``rows``), ``first`` (0 or 1: the
number with which the text begins to count entries) and ``shapes``, a table of further free symbols. ``[[notation.part]]``
declares a part of the text that speaks of another model, or uses its letters otherwise (see :class:`Part`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from derive.check.meaning.notation.declaration import Declaration, declaration
from derive.check.meaning.notation.set_aside import UnreadKey
from derive.check.reading.macros import Macros
from derive.check.reading.rows import Document
from derive.check.reading.syntax import Name
from derive.errors import SpecError, near_misses
from derive.frontends.document import Table, describe
from derive.frontends.document import parse as parse_toml
from derive.frontends.parts import with_definitions

if TYPE_CHECKING:
    from derive.model import Model

_COMMAND = re.compile(r"\\([A-Za-z]+|.)")
_MODEL = ("network", "model", "define", "initial")
_KEYS = ("family", "cost", "layout", "vectors", "first", "shapes", "part")
LAYOUTS = ("mixed", "numerator", "denominator")
VECTORS = ("columns", "rows")


@dataclass(frozen=True)
class Declarations:
    """What a ``[notation]`` table says."""

    entries: tuple[Declaration, ...] = ()
    family: str = ""
    cost: Name | None = None
    file: str = ""
    layout: str = ""
    vectors: str = ""
    first: int | None = None
    """The number with which the text begins to count entries."""
    parts: tuple[Part, ...] = ()
    unread: tuple[UnreadKey, ...] = ()
    """The keys that cannot be read, and why."""
    cost_line: Declaration | None = None
    """The symbol or formula of the cost, as a declaration."""
    table: Table | None = field(default=None, compare=False, repr=False)
    """Where all this stands."""

    def of_kind(self, *kinds: str) -> Iterator[Declaration]:
        """The lines of some kinds, in order."""
        return (entry for entry in self.entries if entry.kind in kinds)


@dataclass(frozen=True)
class Part:
    """A part of the text with symbols of its own: from where ``begins`` stands in it up to the next part.

    ``model`` is what it speaks of (None: the specification's own).
    """

    begins: str
    declarations: Declarations
    model: Model | None = None
    place: str = ""


def read_declarations(text: str, file: str = "<spec>") -> Declarations:
    """The declarations of a specification given as TOML text (none, if it has no such table).

    Raises:
        SpecError: a symbol or a value that cannot be read, with file and line.
    """
    table = parse_toml(text.removeprefix("\ufeff"), file)
    if not isinstance(table.data.get("notation"), Mapping):
        family = table.data.get("notation", "")
        return Declarations(family=family if isinstance(family, str) else "", file=file)
    symbols = table.table("notation", "[notation]")
    return from_table(replace(symbols, data=dict(with_definitions(symbols.data, table.data.get("define")))))


def from_mapping(given: Mapping[str, Any]) -> Declarations:
    """The declarations of a dictionary (from Python): the same keys and values as in the table."""
    return from_table(Table(dict(given), "notation"))


def from_table(table: Table, macros: Macros | None = None) -> Declarations:
    """The declarations of a table, whose symbols may be written with the author's macros."""
    whole = _symbols(table, macros)
    tables = [table.element("part", at, f"part {at + 1}") for at in range(len(table.array("part", [])))]
    return replace(whole, table=table, parts=tuple(_part(part, whole, macros) for part in tables))


def in_words_of(document: Document, declarations: Declarations) -> Declarations:
    """The declarations as the text means them: ``\\vect x`` is what its own ``\\newcommand`` makes of it."""
    if declarations.table is None or not document.macros.known.keys() & _commands(declarations.table.data):
        return declarations
    return from_table(declarations.table, document.macros)


def _commands(given: Any) -> set[str]:
    """The commands of all keys and values, ``vect`` for ``\\vect x``."""
    if isinstance(given, Mapping):
        return {name for key, value in given.items() for name in _commands(key) | _commands(value)}
    if isinstance(given, (list, tuple)):
        return {name for value in given for name in _commands(value)}
    return set(_COMMAND.findall(given)) if isinstance(given, str) else set()


def _symbols(table: Table, macros: Macros | None, *others: str) -> Declarations:
    """The symbols of a table; the keys ``others`` mean something else."""
    from derive.render.notation import names

    family = table.choice("family", (*names(), "hidden", "outputs"), "") if table.has("family") else ""
    cost = _cost(table, macros) if table.has("cost") else None
    _no_misspelt_keys(table, others)
    shapes = table.table("shapes", "[notation.shapes]")
    lines = [(key, value, table) for key, value in table.data.items() if key not in (*_KEYS, *others)]
    lines += [(key, value, shapes) for key, value in shapes.data.items()]
    found, unread = [], []
    for key, value, where in lines:
        try:
            found.append(declaration(key, value, where, macros))
        except SpecError as error:
            unread.append(UnreadKey(key, str(error)))
    layout = table.choice("layout", LAYOUTS) if table.has("layout") else ""
    vectors = table.choice("vectors", VECTORS) if table.has("vectors") else ""
    symbol = cost.name if cost is not None and cost.phrase is None else None
    return Declarations(
        tuple(found), family, symbol, table.file, layout, vectors, _first(table), unread=tuple(unread), cost_line=cost
    )


def _cost(table: Table, macros: Macros | None) -> Declaration:
    """The symbol or formula of the cost, a word of capital letters as one name."""
    written = table.string("cost")
    if written.isupper() and written.isalpha() and len(written) > 1:
        return Declaration(Name(written, style="text"), "value", place=table.place("cost"))
    return replace(declaration(written, "cost", table, macros), text="", place=table.place("cost"))


def with_cost(declarations: Declarations, model: Model | None) -> Declarations:
    """The declarations with the symbol of the cost as one of them, if there is a model.

    Raises:
        SpecError: there is none, and the cost is a formula.
    """
    line = declarations.cost_line
    if line is None:
        return declarations
    if model is None:
        if line.phrase is None:
            return declarations
        hint = "One symbol as it stands in the text, with its scripts."
        raise SpecError(f"[notation]: {line.name.base!r} is not a symbol", place=line.place, hint=hint)
    if any(one.written == line.written for one in declarations.entries):
        return declarations
    return replace(declarations, entries=(*declarations.entries, replace(line, text=model.cost.name)))


_ALIKE = 0.8
"""How like a key a word has to be to be taken for it."""


def _no_misspelt_keys(table: Table, others: Sequence[str]) -> None:
    """A word in small letters that is nearly a key is no symbol of anybody's.

    Raises:
        SpecError: there is one.
    """
    for key in table.data:
        if key not in (*_KEYS, *others) and key.isalpha() and key.islower() and get_close_matches(key, _KEYS, 1, _ALIKE):
            raise table.error(f"unknown key {key!r}", key, hint=near_misses(key, _KEYS))


def _first(table: Table) -> int | None:
    """The number with which the text begins to count.

    Raises:
        SpecError: it is neither 0 nor 1.
    """
    given = table.data.get("first")
    if given is None:
        return None
    if isinstance(given, bool) or given not in (0, 1):
        raise table.error(f"'first' is {describe(given)}", "first", hint="The first index of the text: first = 0 or first = 1.")
    return int(given)


def _part(table: Table, whole: Declarations, macros: Macros | None) -> Part:
    """A part: its own symbols, and those of the whole text if it has no model of its own (else see ``inherited``)."""
    from derive.frontends import from_table as model_of

    begins = table.string("begins")
    if not begins.strip():
        raise table.error("'begins' is empty", "begins", hint="Words of the text, such as its heading.")
    model = None
    if table.has("network") or table.has("model"):
        model = model_of(replace(table, data={key: table.data[key] for key in _MODEL if table.has(key)}))
    own = _symbols(table, macros, "begins", *_MODEL)
    new = {entry.written for entry in own.entries}
    kept = () if model else tuple(entry for entry in whole.entries if entry.written not in new)
    declarations = Declarations(
        (*kept, *own.entries),
        own.family or ("" if model else whole.family),
        own.cost or (None if model else whole.cost),
        whole.file,
        own.layout or whole.layout,
        own.vectors or ("" if model else whole.vectors),  # vectors of one model, and tables of another
        own.first if own.first is not None else whole.first,
        cost_line=own.cost_line or (None if model else whole.cost_line),
    )
    return Part(begins, declarations, model, table.place("begins"))


def unknown(text: str, known: Any, place: str, what: str = "quantity") -> SpecError:
    """The error for a name that the model does not have."""
    names = [name for name in known if "@" not in name]
    return SpecError(f"the model has no {what} {text!r}", place=place, hint=near_misses(text, names) or None)


__all__ = ["Declarations", "Part", "from_mapping", "from_table", "read_declarations", "unknown"]
