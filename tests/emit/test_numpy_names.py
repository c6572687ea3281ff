"""NumPy's functions under names of the module."""

from derive.emit.numpy_names import bound, imports
from tests.emit.emitted import error, formulas, problem, slopes, workspace


def test_functions_are_renamed_and_imported():
    text = bound("np.add(a, b, a)\nnp.maximum.reduce(z)\nx = np.float64(3)\n# np.adder(")
    assert text == "_add(a, b, a)\n_maximum.reduce(z)\nx = np.float64(3)\n# np.adder("
    assert imports(text) == "from numpy import add as _add, maximum as _maximum\n"
    assert imports("my_add(x)") == ""


def test_long_imports_are_wrapped_between_names():
    names = ("add", "subtract", "multiply", "divide", "exp", "log", "tanh", "sqrt", "greater", "less", "maximum", "minimum")
    text = imports(bound("\n".join(f"np.{name}(x)" for name in names)))
    assert max(map(len, text.splitlines())) < 128
    assert all(line.endswith(",") for line in text.splitlines()[1:-1])
    scope: dict[str, object] = {}
    exec(text, scope)
    assert {f"_{name}" for name in names} <= set(scope)


def test_parameters_may_have_the_names_of_functions():
    names = ("add", "multiply", "subtract", "greater", "copyto")
    terms = " + ".join(f"tanh({name}*x) @ {name}" for name in names)
    spec = formulas('x = ["N", 3]', ", ".join(f"{name} = [3]" for name in names), f"C = sum(({terms})**2)")
    module, params, inputs = problem(spec)
    assert module.value_and_grad(params, *inputs, workspace(module))[0] == module.value_and_grad(params, *inputs)[0]
    for found, expected in zip(module.value_and_grad(params, *inputs)[1], slopes(module, params, inputs), strict=True):
        assert error(found, expected) < 1e-9
