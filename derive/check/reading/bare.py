"""Formulas without any marks around them: a fragment of a derivation."""

from __future__ import annotations

import re

from derive.check.reading.blocks import Block
from derive.check.reading.vocabulary import WORDS, is_function

MAX_BARE = 100_000
"""A text without any display or dollar sign that is longer than this is taken for prose."""


def bare(text: str, *, fragment: bool = False) -> list[Block]:
    """Formulas without delimiters: paragraphs, or single lines where each line has a relation of its own."""
    if len(text) > MAX_BARE and not fragment:
        return []
    blocks: list[Block] = []
    position = 0
    for piece in re.split(r"(\n[ \t]*\n)", text):
        start, position = position, position + len(piece)
        if fragment or looks_like_formula(piece):
            blocks += _lines(piece, start)
    return blocks


def _lines(piece: str, start: int) -> list[Block]:
    """A paragraph as one block, or a block for each line."""
    escaped = "\\\\\\\\" in piece
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", piece) if m.group().strip()]
    each = all(re.search(r"[=<>]|\\(?:approx|equiv|le|ge|in|to|leftarrow|propto)\b", piece[a:b]) for a, b in lines)
    closed = all(piece[a:b].count("{") == piece[a:b].count("}") for a, b in lines)
    if "\\\\" in piece or "\\begin" in piece or len(lines) < 2 or not (each and closed):
        return [Block(start, start + len(piece), escaped=escaped)] if lines else []
    return [Block(start + a, start + b) for a, b in lines]


def looks_like_formula(piece: str) -> bool:
    """Whether a paragraph is formula text rather than prose: it has a relation, and hardly a word outside commands."""
    if not re.search(r"[=<>]|\\[A-Za-z]", piece):
        return False
    outside = re.sub(
        r"\\(?:text|mbox|textrm|mathrm|operatorname|begin|end|color|textcolor|tag|label|colorbox)\s?\{[^{}]*\}|\\[A-Za-z]+",
        " ",
        piece,
    )
    words = [word for word in re.findall(r"[A-Za-z]{3,}", outside) if not is_function(word) and word not in WORDS]
    return len(words) <= 1 + outside.count("=")
