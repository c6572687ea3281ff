"""Writing an edited formula back into the author's text: only the piece that changed is printed anew."""

from __future__ import annotations

from derive.check.reading.syntax import Node
from derive.check.slips.edit import Edit
from derive.check.slips.tree import Path, alike, at


def spliced(text: str, root: Node, edit: Edit, *, offset: int = 0) -> str:
    """The source text of a formula after an edit.

    ``text`` is the formula as it was written and ``offset`` where it starts in the file that the spans count in. The
    smallest piece is printed for which the text reads as the edited formula (a sum in the place of a factor needs brackets
    that the printer writes only around the whole product); if none does, the formula is printed as a whole.
    """
    from derive.check.reading import parse
    from derive.check.reading.printer import latex
    from derive.errors import DeriveError

    wanted = edit.apply(root)
    for path in _upwards(wanted, edit.path):
        start, end = (place - offset for place in at(root, path).span)
        if 0 <= start < end <= len(text):
            written = f"{text[:start]}{{{latex(at(wanted, path))}}}{text[end:]}"
            for candidate in (text[:start] + latex(at(wanted, path)) + text[end:], written):
                try:
                    if alike(parse(candidate), wanted):
                        return candidate
                except DeriveError:
                    continue
    return latex(wanted)


def source_of(node: Node, source: str) -> str:
    """The text of a formula in its file; empty if its place does not read as the formula (a macro stands there)."""
    from derive.check.reading import parse
    from derive.errors import DeriveError

    start, end = node.span
    text = source[start:end]
    try:
        return text if text and alike(parse(text), node) else ""
    except DeriveError:
        return ""


def _upwards(root: Node, path: Path) -> list[Path]:
    """A place and the places around it, the innermost first, but for those that brackets around a piece have moved."""
    found: list[Path] = [()]
    for length in range(1, len(path) + 1):
        try:
            at(root, path[:length])
        except (AttributeError, IndexError):
            break
        found.append(path[:length])
    return found[::-1]
