"""Text inside formulas: which words are names (``\\text{MSE}``), which join statements (``and``), which are remarks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from derive.check.reading.tokens import Token
from derive.check.reading.vocabulary import is_function, word_set

CONDITION = word_set("""
    if for when whenever forall unless assuming provided iff s.t. st such subject on over at since because
    falls wenn für fur si lorsque quand pour cuando para se quando per если при для 如果 若 当 當 もし
    nếu khi với jeśli jeżeli gdy dla eğer jika ketika indien pokud když om när 만약
    """)
"""Words after which a condition follows."""
REASON = word_set("since because as")
"""Words after which a reason follows, which restricts nothing."""
OTHERWISE = word_set(
    "otherwise else elsewhere sonst andernfalls ansonsten sinon autrement altrimenti иначе 否则 其他 其它 それ以外 "
    "ngược anders jinak annars lainnya"
)
JOINING = word_set("""
    and or where with let given as so thus then hence is are therefore but find we have get that denote note here
    however implies gives yields means which i.e. which after finally similarly likewise also
    donde con entonces luego decir onde com logo então portanto où avec et donc alors soit dove quindi ossia
    wobei mit und oder daher somit folglich где и тогда 其中 且 所以 因此 ここで
    """)
"""Words that join claims."""
ALL_WORDS = CONDITION | OTHERWISE | JOINING
SPELLED = word_set("""
    and where otherwise else when whenever since because hence thus then with therefore
    And Where Otherwise Else When Since Because Hence Thus Then With Therefore
    """)
"""Words that are recognised even when typed as plain letters."""
_LEADING = CONDITION | JOINING | OTHERWISE
_OTHER_CASES = re.compile(
    r"\b(?:cas[oi]? contr[aá]\w+|otros? casos?|(?:los|les) (?:dem[aá]s|autres) cas\w*|lo contrario|w przeciwn\w+"
    r"|aksi (?:halde|takdirde)|trường hợp (?:khác|còn lại)|그 ?외|그렇지 않)",
    re.IGNORECASE,
)
_SWITCHES = word_set("small tiny rm sf bf it tt sc large footnotesize scriptsize normalsize raggedright em")


def raw_text(tokens: Sequence[Token]) -> str:
    """Tokens as the text that they are."""
    pieces = []
    for token in tokens:
        if token.kind == "command" and token.text in _SWITCHES:
            continue
        text = " " if token.kind == "command" and token.text in (" ", ",", ";", "quad") else token.source()
        text = " " if text == "~" else text
        text = text[1:] if text in ("\\_", "\\%", "\\&", "\\$", "\\#") else text
        pieces.append((" " if token.gap else "") + text)
    return "".join(piece for piece in pieces if piece not in ("{", "}"))


def first_word(text: str) -> str:
    """The first word of a text, small, without punctuation around it."""
    match = re.match(r"[\s(\[,;:]*([^\W\d_]+(?:\.[a-z]\.)?)", text.replace('\\"', ""))
    return match[1].lower() if match else ""


def is_otherwise(text: str) -> bool:
    """Whether a text says "otherwise"."""
    return first_word(text) in OTHERWISE or _OTHER_CASES.search(text) is not None


def is_name(text: str) -> bool:
    """Whether text is one word that can name a quantity or a function; a space after it makes it prose (``only``)."""
    if text[-1:].isspace() and not is_function(text.strip()):
        return False
    stripped = text.strip()
    return bool(re.fullmatch(r"[A-Za-z][A-Za-z0-9_\-]*'*", stripped)) and stripped.lower() not in ALL_WORDS


def text_pieces(place: Token, content: Sequence[Token], tail: str = "") -> Token | list[Token]:
    """What ``\\text{...}`` becomes: words, or the formula in it where a statement stands between dollar signs.

    A remark that mentions formulas ("by definition of $x$") stays words: only ``if $i = j$`` and the like are opened up.
    ``tail`` is the space before the closing brace.  A statement on two letters needs no dollars,
    ``if p = i``, or has them at the wrong place, ``if p $\\ne$ i``.
    """
    text = raw_text(content) + tail
    if (statement := _statement(place, content, text)) is not None:
        return statement
    dollars = [index for index, token in enumerate(content) if token.text == "$" and token.kind == "sign"]
    if len(dollars) < 2 or not (dollars[0] == 0 or first_word(text) in _LEADING):
        return Token("words", text, place.start, place.end, place.gap)
    pieces: list[Token] = []
    previous, inside = 0, False
    for index in [*dollars, len(content)]:
        part = content[previous:index]
        if inside:
            pieces.extend(part)
        elif part and raw_text(part).strip():
            words = raw_text(part)
            if words.strip() in (",", ".", ";"):
                pieces.append(Token("sign", words.strip(), part[0].start, part[-1].end))
            else:
                pieces.append(Token("words", words, part[0].start, part[-1].end))
        previous, inside = index + 1, not inside
    return pieces


_PLAIN = re.compile(r"\s*(?:([^\W\d_]{2,})\s+)?[A-Za-z]\s*(?:=|<|>|\\(?:neq?|leq?|geq?))\s*(?:[A-Za-z]|\d+)\s*[.,]?\s*")
"""A relation between single letters or numbers, perhaps behind a word."""


def _statement(place: Token, content: Sequence[Token], text: str) -> list[Token] | None:
    """The tokens of such a relation, and the word before it."""
    found = _PLAIN.fullmatch(text.replace("$", ""))
    word = found[1] or "" if found is not None else ""
    if found is None or (word and word.lower() not in CONDITION):
        return None
    rest = [token for token in content if token.text != "$" and token.text.strip()]
    passed = ""
    while len(passed) < len(word) and rest:
        passed += rest.pop(0).text
    lead = [Token("words", word, place.start, place.end, place.gap)] if word else []
    return [*lead, *rest] if passed == word else None
