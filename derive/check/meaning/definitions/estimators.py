r"""Names of solutions: ``\hat\lambda_{\text{MLE}}``, ``w^*``, ``\theta_{ML}`` for the parameter where a gradient vanishes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.check.reading.syntax import Name, Node, Number, Script
from derive.check.reading.vocabulary import word_set

_LABELS = word_set("mle ml map ols ls wls ridge opt optimal best star min max lr")
_STARS = ("*", "star", "ast")
_HATS = ("hat", "widehat")


def parameters(node: Node) -> Iterator[Name]:
    """The parameters that a symbol may be an estimate of, the one that keeps most of its scripts first."""
    if not isinstance(node, Name):
        return
    plain = replace(
        node,
        accents=tuple(accent for accent in node.accents if accent not in _HATS),
        sub=tuple(script for script in node.sub if not _is_label(script)),
        sup=tuple(script for script in node.sup if not _is_label(script)),
    )
    if plain != node:
        yield plain


def _is_label(script: Script) -> bool:
    """Whether a script says how the estimate was found, or that it is the best one."""
    if any(isinstance(item, Number) for item in script.items):
        return False
    word = script.raw.strip("{}\\ ").lower()
    return word in _LABELS or word in _STARS
