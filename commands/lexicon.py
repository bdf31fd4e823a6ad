"""`rehear lexicon ...`: the sub-commands by name."""

from __future__ import annotations

from collections.abc import Callable

import typer

from .calls import only_help
from .lexicon_keep import add, check, explain, format_files, list_active
from .lexicon_make import from_article, import_list, learn, merge, new, suggest

app = typer.Typer(
    name="lexicon",
    help="Make, check and keep lexicons.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
_COMMANDS: dict[str, Callable[..., None]] = {
    "new": new,
    "add": add,
    "from-article": from_article,
    "learn": learn,
    "suggest": suggest,
    "check": check,
    "explain": explain,
    "list": list_active,
    "import": import_list,
    "merge": merge,
    "format": format_files,
}
app.callback(invoke_without_command=True)(only_help)
for _name, _command in _COMMANDS.items():
    app.command(_name)(_command)
