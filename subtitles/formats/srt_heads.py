"""Where the cues of a SubRip file begin, whatever is missing, doubled or out of place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .notices import Notice, Repairs
from .source import MARKS, STRAY

STAMP = r"-?\d{1,4}(?: ?: ?\d{1,2}){1,2}(?: ?[,.:;] ?\d{1,4})?"
_ARROW = r"(?:-{1,3} ?>|[–—]>?)"  # not →: that is what escape() makes of an arrow in a text
_SIDES = rf"[\s{MARKS}]*"
TIMING = re.compile(
    # A number and its times that came to stand on one line.
    rf"[\s{STRAY}{MARKS}]*(?:(?P<number>\d{{1,9}})(?:[.):]? +|[.):]?\t\s*))?"
    rf"(?P<start>{STAMP}){_SIDES}(?P<arrow>{_ARROW}){_SIDES}(?P<end>{STAMP})"
    r"(?:(?<=[,.;]\d\d\d)(?!\d)|(?![:.,;]?\w))(?P<rest>.*)$"
)
# What between two other times would be text stands for the arrow between well-formed ones that have their line to themselves.
_WELL_FORMED = r"\d\d:\d\d:\d\d[,.]\d{3}"
_LOOSE_ARROW = rf"(?:[^\S\n]|[{MARKS}])*+(?:→|[=—–-]*+>|[–—-])?+(?:[^\S\n]|[{MARKS}])*+"
_ALONE = re.compile(
    rf"[\s{STRAY}{MARKS}]*+(?P<number>(?!))?(?P<start>{_WELL_FORMED})(?!\d)(?P<arrow>{_LOOSE_ARROW})"
    rf"(?<!\d)(?P<end>{_WELL_FORMED})(?P<rest>(?:[^\S\n]|[{MARKS}])*+)$",
    re.ASCII,
)
PAIR = rf"[,.]\d\d\d{_LOOSE_ARROW}\d\d:"
MAY_BE_TIMES = re.compile(f"[>–—]|{PAIR}")
_NUMBER = re.compile(rf"[\s{STRAY}{MARKS}]*(\d{{1,9}})[\s{STRAY}{MARKS}]*$")
_CUT_OFF = re.compile(r"[\d:;,.\s>-]*$")  # what is left of a line of times that was being written
# A line of times of which neither can be read as one: two columns of digits with an arrow between them.
_LIKE_TIMES = re.compile(r"\W{0,9}\d\w?:[\w:;,. ]{3,20}-->[\w:;,. ]{3,20}:[\w:;,. ]{1,12}$")


# A line of times that was broken off, or has lost one of them: nobody says an arrow.
_HALF = re.compile(r"(?=.*\d:\d\d[.,]\d)[\d:;,.\s]*-->[\d:;,.\s]*$", re.ASCII)


@dataclass(slots=True)
class Head:
    """The lines that a cue begins with, counted from 0; `timing` is None where there are no times that can be read.

    `number` is the line of its number: that of its times where both stand on one.
    """

    first: int
    number: int | None
    timing: re.Match[str] | None
    last: int


def times_of(text: str) -> re.Match[str] | None:
    """A line of times: their `number` if it stands there, `start`, `arrow`, `end`, and the `rest` beside them."""
    return TIMING.match(text) or _ALONE.match(text)


def find_heads(texts: Sequence[str], repairs: Repairs, notices: list[Notice]) -> list[Head]:
    """Where cues begin; what had to be guessed is noted."""
    heads: list[Head] = []
    floor = 0  # lines before this one belong to a head
    count = 0  # the last number
    known = 0  # lines before this one are no number of a cue without times
    for at, text in enumerate(texts):
        if not text or (text[0].isalpha() and "-->" not in text):
            continue  # most lines: neither a number nor times
        head = None
        number = _number(text)
        if number is None and MAY_BE_TIMES.search(text):
            timing = times_of(text)
            if timing is not None and (
                _fraction(timing) or _like_above(timing, heads) or _opens(texts, at, floor, count)
            ):
                first, above = _number_above(texts, at, floor, count)
                head = Head(first, at if timing["number"] else above, timing, at)
                _note(texts, head, floor, count if heads else -1, repairs, notices)
            elif "-->" in text and at > floor and _is_above(texts, at, count):
                notices.append(Notice(at + 1, f"times that cannot be read, so they are guessed: {text.strip()!r}"))
                head = Head(at - 1, at - 1, None, at)
            elif (_clear(texts, at) and _LIKE_TIMES.match(text)) or (timing is None and _HALF.match(text)):
                notices.append(Notice(at + 1, f"times that cannot be read, so they are guessed: {text.strip()!r}"))
                head = Head(at, None, None, at)
        elif number == count + 1 and at >= max(floor, known) and (count or not heads) and _clear(texts, at):
            head, known = _timeless(texts, at, count, notices)
        if head is None:
            continue
        heads.append(head)
        floor = head.last + 1
        count = number_of(texts, head) or count
    return heads


def _note(texts: Sequence[str], head: Head, floor: int, count: int, repairs: Repairs, notices: list[Notice]) -> None:
    """Say what is odd about a cue's number and times."""
    line = head.last + 1
    number = number_of(texts, head)
    if head.number is None or number is None:
        repairs.add(line, "a cue without a number")
    elif head.number == head.last:
        repairs.add(line, "number and times on one line", texts[head.last].strip())
    elif head.number > head.first:
        repairs.add(head.first + 1, "a number written twice")
    elif number <= count:
        repairs.add(head.number + 1, "a number that does not go on from the one above", texts[head.number].strip())
    elif 0 < count < number - 1 and not _clear(texts, head.first):
        # It may be the answer to "How many?". Said for each, for each may be text that is lost.
        notices.append(
            Notice(head.number + 1, f"taken for the cue's number, not for text: {texts[head.number].strip()!r}")
        )
    if head.number is not None and head.number < head.last - 1:
        repairs.add(line, "a blank line between number and times")
    if head.first > floor and not _clear(texts, head.first):
        repairs.add(head.first + 1, "no blank line above the cue")


def number_of(texts: Sequence[str], head: Head) -> int | None:
    """The number of a cue."""
    if head.number is None:
        return None
    if head.timing is not None and head.number == head.last:
        return int(head.timing["number"])
    return _number(texts[head.number])


def _clear(texts: Sequence[str], at: int) -> bool:
    """Is this the first line, or one below a blank one?"""
    return at == 0 or not texts[at - 1].strip()


def _opens(texts: Sequence[str], at: int, floor: int, count: int) -> bool:
    """Can times without a fraction stand here, rather than a text like "10:30 - 11:00"?"""
    if _clear(texts, at):
        return True
    return at > floor and _is_above(texts, at, count)


def _is_above(texts: Sequence[str], at: int, count: int) -> bool:
    """Does the number of a cue stand right above line `at`, and not the end of a text?"""
    number = _number(texts[at - 1])
    return number is not None and (number == count + 1 or _clear(texts, at - 1))


def _like_above(timing: re.Match[str], heads: Sequence[Head]) -> bool:
    """Are these times without a fraction written as those of the cue above, with nothing beside them?"""
    above = heads[-1].timing if heads else None
    if above is None or _fraction(above) or timing["number"] or timing["rest"].strip():
        return False
    return timing["arrow"] == above["arrow"] == "-->"


def _number(text: str) -> int | None:
    match = _NUMBER.match(text)
    return int(match.group(1)) if match else None


def _fraction(timing: re.Match[str]) -> bool:
    return any(mark in timing["start"] for mark in ",.;")


def _number_above(texts: Sequence[str], at: int, floor: int, count: int) -> tuple[int, int | None]:
    """The first line of a cue whose times stand on line `at`, and the line of its number, if it has one."""
    line = at - 1
    while line >= floor and not texts[line].strip():
        line -= 1
    value = _number(texts[line]) if line >= floor else None
    if value is None:
        return at, None
    clear = line == floor or not texts[line - 1].strip()
    # A number right after a text, or one with a blank line below it, may be text itself: then it must be the next number.
    if value != count + 1 and not (line == at - 1 and (clear or count)):
        return at, None
    doubled = line > floor and _number(texts[line - 1]) == value
    if doubled and (line - 1 == floor or not texts[line - 2].strip()):
        return line - 1, line
    return line, line


def _timeless(texts: Sequence[str], at: int, count: int, notices: list[Notice]) -> tuple[Head | None, int]:
    """A cue whose number is followed by no times; None if the times are only further down, or the number is text.

    With it the line up to which the answer holds: asking for each number of a long row of them would take for ever.
    """
    below = at + 1
    while below < len(texts) and (not texts[below].strip() or _number(texts[below]) == count + 1):
        below += 1
    if below == len(texts):
        if count == 0:
            return None, below
        notices.append(Notice(at + 1, "the file ends in a number without a cue"))
        return Head(at, at, None, at), below
    if times_of(texts[below]) or "-->" in texts[below] or below > at + 1:
        return None, below
    if below == len(texts) - 1 and ":" in texts[below] and _CUT_OFF.match(texts[below]):
        notices.append(Notice(below + 1, f"the file ends in the middle of a cue: {texts[below].strip()!r}"))
        return Head(at, at, None, below), below
    return (Head(at, at, None, at) if count else None), below
