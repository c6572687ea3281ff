"""Writing is all or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.build import CODE_FILES, MARK, PROOF_FILES, files_of, write_folders
from derive.errors import OutputError
from derive.frontends import load
from derive.proof import Proof

OLD = f"% {MARK}: old"
FILES = {"derivation.tex": "new proof", "gradient.py": "new code"}


def tree(root: Path) -> dict[str, str]:
    return {str(p.relative_to(root)): p.read_text() for p in sorted(root.rglob("*")) if p.is_file()}


def test_new_folders_are_written_whole(tmp_path):
    """Folders that do not exist are made, and nothing else stays behind."""
    root = tmp_path / "deep" / "out"
    assert write_folders(root, {"a": FILES, "b": FILES}) == [root / "a", root / "b"]
    assert tree(tmp_path) == {f"deep/out/{n}/{f}": FILES[f] for n in "ab" for f in FILES}


def test_old_files_are_replaced_and_strangers_stay(tmp_path):
    """A file of an earlier run that is no longer made goes; a file of the user's stays."""
    target = tmp_path / "a"
    target.mkdir()
    for name in ("derivation.tex", "test_gradient.py", "weights.npz"):
        (target / name).write_text(OLD)
    write_folders(tmp_path, {"a": FILES})
    assert tree(target) == {**FILES, "weights.npz": OLD}


@pytest.mark.parametrize("name", ["derivation.tex", "gradient.py", "test_gradient.py"])
def test_a_file_that_derive_did_not_write_is_never_lost(tmp_path, name):
    """Neither overwritten, nor removed because this proof has no code."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / name).write_text("mine")
    with pytest.raises(OutputError, match=rf"{name}' was not written by derive, and would be lost\. Nothing was written\."):
        write_folders(tmp_path, {"b": FILES, "a": FILES})
    assert tree(tmp_path) == {f"a/{name}": "mine"}


def test_a_folder_or_a_link_in_the_place_of_a_file_stays(tmp_path):
    """A folder is never replaced by a file."""
    (tmp_path / "a" / "derivation.tex").mkdir(parents=True)
    (tmp_path / "a" / "derivation.tex" / "thesis.tex").write_text("mine")
    with pytest.raises(OutputError, match=r"derivation\.tex' is a folder, and would be replaced"):
        write_folders(tmp_path, {"a": FILES})
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "gradient.py").symlink_to(tmp_path / "nowhere")
    with pytest.raises(OutputError, match=r"gradient\.py' is a link"):
        write_folders(tmp_path, {"b": FILES})
    assert tree(tmp_path) == {"a/derivation.tex/thesis.tex": "mine"}


@pytest.mark.parametrize("fragment", [False, True])
def test_every_file_bears_the_mark(fragment):
    """So that the next run may replace it."""
    files = files_of(Proof(load("xor")), fragment=fragment)
    assert set(files) == {*PROOF_FILES, *CODE_FILES}
    assert [name for name, text in files.items() if MARK not in text[:4096]] == []


def failing_rename(monkeypatch, at: int, error: BaseException) -> None:
    """The ``at``-th rename fails."""
    calls = []
    rename = Path.rename

    def counted(self, target):
        calls.append(self)
        if len(calls) == at:
            raise error
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", counted)


@pytest.mark.parametrize("at", range(1, 7))
@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_an_interruption_puts_everything_back(tmp_path, monkeypatch, at, error):
    """Whichever move fails, the folder is what it was: old files back, new ones gone, no temporary folder."""
    for name in ("derivation.tex", "gradient.py", "test_gradient.py"):
        (tmp_path / "a").mkdir(exist_ok=True)
        (tmp_path / "a" / name).write_text(OLD)
    before = tree(tmp_path)
    failing_rename(monkeypatch, at, error)
    with pytest.raises(KeyboardInterrupt if isinstance(error, KeyboardInterrupt) else OutputError):
        write_folders(tmp_path, {"b": FILES, "a": FILES})
    assert tree(tmp_path) == before
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_a_file_in_the_way_is_an_error_with_its_name(tmp_path):
    """An output folder that is a file, or holds one where a folder should be, is named."""
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match=r"cannot write to .*file.*Nothing was written"):
        write_folders(tmp_path / "file", {"a": FILES})
    with pytest.raises(OutputError, match=r"cannot write to .*file"):
        write_folders(tmp_path, {"new": FILES, "file": FILES})
    assert tree(tmp_path) == {"file": "mine"}


def test_a_failed_first_build_leaves_no_folder(tmp_path, monkeypatch):
    """The output folder itself goes, too, if this run made it."""
    failing_rename(monkeypatch, 1, OSError(28, "No space left on device"))
    with pytest.raises(OutputError, match="No space left on device"):
        write_folders(tmp_path / "x" / "out", {"a": FILES})
    assert list(tmp_path.iterdir()) == []
