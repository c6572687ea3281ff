"""Whole formulas in bold: ``\\mathbf{a = W x + b}`` is an equation between bold letters, ``\\mathbf{a, b}`` a list of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derive.check.reading.tokens import Token

BOLD = frozenset({"mathbf", "boldsymbol", "bm", "bold", "pmb", "textbf"})
_RELATIONS = frozenset({"=", "<", ">", "&", ","})
_COMMANDS = frozenset({"ne", "neq", "le", "leq", "ge", "geq"})


_LONGEST = 400
"""Tokens: longer arguments are left as they are."""


def unwrapped(style: Token, stack: list[Token]) -> bool:
    """Whether the argument on the stack was a formula; it then has the style on each letter in place of one on everything."""
    if style.text in BOLD and stack and stack[-1].kind == "sign" and stack[-1].text in ("-", "+"):
        return True  # a sign in bold is a sign
    if style.text not in BOLD or not stack or stack[-1].text != "{":
        return False
    depth, length, relation = 0, 0, False
    for token in reversed(stack[-_LONGEST:]):
        length += 1
        if token.kind == "sign":
            depth += (token.text == "{") - (token.text == "}")
            relation = relation or (depth == 1 and token.text in _RELATIONS)
        relation = relation or (token.kind == "command" and token.text in _COMMANDS)
        if not depth:
            break
    if depth or not relation:
        return False
    content = [stack.pop() for _ in range(length)][1:-1]
    stack.extend(reversed(list(_letter_by_letter(style, content))))
    return True


def _letter_by_letter(style: Token, content: Sequence[Token]) -> Iterator[Token]:
    """The style on each letter that is no script: layers, steps and marks of transposes keep their look."""
    brace = Token("sign", "{", style.start, style.start)
    depth, script = 0, False
    for token in content:
        if token.kind == "sign" and token.text in "{}":
            depth += (token.text == "{" and (script or depth > 0)) - (token.text == "}" and depth > 0)
        if token.kind == "letter" and not depth and not script:
            yield from (style, brace, token, brace._replace(text="}", start=token.end, end=token.end))
        else:
            yield token
        script = token.kind == "sign" and token.text in "_^"
