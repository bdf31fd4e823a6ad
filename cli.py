"""The command line: parse, call, print. What is done is done in `pipeline`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from . import options as opt
from .console import Show, known_error, lenient_streams, source_name, summary
from .document.errors import CallError, RehearError

if TYPE_CHECKING:
    from .document.edit import Edit
    from .pipeline.plan import Job, Plan

app = typer.Typer(
    name="rehear",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Whisper transcribes, a lexicon corrects what it misheard, clean subtitles come out.",
)
_debug = False
# What typer raises for a wrong call; the class comes from click, or in newer versions from typer's own copy of it.
_WrongCall: type[Exception] = typer.BadParameter.__mro__[2]


def main() -> None:
    """Entry point of the `rehear` command: errors that a user can cause are one line, never a traceback."""
    lenient_streams()
    try:
        code = app(prog_name="rehear", standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        code = 130
    except (RehearError, OSError, _WrongCall) as error:
        if _debug:
            raise
        known = known_error(error)
        Show().error(known)
        code = known.exit_code
    if code == 130:  # typer turns Ctrl-C into this code
        Show().error("interrupted; what was finished is kept, and the same call goes on from there")
    sys.exit(code)


def _version(value: bool) -> None:
    if value:
        from . import __version__

        typer.echo(f"rehear {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def common(
    context: typer.Context,
    debug: Annotated[bool, typer.Option("--debug", metavar="", help="Show the traceback of an error.")] = False,
    version: Annotated[  # noqa: ARG001
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    global _debug
    _debug = debug
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), nl=False)
        raise typer.Exit(2)


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
    settings: dict[str, Any] = {
        "model": model,
        "engine": engine,
        "device": device,
        "precision": precision,
        "cleanup": cleanup,
    }
    settings |= {"language": language, "profile": profile, "formats": formats_of(file_format, output_format, output)}
    plan = _plan(
        show,
        clips,
        MEDIA,
        file_lists=file_list or (),
        output=output,
        output_dir=output_dir,
        lexicons=lexicon or (),
        articles=article or (),
        overrides=settings,
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
        return heard.complete and not done.kept

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
    settings: dict[str, Any] = {"model": model, "engine": engine, "device": device, "precision": precision}
    settings |= {"language": language, "profile": profile, "formats": formats}
    plan = _plan(
        show,
        clips,
        MEDIA,
        file_lists=file_list or (),
        output=output,
        output_dir=output_dir,
        overrides=settings,
    )
    hear = _hearing(show, prompt, task, beam_size, word_timestamps, track, channel, start, end, again)

    def work(job: Job) -> bool:
        heard = hear(job)
        outputs = write_uncorrected(
            heard.transcript, job.target, formats or (), job.settings.profile, force=force, warn=show.warn
        )
        how = "heard before" if heard.reused else "heard now"
        wrote = [*outputs.written, job.target.record("transcript.json")]
        show.result(f"{job.source}: {how}, {len(heard.transcript.words)} words; wrote " + ", ".join(map(str, wrote)))
        _kept(show, outputs.kept)
        show.event("clip", source=str(job.source), reused=heard.reused, written=list(map(str, wrote)))
        return heard.complete and not outputs.kept

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
        bool, typer.Option("--write", "-w", metavar="", help="Write into the file itself; the original is kept.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", metavar="", help="Only say whether something would change (exit 1).")
    ] = False,
    cleanup: opt.Cleanup = None,
    encoding: opt.Encoding = None,
    no_typography: opt.NoTypography = False,  # noqa: ARG001 - a file that is only corrected keeps its spacing
    explain: opt.Explain = False,
    file_list: opt.FileLists = None,
    force: opt.Force = False,
    dry_run: opt.DryRun = False,
    quiet: opt.Quiet = False,
    as_json: opt.AsJson = False,
) -> None:
    """Correct subtitle files and transcripts; without -o, -O or -w only shows what would change."""
    from .pipeline.fix import fix as fix_file
    from .pipeline.fix import outputs_of
    from .pipeline.inputs import SUBTITLES
    from .pipeline.plan import formats_of

    names = files or []
    # "-" is a filter: the text goes to stdout, what is said about it to stderr.
    to_stdout = output == "-" or (names == ["-"] and not (output or output_dir or check or as_json))
    show = Show(quiet=quiet, as_json=as_json, results_to_stderr=to_stdout)
    if write and (output or output_dir):
        raise CallError("--write excludes --output and --output-dir")
    if as_json and to_stdout:
        raise CallError("--json and the text cannot both go to standard output", remedy="--output FILE")
    formats = formats_of(file_format, output=output)
    if formats is not None and len(formats) > 1:
        raise CallError("fix writes one format", remedy="use --format once for each")
    file_format = formats[0] if formats else None
    plan = _plan(
        show,
        names,
        SUBTITLES,
        file_lists=file_list or (),
        output=output,
        output_dir=output_dir,
        lexicons=lexicon or (),
        articles=article or (),
        keeps_names=file_format is None or to_stdout,
        overrides={"language": language, "cleanup": cleanup},
    )
    targets = [job.target for job in plan.jobs]
    goes_to = outputs_of(targets, output, into_folder=output_dir is not None, in_place=write, file_format=file_format)

    def work(job: Job) -> bool:
        done = fix_file(
            job.source,
            job.lexicon,
            language=job.settings.language,
            cleanup=job.settings.cleanup,
            target=job.target if job.source in goes_to else None,
            output=goes_to.get(job.source),
            file_format=file_format,
            encoding=encoding,
            force=force,
            dry_run=dry_run or check,
            warn=show.warn,
        )
        show.changes(done.file.transcript, done.edits, explain=explain)
        wrote = f"; wrote {done.written}" if done.written else ""
        show.result(f"{source_name(job.source)}: {summary(done.edits)}{wrote}")
        _kept(show, [done.kept] if done.kept else [])
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


def _plan(show: Show, names: Sequence[str] | None, kinds: frozenset[str], **how: Any) -> Plan:
    """What the call will do (`make_plan` takes the rest); what a person should know of it is said."""
    from .pipeline.plan import make_plan

    plan = make_plan(names or (), kinds, **how)
    for notice in plan.notices:
        show.note(notice)
    return plan


def _each(show: Show, plan: Plan, work: Callable[[Job], bool], *, dry_run: bool = False) -> int:
    """Do the work for each input, whatever becomes of the others; the exit code."""
    failed, well = list[RehearError](plan.failures), True
    for error in failed:
        show.error(error)
    for job in plan.jobs:
        if dry_run:
            show.result(f"{job.source} -> {job.target.folder / job.target.stem}.*")
            continue
        try:
            well = work(job) and well
        except (CallError, BrokenPipeError):
            raise
        except (RehearError, OSError) as error:
            if _debug:
                raise
            known = known_error(error)
            known.path = known.path or source_name(job.source)
            show.error(known)
            failed.append(known)
    if failed and len(plan.jobs) + len(plan.failures) > 1:
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
