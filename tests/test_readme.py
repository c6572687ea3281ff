"""The README is true: its commands, its specifications and its programs work as printed."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys

import pytest

import derive
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
def test_commands_work(command):
    """Each `derive ...` line answers with status 0."""
    assert run_derive(*shlex.split(command)[1:]).status == 0


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
