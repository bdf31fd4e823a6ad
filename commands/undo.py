"""`rehear undo`: corrections taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ..document.store import edit_as_dict
from ..pipeline.reasons import reason
from .calls import each, shown
from .console import place_of
from .options import Inputs, Showing

if TYPE_CHECKING:
    from ..pipeline.plan import Job


def undo(
    files: Inputs,
    showing: Showing,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="TERM|RULE|ID", help="Take back nothing but these (repeat for more)."),
    ] = None,
    write: Annotated[
        bool,
        typer.Option("--write", "-w", metavar="", help="Write into the file; without, only show what would change."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", metavar="", help="Write nothing, also with --write.")
    ] = False,
) -> None:
    """Take back what fix or run corrected in a file; what you changed in it since stays."""
    from ..correction.lexicon import Lexicon
    from ..pipeline.inputs import SUBTITLES, Target, gather
    from ..pipeline.plan import Job, Plan
    from ..pipeline.settings import Settings
    from ..pipeline.undo import undo as undo_file

    show = shown(showing, outlives_readers=write and not dry_run)
    found, failures = gather(files.names or (), SUBTITLES, files.file_list or ())
    jobs = tuple(Job(Target(path, path.parent, path.stem), Settings(), Lexicon()) for path in found)

    def work(job: Job) -> bool:
        done = undo_file(job.source, only or (), write=write and not dry_run)
        for name in done.unknown:
            show.note(f"{job.source}: no correction in it is called {name!r}")
        taken = stuck = 0
        recut = any(back.recut for back in done.steps)
        for back in done.steps:
            show.changes(back.after, back.shown, taken_back=True)
            placed = {edit.id for edit in back.shown}
            # Where an edit's words do not stand as words of their own in the file, its text cannot be shown around them.
            for edit in back.taken:
                if edit.id not in placed:
                    show.result(f"{edit.replacement} -> {edit.before}: {reason(edit)}")
                    show.event("undo", source=back.transcript.source, **edit_as_dict(edit))
            taken, stuck = taken + len(back.taken), stuck + len(back.stuck)
            for edit in back.stuck:
                what = f"{edit.replacement or edit.before!r} ({place_of(back.transcript, edit)})"
                show.warn(f"{job.source}: {what} stays: the text there was changed since")
        for path in done.torn:
            show.warn(f"{path}: holds the same text, but was changed since: not everything is taken back there")
        if done.damaged:
            whole = f"; the text as it was before is {done.original}" if done.original else ""
            show.warn(f"{done.damaged}: this record is damaged: what it knew of is not taken back{whole}")
        wrote = "; wrote " + ", ".join(map(str, done.written)) if done.written else ""
        said = f"{taken or 'nothing'} {'taken' if taken else 'to take'} back"
        cut = ", cues as before they were cut and timed by hand" if recut else ""
        kept = f" (as it first was it is {done.original})" if done.original and not only else ""
        show.result(f"{job.source}: {said}{cut}{kept}{wrote}")
        written = list(map(str, done.written))
        show.event("file", source=str(job.source), taken_back=taken, stays=stuck, written=written)
        return not (stuck or done.torn or done.damaged or done.unknown)

    each(show, Plan(jobs, tuple(failures), ()), work)
