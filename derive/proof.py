"""A proof in hand: what ``derive.derive(model)`` returns, to read, to print, to run.

A notation may prove the network one example at a time (Nielsen's) or for all examples at once (batch rows).  The document
is made from the derivation that its notation asks for; the code always from the derivation of the model as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal

from derive.derivation import Derivation, Detail, Theorem
from derive.errors import Refused, SpecError, near_misses
from derive.model import Model

if TYPE_CHECKING:
    from derive.render import Document

Form = Literal["index", "matrix", "both"]
DetailName = Literal["brief", "textbook", "full"]
DEFAULT_NOTATION = "nielsen"


def derive(model: Model) -> Proof:
    """Derive backpropagation for a model: every error and gradient by the chain rule, each line with its reason.

    Raises:
        Refused: some equation cannot be differentiated; the message names it.
    """
    return Proof(model)


class Proof:
    """The derivation of one model, with its printed forms and its code.

    ``proof["W1"]`` is the theorem on the gradient of ``W1``; ``proof["delta z2"]`` and ``proof["lemma sigmoid"]`` name
    theorems in full.
    """

    def __init__(self, model: Model) -> None:
        self.model = check_model(model, "derive.derive")
        self.derivation = _backpropagate(model)

    @cached_property
    def single(self) -> Derivation:
        """The derivation for one example, or for the model as it stands if its examples interact."""
        return _backpropagate(self.model.single) if self.model.single else self.derivation

    def __getitem__(self, key: str) -> Theorem:
        return find_theorem(self.derivation, key)

    def __repr__(self) -> str:
        return f"<Proof of {self.model.name}: {_counted(len(self.derivation.theorems), 'theorem')}>"

    def document(
        self,
        notation: str | None = None,
        detail: DetailName | Detail = "textbook",
        form: Form = "both",
        quantities: Sequence[str] | None = None,
    ) -> Document:
        """The proof as a format-neutral document.

        Raises:
            SpecError: no such notation, level of detail or quantity.
        """
        from derive.render import build_document

        notation = check_notation(notation or self.default_notation)
        derivation = self.proved_in(notation)
        wanted = [quantities] if isinstance(quantities, str) else quantities or ()
        keys = [find_theorem(derivation, quantity).key for quantity in wanted]
        return build_document(
            derivation,
            notation=notation,
            detail=level_of_detail(detail),
            form=check_form(form),
            quantities=keys or None,
            whole=self.model,
        )

    @property
    def default_notation(self) -> str:
        """The notation that the specification asks for, or Nielsen's."""
        return getattr(self.model, "notation", "") or DEFAULT_NOTATION

    def proved_in(self, notation: str) -> Derivation:
        """The derivation that a document in this notation prints."""
        from derive.render import notation as notations

        return self.single if notations.load(notation).examples == "one" else self.derivation

    def latex(self, *, fragment: bool = False, **options: Any) -> str:
        """A LaTeX article, or a fragment for ``\\input``.  Options as in ``document``."""
        from derive.render import to_latex

        return to_latex(self.document(**options), fragment=fragment)

    def html(self, **options: Any) -> str:
        """One self-contained HTML page.  Options as in ``document``."""
        from derive.render import to_html

        return to_html(self.document(**options))

    def markdown(self, **options: Any) -> str:
        """Markdown with ``$$`` formulas.  Options as in ``document``."""
        from derive.render import to_markdown

        return to_markdown(self.document(**options))

    def text(self, **options: Any) -> str:
        """Plain text for a terminal.  Options as in ``document``."""
        from derive.render import to_text

        return to_text(self.document(**options))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What a notebook shows."""
        document = self.document()
        from derive.render import to_markdown, to_text

        return {"text/markdown": to_markdown(document), "text/plain": to_text(document)}

    def source(
        self,
        *,
        dtype: str = "float64",
        numbers: Mapping[str, int] | None = None,
        target: str = "numpy",
        examples: int | None = None,
    ) -> str:
        """The stand-alone module; its comments cite theorems by ``numbers`` (default: those of ``document()``).

        ``target`` is ``numpy``, or ``python`` for unrolled plain Python (tiny networks; ``examples`` may fix their number).

        Raises:
            Refused: something in the model is left open (a depth, a width, a function), so that there is nothing to compute; or
                the target cannot do it.
        """
        from derive.emit.targets import source

        self._check_runs()
        numbers = self.document().theorem_numbers if numbers is None else numbers
        return source(self.derivation, target, dtype=dtype, numbers=numbers, examples=examples)

    def test_source(self, *, target: str = "numpy", examples: int | None = None) -> str:
        """The test that checks the module against finite differences.  Raises as ``source``."""
        from derive.emit.targets import test_source

        self._check_runs()
        return test_source(self.derivation, target, examples=examples)

    def compile(self, *, dtype: str = "float64", target: str = "numpy") -> ModuleType:
        """The emitted module, imported.  Raises as ``source``."""
        from derive.emit import compile_module

        return compile_module(self.source(dtype=dtype, target=target), f"{self.model.name}_gradient".replace("-", "_"))

    def _check_runs(self) -> None:
        if self.model.is_symbolic:
            raise Refused(
                f"'{self.model.name}' has no code: a depth, a width or a function is left open in it",
                hint="`derive show` and `derive build` print its proof",
            )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _backpropagate(model: Model) -> Derivation:
    from derive import backprop

    return backprop.derive(model)


def check_model(model: object, caller: str) -> Model:
    """The model, if it is one.

    Raises:
        SpecError: something else, such as the name of an example that is not loaded yet.
    """
    if isinstance(model, Model):
        return model
    hint = f"Write {caller}(derive.load({model!r}))." if isinstance(model, str) else "derive.load or derive.Network makes one."
    what = repr(model[:40]) if isinstance(model, str) else f"an object of type {type(model).__name__}"
    raise SpecError(f"{caller} takes a model, not {what}", hint=hint)


def find_theorem(derivation: Derivation, key: str) -> Theorem:
    """The theorem on a quantity.

    Raises:
        SpecError: there is none; the message names near misses.
    """
    if not isinstance(key, str):
        raise SpecError(f"a theorem is named by a string such as 'W1', not {key!r}")
    try:
        return derivation[key]
    except KeyError:
        keys = [theorem.key for theorem in derivation.theorems]
        known = keys if " " in key else dict.fromkeys(name.split(" ", 1)[-1] for name in keys)
        hint = near_misses(key, known) or "`derive show` without a quantity prints them all."
        raise SpecError(f"no theorem on '{key}' in the proof of '{derivation.model.name}'", hint=hint) from None


def check_notation(name: str) -> str:
    """The name of a notation, if it exists."""
    from derive.render import notation

    known = list(notation.names())
    if name not in known:
        raise SpecError(f"unknown notation '{name}'", hint=near_misses(name, known) or "`derive list notations` prints them.")
    return name


def check_form(form: str) -> Form:
    """``index``, ``matrix`` or ``both``."""
    forms: dict[str, Form] = {"index": "index", "matrix": "matrix", "both": "both"}
    if form not in forms:
        raise SpecError(f"unknown form '{form}'", hint=near_misses(form, forms))
    return forms[form]


def level_of_detail(detail: str | Detail) -> Detail:
    """``brief``, ``textbook`` or ``full``."""
    if isinstance(detail, Detail):
        return detail
    levels = {level.name.lower(): level for level in Detail}
    if detail not in levels:
        raise SpecError(f"unknown level of detail {detail!r}", hint=near_misses(str(detail), levels))
    return levels[detail]
