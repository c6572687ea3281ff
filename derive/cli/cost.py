"""``derive cost``: floating-point operations and memory of forward, backward, and of forward mode."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from derive.cli.terminal import write, write_table

if TYPE_CHECKING:
    from sympy import Expr

    from derive.cost import Cost, DepthCost
    from derive.cost.counts import Count
    from derive.cost.walk import Row

_NOTE = """One operation is an addition, a subtraction, a product, a quotient, a change of sign, a comparison, a choice, or the
value of an elementary function (exp, log, tanh, root, power, logistic function). Moving numbers and whole numbers are free."""


@click.command(short_help="Count operations and memory: reverse mode against forward mode.")
@click.argument("spec")
@click.option("--at", metavar="SIZE=NUMBER", multiple=True, help="A number for an open size (N=32); N is 1 otherwise.")
@click.option("--json", "as_json", is_flag=True, help="The counts as JSON.")
def cost(spec: str, at: tuple[str, ...], as_json: bool) -> None:
    """Print what cost and gradient of SPEC cost: operations and memory, quantity by quantity, as formulas and as numbers."""
    from derive.cost import DepthCost
    from derive.cost import cost as count
    from derive.frontends import load

    found = count(load(spec), _numbers(at))
    if as_json:
        import json

        write(json.dumps(found.to_json(), indent=2, ensure_ascii=False), exact=True)
    elif isinstance(found, DepthCost):
        _print_layers(found)
    else:
        _print(found)


def _numbers(at: Sequence[str]) -> dict[str, int]:
    numbers = {}
    for text in at:
        name, _, value = text.partition("=")
        if not value.strip().isdecimal() or not 0 < int(value) <= 10**12:
            raise click.UsageError(f"--at takes SIZE=NUMBER such as N=32, not '{text}'")
        numbers[name.strip()] = int(value)
    return numbers


def _print(cost: Cost) -> None:
    """Two tables of quantities, one of totals, and what follows from them."""
    columns = ("quantity", "operations", "at these sizes", "of them functions", "numbers in it")
    right = (columns[2], columns[4])
    for title, rows, count in (
        (f"Forward pass of {cost.model.name}{_sizes(cost)}", cost.forward, cost.forward_total),
        ("Backward pass", cost.backward, cost.backward_total),
    ):
        cells = [_row(cost, row) for row in rows]
        write_table(title, columns, [*cells, ("total", *_count(cost, count), "")], right=right)
        write("")
    write_table("All derivatives", ("", "operations", "at these sizes"), _totals(cost), right=("at these sizes",))
    write("")
    write_table(
        "Memory, in numbers (8 bytes each)", ("", "formula", "at these sizes"), _memory(cost), right=("at these sizes",)
    )
    write("")
    write(summary(cost))
    write(_NOTE)


def _print_layers(cost: DepthCost) -> None:
    """The quantities of layer l."""
    from derive.cost.depth import layers, named
    from derive.cost.polynomials import text

    columns = ("quantity", "for", "operations", "of them functions")
    parts = (("Forward pass", cost.forward), ("Backward pass", cost.backward), ("One tangent pass", cost.tangent))
    for title, rows in parts:
        shown = [row for row in rows if row.count.operations != 0 or row.tensor.of is not None]
        cells = [(named(r), layers(r), text(r.count.operations), text(r.count.functions)) for r in shown]
        write_table(f"{title} of {cost.model.name}", columns, cells)
        write("")
    write("Reverse mode takes one forward and one backward pass; forward mode a tangent pass for each parameter.")
    if cost.left_open:
        write("The cost is any function: neither it nor its gradient by the output is counted.")
    write(_NOTE)


def _sizes(cost: Cost) -> str:
    named = ", ".join(f"{size} = {value}" for size, value in cost.numbers.items())
    return f", with {named}" if named else ""


def _row(cost: Cost, row: Row) -> tuple[str, ...]:
    from derive.cost.report import quantity

    return quantity(row.tensor), *_count(cost, row.count), _number(cost, row.entries)


def _count(cost: Cost, count: Count) -> tuple[str, str, str]:
    from derive.cost.polynomials import short

    functions = short(count.functions) if count.functions != 0 else ""
    return short(count.operations), _number(cost, count.operations), functions


def _number(cost: Cost, expr: Expr) -> str:
    value = cost.number(expr)
    return "open" if value is None else f"{value:,}"


def _totals(cost: Cost) -> list[tuple[str, str, str]]:
    from derive.cost.polynomials import short

    return [
        ("forward pass F", short(cost.forward_total.operations), _number(cost, cost.forward_total.operations)),
        ("backward pass B", short(cost.backward_total.operations), _number(cost, cost.backward_total.operations)),
        ("one tangent pass T", short(cost.tangent.operations), _number(cost, cost.tangent.operations)),
        ("parameters P", short(cost.parameters), _number(cost, cost.parameters)),
        ("reverse mode", "F + B", _number(cost, cost.reverse_mode.operations)),
        ("forward mode", "F + P T", _number(cost, cost.forward_mode.operations)),
    ]


def _memory(cost: Cost) -> list[tuple[str, str, str]]:
    from derive.cost.polynomials import short

    rows = (
        ("kept for the backward pass", cost.kept),
        ("most at once, forward pass alone", cost.peak_forward),
        ("most at once, reverse mode", cost.peak_reverse),
        ("most at once, one tangent pass", cost.peak_tangent),
    )
    return [(words, short(expr), _number(cost, expr)) for words, expr in rows]


def summary(cost: Cost) -> str:
    """Why backpropagation runs backward, in numbers."""
    reverse = cost.ratio(cost.reverse_mode, cost.forward_total)
    forward = cost.ratio(cost.forward_mode, cost.forward_total)
    if reverse is None or forward is None:
        return "Some sizes are open: give them numbers with --at SIZE=NUMBER."
    parameters = cost.number(cost.parameters) or 0
    return (
        f"All {parameters:,} derivatives cost {reverse:.1f} forward passes by reverse mode, "
        f"{forward:,.1f} by forward mode: {forward / reverse:,.1f} times as much."
    )
