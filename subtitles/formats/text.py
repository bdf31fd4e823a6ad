"""Timestamped text, as news sites and transcription services publish it: a time, then what is said from there on.

All of these are read, glued to the text or not: `00:02Il`, `00:02 Il`, `[00:00:02] Il`, `(00:02) Il`, `00:02.500 Il`,
`00:02 - 00:05 Il`, a time alone above its text, studio timecode with frames (`10:00:02:12`, 25 a second), and lines without
a time, which go on with the cue before. Seconds have two digits, so in `00:1912 hommes` the time is 00:19. A cue ends
where the next one begins; the last one, and one above a long pause, lasts as long as its text takes to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...document.model import Cue
from .notices import Notice, Repairs, left_out
from .source import FRAMES, NO_MARKUP, STRAY, Lines, Parsed, Part, Span, lines_of, milliseconds_of, reading_time

TIMED = True
ORDERED = False
OVERLAPS = True
MARKUP = NO_MARKUP
GLUE = re.compile(r"[\d:.,;|–—>→)\]-]")  # right after a time these would be read as a part of it

_TIME = r"(?:\d{1,3}:)?\d{1,3}:[0-5]\d(?:[.,]\d{1,3}|(?<=:\d\d:\d\d):\d\d(?!\d))?"
_TO = r"[ \t]*(?:-{1,3}>?|[–—→])[ \t]*"
_FORMS = [
    rf"(?P<open>\[)[ \t]*({_TIME})(?:{_TO}({_TIME}))?[ \t]*\]",
    rf"(?P<open>\()[ \t]*({_TIME})(?:{_TO}({_TIME}))?[ \t]*\)",
    rf"(?P<open>)({_TIME})(?:{_TO}({_TIME}))?",
]
_HEADS = [re.compile(rf"[\s{STRAY}]*{form}(?:[ \t]*[:|](?=\s))?[ \t]*") for form in _FORMS]
_BARE = re.compile(rf"[\s{STRAY}]*(?P<open>)({_TIME})(?:[ \t]*[:|](?=\s))?[ \t]*")
_PAUSE = 60_000  # ms after a text was read that nothing need have been said any more


@dataclass(slots=True)
class _Head:
    line: int
    bracket: str
    start: int
    start_at: Span
    end: int | None
    end_at: Span | None
    text: int  # where the text begins


def looks_timed(source: str) -> bool:
    """Is this timestamped text rather than plain text? Its first line has a time, or many lines have one."""
    lines = [line for line in (source[start:end] for start, end in Lines(source).spans) if line.strip(STRAY + " \t")]
    timed = [any(form.match(line) for form in _HEADS) for line in lines]
    return bool(timed) and (timed[0] or (sum(timed) >= 2 and sum(timed) * 10 >= len(timed)))


def parse(source: str) -> Parsed:
    lines = Lines(source)
    notices: list[Notice] = []
    repairs = Repairs()
    heads = _plausible(
        [head for at, span in enumerate(lines.spans) if (head := _head(source, span, at))], source, lines
    )
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


def _head(source: str, span: Span, line: int, *, bare: bool = False) -> _Head | None:
    start, end = span
    text = source[start:end]
    for form in (_BARE,) if bare else _HEADS:
        match = form.match(text)
        if match is None:
            continue
        until = None if bare else match.group(3)
        return _Head(
            line,
            match.group("open"),
            milliseconds_of(match.group(2)),
            (start + match.start(2), start + match.end(2)),
            None if until is None else milliseconds_of(until),
            None if until is None else (start + match.start(3), start + match.end(3)),
            start + match.end(),
        )
    return None


def _plausible(heads: list[_Head], source: str, lines: Lines) -> list[_Head]:
    """Without the times that belong to the text: "(12:30)" where all others are bare, "- 12:30, dit-il" after a time."""
    for bracket in {head.bracket for head in heads}:
        few = sum(head.bracket != bracket for head in heads)
        if len(heads) >= 10 and few * 10 <= len(heads):
            heads = [head for head in heads if head.bracket == bracket]
    for at, following in enumerate(_next_greater([head.start for head in heads])):
        head = heads[at]
        if head.end is None or head.bracket:
            continue
        latest = head.start + 60_000 if following is None else following + 2_000
        if not head.start < head.end <= latest:
            heads[at] = _head(source, lines.spans[head.line], head.line, bare=True) or head
    return heads


def _next_greater(starts: Sequence[int]) -> list[int | None]:
    """For each start the first later one that is greater."""
    found: list[int | None] = [None] * len(starts)
    waiting: list[int] = []
    for at, start in enumerate(starts):
        while waiting and starts[waiting[-1]] < start:
            found[waiting.pop()] = start
        waiting.append(at)
    return found


def _next_other(starts: Sequence[int]) -> list[int | None]:
    """For each start the first later one that differs."""
    found: list[int | None] = [None] * len(starts)
    for at in range(len(starts) - 2, -1, -1):
        found[at] = starts[at + 1] if starts[at + 1] != starts[at] else found[at + 1]
    return found


def _end(head: _Head, following: int | None, text: str) -> int:
    """Its own end, or the start that follows; where that is long after or before, as long as the text takes to read."""
    if head.end is not None and head.end >= head.start:
        return head.end
    read = head.start + reading_time(text)
    return following if following is not None and head.start < following <= read + _PAUSE else read
