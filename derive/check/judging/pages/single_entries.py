"""Rows whose shapes fit under no reading, on numbers of which every size is one.

There the order of factors, transposes and the kinds of products make no difference.  What differs even there is wrong, however
its factors are arranged; what holds there is right but for its shapes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from derive.check.judging.outcome import WRONG, Outcome
from derive.check.judging.pages import certainty
from derive.check.judging.rows.instances import SEEDS, Assumption
from derive.check.judging.rows.question import is_function_of
from derive.check.judging.rows.written_out import places
from derive.check.meaning.assumptions import targets_sum_to_one
from derive.check.meaning.world import Instance, World
from derive.check.reading.rows import Claim
from derive.check.reading.syntax import Derivative, Name, Node, Number
from derive.check.reading.tree import walk

if TYPE_CHECKING:
    from derive.check.judging.rows.judge import Judge


def different(judge: Judge, claim: Claim, conditions: Sequence[Node]) -> Outcome | None:
    """The verdict on a claim that is wrong even if every size is one; None if it is not, or nobody can tell.

    Where everything is zero (a softmax of one class), one size after the other stays as it is; the reason says which.
    """
    if judge.assumption is not None or not _is_of_specification(judge, claim):
        return None
    for kept in (frozenset[str](), *(frozenset({size}) for size in sorted(judge.world.open_sizes))):
        if judge.world.of_single_entries(SEEDS[0], kept) is None:
            continue
        outcomes = [judge.assuming(one).judge_claim(claim, conditions) for one in _assumptions(judge.world, kept)]
        fine = [outcome for outcome in outcomes if outcome.is_fine or outcome.zero]
        if not fine:
            where = f"where every size {f'but {min(kept)} ' if kept else ''}is one"
            differs = outcomes[0].verdict == WRONG
            return replace(outcomes[0], reason=f"{where}, {outcomes[0].reason}") if differs else None
        if not all(outcome.zero for outcome in fine):
            return None
    return None


def _assumptions(world: World, kept: frozenset[str]) -> Iterator[Assumption]:
    """Numbers in sizes of one, and the same with targets that sum to one, which texts take for granted."""
    seeds = {id(world.instance(seed)): seed for seed in SEEDS}

    def single(world: World, instance: Instance) -> Instance | None:
        return world.of_single_entries(seeds.get(id(instance), SEEDS[0]), kept)

    def with_targets(world: World, instance: Instance) -> Instance | None:
        found = single(world, instance)
        return None if found is None else targets_sum_to_one(world, found)

    yield single
    if (found := single(world, world.instance(SEEDS[0]))) is not None and targets_sum_to_one(world, found) is not None:
        yield with_targets


def _is_of_specification(judge: Judge, claim: Claim) -> bool:
    """Whether everything that a claim speaks of is computed from quantities of the specification (of nothing else are the sizes
    known), and nothing in it is counted: neither entries by number nor classes (``j != y_i`` is often said in words alone).

    A definition whose shapes do not fit was rather misread.
    """
    world, base = judge.world, judge.world.specification
    if base is None or _defines(judge, claim) or any(map(partial(_may_be_labelled, judge), claim.sides)):
        return False
    if any(isinstance(index, Number) for side in claim.sides for _, index in places(judge, side)):
        return False
    own = [name for name, one in world.quantities.items() if name not in base.quantities and one.role in ("input", "free")]
    classes = [name for name, one in base.quantities.items() if one.integer]
    asked = certainty.quantities(judge, claim) & set(world.quantities)
    return not any(world.depends(name, leaf) for name in asked for leaf in (*own, *classes))


def _defines(judge: Judge, claim: Claim) -> bool:
    """Whether a claim may say what a symbol is that is no gradient, or speaks of a function, whose argument is any number."""
    head = claim.head if claim.head is not None else claim.left
    if is_function_of(head):
        return True
    if not isinstance(head, Name) or certainty.names_gradient(judge, head):
        return False
    return not any(isinstance(node, Derivative) for side in claim.sides for node in walk(side))


def _may_be_labelled(judge: Judge, side: Node) -> bool:
    """Whether what stands below a symbol may be a label, and no index: nobody declared it, and usage alone says that ``b_i`` is
    an entry of b, and not the bias of a gate."""
    names = (node for node in walk(side) if isinstance(node, Name) and node.sub)
    return not judge.world.is_network and not all(map(judge.symbols.declares_exactly, names))
