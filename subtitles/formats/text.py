"""Timestamped text, as news sites and transcription services publish it: a time, then what is said from there on.

All of these are read, glued to the text or not: `00:02Il`, `00:02 Il`, `[00:00:02] Il`, `(00:02) Il`, `00:02.500 Il`,
`00:02 - 00:05 Il`, a time alone above its text, studio timecode with frames (`10:00:02:12`, 25 a second), and lines without
a time, which go on with the cue before. Seconds have two digits, so in `00:1912 hommes` the time is 00:19. A cue ends
where the next one begins; the last one, and one above a long pause, lasts as long as its text takes to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ...document.model import Cue
from .notices import Notice, Repairs, left_out
from .source import FRAMES, NO_MARKUP, STRAY, Lines, Parsed, Part, lines_of, reading_time
from .text_heads import Head, heads_of

TIMED = True
ORDERED = False
OVERLAPS = True
MARKUP = NO_MARKUP
GLUE = re.compile(r"[\d:.,;|–—>→)\]-]")  # right after a time these would be read as a part of it

_PAUSE = 60_000  # ms after a text was read that nothing need have been said any more


def parse(source: str) -> Parsed:
    lines = Lines(source)
    notices: list[Notice] = []
    repairs = Repairs()
    heads = heads_of(source, lines, repairs)
    first = heads[0].line if heads else len(lines.spans)
    above = ((at + 1, source[start:end].strip(STRAY)) for at, (start, end) in enumerate(lines.spans[:first]))
    notices += left_out(above, "before the first time")
    if any(
        head.start_at[1] - head.start_at[0] >= 10 and source[slice(*head.start_at)].count(":") == 3 for head in heads
    ):
        notices.append(Notice(0, f"timecode with frames: read at {FRAMES} frames a second"))
    parts: list[Part] = []
    following = _next_other([head.start for head in heads])
    for at, head in enumerate(heads):
        until = heads[at + 1].line if at + 1 < len(heads) else len(lines.spans)
        last = until - 1
        while last > head.line and not source[slice(*lines.spans[last])].strip():
            last -= 1
        close = lines.spans[last][1]
        block_end = lines.spans[until][0] if until < len(lines.spans) else len(source)
        if at and head.start < heads[at - 1].start:
            repairs.add(head.line + 1, "a time that goes back, kept as it stands", source[slice(*head.start_at)])
        text = (min(head.text, close), close)
        parts.append(
            Part(
                head.start,
                _end(head, following[at], source[slice(*text)]),
                (lines.spans[head.line][0], block_end),
                close,
                text,
                None,
                head.start_at,
                head.end_at,
            )
        )
    return Parsed(parts, [*notices, *repairs.notices()])


def render(cues: Iterable[Cue]) -> str:
    """`00:02 Text`, one cue a line; with hours if the file needs them. Parts of a second are left out."""
    kept = list(cues)
    hours = any(cue.start >= 3_600_000 for cue in kept)
    return "".join(f"{_stamp(cue.start, hours)} {escape(' '.join(lines_of(cue)))}".rstrip() + "\n" for cue in kept)


def escape(text: str) -> str:
    return re.sub(r"[\n\r]+", " ", text)


def stamp(milliseconds: int) -> str:
    return _stamp(milliseconds, milliseconds >= 3_600_000)


def _stamp(milliseconds: int, hours: bool) -> str:
    minutes, seconds = divmod(max(milliseconds, 0) // 1000, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def _next_other(starts: Sequence[int]) -> list[int | None]:
    """For each start the first later one that differs."""
    found: list[int | None] = [None] * len(starts)
    for at in range(len(starts) - 2, -1, -1):
        found[at] = starts[at + 1] if starts[at + 1] != starts[at] else found[at + 1]
    return found


def _end(head: Head, following: int | None, text: str) -> int:
    """Its own end, or the start that follows; where that is long after or before, as long as the text takes to read."""
    if head.end is not None and head.end >= head.start:
        return head.end
    read = head.start + reading_time(text)
    return following if following is not None and head.start < following <= read + _PAUSE else read
