"""SubRip, as it is found: what strict readers skip or lose is read here, and each repair is named.

pysrt reads the times and writes the items. It does not say where things stand in a file, drops a text after a blank line and
whole cues without a number, so the structure is found here: a cue begins at its line of times, a number above it belongs to
it, and everything up to the next one is its text. A file in which nothing is odd is read in one go, without looking twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ...document.model import Cue
from . import srt_style
from .notices import Notice, Repairs, left_out
from .source import (
    ENTITY,
    FRAMES,
    MARKS,
    STRAY,
    TAG,
    Dialect,
    Lines,
    Markup,
    Parsed,
    Part,
    Span,
    guessed_times,
    plain_of_token,
    reading_time,
)
from .srt_heads import MAY_BE_TIMES, PAIR, Head, find_heads, times_of
from .tags import left_open

TIMED = True
ORDERED = True
OVERLAPS = False
MARKUP = Markup(
    re.compile(rf"{TAG}|\{{\\[^{{}}\r\n]*\}}|{ENTITY}|[{STRAY}]", re.IGNORECASE),
    lambda token: "" if token[0] == "{" or token in STRAY else plain_of_token(token),
    re.compile(f"[<{{&{STRAY}]"),
)

_CLEAN = re.compile(r"\d{2,}:\d\d:\d\d,\d{3}")
_SETTINGS = re.compile(rf"(?:\s+[A-Za-z]\w*:\S+)*[\s{MARKS}]*$")
# A time that is whole beside another that is not: a beginning of one says nothing.
_READABLE = re.compile(
    rf"[\s{STRAY}{MARKS}]*((?:\d{{1,4}} ?: ?)?\d{{1,2}} ?: ?\d\d ?[,.;] ?\d{{1,3}}|\d{{1,4}} ?: ?\d{{1,2}} ?: ?\d\d)"
    rf"[\s{MARKS}]*$",
    re.ASCII,
)
_DIGITS = re.compile(r"\d+")
_UNSEEN = re.compile(f"[{MARKS}]")
_FRAMES = re.compile(r"\d+ ?: ?\d+ ?: ?\d+ ?: ?\d\d", re.ASCII)
_CLEAN_HEAD = re.compile(
    r"([1-9]\d{0,8})\r?\n(\d{2,4}):(\d\d):(\d\d),(\d{3}) --> (\d{2,4}):(\d\d):(\d\d),(\d{3})\r?\n", re.ASCII
)
_END = r"(?>\r\n|\r|\n)"
_NUMBER_BELOW_BLANK = re.compile(
    rf"(?<=\S)([^\S\r\n]*+{_END})(?:[^\S\r\n]*+{_END})++(?=[^\S\r\n]*+\d{{1,9}}[^\S\r\n]*+(?:[\r\n]|\Z))"
)
# Lines that are blank, or a number, or may be times: a cue with one of them is for the careful way.
# Possessive, and never over a line end: a line of a million blanks is gone through once.
_CAREFUL = re.compile(
    rf"^[^\S\n]*+\d{{0,9}}+[^\S\n]*+$|\d[\s{MARKS}]*(?:-+ ?>|[–—]>?)[\s{MARKS}]*-?\d+ ?:|-->|{PAIR}|[{STRAY}]",
    re.MULTILINE,
)


def parse(source: str) -> Parsed:
    clean = parse_clean(source)
    parsed = parse_any(source) if clean is None else Parsed(clean, ())
    return parsed._replace(notices=[*parsed.notices, *left_open(source, parsed.parts)])


def parse_clean(source: str) -> list[Part] | None:
    """The cues of a file that is as it should be, read quickly; None for all others.

    Nearly every file is. `parse_any` reads it the same way, in many times the time.
    """
    returns = source.count("\r")
    if returns and not returns == source.count("\n") == source.count("\r\n"):
        return None
    line_end = "\r\n" if returns else "\n"
    gap = 2 * line_end
    parts: list[Part] = []
    at, count = 0, None
    while at < len(source):
        head = _CLEAN_HEAD.match(source, at)
        if head is None:
            return None
        number, *clock = map(int, head.groups())
        if count is not None and number != count + 1:
            return None
        count = number
        first = head.end()
        close = source.find(gap, first)
        after = close + len(gap)
        if close < 0:
            after = len(source)
            close = after - len(line_end) if source.endswith(line_end) else after
        if close <= first or _CAREFUL.search(source, first, close):
            return None
        start = ((clock[0] * 60 + clock[1]) * 60 + clock[2]) * 1000 + clock[3]
        end = ((clock[4] * 60 + clock[5]) * 60 + clock[6]) * 1000 + clock[7]
        times = (head.start(2), head.end(5)), (head.start(6), head.end(9))
        parts.append(Part(start, end, (at, after), close, (first, close), head.span(1), *times))
        at = after
    return parts


def parse_any(source: str) -> Parsed:
    """The cues of any file, with what was repaired."""
    lines = Lines(source)
    texts = [source[start:end] for start, end in lines.spans]
    notices: list[Notice] = []
    repairs = Repairs()
    heads = find_heads(texts, repairs, notices)
    first = heads[0].first if heads else len(texts)
    notices += left_out(((at + 1, texts[at].strip(STRAY)) for at in range(first)), "before the first cue")
    rate = _frame_rate(heads)
    if rate:
        notices.append(Notice(0, f"timecode with frames: read at {rate} frames a second"))
    parts: list[Part] = []
    for at, head in enumerate(heads):
        until = heads[at + 1].first if at + 1 < len(heads) else len(texts)
        last = until - 1
        while last > head.last and not texts[last].strip():
            last -= 1
        begin, close = lines.spans[head.first][0], lines.spans[last][1]
        end = lines.spans[until][0] if until < len(texts) else len(source)
        text = _text_region(lines.spans, texts, head, last, repairs)
        number = None
        if head.number is not None:
            digits = _DIGITS.search(source, *lines.spans[head.number])
            number = digits.span() if digits else None
        if head.timing is None:
            written = texts[head.last] if head.last != head.number else ""
            latest = _start(heads[at + 1 : at + 2], rate)
            lasting = reading_time(source[slice(*text)])
            times = guessed_times(*_readable(written), parts[-1].end if parts else 0, latest, lasting)
            if head.last == head.number:
                notices.append(
                    Notice(head.last + 1, "a number without times: its text keeps its place, its times are guessed")
                )
            parts.append(Part(*times, (begin, end), close, text, number))
            continue
        offset = lines.spans[head.last][0]
        gap = next((line for line in range(lines.number(text[0]), last) if not texts[line].strip()), None)
        if gap is not None and text[0] < text[1]:
            repairs.add(gap + 1, "a blank line inside a cue: what follows it is kept as its text")
        parts.append(
            Part(
                _time(head.timing, "start", head.last, rate, repairs),
                _time(head.timing, "end", head.last, rate, repairs),
                (begin, end),
                close,
                text,
                number,
                (offset + head.timing.start("start"), offset + head.timing.end("start")),
                (offset + head.timing.start("end"), offset + head.timing.end("end")),
                dialect=None if gap is None else _WITH_GAPS,
            )
        )
    return Parsed(parts, [*notices, *repairs.notices()])


def render(cues: Iterable[Cue]) -> str:
    """A whole file, numbered from 1."""
    from pysrt import SubRipItem, SubRipTime

    # from_ordinal: SubRipTime(seconds=x) loses a millisecond to binary fractions.
    items = (
        SubRipItem(
            at, SubRipTime.from_ordinal(cue.start), SubRipTime.from_ordinal(cue.end), srt_style.dressed(cue, escape)
        )
        for at, cue in enumerate(cues, 1)
    )
    return "\n".join(str(item) for item in items)


def escape(text: str) -> str:
    """What would be read as markup is written as entities; the arrow, which no reader may see in a text, as →."""
    text = text.replace("-->", "→")
    if MARKUP.hint.search(text):
        text = MARKUP.token.sub(lambda token: f"&#{ord(token.group()[0])};" + token.group()[1:], text)
    if MAY_BE_TIMES.search(text):
        text = "\n".join(line.replace(":", "&#58;", 1) if times_of(line) else line for line in text.split("\n"))
    return text


def _without_numbers_below_blank(text: str) -> str:
    """The text of a cue with blank lines in it: above a line that is only a number, which would begin a cue, they go."""
    return _NUMBER_BELOW_BLANK.sub(r"\1", text)


_WITH_GAPS = Dialect(MARKUP, escape, _without_numbers_below_blank)


def stamp(milliseconds: int) -> str:
    from pysrt import SubRipTime

    return str(SubRipTime.from_ordinal(milliseconds))


def _text_region(spans: Sequence[Span], texts: Sequence[str], head: Head, last: int, repairs: Repairs) -> Span:
    """From the first to the last character of a cue's text; a text beside the times counts, settings do not."""
    first = head.last + 1
    while first <= last and not texts[first].strip():
        first += 1
    close = spans[last][1]
    if head.timing is not None and not _SETTINGS.match(rest := head.timing["rest"]):
        repairs.add(head.last + 1, "a text beside the times, kept as the cue's", rest.strip())
        return spans[head.last][0] + head.timing.start("rest") + len(rest) - len(rest.lstrip()), close
    return (spans[first][0], close) if first <= last else (close, close)


def _readable(line: str) -> tuple[int | None, int | None]:
    """The times of a line of which not both can be read."""
    left, _, right = line.partition("-->")
    start, end = (_milliseconds(found[1]) if (found := _READABLE.match(side)) else None for side in (left, right))
    return start, end


def _start(heads: Sequence[Head], rate: int) -> int | None:
    """When the first of these begins, if that can be read."""
    timing = heads[0].timing if heads else None
    return None if timing is None or timing["start"].startswith("-") else _clock(timing["start"], rate)


def _time(timing: re.Match[str], which: str, line: int, rate: int, repairs: Repairs) -> int:
    """Milliseconds of a time; what is not written as SubRip wants it is noted."""
    written = timing[which]
    if which == "start" and _UNSEEN.search(timing.group()):
        repairs.add(line + 1, "signs of the direction of writing beside the times, passed over")
    if _CLEAN.fullmatch(written) and timing["arrow"] == "-->":
        from pysrt import SubRipTime

        return int(SubRipTime.from_string(written).ordinal)
    repairs.add(
        line + 1, "times not written as 00:00:00,000 --> 00:00:00,000, read as they are meant", timing.group().strip()
    )
    if written.startswith("-"):
        repairs.add(line + 1, "a time before zero, read as zero", written)
        return 0
    return _clock(written, rate)


def _clock(written: str, rate: int) -> int:
    if rate and _FRAMES.fullmatch(written):
        clock, _, frames = written.rpartition(":")
        return _milliseconds(clock) + int(frames) * 1000 // rate
    return _milliseconds(written)


def _frame_rate(heads: Iterable[Head]) -> int:
    """Frames a second where all times are hh:mm:ss:ff; 0 where they are none, or what stands there counts beyond the rate."""
    times = [head.timing[which] for head in heads if head.timing is not None for which in ("start", "end")]
    frames = [int(time.rpartition(":")[2]) for time in times if _FRAMES.fullmatch(time)]
    return FRAMES if frames and max(frames) < FRAMES else 0


def _milliseconds(written: str) -> int:
    parts = [part.strip() for part in re.split("[:,.;]", written.lstrip("-"))]
    marks = re.findall("[:,.;]", written)
    # The last field is a fraction if a comma says so, or if it is too long for seconds.
    fraction = parts.pop() if marks[-1] != ":" or len(parts) == 4 or len(parts[-1]) > 2 else "0"
    seconds = 0
    for part in parts:
        seconds = 60 * seconds + int(part)
    return 1000 * seconds + int(fraction[:3].ljust(3, "0"))
