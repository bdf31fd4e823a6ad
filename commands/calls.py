"""What the commands that take many inputs have in common: the plan of a call, and its inputs done one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import typer

from ..document.errors import CallError, InputError, RehearError
from .console import Show, known_error, source_name

if TYPE_CHECKING:
    from ..document.edit import Edit
    from ..pipeline.inputs import Target
    from ..pipeline.plan import Plan
    from .options import Showing


class Job(Protocol):
    """One input of a call."""

    @property
    def source(self) -> Path: ...

    @property
    def target(self) -> Target: ...


_Job = TypeVar("_Job", bound=Job)
_Jobs = TypeVar("_Jobs", bound=Job, covariant=True)


class Jobs(Protocol[_Jobs]):
    """What a call will do, and the inputs that are nothing."""

    @property
    def jobs(self) -> Sequence[_Jobs]: ...

    @property
    def failures(self) -> Sequence[InputError]: ...


class Debugging:
    """Whether errors show their traceback (`--debug`). It holds for the whole process, as the command line does."""

    on = False


def only_help(context: typer.Context) -> None:
    """What a group of commands does without one of them: it shows its help, and the call counts as wrong."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), nl=False)
        raise typer.Exit(2)


def shown(showing: Showing, *, results_to_stderr: bool = False, outlives_readers: bool = False) -> Show:
    return Show(
        quiet=showing.quiet,
        as_json=showing.as_json,
        results_to_stderr=results_to_stderr,
        outlives_readers=outlives_readers,
    )


def planned(show: Show, kinds: frozenset[str], **how: Any) -> Plan:
    """What the call will do (`make_plan` takes the rest); what a person should know of it is said."""
    from ..pipeline.plan import make_plan

    plan = make_plan(kinds=kinds, **how)
    for notice in (*plan.notices, *plan.unknown):
        show.note(notice)
    return plan


class Sought:
    """What a call names in --only and --except: whether its terms and rules are `named` so, and inputs have its ids."""

    def __init__(self, show: Show, plan: Plan) -> None:
        self._show, self._ids = show, plan.ids
        self.named = not plan.unknown

    def met(self, ids: frozenset[str]) -> None:
        """Take note of the edits that an input has."""
        self._ids -= ids

    def all_met(self) -> bool:
        """Whether each id is that of an edit, asked when the inputs are done; those that are not are told."""
        for name in sorted(self._ids):
            self._show.note(f"no edit of what was read has the id {name}")
        return not self._ids


def each(
    show: Show,
    plan: Jobs[_Job],
    work: Callable[[_Job], bool],
    *,
    dry_run: bool = False,
    sought: Sought | None = None,
    end: Callable[[], None] | None = None,
) -> None:
    """Do the work for each input, whatever becomes of the others; ends the command with the exit code.

    Args:
        work: does one input; false says that a person should look at it.
        sought: what the call names beside its inputs.
        end: says what came of all of them.
    """
    well = sought is None or sought.named
    failed = list[RehearError](plan.failures)
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
            if Debugging.on:
                raise
            known = known_error(error)
            known.path = known.path or source_name(job.source)
            show.error(known)
            failed.append(known)
    if end is not None:
        end()
    if failed and len(plan.jobs) + len(plan.failures) > 1:
        show.note(f"{len(failed)} of {len(plan.jobs) + len(plan.failures)} inputs failed")
    if sought is not None and not dry_run:
        well = sought.all_met() and well
    raise typer.Exit(3 if failed else 0 if well else 1)


def point_to_review(show: Show, plan: Jobs[Job], path: Path | None, edits: Iterable[Edit]) -> None:
    """What to do with what waits, where a call is about one file; for many, reports say it."""
    waiting = sum(edit.waits for edit in edits)
    if waiting and path is not None and str(path) != "-" and len(plan.jobs) == 1:
        show.note(f"rehear review {path} decides on the {waiting} to review")


def say_kept(show: Show, kept: Sequence[Path]) -> None:
    for path in kept:
        show.warn(kept_line(path))


def kept_line(path: str | Path) -> str:
    """Why a file was left alone, and what to do about it."""
    from ..pipeline.outputs import is_corrected_in_place

    ours = is_corrected_in_place(Path(path))
    why = "corrected in place since (`fix -w`)" if ours else "changed by a person (or not written by rehear)"
    return f"{path}: {why}, left as it is (--force replaces it)"


def counts(edits: Sequence[Edit]) -> dict[str, int]:
    return {"edits": len(edits), "applied": sum(edit.applies for edit in edits)}
