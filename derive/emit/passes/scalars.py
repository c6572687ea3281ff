"""A number times a product of matrices is applied to the smallest of the three arrays.

Input: a lowered model.  Output: the same; products that share a scaled operand now share its scaling.
"""

from __future__ import annotations

from derive.emit.graph import Graph
from derive.emit.passes.rebuild import Rebuild, rebuilt, uses
from derive.emit.program import Value


def scaled_early(graph: Graph) -> Graph:
    """The pass."""
    users = uses(graph)

    def rule(build: Rebuild, value: Value) -> Value | None:
        if value.op != "multiply" or value.kind != "real" or not value.rank:
            return None
        for number, product in (value.args, value.args[::-1]):
            if number.is_number and not number.rank and product.op == "contract" and len(users[product]) == 1:
                return _inside(build, number, product)
        return None

    return rebuilt(graph, rule)


def _inside(build: Rebuild, number: Value, product: Value) -> Value | None:
    """The product of operands of which the smaller one is scaled; None if the result is no larger."""
    if product.args[0] is product.args[1]:
        return None
    small = min(product.args, key=lambda arg: arg.elements)
    labels = tuple(range(small.rank))
    known = build.program.found("multiply", [build[number], build[small]], [(), labels], labels)
    smaller = small.elements < product.elements or (small.elements == product.elements and known is not None)
    if not smaller or small.kind != "real" or small.op == "window":
        return None
    scaled = build.program.elementwise("multiply", [(build[number], ()), (build[small], labels)], labels)
    args = [scaled if arg is small else build[arg] for arg in product.args]
    return build.program.make("contract", args, product.axes, product.out)
