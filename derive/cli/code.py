"""``derive code``: the module on standard output."""

from __future__ import annotations

import click

from derive.cli.terminal import write


@click.command(short_help="Print the module of cost and gradient: NumPy, or plain Python.")
@click.argument("spec")
@click.option(
    "--target",
    type=click.Choice(["numpy", "python"]),
    default="numpy",
    show_default=True,
    help="NumPy, or unrolled plain Python for tiny networks (no dependency).",
)
@click.option(
    "--dtype",
    type=click.Choice(["float64", "float32"]),
    default="float64",
    show_default=True,
    help="The type of the parameters that `init` makes.",
)
@click.option("--examples", type=click.IntRange(1, 1000), metavar="N", help="Fix the number of examples.")
@click.option("--test", "test", is_flag=True, help="Print the module's test instead.")
def code(spec: str, target: str, dtype: str, examples: int | None, test: bool) -> None:
    """Print the stand-alone module of SPEC: its cost and its gradient."""
    from derive.frontends import load
    from derive.proof import Proof

    proof = Proof(load(spec))
    if test:
        write(proof.test_source(target=target, examples=examples), exact=True)
    else:
        write(proof.source(dtype=dtype, target=target, examples=examples), exact=True)
