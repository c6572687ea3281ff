"""The edge of the command line: help, mistakes, interruptions, bugs."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import ROOT, run_derive


def test_help_names_every_command(cli):
    """`derive`, `derive -h` and `derive --help` print the same help on standard output."""
    status, out, err = cli("--help")
    assert (status, err) == (0, "")
    assert all(f"\n  {command} " in out for command in ("build", "show", "code", "verify", "list"))
    assert cli("-h").out == cli().out == out


def test_version(cli):
    """`derive --version` is one line."""
    assert cli("--version") == (0, "derive 0.1.0\n", "")


@pytest.mark.parametrize("command", ["build", "show", "code", "verify", "list"])
def test_every_command_has_help(cli, command):
    """Each command explains itself."""
    status, out, _ = cli(command, "--help")
    assert status == 0
    assert out.startswith(f"Usage: derive {command}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["biuld", "xor"], "no such command 'biuld'. Did you mean 'build'?"),
        (["net.toml"], "Did you mean 'derive build net.toml' or 'derive show net.toml'?"),
        (["build"], "Missing argument 'SPEC...'"),
        (["show", "xor", "--from", "index"], "--form"),
        (["show", "xor", "--form", "matix"], "'matix' is not one of 'index', 'matrix', 'both'"),
        (["show", "xor", "--fragment"], "--fragment goes with --format latex"),
        (["show", "xor", "--notation", "nielson"], "unknown notation 'nielson'. Did you mean 'nielsen'?"),
        (["show", "xor", "W9"], "no theorem on 'W9' in the proof of 'xor'. Known: tanh, sigmoid, z2, z1, W1, b1, W2, b2."),
        (["show", "xor", "delta x1"], "no theorem on 'delta x1' in the proof of 'xor'. Did you mean 'delta z1'"),
        (["show", "xorr"], "'xor'"),
        (["list", "layer"], "Did you mean 'layers'?"),
        (["build", "missing.toml"], "missing.toml"),
    ],
)
def test_a_mistake_is_named_with_its_near_miss(cli, arguments, message):
    """What cannot be read leaves with status 3, a message on standard error, and nothing else."""
    status, out, err = cli(*arguments)
    assert (status, out) == (3, "")
    assert message in err
    assert "Traceback" not in err


def test_a_bug_is_called_one(cli, monkeypatch):
    """An exception that nobody foresaw leaves with status 4 and says where to report it."""

    def broken(spec):
        raise ZeroDivisionError("half of nothing")

    monkeypatch.setattr("derive.frontends.load", broken)
    status, out, err = cli("show", "xor")
    assert (status, out) == (4, "")
    assert err.startswith(
        "derive: this is a bug of derive, not of your input: ZeroDivisionError: half of nothing at test_app.py:"
    )
    assert "issue tracker" in err


def test_ctrl_c_is_quiet(cli, monkeypatch):
    """Ctrl-C leaves with the shell's status for it, and no traceback."""

    def interrupted(spec):
        raise KeyboardInterrupt

    monkeypatch.setattr("derive.frontends.load", interrupted)
    assert cli("show", "xor") == (130, "", "derive: interrupted\n")


def test_a_reader_that_leaves_is_no_error():
    """`derive show xor | head -1`: nothing on standard error."""
    command = f"{sys.executable} -m derive show xor --detail full | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] in {"0", "141"}


def test_an_ascii_terminal_is_no_reason_to_fail():
    """Greek letters become question marks where the terminal lacks them; files keep them."""
    shown = run_derive("show", "xor", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert (shown.status, shown.err) == (0, "")
    assert shown.out.isascii()
    page = run_derive("show", "xor", "--format", "html", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert page.status == 0
    assert "\N{REPLACEMENT CHARACTER}" not in page.out


def test_a_kill_leaves_nothing_half_written(tmp_path):
    """A polite kill in the middle of a build leaves no file."""
    process = subprocess.Popen(
        [sys.executable, "-m", "derive", "build", "mlp-relu-512", "nielsen", "-o", tmp_path / "out"], cwd=ROOT
    )
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    status = process.wait(timeout=30)
    assert status in {0, 143, -signal.SIGTERM}
    assert (tmp_path / "out").exists() == (status == 0)
