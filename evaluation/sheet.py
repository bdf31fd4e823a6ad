"""A report clip by clip: as JSON values, and as rows of a CSV file."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping
from typing import BinaryIO
from urllib.parse import quote

from .clips import State
from .report import Failure, Report, Row, Suspect

_COLUMNS = (
    "clip", "state", "seconds", "words", "words_a_minute", "confidence", "tenth", "corrected", "to_review", "rejected",
    "why", "because", "listen_at", "listen_text", "path",
)  # fmt: skip
# How each table began, of whatever version.
_MARK = "\ufeff"
_BEGINS = f"{_MARK}clip,state,"
# Spreadsheets take a text that begins so for a formula, and may run it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_dict(suspect: Suspect) -> dict[str, object]:
    """The figures of a clip by name; None where there is none."""
    clip, heard = suspect.clip, suspect.clip.hearing
    figures: dict[str, object] = {
        "clip": clip.name,
        "state": "text" if heard is None else "done" if clip.corrected else "heard",
        "corrected": clip.count(State.APPLIED),
        "to_review": clip.count(State.WAITING),
        "rejected": clip.count(State.REJECTED),
        "suspicions": [{"why": str(reason.why), "because": reason.text} for reason in suspect.reasons],
    }
    if heard is not None:
        figures |= {
            "seconds": heard.sound / 1000,
            "words": heard.words,
            "words_a_minute": round(heard.words_a_minute, 1),
            "confidence": None if heard.mean is None else round(heard.mean, 4),
            "tenth": None if heard.tenth is None else round(heard.tenth, 4),
            "marks": dict(heard.marks),
            "listen": None if heard.listen is None else {"at": heard.listen.start / 1000, "text": heard.listen.text},
        }
    return figures


def totals(report: Report) -> dict[str, object]:
    """The figures of the whole archive, with all terms and rules."""
    return {
        "hours": round(report.sound / 3_600_000, 3),
        "clips": report.clips,
        "heard": report.uncorrected,
        "texts": report.texts,
        "failed": report.failures,
        "kept": report.kept,
        "gone": report.gone,
        "words": report.words,
        "corrected": report.total(State.APPLIED),
        "to_review": report.total(State.WAITING),
        "rejected": report.total(State.REJECTED),
        "typography": report.typography,
        "suspicious": report.suspects.seen,
        "suspicions": {str(why): number for why, number in report.whys.most_common()},
        "rules": [_row(row) for row in report.by_rule()],
        "terms": [_row(row) for row in report.by_term()],
    }


class Sheet:
    """A CSV file with a row a clip, in UTF-8 with a mark, without which spreadsheets would guess.

    "clip" is for people: what is no UTF-8 in a name, and what a spreadsheet would run, is escaped there. "path" is the same in
    the percent-encoding of URLs, by which any name can be told exactly.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._put(_COLUMNS, _MARK)

    def clip(self, suspect: Suspect) -> None:
        figures = as_dict(suspect)
        listen = suspect.clip.hearing.listen if suspect.clip.hearing is not None else None
        figures |= {
            "why": "; ".join(reason.why for reason in suspect.reasons),
            "because": "; ".join(reason.text for reason in suspect.reasons),
            "listen_at": "" if listen is None else listen.start / 1000,
            "listen_text": "" if listen is None else listen.text,
        }
        self._row(figures)

    def failure(self, failure: Failure) -> None:
        self._row({"clip": failure.name, "state": "failed", "because": failure.why})

    def gone(self, clip: str) -> None:
        self._row({"clip": clip, "state": "gone"})

    def _row(self, figures: Mapping[str, object]) -> None:
        figures = {**figures, "path": quote(os.fsencode(str(figures["clip"])))}
        self._put([_cell(figures.get(name)) for name in _COLUMNS])

    def _put(self, cells: Iterable[object], mark: str = "") -> None:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerow(cells)
        self._file.write((mark + text.getvalue()).encode("utf-8", "backslashreplace"))


def is_sheet(text: str) -> bool:
    """Whether a file that begins so is the table of a report."""
    return text.startswith(_BEGINS)


def _cell(value: object) -> object:
    return "'" + value if isinstance(value, str) and value.startswith(_FORMULA) else value


def _row(row: Row) -> dict[str, object]:
    return {"name": row.name, "corrected": row.applied, "to_review": row.waiting, "rejected": row.rejected}
