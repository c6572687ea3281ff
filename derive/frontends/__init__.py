"""Frontends: a specification (TOML, formulas, Python) becomes a model.

    text --document--> tables with places --layers, definitions--> checked records --dense, depth, formula_model--> Model
    formulas: text --grammar--> syntax --lowering--> values --program--> equations

Input: a TOML file, the name of a built-in example, or text.  Output: a ``Model``.  What cannot be read is refused with
its place.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sympy.core.parameters import distribute

from derive.errors import SpecError, near_misses
from derive.frontends import definitions, gallery, limits
from derive.frontends.document import Table, parse
from derive.frontends.example import with_example
from derive.frontends.formula_model import formula_model
from derive.frontends.network import network_model
from derive.model import Model
from derive.names import check_name, check_title

KEYS = ("name", "title", "description", "notation", "network", "model", "define", "initial", "example")


def load(spec: str | Path) -> Model:
    """The model of a TOML file, or of a built-in example by its name (``"digits"``).

    Raises:
        SpecError: no such file or example, or a mistake in it, with file and line.
    """
    file = Path(spec)
    is_name = isinstance(spec, str) and "/" not in spec and "\\" not in spec and not spec.endswith(".toml")
    if is_name and (str(spec) in gallery.names() or not file.exists()):
        file = gallery.path(str(spec))
    try:
        size = file.stat().st_size
        if size > 4 * limits.TEXT:
            raise SpecError(f"the file has {size} bytes; {limits.TEXT} characters are allowed", place=str(spec))
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        hint = near_misses(file.stem, gallery.names()) or "Give a TOML file, or a name that `derive list gallery` prints."
        raise SpecError("there is no such file", place=str(spec), hint=hint) from None
    except (OSError, ValueError) as error:
        reason = (
            "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else getattr(error, "strerror", None) or str(error)
        )
        raise SpecError(f"the file cannot be read: {reason}", place=str(spec)) from None
    return loads(text, str(file) if not is_name else f"{file.name}", default_name=file.stem)


def loads(text: str, place: str = "<spec>", default_name: str = "network") -> Model:
    """The model of a specification given as text; ``place`` stands for the file in messages.

    Raises:
        SpecError: a mistake in it, with its line.
    """
    table = parse(text, place)
    table.only(*KEYS)
    name = _name(table, default_name)
    title = check_title(table.string("title", ""), table.place("title"))
    check_title(table.string("description", ""), table.place("description"))
    notation = check_title(table.string("notation", ""), table.place("notation"))
    if table.has("network") == table.has("model"):
        both = "both [network] and [model]" if table.has("network") else "neither [network] nor [model]"
        raise table.error(f"the specification has {both}", hint="One of them says what the network is.")
    defined = definitions.read(table.table("define", "define"))
    initial = table.table("initial", "initial")
    if table.has("network"):
        model = network_model(table.table("network"), name, title, defined, initial)
    else:
        with distribute(False):
            model = formula_model(table.table("model"), name, defined.activations, initial, title)
    return with_example(replace(model, notation=notation), table.table("example", "example"))


def _name(table: Table, default: str) -> str:
    """The name: of the folder and of the modules that are built.  Hyphens are allowed here, and only here."""
    name = table.string("name", default)
    check_name(name.replace("-", "_"), "name", table.place("name") if table.has("name") else None)
    return name


__all__ = ["Model", "gallery", "load", "loads"]
