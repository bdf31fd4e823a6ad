"""`rehear fix`: subtitle files and transcripts in, the same corrected out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from ..document.errors import CallError
from ..pipeline.reasons import summary
from . import review
from .calls import counts, each, planned, point_to_review, say_kept, shown
from .console import source_name
from .options import Correcting, Inputs, Language, Reading, Selecting, Showing, Terms, Typesetting, Written

if TYPE_CHECKING:
    from ..pipeline.plan import Job


def fix(
    files: Inputs,
    terms: Terms,
    correcting: Correcting,
    typesetting: Typesetting,
    selecting: Selecting,
    reading: Reading,
    written: Written,
    showing: Showing,
    language: Language = None,
    write: Annotated[
        bool, typer.Option("--write", "-w", metavar="", help="Write into the file itself; the original is kept.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", metavar="", help="Only say whether something would change (exit 1).")
    ] = False,
    decisions: Annotated[
        Path | None,
        typer.Option(
            "--decisions", metavar="FILE", help="Do what was decided on a page of `review --html` (one input)."
        ),
    ] = None,
) -> None:
    """Correct subtitle files and transcripts; without -o, -O or -w only shows what would change."""
    if decisions is not None:
        _decided(files, terms, written, showing, decisions, language, write=write)
    from ..pipeline.fix import fix as fix_file
    from ..pipeline.fix import outputs_of
    from ..pipeline.inputs import SUBTITLES
    from ..pipeline.plan import formats_of

    output, output_dir = written.output, written.output_dir
    # "-" is a filter: the text goes to stdout, what is said about it to stderr.
    shown_only = output or output_dir or check or showing.as_json
    to_stdout = output == "-" or (files.names == ["-"] and not shown_only)
    show = shown(showing, results_to_stderr=to_stdout)
    if write and (output or output_dir):
        raise CallError("--write excludes --output and --output-dir")
    if showing.as_json and to_stdout:
        raise CallError("--json and the text cannot both go to standard output", remedy="--output FILE")
    formats = formats_of(written.file_format, output=output)
    if formats is not None and len(formats) > 1:
        raise CallError("fix writes one format", remedy="use --format once for each")
    file_format = formats[0] if formats else None
    plan = planned(
        show,
        SUBTITLES,
        **files.arguments(),
        **terms.arguments(),
        **selecting.arguments(),
        **written.arguments(),
        keeps_names=file_format is None or to_stdout,
        overrides={
            **correcting.settings(),
            **typesetting.settings(),
            **selecting.settings(),
            "language": language,
        },
    )
    targets = [job.target for job in plan.jobs]
    goes_to = outputs_of(targets, output, into_folder=output_dir is not None, in_place=write, file_format=file_format)

    def work(job: Job) -> bool:
        into = None if written.dry_run or check else goes_to.get(job.source)
        done = fix_file(
            job.target,
            job.lexicon,
            language=job.settings.language,
            cleanup=job.settings.cleanup,
            # A file that is only corrected keeps its spaces, unless this call asks for them.
            typography=job.settings.spaces if typesetting.typography else None,
            selection=job.selection,
            output=into,
            file_format=file_format,
            encoding=reading.encoding,
            strict=reading.strict,
            force=written.force,
            warn=show.warn,
        )
        show.changes(done.transcript, done.edits, explain=correcting.explain)
        wrote = f"; wrote {done.written}" if done.written else ""
        show.result(f"{source_name(job.source)}: {summary(done.edits)}{wrote}")
        say_kept(show, [done.kept] if done.kept else [])
        # Of a score that only this call asks for a review knows by what was written.
        if not to_stdout and (into is not None or selecting.min_score is None):
            point_to_review(show, plan, done.written or job.source, done.edits)
        if to_stdout:
            sys.stdout.buffer.write(done.data)
            sys.stdout.buffer.flush()
        show.event("file", source=source_name(job.source), **counts(done.edits), written=done.written)
        return done.kept is None and not (check and done.applied)

    each(show, plan, work, well=not plan.unknown)


def _decided(
    files: Inputs,
    terms: Terms,
    written: Written,
    showing: Showing,
    decisions: Path,
    language: str | None,
    *,
    write: bool,
) -> NoReturn:
    """What a person decided elsewhere, done to the one input and the files of its record; ends the command."""
    from ..document.decisions import read_decisions
    from ..review import open_session
    from ..review.perform import take_decisions

    if len(files.names or ()) != 1 or files.file_list or written.output or written.output_dir:
        raise CallError("--decisions takes one input, and writes what was written of it", remedy="--write")
    show = shown(showing)
    made = read_decisions(decisions)
    session = open_session(
        Path((files.names or [""])[0]),
        lexicons=terms.lexicon or (),
        articles=terms.article or (),
        language=language,
        saves=write and not written.dry_run,
        warn=show.warn,
    )
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
    well = review.written(show, session, force=written.force, write=write and not written.dry_run)
    raise typer.Exit(0 if well and not taken.stuck else 1)
