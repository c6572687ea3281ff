"""What only concerns the looks is taken out: spacing, sizes, colours, labels, boxes, braces under a formula.

Input: tokens with macros expanded.  Output: tokens of kinds that the grammar knows; brackets of all sizes have become
``open``, ``close`` and ``bar``, text has become ``words``, and wide spaces ``quad``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from derive.check.reading import styled
from derive.check.reading.macros import group_end, inner
from derive.check.reading.tokens import Token
from derive.check.reading.unpaired import with_open_places, with_plain_bars, with_spaced_rows
from derive.check.reading.vocabulary import word_set
from derive.check.reading.wording import ALL_WORDS, text_pieces

DROPPED = word_set("""
    , ! : > ; displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits nonumber notag small tiny large Large
    footnotesize scriptsize normalsize allowbreak nobreak qedhere hfill hline centering raggedright noindent mathstrut
    strut null relax protect displaybreak break smallskip medskip bigskip thinspace negthinspace enspace normalfont
    hdashline toprule midrule bottomrule boldmath unboldmath par
    """)
_DROPPED_WITH_ARGUMENT = word_set("label tag phantom hphantom vphantom vspace mspace require usepackage color ref eqref cite")
_UNWRAPPED = word_set(
    "boxed fbox cancel bcancel xcancel mathop mathbin mathrel mathord mathopen mathclose mathinner mathpunct ensuremath smash"
    " mathchoice"
)
_COLOURED = word_set("textcolor colorbox cancelto")
_TEXT = word_set("text mbox hbox textrm textnormal textit textsl textsf texttt textsc intertext shortintertext emph")
_SIZES = frozenset(size + side for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m"))
OPENING = {
    "(": "(", "[": "[", "{": "\\{", "lbrace": "\\{", "lbrack": "[", "langle": "<", "lvert": "|", "lVert": "norm",
    "lfloor": "lfloor", "lceil": "lceil", "llbracket": "[[",
}  # fmt: skip
CLOSING = {
    ")": ")", "]": "]", "}": "\\}", "rbrace": "\\}", "rbrack": "]", "rangle": ">", "rvert": "|", "rVert": "norm",
    "rfloor": "rfloor", "rceil": "rceil", "rrbracket": "]]",
}  # fmt: skip
BARS = {"|": "norm", "vert": "|", "Vert": "norm", "parallel": "norm", "mid": "|"}
"""By command; the character ``|`` is a single bar."""


def plain(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without layout.  Linear: every token is taken from the stack once, or unwrapped once."""
    stack: list[Token] = list(reversed(tokens))
    result: list[Token] = []
    while stack:
        token = stack.pop()
        if token.kind == "command":
            if not styled.unwrapped(token, stack):
                _command(token, stack, result.append)
        elif token.kind == "sign":
            _sign(token, stack, result.append)
        else:
            result.append(token)
    return _without_inner_space(with_spaced_rows(with_open_places(with_plain_bars(result))))


def _without_inner_space(tokens: list[Token]) -> list[Token]:
    """No wide spaces inside round and square brackets: there they part nothing (environments inside are left alone)."""
    opened: list[int] = []
    inside: set[int] = set()
    for at, token in enumerate(tokens):
        if token.kind == "open" and token.text in ("(", "["):
            opened.append(at)
        elif token.kind == "begin" or (token.kind == "command" and token.text == "\\\\"):
            opened.clear()
        elif token.kind == "close" and token.text in (")", "]") and opened:
            start = opened.pop()
            inside.update(n for n in range(start, at) if tokens[n].kind == "quad" and not opened)
    return [token for at, token in enumerate(tokens) if at not in inside]


def _sign(token: Token, stack: list[Token], put: Callable[[Token], None]) -> None:
    if token.text in "([":
        put(token._replace(kind="open"))
    elif token.text in ")]":
        put(token._replace(kind="close"))
    elif token.text == "|":
        put(token._replace(kind="bar"))
    elif token.text == "~":
        _space(token, stack, put)
    elif token.text != "$":
        put(token)


def _command(token: Token, stack: list[Token], put: Callable[[Token], None]) -> None:
    if token.text == "displaylines":  # plain TeX's rows: a group whose rows end with \cr
        stack.extend(reversed(_argument(stack)))
        return
    if token.text == "cdot" and [after.text for after in stack[-2:]] == ["cdot", "cdot"]:  # three dots, typed
        del stack[-2:]
        token = token._replace(text="cdots")
    _plain_command(token, stack, put)


def _plain_command(token: Token, stack: list[Token], put: Callable[[Token], None]) -> None:
    name = token.text
    if name in (" ", "\n", ";", ":", ">", "thickspace", "medspace", "space"):
        _space(token, stack, put)
    elif name in ("quad", "qquad", "enskip"):
        put(token._replace(kind="quad"))
    elif name in ("begin", "end"):
        _environment(token, stack, put)
    elif name == "eqno" or name == "leqno":
        while stack and not (stack[-1].kind == "command" and stack[-1].text in ("\\\\", "end", "cr", "newline")):
            stack.pop()
    elif name == "hspace":
        _skip_star(stack)
        _argument(stack)
        put(token._replace(kind="quad"))
    elif name in _SIZES or name in ("left", "right", "middle"):
        _sized(token, stack, put)
    elif name in _TEXT or name in ("parbox", "makebox"):
        _text(token, stack, put)
    elif name in ("mathrm", "mathsf", "mathit") and (word := joining_word(stack)) is not None:
        _, closing = _taken(stack, token)
        put(Token("words", word, token.start, closing.end, token.gap))
    elif name in DROPPED or (name in _DROPPED_WITH_ARGUMENT):
        if name in _DROPPED_WITH_ARGUMENT:
            _skip_star(stack)
            _argument(stack)
    elif name == "kern" or name == "mkern":
        while stack and (stack[-1].kind in ("letter", "digit") or stack[-1].text in "-."):
            stack.pop()
    else:
        _wrapped(token, stack, put)


def _wrapped(token: Token, stack: list[Token], put: Callable[[Token], None]) -> None:
    name = token.text
    if name in _UNWRAPPED or name == "bbox":
        _optional(stack)
        stack.extend(reversed(_argument(stack)))
    elif name in _COLOURED:
        _argument(stack)
        stack.extend(reversed(_argument(stack)))
    elif name in ("underbrace", "overbrace", "underbracket", "overbracket"):
        content = _argument(stack)
        if stack and stack[-1].text in ("_", "^"):
            stack.pop()
            if stack and stack[-1].kind == "command":  # _\text{data loss} without braces around it
                stack.pop()
            _argument(stack)
        stack.extend(reversed(content))
    elif name in ("overset", "stackrel", "underset"):
        _noted(token, stack, put)
    elif name == "not" and stack and stack[-1].text in ("=", "in"):
        put(token._replace(text={"=": "ne", "in": "notin"}[stack.pop().text]))
    elif name in OPENING:
        put(token._replace(kind="open", text=OPENING[name]))
    elif name in CLOSING:
        put(token._replace(kind="close", text=CLOSING[name]))
    elif name in BARS:
        put(token._replace(kind="bar", text=BARS[name]))
    elif name == "_":
        put(token._replace(kind="sign"))
    elif name in ("triangledown", "bigtriangledown"):
        put(token._replace(text="nabla"))
    else:
        put(token)


def _noted(token: Token, stack: list[Token], put: Callable[[Token], None]) -> None:
    """Something with a note above or below: a definition, limits, or a remark that is dropped."""
    note, base = _argument(stack), _argument(stack)
    limits = token.text == "underset" and not any(t.text in ("=", "sim", "to") for t in base)
    defined = [t.text for t in note if t.kind == "letter"] == list("def") or [t.text for t in note] == ["triangle"]
    if defined:
        put(token._replace(text="coloneqq"))
    elif limits:
        brace = Token("sign", "{", token.start, token.end)
        stack.extend(reversed([*base, brace._replace(text="_"), brace, *note, brace._replace(text="}")]))
    else:
        stack.extend(reversed(base))


def _sized(token: Token, stack: list[Token], put: Callable[[Token], None]) -> None:
    """A bracket with its size.  ``\\left`` and ``\\right`` decide the side; of the others only ``l`` and ``r`` for bars."""
    if not stack:
        return
    bracket = stack.pop()
    name, side = bracket.text, token.text if token.text in ("left", "right", "middle") else token.text[-1]
    place = token._replace(end=bracket.end)
    opened = OPENING.get(name) if bracket.kind == "command" or name in "([" else None
    closed = CLOSING.get(name) if bracket.kind == "command" or name in ")]" else None
    bar = BARS.get(name) if bracket.kind == "command" else {"|": "|"}.get(name)
    angle = {"<": "<", ">": ">"}.get(name) if bracket.kind == "sign" else None
    shape = opened or closed or bar or angle or ("/" if name == "/" else name)
    if side == "middle" or name == "/":
        put(place._replace(kind="bar" if bar else "sign", text=bar or shape))
    elif side == "left" or (side == "l" and (bar or angle)) or (opened and side != "right"):
        put(place._replace(kind="open", text=shape))
    elif side == "right" or (side == "r" and (bar or angle)) or closed:
        put(place._replace(kind="close", text=shape))
    elif bar:
        put(place._replace(kind="bar", text=bar))
    else:
        stack.append(bracket)


def _text(token: Token, stack: list[Token], put: Callable[[Token], None]) -> None:
    if token.text in ("parbox", "makebox"):
        _optional(stack)
        _optional(stack)
        if token.text == "parbox":
            _argument(stack)
    content, closing = _taken(stack, token)
    pieces = text_pieces(token._replace(end=closing.end), content, " " if closing.gap and closing.text == "}" else "")
    if isinstance(pieces, Token):
        put(pieces)
    else:
        stack.extend(reversed(pieces))


def _space(token: Token, stack: list[Token], put: Callable[[Token], None]) -> None:
    """Spaces in a row make a wide one: two thick ones, or three of any kind."""
    count, thick = 1, token.text in (";", "~", " ")
    while stack and stack[-1].text in (" ", "~", ";", ":", ">", ",") and (stack[-1].kind == "command" or stack[-1].text == "~"):
        thick = thick and stack[-1].text in (";", "~", " ")
        stack.pop()
        count += 1
    if count >= 3 or (count == 2 and thick):
        put(token._replace(kind="quad"))
    elif stack and stack[-1].kind == "letter":  # Therefore\\ w: another word
        stack[-1] = stack[-1]._replace(gap=True)


def joining_word(stack: list[Token]) -> str | None:
    """``\\mathrm{and}``: the word, if it joins statements."""
    if not stack or stack[-1].text != "{":
        return None
    letters = "".join(token.text for token in stack[-14:-1][::-1])
    word = letters.split("}")[0]
    return word if word in ALL_WORDS and len(word) > 1 else None


def _environment(token: Token, stack: list[Token], put: Callable[[Token], None]) -> None:
    content, closing = _taken(stack, token)
    name = "".join(t.text for t in content)
    put(Token(token.text, name, token.start, closing.end, token.gap))
    if token.text == "begin" and name.rstrip("*") in (
        "array",
        "aligned",
        "alignedat",
        "gathered",
        "subarray",
        "alignat",
        "tabular",
    ):
        _optional(stack)
        if name.rstrip("*") not in ("aligned", "gathered"):
            _argument(stack)


def _skip_star(stack: list[Token]) -> None:
    if stack and stack[-1].text == "*":
        stack.pop()


def _optional(stack: list[Token]) -> None:
    if stack and stack[-1].text == "[":
        while stack and stack[-1].text != "]":
            stack.pop()
        if stack:
            stack.pop()


def _argument(stack: list[Token]) -> list[Token]:
    """The next argument, taken from the stack."""
    return _taken(stack, stack[-1])[0] if stack else []


def _taken(stack: list[Token], token: Token) -> tuple[list[Token], Token]:
    """The next argument, taken from the stack, and its last token, the closing brace if it has one."""
    if not stack:
        return [], token
    if stack[-1].text != "{" or stack[-1].kind != "sign":
        single = stack.pop()
        return [single._replace(gap=False)], single
    depth, content = 0, []
    while stack:
        content.append(stack.pop())
        if content[-1].kind == "sign":
            depth += (content[-1].text == "{") - (content[-1].text == "}")
            if not depth:
                break
    return list(inner(content, 0, group_end(content, 0))), content[-1]
