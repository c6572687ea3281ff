"""`derive check`: arguments, outputs, exit statuses."""

from __future__ import annotations

import csv
import json

import pytest

from derive.cli.check import split

GOOD = """\
def grad(params, x, y):
    import numpy as np
    W1, b1, W2, b2 = params
    a1 = np.tanh(x @ W1.T + b1)
    a2 = 1 / (1 + np.exp(-(a1 @ W2.T + b2)))
    d2 = (a2 - y) * a2 * (1 - a2) / len(x)
    d1 = (d2 @ W2) * (1 - a1**2)
    return d1.T @ x, d1.sum(0), d2.T @ a1, d2.sum(0)
"""


@pytest.fixture
def homework(tmp_path):
    """Three files: right, wrong, broken."""
    texts = {"right.py": GOOD, "wrong.py": GOOD.replace(" / len(x)", ""), "broken.py": "def grad(:\n"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    return [str(tmp_path / name) for name in texts]


def test_a_right_file(cli, small_spec, homework):
    """Status 0, nothing on standard error."""
    status, out, err = cli("check", str(small_spec), homework[0])
    assert (status, err) == (0, "")
    assert out.startswith(f"{homework[0]}: all 4 claims hold.\n")


def test_several_files(cli, small_spec, homework, tmp_path):
    """A report for each, a table at the end, CSV and a page; the worst status."""
    table, page = tmp_path / "table.csv", tmp_path / "page.html"
    status, out, err = cli("check", str(small_spec), *homework, "--csv", str(table), "--html", str(page))
    assert (status, err) == (3, "")
    assert "The mean over the examples is missing" in out
    assert "Summary" in out
    with table.open(newline="") as stream:
        assert [row["status"] for row in csv.DictReader(stream)] == ["0", "1", "3"]
    assert page.read_text().count("<section") == 3


def test_json_is_an_object_for_one_file_and_a_list_for_several(cli, small_spec, homework):
    """Each with the schema's keys."""
    one = json.loads(cli("check", str(small_spec), homework[1], "--json").out)
    both = json.loads(cli("check", str(small_spec), *homework[:2], "--json").out)
    assert one["first_wrong"] == 1
    assert [report["status"] for report in both] == [0, 1]
    assert one["rows"] == both[1]["rows"]


def test_quiet_is_one_line_for_each_file(cli, small_spec, homework):
    """The headline."""
    status, out, _ = cli("check", str(small_spec), *homework[:2], "--quiet")
    assert status == 1
    assert (
        out == f"{homework[0]}: all 4 claims hold.\n{homework[1]}: the first wrong row is row 1, on line 1; 3 more are wrong.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "spec", "files"),
    [
        (("digits", "a.tex"), "digits", ["a.tex"]),
        (("a.tex",), None, ["a.tex"]),
        (("a.md", "b.tex"), None, ["a.md", "b.tex"]),
        (("net.toml", "a.py", "notes"), "net.toml", ["a.py", "notes"]),
    ],
)
def test_the_specification_may_be_left_out(arguments, spec, files):
    """An argument that ends as a derivation does is a file to judge."""
    assert split(arguments) == (spec, files)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("digits",), "no FILE is given"),
        (("no-such-spec", "{right}"), "no-such-spec"),
        (("digits", "{right}", "--notation", "bishp"), "Did you mean 'bishop'?"),
        (("digits", "no-such-file.tex"), "there is no such file"),
        (("{right}",), "no SPEC is given"),
        (("digits", "{right}", "--csv", "/no/such/folder/x.csv"), "cannot be written"),
    ],
)
def test_bad_input_has_status_three(cli, homework, arguments, words):
    """And says what to do."""
    status, out, err = cli("check", *(a.format(right=homework[0]) for a in arguments))
    assert status == 3
    assert words in out + err
    assert "Traceback" not in out + err


NOTES = r"""
\begin{align}
z^1 &= w^1 x + b^1 \\
\delta^2_j &= (a^2_j - y_j)\, \sigma'(z^2_j) \\
\delta^1 &= (w^2 \delta^2) \odot \tanh'(z^1) \\
\frac{\partial C}{\partial b^1_j} &= \delta^1_j \\
\frac{\partial C}{\partial w^1 &= 3
\end{align}
"""
ONE_EXAMPLE = """\
name = "one-example"
[network]
input = 3
cost = "quadratic"
batch = "none"
layers = [
  { layer = "dense", units = 4, activation = "tanh" },
  { layer = "dense", units = 2, activation = "sigmoid" },
]
"""


@pytest.fixture
def notes(tmp_path):
    """A specification and hand-written notes with a slip in the third row and a brace lost in the fifth."""
    (tmp_path / "net.toml").write_text(ONE_EXAMPLE)
    (tmp_path / "notes.tex").write_text(NOTES)
    return str(tmp_path / "net.toml"), str(tmp_path / "notes.tex")


def test_a_derivation_is_judged_row_by_row(cli, notes):
    """The headline names the first wrong row; the slip is explained, the right line printed beside it."""
    status, out, err = cli("check", *notes)
    assert (status, err) == (1, "")
    assert out.startswith(f"{notes[1]}: the first wrong row is row 3, on line 5.\n")
    assert "A transpose is missing on w^{2}: with {w^{2}}^{\\top} it holds." in out
    assert "It should read: \\delta^1 = " in out
    assert "The proof says: \\delta^{1} = " in out
    assert "unreadable" in out


def test_the_rows_as_json(cli, notes):
    """Verdicts, counter-example, explanation, places."""
    data = json.loads(cli("check", *notes, "--json").out)
    rows = data["rows"]
    assert [row["verdict"] for row in rows[:4]] == ["holds", "holds", "wrong", "holds"]
    assert rows[4]["verdict"] == "unreadable"
    assert data["first_wrong"] == 3
    place = rows[2]["place"]
    assert NOTES[place["start"] : place["end"]] == "w^2"
    assert (place["line"], place["column"]) == (5, 14)
    assert rows[2]["correction"].startswith("\\delta^1 = ")


def test_names_of_notations_are_checked_first(cli, notes):
    """A family of letters may be named."""
    assert cli("check", *notes, "--notation", "nielsen", "--quiet").status == 1


def test_a_quiz_is_written_with_its_key(cli, notes, tmp_path):
    """Three files; the key names row, line and kind."""
    status, out, err = cli("quiz", notes[0], "--wrong", "2", "--seed", "5", "--format", "markdown", "-o", str(tmp_path / "out"))
    folder = tmp_path / "out" / "one-example"
    assert (status, out, err) == (0, f"{folder}: quiz.md with 2 slips, quiz_key.txt, quiz_key.json\n", "")
    key = json.loads((folder / "quiz_key.json").read_text())
    assert [slip["kind"] for slip in key["slips"]]
    assert all(f"row {slip['row']}, line {slip['line']}: " in (folder / "quiz_key.txt").read_text() for slip in key["slips"])
    assert all(slip["now"] for slip in key["slips"])


@pytest.mark.parametrize(("option", "words"), [("--kinds=sing", "Did you mean 'sign'?"), ("--wrong=0", "--wrong")])
def test_a_quiz_says_what_it_cannot_plant(cli, notes, option, words):
    """Unknown kinds and silly numbers."""
    status, _, err = cli("quiz", notes[0], option)
    assert status == 3
    assert words in err
