"""Tab-separated values as Whisper writes them: a header, then start and end in ms and the text. No field has quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...document.model import Cue
from . import table
from .source import NO_MARKUP, Parsed, lines_of

TIMED = True
ORDERED = True
OVERLAPS = True
MARKUP = NO_MARKUP


def looks_so(first_line: str) -> bool:
    return table.names_columns(first_line, "\t")


def parse(source: str) -> Parsed:
    return table.parse(source, "\t", quotes=False)


def render(cues: Iterable[Cue]) -> str:
    rows = [f"{cue.start}\t{cue.end}\t{escape(' '.join(lines_of(cue)))}\n" for cue in cues]
    return "".join(["start\tend\ttext\n", *rows])


def escape(text: str) -> str:
    """A tab or a line break would begin another column or row."""
    return re.sub(r"[\t\n\r]+", " ", text)


def stamp(milliseconds: int) -> str:
    return str(milliseconds)
