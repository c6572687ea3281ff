"""From a derivation to a page: LaTeX, HTML, Markdown, plain text.

Input: a ``Derivation``, a notation, a level of detail.  ``build_document`` makes a format-neutral document; ``to_latex``,
``to_html``, ``to_markdown`` and ``to_text`` print it.
"""

from derive.render.builder import build_document
from derive.render.document import Document
from derive.render.html import to_html
from derive.render.latex import to_latex
from derive.render.markdown import to_markdown
from derive.render.text import to_text

__all__ = ["Document", "build_document", "to_html", "to_latex", "to_markdown", "to_text"]
