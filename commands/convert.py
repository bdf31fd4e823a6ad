"""`rehear convert`: subtitle files into other formats, as they are."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ..document.errors import CallError
from .calls import each, shown
from .console import source_name
from .options import Inputs, Reading, Showing, Written

if TYPE_CHECKING:
    from ..pipeline.convert import Conversion


def convert(
    files: Inputs,
    reading: Reading,
    written: Written,
    showing: Showing,
    source_format: Annotated[
        str | None,
        typer.Option("--from", metavar="FORMAT", help="The files' own format, where it is found wrongly."),
    ] = None,
) -> None:
    """Write subtitle files and transcripts in other formats, beside themselves or where -o or -O says."""
    from ..pipeline.convert import conversions
    from ..pipeline.convert import convert as convert_file
    from ..pipeline.plan import formats_of

    # "-" alone is a filter, as it is for fix.
    filters = files.names == ["-"] and not (written.output or written.output_dir or showing.as_json)
    output = "-" if filters else written.output
    to_stdout = output == "-"
    show = shown(showing, results_to_stderr=to_stdout, outlives_readers=not (to_stdout or written.dry_run))
    if showing.as_json and to_stdout:
        raise CallError("--json and the text cannot both go to standard output", remedy="--output FILE")
    formats = formats_of(written.file_format, output=output)
    if formats is None:
        raise CallError("into which format?", remedy="--format LIST, or --output FILE whose name tells it")
    plan = conversions(**files.arguments(), **{**written.arguments(), "output": output}, formats=formats)
    for notice in plan.notices:
        show.note(notice)

    def work(job: Conversion) -> bool:
        done = convert_file(
            job,
            source_format=source_format,
            encoding=reading.encoding,
            strict=reading.strict,
            force=written.force,
            write_out=_to_stdout,
            warn=show.warn,
        )
        wrote = f"; wrote {', '.join(map(str, done.written))}" if done.written else ""
        show.result(f"{source_name(job.source)}: {done.file.format}, {_number(len(done.file.cues))}{wrote}")
        for path in done.kept:
            show.warn(f"{path}: there already, left as it is (--force replaces it)")
        show.event(
            "file",
            source=source_name(job.source),
            format=done.file.format,
            cues=len(done.file.cues),
            written=list(map(str, done.written)),
        )
        return not done.kept and not done.file.partly

    each(show, plan, work, dry_run=written.dry_run)


def _number(cues: int) -> str:
    return "one cue" if cues == 1 else f"{cues} cues"


def _to_stdout(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
