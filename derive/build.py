"""Writing a proof and its code into folders: every file of every specification, or none.

New files are written in full into a temporary folder beside their targets, and then put in place by renaming.  Whatever
interrupts that (an error, Ctrl-C, a full disk), what was there before is put back.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from derive.errors import DeriveError, OutputError, SpecError
from derive.proof import Proof

PROOF_FILES = ("derivation.tex", "derivation.html", "derivation.md")
CODE_FILES = ("gradient.py", "test_gradient.py")
_FOLDER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


def files_of(proof: Proof, *, fragment: bool = False, dtype: str = "float64", **options: Any) -> dict[str, str]:
    """The text of each file for one proof; no code if the model leaves something open.

    ``fragment`` makes ``derivation.tex`` a fragment for ``\\input``.  ``options`` are those of ``Proof.document``.
    """
    from derive.render import to_html, to_latex, to_markdown

    document = proof.document(**options)
    files = {
        "derivation.tex": to_latex(document, fragment=fragment),
        "derivation.html": to_html(document),
        "derivation.md": to_markdown(document),
    }
    if not proof.model.is_symbolic:
        files["gradient.py"] = proof.source(dtype=dtype, numbers=document.theorem_numbers)
        files["test_gradient.py"] = proof.test_source()
    return files


def folder_name(proof: Proof, taken: Mapping[str, object]) -> str:
    """The folder for a proof: the model's name, if it is a plain one and no other specification of this run has it."""
    name = proof.model.name
    if not _FOLDER_NAME.fullmatch(name):
        raise SpecError(
            f"the name '{name}' cannot be the name of a folder",
            hint="Use letters, digits, '-' and '_'.",
        )
    if name in taken:
        raise SpecError(f"two specifications are named '{name}': they would be written to the same folder", hint="Rename one.")
    return name


def write_folders(root: Path, folders: Mapping[str, Mapping[str, str]]) -> list[Path]:
    """Write ``folders[name][file]`` to ``root/name/file``, all or nothing; files of other names stay as they are.

    Returns the folders written.

    Raises:
        OutputError: the output folder cannot be written; nothing has changed.
    """
    made: list[Path] = []
    try:
        made = _make_folder(root)
        with tempfile.TemporaryDirectory(prefix=".derive-", dir=root, ignore_cleanup_errors=True) as staging:
            _replace(root, folders, Path(staging))
    except BaseException as error:
        with suppress(OSError):
            for folder in reversed(made):
                folder.rmdir()
        if isinstance(error, OSError):
            raise OutputError(
                f"cannot write to '{error.filename2 or root}': {error.strerror or error}",
                hint="Nothing was written; choose a folder with -o DIR.",
            ) from error
        raise
    return [root / name for name in folders]


def _make_folder(root: Path) -> list[Path]:
    """Create ``root``; returns the folders that did not exist before, outermost first."""
    missing = [folder for folder in (*reversed(root.parents), root) if not folder.exists()]
    root.mkdir(parents=True, exist_ok=True)
    return missing


def _replace(root: Path, folders: Mapping[str, Mapping[str, str]], staging: Path) -> None:
    new, old = staging / "new", staging / "old"
    for name, files in folders.items():
        for path in (new / name, old / name):
            path.mkdir(parents=True)
        for file, text in files.items():
            (new / name / file).write_text(text, encoding="utf-8", newline="\n")
    undo: list[Callable[[], object]] = []
    try:
        for name, files in folders.items():
            _replace_folder(root / name, files, new / name, old / name, undo)
    except BaseException:
        for action in reversed(undo):
            with suppress(OSError):  # what one file resists must not keep the others from coming back
                action()
        raise


def _replace_folder(target: Path, files: Mapping[str, str], new: Path, old: Path, undo: list[Callable[[], object]]) -> None:
    """Put the new files in place, noting before each move how to take it back."""
    if not target.exists():
        undo.append(lambda: shutil.rmtree(target, ignore_errors=True))
        new.rename(target)
        return
    # A file of an earlier run that this one does not make (code, when a width was left open) would contradict the new proof.
    for file in dict.fromkeys((*files, *PROOF_FILES, *CODE_FILES)):
        place = target / file
        if place.exists() or place.is_symlink():
            undo.append(_mover(old / file, place))
            place.rename(old / file)
        if file in files:
            undo.append(_remover(place, old / file))
            (new / file).rename(place)


def _mover(source: Path, place: Path) -> Callable[[], object]:
    return lambda: source.replace(place) if source.exists() or source.is_symlink() else None


def _remover(place: Path, backup: Path) -> Callable[[], object]:
    """Take a new file away; where an old one was saved, moving that back does it."""
    return lambda: None if backup.exists() else place.unlink(missing_ok=True)


def build(
    specs: list[str],
    root: Path,
    *,
    fragment: bool = False,
    report: Callable[[str, str], None] | None = None,
    **options: Any,
) -> list[tuple[Path, Proof]]:
    """Derive each specification and write its folder under ``root``; ``report(spec, stage)`` is told of every stage.

    Returns each folder with its proof.

    Raises:
        DeriveError: a specification cannot be read or derived, or the folder cannot be written; nothing was written.
    """
    from derive.frontends import load

    tell = report or (lambda spec, stage: None)
    folders: dict[str, dict[str, str]] = {}
    proofs: list[Proof] = []
    for spec in specs:
        try:
            tell(spec, "reading")
            model = load(spec)
            tell(spec, "deriving")
            proof = Proof(model)
            name = folder_name(proof, folders)
            tell(spec, "printing")
            folders[name] = files_of(proof, fragment=fragment, **options)
        except DeriveError as error:
            if len(specs) > 1:
                error.at(spec)
            raise
        proofs.append(proof)
    tell("", "writing")
    return list(zip(write_folders(root, folders), proofs, strict=True))
