"""Tab-separated values as Whisper writes them: a header, then start and end in ms and the text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...document.model import Cue
from .source import NO_MARKUP, STRAY, Lines, Notice, Parsed, Part, lines_of

MARKUP = NO_MARKUP
TIMED = True

HEADER = re.compile(rf"[{STRAY}]?start\tend\ttext\s*$", re.IGNORECASE)
_ROW = re.compile(rf"[{STRAY}]?[ ]*(\d+)[ ]*\t[ ]*(\d+)[ ]*(?:\t(.*))?$")


def parse(source: str) -> Parsed:
    lines = Lines(source).spans
    parts: list[Part] = []
    notices: list[Notice] = []
    for at, (start, end) in enumerate(lines):
        line = source[start:end]
        if not line.strip() or (not parts and HEADER.match(line)):
            continue
        row = _ROW.match(line)
        if row is None:
            notices.append(Notice(at + 1, f"no row of start, end and text, left out: {line.strip()[:60]!r}"))
            continue
        after = lines[at + 1][0] if at + 1 < len(lines) else len(source)
        text = (start + row.start(3), end) if row.group(3) is not None else (end, end)
        first, last = (start + row.start(1), start + row.end(1)), (start + row.start(2), start + row.end(2))
        parts.append(Part(int(row.group(1)), int(row.group(2)), (start, after), end, text, start_at=first, end_at=last))
    return Parsed(parts, notices)


def render(cues: Iterable[Cue]) -> str:
    rows = [f"{cue.start}\t{cue.end}\t{escape(' '.join(lines_of(cue)))}\n" for cue in cues]
    return "".join(["start\tend\ttext\n", *rows])


def escape(text: str) -> str:
    """A tab or a line break would begin another column or row."""
    return re.sub(r"[\t\n\r]+", " ", text)


def stamp(milliseconds: int) -> str:
    return str(milliseconds)
