"""Passes over the array program: each takes a lowered model and gives back an equal one that costs less.

They know nothing of a target; ``improved`` runs them in order, and ``real`` those for real numbers after them.
"""

from __future__ import annotations

import dataclasses

from derive.emit.graph import Graph, owned
from derive.emit.passes.adjoints import as_products
from derive.emit.passes.apart import joined_factors, summed_apart
from derive.emit.passes.arithmetic import rearranged
from derive.emit.passes.averages import by_axes_summed, scaled_before_spreading
from derive.emit.passes.clipped import without_bounds
from derive.emit.passes.continuous import without_continuous_choices
from derive.emit.passes.exponentials import without_repeated_exponentials
from derive.emit.passes.frames import framed_as_stored
from derive.emit.passes.images import turned_once
from derive.emit.passes.joined import joined_parts
from derive.emit.passes.labels import labelled
from derive.emit.passes.laid_out import laid_out_for_steps
from derive.emit.passes.late import divided_once, picked_early
from derive.emit.passes.layouts import stored_for_readers
from derive.emit.passes.logistic import without_signs
from derive.emit.passes.maxima import over_first_axis
from derive.emit.passes.paired import with_paired_exponentials
from derive.emit.passes.parted import with_parted_columns
from derive.emit.passes.pools import by_axes
from derive.emit.passes.routed import summed_before_routing
from derive.emit.passes.scalars import scaled_early
from derive.emit.passes.selects import without_choices
from derive.emit.passes.shifts import shifted_exponents
from derive.emit.passes.signs import with_signs
from derive.emit.passes.split import split_sums
from derive.emit.passes.steps import with_local_states
from derive.emit.passes.sums import factored_sums
from derive.emit.passes.turned import unturned

PASSES = (
    with_local_states,
    without_choices,
    without_continuous_choices,
    without_bounds,
    as_products,
    turned_once,
    unturned,
    by_axes,
    by_axes_summed,
    framed_as_stored,
    unturned,
    summed_before_routing,
    with_parted_columns,
    scaled_early,
    stored_for_readers,
    unturned,
    labelled,
    without_repeated_exponentials,
    picked_early,
    factored_sums,
    unturned,
    rearranged,
    scaled_before_spreading,
    divided_once,
    without_signs,
    shifted_exponents,
    over_first_axis,
    split_sums,
)
"""The passes, in order."""
REAL_PASSES = (with_signs, with_paired_exponentials, summed_apart, joined_factors, laid_out_for_steps, joined_parts)
"""What follows for a workspace, whose numbers are real and whose memory is its own."""


def improved(graph: Graph) -> Graph:
    """The lowered model after all passes."""
    for run in PASSES:
        graph = run(graph)
    return dataclasses.replace(graph, gradients=owned(graph.gradients, graph.program))


def real(graph: Graph) -> Graph:
    """An improved model for real numbers only."""
    for run in REAL_PASSES:
        graph = run(graph)
    return graph
