"""The four formats: they hold what they should, compile, and come out the same in every run."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from derive.derivation import Detail
from derive.render import build_document, to_html, to_latex, to_markdown, to_text
from tests.render.samples import softmax, symbolic_depth, two_layers

SAMPLES = {"two": (two_layers, "nielsen"), "depth": (symbolic_depth, "nielsen"), "softmax": (softmax, "rows")}


@pytest.fixture(params=SAMPLES, scope="module")
def document(request):
    make, notation = SAMPLES[request.param]
    return build_document(make(), notation=notation, detail=Detail.FULL)


def test_latex_environments_are_closed(document):
    """Every environment that is opened is closed, and braces balance."""
    for source in (to_latex(document), to_latex(document, fragment=True)):
        begun, ended = (sorted(re.findall(rf"\\{word}\{{(.*?)\}}", source)) for word in ("begin", "end"))
        assert begun == ended
        assert source.count("{") - source.count(r"\{") == source.count("}") - source.count(r"\}")


def test_fragment_needs_no_preamble(document):
    """The fragment holds nothing but body text."""
    source = to_latex(document, fragment=True)
    assert r"\documentclass" not in source and r"\usepackage{" not in re.sub("(?m)^%.*$", "", source)
    assert r"\toprule" not in source and r"\begin{proof}" not in source


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdflatex")
@pytest.mark.parametrize("fragment", [False, True])
def test_latex_compiles_within_the_margins(document, tmp_path, fragment):
    """No error, and no line that sticks out by more than 20 pt."""
    source = to_latex(document, fragment=fragment)
    if fragment:
        margins = r"\usepackage[a4paper,margin=25mm]{geometry}"
        start = rf"\documentclass[11pt]{{article}}{margins}\usepackage{{amsmath,amssymb}}\begin{{document}}"
        source = start + source + r"\end{document}"
    (tmp_path / "proof.tex").write_text(source, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "proof.tex"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60)
    log = (tmp_path / "proof.log").read_text(encoding="utf-8", errors="replace")
    assert run.returncode == 0, log[-2000:]
    assert [width for width in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log) if float(width) > 20] == []


class _Balanced(HTMLParser):
    VOID = ("meta", "br", "hr", "img", "link", "input")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.seen: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        given = dict(attrs)
        self.ids |= {given["id"]} if "id" in given else set()
        self.links |= {given["href"][1:]} if "href" in given else set()
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_html_is_one_page_without_scripts(document):
    """Tags balance, every link leads somewhere on the page, formulas are MathML, proofs unfold."""
    page = _Balanced()
    page.feed(to_html(document))
    assert page.open == []
    assert page.links <= page.ids
    assert {"math", "details", "style"} <= page.seen
    assert not {"script", "link", "img"} & page.seen


def test_markdown_has_paired_dollars(document):
    """Displays open and close."""
    text = to_markdown(document)
    assert text.count("$$") % 2 == 0
    assert text.replace("$$", "").count("$") % 2 == 0


def test_text_fits_a_terminal(document):
    """At most 100 columns."""
    assert [line for line in to_text(document).splitlines() if len(line) > 100] == []


def test_strangers_words_are_escaped_in_every_format():
    """A title is text, not markup."""
    derivation = two_layers()
    title = r"<script>\input{x} $&%#_^~"
    derivation = replace(derivation, model=replace(derivation.model, title=title))
    document = build_document(derivation)
    assert "<script>" not in to_html(document)
    assert r"\input" not in to_latex(document) and r"\input{" not in to_latex(document, fragment=True)
    assert "<script>" not in to_markdown(document).replace(r"\<script\>", "")
    assert title in to_text(document)


def test_output_does_not_depend_on_the_hash_seed():
    """Two runs with different seeds print the same bytes."""
    program = (
        "from tests.render.samples import *; from derive.render import *; import hashlib;"
        "texts = [f(build_document(d)) for d in (two_layers(), softmax()) for f in (to_latex, to_html, to_markdown, to_text)];"
        "print(hashlib.sha256(''.join(texts).encode()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1
