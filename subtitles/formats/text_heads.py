"""The times at which cues of timestamped text begin, told from times that the text itself says ("le train de / 12:30, ...")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .notices import Repairs
from .source import STRAY, Lines, Span, milliseconds_of

_TIME = r"(?:\d{1,3}:)?\d{1,3}:[0-5]\d(?:[.,]\d{1,3}|(?<=:\d\d:\d\d):\d\d(?!\d))?"
_TO = r"[ \t]*(?:-{1,3}>?|[–—→])[ \t]*"
_FORMS = [
    rf"(?P<open>\[)[ \t]*({_TIME})(?:{_TO}({_TIME}))?[ \t]*\]",
    rf"(?P<open>\()[ \t]*({_TIME})(?:{_TO}({_TIME}))?[ \t]*\)",
    rf"(?P<open>)({_TIME})(?:{_TO}({_TIME}))?",
]
_HEADS = [re.compile(rf"[\s{STRAY}]*{form}(?:[ \t]*[:|](?=\s))?[ \t]*") for form in _FORMS]
_BARE = re.compile(rf"[\s{STRAY}]*(?P<open>)({_TIME})(?:[ \t]*[:|](?=\s))?[ \t]*")
_ENDED = re.compile(r"[.!?…:;»\"”)\]]\s*$")
_PUNCTUATED = re.compile(r"[,;.!?](?!\S)")
# ms by which a time must lie past a later one before it is no mere disorder of cues.
_PAST = 60_000
# So many of the next times are looked at: there may be more that are text.
_NEAR = 3
# So many heads are a manner of writing.
_MANNER = 3


@dataclass(slots=True)
class Head:
    """A line (from 0) that begins a cue: how its time is written, its times and where they stand, where its text begins."""

    line: int
    bracket: str
    start: int
    start_at: Span
    end: int | None
    end_at: Span | None
    text: int


def looks_timed(source: str) -> bool:
    """Is this timestamped text rather than plain text? Its first line has a time, or many lines have one."""
    lines = [line for line in (source[start:end] for start, end in Lines(source).spans) if line.strip(STRAY + " \t")]
    heads = [next(filter(None, (form.match(line) for form in _HEADS)), None) for line in lines]
    count = sum(head is not None for head in heads)
    if not count:
        return False
    first = heads[0] is not None and not _PUNCTUATED.match(lines[0], heads[0].end(heads[0].lastindex or 0))
    return first or (count >= 2 and count * 10 >= len(lines))


def heads_of(source: str, lines: Lines, repairs: Repairs) -> list[Head]:
    """Where cues begin; each time at the beginning of a line that is taken for text is noted."""
    found = [head for at, span in enumerate(lines.spans) if (head := _head(source, span, at))]
    kept = list(_fitting(source, lines, found))
    for head in _others(found, kept):
        repairs.add(head.line + 1, "a time that the text says, not when it is said", source[slice(*head.start_at)])
    return _with_fitting_ends(kept, source, lines)


def _head(source: str, span: Span, line: int, *, bare: bool = False) -> Head | None:
    start, end = span
    text = source[start:end]
    for form in (_BARE,) if bare else _HEADS:
        match = form.match(text)
        if match is None:
            continue
        until = None if bare else match.group(3)
        return Head(
            line,
            match.group("open"),
            milliseconds_of(match.group(2)),
            (start + match.start(2), start + match.end(2)),
            None if until is None else milliseconds_of(until),
            None if until is None else (start + match.start(3), start + match.end(3)),
            start + match.end(),
        )
    return None


def _others(found: Sequence[Head], kept: Sequence[Head]) -> Iterator[Head]:
    stay = {head.line for head in kept}
    return (head for head in found if head.line not in stay)


def _fitting(source: str, lines: Lines, heads: Sequence[Head]) -> Iterator[Head]:
    """Without the times that belong to the text: in other brackets or with other fields than all the rest, before a comma
    ("12:30, dit-il"), or in the middle of a sentence and far past a time that comes soon.
    """
    brackets = Counter(head.bracket for head in heads)
    clocks = Counter(source.count(":", *head.start_at) for head in heads)
    punctuated = [_PUNCTUATED.match(source, (head.end_at or head.start_at)[1]) is not None for head in heads]
    usually = sum(punctuated) * 2 > len(heads)
    before: Head | None = None
    for at, head in enumerate(heads):
        colons = source.count(":", *head.start_at)
        odd = (
            _rare(brackets, head.bracket, 0.5)
            # Hours come when a programme has lasted one; they do not go.
            or (_rare(clocks, colons, 0.25) and before is not None and colons < source.count(":", *before.start_at))
            or (punctuated[at] and not usually)
        )
        if before is not None and (
            odd or _inside_a_sentence(source, lines, before, head, heads[at + 1 : at + 1 + _NEAR])
        ):
            continue
        before = head
        yield head


def _rare(count: Counter[Any], one: object, share: float) -> bool:
    """Is this way of writing an exception from the others: less than this share of all?"""
    return count.total() - count[one] >= _MANNER and count[one] < share * count.total()


def _inside_a_sentence(source: str, lines: Lines, before: Head, head: Head, following: Sequence[Head]) -> bool:
    """Does a time far past one of those that follow stand where a sentence goes on?"""
    if not any(before.start <= later.start < head.start - _PAST for later in following):
        return False
    above = source[slice(*lines.spans[head.line - 1])]
    text = source[head.text : lines.spans[head.line][1]]
    return bool(above.strip()) and (text[:1].islower() or _ENDED.search(above) is None)


def _with_fitting_ends(heads: list[Head], source: str, lines: Lines) -> list[Head]:
    """Without ends that are none: in "00:02- 12:30, dit-il" only the first time is one."""
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
