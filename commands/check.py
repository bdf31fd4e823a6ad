"""`rehear check`: subtitle files against a house style."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from ..document.clock import clock
from ..document.errors import CallError
from .calls import each, planned, say_kept, shown
from .console import source_name
from .options import House, Inputs, Language, Placed, Reading, Showing

if TYPE_CHECKING:
    from ..pipeline.plan import Job
    from ..subtitles import Problem
    from .console import Show


def check(
    files: Inputs,
    house: House,
    reading: Reading,
    written: Placed,
    showing: Showing,
    language: Language = None,
    fix: Annotated[
        bool, typer.Option("--fix", metavar="", help="Repair lines, ends and cuts in the file; the original is kept.")
    ] = False,
) -> None:
    """Name each cue that breaks a house's rules (exit 1); with --fix, -o or -O repair what layout alone can."""
    from ..pipeline.check import check_file
    from ..pipeline.fix import outputs_of
    from ..pipeline.inputs import SUBTITLES
    from ..subtitles import of_extension, writable

    output, output_dir = written.output, written.output_dir
    if fix and output is None and output_dir is None and "-" in (files.names or ()):
        raise CallError("standard input has no file to repair", remedy="--output FILE")
    writes = (fix or output or output_dir) and not (output == "-" or written.dry_run)
    show = shown(showing, results_to_stderr=output == "-", outlives_readers=bool(writes))
    if showing.as_json and output == "-":
        raise CallError("--json and the text cannot both go to standard output", remedy="--output FILE")
    plan = planned(
        show,
        SUBTITLES - {".txt"},  # a folder's texts have no lines to check
        **files.arguments(),
        **written.arguments(),
        keeps_names=True,
        overrides={**house.settings(), "language": language},
    )
    targets = [job.target for job in plan.jobs]
    in_place = fix and not (output or output_dir)
    remedy = "--fix repairs a file in place"
    goes_to = outputs_of(targets, output, into_folder=output_dir is not None, in_place=in_place, remedy=remedy)
    promised = of_extension(output) if output is not None else None
    file_format = writable(promised) if promised is not None else None
    repairs = fix or bool(output or output_dir)

    def work(job: Job) -> bool:
        done = check_file(
            job.target,
            job.settings.style,
            language=job.settings.language,
            begins=house.begins(job.settings.fps),
            encoding=reading.encoding,
            strict=reading.strict,
            output=None if written.dry_run else goes_to.get(job.source),
            file_format=file_format,
            force=written.force,
            warn=show.warn,
        )
        source, left = source_name(job.source), done.left if repairs else done.problems
        _say(show, source, left)
        repaired = "".join(f", {number} {what}" for what, number in done.done().items()) if repairs else ""
        wrote = f"; wrote {done.written}" if done.written else ""
        found = f"{len(left)} problem{'s' * (len(left) != 1)}" if left else "no problems"
        counts = Counter(problem.rule for problem in left)
        rules = " (" + ", ".join(f"{number} {rule}" for rule, number in counts.most_common()) + ")" if counts else ""
        show.result(f"{source}: {found} in {job.settings.profile}{rules}{repaired}{wrote}")
        say_kept(show, [done.kept] if done.kept else [])
        if output == "-":
            sys.stdout.buffer.write(done.data)
            sys.stdout.buffer.flush()
        show.event(
            "file",
            source=source,
            profile=job.settings.profile,
            problems=len(left),
            rules=counts,
            repaired=len(done.problems) - len(left) if repairs else 0,
            written=done.written,
        )
        return not left and done.kept is None and not done.file.partly

    each(show, plan, work)


def _say(show: Show, source: str, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        show.event("problem", source=source, **asdict(problem))
        show.result(f"{problem.cue:>5}  {clock(problem.start)}  {problem}")
