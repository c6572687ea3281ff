"""One line of a ``[notation]`` table: an author's symbol, and what it stands for.

Input: a key and its value.  Output: a :class:`Declaration`.  A key that is a formula is read as one symbol.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from derive.check.meaning.definitions.sorting import INDEX_LETTERS
from derive.check.meaning.notation.patterns import items
from derive.check.meaning.notation.primed_indices import without_primes
from derive.check.meaning.trees import letter_of
from derive.check.reading.conditions_in_scripts import plain
from derive.check.reading.macros import Macros
from derive.check.reading.printer import PHRASE
from derive.check.reading.syntax import Call, Group, Name, Node, Number, Relation, Script, Scripted, Sum
from derive.check.reading.tree import walk
from derive.frontends.document import Table, describe, is_number

_GRADIENT = re.compile(r"(?P<sign>-?)\s*grad\s+(?P<by>.+?)(?:\s+of\s+(?P<of>\w+))?")
_FUNCTION = re.compile(r"function(?:\s+of\s+(.+)|\s+(\w+))?")
_WORD = re.compile(r"[A-Za-z]+(?![A-Za-z\d]*\s*\[)")
"""A word that is not the name of a quantity whose indices follow: of ``h[t]`` only the t."""
_RANGE = re.compile(r"(index|size|basis)(?:\s+(\S+))?")


@dataclass(frozen=True)
class Declaration:
    """One line of the table: ``kind`` is ``gradient``, ``function``, ``index``, ``size``, ``basis``, ``shape``, ``number`` or
    ``value`` (a quantity or a formula).

    ``text`` is what the kind speaks of; ``of`` the cost of a gradient, or the arguments of a function; ``letters`` are
    the symbol's letters that the value names, too: they stand for any index.  ``number`` is the value of a number, and the sign
    of a gradient.
    """

    name: Name
    kind: str
    text: str = ""
    of: tuple[str, ...] = ()
    number: float = 0.0
    letters: frozenset[str] = frozenset()
    place: str = ""
    phrase: Node | None = None
    """The formula that a key is; ``name`` is the symbol that stands for it."""
    exact: bool = False
    """Whether the letters of a phrase stand for themselves alone."""
    from_zero: bool = False
    """Whether numbers in its brackets count from zero, where the text counts from one (see ``counting``)."""

    @property
    def written(self) -> Node:
        """What stands in the text."""
        return self.name if self.phrase is None else self.phrase


_STYLED = re.compile(r"\\(?:mathbf|boldsymbol|bm|mathrm|bold)\s*\{.*\}")
"""Everything in one style, ``\\mathbf{y_i - y_j}``: the brackets stand around it in the text."""


def _symbol(latex: str, table: Table, key: str, macros: Macros | None) -> Node:
    """The symbol or formula that a key is, in the author's macros.

    Raises:
        SpecError: it cannot be read, or is a relation.
    """
    from derive.check.reading import parse
    from derive.check.reading.failures import ReadError

    try:
        node = plain(parse(latex, macros))
    except ReadError as error:
        raise table.error(f"the symbol {latex!r} cannot be read: {error}", key, hint="Write it as in the text.") from None
    if isinstance(node, Sum) and len(node.terms) > 1 and _STYLED.fullmatch(latex.strip()):
        return Group((node,), "(", ")", span=node.span)
    if isinstance(node, (Relation, Number, Sum)) and not _is_negative(node):
        hint = "A key is a symbol or a formula as it stands in the text; backslashes are doubled in double quotes."
        if isinstance(node, Sum):
            hint = "A sum is declared with the brackets around it, as in the text; a word with a hyphen is a difference."
        raise table.error(f"{latex!r} is not a symbol", key, hint=hint)
    return node


def _is_negative(node: Node) -> bool:
    """``-u^T v``: a symbol or formula with its sign."""
    return isinstance(node, Sum) and len(node.terms) == 1 and not isinstance(node.terms[0][1], (Number, Sum))


def _without_sign(node: Node, value: Any) -> tuple[Node, Any]:
    """What a key with a sign is the negative of, and its meaning: ``"-s" = "a - b"`` says that s is ``-(a - b)``."""
    if not (isinstance(node, Sum) and _is_negative(node) and isinstance(value, (str, int, float))):
        return node, value
    (sign, inner), *_ = node.terms
    if sign > 0:
        return inner, value
    if not isinstance(value, str):
        return inner, -value
    found = _GRADIENT.fullmatch(value.strip())
    if found:
        of = f" of {found['of']}" if found["of"] else ""
        return inner, f"{'' if found['sign'] else '-'}grad {found['by']}{of}"
    return inner, f"-({value})"


def declaration(key: str, value: Any, table: Table, macros: Macros | None = None) -> Declaration:
    """What a key and its value declare.

    Raises:
        SpecError: one of them cannot be read, with its place.
    """
    node, value = _without_sign(_symbol(key, table, key, macros), _untransposed(value))
    if isinstance(value, str):
        node, value = without_primes(node, value)
        value = _with_plain_indices(value)
        value = _with_script_letter(node, value)
    if isinstance(node, Name):
        return _meaning(node, key, value, table)
    letters = _shared(node, _spoken_of(value)) if isinstance(value, str) else frozenset()
    below = tuple(Script((Name(letter),), "") for letter in sorted(letters))
    made = _meaning(Name(key, style=" ".join((PHRASE, *sorted(letters))), sub=below), key, value, table)
    return replace(made, letters=letters, phrase=node)


_TURNED_ENTRY = re.compile(r"\b([A-Za-z]\w*)\.T\[([^\[\],]+)(?:,([^\[\],]+))?\]")


def _untransposed(value: Any) -> Any:
    """``W.T[j]`` as ``W[:,j]``, and ``W.T[j,i]`` as ``W[i,j]``."""
    if not isinstance(value, str):
        return value
    return _TURNED_ENTRY.sub(lambda found: f"{found[1]}[{(found[3] or ':').strip()},{found[2].strip()}]", value)


def _spoken_of(value: str) -> str:
    """What a meaning is about: of ``grad S`` the quantity alone."""
    found = _GRADIENT.fullmatch(value.strip())
    return found["by"] if found else value


def _with_plain_indices(value: str) -> str:
    """``a[\\ell]`` as ``a[ell]``: a letter of LaTeX in the brackets of a formula that has no other."""
    if "\\" not in value or "\\" in _INDICES.sub("", value):
        return value
    return _INDICES.sub(lambda inside: inside[0] if "_" in inside[0] else inside[0].replace("\\", ""), value)


def _with_script_letter(symbol: Node, value: str) -> str:
    """The meaning with ``ell`` in its brackets where the symbol has that and no ``l``: ``z^{(\\ell)}`` is ``z[l]``."""
    letters = {node.base for node in walk(symbol) if isinstance(node, Name)}
    if "ell" not in letters or "l" in letters:
        return value
    return re.sub(r"\[[^\[\]]*\]", lambda inside: re.sub(r"\bl\b", "ell", inside[0]), value)


def _meaning(name: Name, key: str, value: Any, table: Table) -> Declaration:
    place = table.place(key)
    if not place.rpartition(":")[2].isdigit():  # a table from Python has no lines: its key is the place
        place = f"{place}[{key!r}]"
    if is_number(value):
        return Declaration(name, "number", number=float(value), place=place)
    if isinstance(value, (list, tuple)) and all(isinstance(size, (str, int)) for size in value):
        return Declaration(name, "shape", of=tuple(map(str, value)), place=place)
    if not isinstance(value, str) or not value.strip():
        hint = 'A quantity of the model ("W1"), "grad W1", "size N", "function", a formula, or a shape as in ["n", "d"].'
        raise table.error(f"the meaning of {key!r} cannot be {describe(value)}", key, hint=hint)
    return _from_text(name, value.strip(), place)


def _from_text(name: Name, text: str, place: str) -> Declaration:
    if found := _GRADIENT.fullmatch(text):
        by, of, sign = found["by"], (found["of"],) if found["of"] else (), -1.0 if found["sign"] else 1.0
        return Declaration(name, "gradient", by, of, sign, _shared(name, by), place)
    if found := _FUNCTION.fullmatch(text):
        arguments = tuple(part.strip() for part in found[1].split(",")) if found[1] else ()
        letters = _layers(name) if found[2] else frozenset()
        return Declaration(name, "function", found[2] or "", arguments, letters=letters, place=place)
    if found := _RANGE.fullmatch(text):
        return Declaration(name, found[1], found[2] or "", place=place)
    return Declaration(name, "value", text, (), 0.0, _shared(name, text), place)


def _shared(symbol: Node, text: str) -> frozenset[str]:
    """The letters of a symbol's scripts that its meaning mentions."""
    names = [node for node in walk(symbol) if isinstance(node, Name | Scripted)]
    scripts = [item for name in names for item, _ in (*items(name.sub), *items(name.sup))]
    letters = {letter_of(node) for item in scripts for node in walk(item) if not _is_entry(node)}
    indices = {letter.strip() for inside in _INDICES.findall(text) for letter in inside.split(",")}  # \\phi(s,a) is Phi[s,a]
    letters |= {letter for letter in _in_brackets(symbol) if letter in INDEX_LETTERS or letter in indices}  # s_j(t)
    words = set(_WORD.findall(text))
    if len(words) == 1 and text.strip().isidentifier():
        return frozenset()  # "x^a" = "a": a quantity, and no index of one
    return frozenset(letter for letter in letters if letter and letter.split("_")[0].strip("'") in words)


def _layers(name: Name) -> frozenset[str]:
    """The index letters that stand alone below or above a function: ``\\phi_l`` is that of any layer."""
    letters = (letter_of(item) for item, _ in (*items(name.sub), *items(name.sup)))
    return frozenset(letter for letter in letters if letter in INDEX_LETTERS)


_INDICES = re.compile(r"\[([^\[\]]*)\]")
"""What stands in the brackets of a meaning."""


def _is_entry(node: Node) -> bool:
    """Whether a symbol in a script is an entry of something rather than an index: the class ``y_i`` of example i."""
    return (
        isinstance(node, Name) and bool(node.sub) and node.base not in INDEX_LETTERS and any(map(letter_of, node.sub[0].items))
    )


def _in_brackets(symbol: Node) -> Iterator[str]:
    """The letters that stand alone in the brackets of a symbol."""
    for node in walk(symbol):
        inside = node.items if isinstance(node, Group) else node.args if isinstance(node, Call) else ()
        given = [item for item in inside if isinstance(item, Relation) and item.op == "mid"]  # \\pi(a | s, \\theta)
        sides = [side for item in given for side in (item.left, item.right)]
        yield from (letter for item in (*inside, *sides) if (letter := letter_of(item)))
