"""What `rehear archive` says: each clip, how the run stands, what came of it, what it would do."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any

from .calls import kept_line
from .console import Show

if TYPE_CHECKING:
    from ..archive.plan import Plan
    from ..archive.run import Run, Stop
    from ..archive.storage import Shelf

_SHOWN = 20  # of one kind that are named
_EVERY = 10.0  # seconds between two progress events


def tell_clip(show: Show) -> Callable[..., None]:
    def tell(task: Any, state: str, reason: str, row: Any) -> None:
        if state == "failed":
            show.error(f"{task.place}: {reason}")
        for name in row.kept if state != "failed" else ():
            show.warn(kept_line(f"{task.folder}/{name}"))
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


def tell_progress(show: Show, say: Callable[[str], None], stop: Stop) -> Callable[..., None]:
    told, ending = monotonic(), False

    def tell(tally: Any) -> None:
        nonlocal told, ending
        if stop.wanted and not ending:
            ending = True
            show.err.print("\nending: what is begun is put away (once more ends at once)")
        say(tally.line())
        if monotonic() - told >= _EVERY:
            told = monotonic()
            show.event("progress", **tally.numbers())

    return tell


def summary(show: Show, run: Run, plan: Plan) -> int:
    """Say what came of it, and how to go on; gives the exit code."""
    from ..archive.tally import clock, hours

    tally = run.tally
    show.event("summary", **tally.numbers(), interrupted=run.stop.wanted, full=run.full or None)
    heard, spent = tally.hearing
    speed = f", {heard / 1000 / spent:.1f}x real time" if heard and spent > 1 else ""
    show.result(
        f"{tally.done} of {tally.total} clips done ({tally.heard} heard now: {hours(tally.heard_ms)}{speed}), "
        f"{tally.applied} corrections, in {clock(tally.elapsed)}"
        if tally.total
        else f"nothing to do: all {tally.before} were done before"
        if tally.before
        else "nothing to do"
    )
    names = f"`rehear report {run.shelf.root}` names them"
    counts = (
        (tally.before, "done before"),
        (tally.remembered, f"failed before and not changed since ({names}, --retry-failed tries them again)"),
        (
            tally.kept_before,
            f"results kept as before, because they were changed since ({names}, --force replaces them)",
        ),
        (plan.left_out, "left out by --include, --exclude or --newer-than"),
        (tally.moved, "moved or copied since they were heard, and what was known of them brought along"),
        (len(plan.gone), f"gone, with their results still there ({names})"),
        (tally.no_media, "no clips after all, without sound"),
        (tally.partly, "heard only in part, damaged"),
        (tally.elsewhere, "left to another run that is working here"),
        (len(tally.kept), "results kept because they were changed since they were written"),
        (len(tally.growing), "still being written, left for the next run"),
    )
    for count, what in counts:
        if count:
            show.result(f"  {what}: {count}")
    for place in tally.growing[:_SHOWN]:
        show.note(f"still being written: {place}")
    if tally.others:
        more = f" and {len(tally.others) - 1} more" if len(tally.others) > 1 else ""
        show.note(
            f"another run has {tally.others[0]}{more}; if it was killed, the same call takes over what it has: at once on its "
            "machine, elsewhere after 3 minutes"
        )
    if tally.failures:
        kinds = ", ".join(f"{count} {trouble}" for trouble, count in tally.troubles.most_common())
        show.result(f"  failed: {tally.failed} ({kinds})")
        lasting = sum(count for trouble, count in tally.troubles.items() if trouble.lasting)
        if lasting < tally.failed:
            show.note(f"the same call tries {tally.failed - lasting} of them again")
        if lasting and run.retry:  # they have just been tried again
            show.note(f"{lasting} of them wait until the clip changes")
        elif lasting:
            show.note(f"--retry-failed tries {lasting} of them again; without it, they wait until the clip changes")
        show.note(names)
    if run.full:
        show.error(f"stopped: {run.full}; the same call goes on from there")
        return 3
    if run.stop.wanted:
        return 130
    if tally.failures or plan.failures:
        return 3
    # What was told by an earlier run is no news: a call every night should speak up only when there is some.
    return 1 if tally.kept or tally.partly or tally.growing or tally.others else 0


def say_plan(show: Show, plan: Plan, shelf: Shelf, *, retry: bool, settle: float) -> int:
    """Say what a run would do; gives the exit code, which is that of the run where it is known that clips fail."""
    from ..archive import place_of, read_speed
    from ..archive.estimate import estimate, would_replace
    from ..archive.tally import clock, hours

    found = estimate(plan, shelf, retry=retry, settle=settle)
    for step, items in (("hear", found.hear), ("correct", found.correct), ("look", found.look)):
        for at, item in enumerate(items):
            if at < _SHOWN:
                show.result(f"{step:8} {item.task.place} -> {item.task.folder}/{item.task.stem}.*")
            outputs = [f"{item.task.folder}/{name}" for name in item.task.files]
            replaces = [f"{item.task.folder}/{name}" for name in would_replace(item)]
            for name in replaces:
                show.result(f"replace  {name} (changed by a person; the text is kept in .rehear/)")
            show.event("planned", source=item.task.place, step=step, outputs=outputs, replaces=replaces, reason=None)
        if len(items) > _SHOWN:
            show.result(f"{step:8} and {len(items) - _SHOWN:,} more (--json names all)")
    for place, reason in found.broken:
        show.note(f"cannot be heard: {place}: {reason}")
        show.event("planned", source=place, step="hear", outputs=[], reason=reason)
    speed = read_speed(place_of(shelf), plan.hear_as) if plan.known else None
    seconds = found.seconds(speed)
    unknown = f" and {found.unknown} clips of unknown length" if found.unknown else ""
    others = f", {len(found.look)} to look at (fetched, and heard if they were not)" if found.look else ""
    others += f", {len(found.broken)} cannot be heard" if found.broken else ""
    others += f", {found.growing} may still be being written" if found.growing else ""
    others += f", {found.no_media} no clips after all, without sound" if found.no_media else ""
    show.result(
        f"{len(found.hear)} clips to hear ({hours(found.audio)} of audio{unknown}), "
        f"{len(found.correct)} to correct only, {found.done} done, {found.remembered} failed before{others}"
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
        look=len(found.look),
        done=found.done,
        remembered=found.remembered,
        broken=len(found.broken),
        growing=found.growing,
        no_media=found.no_media,
        audio=found.audio,
        unknown=found.unknown,
        seconds=None if seconds is None else round(seconds),
    )
    return 3 if plan.failures or found.broken else 0
