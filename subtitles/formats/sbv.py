"""SBV, as YouTube writes it: a line with both times, the text below it, a blank line. `[br]` in a text is a line break."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...document.model import Cue
from .notices import Notice, Repairs, left_out
from .source import FRAMES, STRAY, Lines, Markup, Parsed, Part, lines_of, milliseconds_of, reading_time

TIMED = True
ORDERED = True
OVERLAPS = False
MARKUP = Markup(
    re.compile(rf"\[br\]|[{STRAY}]", re.IGNORECASE),
    lambda token: "" if token in STRAY else "\n",
    re.compile(rf"\[[bB]|[{STRAY}]"),
)

_STAMP = r"(?:\d{1,4}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,3}|(?<=:\d\d:\d\d):[01]\d|(?<=:\d\d:\d\d):2[0-4])?"
# A comma between the two; between whole times what stands for it elsewhere, too: white space, an arrow.
_WHOLE = r"\d+:\d\d:\d\d[.,]\d{3}"
_LOOSE = rf"(?<=:\d\d[.,]\d\d\d)[ \t]+(?:-+>[ \t]+)?(?={_WHOLE})"
TIMING = re.compile(rf"[\s{STRAY}]*({_STAMP})(?:[ \t]*[,;][ \t]*|{_LOOSE})({_STAMP})\s*$", re.ASCII)
_CLEAN = re.compile(r"\d{1,4}:\d\d:\d\d\.\d{3}", re.ASCII)
# Both times, of which one cannot be read.
_DAMAGED = re.compile(rf"[\s{STRAY}]*\d+:\S*\d\S*,\S*\d+:\S*$", re.ASCII)
_LONGEST = 80  # characters of a line that may have been one of times
_JOINER = "\u2060"


def looks_so(first_line: str) -> bool:
    timing = TIMING.match(first_line)
    return timing is not None and "," in first_line[timing.end(1) : timing.start(2)]


def parse(source: str) -> Parsed:
    lines = Lines(source)
    texts = [source[start:end] for start, end in lines.spans]
    repairs = Repairs()
    notices: list[Notice] = []
    heads: list[tuple[int, re.Match[str] | None]] = []
    for at, text in enumerate(texts):
        timing = TIMING.match(text) if text[:1] and not text[0].isalpha() else None
        clear = at == 0 or not texts[at - 1].strip()
        if timing is not None:
            heads.append((at, timing))
            if not clear:
                repairs.add(at + 1, "no blank line above the cue")
            comma = "," in text[timing.end(1) : timing.start(2)]
            if not comma or not all(_CLEAN.fullmatch(time) for time in timing.groups()):
                repairs.add(
                    at + 1, "times not written as 0:00:00.000,0:00:00.000, read as they are meant", text.strip()
                )
            if any(time.count(":") == 3 for time in timing.groups()):
                repairs.add(at + 1, f"timecode with frames: read at {FRAMES} frames a second", text.strip())
        elif clear and len(text) < _LONGEST and _DAMAGED.match(text):
            heads.append((at, None))
            notices.append(Notice(at + 1, f"times that cannot be read, so they are guessed: {text.strip()!r}"))
    first = heads[0][0] if heads else len(texts)
    notices += left_out(((at + 1, texts[at].strip(STRAY)) for at in range(first)), "before the first cue")
    parts: list[Part] = []
    for at, (head, timing) in enumerate(heads):
        until = heads[at + 1][0] if at + 1 < len(heads) else len(texts)
        begin, last = head + 1, until - 1
        while last > head and not texts[last].strip():
            last -= 1
        while begin <= last and not texts[begin].strip():
            begin += 1
        gap = next((line for line in range(begin, last) if not texts[line].strip()), None)
        if gap is not None:
            repairs.add(gap + 1, "a blank line inside a cue: what follows it is kept as its text")
        start, close = lines.spans[head][0], lines.spans[last][1]
        block = (start, lines.spans[until][0] if until < len(texts) else len(source))
        region = (lines.spans[begin][0], close) if begin <= last else (close, close)
        if timing is None:
            clock = parts[-1].end if parts else 0
            parts.append(Part(clock, clock + reading_time(source[slice(*region)]), block, close, region))
            continue
        times = [(start + timing.start(group), start + timing.end(group)) for group in (1, 2)]
        parts.append(
            Part(
                milliseconds_of(timing.group(1)),
                milliseconds_of(timing.group(2)),
                block,
                close,
                region,
                start_at=times[0],
                end_at=times[1],
            )
        )
    return Parsed(parts, [*notices, *repairs.notices()])


def render(cues: Iterable[Cue]) -> str:
    blocks = (
        f"{stamp(cue.start)},{stamp(cue.end)}\n" + "".join(f"{escape(t)}\n" for t in lines_of(cue)) for cue in cues
    )
    return "\n".join(blocks)


def escape(text: str) -> str:
    """SBV cannot say a line of two times or `[br]` as text: an invisible word joiner keeps them apart from the real ones."""
    text = re.sub(r"\[(?=br\])", "[" + _JOINER, text, flags=re.IGNORECASE)
    return "\n".join(_JOINER + line if TIMING.match(line) else line for line in text.split("\n"))


def stamp(milliseconds: int) -> str:
    seconds, rest = divmod(max(milliseconds, 0), 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
