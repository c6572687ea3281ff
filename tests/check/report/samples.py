"""A judged file, made by hand."""

from __future__ import annotations

from derive.check.report.data import FileData, RowData, spot

TEXT = r"""z &= W x + b \\
\delta &= W \delta \odot \sigma(z) \\
\text{so} \\
\frac{a \\
<script>alert(1)</script> &= 2
"""
FOURTH = TEXT.index("\\frac")


def row(number, latex, verdict, **values):
    start = TEXT.index(latex)
    line = TEXT.count("\n", 0, start) + 1
    return RowData(number, latex, verdict, line=line, start=start, end=start + len(latex), **values)


REPORT = FileData(
    "home work.tex",
    "digits",
    (
        row(1, "z &= W x + b", "holds"),
        row(
            2,
            "\\delta &= W \\delta \\odot \\sigma(z)",
            "wrong",
            reason="with n_1 = 3, n_2 = 2 the left side is 0.5, the right side 0.25",
            counterexample={"words": "with n_1 = 3, n_2 = 2 the left side is 0.5, the right side 0.25", "left": "0.5"},
            explanation="A prime is missing on $\\sigma$: with $\\sigma'(z)$ it holds.",
            correction="\\delta = W \\delta \\odot \\sigma'(z)",
            proof="\\delta^{1} = \\bigl(w^{2}\\bigr)^{\\mathsf{T}}\\,\\delta^{2}",
            place=spot(TEXT, TEXT.index("\\sigma(z)"), TEXT.index("\\sigma(z)") + 9),
        ),
        row(3, "\\text{so}", "not a claim", reason="words"),
        row(4, "\\frac{a", "unreadable", reason="a brace is not closed", place=spot(TEXT, FOURTH + 5, FOURTH + 6)),
        row(5, "<script>alert(1)</script> &= 2", "holds under", convention="the sum over the repeated index"),
    ),
    ("read $W$ as a parameter of shape (n_2, n_1)",),
    seconds=0.25,
    text=TEXT,
)
GOOD = FileData("good.tex", "digits", REPORT.rows[:1], text=TEXT)
BROKEN = FileData("=broken.tex", "digits", error="the file is not UTF-8 text", error_status=3)
EMPTY = FileData("empty.tex", "digits", text="")
