"""`rehear archive`: a whole archive in one run."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic, time
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from ..document.errors import CallError
from .calls import shown
from .console import Show
from .options import (
    Correcting,
    House,
    Language,
    Listening,
    Recogniser,
    Selecting,
    Showing,
    Terms,
    Typesetting,
)

if TYPE_CHECKING:
    from ..archive.crew import Crew
    from ..archive.plan import Plan
    from ..archive.run import Run
    from ..archive.storage import Shelf

_SHOWN = 20  # failures named again at the end
_EVERY = 10.0  # seconds between two progress events


@dataclass(frozen=True, slots=True)
class Clips:
    """Which clips, and where their results go."""

    TITLE: ClassVar[str | None] = None
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="INPUT", help="Folders, files, patterns or addresses (s3://...).", show_default=False),
    ] = None
    output_dir: Annotated[
        str | None,
        typer.Option("--output-dir", "-o", "-O", metavar="DIR", help="The folder of all results, or its address."),
    ] = None
    file_list: Annotated[list[Path] | None, typer.Option("--file-list", help="A file that names an input a line.")] = (
        None
    )
    include: Annotated[
        list[str] | None, typer.Option("--include", metavar="PATTERN", help="Only clips like this (repeat for more).")
    ] = None
    exclude: Annotated[
        list[str] | None, typer.Option("--exclude", metavar="PATTERN", help="No clips like this (repeat for more).")
    ] = None
    newer_than: Annotated[
        str | None,
        typer.Option(
            "--newer-than", metavar="DATE|AGE|FILE", help="Only clips that changed since, as 2024-05-31 or 7d."
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class Working:
    """How the work is done."""

    TITLE: ClassVar[str | None] = "Work"
    jobs: Annotated[
        str, typer.Option("--jobs", metavar="N|auto", help="Processes beside the recogniser, for all that is cheap.")
    ] = "auto"
    on: Annotated[
        str, typer.Option("--on", metavar="local|ray", help="Where the work is done: here, or on a Ray cluster.")
    ] = "local"
    address: Annotated[
        str | None,
        typer.Option("--address", metavar="HOST:PORT", help="The Ray cluster (default RAY_ADDRESS, or the one here)."),
    ] = None
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", metavar="", help="Try also what failed for good before.")
    ] = False
    settle: Annotated[
        float,
        typer.Option("--settle", metavar="SECONDS", help="A clip that changed so lately may still be being written."),
    ] = 10.0
    force: Annotated[bool, typer.Option("--force", metavar="", help="Write over files that a person changed.")] = False
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", metavar="", help="Show what there is to do, and how long it will take.")
    ] = False


def archive(
    clips: Clips,
    terms: Terms,
    recogniser: Recogniser,
    listening: Listening,
    correcting: Correcting,
    typesetting: Typesetting,
    selecting: Selecting,
    house: House,
    working: Working,
    showing: Showing,
    language: Language = None,
    file_format: Annotated[
        str | None,
        typer.Option(
            "--format", "-f", metavar="LIST", help="srt, txt (with times), plain, vtt, ...; separated by commas."
        ),
    ] = None,
) -> None:
    """Transcribe and correct all clips of an archive; what is done is not done again."""
    from ..archive import Filters, make_plan
    from ..archive.storage import Shelf, plain
    from ..archive.walk import moment
    from ..pipeline.hearing import Hearing
    from ..pipeline.lexicons import read_articles
    from ..pipeline.plan import Rules, formats_of

    show = shown(showing)
    if clips.output_dir is None:
        raise CallError("where do the results go?", remedy="-o DIR")
    if working.on not in ("local", "ray"):
        raise CallError(f"no --on {working.on!r}", remedy="local or ray")
    if working.address is not None and working.on == "local":
        raise CallError("--address names a Ray cluster", remedy="--on ray")
    _jobs(working.jobs)
    shelf = Shelf(plain(clips.output_dir))
    overrides = {
        **recogniser.settings(),
        **correcting.settings(),
        **typesetting.settings(),
        **selecting.settings(),
        **house.settings(),
        "language": language,
        "formats": formats_of(file_format),
    }
    rules = Rules(
        overrides,
        tuple(terms.lexicon or ()),
        tuple(read_articles(terms.article or ())),
        tuple(selecting.only or ()),
        tuple(selecting.exceptions or ()),
    )
    filters = Filters(
        tuple(clips.include or ()),
        tuple(clips.exclude or ()),
        None if clips.newer_than is None else moment(clips.newer_than, time()),
    )
    plan = make_plan(
        clips.names or (),
        shelf,
        rules,
        Hearing(**asdict(listening)),
        file_lists=clips.file_list or (),
        filters=filters,
        force=working.force,
    )
    for line in plan.notices:
        show.note(line)
    for error in plan.failures:
        show.error(error)
    if working.dry_run:
        _say_plan(show, plan, shelf, retry=working.retry_failed)
        raise typer.Exit(3 if plan.failures else 0)
    raise typer.Exit(_run(show, plan, shelf, working))


def _jobs(text: str) -> int:
    if text == "auto":
        return max(1, min(8, os.cpu_count() or 1))
    if not text.isdigit() or int(text) < 1:
        raise CallError(f"--jobs {text!r} is no number of processes", remedy="a number from 1, or auto")
    return int(text)


def _crew(show: Show, plan: Plan, working: Working, spool: Path) -> Crew:
    """Who does the work.

    Raises:
        CallError: if there is no cluster.
    """
    if working.on == "ray":
        from ..archive.cluster import Cluster

        gpus = any(item.task.how.settings.device != "cpu" for item in plan.items)
        return Cluster(working.address, gpus=gpus, warn=show.warn)
    from ..archive.local import LocalCrew, devices

    asked = plan.items[0].task.how.settings.device if plan.items else "cpu"
    return LocalCrew(_jobs(working.jobs), devices(asked), spool)


def _run(show: Show, plan: Plan, shelf: Shelf, working: Working) -> int:
    """Do it; gives the exit code."""
    from ..archive import Ledger, Run, Stop, Watcher, place_of
    from ..archive.spool import spool

    stop = Stop()
    with (
        spool() as folder,
        closing(_crew(show, plan, working, folder)) as crew,  # without one, nothing is written
        closing(Ledger(place_of(shelf))) as ledger,
        _signals(stop, show),
        show.status() as say,
    ):
        watcher = Watcher(_tell_clip(show), _tell_progress(show, say), show.warn, show.note)
        run = Run(plan, shelf, ledger, crew, watcher, stop, working.settle, working.retry_failed)
        run.all()
    return _summary(show, run, plan)


@contextmanager
def _signals(stop: Any, show: Show) -> Iterator[None]:
    """Asked once, the run ends as soon as it can; asked again, at once: what is written is whole at any moment."""

    def ask(_number: int, _frame: object) -> None:
        if stop.wanted:
            os._exit(130)
        stop.wanted = True
        show.err.print("\nending: what is begun is put away (once more ends at once)")

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell_clip(show: Show) -> Callable[..., None]:
    def tell(task: Any, state: str, reason: str, row: Any) -> None:
        if state == "failed":
            show.error(f"{task.place}: {reason}")
        for name in row.kept if state != "failed" else ():
            show.warn(
                f"{task.folder}/{name}: changed by a person (or not written by rehear), left as it is (--force replaces it)"
            )
        show.event(
            "clip",
            source=task.place,
            state=state,
            reason=reason or None,
            trouble=row.trouble,
            audio=row.audio,
            edits=row.edits,
            applied=row.applied,
            folder=task.folder,
        )

    return tell


def _tell_progress(show: Show, say: Callable[[str], None]) -> Callable[..., None]:
    told = monotonic()

    def tell(tally: Any) -> None:
        nonlocal told
        say(tally.line())
        if monotonic() - told >= _EVERY:
            told = monotonic()
            show.event("progress", **tally.numbers())

    return tell


def _summary(show: Show, run: Run, plan: Plan) -> int:
    """Say what came of it, and how to go on; gives the exit code."""
    from ..archive.tally import clock, hours

    tally = run.tally
    show.event("summary", **tally.numbers(), interrupted=run.stop.wanted, full=run.full or None)
    heard, spent = tally.hearing
    speed = f", {heard / 1000 / spent:.1f}x real time" if heard and spent > 1 else ""
    show.result(
        f"{tally.done} of {tally.total} clips done ({tally.heard} heard now: {hours(tally.heard_ms)}{speed}), "
        f"{tally.applied} corrections, in {clock(tally.elapsed)}"
    )
    counts = (
        (tally.before, "done before"),
        (tally.remembered, "failed before and not changed since (--retry-failed tries them again)"),
        (plan.left_out, "left out by --include, --exclude or --newer-than"),
        (tally.no_media, "files without sound, no clips by their names"),
        (tally.partly, "heard only in part, because they are damaged"),
        (tally.elsewhere, "left to another run that is working here"),
        (len(tally.kept), "results that a person changed, kept"),
        (len(tally.growing), "still being written, left for the next run"),
    )
    for count, what in counts:
        if count:
            show.result(f"  {count} {what}")
    for place in tally.growing[:_SHOWN]:
        show.note(f"still being written: {place}")
    if tally.failures:
        kinds = ", ".join(f"{count} {trouble}" for trouble, count in tally.troubles.most_common())
        show.result(f"  {tally.failed} failed: {kinds}")
        for place, reason in tally.failures[:_SHOWN] if len(tally.failures) > 1 else ():
            show.note(f"failed: {place}: {reason}")
        if tally.failed > _SHOWN:
            show.note(f"and {tally.failed - _SHOWN} more; the ledger {run.ledger.path} knows them all")
        show.note("the same call with --retry-failed tries them again")
    if run.full:
        show.error(f"stopped: {run.full}; make room, and the same call goes on from there")
        return 3
    if run.stop.wanted:
        return 130
    if tally.failures or plan.failures:
        return 3
    return 1 if tally.kept or tally.partly or tally.remembered or tally.growing else 0


def _say_plan(show: Show, plan: Plan, shelf: Shelf, *, retry: bool) -> None:
    """What a run would do."""
    from ..archive import place_of, read_rows, read_speed
    from ..archive.estimate import estimate
    from ..archive.tally import clock, hours

    path = place_of(shelf)
    found = estimate(plan, {row.key: row for row in read_rows(path)}, shelf, retry=retry)
    for item in found.hear:
        show.result(f"hear     {item.task.place} -> {item.task.folder}/{item.task.stem}.*")
    for item in found.correct:
        show.result(f"correct  {item.task.place} -> {item.task.folder}/{item.task.stem}.*")
    for place, reason in found.broken:
        show.note(f"cannot be heard: {place}: {reason}")
    speed = read_speed(path, plan.hear_as)
    seconds = found.seconds(speed)
    unknown = f" and {found.unknown} clips of unknown length" if found.unknown else ""
    show.result(
        f"{len(found.hear)} clips to hear ({hours(found.audio)} of audio{unknown}), {len(found.correct)} to correct only, "
        f"{found.done} done, {found.remembered} failed before"
    )
    if found.hear:
        known = (
            f"about {clock(seconds)} at {speed[0] / 1000 / speed[1]:.1f}x real time, as measured before"
            if speed and seconds
            else ""
        )
        show.result(known or "no run with this model has been measured yet, so how long it takes is not known")
    show.event(
        "plan",
        hear=len(found.hear),
        correct=len(found.correct),
        done=found.done,
        remembered=found.remembered,
        broken=len(found.broken),
        audio=found.audio,
        unknown=found.unknown,
        seconds=None if seconds is None else round(seconds),
    )
