"""Rebuild ``generated/``: every network of the gallery, as a reader or a test finds it.

``python -m derive.gallery_build`` writes; with ``--check`` it compares and writes nothing (exit status 1 if a file differs);
with ``--picture`` it also makes the picture of the README (needs pdflatex and pdftoppm).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from derive.build import build
from derive.cli.terminal import progress

GENERATED = Path(__file__).resolve().parent.parent / "generated"
MEASURED = {"coverage.md"}  # the oracle's table: written and checked by `python -m tests.oracle.layers.coverage`
PICTURED = "nielsen-depth-L"
PAGE, CROP = "2", ("-x", "60", "-y", "70", "-W", "630", "-H", "890")


def rebuild(root: Path) -> None:
    """Build the gallery into ``root``, with an index, and remove the folders of networks that the gallery no longer has."""
    from derive.frontends import gallery

    names = list(gallery.names())
    with progress(len(names)) as report:
        built = build(names, root, report=report)
    kept = {folder.name for folder, _ in built}
    lines = [f"- [{proof.model.title or folder.name}]({folder.name}/derivation.md)" for folder, proof in built]
    text = "# The gallery, built\n\nWritten by `python -m derive.gallery_build`; do not edit.\n\n" + "\n".join(lines) + "\n"
    (root / "README.md").write_text(text, encoding="utf-8")
    for folder in root.iterdir():
        if folder.is_dir() and folder.name not in kept:
            shutil.rmtree(folder)


def differences(root: Path, fresh: Path) -> list[str]:
    """The files in which two built galleries differ (text files only: the picture depends on the TeX distribution)."""
    trees = [{str(p.relative_to(r)): p.read_bytes() for p in r.rglob("*") if _is_text(p)} for r in (root, fresh)]
    old, new = trees
    return sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))


def _is_text(path: Path) -> bool:
    return path.is_file() and path.suffix in {".tex", ".html", ".md", ".py"} and path.name not in MEASURED


def picture(root: Path) -> None:
    """Typeset one proof and keep the page that shows it as ``proof.png``."""
    with tempfile.TemporaryDirectory() as scratch:
        source = root / PICTURED / "derivation.tex"
        typeset = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", f"-output-directory={scratch}", str(source)]
        for _ in range(2):
            subprocess.run(typeset, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  (a fixed command on our own file)
        pdf = f"{scratch}/derivation.pdf"
        draw = ["pdftoppm", "-png", "-gray", "-singlefile", "-r", "90", "-f", PAGE, *CROP, pdf, str(root / "proof")]
        subprocess.run(draw, check=True)  # noqa: S603


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=GENERATED)
@click.option("--check", is_flag=True, help="Compare with what is there; write nothing.")
@click.option("--picture", "pictured", is_flag=True, help="Make the README's picture, too.")
def main(folder: Path, check: bool, pictured: bool) -> None:
    """Rebuild the gallery in FOLDER (default: generated/)."""
    if check:
        with tempfile.TemporaryDirectory() as scratch:
            rebuild(Path(scratch))
            differing = differences(folder, Path(scratch))
        for path in differing:
            click.echo(f"{folder / path} differs from what derive makes now: run `python -m derive.gallery_build`", err=True)
        sys.exit(1 if differing else 0)
    rebuild(folder)
    if pictured:
        picture(folder)


if __name__ == "__main__":
    main()
