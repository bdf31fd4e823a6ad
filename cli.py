"""The command line: the app, its commands, and its errors in one line. What each command does is in `commands`."""

from __future__ import annotations

import sys
import traceback
from typing import Annotated

import typer

from .commands.archive import archive
from .commands.calls import Debugging, only_help
from .commands.check import check
from .commands.console import Show, known_error, lenient_streams
from .commands.convert import convert
from .commands.ending import end_at_once
from .commands.fix import fix
from .commands.grouping import grouped
from .commands.hear import run, transcribe
from .commands.lexicon import app as lexicon
from .commands.report import report
from .commands.review import review
from .commands.score import score
from .commands.start import demo, doctor
from .commands.undo import undo
from .document.errors import RehearError

app = typer.Typer(
    name="rehear",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Whisper transcribes, a lexicon corrects what it misheard, clean subtitles come out.",
)
for _command in (run, transcribe, fix, review, check, undo, convert, archive, report, score, demo, doctor):
    app.command()(grouped(_command))
app.add_typer(lexicon, name="lexicon")
# What typer raises for a wrong call; the class comes from click, or in newer versions from typer's own copy of it.
_WrongCall: type[Exception] = typer.BadParameter.__mro__[2]

_DEBUG = "--debug"
# What sysexits.h calls a fault of the program itself: not to be taken for a result that wants a person's eye.
_FAULT = 70


def main() -> None:
    """Entry point of the `rehear` command: errors that a user can cause are one line, never a traceback."""
    lenient_streams()
    arguments = sys.argv[1:]
    ours = arguments[: arguments.index("--")] if "--" in arguments else arguments
    Debugging.on = _DEBUG in ours
    arguments = [word for word in ours if word != _DEBUG] + arguments[len(ours) :]
    try:
        code = app(arguments, prog_name="rehear", standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        code = 130
    except (RehearError, OSError, _WrongCall) as error:
        if Debugging.on:
            raise
        known = known_error(error)
        Show().error(known)
        code = known.exit_code
    except Exception:  # noqa: BLE001
        traceback.print_exc()
        Show().error(
            "this is a fault of rehear itself; what was finished is kept (please report it with the lines above)"
        )
        code = _FAULT
    if code == 130:  # typer turns Ctrl-C into this code
        end_at_once()
        Show(outlives_readers=True).error("interrupted; what is finished stays, and the same call does the rest")
    sys.exit(code)


def _version(value: bool) -> None:
    if value:
        from . import __version__

        typer.echo(f"rehear {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def common(
    context: typer.Context,
    debug: Annotated[  # noqa: ARG001 - `main` takes it, wherever it stands
        bool, typer.Option(_DEBUG, metavar="", help="Show the traceback of an error (before or after the command).")
    ] = False,
    version: Annotated[  # noqa: ARG001
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    only_help(context)
