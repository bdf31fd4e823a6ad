"""`rehear score`: how far a text is from what was said."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..document.errors import CallError, RehearError
from .calls import Debugging
from .console import Show
from .options import AsJson

if TYPE_CHECKING:
    from ..evaluation import Score

_NORMALISED = "words are compared without case, punctuation and hyphens; terms count only as they are written"
_AS_WRITTEN = "words and terms are compared as they are written: case and punctuation count"
# Missed terms and harmed words that are named; --json has all.
_NAMED = 12


def score(
    reference: Annotated[Path, typer.Argument(metavar="REF", help="What was said, rightly written: a file or folder.")],
    hypothesis: Annotated[Path, typer.Argument(metavar="HYP", help="What is judged; folders are paired by name.")],
    lexicon: Annotated[
        list[str] | None,
        typer.Option("--lexicon", "-l", metavar="NAME|PATH", help="Its terms are counted as well (repeat to merge)."),
    ] = None,
    before: Annotated[
        Path | None,
        typer.Option(
            "--before",
            metavar="FILE",
            help='HYP before it was corrected: what that mended and harmed ("+word": said by nobody).',
        ),
    ] = None,
    no_normalise: Annotated[
        bool,
        typer.Option("--no-normalise", metavar="", help="Compare words as written: case and punctuation count."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Word and character error rate, terms found, and harm done; REF and HYP may be of any format."""
    from ..correction import load_lexicon
    from ..evaluation import pairs, score_pair, total

    show = Show(as_json=as_json)
    if [str(path) for path in (reference, hypothesis, before)].count("-") > 1:
        raise CallError("only one of the texts can be standard input")
    terms = None
    if lexicon:
        terms = [spelling for term in load_lexicon(*lexicon).terms for spelling in term.spellings]
    found, failures, alone = pairs(reference, hypothesis, before)
    for path in alone:
        show.note(f"{path}: not scored, there is no reference of this name")
    rows: list[tuple[str, Score]] = []
    failed: list[RehearError] = [*failures]
    for pair in found:
        try:
            scored = score_pair(pair, terms=terms, normalised=not no_normalise)
        except RehearError as error:
            if Debugging.on:
                raise
            failed.append(error)
            continue
        rows.append((str(pair.hypothesis), scored))
        names = {"reference": str(pair.reference), "hypothesis": str(pair.hypothesis)}
        show.event("score", **names, normalised=not no_normalise, **_figures(scored))
    if len(rows) > 1:
        rows.append(("all", total([scored for _, scored in rows])))
        show.event("total", normalised=not no_normalise, **_figures(rows[-1][1]))
    for line in _table(rows):
        show.result(line)
    if rows and not as_json:
        show.note(_AS_WRITTEN if no_normalise else _NORMALISED)
    for each in failed:
        show.error(each)
    raise typer.Exit(3 if failed else 0)


def _figures(score: Score) -> dict[str, Any]:
    """A score as JSON values."""
    figures: dict[str, Any] = {"wer": score.wer, "cer": score.cer, **asdict(score)}
    if score.terms is not None:
        figures["terms"] |= {"recall": score.terms.recall, "precision": score.terms.precision}
    if score.change is not None:
        figures["change"] |= {"wer": score.wer_heard}
    return figures


def _table(rows: list[tuple[str, Score]]) -> list[str]:
    """Lines of a table, a row a file, and below it the terms that were missed and the words that were harmed."""
    if not rows:
        return []
    last = rows[-1][1]
    heads = ["words", "WER", "CER"]
    heads += ["terms", "recall", "precision"] if last.terms else []
    heads += ["WER before", "mended", "harmed"] if last.change else []
    table = [["", *heads], *([name, *_cells(score)] for name, score in rows)]
    widths = [max(len(row[at]) for row in table) for at in range(len(table[0]))]
    lines = [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in table
    ]
    if last.terms and last.terms.missed:
        lines.append("missed: " + _listed([f"{term} ({times})" for term, times in last.terms.missed]))
    if last.change and last.change.harmed:
        lines.append("harmed: " + _listed(last.change.harmed))
    return lines


def _cells(score: Score) -> list[str]:
    cells = [f"{score.words:,}", _percent(score.wer), _percent(score.cer)]
    if score.terms is not None:
        cells += [f"{score.terms.said:,}", _percent(score.terms.recall), _percent(score.terms.precision)]
    if score.change is not None:
        cells += [_percent(score.wer_heard), str(len(score.change.mended)), str(len(score.change.harmed))]
    return cells


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


def _listed(words: list[str] | tuple[str, ...]) -> str:
    more = f" and {len(words) - _NAMED} more" if len(words) > _NAMED else ""
    return ", ".join(words[:_NAMED]) + more
