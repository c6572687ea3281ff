"""Where the parser stands: tokens, position, and how deep it is inside brackets and arguments."""

from __future__ import annotations

from collections.abc import Sequence

from derive.check.reading.failures import ReadError
from derive.check.reading.tokens import MAX_TOKENS, Token
from derive.check.reading.vocabulary import BIG, DOTS, FUNCTIONS, IMPLICATIONS, LETTERS, PRODUCTS, RELATIONS, SWITCHES, word_set

MAX_DEPTH = 50
"""Brackets, arguments and scripts nested deeper than this are not read (people stop near ten); whatever walks over a tree of
this depth stays far below Python's own limit."""

# Arguments that a command takes, where it stands as the argument of another or as a script.
ARITY = {
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac", "binom", "dv", "pdv"), 2),
    **dict.fromkeys(
        word_set("""
    sqrt hat bar tilde widehat widetilde overline underline vec dot ddot check breve acute grave mathring overrightarrow
    mathbf boldsymbol bm mathrm mathcal mathbb mathsf mathit mathfrak mathscr mathtt bold pmb textbf operatorname
    mathbbm mathds Bbb underbar norm abs textsuperscript textsubscript
    """),
        1,
    ),
}
# After these a brace is not an argument; after any other command it is.
_WITHOUT_ARGUMENT = (
    frozenset(BIG) | DOTS | FUNCTIONS | IMPLICATIONS | LETTERS | frozenset(PRODUCTS) | frozenset(RELATIONS) | SWITCHES
    | frozenset(("nabla", "partial", "over", "prime", "\\", "cr", "newline", "arg", "lim", "d", "dd", "forall", "setminus"))
) - frozenset(ARITY)  # fmt: skip


class Cursor:
    """A view of tokens from ``position`` to ``end`` (exclusive)."""

    def __init__(self, tokens: Sequence[Token], length: int = 0) -> None:
        if len(tokens) > MAX_TOKENS:
            raise ReadError(f"the formula is too long: more than {MAX_TOKENS} tokens", tokens[0].start, tokens[-1].end)
        self.tokens = tokens
        self.position, self.end, self.depth = 0, len(tokens), 0
        self.finish = Token("end", "", tokens[-1].end if tokens else length, tokens[-1].end if tokens else length)
        self.braces = Braces(tokens)
        self.ends = environments(tokens)
        self.run_end = runs(tokens)
        self.closers: list[str] = []
        self.skipped = self._needless()

    def _needless(self) -> set[int]:
        """Braces that are neither arguments nor carry a script: they do not show, and the parser does not see them."""
        arguments: set[int] = set()
        for index, token in enumerate(self.tokens):
            if token.kind == "sign" and token.text in ("^", "_"):
                arguments.add(index + 1)
            elif token.kind == "command" and token.text not in _WITHOUT_ARGUMENT:
                after = index + 1
                for _ in range(ARITY.get(token.text, 1)):
                    arguments.add(after)
                    after = self.unit(after)
        skipped: set[int] = set()
        for opened, closed in self.braces.partner.items():
            following = self.tokens[closed + 1] if closed + 1 < len(self.tokens) else None
            carries = following is not None and following.kind == "sign" and following.text in ("^", "_", "'")
            if (
                opened not in arguments
                and not carries
                and opened not in self.braces.switched
                and opened not in self.braces.over
            ):
                skipped |= {opened, closed}
        return skipped

    def peek(self, ahead: int = 0) -> Token:
        """The next token, or one further on; a token of kind ``end`` after the last."""
        self._skip()
        index = self.position
        for _ in range(ahead):
            index += 1
            while index < self.end and index in self.skipped:
                index += 1
        return self.tokens[index] if index < self.end else self.finish

    def _skip(self) -> None:
        while self.position < self.end and self.position in self.skipped:
            self.position += 1

    def take(self) -> Token:
        """The next token, passed."""
        token = self.peek()
        self.position += 1
        return token

    def at(self, *texts: str) -> bool:
        """Whether the next token is one of these signs or (with backslash) commands."""
        token = self.peek()
        return token.kind in ("sign", "command") and token.source() in texts

    def accept(self, *texts: str) -> Token | None:
        """The next token, passed, if it is one of these."""
        return self.take() if self.at(*texts) else None

    def unit(self, index: int, depth: int = 0) -> int:
        """The position after the argument that starts at ``index``: a group, or a command with its own arguments."""
        if index >= self.end:
            return index
        if depth > MAX_DEPTH:
            raise self.refuse(f"nested more than {MAX_DEPTH} deep", self.tokens[index])
        token = self.tokens[index]
        if token.kind == "sign" and token.text == "{":
            return self.braces.partner[index] + 1
        after = index + 1
        if token.kind == "command":
            if token.text == "sqrt" and after < self.end and self.tokens[after].text == "[":
                while after < self.end and self.tokens[after].text != "]":
                    after += 1
                after += 1
            for _ in range(ARITY.get(token.text, 0)):
                after = self.unit(after, depth + 1)
        return min(after, self.end)

    def argument(self, of: Token) -> tuple[int, int]:
        """The bounds of the next argument, without braces; the position moves behind it."""
        self._skip()
        if self.position >= self.end:
            raise ReadError(f"{of.source()} lacks an argument", of.start, of.end)
        first, last = self.position, self.unit(self.position)
        self.position = last
        if self.tokens[first].kind == "sign" and self.tokens[first].text == "{":
            return first + 1, last - 1
        return first, last

    def deeper(self, token: Token) -> None:
        """Count a level of nesting."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ReadError(f"nested more than {MAX_DEPTH} deep", token.start, token.end, "Name a part of the formula.")

    def refuse(self, reason: str, token: Token, hint: str = "") -> ReadError:
        """An error at a token."""
        return ReadError(reason, token.start, max(token.end, token.start), hint)


class Braces:
    """Which brace closes which, which groups are arguments, and which hold a style switch or ``\\over``."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.partner: dict[int, int] = {}
        self.switched: set[int] = set()
        self.over: dict[int, int] = {}
        stack: list[int] = []
        for index, token in enumerate(tokens):
            if token.kind == "sign" and token.text == "{":
                stack.append(index)
            elif token.kind == "sign" and token.text == "}":
                if not stack:
                    raise ReadError("this brace closes nothing", token.start, token.end)
                self.partner[stack.pop()] = index
            elif token.kind == "command" and stack:
                if token.text == "over":
                    self.over[stack[-1]] = index
                elif token.text in SWITCHES:
                    self.switched.add(stack[-1])
        if stack:
            opened = tokens[stack[-1]]
            raise ReadError("this brace is never closed", opened.start, opened.end)


def environments(tokens: Sequence[Token]) -> dict[int, int]:
    """Where each ``\\begin`` ends."""
    partner, stack = {}, []
    for index, token in enumerate(tokens):
        if token.kind == "begin":
            stack.append(index)
        elif token.kind == "end" and token.text:
            if not stack:
                raise ReadError(f"\\end{{{token.text}}} ends nothing", token.start, token.end)
            partner[stack.pop()] = index
    if stack:
        opened = tokens[stack[-1]]
        raise ReadError(f"\\begin{{{opened.text}}} never ends", opened.start, opened.end)
    return partner


def runs(tokens: Sequence[Token]) -> list[int]:
    """For each token, the position after the letters that stand glued together from it on."""
    after = list(range(1, len(tokens) + 1))
    for index in range(len(tokens) - 2, -1, -1):
        here, following = tokens[index], tokens[index + 1]
        if here.kind == "letter" == following.kind and not following.gap and here.start != following.start:
            after[index] = after[index + 1]
    return after
