"""Programs of small models before and after passes, as text."""

from derive.emit.graph import Graph, graph
from derive.emit.passes import improved
from tests.emit.emitted import derivation, formulas


def lowered(inputs, parameters, equations, more=""):
    """The lowered model of some formulas."""
    return graph(derivation(formulas(inputs, parameters, equations, more)))


def operations(found: Graph):
    """The operations that the cost and the gradients need, in order."""
    return [value.op for value in found.program.needed([found.cost, *found.gradients.values()])]


def large(found: Graph, rank=2):
    """The elementwise operations on arrays of that many axes."""
    ops = ("add", "subtract", "multiply", "divide", "negate", "square", "exp")
    needed = found.program.needed([found.cost, *found.gradients.values()])
    return [value.op for value in needed if value.op in ops and value.rank == rank]


def network(*rows, shape="6", cost="quadratic", more=""):
    """The lowered model of some layers."""
    text = "\n".join(f"  {{ {row} }}," for row in rows)
    return graph(derivation(f'name = "l"\n[network]\ninput = {shape}\ncost = "{cost}"\n{more}\nlayers = [\n{text}\n]\n'))


__all__ = ["improved", "large", "lowered", "network", "operations"]
