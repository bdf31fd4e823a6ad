"""SubRip, as it is found: what strict readers skip or lose is read here, and each repair is named.

pysrt reads the well-formed times and writes the items. It does not say where things stand in a file, drops a text after a
blank line and whole cues without a number, so the structure is found here: a cue begins at its line of times, a number
above it belongs to it, and everything up to the next one is its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...document.model import Cue
from .source import (
    ENTITY,
    STRAY,
    TAG,
    Lines,
    Markup,
    Notice,
    Parsed,
    Part,
    Span,
    lines_of,
    plain_of_token,
    reading_time,
)

TIMED = True
MARKUP = Markup(
    re.compile(rf"{TAG}|\{{\\[^{{}}\r\n]*\}}|{ENTITY}|[{STRAY}]", re.IGNORECASE),
    lambda token: "" if token[0] == "{" or token in STRAY else plain_of_token(token),
    re.compile(f"[<{{&{STRAY}]"),
)

_STAMP = r"-?\d{1,4}(?: ?: ?\d{1,2}){1,2}(?: ?[,.:;] ?\d{1,4})?"
_ARROW = r"(?:-{1,3} ?>|[–—]>?)"  # not →: that is what escape() makes of an arrow in a text
TIMING = re.compile(rf"[\s{STRAY}]*({_STAMP})\s*{_ARROW}\s*({_STAMP})(?!\d)(.*)$")
_CLEAN = re.compile(r"\d{2,}:\d\d:\d\d,\d{3}")
_SETTINGS = re.compile(r"(?:\s+[A-Za-z]\w*:\S+)*\s*$")
_NUMBER = re.compile(rf"[\s{STRAY}]*([0-9]{{1,9}})[\s{STRAY}]*$")
_MAY_BE_TIMES = re.compile("[>–—]")
_CUT_OFF = re.compile(r"[\d:;,.\s>-]*$")  # what is left of a line of times that was being written


@dataclass(slots=True)
class _Head:
    """The lines that a cue begins with, counted from 0; `timing` is None where a number stands without times."""

    first: int
    number: int | None
    timing: re.Match[str] | None
    last: int


def parse(source: str) -> Parsed:
    lines = Lines(source)
    texts = [source[start:end] for start, end in lines.spans]
    notices: list[Notice] = []
    heads = _heads(texts, notices)
    first = heads[0].first if heads else len(texts)
    notices += [
        Notice(at + 1, f"before the first cue, left out: {texts[at].strip()[:60]!r}")
        for at in range(first)
        if texts[at].strip().strip(STRAY)
    ]
    parts: list[Part] = []
    loose: set[str] = set()
    for at, head in enumerate(heads):
        until = heads[at + 1].first if at + 1 < len(heads) else len(texts)
        last = until - 1
        while last > head.last and not texts[last].strip():
            last -= 1
        begin, close = lines.spans[head.first][0], lines.spans[last][1]
        end = lines.spans[until][0] if until < len(texts) else len(source)
        text = _text_region(lines.spans, texts, head, last)
        number = None
        if head.number is not None:
            start, stop = lines.spans[head.number]
            digits = texts[head.number].strip(STRAY + " \t")
            start = source.index(digits, start, stop)
            number = (start, start + len(digits))
        if head.timing is None:
            clock = parts[-1].end if parts else 0
            times = (clock, clock + reading_time(source[text[0] : text[1]]))
            notices.append(
                Notice(head.last + 1, "a number without times: its text keeps its place, its times are guessed")
            )
            parts.append(Part(*times, (begin, end), close, text, number))
            continue
        offset = lines.spans[head.last][0]
        parts.append(
            Part(
                _time(head.timing.group(1), head.last, loose, notices),
                _time(head.timing.group(2), head.last, loose, notices),
                (begin, end),
                close,
                text,
                number,
                (offset + head.timing.start(1), offset + head.timing.end(1)),
                (offset + head.timing.start(2), offset + head.timing.end(2)),
            )
        )
        if any(not texts[line].strip() for line in range(lines.number(text[0]), last)) and text[0] < text[1]:
            notices.append(Notice(head.last + 1, "a blank line inside the cue: what follows it is kept as its text"))
    return Parsed(parts, notices)


def render(cues: Iterable[Cue]) -> str:
    """A whole file, numbered from 1."""
    from pysrt import SubRipItem, SubRipTime

    # from_ordinal: SubRipTime(seconds=x) loses a millisecond to binary fractions.
    items = (
        SubRipItem(
            at, SubRipTime.from_ordinal(cue.start), SubRipTime.from_ordinal(cue.end), escape("\n".join(lines_of(cue)))
        )
        for at, cue in enumerate(cues, 1)
    )
    return "\n".join(str(item) for item in items)


def escape(text: str) -> str:
    """What would be read as markup is written as entities; the arrow, which no reader may see in a text, as →."""
    text = MARKUP.token.sub(lambda token: f"&#{ord(token.group()[0])};" + token.group()[1:], text.replace("-->", "→"))
    if _MAY_BE_TIMES.search(text):
        text = "\n".join(line.replace(":", "&#58;", 1) if TIMING.match(line) else line for line in text.split("\n"))
    return text


def stamp(milliseconds: int) -> str:
    from pysrt import SubRipTime

    return str(SubRipTime.from_ordinal(milliseconds))


def _heads(texts: Sequence[str], notices: list[Notice]) -> list[_Head]:
    """Where cues begin."""
    heads: list[_Head] = []
    floor = 0  # lines before this one belong to a head
    count = 0  # the last number
    at = -1
    for at, text in enumerate(texts):
        if not text or (text[0].isalpha() and "-->" not in text):
            continue  # most lines: neither a number nor times
        head = None
        number = _number(text)
        if number is None and _MAY_BE_TIMES.search(text):
            timing = TIMING.match(text)
            if timing is not None and (_fraction(timing) or _opens(texts, at, floor, count)):
                first, above = _number_above(texts, at, floor, count)
                head = _Head(first, above, timing, at)
            elif "-->" in text and at > floor and _number(texts[at - 1]) is not None and _clear(texts, at - 1):
                notices.append(Notice(at + 1, f"times that cannot be read: {text.strip()[:60]!r}"))
                head = _Head(at - 1, at - 1, None, at)
        elif number == count + 1 and at >= floor and (count or not heads) and _clear(texts, at):
            head = _timeless(texts, at, count, notices)
        if head is None:
            continue
        heads.append(head)
        floor = head.last + 1
        if head.number is not None:
            count = _number(texts[head.number]) or count
    return heads


def _clear(texts: Sequence[str], at: int) -> bool:
    """Is this the first line, or one below a blank one?"""
    return at == 0 or not texts[at - 1].strip()


def _opens(texts: Sequence[str], at: int, floor: int, count: int) -> bool:
    """Can times without a fraction stand here, rather than a text like "10:30 - 11:00"?"""
    if _clear(texts, at):
        return True
    number = _number(texts[at - 1]) if at > floor else None
    return number is not None and (number == count + 1 or _clear(texts, at - 1))


def _number(text: str) -> int | None:
    match = _NUMBER.match(text)
    return int(match.group(1)) if match else None


def _fraction(timing: re.Match[str]) -> bool:
    return any(mark in timing.group(1) for mark in ",.;")


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


def _timeless(texts: Sequence[str], at: int, count: int, notices: list[Notice]) -> _Head | None:
    """A cue whose number is followed by no times; None if the times are only further down, or the number is text."""
    below = at + 1
    while below < len(texts) and (not texts[below].strip() or _number(texts[below]) == count + 1):
        below += 1
    if below == len(texts):
        if count == 0:
            return None
        notices.append(Notice(at + 1, "the file ends in a number without a cue"))
        return _Head(at, at, None, at)
    if TIMING.match(texts[below]) or "-->" in texts[below] or below > at + 1:
        return None
    if below == len(texts) - 1 and ":" in texts[below] and _CUT_OFF.match(texts[below]):
        notices.append(Notice(below + 1, f"the file ends in the middle of a cue: {texts[below].strip()!r}"))
        return _Head(at, at, None, below)
    return _Head(at, at, None, at) if count else None


def _text_region(spans: Sequence[Span], texts: Sequence[str], head: _Head, last: int) -> Span:
    """From the first to the last character of a cue's text; a text beside the times counts, settings do not."""
    first = head.last + 1
    while first <= last and not texts[first].strip():
        first += 1
    close = spans[last][1]
    if head.timing is not None and not _SETTINGS.match(rest := head.timing.group(3)):
        return spans[head.last][0] + head.timing.start(3) + len(rest) - len(rest.lstrip()), close
    return (spans[first][0], close) if first <= last else (close, close)


def _time(written: str, line: int, loose: set[str], notices: list[Notice]) -> int:
    """Milliseconds of a time; what is not written as SubRip wants it is named once a file."""
    if _CLEAN.fullmatch(written):
        from pysrt import SubRipTime

        return int(SubRipTime.from_string(written).ordinal)
    parts = [part.strip() for part in re.split("[:,.;]", written.lstrip("-"))]
    marks = re.findall("[:,.;]", written)
    # The last field is a fraction if a comma says so, or if it is too long for seconds.
    fraction = parts.pop() if marks[-1] != ":" or len(parts) == 4 or len(parts[-1]) > 2 else "0"
    seconds = 0
    for part in parts:
        seconds = 60 * seconds + int(part)
    if written not in loose and not loose:
        loose.add(written)
        notices.append(
            Notice(line + 1, f"times not written as 00:00:00,000 are read as they are meant ({written!r}, ...)")
        )
    if written.startswith("-"):
        notices.append(Notice(line + 1, f"a time before zero is read as zero: {written!r}"))
        return 0
    return 1000 * seconds + int(fraction[:3].ljust(3, "0"))
