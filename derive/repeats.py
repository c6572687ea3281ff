"""Proofs that repeat: a theorem whose lines are an earlier one's up to the names of tensors and sizes is marked, and
cited instead of printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

import sympy
from sympy import Add, Basic, Mul, Symbol

from derive.algebra import Func, Tensor
from derive.derivation import Ref, Theorem

Names = dict[Basic, str]


def mark_repeats(theorems: Iterable[Theorem]) -> tuple[Theorem, ...]:
    """The theorems, with ``same_as`` set where the proof is one seen before."""
    seen: dict[tuple[str, ...], str] = {}
    marked = []
    for theorem in theorems:
        earlier = seen.setdefault(_signature(theorem), theorem.key)
        marked.append(theorem if earlier == theorem.key else replace(theorem, same_as=earlier))
    return tuple(marked)


def _signature(theorem: Theorem) -> tuple[str, ...]:
    """The steps as text, with tensors and sizes numbered in the order in which they appear."""
    names: Names = {}
    parts = [text_of(theorem.subject, names)]
    for step in theorem.steps:
        reason = [part if isinstance(part, str) else type(part).__name__ for part in step.reason if not isinstance(part, Ref)]
        parts += [step.rule, *reason, text_of(step.after, names)]
    return tuple(parts)


def text_of(node: Basic, names: Names | None) -> str:
    """The expression as text; without ``names`` every tensor and size looks alike, which orders the terms of sums and
    products."""
    if isinstance(node, Tensor):
        kind = "adjoint" if node.role == "adjoint" else "tensor"
        return kind if names is None else names.setdefault(node, f"{kind}{len(names)}")
    if isinstance(node, Symbol) and node.is_positive and not node.is_Dummy:
        return "size" if names is None else names.setdefault(node, f"size{len(names)}")
    if isinstance(node, (Func, Symbol, sympy.Number)):
        return str(node)
    args = sorted(node.args, key=_nameless) if isinstance(node, (Add, Mul)) else node.args
    return f"{type(node).__name__}({', '.join(text_of(arg, names) for arg in args)})"


@lru_cache(maxsize=8192, typed=True)
def _nameless(node: Basic) -> str:
    return text_of(node, None)
