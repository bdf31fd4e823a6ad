"""WebVTT: cues with their identifiers; settings, notes, styles and regions are left where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ...document.model import Cue
from . import vtt_style
from .notices import Notice, Repairs, left_out
from .source import MARKS, STRAY, TAG, Lines, Markup, Parsed, Part, guessed_times, plain_of_token, reading_time
from .tags import left_open

TIMED = True
ORDERED = True
OVERLAPS = True
# Players pass over "<rires>", as the standard has it; but whoever wrote that wanted it to be read.
_TAG = rf"{TAG}|<[\d:.,]*:[\d:.,]*>"
MARKUP = Markup(
    re.compile(
        rf"{_TAG}|&(?:[a-z]{{2,8}}|#\d{{1,6}}|#x[0-9a-f]{{1,5}});|[{STRAY}]",
        re.IGNORECASE,
    ),
    lambda token: "" if token in STRAY else plain_of_token(token),
    re.compile(f"[<&{STRAY}]"),
)
_UNKNOWN = re.compile(rf"(?!{_TAG})</?[^<>\s][^<>\r\n]*>", re.IGNORECASE)

_STAMP = r"(?:\d{1,4}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_SIDES = rf"[\s{MARKS}]*"
TIMING = re.compile(
    rf"[\s{STRAY}{MARKS}]*({_STAMP}){_SIDES}-->{_SIDES}({_STAMP})(?:(?<=[.,]\d\d\d)(?!\d)|(?=[\s{MARKS}]|$))"
)
_CLEAN = re.compile(r"(?:\d{2,}:)?\d\d:\d\d\.\d{3}", re.ASCII)
# A line of times that was broken off, or has lost one of them: nobody says an arrow.
_HALF = re.compile(r"(?=.*\d:\d\d[.,]\d)[\d:,.\s]*-->[\d:,.\s]*$", re.ASCII)
_READABLE = re.compile(rf"[\s{STRAY}{MARKS}]*({_STAMP})[\s{MARKS}]*$")
_LANGUAGE = re.compile(
    r"Language:[ \t]*([A-Za-z]{2})(?![A-Za-z])", re.IGNORECASE
)  # in the header, as YouTube writes it
# What a header says: a title beside WEBVTT, lines of a key and a value, and the style sheet that YouTube puts there.
_FIRST = re.compile(r"WEBVTT(?![^\s-])(?!.*-->)")
_METADATA = re.compile(r"[A-Za-z][\w-]*\s*[:=]|::cue|##\s*$|.*[{};]\s*$")
# `Region:` above the cues is how drafts of the format defined regions.
_ASIDE = re.compile(r"NOTE(?:\s|$)|(?:STYLE|REGION)\s*$|Region: ")
_SETTINGS = re.compile(rf"[{MARKS}]*(?:\s+[A-Za-z]\w*:\S+)*[\s{MARKS}]*")


@dataclass(slots=True)
class _Cue:
    """The lines of a cue, counted from 0: of its identifier (-1 without), its times, its end; `timing` if they can be read."""

    label: int
    times: int
    last: int
    timing: re.Match[str] | None


def parse(source: str) -> Parsed:
    lines = Lines(source)
    texts = [source[start:end] for start, end in lines.spans]
    lost: list[tuple[int, str]] = []
    repairs = Repairs()
    notices: list[Notice] = []
    cues: list[_Cue] = []
    language: re.Match[str] | None = None
    at = 0
    if texts and texts[0].lstrip(STRAY).startswith("WEBVTT"):
        while at < len(texts) and texts[at].strip() and not TIMING.match(texts[at]):
            language = language or _LANGUAGE.match(texts[at])
            if not (_METADATA.match(texts[at]) if at else _FIRST.match(texts[at].lstrip(STRAY))):
                lost.append((at + 1, texts[at].strip(STRAY)))
            at += 1
    else:
        repairs.add(1, "the first line does not say WEBVTT: read as WebVTT all the same")
    goes_on = False  # whether a text without times may belong to the cue above
    while at < len(texts):
        if not texts[at].strip(STRAY + " \t"):
            at += 1
            continue
        until = at + 1
        while until < len(texts) and texts[until].strip():
            until += 1
        if _ASIDE.match(texts[at]):
            # Times end a note or a style, as the standard has it: no cue may be hidden in one.
            hidden = next((line for line in range(at + 1, until) if TIMING.match(texts[line])), None)
            if hidden is not None:
                repairs.add(hidden + 1, "no blank line above the cue")
                until = hidden
            lost += [(line + 1, texts[line].strip(STRAY)) for line in _beside(texts, at, until)]
            goes_on = False
        elif found := _cues_of_block(texts, at, until, repairs, notices, lost):
            cues += found
            goes_on = True
        elif goes_on:
            repairs.add(at, "a blank line inside a cue: what follows it is kept as its text")
            cues[-1].last = until - 1
        else:
            lost += [(line + 1, texts[line].strip(STRAY)) for line in range(at, until)]
        at = until
    parts: list[Part] = []
    for place, cue in enumerate(cues):
        following = cues[place + 1] if place + 1 < len(cues) else None
        after = cue.last + 1
        while after < len(texts) and not texts[after].strip():
            after += 1
        if following is not None:
            after = min(after, _first(following))
        stop = lines.spans[after][0] if after < len(texts) else len(source)
        clock = parts[-1].end if parts else 0
        latest = _time(following.timing[1]) if following is not None and following.timing else None
        parts.append(_part(source, lines, cue, stop, (clock, latest), repairs))
        for unknown in _UNKNOWN.finditer(source, *parts[-1].text):
            repairs.add(lines.number(unknown.start()), "no tag of WebVTT: kept as text", unknown.group())
    spoken = language.group(1).lower() if language else None
    notices += [*repairs.notices(), *left_open(source, parts), *left_out(lost, "in no cue")]
    return Parsed(parts, notices, (), spoken)


def render(cues: Iterable[Cue]) -> str:
    cues = list(cues)
    style = vtt_style.style_block(cues)
    return "\n".join(["WEBVTT\n", *([style] if style else []), *map(_block, cues)])


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("-->", "--&gt;")


def stamp(milliseconds: int) -> str:
    seconds, rest = divmod(max(milliseconds, 0), 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _block(cue: Cue) -> str:
    text = vtt_style.dressed(cue, escape)
    times = f"{stamp(cue.start)} --> {stamp(cue.end)}{vtt_style.settings(cue)}\n"
    return times + (text + "\n" if text else "")


def _cues_of_block(
    texts: Sequence[str], at: int, until: int, repairs: Repairs, notices: list[Notice], lost: list[tuple[int, str]]
) -> list[_Cue]:
    """The cues in the lines `at` to `until`, which no blank line parts: one, as a rule."""
    found: list[_Cue] = []
    for line in range(at, until):
        timing = TIMING.match(texts[line])
        below_text = found or line > at + 1
        if timing is None and ("-->" not in texts[line] or (below_text and not _HALF.match(texts[line]))):
            continue
        label = -1
        if found:
            repairs.add(line + 1, "no blank line above the cue")
            if texts[line - 1].strip().isdigit() and line - 1 > found[-1].times:
                label = line - 1
            found[-1].last = (line if label < 0 else label) - 1
        else:
            label = line - 1 if line > at else -1
            lost += [(above + 1, texts[above].strip(STRAY)) for above in range(at, max(line - 1, at))]
        if timing is None:
            notices.append(Notice(line + 1, f"times that cannot be read, so they are guessed: {texts[line].strip()!r}"))
        found.append(_Cue(label, line, until - 1, timing))
    return found


def _beside(texts: Sequence[str], at: int, until: int) -> Iterator[int]:
    """The lines of a style or a region that are none: below its last closing brace, or without a setting."""
    if texts[at].startswith("STYLE"):
        closed = max((line for line in range(at, until) if "}" in texts[line]), default=until)
        if not any("{" in texts[line] for line in range(closed + 1, until)):
            yield from range(closed + 1, until)
    elif texts[at].startswith("REGION"):
        yield from (line for line in range(at + 1, until) if ":" not in texts[line] and "=" not in texts[line])


def _first(cue: _Cue) -> int:
    return cue.times if cue.label < 0 else cue.label


def _part(source: str, lines: Lines, cue: _Cue, after: int, around: tuple[int, int | None], repairs: Repairs) -> Part:
    """One cue; `around` is when the one before ends and when the next one begins, if that is known."""
    start, end = lines.spans[cue.times]
    number = None
    if cue.label >= 0:
        label = source[slice(*lines.spans[cue.label])].strip()
        begin = source.index(label, *lines.spans[cue.label])
        number = (begin, begin + len(label))
    close = lines.spans[cue.last][1]
    text = (lines.spans[cue.times + 1][0], close) if cue.last > cue.times else (close, close)
    block = (lines.spans[_first(cue)][0], after)
    if cue.timing is None:
        sides = (_READABLE.match(side) for side in source[start:end].split("-->", 1))
        begins, ends = (_time(side[1]) if side else None for side in sides)
        times = guessed_times(begins, ends, *around, reading_time(source[slice(*text)]))
        return Part(*times, block, close, text, number)
    settings = _SETTINGS.match(source, start + cue.timing.end(), end)
    if settings is not None and settings.end() < end:
        repairs.add(cue.times + 1, "a text beside the times, kept as the cue's", source[settings.end() : end].strip())
        text = (settings.end(), close)
    written = cue.timing.groups()
    if not all(_CLEAN.fullmatch(time) for time in written):
        repairs.add(cue.times + 1, "times not written as 00:00.000, read as they are meant", cue.timing.group().strip())
    first, last = ((start + cue.timing.start(group), start + cue.timing.end(group)) for group in (1, 2))
    return Part(_time(written[0]), _time(written[1]), block, close, text, number, first, last)


def _time(written: str) -> int:
    clock, _, fraction = written.replace(",", ".").partition(".")
    seconds = 0
    for part in clock.split(":"):
        seconds = 60 * seconds + int(part)
    return 1000 * seconds + int(fraction.ljust(3, "0") if fraction else 0)
