"""``derive code``: the module on standard output."""

from __future__ import annotations

import click

from derive.cli.terminal import write


@click.command(short_help="Print the NumPy module of cost and gradient.")
@click.argument("spec")
@click.option("--target", type=click.Choice(["numpy"]), default="numpy", expose_value=False, help="What the code runs on.")
@click.option(
    "--dtype",
    type=click.Choice(["float64", "float32"]),
    default="float64",
    show_default=True,
    help="The type of the parameters that `init` makes.",
)
@click.option("--test", "test", is_flag=True, help="Print the module's test instead.")
def code(spec: str, dtype: str, test: bool) -> None:
    """Print the stand-alone NumPy module of SPEC: its cost and its gradient."""
    from derive.frontends import load
    from derive.proof import Proof

    proof = Proof(load(spec))
    write(proof.test_source() if test else proof.source(dtype=dtype), exact=True)
