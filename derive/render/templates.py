"""The Jinja environment of the back ends.

Templates get strings and lists of strings, never SymPy objects; a missing name is an error.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from derive.resources import template_folder


@cache
def _environment(escape: bool) -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(template_folder()),
        undefined=StrictUndefined,
        autoescape=escape,  # noqa: S701 - off for LaTeX, Markdown and text, whose back ends escape for themselves
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # Braces are LaTeX's own: blocks and variables need other marks, in every template alike.
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<#",
        comment_end_string="#>",
    )


def fill(name: str, *, escape: bool = False, **values: Any) -> str:
    """The template of that name, filled in; ``escape`` turns HTML's escaping on."""
    return str(_environment(escape).get_template(name).render(**values))
