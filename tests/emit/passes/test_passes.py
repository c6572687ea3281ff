"""Each pass does what its name says, on the smallest model that asks for it; that results stay equal is the oracle's part."""

import dataclasses

import pytest

from derive.emit.passes import PASSES
from derive.emit.passes.arithmetic import rearranged
from derive.emit.passes.exponentials import without_repeated_exponentials
from derive.emit.passes.frames import framed_as_stored
from derive.emit.passes.labels import labelled
from derive.emit.passes.layouts import stored_for_readers
from derive.emit.passes.logistic import without_signs
from derive.emit.passes.maxima import over_first_axis
from derive.emit.passes.pools import by_axes
from derive.emit.passes.rebuild import rebuilt, uses
from derive.emit.passes.scalars import scaled_early
from derive.emit.passes.selects import without_choices
from derive.emit.passes.split import split_sums
from derive.emit.passes.steps import with_local_states
from derive.emit.passes.sums import factored_sums
from derive.emit.passes.turned import unturned
from derive.emit.passes.views import is_turned
from tests.emit.passes.programs import improved, large, lowered, network, operations

DENSE = 'layer = "dense", units = 4'
HEADS = network('layer = "multi_head_attention", heads = 2', shape="[3, 8]")
POOLED = (
    'layer = "conv2d", channels = 2, kernel = 3, activation = "relu"', 'layer = "max_pool2d", kernel = 2', 'layer = "flatten"',
    DENSE,
)  # fmt: skip


def needed(found):
    return found.program.needed([found.cost, *found.gradients.values()])


def test_rebuilding_without_a_rule_changes_nothing():
    found = network('layer = "lstm", units = 3', shape="[4, 2]")
    again = rebuilt(found, lambda build, value: None)
    assert [value.op for value in needed(again)] == [value.op for value in needed(found)]
    assert set(again.program.names.values()) == {found.program.names[v] for v in needed(found) if v in found.program.names}


def test_uses_count_what_loops_read():
    found = network('layer = "rnn", units = 3', shape="[4, 2]")
    (loop, *_) = [value for value in needed(found) if value.op == "loop"]
    assert all(uses(found)[arg] for arg in loop.args)


def test_a_factor_that_does_not_depend_on_the_sum_comes_before_it():
    found = factored_sums(lowered('x = ["N", 3]', "g = [3]", "C = sum(exp(sum(g*x, axis=0)))"))
    products = [value for value in needed(found) if value.op == "multiply"]
    assert all(value.rank == 1 for value in products)


def test_a_vector_along_the_sum_makes_a_product_of_a_matrix_and_a_vector():
    found = lowered('x = ["N", 3]', "g = [3]", "y = exp(g*x)\nC = sum(exp(sum(g*y, axis=1)))")
    assert operations(factored_sums(found)).count("contract") > operations(found).count("contract") - 1
    assert len(large(factored_sums(found))) < len(large(found)) + 1


@pytest.mark.parametrize(
    ("formula", "instead"),
    [
        ("where(z > 0, z, 0.1*z)", "maximum"),
        ("where(z < 0, z, 0.5*z)", "minimum"),
        ("where(z <= 0, -2*z, 0.5*z)", "maximum"),
        ("abs(z)", "maximum"),
    ],
)
def test_a_choice_by_sign_between_multiples_is_an_extreme(formula, instead):
    found = lowered('x = ["N", 3]', "w = [3]", f"z = x*w\nC = sum({formula})")
    assert "select" in operations(dataclasses.replace(found, gradients={}))
    after = operations(dataclasses.replace(without_choices(found), gradients={}))
    assert instead in after
    assert "select" not in after


def test_other_choices_stay():
    found = lowered('x = ["N", 3]', "w = [3]", "C = sum(where(x*w > 0, x*w, 1 - x*w))")
    assert "select" in operations(dataclasses.replace(without_choices(found), gradients={}))


def test_batch_normalisation_goes_back_in_four_large_operations():
    rows = 'layer = "dense", units = 4, bias = false', 'layer = "batch_norm"'
    found = improved(network(*rows))
    (forward, *_) = [value for value, name in found.program.names.items() if name.startswith("xhat")]
    back = [
        v
        for v in needed(found)
        if v.number > forward.number and v.rank == 2 and v.op in ("add", "subtract", "multiply", "divide")
    ]
    # y = gamma xhat + beta; minus the target, over N; xhat dy; then gamma dy, two subtractions, a product, a scale
    assert len(back) <= 11
    assert "divide" not in [value.op for value in back]


def test_factors_of_columns_are_multiplied_before_they_meet_a_matrix():
    """gamma dy, less a vector and a product, times 1/sigma: gamma and 1/sigma become one vector."""
    rows = (
        'layer = "dense", units = 4, bias = false',
        'layer = "batch_norm"',
        'layer = "activation", activation = "relu"',
        DENSE,
    )
    found = improved(network(*rows))
    assert not [name for name in found.program.names.values() if name.startswith("dxhat")]
    back = next(v for v in needed(found) if found.program.names.get(v) == "delta1")
    assert (back.op, [arg.op for arg in back.args], back.args[1].rank) == ("multiply", ["subtract", "multiply"], 1)


def test_numbers_become_one_factor():
    found = lowered('x = ["N", 3]', "w = [3]", "C = sum((2*(x*w*3)/4)**2)/N")
    assert large(rearranged(found)).count("multiply") < large(found).count("multiply") + large(found).count("divide") + 1


def test_a_polynomial_is_nested():
    """z (c + d z^2) in place of c z + d z^3."""
    found = improved(lowered('x = ["N", 3]', "w = [3]", "z = x*w\nC = sum(tanh(0.5*(z + 0.04*z**3)))"))
    tanh = next(value for value in needed(found) if value.op == "tanh")
    assert tanh.args[0].op == "multiply"
    assert {arg.op for arg in tanh.args[0].args} == {"add", "multiply"} or "add" in {arg.op for arg in tanh.args[0].args}


def test_probabilities_come_from_the_exponentials_of_the_cost():
    found = network('layer = "dense", units = 4, activation = "log_softmax"', cost="nll")
    assert operations(found).count("exp") == 2
    assert operations(without_repeated_exponentials(found)).count("exp") == 1


def test_labels_pick_and_change_single_entries():
    found = improved(network('layer = "dense", units = 4, activation = "log_softmax"', cost="nll"))
    assert {"pick", "change", "place_of"} <= set(operations(found))
    assert "gather" in operations(network('layer = "dense", units = 4, activation = "log_softmax"', cost="nll"))
    assert "equal" not in operations(found)
    assert "pick" in operations(labelled(network('layer = "dense", units = 4, activation = "log_softmax"', cost="nll")))


def test_a_scale_goes_to_the_smallest_array_and_is_shared():
    found = scaled_early(unturned(HEADS))
    scaled = [v for v in needed(found) if v.op == "multiply" and v.rank == 4 and any(arg.is_number for arg in v.args)]
    assert [value.shape[1:] for value in scaled] == [(2, 3, 3)] * 2  # the scores and their adjoint, not queries and keys


def test_heads_are_stored_as_the_projections_want_them():
    before, after = unturned(HEADS), unturned(stored_for_readers(scaled_early(unturned(HEADS))))
    assert operations(before).count("pack") > 0
    assert operations(after).count("pack") == 0


def test_a_turned_operand_is_read_with_turned_labels():
    found = improved(HEADS)
    for value in needed(found):
        if value.op in ("add", "multiply", "subtract", "sum", "max"):
            assert not any(is_turned(arg) for arg in value.args)


def test_short_rows_are_compared_column_by_column():
    found = over_first_axis(network('layer = "dense", units = 4, activation = "softmax"', cost="cross_entropy"))
    (largest,) = [value for value in needed(found) if value.op == "max"]
    assert largest.args[0].op == "pack"
    assert largest.args[0].shape == (4, "N")
    wide = over_first_axis(network('layer = "dense", units = 40, activation = "softmax"', cost="cross_entropy"))
    assert all(value.args[0].op != "pack" for value in needed(wide) if value.op == "max")


def test_sums_on_both_sides_are_split():
    found = split_sums(network('layer = "conv1d", channels = 3, kernel = 2', 'layer = "flatten"', DENSE, shape="[2, 5]"))
    for value in needed(found):
        if value.op == "sum" and value.out:
            kept = [i for i, label in enumerate(value.axes[0]) if label in value.out]
            assert kept == list(range(len(kept))) or kept[-1] == len(value.axes[0]) - 1


def test_a_pool_is_taken_apart_axis_by_axis():
    found = by_axes(unturned(network(*POOLED, shape="[1, 8, 8]")))
    ops = operations(found)
    assert "window" in ops  # of the convolution
    assert "first" not in ops and "scatter" not in ops and "max" not in ops
    assert ops.count("route") == 2
    assert ops.count("maximum") == 3  # columns, rows, and the rectifier after them
    rectifier = [v for v in needed(found) if v.op == "maximum" and v.args[1].is_number]
    assert [3 in value.shape or value.shape[0] == 3 for value in rectifier] == [True]


def test_columns_of_a_pooled_convolution_are_stored_by_their_places_in_the_windows():
    found = improved(network(*POOLED, shape="[1, 8, 8]"))
    rows, columns = [v.detail[0] for v in needed(found) if v.op == "route"]
    assert (rows.step, columns.step, columns.count) == (2, 0, 3)
    convolved, *_ = [v for v in needed(found) if v.op == "contract" and v.args[1].op == "window"]
    assert convolved.shape[:4] == (2, 6, 2, 3)  # all rows and channels of the columns 0, 2, 4, then those of 1, 3, 5
    (gradient,) = [v for v in needed(found) if v.op == "sum" and v.rank == 4]
    assert gradient.args[0].shape[:2] == (2, 6)  # both halves and all rows at once


@pytest.mark.parametrize(
    "rows",
    [
        (POOLED[0], POOLED[1] + ", stride = 1", *POOLED[2:]),  # windows overlap
        (POOLED[0], POOLED[0].replace("kernel = 3", "kernel = 3, padding = 1"), *POOLED[1:]),  # its adjoint is framed
    ],
)
def test_columns_whose_order_matters_stay(rows):
    found = improved(network(*rows, shape="[1, 8, 8]"))
    assert all(v.detail[0].step for v in needed(found) if v.op == "route")


def test_what_a_pool_passes_back_is_summed_before():
    found = improved(network(*POOLED, shape="[1, 8, 8]"))
    assert "route" in operations(found)
    assert not any(v.op == "sum" and v.args[0].op == "route" for v in needed(found))


def test_the_adjoint_of_a_small_convolution_is_a_product_with_overlapping_rows():
    rows = 'layer = "conv2d", channels = 3, kernel = 3, activation = "tanh"', 'layer = "conv2d", channels = 4, kernel = 3'
    found = improved(network(*rows, shape="[2, 8, 8]", cost="mse"))
    (scatter,) = [v for v in needed(found) if v.op == "scatter"]
    assert (scatter.detail[0], len(scatter.detail[1])) == ("", 1)  # columns are added, rows are summed by the product
    (product,) = scatter.args
    assert (product.op, product.shape[:3]) == ("contract", (6, 3, 3))  # rows of the result, columns of the kernel, channels


def test_the_adjoint_of_a_convolution_in_longer_steps_is_one_product():
    rows = [f'layer = "conv2d", channels = {n}, kernel = 3, stride = 2, activation = "tanh"' for n in (3, 4)]
    found = improved(network(*rows, shape="[2, 15, 15]", cost="mse"))
    (scatter,) = [v for v in needed(found) if v.op == "scatter"]
    assert (scatter.detail[0], len(scatter.detail[1])) == ("", 2)
    assert scatter.args[0].op == "contract" and scatter.args[0].shape[:4] == (3, 3, 3, 3)


def test_averages_are_sums_of_slices_and_their_adjoints_are_copies():
    found = improved(network(POOLED[0], 'layer = "avg_pool2d", kernel = 2', *POOLED[2:], shape="[1, 8, 8]"))
    assert not any(v.op == "sum" and v.args[0].op == "window" for v in needed(found))
    assert "scatter" not in operations(found) and operations(found).count("spread") == 2
    assert not any(v.op == "multiply" and v.args[0].op == "spread" and v.args[1].is_number for v in needed(found))


@pytest.mark.parametrize(("kernel", "padding", "copies"), [(3, 0, 0), (5, 0, 1), (5, 2, 1)])
def test_images_are_turned_before_many_windows_of_them_are_copied(kernel, padding, copies):
    row = f'layer = "conv2d", channels = 2, kernel = {kernel}, padding = {padding}'
    found = improved(network(row, 'layer = "flatten"', DENSE, shape="[1, 30, 30]"))
    turned = [v for v in needed(found) if v.op == "pack" and v.args[0].op == "input" and v.args[0].shape[1:] == (1, 30, 30)]
    assert [v.shape[:3] for v in turned] == [(30, 1, 30)] * copies
    (view,) = [v for v in needed(found) if v.op == "window" and v.rank == 5]
    assert [axis for axis, _ in view.detail[1]] == ([0, 2, 1, 2, 3] if copies else [2, 3, 1, 3, 0])


@pytest.mark.parametrize(("channels", "last"), [(5, True), (12, False), (16, True)])
def test_gradients_of_few_kernels_or_whole_blocks_have_the_kernels_last(channels, last):
    found = network(f'layer = "conv2d", channels = {channels}, kernel = 3', 'layer = "flatten"', DENSE, shape="[1, 6, 6]")
    (gradient,) = [v for v in needed(found) if v.op == "sum" and v.rank == 4]
    assert (gradient.shape[-1] == channels) is last
    assert (gradient.shape[0] == channels) is not last


def test_only_states_that_others_read_are_kept():
    found = with_local_states(network('layer = "rnn", units = 3, output = "last"', shape="[4, 2]"))
    (forward, *_) = [value.detail[0] for value in needed(found) if value.op == "loop"]
    assert [found.program.names.get(forward.states[number]) for number in forward.local] == ["z1"]
    sigmoid = with_local_states(network('layer = "rnn", units = 3, activation = "silu"', shape="[4, 2]"))
    (forward, *_) = [value.detail[0] for value in needed(sigmoid) if value.op == "loop"]
    assert forward.local == set()  # the slope of silu needs the weighted inputs


@pytest.mark.parametrize("run", PASSES, ids=lambda run: run.__name__)
def test_every_pass_leaves_what_it_does_not_know(run):
    found = network(DENSE, cost="mse")
    after = run(dataclasses.replace(found))
    assert len(after.gradients) == 2
    assert after.cost in after.program.values


def test_a_label_picks_before_the_logarithm_is_subtracted():
    found = network('layer = "dense", units = 4, activation = "log_softmax"', cost="nll")
    after = dataclasses.replace(improved(found), output=None)
    (pick,) = [value for value in needed(after) if value.op == "pick"]
    assert "subtract" in {user.op for user in uses(after)[pick]}
    assert not [v for v in needed(after) if v.rank == 2 and v.op == "subtract"]


def test_exponents_less_their_largest_are_one_operation():
    found = improved(network('layer = "dense", units = 4, activation = "log_softmax"', cost="nll"))
    assert [v.shape for v in needed(found) if v.op == "shifted"] == [("N", 4)]
    assert "max" not in operations(found)
    alone = lowered('x = ["N", 4]', "w = [4]", "C = sum(log(sum(exp(w*x), axis=1)))")
    assert "max" in operations(improved(alone)), "the logarithm of the sum needs the largest itself"


def test_a_number_times_a_reciprocal_is_a_quotient():
    found = network('layer = "dense", units = 4, activation = "log_softmax"', cost="nll")
    assert sum(v.op == "divide" and v.rank == 1 for v in needed(improved(found))) == 1
    assert not any(v.op == "multiply" and v.rank == 1 for v in needed(improved(found)))


def test_signs_go_into_the_sigmoid():
    found = improved(lowered('X = ["N", 3], y = ["N"]', "w = [3]", "m = y*(X @ w)\nC = sum(log(1 + exp(-m)))"))
    assert "negate" not in operations(found)
    assert {"sigmoid_neg", "softplus_neg"} <= set(operations(found))


def test_a_second_convolution_is_padded_as_the_first_is_stored():
    rows = 'layer = "conv2d", channels = 2, kernel = 3, padding = 1', 'layer = "conv2d", channels = 3, kernel = 3, padding = 1'
    found = network(*rows, shape="[1, 6, 6]", cost="mse")
    framed = framed_as_stored(found)
    assert any(is_turned(v.args[0]) for v in needed(found) if v.op == "place")
    assert not any(is_turned(v.args[0]) for v in needed(framed) if v.op in ("place", "window"))


def test_the_adjoint_of_a_convolution_in_steps_of_one_is_a_convolution():
    rows = 'layer = "conv2d", channels = 2, kernel = 3, padding = 1', 'layer = "conv2d", channels = 3, kernel = 3, padding = 1'
    assert "scatter" not in operations(network(*rows, shape="[1, 6, 6]", cost="mse"))
    assert "scatter" in operations(
        network(*(row.replace("kernel = 3", "kernel = 3, stride = 2") for row in rows), shape="[1, 9, 9]")
    )


def test_a_cross_entropy_of_sigmoids_has_one_exponential_for_its_cost():
    found = improved(network('layer = "dense", units = 4, activation = "sigmoid"', cost="binary_cross_entropy"))
    assert operations(found).count("logistic") == 1
    assert not {"softplus", "softplus_neg", "negate"} & set(operations(found))


def test_a_common_number_is_multiplied_once():
    found = improved(network('layer = "dense", units = 4, activation = "sigmoid"', cost="binary_cross_entropy"))
    products = [v for v in needed(found) if v.op == "multiply" and v.rank == 2 and v.args[1].is_number]
    assert len(products) == 1


def test_outputs_of_all_steps_are_stored_as_the_states_are():
    """The larger states are not copied into the order of the targets: what follows from them is as they are."""
    states = improved(network('layer = "rnn", units = 7', 'layer = "dense", units = 2', shape="[4, 3]", more='batch = "mean"'))
    copies = [value for value in needed(states) if value.op == "pack" and value.shape[-1] == 7]
    assert not copies
    difference = next(value for value in needed(states) if value.op == "subtract" and value.rank == 3)
    assert difference.shape == (4, "N", 2)


def test_a_large_matrix_behind_turned_features_is_not_copied():
    rows = ('layer = "conv2d", channels = 2, kernel = 3', 'layer = "flatten"', 'layer = "dense", units = 500')
    found = improved(network(*rows, shape="[1, 6, 6]", more='batch = "mean"'))
    assert [value.shape for value in needed(found) if value.op in ("pack", "copy") and 500 in value.shape] == []


def test_a_minus_inside_a_sum_comes_before_it():
    before = lowered('x = ["N", 3]', "w = [3]", "h = -tanh(w*x)\nC = exp(sum(h))")
    for found, rank in ((before, 2), (without_signs(before), 0)):
        assert [value.rank for value in found.program.needed([found.cost]) if value.op == "negate"] == [rank]
