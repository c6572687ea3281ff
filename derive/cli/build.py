"""``derive build``: the proof and the code of one or more specifications, into folders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from derive.cli.options import document_options
from derive.cli.terminal import progress, write


@click.command(short_help="Write the proof and the code into DIR/<name>/.")
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True)
@click.option("-o", "--output", "output", metavar="DIR", default="derived", show_default=True, help="Where the folders go.")
@click.option("--fragment", is_flag=True, help="Make derivation.tex a fragment for \\input (needs amsmath and amssymb only).")
@click.option(
    "--target",
    "targets",
    type=click.Choice(["numpy", "python"]),
    multiple=True,
    default=["numpy"],
    show_default=True,
    help="What code to write, may be given twice; python: gradient_plain.py, for tiny networks.",
)
@document_options
def build(specs: tuple[str, ...], output: str, **options: Any) -> None:
    """Write the proof and the code of each SPEC into DIR/<name>/.

    Five files: derivation.tex, derivation.html, derivation.md, gradient.py, test_gradient.py.  A network that leaves
    something open (a symbolic depth, any activation) has a proof and no code.  All files are written, or none.
    """
    from derive.build import CODE_FILES, PLAIN_FILES, build

    with progress(len(specs)) as report:
        built = build(list(specs), Path(output), report=report, **options)
    for folder, proof in built:
        count = len(proof.proved_in(options["notation"] or proof.default_notation).theorems)
        said = f"{folder}: proof with {count} theorem{'s' * (count != 1)}"
        if proof.model.is_symbolic:
            left_open = f"no {' or '.join(CODE_FILES)}: the network leaves a depth, a width or a function open"
            write(f"{said}; {left_open}")
        else:
            named = {"numpy": CODE_FILES, "python": PLAIN_FILES}
            write(", ".join([said, *(file for target in dict.fromkeys(options["targets"]) for file in named[target])]))
