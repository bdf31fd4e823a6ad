"""`rehear review`: a person decides what was left to them."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..document.errors import CallError
from .calls import say_kept
from .console import Show
from .options import Language, Terms

if TYPE_CHECKING:
    from ..review import Session


def review(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Subtitles, a text, or a clip that was heard.")],
    terms: Terms,
    media: Annotated[
        Path | None, typer.Option("--media", metavar="FILE", help="The clip, where it does not lie beside the file.")
    ] = None,
    play: Annotated[
        bool, typer.Option("--play", metavar="", help="Play the sound of each passage (ffplay, mpv, aplay, ...).")
    ] = False,
    web: Annotated[
        bool,
        typer.Option(
            "--web", metavar="", help="A page in the browser, for this machine only, instead of the terminal."
        ),
    ] = False,
    port: Annotated[
        int | None, typer.Option("--port", metavar="N", help="The page's port (default: a free one).")
    ] = None,
    browser: Annotated[
        bool,
        typer.Option("--browser/--no-browser", metavar="", help="Open the page (default yes).", show_default=False),
    ] = True,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the page as one file to mail, and ask nothing.")
    ] = None,
    language: Language = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", metavar="NAME", help="The file's encoding, where it is guessed wrongly.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", metavar="", help="Write over files that a person changed.")] = False,
) -> None:
    """Decide what fix and run left to you, a key for each; saved at once, and written into the outputs at the end."""
    from ..review import open_session

    if web and (html or play):
        raise CallError("--web goes with neither --html nor --play")
    show = Show()
    opened = partial(
        open_session,
        file,
        media=media,
        lexicons=terms.lexicon or (),
        articles=terms.article or (),
        language=language,
        encoding=encoding,
        warn=show.warn,
    )
    session = opened()
    if html is not None:
        from ..review.report import write_report

        write_report(session, html)
        session.begin()
        show.result(f"wrote {html}; `rehear fix {file} --decisions FILE -w` does what comes back")
        return
    if web:
        from ..review.server import serve

        serve(session, opened, port=port, browser=browser, say=show.result)
        return
    _in_terminal(show, session, play=play)
    raise typer.Exit(0 if written(show, session, force=force) else 1)


def _in_terminal(show: Show, session: Session, *, play: bool) -> None:
    from ..review.sound import Player
    from ..review.terminal import Terminal

    counts = session.counts()
    if counts.waiting:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise CallError("review asks, so it needs a terminal", remedy="run it in one, or --web")
        if play and session.media is None:
            raise CallError("no clip lies beside it to play", path=session.path, remedy="--media CLIP")
        player = Player(session.media) if play and session.media is not None else None
        try:
            Terminal(session, play=player).run()
        finally:
            if player is not None:
                player.close()
        return
    show.result(f"{session.path}: no decision is waiting (--web shows the whole text, to read and change)")
    if counts.applied and not (session.record.history or session.record.wrote):
        show.note(f"corrections that are sure: {counts.applied} (rehear fix {session.path} -w applies them)")


def written(show: Show, session: Session, *, force: bool = False, write: bool = True) -> bool:
    """Write the outputs as they are by what was decided; what changes in them, and what is left, is said.

    Returns:
        Whether all could be written.
    """
    counts = session.counts()
    # A file for which proposals were only just made is left alone until something is decided.
    begun = session.record.history or session.record.wrote
    done = session.finish(force=force, write=write) if begun else None
    if done is not None:
        changed = [path for path, _ in done.diffs if path not in done.kept]
        for line in done.diffs[0][1].splitlines() if changed else ():
            show.result(line)
        wrote = "; wrote " + ", ".join(map(str, changed)) if changed and write else ""
        if counts.decided or changed:
            show.result(f"{session.path}: {counts.decided} decided, {counts.waiting or 'none'} left{wrote}")
        say_kept(show, done.kept)
        learnt = session.lesson().learnt if write else ()
        if learnt:
            terms = ", ".join(one.term.write for one in learnt)
            show.note(f"a lexicon can learn from this: {terms} (rehear lexicon learn {session.path})")
    if counts.waiting and write:
        show.note(f"rehear review {session.path} goes on with the {counts.waiting} that are left")
    return done is None or not done.kept
