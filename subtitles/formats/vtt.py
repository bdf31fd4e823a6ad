"""WebVTT: cues with their identifiers; settings, notes, styles and regions are left where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...document.model import Cue
from .source import STRAY, Lines, Markup, Notice, Parsed, Part, Span, lines_of, plain_of_token

TIMED = True
# In WebVTT every "<" begins a tag, known or not: <v Anna>, <c.loud>, <00:00:01.500>.
MARKUP = Markup(
    re.compile(rf"<[^<>\r\n]*>|&(?:[a-zA-Z]{{2,8}}|#\d{{1,6}}|#[xX][0-9a-fA-F]{{1,5}});|[{STRAY}]"),
    lambda token: "" if token in STRAY else plain_of_token(token),
    re.compile(f"[<&{STRAY}]"),
)

_STAMP = r"(?:\d{1,4}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
TIMING = re.compile(rf"\s*({_STAMP})\s*-->\s*({_STAMP})(?=\s|$)")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")


def parse(source: str) -> Parsed:
    lines = Lines(source)
    texts = [source[start:end] for start, end in lines.spans]
    parts: list[Part] = []
    notices: list[Notice] = []
    at = 0
    if texts and texts[0].lstrip(STRAY).startswith("WEBVTT"):
        while at < len(texts) and texts[at].strip() and not TIMING.match(texts[at]):
            at += 1
    else:
        notices.append(Notice(1, "the first line does not say WEBVTT: read as WebVTT all the same"))
    while at < len(texts):
        if not texts[at].strip():
            at += 1
            continue
        until = at + 1  # where this block ends: at a blank line, or where another cue's times begin
        while until < len(texts) and texts[until].strip():
            until += 1
        if _ASIDE.match(texts[at]):
            at = until
            continue
        timing = next((line for line in range(at, until) if TIMING.match(texts[line])), None)
        if timing is None:
            notices += [
                Notice(line + 1, f"in no cue, left out: {texts[line].strip()[:60]!r}") for line in range(at, until)
            ]
            at = until
            continue
        notices += [
            Notice(line + 1, f"in no cue, left out: {texts[line].strip()[:60]!r}") for line in range(at, timing - 1)
        ]
        another = next((line for line in range(timing + 1, until) if TIMING.match(texts[line])), until)
        after = another
        while after < len(texts) and not texts[after].strip():
            after += 1
        block = (lines.spans[max(timing - 1, at)][0], lines.spans[after][0] if after < len(texts) else len(source))
        parts.append(_part(source, lines, block, max(timing - 1, at), timing, another - 1))
        at = another
    return Parsed(parts, notices)


def render(cues: Iterable[Cue]) -> str:
    blocks = [
        f"{stamp(cue.start)} --> {stamp(cue.end)}\n" + "".join(escape(line) + "\n" for line in lines_of(cue))
        for cue in cues
    ]
    return "\n".join(["WEBVTT\n", *blocks])


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("-->", "--&gt;")


def stamp(milliseconds: int) -> str:
    seconds, rest = divmod(max(milliseconds, 0), 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _part(source: str, lines: Lines, block: Span, first: int, timing: int, last: int) -> Part:
    start, end = lines.spans[timing]
    match = TIMING.match(source[start:end])
    assert match is not None
    number = None
    if first < timing:
        label = source[slice(*lines.spans[first])].strip()
        begin = source.index(label, *lines.spans[first])
        number = (begin, begin + len(label))
    close = lines.spans[last][1]
    text = (lines.spans[timing + 1][0], close) if last > timing else (close, close)
    return Part(
        _time(match.group(1)),
        _time(match.group(2)),
        block,
        close,
        text,
        number,
        (start + match.start(1), start + match.end(1)),
        (start + match.start(2), start + match.end(2)),
    )


def _time(written: str) -> int:
    clock, _, fraction = written.replace(",", ".").partition(".")
    seconds = 0
    for part in clock.split(":"):
        seconds = 60 * seconds + int(part)
    return 1000 * seconds + int(fraction.ljust(3, "0") if fraction else 0)
