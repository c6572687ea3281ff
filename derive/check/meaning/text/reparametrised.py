r"""Other measures of a symbol, by which authors differentiate, too: ``s = \log \sigma^2``, ``\tau = 1 / \sigma^2``."""

from __future__ import annotations

from derive.check.reading.syntax import Call, Fraction, Group, Name, Node, Number, Product

_LOGARITHMS = ("log", "ln")


def source(node: Node | None) -> Name | None:
    """The symbol of which a definition is a logarithm or a power, perhaps times a number; None for anything else."""
    if isinstance(node, Group) and len(node.items) == 1:
        return source(node.items[0])
    if isinstance(node, Call) and is_logarithm(node) and len(node.args) == 1:
        return _power(node.args[0])
    if isinstance(node, Fraction) and isinstance(node.over, Number):
        return _power(node.under)
    if isinstance(node, Product) and len(node.factors) == 2 and isinstance(node.factors[0][1], Number):
        return source(node.factors[1][1])
    return _power(node) if isinstance(node, Name) and node.sup else None


def is_logarithm(node: Node | None) -> bool:
    """Whether a definition is a logarithm."""
    return isinstance(node, Call) and node.head.base in _LOGARITHMS


def _power(node: Node) -> Name | None:
    """The base of a power with a number as its exponent, or the symbol itself."""
    if isinstance(node, Group) and len(node.items) == 1:
        return _power(node.items[0])
    if not isinstance(node, Name) or len(node.sup) > 1:
        return None
    numbers = all(isinstance(item, Number) for script in node.sup for item in script.items)
    return node if numbers else None
