"""`rehear fix`: subtitle files and transcripts in, the same corrected out."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..document.errors import CallError
from ..pipeline.reasons import summary, tally
from .calls import Sought, counts, each, planned, point_to_review, say_kept, shown
from .console import source_name
from .options import Correcting, Inputs, Language, Reading, Selecting, Showing, Terms, Typesetting, Written
from .review import decided

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
        others = _beside(files, correcting, typesetting, selecting, written)
        if len(files.names or ()) != 1 or others:
            problem = "--decisions takes one input" + (f", and no {' or '.join(others)}" if others else "")
            raise CallError(
                problem, remedy="it decides on what was proposed; -w writes that where it was written before"
            )
        path, write = Path((files.names or [""])[0]), write and not (written.dry_run or check)
        how = {**terms.arguments(), "language": language, "encoding": reading.encoding, "strict": reading.strict}
        done = decided(shown(showing, outlives_readers=write), path, decisions, force=written.force, write=write, **how)
        raise typer.Exit(0 if done.well and not (check and done.changes) else 1)
    from ..pipeline.fix import fix as fix_file
    from ..pipeline.fix import outputs_of
    from ..pipeline.inputs import SUBTITLES
    from ..pipeline.known import Makers
    from ..pipeline.plan import formats_of

    output, output_dir = written.output, written.output_dir
    # "-" is a filter: the text goes to stdout, what is said about it to stderr.
    shown_only = output or output_dir or check or showing.as_json
    to_stdout = output == "-" or (files.names == ["-"] and not shown_only)
    writes = (write or output or output_dir) and not (to_stdout or check or written.dry_run)
    show = shown(showing, results_to_stderr=to_stdout, outlives_readers=bool(writes))
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

    makers, sought, total = Makers(), Sought(show, plan), Counter[str]()
    named = terms.lexicon or terms.article or any(job.settings.lexicons for job in plan.jobs)
    notes = []
    if not (named or typesetting.typography or showing.as_json):
        notes.append(
            "no lexicon is in use, so no misheard terms are looked for (-l LEXICON, or `lexicons` in rehear.toml)"
        )

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
            makers=makers,
            warn=show.warn,
        )
        sought.met(done.ids)
        show.changes(done.transcript, done.edits, explain=correcting.explain)
        wrote = f"; wrote {done.written}" if done.written else ""
        told = tally(done.edits)
        total.update({"files": 1, **told})
        show.result(f"{source_name(job.source)}: {summary(told)}{wrote}")
        while notes:  # once, where something could be read
            show.note(notes.pop())
        say_kept(show, [done.kept] if done.kept else [])
        # Of a score that only this call asks for a review knows by what was written.
        if not to_stdout and (into is not None or selecting.min_score is None):
            point_to_review(show, plan, done.written or job.source, done.edits)
        if to_stdout:
            sys.stdout.buffer.write(done.data)
            sys.stdout.buffer.flush()
        show.event("file", source=source_name(job.source), **counts(done.edits), written=done.written)
        return done.kept is None and not done.file.partly and not (check and done.applied)

    def end() -> None:
        if (files_read := total.pop("files", 0)) > 1:
            show.note(f"{files_read} files: {summary(total)}")

    each(show, plan, work, sought=sought, end=end)


def _beside(
    files: Inputs, correcting: Correcting, typesetting: Typesetting, selecting: Selecting, written: Written
) -> list[str]:
    """What was given that says how to correct, or where to write: neither is asked where a person has decided."""
    given = {
        "--file-list": files.file_list,
        "--[no-]cleanup": correcting.cleanup is not None,
        "--explain": correcting.explain,
        "--typography": typesetting.typography,
        "--no-typography": typesetting.no_typography,
        "--only": selecting.only,
        "--except": selecting.exceptions,
        "--band": selecting.band,
        "--min-score": selecting.min_score is not None,
        "--output": written.output,
        "--output-dir": written.output_dir,
        "--format": written.file_format,
    }
    return [name for name, value in given.items() if value]
