"""`rehear review`: a person decides what was left to them."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from ..document.errors import CallError
from .calls import say_kept
from .console import Show
from .options import Language, Terms

if TYPE_CHECKING:
    from ..review import Finished, Session

# Lines of a difference that a terminal shows: what is said behind it should stay in sight.
_EXCERPT = 10
# The options of each way to review that the others do not have.
_WAYS = {"--web": {"--port", "--no-browser"}, "--html": {"--force"}, "": {"--play", "--force"}}


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

    ways = {"--web": web, "--html": html is not None}
    _check({**ways, "--play": play, "--port": port is not None, "--no-browser": not browser, "--force": force})
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

        write_report(session, html, force=force)
        session.begin()
        show.result(f"wrote {html}; `rehear fix {file} --decisions FILE -w` does what comes back")
        return
    if web:
        from ..review.server import serve

        serve(session, opened, port=port, browser=browser, say=show.result)
        return
    _in_terminal(show, session, play=play)
    done = written(show, session, force=force, most=_EXCERPT)
    raise typer.Exit(1 if done is not None and done.kept else 0)


def _check(given: Mapping[str, bool]) -> None:
    """Raises CallError for options that belong to another way to review than the one that was asked for."""
    names = [name for name, on in given.items() if on]
    way = next((name for name in _WAYS if name in names), "")
    stray = [name for name in names if name != way and name not in _WAYS[way]]
    if stray:
        raise CallError(f"{way or 'a review in the terminal'} does not go with {' or '.join(stray)}")


def _in_terminal(show: Show, session: Session, *, play: bool) -> None:
    from ..review.sound import Player
    from ..review.terminal import Terminal

    counts = session.counts()
    if counts.waiting:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise CallError("review asks, so it needs a terminal", remedy="run it in one, or --web")
        if play and session.media is None:
            raise CallError("no clip lies beside it to play", path=session.path, remedy="--media CLIP")
        if counts.sure and not session.record.wrote:
            what = f"{counts.sure} sure correction{'s' * (counts.sure > 1)}"
            show.note(f"also writes {what} (rehear fix {session.path} shows them)")
        player = Player(session.media) if play and session.media is not None else None
        try:
            Terminal(session, play=player).run()
        finally:
            if player is not None:
                player.close()
        return
    show.result(f"{session.path}: no decision is waiting (--web shows the whole text, to read and change)")
    if counts.sure and not (session.record.history or session.record.wrote):
        show.note(f"corrections that are sure: {counts.sure} (rehear fix {session.path} -w applies them)")


class Outcome(NamedTuple):
    """What became of decisions: whether all was done and written, and whether files change by it."""

    well: bool
    changes: bool


def decided(show: Show, path: Path, decisions: Path, *, strict: bool, force: bool, write: bool, **how: Any) -> Outcome:
    """Do what a person decided elsewhere to a file and all that was written of it.

    Args:
        strict: refuse a file in which something must be repaired.
        how: as `open_session` takes it.
    """
    from ..document.decisions import read_decisions
    from ..pipeline.inputs import MEDIA
    from ..review import open_session
    from ..review.perform import take_decisions
    from ..subtitles import read

    made = read_decisions(decisions)
    if strict and path.suffix.lower() not in MEDIA:
        read(path, encoding=how["encoding"], strict=True)
    session = open_session(path, saves=write, warn=show.warn, **how)
    if made.digest != session.record.digest:
        show.warn(
            f"{decisions}: was made for another text ({made.source}): what stands here as it did there is decided"
        )
    taken = take_decisions(session, made)
    for line in taken.said:
        show.note(f"{decisions}: {line}")
    for line in taken.stuck:
        show.warn(f"{decisions}: {line}")
    show.event("decisions", source=str(session.path), done=taken.done, stuck=len(made.actions) - taken.done)
    done = written(show, session, force=force, write=write)
    return Outcome(not taken.stuck and not (done and done.kept), bool(done and done.diffs))


def written(
    show: Show, session: Session, *, force: bool = False, write: bool = True, most: int | None = None
) -> Finished | None:
    """Write the outputs as they are by what was decided; what changes in them, and what is left, is said.

    Args:
        most: lines of the difference that are shown; all without.

    Returns:
        What became of the outputs; None where nothing was decided yet.
    """
    counts = session.counts()
    # A file for which proposals were only just made is left alone until something is decided.
    begun = session.record.history or session.record.wrote
    unseen = 0 if session.record.wrote else counts.sure
    done = session.finish(force=force, write=write) if begun else None
    if done is not None:
        changed = [(path, diff) for path, diff in done.diffs if path not in done.kept]
        for path, diff in changed[:1]:
            _show_diff(show, path, diff.splitlines(), most)
        wrote = "; wrote " + ", ".join(str(path) for path, _ in changed) if changed and write else ""
        if wrote and unseen:
            wrote += f", also {unseen} sure correction{'s' * (unseen > 1)}"
        if counts.decided or changed:
            show.result(f"{session.path}: {counts.decided} decided, {counts.waiting or 'none'} left{wrote}")
        say_kept(show, done.kept)
        learnt = session.lesson().learnt if write else ()
        if learnt:
            terms = ", ".join(one.term.write for one in learnt)
            show.note(f"a lexicon can learn from this: {terms} (rehear lexicon learn {session.path})")
    if counts.waiting and write:
        show.note(f"rehear review {session.path} goes on with the {counts.waiting} that are left")
    return done


def _show_diff(show: Show, path: Path, lines: Sequence[str], most: int | None) -> None:
    # To cut off less than one shows would help nobody.
    shown = lines if most is None or len(lines) <= 2 * most else lines[:most]
    for line in shown:
        show.result(line)
    if len(shown) < len(lines):
        show.result(f"... and {len(lines) - len(shown)} lines more: rehear undo {path} shows every correction in it")
    if most is not None:
        show.result("")
