"""Write docs/cli.md: the `--help` text of every command. `make docs` runs this; a test holds the page up to date."""

from pathlib import Path

from rehear.cli import app
from typer.testing import CliRunner

WIDTH = 100
HEAD = """# Commands

What `rehear --help` and `rehear COMMAND --help` say. Written by `make docs`; do not edit.
"""
CODES = """
## Exit codes

| code | meaning |
|---|---|
| 0 | done |
| 1 | done, and something wants a person's eye: changes found by `fix --check`, an input read in part, an output kept, \
a name given to `--only` or `--except` that stands for nothing (`archive` refuses it, 2) |
| 2 | nothing was started, the call is wrong: usage, settings, a lexicon that cannot be read |
| 3 | one or more inputs failed; each is named, the rest were done |
| 70 | a fault of rehear itself, with a traceback; please report it |
| 130 | interrupted |

What writes files goes on when nobody reads what it says (`| head`).
"""


GROUPS = {(group.name or "",): group.typer_instance for group in app.registered_groups if group.typer_instance}


def page() -> str:
    """The whole page."""
    apps = {(): app, **GROUPS}
    modes = {name: one.rich_markup_mode for name, one in apps.items()}
    for one in apps.values():
        one.rich_markup_mode = None  # no boxes, whose width depends on the terminal
    try:
        parts = [HEAD, f"## rehear\n\n{_help()}"]
        for group, one in apps.items():
            named = [command.name or getattr(command.callback, "__name__", "") for command in one.registered_commands]
            parts += [_section(*group)] if group else []
            parts += [_section(*group, name) for name in named]
    finally:
        for name, one in apps.items():
            one.rich_markup_mode = modes[name]
    return "\n".join(parts) + CODES


def _section(*command: str) -> str:
    return f"## rehear {' '.join(command)}\n\n{_help(*command)}"


def _help(*command: str) -> str:
    done = CliRunner().invoke(
        app, [*command, "--help"], prog_name="rehear", terminal_width=WIDTH, max_content_width=WIDTH, color=False
    )
    if done.exit_code:
        raise RuntimeError(f"rehear {' '.join(command)} --help failed: {done.output}")
    text = "\n".join(line.rstrip() for line in done.output.strip("\n").split("\n"))
    return f"```text\n{text}\n```\n"


if __name__ == "__main__":
    (Path(__file__).parent / "cli.md").write_text(page(), encoding="utf-8")
