"""`rehear report`: what an archive run did, and which of its clips a person should look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..document.clock import clock
from .calls import shown
from .console import Show
from .options import Showing

if TYPE_CHECKING:
    from ..evaluation.report import Failure, Report

# Rows of each table on a terminal; --csv, --html and --json have more.
_SHOWN = 10
# Bytes of a file by which it is known whether an earlier report wrote it: a page says so behind its style.
_HEAD = 1 << 16


def report(
    folder: Annotated[
        str, typer.Argument(metavar="OUT", help="A folder of results, or its address (s3://...): `-o` of an archive.")
    ],
    showing: Showing,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="A table with a row a clip, for spreadsheets.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="A page with plots that needs nothing beside itself.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", metavar="", help="Write --csv and --html over files that are no reports.")
    ] = False,
) -> None:
    """What was done in a folder: hours, corrections by term and rule, what to review, and clips to look at."""
    from ..archive.storage import plain
    from ..document.disk import write_atomic, writing
    from ..document.errors import CallError, InputError
    from ..evaluation.clips import clips_below
    from ..evaluation.page import is_page, page
    from ..evaluation.report import Report
    from ..evaluation.sheet import Sheet, as_dict, is_sheet, totals

    show = shown(showing, outlives_readers=bool(csv or html))
    for option, path, what, is_ours in (("--csv", csv, "table", is_sheet), ("--html", html, "page", is_page)):
        if path is not None and str(path) == "-":
            raise CallError(f"{option} names a file", remedy="--json writes to the standard output")
        if path is not None and not force and _is_anothers(path, is_ours):
            raise CallError(
                f"is no {what} of a report, and would be written over", path=path, remedy="--force does that"
            )
    folder = plain(folder)
    whole = Report()
    with ExitStack() as open_files:
        sheet = Sheet(open_files.enter_context(writing(csv))) if csv is not None else None
        ledgers = [*_ledgers(show, folder)]
        gone = {name for ledger in ledgers for name in ledger.gone}
        failed = {failure.name for ledger in ledgers for failure in ledger.failures}
        for clip in clips_below(folder, show.warn):
            if clip.name in failed:  # told below; what it has is of an earlier run
                continue
            if clip.name in gone:
                whole.lose(clip.name)
                show.event("clip", clip=clip.name, state="gone")
                if sheet is not None:
                    sheet.gone(clip.name)
                continue
            suspect = whole.add(clip)
            show.event("clip", **as_dict(suspect))
            if sheet is not None:
                sheet.clip(suspect)
        for ledger in ledgers:
            for failure in ledger.failures:
                whole.fail(failure)
                show.event("clip", clip=failure.name, state="failed", reason=failure.why)
                if sheet is not None:
                    sheet.failure(failure)
            for name in ledger.kept:
                whole.keep(name)
                show.event("kept", file=name)
        if not (whole.clips or whole.uncorrected or whole.texts or whole.failures or whole.gone):
            raise InputError(
                "nothing that rehear wrote lies here", path=folder, remedy="name the folder of the results"
            )
    show.event("report", folder=folder, **totals(whole))
    _tables(show, whole)
    if html is not None:
        write_atomic(html, page(whole, _title(folder), datetime.now(UTC)).encode("utf-8", "backslashreplace"))
    for path in (csv, html):
        if path is not None:
            show.note(f"wrote {path}")
    raise typer.Exit(1 if show.warnings else 0)


def _is_anothers(path: Path, is_ours: Callable[[str], bool]) -> bool:
    """Whether a file holds something that no report wrote; one that is empty holds nothing."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        begins = file.read(_HEAD)
    return bool(begins) and not is_ours(begins.decode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class _Told:
    """What only the ledger of an archive knows: clips that could not be done, results that a person changed, and clips that are
    not there any more."""

    failures: list[Failure]
    kept: list[str]
    gone: list[str]


def _ledgers(show: Show, folder: str) -> Iterator[_Told]:
    """What the ledgers of archive runs say: the folder's own, and those of folders in it."""
    from ..archive import Shelf, place_of, read_failures, read_gone, read_kept
    from ..document.errors import OutputError
    from ..evaluation.report import Failure
    from ..pipeline.inputs import RECORDS

    own = place_of(Shelf(folder))
    for ledger in [own] if _is_address(folder) else sorted(Path(folder).rglob(f"{RECORDS}/{own.name}")):
        below = Path() if ledger == own else ledger.parent.parent.relative_to(folder)
        try:
            failures, kept, gone = read_failures(ledger), read_kept(ledger), read_gone(ledger)
        except OutputError as error:
            show.warn(f"{error}; what failed is not told (the next archive run finds it out anew)")
            continue
        yield _Told(
            [Failure((below / name).as_posix(), why) for name, why in failures],
            [(below / name).as_posix() for name in kept],
            [(below / name).as_posix() for name in gone],
        )


def _is_address(folder: str) -> bool:
    from ..pipeline.inputs import ADDRESS

    return ADDRESS.match(folder) is not None


def _title(folder: str) -> str:
    return folder if _is_address(folder) else Path(folder).resolve().name


def _tables(show: Show, whole: Report) -> None:
    from ..evaluation.clips import State

    counts = f"{whole.clips:,} clip{'s' * (whole.clips != 1)} done"
    counts += f", {whole.uncorrected:,} heard only" if whole.uncorrected else ""
    counts += f", {whole.texts:,} subtitle file{'s' * (whole.texts != 1)}" if whole.texts else ""
    show.result(f"{whole.sound / 3_600_000:,.2f} hours: {counts}, {whole.failures:,} failed")
    spaces = f", {whole.typography:,} of typography" if whole.typography else ""
    show.result(
        f"{whole.words:,} words: {whole.total(State.APPLIED):,} corrections, {whole.total(State.WAITING):,} to review, "
        f"{whole.total(State.REJECTED):,} rejected{spaces}"
    )
    heads = ("corrected", "to review", "rejected")
    for what, rows in (("rule", whole.by_rule()), ("term", whole.by_term())):
        _table(show, f"Corrections by {what}", (what, *heads), [tuple(row) for row in rows])
    _table(show, "Failed", ("clip", "why"), [tuple(failure) for failure in whole.failed], whole.failures)
    names = [(name,) for name in whole.kept_files]
    _table(
        show,
        "Changed since they were written, so left alone (archive --force replaces them)",
        ("file",),
        names,
        whole.kept,
    )
    names = [(name,) for name in whole.gone_clips]
    _table(show, "Results whose clip is gone (not counted)", ("clip",), names, whole.gone)
    waiting = [(clip.name, clip.count(State.WAITING)) for clip, _ in whole.waiting]
    _table(show, "To review", ("clip", "proposals"), waiting, whole.waiting.seen)
    suspects = []
    for clip, reasons in whole.suspects:
        listen = clip.hearing.listen if clip.hearing is not None else None
        why = ", ".join(f"{reason.why} ({reason.text})" for reason in reasons)
        suspects.append((clip.name, clock(listen.start) if listen is not None else "", why))
    _table(show, "Clips to look at", ("clip", "listen at", "why"), suspects, whole.suspects.seen)


def _table(
    show: Show, title: str, heads: tuple[str, ...], rows: Sequence[tuple[str | int, ...]], seen: int | None = None
) -> None:
    if not rows:
        return
    count = len(rows) if seen is None else seen
    show.table(f"{title} ({_SHOWN} of {count:,})" if count > _SHOWN else title, heads, rows[:_SHOWN])
