"""``derive cost`` and ``derive code --target python``."""

import json


def test_the_tables_show_formulas_and_numbers(cli):
    status, out, err = cli("cost", "digits")
    assert (status, err) == (0, "")
    assert "z1         2 N n_0 n_1" in out
    assert "F + P T" in out
    assert "All 2,260 derivatives cost" in out
    assert "kept for the backward pass" in out


def test_json(cli):
    status, out, _ = cli("cost", "mazur", "--json")
    assert status == 0
    assert json.loads(out)["totals"]["reverse_mode"]["operations"]["number"] == 52


def test_open_sizes_take_numbers(cli):
    status, out, _ = cli("cost", "bptt-elman")
    assert status == 0
    assert "Some sizes are open: give them numbers with --at SIZE=NUMBER." in out
    assert "times as much" in cli("cost", "bptt-elman", "--at", "T=9", "--at", "d=2", "--at", "n=3", "--at", "m=1").out
    assert "--at takes SIZE=NUMBER" in cli("cost", "digits", "--at", "N").err


def test_symbolic_depth(cli):
    status, out, _ = cli("cost", "nielsen-depth-L")
    assert status == 0
    assert "2 n[l - 1] n[l]" in out
    assert "The cost is any function" in out


def test_plain_python_on_standard_output(cli):
    status, out, _ = cli("code", "mazur", "--target", "python")
    assert status == 0
    assert "from math import exp as _exp" in out
    assert "numpy" not in out
    assert "central differences" in cli("code", "mazur", "--target", "python", "--test").out


def test_too_large_for_plain_python(cli):
    status, _, err = cli("code", "nielsen", "--target", "python")
    assert status == 3
    assert "too large for plain Python" in err


def test_a_fixed_number_of_examples(cli):
    assert "examples of 'batchnorm" in cli("code", "batchnorm-mlp", "--target", "python").err
    out = cli("code", "logistic", "--target", "python", "--examples", "2").out
    assert "X_2_5" in out
    assert "for " not in out.partition("def value(")[2].partition("def ")[0]


def test_build_writes_plain_python_if_asked(cli, tmp_path):
    status, out, _ = cli("build", "xor", "-o", str(tmp_path), "--target", "numpy", "--target", "python")
    assert status == 0
    assert "gradient.py, test_gradient.py, gradient_plain.py, test_gradient_plain.py" in out
    assert {path.name for path in (tmp_path / "xor").iterdir()} > {"gradient_plain.py", "test_gradient_plain.py"}
    cli("build", "xor", "-o", str(tmp_path))
    assert not (tmp_path / "xor" / "gradient_plain.py").exists()  # it would contradict a later proof
