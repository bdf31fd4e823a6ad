"""The command line: parse, call, print. What is done is done in `pipeline`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import click
import typer

from . import __version__
from . import options as opt
from .console import Show, source_name, summary
from .document.errors import CallError, RehearError

if TYPE_CHECKING:
    from .document.edit import Edit
    from .pipeline.plan import Job, Plan

app = typer.Typer(
    name="rehear",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Whisper transcribes, a lexicon corrects what it misheard, clean subtitles come out.",
)
_debug = False


def main() -> None:
    """Entry point of the `rehear` command: errors that a user can cause are one line, never a traceback."""
    try:
        code = app(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except RehearError as error:
        if _debug:
            raise
        Show().error(error)
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        Show().error("interrupted; what was finished is kept, and the same call goes on from there")
        code = 130
    sys.exit(code)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"rehear {__version__}")
        raise typer.Exit


@app.callback()
def common(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    global _debug
    _debug = debug


@app.command()
def run(
    clips: opt.Inputs = None,
    lexicon: opt.Lexicons = None,
    article: opt.Articles = None,
    language: opt.Language = None,
    model: opt.Model = None,
    engine: opt.EngineName = None,
    device: opt.Device = None,
    precision: opt.Precision = None,
    file_format: opt.Formats = None,
    output_format: opt.WhisperFormat = None,
    profile: opt.Profile = None,
    output: opt.Output = None,
    output_dir: opt.OutputDir = None,
    prompt: opt.Prompt = None,
    task: opt.Task = "transcribe",
    beam_size: opt.BeamSize = None,
    word_timestamps: opt.WordTimes = None,
    track: opt.Track = None,
    channel: opt.Channel = None,
    start: opt.From = None,
    end: opt.To = None,
    again: opt.Again = False,
    cleanup: opt.Cleanup = None,
    explain: opt.Explain = False,
    file_list: opt.FileLists = None,
    force: opt.Force = False,
    dry_run: opt.DryRun = False,
    quiet: opt.Quiet = False,
    as_json: opt.AsJson = False,
) -> None:
    """Transcribe clips, correct them, write subtitles (.srt and .txt)."""
    from .pipeline.clip import correct
    from .pipeline.inputs import MEDIA
    from .pipeline.plan import formats_of

    show = Show(quiet=quiet, as_json=as_json)
    plan = _plan(
        clips,
        MEDIA,
        show,
        file_list,
        output,
        output_dir,
        lexicon,
        article,
        language=language,
        model=model,
        engine=engine,
        device=device,
        precision=precision,
        profile=profile,
        cleanup=cleanup,
        formats=formats_of(file_format, output_format, output),
    )
    hear = _hearing(show, prompt, task, beam_size, word_timestamps, track, channel, start, end, again)

    def work(job: Job) -> bool:
        heard = hear(job)
        done = correct(
            job.target,
            heard.transcript,
            job.lexicon,
            formats=job.settings.formats,
            profile=job.settings.profile,
            language=job.settings.language,
            cleanup=job.settings.cleanup,
            force=force,
            warn=show.warn,
        )
        show.changes(done.transcript, done.edits, explain=explain)
        how = "heard before" if heard.reused else "heard now"
        show.result(
            f"{job.source}: {how}, {summary(done.edits)}; wrote " + (", ".join(map(str, done.outputs)) or "nothing")
        )
        _kept(show, done.kept)
        show.event(
            "clip",
            source=str(job.source),
            reused=heard.reused,
            **_counts(done.edits),
            written=list(map(str, done.outputs)),
        )
        return done.transcript.complete and not done.kept

    raise typer.Exit(_each(show, plan, work, dry_run=dry_run))


@app.command()
def transcribe(
    clips: opt.Inputs = None,
    language: opt.Language = None,
    model: opt.Model = None,
    engine: opt.EngineName = None,
    device: opt.Device = None,
    precision: opt.Precision = None,
    file_format: opt.Formats = None,
    output_format: opt.WhisperFormat = None,
    profile: opt.Profile = None,
    output: opt.Output = None,
    output_dir: opt.OutputDir = None,
    prompt: opt.Prompt = None,
    task: opt.Task = "transcribe",
    beam_size: opt.BeamSize = None,
    word_timestamps: opt.WordTimes = None,
    track: opt.Track = None,
    channel: opt.Channel = None,
    start: opt.From = None,
    end: opt.To = None,
    again: opt.Again = False,
    file_list: opt.FileLists = None,
    force: opt.Force = False,
    dry_run: opt.DryRun = False,
    quiet: opt.Quiet = False,
    as_json: opt.AsJson = False,
) -> None:
    """Write what the model heard, uncorrected (.transcript.json, and the formats asked for)."""
    from .pipeline.clip import write_uncorrected
    from .pipeline.inputs import MEDIA
    from .pipeline.plan import formats_of

    show = Show(quiet=quiet, as_json=as_json)
    formats = formats_of(file_format, output_format, output)
    plan = _plan(
        clips,
        MEDIA,
        show,
        file_list,
        output,
        output_dir,
        language=language,
        model=model,
        engine=engine,
        device=device,
        precision=precision,
        profile=profile,
        formats=formats,
    )
    hear = _hearing(show, prompt, task, beam_size, word_timestamps, track, channel, start, end, again)

    def work(job: Job) -> bool:
        heard = hear(job)
        outputs = write_uncorrected(heard.transcript, job.target, formats or (), job.settings.profile, force=force)
        how = "heard before" if heard.reused else "heard now"
        wrote = [*outputs.written, job.target.record("transcript.json")]
        show.result(f"{job.source}: {how}, {len(heard.transcript.words)} words; wrote " + ", ".join(map(str, wrote)))
        _kept(show, outputs.kept)
        show.event("clip", source=str(job.source), reused=heard.reused, written=list(map(str, wrote)))
        return heard.transcript.complete and not outputs.kept

    raise typer.Exit(_each(show, plan, work, dry_run=dry_run))


@app.command()
def fix(
    files: opt.Inputs = None,
    lexicon: opt.Lexicons = None,
    article: opt.Articles = None,
    language: opt.Language = None,
    file_format: opt.Formats = None,
    output: opt.Output = None,
    output_dir: opt.OutputDir = None,
    write: Annotated[
        bool, typer.Option("--write", "-w", help="Write into the file itself; the original is kept.")
    ] = False,
    check: Annotated[bool, typer.Option("--check", help="Only say whether something would change (exit 1).")] = False,
    cleanup: opt.Cleanup = None,
    typography: Annotated[bool, typer.Option("--typography/--no-typography", hidden=True)] = False,
    explain: opt.Explain = False,
    file_list: opt.FileLists = None,
    force: opt.Force = False,
    dry_run: opt.DryRun = False,
    quiet: opt.Quiet = False,
    as_json: opt.AsJson = False,
) -> None:
    """Correct subtitle files and transcripts; without -o, -O or -w only shows what would change."""
    from .pipeline.fix import fix as fix_file
    from .pipeline.fix import output_of
    from .pipeline.inputs import SUBTITLES
    from .pipeline.plan import formats_of

    names = files or []
    # "-" is a filter: the text goes to stdout, what is said about it to stderr.
    to_stdout = output == "-" or (names == ["-"] and output is None and output_dir is None and not check)
    show = Show(quiet=quiet, as_json=as_json, results_to_stderr=to_stdout)
    if write and (output or output_dir):
        raise CallError("--write excludes --output and --output-dir")
    formats = formats_of(file_format, output=output)
    if formats is not None and len(formats) > 1:
        raise CallError("fix writes one format", remedy="use --format once for each")
    plan = _plan(
        names, SUBTITLES, show, file_list, output, output_dir, lexicon, article, language=language, cleanup=cleanup
    )
    found = 0

    def work(job: Job) -> bool:
        nonlocal found
        goes_to = output_of(job.target, output, output_dir is not None, write, formats[0] if formats else None)
        done = fix_file(
            job.source,
            job.lexicon,
            language=job.settings.language,
            cleanup=job.settings.cleanup,
            target=None if goes_to is None else job.target,
            output=goes_to,
            file_format=formats[0] if formats else None,
            force=force,
            dry_run=dry_run or check,
            warn=show.warn,
        )
        show.changes(done.file.transcript, done.edits, explain=explain)
        wrote = f"; wrote {done.written}" if done.written else ""
        show.result(f"{source_name(job.source)}: {summary(done.edits)}{wrote}")
        _kept(show, [done.kept] if done.kept else [])
        found += len(done.applied)
        if to_stdout:
            sys.stdout.buffer.write(done.data)
            sys.stdout.buffer.flush()
        show.event("file", source=source_name(job.source), **_counts(done.edits), written=done.written)
        return done.kept is None and not (check and done.applied)

    raise typer.Exit(_each(show, plan, work))


@app.command()
def demo(
    output_dir: Annotated[Path, typer.Option("--output-dir", "-O", help="The folder to write into.")] = Path(
        "rehear-demo"
    ),
) -> None:
    """The main job on the sample clip, offline: hear, correct, write, and show what was changed."""
    from .pipeline.demo import demo_call

    call, story = demo_call(output_dir)
    for line in story:
        typer.echo(line)
    run(**call)


@app.command()
def doctor(as_json: opt.AsJson = False) -> None:
    """What is installed, which device would be used, which models and lexicons are there."""
    from .pipeline.doctor import examine

    show = Show(as_json=as_json)
    findings = examine()
    for finding in findings:
        show.result(f"{'ok ' if finding.well else 'MISSING':8}{finding.subject:18}{finding.text}")
        show.event("finding", subject=finding.subject, ok=finding.well, text=finding.text)
    raise typer.Exit(0 if all(finding.well for finding in findings) else 1)


def _plan(
    names: Sequence[str] | None,
    kinds: frozenset[str],
    show: Show,
    file_lists: Sequence[Path] | None,
    output: str | None,
    output_dir: Path | None,
    lexicons: Sequence[str] | None = None,
    articles: Sequence[Path] | None = None,
    **overrides: Any,
) -> Plan:
    from .pipeline.plan import make_plan

    plan = make_plan(
        names or (),
        kinds,
        file_lists=file_lists or (),
        output=output,
        output_dir=output_dir,
        lexicons=lexicons or (),
        articles=articles or (),
        overrides=overrides,
    )
    for notice in plan.notices:
        show.note(notice)
    return plan


def _each(show: Show, plan: Plan, work: Callable[[Job], bool], *, dry_run: bool = False) -> int:
    """Do the work for each input, whatever becomes of the others; the exit code."""
    failed, well = list(plan.failures), True
    for error in failed:
        show.error(error)
    for job in plan.jobs:
        if dry_run:
            show.result(f"{job.source} -> {job.target.folder / job.target.stem}.*")
            continue
        try:
            well = work(job) and well
        except CallError:
            raise
        except RehearError as error:
            if error.path is None:
                error.path = str(job.source)
            show.error(error)
            failed.append(error)
    if failed and len(failed) + len(plan.jobs) > 1:
        show.note(f"{len(failed)} of {len(plan.jobs) + len(plan.failures)} inputs failed")
    return 3 if failed else 0 if well else 1


def _hearing(show: Show, *asked: Any) -> Callable[[Job], Any]:
    """A function that hears a job's clip; the recogniser is loaded when it is first needed, and once."""
    from .pipeline.hearing import Hearing

    hearing = Hearing(*asked)

    def hear(job: Job) -> Any:
        with show.progress(job.source.name) as advance:
            return hearing.hear(job, advance, show.warn)

    return hear


def _kept(show: Show, kept: Sequence[Path]) -> None:
    for path in kept:
        show.warn(f"{path}: changed by a person (or not written by rehear), left as it is (--force replaces it)")


def _counts(edits: Sequence[Edit]) -> dict[str, int]:
    return {"edits": len(edits), "applied": sum(edit.applies for edit in edits)}
