"""Numbers and minus signs go where they cost nothing."""

from derive.emit.passes.arithmetic import rearranged
from derive.emit.passes.logistic import without_signs
from tests.emit.passes.programs import large, lowered, operations


def test_a_number_goes_into_a_sum_whose_terms_have_numbers():
    found = rearranged(lowered('x = ["N", 3], y = ["N", 3]', "g = [3]", "v = g*x\nC = sum(exp(3*(1 + 2*v)*y))"))
    forward = [v for v in found.program.needed([found.cost]) if v.op == "multiply" and v.rank == 2]
    assert len(forward) == 2, "g, which takes the numbers, times x, and the product with y"


def test_a_sum_without_numbers_is_left_alone():
    found = lowered('x = ["N", 3], y = ["N", 3]', "g = [3]", "v = g*x\nC = sum(exp(3*(x + v)*y))")
    assert len(large(rearranged(found))) <= len(large(found))


def test_the_minus_of_a_sigmoid_goes_into_a_number_or_a_difference():
    for argument in ("2*x*w", "x - w", "3 - 2*x*w", "(1 + 2*x*w)*x", "-x*w"):
        found = without_signs(rearranged(lowered('x = ["N"]', "w = []", f"C = sum(sigmoid({argument}))")))
        forward = [value.op for value in found.program.needed([found.cost])]
        assert "sigmoid_neg" in forward and "negate" not in forward, argument
    found = without_signs(rearranged(lowered('x = ["N"]', "w = []", "C = sum(sigmoid(x*w))")))
    assert "sigmoid" in operations(found), "a product of arrays has no place for it"


def test_the_cross_entropy_of_logits_is_that_of_probabilities():
    found = without_signs(lowered('x = ["N", 3], y = ["N", 3]', "g = [3]", "z = g*x\nC = sum(softplus(z) - y*z)"))
    assert {"logistic"} == {op for op in operations(found) if op in ("logistic", "softplus")}
    found = without_signs(lowered('x = ["N", 3], y = ["N", 3]', "g = [3]", "z = g*x\nC = sum(softplus(z) - y*x)"))
    assert "softplus" in operations(found)
