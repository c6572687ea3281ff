"""Where the templates are: at the top level of the source tree, and inside the installed package."""

from __future__ import annotations

from pathlib import Path


def template_folder() -> Path:
    """The folder of the Jinja templates.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "templates", package.parent / "templates"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"no folder 'templates' in {package} or beside it: the installation of derive is incomplete")
