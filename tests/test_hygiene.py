"""Rules that every file of the project keeps."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "derive").rglob("*.py"))
TEXTS = [p for p in ROOT.rglob("*") if p.suffix in {".py", ".md", ".toml", ".tex", ".html", ".jinja", ".lark", ".yml"}]
HIDDEN = {".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", "build", "dist", "__pycache__"}


def in_project(path: Path) -> bool:
    return not HIDDEN & set(path.relative_to(ROOT).parts)


def loaded_after(statement: str) -> set[str]:
    code = f"{statement}\nimport sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("statement", ["import derive", "import derive.cli.app"])
def test_importing_is_cheap(statement):
    """Neither the package nor its command line imports anything heavy before it is used."""
    heavy = {"numpy", "sympy", "lark", "rich", "jinja2", "latex2mathml", "scipy"}
    assert loaded_after(statement) & heavy == set()


def test_the_derivation_itself_needs_no_numpy():
    """Proofs come out of SymPy alone: NumPy is for checking them, and for the emitted code."""
    assert "numpy" not in loaded_after("import derive; derive.derive(derive.load('xor'))")


def calls_in(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


FORBIDDEN = {
    "eval",
    "sympify",
    "sympy.sympify",
    "parse_expr",
    "lambdify",
    "sympy.lambdify",
    "sympy.simplify",
    "simplify",
    "pickle.loads",
}
RUNS_EMITTED_CODE = {"derive/emit"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_text_is_evaluated(path):
    """No text becomes Python or SymPy by evaluation, and no proof rests on `simplify`."""
    found = [(line, name) for line, name in calls_in(path) if name in FORBIDDEN or name.endswith(".simplify")]
    if not any(str(path.relative_to(ROOT)).startswith(folder) for folder in RUNS_EMITTED_CODE):
        found += [(line, name) for line, name in calls_in(path) if name in {"exec", "compile"}]
    assert found == []


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_say_what_they_are_for(path):
    """Every module, and every public function and class, has a docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert path.name == "__main__.py" or ast.get_docstring(tree), "no module docstring"
    kinds = (ast.FunctionDef, ast.ClassDef)
    public = [node for node in tree.body if isinstance(node, kinds) and not node.name.startswith("_")]
    assert [node.name for node in public if not ast.get_docstring(node)] == []


PLACES = [re.escape(f"{place}/") for place in (Path.home(), ROOT) if place != Path("/")]
MACHINE = re.compile("|".join([r"/home/\w+/", r"/Users/\w+", r"C:\\\\", r"file:///(?!\w+\.)", *PLACES]))


def test_no_file_knows_the_machine_it_was_written_on():
    """No absolute path of somebody's machine in any file."""
    here = Path(__file__)
    found = []
    for path in filter(in_project, TEXTS):
        if path != here:
            found += [f"{path}: {m[0]}" for m in MACHINE.finditer(path.read_text(encoding="utf-8", errors="replace"))]
    assert found == []


def test_the_top_level_is_tidy():
    """The folders that a newcomer sees are the ones that the README names."""
    folders = {p.name for p in ROOT.iterdir() if p.is_dir() and not p.name.startswith((".", "_"))} - HIDDEN
    assert {"derive", "templates", "generated", "tests"} <= folders
