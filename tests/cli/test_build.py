"""`derive build`."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import SMALL_SPEC

FILES = {"derivation.tex", "derivation.html", "derivation.md", "gradient.py", "test_gradient.py"}


def written(folder) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_five_files(cli, small_spec, tmp_path):
    """The contract's five files, and a line that says so."""
    status, out, err = cli("build", str(small_spec), "-o", str(tmp_path / "out"))
    assert (status, err) == (0, "")
    assert written(tmp_path / "out" / "small") == FILES
    assert out.startswith(f"{tmp_path / 'out' / 'small'}: proof with ")


def test_an_open_depth_has_no_code(cli, tmp_path):
    """A network of symbolic depth has a proof only, and the command says so."""
    status, out, _ = cli("build", "nielsen-depth-L", "-o", str(tmp_path))
    assert status == 0
    assert written(tmp_path / "nielsen-depth-L") == FILES - {"gradient.py", "test_gradient.py"}
    assert "no gradient.py or test_gradient.py: the network leaves a depth, a width or a function open" in out


def test_one_bad_specification_keeps_all_from_being_written(cli, small_spec, tmp_path):
    """All files or none, over every specification of the run."""
    bad = tmp_path / "bad.toml"
    bad.write_text(SMALL_SPEC.replace("sigmoid", "sigmod"))
    status, out, err = cli("build", str(small_spec), str(bad), "-o", str(tmp_path / "out"))
    assert (status, out) == (3, "")
    assert f"{bad}:8" in err
    assert "Did you mean 'sigmoid'" in err
    assert not (tmp_path / "out").exists()


def test_two_specifications_of_one_name(cli, small_spec, tmp_path):
    """They would overwrite each other."""
    status, _, err = cli("build", str(small_spec), str(small_spec), "-o", str(tmp_path / "out"))
    assert status == 3
    assert "two specifications are named 'small'" in err


def test_a_folder_that_cannot_be_written(cli, small_spec, tmp_path, monkeypatch):
    """The folder is named, and nothing has changed."""

    def refused(self, *args, **kwargs):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refused)
    status, _, err = cli("build", str(small_spec), "-o", str(tmp_path / "out"))
    assert status == 3
    assert f"cannot write to '{tmp_path / 'out'}': Permission denied. Nothing was written; choose a folder with -o DIR." in err


def test_a_file_in_the_way(cli, small_spec):
    """An output folder that is a file."""
    status, _, err = cli("build", str(small_spec), "-o", str(small_spec))
    assert status == 3
    assert f"cannot write to '{small_spec}'" in err


def test_a_fragment_is_ready_for_input(cli, small_spec, tmp_path):
    """No preamble and no document environment."""
    assert cli("build", str(small_spec), "--fragment", "-o", str(tmp_path)).status == 0
    text = (tmp_path / "small" / "derivation.tex").read_text()
    assert "\\documentclass" not in text
    assert "\\begin{document}" not in text


def test_the_same_text_twice(cli, small_spec, tmp_path):
    """Building again changes no byte."""
    for folder in ("a", "b"):
        cli("build", str(small_spec), "-o", str(tmp_path / folder))
    for name in FILES:
        assert (tmp_path / "a" / "small" / name).read_bytes() == (tmp_path / "b" / "small" / name).read_bytes()
