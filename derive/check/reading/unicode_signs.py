"""Unicode characters that people type for LaTeX commands."""

from __future__ import annotations

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ϵ": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "µ": "mu", "ν": "nu", "ξ": "xi", "π": "pi",
    "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "varphi", "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi",
    "Ω": "Omega", "ℓ": "ell",
}  # fmt: skip
_OTHER = {
    "∂": "partial", "∇": "nabla", "∑": "sum", "∏": "prod", "∫": "int", "×": "times", "·": "cdot", "⋅": "cdot", "∙": "cdot",
    "⊙": "odot", "∘": "circ", "◦": "circ", "⊗": "otimes", "≤": "le", "≥": "ge", "≠": "ne", "≈": "approx", "≡": "equiv",
    "∈": "in", "∉": "notin", "∼": "sim", "∝": "propto", "→": "to", "←": "leftarrow", "⇒": "Rightarrow", "⇔": "iff",
    "∴": "therefore", "∞": "infty", "…": "dots", "⋯": "cdots", "⊤": "top", "∥": "|", "‖": "|", "∀": "forall",
    "√": "sqrt", "⟨": "langle", "⟩": "rangle", "ℝ": "R", "≔": "coloneqq", "↦": "mapsto", "±": "pm",
    "■": "blacksquare", "∎": "qed", "□": "square",
}  # fmt: skip

SIGNS: dict[str, tuple[str, ...]] = {
    **{sign: ("\\" + name,) for sign, name in {**_GREEK, **_OTHER}.items()},
    "−": ("-",), "–": ("-",), "′": ("'",), "’": ("'",), "`": ("'",), "´": ("'",), "″": ("'", "'"), "，": (",",),
    "、": (",",), "；": (";",), "。": (".",), "（": ("(",), "）": (")",),
    "\u00a0": (), "\u200b": (), "\u2061": (), "\ufeff": (), "\u2009": (),
    "ᵀ": ("^", "T"), "²": ("^", "2"), "³": ("^", "3"), "ⁿ": ("^", "n"),
    **{sign: ("_", str(digit)) for digit, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")},
    "ᵢ": ("_", "i"), "ⱼ": ("_", "j"), "ₖ": ("_", "k"), "ₗ": ("_", "l"), "ₙ": ("_", "n"), "ₜ": ("_", "t"),
}  # fmt: skip
"""What stands for a character: commands with backslash, and plain characters."""
