"""Rows for several layers at once, and labels that are none."""

import derive

SPEC = """
[model]
inputs = { y = [] }
parameters = { eta = [] }
equations = '''
phi = sigmoid(eta)
C = -(y*log(phi) + (1 - y)*log(1 - phi))
'''
"""


def test_a_label_in_an_exponent_is_no_layer():
    text = r"where $y \in \{0,1\}$. $$p(y;\phi) = \phi^{y}(1-\phi)^{1-y}$$"
    notation = {r"p(y;\phi)": r"\exp(-C)", r"\phi": "phi"}
    assert derive.check(derive.loads(SPEC), text, notation).rows[-1].verdict in ("holds", "holds under")
    assert derive.check(derive.loads(SPEC), text.replace("1-y", "y"), notation).rows[-1].verdict == "wrong"
