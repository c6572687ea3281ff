"""The position mapper finds the line of every key of a TOML document."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.frontends.positions import Positions

DOCUMENT = """\
name = "digits" # a name
[network]
input = 64

cost = { name = "huber", delta = 1 }
layers = [ # the layers
  { layer = "dense", units = 30 },
  # the last one
  { layer = "dense", units = 10, exceptions = { 3 = "relu" } },
]
'quoted key' = 'a # b'
[[a.b]]
x = 1
[[a.b]]
y.z = "q = [1,"
eq = \"\"\"
first \\" line
second\"\"\"
[a.b.c]
deep = 2024-01-01
"""


@pytest.mark.parametrize(
    ("line", "path"),
    [
        (1, ("name",)),
        (2, ("network",)),
        (3, ("network", "input")),
        (5, ("network", "cost", "delta")),
        (6, ("network", "layers")),
        (7, ("network", "layers", 0, "units")),
        (9, ("network", "layers", 1)),
        (9, ("network", "layers", 1, "exceptions", "3")),
        (11, ("network", "quoted key")),
        (13, ("a", "b", 0, "x")),
        (15, ("a", "b", 1, "y", "z")),
        (20, ("a", "b", 1, "c", "deep")),
    ],
)
def test_each_key_has_its_line(line, path):
    assert Positions(DOCUMENT).line(path) == line


def test_a_key_with_escapes_has_its_line():
    assert Positions('[a]\nx = 1\n"\\\\frac{b}" = 2\n').line(("a", r"\frac{b}")) == 3


def test_a_missing_key_has_the_line_of_its_table():
    assert Positions(DOCUMENT).line(("network", "batch")) == 2
    assert Positions(DOCUMENT).line(("nothing",)) is None


def test_the_content_of_a_long_string_starts_on_the_next_line():
    assert Positions(DOCUMENT).text_line(("a", "b", 1, "eq")) == 17
    assert Positions(DOCUMENT).text_line(("name",)) == 1


KEYS = st.from_regex(r"[a-z]{1,4}", fullmatch=True)
SCALARS = st.sampled_from(["1", "-2.5e3", "true", '"a\\"#]"', "'b,}'", "'''c\nd'''", '"""e"f"""', "1979-05-27T07:32:00Z"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3).map(lambda items: "[ # c\n" + ", ".join(items) + "\n]"),
    max_leaves=6,
)


@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_a_random_document_is_walked_like_tomllib_reads_it(entries):
    """Every top-level key stands where it was written, whatever the values between hold."""
    text, lines = "", {}
    for key, value in entries.items():
        lines[key] = text.count("\n") + 1
        text += f"{key} = {value}  # comment = [\n"
    assert set(tomllib.loads(text)) == set(entries)
    positions = Positions(text)
    assert {key: positions.line((key,)) for key in entries} == lines
