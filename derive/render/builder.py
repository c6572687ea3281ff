"""From a derivation to a document: title, network, lemmas, errors, gradients, the algorithm.

Input: a derivation, a notation, a level of detail, a form.  Output: a ``Document``.  The order is the reader's: what is
given, what is proved, how it is computed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sympy.core.parameters import distribute

from derive.algebra import Entry
from derive.derivation import Derivation, Detail, Ref, Theorem
from derive.errors import SpecError, near_misses
from derive.model import Equation, Model
from derive.render import algorithm, conventions, symbols
from derive.render.batch import mini_batch
from derive.render.document import Cite, Definition, Document, Inline, Section, Stage, Statement
from derive.render.example import worked_example
from derive.render.families import families
from derive.render.notation import Notation, load
from derive.render.scribe import Scribe
from derive.render.story import Storyteller

_HEADINGS = {
    "lemmas": (
        "Derivatives of the functions",
        "Each lemma differentiates one forward equation and writes the result with forward values.",
    ),
    "errors": ("The errors, from the output back", ""),
    "gradients": ("The gradients", ""),
    "cited": ("Cited above", "These are proved in the complete proof; they stand here because the proof above cites them."),
}


def build_document(
    derivation: Derivation,
    *,
    notation: str = "nielsen",
    detail: Detail = Detail.TEXTBOOK,
    form: str = "both",
    quantities: Sequence[str] | None = None,
    whole: Model | None = None,
) -> Document:
    """The document of a derivation.

    ``quantities`` (keys of theorems, or their last words: ``W1``) limits it to these theorems and what they cite;
    ``form`` is ``index``, ``matrix``
    or ``both``; ``whole`` is the model over all examples, if the derivation is for one example of it.

    Raises:
        SpecError: no such notation, form or quantity.
    """
    if form not in ("index", "matrix", "both"):
        raise SpecError(f"unknown form '{form}'", hint=near_misses(form, ("index", "matrix", "both")))
    with distribute(False):
        builder = _Builder(derivation, load(notation), detail, form, quantities is None)
        return builder.build(quantities, whole)


class _Builder:
    def __init__(self, derivation: Derivation, notation: Notation, detail: Detail, form: str, complete: bool) -> None:
        found = families(derivation)
        numbers = {theorem.key: number for number, theorem in enumerate(found.derivation.theorems, 1)}
        self.numbers = {t.key: numbers[found.speaks_for.get(t.key, t.key)] for t in derivation.theorems}
        # One theorem of many is printed in its own words; the whole document says once what it can say of every layer l.
        self.derivation = found.derivation if complete else derivation
        self.model, self.notation, self.form = self.derivation.model, notation, form
        self.block = found.block
        self._whole = derivation
        self._costs: tuple[Stage, ...] | None = None
        self.labels = self._labels(renamed=bool(found.speaks_for))
        self.cites = self._citations(derivation, found.speaks_for if complete else {})
        self._root = Scribe(self.model, notation, self.cites, limits=True)
        self._root.adopt(derivation.model)
        self.teller = Storyteller(derivation, self._root, detail, form, self.cites, self.numbers)

    def _labels(self, *, renamed: bool) -> dict[Equation, str]:
        """The label of each equation; families of layers leave gaps, so that their equations are counted anew."""
        return {e: f"D{number}" if renamed or not e.label else e.label for number, e in enumerate(self.model.equations, 1)}

    def _citations(self, derivation: Derivation, speaks_for: Mapping[str, str]) -> dict[str, Cite]:
        """For every key, and for every label as the steps of the proofs know it."""
        cites = {e.label: equation_cite(label) for e, label in self.labels.items()}
        cites |= {e.label: cites[speaks_for.get(e.label, e.label)] for e in derivation.model.equations}
        for theorem in derivation.theorems:
            number = self.numbers[theorem.key]
            kind = "Lemma" if theorem.is_lemma else "Theorem"
            cites[theorem.key] = Cite(f"{kind} {number}", f"{kind.lower()}-{number}")
        return cites

    def build(self, quantities: Sequence[str] | None, whole: Model | None) -> Document:
        wanted = self._wanted(quantities)
        complete = quantities is None
        sections = self._sections(wanted, complete=complete)
        if complete:
            after = max(self.numbers.values(), default=0) + 1
            sections += mini_batch(self.derivation, whole, self.teller, self._scribe(), after)
        title = self.model.title or self.model.name
        definitions = self._definitions()
        rows = symbols.table(self.derivation, self._root.anew(), self.cites)
        printed = [s for section in sections for s in section.statements]
        return Document(
            title=title
            if title.startswith("Backprop")
            else f"Backpropagation: {title}"
            if title
            else "Backpropagation, derived",
            subtitle=self._subtitle(),
            introduction=symbols.introduction(self.model, self._scribe()),
            definitions=definitions,
            functions=symbols.functions(self.model, self._scribe()),
            remarks=symbols.remarks(self.model, self._scribe()) + symbols.blocks(self.block if complete else 0, self._scribe()),
            symbols=rows,
            conventions=conventions.conventions(
                self.derivation, self.notation, self._scribe(), printed, definitions, self.form
            ),
            sections=sections,
            algorithm=algorithm.stages(self.derivation, self.teller, self._scribe(), blocks=self.block > 1) if complete else (),
            example=worked_example(self.derivation, self.teller) if complete else (),
            cost=self._cost if complete else tuple,
            theorem_numbers=dict(self.numbers),
            form=self.form,
            complete=complete,
        )

    def _subtitle(self) -> str:
        if self.notation.examples == "rows" and self.model.example_size is not None:
            return "Examples are rows"
        return f"In the notation of {self.notation.title}{', for one example' if self.notation.examples == 'rows' else ''}"

    def _cost(self) -> tuple[Stage, ...]:
        from derive.render.cost import cost_stages

        if self._costs is None:
            self._costs = cost_stages(self._whole, self._scribe())
        return self._costs

    def _scribe(self) -> Scribe:
        return self._root.anew(limits=True)

    def _definitions(self) -> tuple[Definition, ...]:
        found = []
        for equation in self.model.equations:
            scribe = self._root.anew(equation.bounds, limits=True)
            left, right = scribe.formula(equation.lhs), scribe.formula(equation.rhs)
            found.append(Definition(self.labels[equation], left, right, scribe.range(equation.bounds), equation.words))
        return tuple(found)

    def _wanted(self, quantities: Sequence[str] | None) -> list[Theorem]:
        theorems = list(self.derivation.theorems)
        if quantities is None:
            return theorems
        keys = [self._find(quantity) for quantity in quantities]
        return [theorem for theorem in theorems if theorem.key in keys]

    def _find(self, quantity: str) -> str:
        try:
            return self.derivation[quantity].key
        except KeyError:
            known = [name for key in self.numbers for name in (key, key.split(" ", 1)[-1])]
            hint = near_misses(quantity, dict.fromkeys(known))
            raise SpecError(f"no theorem on '{quantity}' in the proof of '{self.model.name}'", hint=hint) from None

    def _sections(self, wanted: list[Theorem], *, complete: bool) -> tuple[Section, ...]:
        groups: dict[str, list[Statement]] = {"lemmas": [], "errors": [], "gradients": [], "cited": []}
        for theorem in wanted:
            kind = "lemmas" if theorem.is_lemma else "gradients" if theorem.key.startswith("grad ") else "errors"
            groups[kind].append(self.teller.statement(theorem))
        if not complete:
            groups["cited"] = [self.teller.statement(t, proved=False) for t in self._cited(wanted)]
        return tuple(
            Section(title, self._opening(kind, wanted) or ((words,) if words else ()), tuple(groups[kind]), kind)
            for kind, (title, words) in _HEADINGS.items()
            if groups[kind]
        )

    def _opening(self, kind: str, wanted: list[Theorem]) -> Inline:
        if kind != "errors":
            return ()
        scribe = self._scribe()
        subjects = [t.subject for t in wanted if isinstance(t.subject, Entry) and not t.key.startswith("grad ")]
        named = [s for s in subjects if scribe.has_letter(s.tensor)]
        deltas = [s for s in named if scribe.is_delta(s.tensor)] or named
        return symbols.meaning_of_adjoint(deltas[-1], scribe) if deltas else ()

    def _cited(self, wanted: list[Theorem]) -> list[Theorem]:
        """The theorems that the wanted ones cite, directly, and whose statements are not printed anyway."""
        keys = {part.key for t in wanted for step in t.steps for part in _flat(step.reason) if isinstance(part, Ref)}
        keys |= {t.same_as for t in wanted}
        mine = {t.key for t in wanted}
        return [t for t in self.derivation.theorems if t.key in keys - mine]


def equation_cite(label: str) -> Cite:
    """``(D3)``."""
    return Cite(f"({label})", f"eq-{label}")


def _flat(reason: Sequence[object]) -> list[object]:
    return [inner for part in reason for inner in (_flat(part) if isinstance(part, tuple) else [part])]
