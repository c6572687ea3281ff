"""Wrong rows: whether the reading is certain enough to say so, and the slip that explains them."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from derive.check.judging.outcome import CANNOT_TELL, HOLDS, UNDER, WRONG, Outcome
from derive.check.judging.pages import (
    certainty,
    guessed_costs,
    guessed_letters,
    lettered_layers,
    nearby,
    redefined,
    single_entries,
    slopes_at_values,
    unfit,
)
from derive.check.judging.pages.corrections import ReadAgain, corrected
from derive.check.judging.pages.judges import Judges
from derive.check.judging.pages.never_fits import fits_never, is_certain
from derive.check.judging.pages.verdict import Judged
from derive.check.judging.rows.judge import Judge
from derive.check.judging.sums.over_examples import example_sizes
from derive.check.judging.values.names import spelled
from derive.check.meaning.definitions.mentions import symbols_in
from derive.check.meaning.symbols import GradientOf, Part
from derive.check.reading.rows import Claim, Document, Row
from derive.check.reading.syntax import Name, Node
from derive.check.reading.tree import walk
from derive.check.slips import Context
from derive.check.slips.context import bare
from derive.check.slips.explain import Explanation


def explained(
    judge: Judge, judged: Judged, document: Document, seconds: float, again: ReadAgain, known: Container[Name] = ()
) -> Judged:
    """The smallest slip that explains a wrong row; a row whose shapes fit under no reading is wrong if a slip repairs it.
    ``known`` are the symbols of other rows that hold."""
    asked = [
        (claim, outcome)
        for claim, outcome in zip(judged.row.claims, judged.outcomes, strict=True)
        if outcome.verdict == WRONG or outcome.unfit
    ]
    for claim, outcome in asked:
        found = _explained_by(judge, judged, claim, outcome, document, seconds / len(asked), again, known)
        if found is not judged:
            return found
    return judged


def _explained_by(
    judge: Judge,
    judged: Judged,
    claim: Claim,
    outcome: Outcome,
    document: Document,
    seconds: float,
    again: ReadAgain,
    known: Container[Name],
) -> Judged:
    """A row with what is wrong with one of its claims; the row itself if nothing can be said of that."""
    from derive.check.slips import explain

    row = judged.row
    around = Context.of(row, document, marks=judge.symbols.marks, others=True)
    of_one = judge.world.specification is not None and not example_sizes(judge.world)
    around = replace(around, of_one=of_one, labelled=_labelled(judge, claim))
    found = explain(judge, claim, row.conditions, context=around, seconds=seconds, unfit=outcome.unfit)
    if found is None and (granted := _on_granted(judge, claim, row, around, seconds / 2, outcome.unfit)) is not None:
        judge, found = granted
    never = outcome.unfit and unfit.is_no_product(judge, claim, outcome.reason)
    unfitting = replace(judged, verdict=WRONG, reason=outcome.reason)
    if found is None and outcome.unfit:
        if never or unfit.is_turned(judge, row, claim, outcome.reason) or fits_never(judge, claim, outcome.reason):
            return unfitting
    if outcome.unfit and judged.verdict != WRONG:
        judged = _without_shapes(judge, judged, claim, outcome)
    if found is None:
        return judged
    if outcome.unfit and unfit.is_doubtful(judge, claim, outcome.reason, found, document):
        return unfitting if never else judged
    if judged.verdict != WRONG and _is_weak(found) and not _is_read_rightly(judge, claim, found, known):
        if not never and not unfit.may_be_weak(judge, row, claim, outcome.reason, found):
            return judged
    if outcome.unfit and judged.verdict != WRONG:
        judged = replace(judged, verdict=WRONG)
    return corrected(judged, found, claim, judge, again)


def _labelled(judge: Judge, claim: Claim) -> frozenset[Name]:
    """The symbols with letters below that stand for whole arrays all the same."""
    found = (node for side in (claim.compared, claim.right) for node in walk(side) if isinstance(node, Name) and node.sub)
    return frozenset(map(bare, filter(lambda name: _is_whole(judge, bare(name)), found)))


def _is_whole(judge: Judge, name: Name) -> bool:
    meanings = [reading.meaning for reading in judge.symbols.lookup(name)[:1] if not reading.rest]
    part = meanings[0].part if meanings and isinstance(meanings[0], GradientOf) else meanings[0] if meanings else None
    return isinstance(part, Part) and bool(part.indices) and all(index is None for index in part.indices)


def _is_weak(found: Explanation) -> bool:
    """Whether a slip says nothing where the reading is in doubt, be it made in one place or in several."""
    return set(found.kind.split(" and ")) <= WEAK


def _is_read_rightly(judge: Judge, claim: Claim, found: Explanation, known: Container[Name]) -> bool:
    """Whether one symbol stands for another in a row all of whose symbols are declared, or stand in other rows, which hold;
    ``y = x`` rather is a definition."""
    if isinstance(claim.right, Name) and any(isinstance(side, Name) for side in claim.sides):
        return False
    if set(found.kind.split(" and ")) != {"quantity"}:
        return False
    names = {node for side in claim.sides for node in walk(side) if isinstance(node, Name)}
    declared = (is_certain(judge, name) for side in (claim.compared, claim.right) for name in symbols_in(side))
    return all(name in known for name in names) or all(declared)


def _without_shapes(judge: Judge, judged: Judged, claim: Claim, outcome: Outcome) -> Judged:
    """A row whose shapes do not fit, wrong if it is so even where shapes make no difference."""
    found = single_entries.different(judge, claim, judged.row.conditions)
    if found is None:
        return judged
    words = f"{outcome.reason}; and {found.reason}"
    return replace(judged, verdict=WRONG, reason=words, counterexample=found.counterexample)


@dataclass(frozen=True)
class Doubt:
    """Why the reading of a row is not certain; ``repairable``: a usual slip that repairs the row takes the doubt away."""

    words: str
    repairable: bool = True
    certain: bool = False
    """The symbols are certain: only what looks like another model takes the row's side."""
    scaled: bool = False
    """Another definition may differ by a factor: a lost one says nothing."""
    rests_on: int = 0
    """The row that is taken for another definition: where it is wrong, there is no doubt."""


def uncertain(judges: Judges, found: Sequence[Judged]) -> dict[int, Doubt]:
    """The doubtful rows whose reading is not certain, and why (see :mod:`derive.check.judging.pages.certainty`)."""
    seen = [
        (judged.row.number, certainty.quantities(judges(judged.row.number), claim), judges(judged.row.number))
        for judged in found
        for claim, outcome in zip(judged.row.claims, judged.outcomes, strict=False)
        if outcome.is_fine and not outcome.zero
    ]
    unsure: dict[int, Doubt] = {}
    for judged in found:
        judge = judges(judged.row.number)
        near = [(row, names) for row, names, other in seen if judges.share(judge, other)]
        doubt = _doubt(judge, judged, found, near) if judged.doubtful else None
        if doubt:
            unsure[judged.row.number] = doubt
    for each in redefined.doubts(judges, found):
        unsure.setdefault(each.row, Doubt(each.words, scaled=each.early, rests_on=each.rests_on))
    others = (guessed_letters.doubts, guessed_costs.doubts, slopes_at_values.doubts, lettered_layers.doubts)
    for number, words in (each for doubts in others for each in doubts(judges, found)):
        unsure[number] = Doubt(words, repairable=False)
    return unsure


def _doubt(judge: Judge, judged: Judged, found: Sequence[Judged], seen: Sequence[tuple[int, frozenset[str]]]) -> Doubt | None:
    """Why the reading of a row is not certain, if it is not."""
    turned = [name for name in certainty.turned_numbers(judge, judged.row) if not judge.symbols.declares_exactly(name)]
    if turned:
        return Doubt(f"'{spelled(turned[0])}' is transposed, and was read as a number", repairable=False)
    if (raised := next(certainty.raised_vectors(judge, judged.row), None)) is not None:
        return Doubt(f"'{spelled(raised)}' was read as a vector to the power of a letter", repairable=False)
    if judged.verdict != WRONG and (row := next(certainty.rows_counted_on(judge, judged.row), None)) is not None:
        return Doubt(f"'{spelled(row)}' was read as a row of a table", repairable=False)
    known = certainty.sure(judge.world, certainty.confirmed(seen, judged.row.number) | judge.vouched)
    for claim, outcome in zip(judged.row.claims, judged.outcomes, strict=False):
        if not (outcome.verdict == WRONG or outcome.unfit):
            continue
        asked = certainty.quantities(judge, claim)
        if guessed := certainty.square(judge.world, asked):
            return Doubt(f"it is a guess that {', '.join(sorted(guessed))} is square", repairable=False)
        if unknown := {name for name in asked - known if not outcome.unfit or judge.world.quantities[name].axes}:
            return Doubt(f"the text does not say enough of {', '.join(sorted(unknown))}")
        if open_costs := certainty.doubtful_costs(judge.world, asked, seen, judged.row.number):
            return Doubt(f"the text does not define {', '.join(sorted(open_costs))}")
        left = claim.compared
        if loose := certainty.loose_functions(judge, left) ^ certainty.loose_functions(judge, claim.right):
            return Doubt(f"nothing is known of the function {', '.join(sorted(loose))}", repairable=False)
        if outcome.unfit and (bare := next(certainty.functions_alone(judge, claim), None)) is not None:
            return Doubt(f"it is a guess what the function '{spelled(bare)}' is taken of", repairable=False)
        only_read = judge.world.specification is None
        if not only_read and (late := _said_later(judge, judged, asked, found)) is not None:
            return Doubt(f"row {late} alone, much later, says what a symbol of it is")
        if not claim.inherited and _is_of_text(judge, claim.left):
            return Doubt("the text defines the left side in another way, too", repairable=not only_read)
        if only_read and _stated_otherwise(left, judged, found):
            words = "another row that holds says something else of the left side: the text may have another case in mind"
            return Doubt(words, certain=True)
    return None


def _is_of_text(judge: Judge, left: Node) -> bool:
    """Whether the left side is a symbol that the text alone defines, and not for a gradient: it may have several cases."""
    if not isinstance(left, Name) or certainty.names_gradient(judge, left):
        return False
    if judge.world.specification is None:
        return True
    meanings = [reading.meaning for reading in judge.symbols.lookup(left)[:1]]
    return any(isinstance(m, Part) and m.quantity not in judge.world.specification.quantities for m in meanings)


def _said_later(judge: Judge, judged: Judged, asked: frozenset[str], found: Sequence[Judged]) -> int | None:
    """The row that is the first to say what a symbol is that the specification does not have, far below the row that uses it:
    there it may be the solution that was sought, and anything until then."""
    base = judge.world.specification
    own = asked - frozenset(base.quantities) if base is not None else frozenset()
    first: dict[str, Judged] = {}
    for other in found if own else ():
        for claim in other.row.claims[:1]:
            readings = judge.symbols.lookup(claim.left) if isinstance(claim.left, Name) else ()
            meaning = readings[0].meaning if readings else None
            if isinstance(meaning, Part) and meaning.quantity in own:
                first.setdefault(meaning.quantity, other)
    late = [other.row.number for other in first.values() if other.row.block > judged.row.block + 1]
    return min(late, default=None)


def _stated_otherwise(left: Node, judged: Judged, found: Sequence[Judged]) -> bool:
    """Whether an earlier row that holds begins with the same left side."""
    return any(
        other.verdict in (HOLDS, UNDER) and claim.left == left and not claim.inherited
        for other in found
        if other.row.number < judged.row.number and other.row.block != judged.row.block
        for claim in other.row.claims
    )


WEAK = frozenset({"lost factor", "term", "function", "quantity", "derivative", "variable"})
"""Slips that say nothing where the reading is in doubt: what is missing may be missing in the reading."""


def _on_granted(
    judge: Judge, claim: Claim, row: Row, around: Context, seconds: float, unfit: bool
) -> tuple[Judge, Explanation] | None:
    """The slip in a claim that was meant to hold for what the text takes for granted only, and the judge who does so."""
    from derive.check.slips import explain

    for words, other in judge.on_granted:
        found = explain(other, claim, row.conditions, context=around, seconds=seconds, unfit=unfit)
        if found is not None:
            return other, replace(found, words=f"{found.words.removesuffix('.')} (for {words}).")
    return None


def repaired(
    judge: Judge, judged: Judged, document: Document, doubt: Doubt, seconds: float, explain: bool, again: ReadAgain
) -> Judged:
    """A row whose reading is not certain is wrong only if it differs, and one usual slip repairs it."""
    if judged.verdict != WRONG:  # its shapes do not fit, which may come of the guess
        return judged if doubt.repairable else replace(judged, reason=f"{judged.reason}; {doubt.words}")
    if doubt.scaled and judged.follows is not None:  # another definition is rewritten rightly
        words = f"as a step from row {judged.follows}: {doubt.words}"
        return replace(judged, verdict=UNDER, convention=words, reason="", counterexample=None, span=None, follows=None)
    row = judged.row
    for claim, outcome in zip(row.claims, judged.outcomes, strict=True):
        if outcome.verdict != WRONG or not doubt.repairable:
            continue
        found = _slip_in_its_case(judge, row, claim, document, seconds / 2)
        weak = WEAK | {"factor"} if doubt.scaled else WEAK
        strong = found is not None and " and " not in found.kind and found.kind not in weak
        if strong or (doubt.certain and found is None):
            if not explain or found is None:
                return judged
            return corrected(judged, found, claim, judge, again)
    return replace(judged, verdict=CANNOT_TELL, reason=f"{doubt.words}; as read here, {judged.reason}")


def _slip_in_its_case(judge: Judge, row: Row, claim: Claim, document: Document, seconds: float) -> Explanation | None:
    """The slip that explains a claim; if there is none, then in the case of which the text speaks beside it."""
    from derive.check.slips import explain

    around = replace(Context.of(row, document, marks=judge.symbols.marks), labelled=_labelled(judge, claim))
    beside = next((one for one, words in nearby.conditions(document, row, judge.symbols) if words == nearby.STATED), None)
    cases = [row.conditions] if beside is None else [row.conditions, (*row.conditions, beside)]
    found = (explain(judge, claim, case, context=around, seconds=seconds / len(cases)) for case in cases)
    slip = next((one for one in found if one is not None), None)
    granted = _on_granted(judge, claim, row, around, seconds / 2, unfit=False) if slip is None else None
    return slip if granted is None else granted[1]
