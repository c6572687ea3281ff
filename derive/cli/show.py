"""``derive show``: one derivation on standard output."""

from __future__ import annotations

from typing import Any

import click

from derive.cli.options import document_options
from derive.cli.terminal import write


@click.command(short_help="Print a derivation, or the parts about some quantities.")
@click.argument("spec")
@click.argument("quantities", metavar="[QUANTITY...]", nargs=-1)
@click.option("--format", "style", type=click.Choice(["text", "latex", "markdown", "html"]), default="text", show_default=True)
@click.option("--fragment", is_flag=True, help="With --format latex: a fragment for \\input.")
@document_options
def show(spec: str, quantities: tuple[str, ...], style: str, fragment: bool, **options: Any) -> None:
    """Print the derivation of SPEC, or of the given quantities only (W1, z2, "delta z2", ...)."""
    from derive import render
    from derive.frontends import load
    from derive.proof import Proof

    if fragment and style != "latex":
        raise click.UsageError("--fragment goes with --format latex")
    document = Proof(load(spec)).document(quantities=quantities, **options)
    if style == "latex":
        write(render.to_latex(document, fragment=fragment), exact=True)
    elif style == "text":
        write(render.to_text(document))
    else:
        write(render.to_html(document) if style == "html" else render.to_markdown(document), exact=True)
