"""Comma-separated values, or with semicolons as spreadsheets in French write them; a text may have lines.

Written as `start,end,text`, times in ms, the text in quotes.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...document.model import Cue
from . import table
from .source import LINE_END, NO_MARKUP, STRAY, Parsed, lines_of

TIMED = True
ORDERED = True
OVERLAPS = True
MARKUP = NO_MARKUP


def looks_so(first_line: str) -> bool:
    return any(table.names_columns(first_line, delimiter) for delimiter in ",;")


def parse(source: str) -> Parsed:
    first = LINE_END.split(source[:4096].lstrip(STRAY + "\r\n "), maxsplit=1)[0]
    return table.parse(source, ";" if first.count(";") > first.count(",") else ",", quotes=True)


def render(cues: Iterable[Cue]) -> str:
    rows = [f'{cue.start},{cue.end},"{escape(chr(10).join(lines_of(cue)))}"\n' for cue in cues]
    return "".join(["start,end,text\n", *rows])


def escape(text: str) -> str:
    """As a text in quotes; the reader says of each field whether it has some."""
    return text.replace('"', '""')


def stamp(milliseconds: int) -> str:
    return str(milliseconds)
