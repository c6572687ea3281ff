"""A layer that is declared by its number has no other meaning by the letter for all layers."""

import derive
from derive.check import check

NET = derive.loads("""
[network]
input = 4
cost = "quadratic"
batch = "none"
layers = [{ layer = "dense", units = 3, activation = "sigmoid" }, { layer = "dense", units = 2, activation = "sigmoid" }]

[notation]
"a^l" = "a[l]"
"w^l" = "W[l]"
"\\\\delta^l" = "grad z[l]"

[[notation.part]]
begins = "## Example"
"a^1" = "x"
"a^2" = "a1"
"w^2" = "W1"
"\\\\delta^2" = "grad z1"
""")


ROWS = r"$$ \nabla_{w^2} C = \delta^2 (a^1)^T $$ $$ \nabla_{w^2} C = \delta^2 (a^2)^T $$"


def test_in_a_part_with_other_numbers():
    report = check(NET, f"## Layers\n{ROWS}\n## Example\n{ROWS}")
    assert [row.verdict for row in report.rows] == ["holds", "wrong"] * 2
