"""Reading formulas: from text to the syntax tree, and errors that say where.

Input: text in the project's formula language, and where it stands in the file.  Output: statements or one expression.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lark import UnexpectedInput

from derive.errors import SpecError
from derive.frontends import limits
from derive.frontends import syntax as s
from derive.frontends.grammar import parser

_OPERATOR = "an operator"
_READABLE = {
    **dict.fromkeys(("COMPARE", "ADD", "MULTIPLY", "__ANON_0", "DOT"), _OPERATOR),
    "NAME": "a name",
    "NUMBER": "a number",
    "RPAR": "')'",
    "LPAR": "'('",
    "COMMA": "','",
    "RSQB": "']'",
    "LSQB": "'['",
    "EQUAL": "'='",
    "COLON": "':'",
    "$END": "the end",
}


_COMPARISON = "where takes one comparison; put a second where(...) inside it: where(a < x, where(x < b, 1, 0), 0)."
_UNKNOWN = {
    "^": "Write ** for a power.",
    "&": _COMPARISON,
    "|": _COMPARISON,
    "<": _COMPARISON,
    ">": _COMPARISON,
    ":": "A part of an axis is written x[start:stop]; steps are not supported.",
    "'": "Formulas hold no text.",
}
"""What to write for characters that the language does not have, or not there."""


def expression(text: str, file: str, line: int = 1) -> s.Node:
    """One expression (or comparison).

    Raises:
        SpecError: a syntax error, with ``file:line:column``.
    """
    _check_size(text, file, line)
    return _read(text, "comparison", file, line)


def statements(text: str, file: str, line: int = 1) -> list[s.Statement]:
    """One statement a line; a line ends where its brackets are closed.  ``#`` starts a comment, ``;`` separates."""
    _check_size(text, file, line)
    found = []
    for offset, part in _split(text):
        node = _read(part, "statement", file, line + offset)
        assert isinstance(node, s.Statement)
        found.append(node)
        if len(found) > limits.STATEMENTS:
            raise SpecError(f"more than {limits.STATEMENTS} equations", place=f"{file}:{line + offset}")
    return found


def is_statement(text: str) -> bool:
    """Whether the text assigns, rather than being a bare expression."""
    bare = re.sub(r"[=!<>]=", "", text)
    while (shorter := re.sub(r"[(\[][^()\[\]]*[)\]]", "", bare)) != bare:
        bare = shorter
    return "=" in bare


def _check_size(text: str, file: str, line: int) -> None:
    if len(text) > limits.FORMULA:
        raise SpecError(f"the formulas have {len(text)} characters; {limits.FORMULA} are allowed", place=f"{file}:{line}")


def _split(text: str) -> Iterator[tuple[int, str]]:
    """Each statement with the number of lines before it.  Blanks keep its text in its column."""
    text = re.sub(r"#[^\n]*", "", text)
    depth, start, line, first_line, column = 0, 0, 0, 0, 0
    for at, character in enumerate([*text, "\n"]):
        depth += (character in "([") - (character in ")]")
        if (character == "\n" and depth <= 0) or (character == ";" and depth <= 0):
            part = text[start:at]
            if part.strip():
                yield first_line, " " * column + part
            start, first_line, column = at + 1, line + (character == "\n"), 0 if character == "\n" else column + at + 1 - start
            depth = 0
        line += character == "\n"
    if text[start:].strip():  # a bracket is still open: let the parser say so
        yield first_line, " " * column + text[start:].rstrip()


def _read(text: str, start: str, file: str, line: int) -> Any:
    try:
        return _shift(parser().parse(text, start=start), line - 1)
    except UnexpectedInput as error:
        raise _syntax_error(error, text, file, line) from None
    except SpecError as error:
        raise _placed(error, file, line) from None


def _placed(error: SpecError, file: str, line: int) -> SpecError:
    """The error with its real place, if it holds one relative to the text (``@line:column``)."""
    if error.place and error.place.startswith("@"):
        inside, column = error.place[1:].split(":")
        error.place = f"{file}:{line + int(inside) - 1}:{column}"
    return error


def _shift(node: Any, lines: int) -> Any:
    """The tree with its lines counted from the start of the file."""
    if not lines:
        return node
    for part in node.walk():
        object.__setattr__(part, "line", part.line + lines)
    return node


def _syntax_error(error: UnexpectedInput, text: str, file: str, line: int) -> SpecError:
    token = getattr(error, "token", None)
    at_end = token is not None and token.type == "$END"
    what = "the formula ends too early" if at_end else f"unexpected {_shown(error, text)!r}"
    names = getattr(error, "accepts", None) or getattr(error, "expected", None) or ()
    expected = sorted({_READABLE.get(name, name) for name in names})
    hint = f"Expected {', '.join(expected)}." if 0 < len(expected) <= 8 else None
    hint = _UNKNOWN.get(_shown(error, text)[:1], hint) if not at_end else hint
    inside, column = (text.count("\n") + 1, len(text.rsplit("\n", 1)[-1]) + 1) if at_end else (error.line, error.column)
    return SpecError(f"syntax error: {what}", place=f"{file}:{line + max(inside, 1) - 1}:{column}", hint=hint)


def _shown(error: UnexpectedInput, text: str) -> str:
    token = getattr(error, "token", None)
    return str(token)[:20] if token is not None else text[error.pos_in_stream or 0 :][:1]
