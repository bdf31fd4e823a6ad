"""Plain text without times: a line is a segment.

Its times only keep the words in order (60 ms a character, one line after the other).
"""

from __future__ import annotations

from collections.abc import Iterable

from ...document.model import MADE_UP, Cue
from .source import NO_MARKUP, STRAY, Lines, Parsed, Part, lines_of

MARKUP = NO_MARKUP
TIMED = False
ORDERED = True
OVERLAPS = True


def parse(source: str) -> Parsed:
    parts: list[Part] = []
    clock = 0
    spans = [span for span in Lines(source).spans if source[slice(*span)].strip().strip(STRAY)]
    for at, (start, end) in enumerate(spans):
        following = spans[at + 1][0] if at + 1 < len(spans) else len(source)
        until = clock + MADE_UP * max(len(source[start:end].strip()), 1)
        parts.append(Part(clock, until, (start, following), end, (start, end)))
        clock = until
    return Parsed(parts, ())


def render(cues: Iterable[Cue]) -> str:
    """One cue a line."""
    return "".join(" ".join(lines_of(cue)) + "\n" for cue in cues)


def escape(text: str) -> str:
    return text


def stamp(milliseconds: int) -> str:
    raise NotImplementedError("plain text has no times")
