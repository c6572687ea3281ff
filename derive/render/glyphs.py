"""How a user's identifier is printed: ``lambda_max`` in Greek with a subscript, ``x_hat`` with a hat, the rest upright.

Input: an identifier.  Output: a ``Glyph`` with its LaTeX and its plain text.  Only the commands of the tables below are
ever written; every other character is escaped, so a name can't smuggle a LaTeX command into the proof.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι",
    "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ",
    "upsilon": "υ", "phi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ",
    "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
ALIASES = {"eps": "epsilon", "lam": "lambda", "lamda": "lambda", "lmbda": "lambda"}
ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307"}
_PROSE = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
    "–": "--", "—": "---", "’": "'", "‘": "`", "“": "``", "”": "''", "×": r"$\times$", "…": r"\dots{}",
}  # fmt: skip
_WIDTH = {"m": 0.85, "w": 0.72, "i": 0.35, "l": 0.3, "j": 0.42, "t": 0.37, "f": 0.5, "M": 1.0, "W": 1.0}


@dataclass(frozen=True)
class Glyph:
    """A printed name: LaTeX and text of its letter, and of its own subscript (``W_q`` has the letter W and the subscript q)."""

    latex: str
    text: str
    sub_latex: str = ""
    sub_text: str = ""

    def prefixed(self, letter: str) -> Glyph:
        """The same glyph with a letter before it: the d of dW."""
        return Glyph(f"{letter}{self.latex}", f"{letter}{self.text}", self.sub_latex, self.sub_text)


@cache
def glyph(name: str) -> Glyph:
    """The printed form of an identifier: letter, accents, subscripts."""
    head, *rest = [part for part in name.split("_") if part] or ["?"]
    if match := re.fullmatch(r"([A-Za-z]|[A-Za-z]*[a-z])(\d+)", head):
        head, rest = match[1], [match[2], *rest]
    accent = next(
        (a for a in ACCENTS if head != a and head.endswith(a) and (len(head) == len(a) + 1 or head[: -len(a)] in GREEK)), ""
    )
    if accent:  # xhat is x_hat
        head, rest = head.removesuffix(accent), [accent, *rest]
    latex, text = _word(head)
    subs: list[tuple[str, str]] = []
    for part in rest:
        if part in ACCENTS and not subs:
            latex, text = rf"\{part}{{{latex}}}", text + ACCENTS[part]
        else:
            subs.append(_word(part))
    return Glyph(latex, text, ",".join(s[0] for s in subs), ",".join(s[1] for s in subs))


def _word(word: str) -> tuple[str, str]:
    if re.fullmatch(r"[a-z][+-]\d+", word):  # a layer counted from another: l+1 (no identifier of a user's is so written)
        return word, word.replace("-", "−")
    word = ALIASES.get(word, word)
    if word in GREEK:
        # Nielsen's epsilon is the open one; the rest are LaTeX's own names.
        return ("\\varepsilon" if word == "epsilon" else f"\\{word}"), GREEK[word]
    if (len(word) == 1 and word.isascii() and word.isalpha()) or (word.isascii() and word.isdigit()):
        return word, word
    return rf"\mathrm{{{escape(word)}}}", word


def function_glyph(name: str) -> Glyph:
    """The printed form of a function's name: a Greek or single letter, else upright."""
    name = ALIASES.get(name, name)
    if name in GREEK or len(name) == 1:
        return glyph(name)
    return Glyph(rf"\operatorname{{{escape(name)}}}", name)


def escape(text: str) -> str:
    """Text that stands for itself in LaTeX's text mode (and inside ``\\mathrm``)."""
    return "".join(_PROSE.get(c, c if c.isascii() and c.isprintable() else _unicode(c)) for c in text)


def _unicode(char: str) -> str:
    # Latin letters with accents pass (LaTeX reads UTF-8); Greek letters become commands; what is left would stop LaTeX.
    for name, letter in GREEK.items():
        if char == letter:
            return rf"\ensuremath{{\{name}}}"
    return char if "\u00c0" <= char <= "\u017f" else " " if char.isspace() else "?"


def letters_width(text: str) -> float:
    """A rough width in em of letters and digits set in the text size."""
    return sum(_WIDTH.get(c, 0.75 if c.isupper() else 0.55) for c in text)
