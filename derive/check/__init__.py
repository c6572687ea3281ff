"""The judge of hand derivations: which rows hold, which is the first wrong one, and why.

text -> rows of claims (reading) -> what the symbols mean (meaning) -> verdicts (judging) -> slips -> report
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derive.check.judging.pages.verdict import Judged as Judged
    from derive.check.judging.pages.verdict import Report as Report
    from derive.model import Model

__all__ = ["Judged", "Report", "check"]


def check(
    model: Model | None,
    text: str,
    notation: Mapping[str, Any] | Any = None,
    *,
    notation_name: str | None = None,
    fragment: bool = False,
    explain: bool = True,
    seconds: float = 1.0,
) -> Report:
    """Judge a derivation in LaTeX or Markdown, row by row.

    ``model`` is what the derivation speaks of (None: the text defines everything itself); ``notation`` maps the author's
    symbols to the model's, beside the table ``[notation]`` of the model's specification; ``notation_name`` names a family of
    letters;
    ``fragment`` says that the text is bare formulas.  Wrong rows are explained by the smallest slip unless ``explain`` is off,
    each in at most ``seconds`` of a usual machine (a slow one takes longer: the verdicts are the same).

    A declaration that cannot be used is named in the report's ``understood``; rows with its symbol are not judged.

    Raises:
        SpecError: a key of the notation table that is misspelt, or a part that does not stand in the text.
    """
    from derive.check.judging.pages.document import declared, judge_document
    from derive.check.reading import read

    document = read(text, fragment=fragment)
    if model is not None and (notation is None or isinstance(notation, Mapping)):
        notation = {**({"family": model.notation} if model.notation else {}), **model.symbols, **(notation or {})}
    return judge_document(model, document, declared(notation), notation=notation_name or "", explain=explain, seconds=seconds)


def __getattr__(name: str) -> Any:
    if name in ("Judged", "Report"):
        from derive.check.judging.pages import document

        return getattr(document, name)
    raise AttributeError(f"module 'derive.check' has no attribute '{name}'")
