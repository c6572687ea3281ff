"""The README is true: its commands, its specifications and its programs work as printed."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys

import pytest

import derive
from derive.check.meaning.notation.declared import read_declarations
from tests.conftest import ROOT, run_derive

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The code blocks of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


COMMANDS = [line.split("#")[0].strip() for block in blocks("sh") for line in block.splitlines()]
INSTALLS = [line for line in COMMANDS if "pip install" in line]
SHORT = [line for line in COMMANDS if line.startswith("derive ")]


@pytest.mark.parametrize("text", blocks("toml"), ids=lambda text: text.split('"')[1])
def test_specifications_load_and_derive(text):
    """Each TOML block is a specification with a proof."""
    assert derive.derive(derive.loads(text)).derivation.theorems


@pytest.mark.parametrize("program", blocks("python"), ids=lambda text: text.splitlines()[0])
def test_programs_run(program):
    """Each Python block runs as it stands, with its own assertions."""
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, timeout=120)


@pytest.mark.parametrize("command", SHORT)
def test_commands_work(command, cli):
    """Each `derive ...` line answers with status 0."""
    assert cli(*shlex.split(command)[1:]).status == 0


def test_the_main_command(tmp_path):
    """The first command, after its installation: five files for `digits`."""
    main = INSTALLS[0].split("&&")[-1].split()
    assert main[0].endswith("/derive")
    assert run_derive(*main[1:], cwd=tmp_path).status == 0
    assert {path.name for path in (tmp_path / "out" / "digits").iterdir()} == set(
        re.findall(r"^\| `(\S+)` \|", README, re.MULTILINE)
    )


def test_continuous_integration_runs_the_same_tests():
    """`.ci/run` runs the README's test command, in an environment of its own."""
    command = INSTALLS[1].split("&&")[-1].strip().removeprefix(".venv/bin/python ")
    assert f'"$python" {command}' in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_message_shown_is_the_message_given(tmp_path):
    """The example of an error is what a misspelt first specification really gives."""
    (tmp_path / "digits.toml").write_text(blocks("toml")[0].replace('"sigmoid"', '"sigmod"'))
    shown = re.search(r"^    (derive: digits\.toml:.*)$", README, re.MULTILINE)
    assert shown
    assert run_derive("show", "digits.toml", cwd=tmp_path).err == f"{shown[1]}\n"


def test_every_link_leads_somewhere():
    """Pictures and files that the README shows exist."""
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


SECTION = README.split("## Check a hand derivation")[1].split("\n## ")[0]
NET = next(block for block in blocks("toml") if "[notation]" in block)


@pytest.fixture
def homework(tmp_path):
    """The files of the section on hand derivations."""
    (tmp_path / "net.toml").write_text(NET, encoding="utf-8")
    (tmp_path / "homework.tex").write_text(blocks("latex")[0], encoding="utf-8")
    (tmp_path / "grad.py").write_text(blocks("python grad")[0], encoding="utf-8")
    return tmp_path


def test_the_hand_derivation_is_judged_as_shown(homework):
    """The rows of the example, as the terminal prints them."""
    shown = next(block for block in blocks("text") if block.startswith("$ derive check"))
    found = run_derive("check", "net.toml", "homework.tex", cwd=homework)
    assert found.status == 1
    for line in shown.splitlines()[1:]:
        assert line in found.out


def test_the_python_gradient_is_right(homework, cli, monkeypatch):
    """The gradient function of the example agrees with the derived one."""
    monkeypatch.chdir(homework)
    assert cli("check", "net.toml", "grad.py").status == 0


def test_the_json_report_has_the_keys_named(homework, cli, monkeypatch):
    """Every key that the README names is there."""
    monkeypatch.chdir(homework)
    report = json.loads(cli("check", "net.toml", "homework.tex", "--json").out)
    assert {"file", "status", "first_wrong", "counts", "understood", "rows"} <= set(report)
    row = {"number", "line", "latex", "verdict", "reason", "convention", "counterexample", "explanation", "correction"}
    assert row <= set(report["rows"][0])


MEANINGS = [line for line in re.findall(r"`(\"[^`]+)`", SECTION) if " = " in line]


OF_A_CELL = re.compile(r"phi\[|p\[t|Wh|identity n|ones n|basis K")
CELL = """
[model]
inputs = { x = ["d"], hp = ["n"], y = ["T", "K"], phi = ["K"], g = { shape = [], integer = true, below = "K" } }
parameters = { Wh = ["n", "n"], Wx = ["n", "d"], q = ["T", "K"] }
equations = '''
h = tanh(Wh @ hp + Wx @ x)
p = softmax(q)
C = sum(h**2) - sum(y*log(p)) + sum(q @ phi) - log_softmax(phi)[g]
'''
"""


@pytest.mark.parametrize("line", MEANINGS)
def test_every_kind_of_declaration_works(line):
    """Each `"symbol" = meaning` of the section is accepted in a network of two layers, with a batch, or in a model of formulas
    that has the names of the line."""
    network = NET.replace('"none"', '"mean"').split("[notation]")[0]
    spec = f"{CELL}[notation]\n{line}\n" if OF_A_CELL.search(line) else f"{network}[notation]\nfamily = 'rows'\n{line}\n"
    assert derive.check(derive.loads(spec), "$$ x = x $$", read_declarations(spec)).rows


@pytest.mark.parametrize("text", blocks("toml symbols"))
def test_symbols_without_a_model(text):
    """A table of symbols alone is read."""
    found = read_declarations(text)
    assert found.entries or found.parts
