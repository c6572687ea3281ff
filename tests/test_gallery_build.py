"""Rebuilding the gallery: what is committed is what derive makes."""

from __future__ import annotations

from click.testing import CliRunner

from derive import gallery_build
from derive.frontends import gallery


def run(*arguments):
    return CliRunner().invoke(gallery_build.main, [str(argument) for argument in arguments])


def test_a_changed_file_is_named(tmp_path, monkeypatch):
    """--check writes nothing, and says which file differs; a folder of no network goes when rebuilding."""
    monkeypatch.setattr(gallery, "names", lambda: ["xor", "mazur"])
    root = tmp_path / "generated"
    (root / "gone").mkdir(parents=True)
    assert run(root).exit_code == 0
    assert sorted(p.name for p in root.iterdir()) == ["README.md", "mazur", "xor"]
    assert run(root, "--check").exit_code == 0
    proof = root / "xor" / "derivation.md"
    proof.write_text("mine")
    (root / "mazur" / "gradient.py").unlink()
    checked = run(root, "--check")
    assert checked.exit_code == 1
    assert f"{proof} differs from what derive makes now" in checked.output
    assert "gradient.py differs" in checked.output
    assert proof.read_text() == "mine"
