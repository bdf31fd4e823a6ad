"""`rehear archive`: a whole archive in one run."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from ..document.errors import CallError
from .archive_told import say_plan, summary, tell_clip, tell_progress
from .calls import shown
from .console import Show
from .ending import on_end
from .options import (
    Cleaning,
    FileList,
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
    from ..archive.run import Stop
    from ..archive.storage import Shelf


# Processes for each CPU above which more only take memory.
_JOBS_A_CPU = 4
_LONGEST_SETTLE = 86_400  # seconds; a run that is to wait for longer is better called later


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
    file_list: FileList = None
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
    correcting: Cleaning,
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

    show = shown(showing, outlives_readers=True)
    if clips.output_dir is None:
        raise CallError("where do the results go?", remedy="-o DIR")
    if working.on not in ("local", "ray"):
        raise CallError(f"no --on {working.on!r}", remedy="local or ray")
    if working.address is not None and working.on == "local":
        raise CallError("--address names a Ray cluster", remedy="--on ray")
    _jobs(working.jobs)
    if not 0 <= working.settle <= _LONGEST_SETTLE:
        raise CallError(f"--settle {working.settle:g} is no number of seconds", remedy=f"0 to {_LONGEST_SETTLE:,}")
    shelf = Shelf(plain(clips.output_dir))
    for name in (shelf.root, *(clips.names or ())):
        if name.lower().startswith("memory://"):
            raise CallError("what lies in the memory of one process is nowhere else", path=name, remedy="name a folder")
    if shelf.local is not None and shelf.local.exists() and not shelf.local.is_dir():
        raise CallError("a file, and no folder of results", path=clips.output_dir, remedy="-o DIR")
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
        begins=house.begins,
        force=working.force,
    )
    for line in plan.notices:
        show.note(line)
    for error in plan.failures:
        show.error(error)
    if working.dry_run:
        raise typer.Exit(say_plan(show, plan, shelf, retry=working.retry_failed, settle=working.settle))
    if not plan.items:  # and nothing is made
        show.result(
            f"nothing to do: {f'{plan.left_out} clips are left out by the filters' if plan.left_out else 'no clips'}"
        )
        raise typer.Exit(3 if plan.failures else 0)
    raise typer.Exit(_run(show, plan, shelf, working))


def _jobs(text: str) -> int:
    """How many processes are asked for."""
    if text == "auto":
        return min(8, os.cpu_count() or 1)
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
    from ..archive.local import LocalCrew, devices, room

    jobs, most = _jobs(working.jobs), _JOBS_A_CPU * (os.cpu_count() or 1)
    if jobs > most:
        show.note(
            f"--jobs {jobs} is more than {_JOBS_A_CPU} for each CPU of this machine: {most} are started at the most"
        )
    asked = plan.items[0].task.how.settings.device if plan.items else "cpu"
    return LocalCrew(min(jobs, most), devices(asked), spool, room(asked))


def _run(show: Show, plan: Plan, shelf: Shelf, working: Working) -> int:
    """Do it; gives the exit code."""
    from ..archive import Ledger, Run, Stop, Watcher, place_of
    from ..archive.spool import spool

    stop = Stop()
    with (
        on_end(_asking(stop, show)),
        spool() as folder,
        closing(_crew(show, plan, working, folder)) as crew,  # without one, nothing is written
        closing(Ledger(place_of(shelf))) as ledger,
        show.status() as say,
    ):
        watcher = Watcher(tell_clip(show), tell_progress(show, say, stop), show.warn, show.note)
        run = Run(plan, shelf, ledger, crew, watcher, stop, working.settle, working.retry_failed)
        run.all()
    return summary(show, run, plan)


def _asking(stop: Stop, show: Show) -> Callable[..., None]:
    """Asked once, the run ends as soon as it can; asked again, at once: what is written is whole at any moment."""

    def ask(_number: int, _frame: object) -> None:
        if stop.wanted:
            show.err.show_cursor(True)
            os._exit(130)
        stop.wanted = True

    return ask
