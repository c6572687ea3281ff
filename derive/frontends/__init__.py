"""Frontends: a specification (TOML, formulas, Python) becomes a model.

    text --document--> tables with places --layers, definitions--> checked records --dense, depth, formula_model--> Model
    formulas: text --grammar--> syntax --lowering--> values --program--> equations

Input: a TOML file, the name of a built-in example, or text.  Output: a ``Model``.  What cannot be read is refused with
its place.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from sympy.core.parameters import distribute

from derive.errors import SpecError, near_misses
from derive.frontends import definitions, gallery, limits
from derive.frontends.document import Table, describe, parse
from derive.frontends.example import with_example
from derive.frontends.formula_model import formula_model
from derive.frontends.network import network_model
from derive.frontends.parts import with_definitions
from derive.model import Model
from derive.names import check_folder_name, check_title

KEYS = ("name", "title", "description", "notation", "network", "model", "define", "initial", "example")


def load(spec: str | Path) -> Model:
    """The model of a TOML file, or of a built-in example by its name (``"digits"``).

    Raises:
        SpecError: no such file or example, or a mistake in it, with file and line.
    """
    text, place, name = source(spec)
    return loads(text, place, default_name=name_of_file(name))


def source(spec: str | Path) -> tuple[str, str, str]:
    """The text of a specification, what stands for its file in messages, and the name that it has by default.

    Raises:
        SpecError: no such file or example, or one that is no text.
    """
    if not isinstance(spec, (str, Path)) or not str(spec).strip():
        wanted = "no file" if isinstance(spec, str) else describe(spec)
        raise SpecError(f"{wanted} is given as the specification", hint="Give a TOML file, or the name of a built-in example.")
    file = Path(spec)
    is_name = isinstance(spec, str) and "/" not in spec and "\\" not in spec and not spec.endswith(".toml")
    if is_name and (str(spec) in gallery.names() or not file.exists()):
        file = gallery.path(str(spec))
    try:
        text = _text(file)
    except FileNotFoundError:
        hint = near_misses(file.stem, gallery.names()) or "Give a TOML file, or a name that `derive list gallery` prints."
        raise SpecError("there is no such file", place=str(spec), hint=hint) from None
    except (OSError, ValueError) as error:
        reason = (
            "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else getattr(error, "strerror", None) or str(error)
        )
        raise SpecError(f"the file cannot be read: {reason}", place=str(spec)) from None
    except SpecError as error:
        raise error.at(str(spec)) from None
    return text, str(file) if not is_name else f"{file.name}", file.stem


def _text(file: Path) -> str:
    """The text of a regular file, read up to the limit; a byte order mark at its start is no part of it."""
    if not stat.S_ISREG(file.stat().st_mode):
        what = "a folder" if file.is_dir() else "no regular file"
        raise SpecError(f"the file cannot be read: it is {what}", hint="Give a TOML file.")
    with file.open("rb") as stream:
        data = stream.read(4 * limits.TEXT + 1)
    if len(data) > 4 * limits.TEXT:
        raise SpecError(f"the file has more than {4 * limits.TEXT} bytes; {limits.TEXT} characters are allowed")
    return data.decode("utf-8-sig")


def loads(text: str, place: str = "<spec>", default_name: str = "network") -> Model:
    """The model of a specification given as text; ``place`` stands for the file in messages.

    Raises:
        SpecError: a mistake in it, with its line.
    """
    return _loaded(text, place, default_name)


@lru_cache(maxsize=16)
def _loaded(text: str, place: str, default_name: str) -> Model:
    # A model never changes: of the same text it is the same one, with what others keep of it.
    return from_table(parse(text.removeprefix("\ufeff"), place), default_name)


def from_table(table: Table, default_name: str = "network") -> Model:
    """The model of a specification that has been parsed, or of a table in one that is written like one.

    Raises:
        SpecError: a mistake in it, with its line.
    """
    table.only(*KEYS)
    name = _name(table, default_name)
    title = check_title(table.string("title", ""), table.place("title"))
    check_title(table.string("description", ""), table.place("description"))
    given = table.data.get("notation")
    symbols = given if isinstance(given, Mapping) else {}  # what an author's symbols stand for: see derive.check
    notation = check_title("" if given is symbols else table.string("notation", ""), table.place("notation"))
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
    model = replace(model, notation=notation, symbols=with_definitions(symbols, table.data.get("define")))
    return with_example(model, table.table("example", "example"))


def _name(table: Table, default: str) -> str:
    """The name: of the folder and of the modules that are built.  Hyphens are allowed here, and only here."""
    return check_folder_name(table.string("name", default), table.place("name") if table.has("name") else table.file)


def name_of_file(stem: str) -> str:
    """The name that a specification without one takes from its file: ``3.toml`` is network-3, ``my net.toml`` my-net."""
    name = re.sub(r"[^A-Za-z0-9_]+", "-", stem).strip("-")
    return name if name[:1].isalpha() else f"network-{name}".strip("-")


__all__ = ["Model", "from_table", "gallery", "load", "loads", "source"]
