"""docs/cli.md says what `--help` says. `make docs` writes it anew."""

import re
import runpy
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"


def said(text: str) -> str:
    """The text without layout and type names, which change with the version of typer and not with rehear."""
    return re.sub(r"\s+|<[^>]*>|-{3,}", "", text).casefold()


def test_the_page_holds_the_help_of_every_command() -> None:
    page = runpy.run_path(str(DOCS / "update_cli.py"))["page"]()
    written = (DOCS / "cli.md").read_text(encoding="utf-8")
    assert said(written) == said(page), "the commands changed: run `make docs`"
