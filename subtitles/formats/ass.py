r"""ASS and SSA: the text of each `Dialogue:` line; script info, styles, comments and times are left where they stand.

`\N` and `\n` are line breaks (`\n` is one only in some wrapping styles, but whoever wrote it meant one), `\h` is a no-break
space, what stands in braces says how the text looks, and what a `\p1` draws is no text. Times are hundredths of a second.
A new file has one style, of the colours and size that players take where a file has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...document.model import Cue
from . import ass_style
from .notices import Notice, Repairs, left_out
from .source import STRAY, Lines, Markup, Parsed, Part, Span, reading_time

TIMED = True
ORDERED = False
OVERLAPS = True

# libass's wiki gives `\{` for a brace and a word joiner after the backslash for one that begins no escape.
_JOINER = "\u2060"
_SAYS = {"\\N": "\n", "\\n": "\n", "\\h": "\u00a0", "\\{": "{", "\\}": "}", "\\" + _JOINER: "\\"}
MARKUP = Markup(
    # A drawing lasts to the next block that ends it; a brace that is never closed is text.
    re.compile(
        rf"\{{(?=[^{{}}\r\n]*+\}})(?=[^{{}}\r\n]*?\\p[1-9])[^{{}}\r\n]*+\}}"
        r"(?:[^{]|\{(?![^{}\r\n]*?\\p0))*+(?:\{[^{}\r\n]*\})?"
        rf"|\{{[^{{}}\r\n]*\}}|\\[Nnh{{}}{_JOINER}]|[{STRAY}]"
    ),
    lambda token: _SAYS.get(token, ""),
    re.compile(rf"[{{\\{STRAY}]"),
)

_SECTION = re.compile(rf"[\s{STRAY}]*\[[^\]]*\]\s*$")
_EVENTS = re.compile(rf"[\s{STRAY}]*\[Events\]", re.IGNORECASE)
_LINE = re.compile(rf"[\s{STRAY}]*(Format|Dialogue|Comment|Picture|Sound|Movie|Command)[ \t]*:", re.IGNORECASE)
_TIME = re.compile(r"\s*(-?)(\d{1,4}):(\d{1,2}):(\d{1,2})(?:[.,:](\d{1,3}))?\s*$", re.ASCII)
# The fields of a line where no Format line says them; SSA has "Marked" for "Layer", in the same place.
_FIELDS = "layer start end style name marginl marginr marginv effect text".split()
_STYLE = (
    "Name Fontname Fontsize PrimaryColour SecondaryColour OutlineColour BackColour Bold Italic Underline StrikeOut "
    "ScaleX ScaleY Spacing Angle BorderStyle Outline Shadow Alignment MarginL MarginR MarginV Encoding"
)
_DEFAULT = "Default,Arial,20,&H00FFFFFF,&H000000FF,&H00000000,&H00000000,0,0,0,0,100,100,0,0,1,2,2,2,10,10,10,1"
_HEAD = f"""[Script Info]
ScriptType: v4.00+
WrapStyle: 0
ScaledBorderAndShadow: yes

[V4+ Styles]
Format: {", ".join(_STYLE.split())}
Style: {_DEFAULT}

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


def looks_so(start: str) -> bool:
    return re.match(r"\s*\[(?:Script Info|V4\+? Styles|Events)\]", start, re.IGNORECASE) is not None


def parse(source: str) -> Parsed:
    lines = Lines(source).spans
    parts: list[Part] = []
    lost: list[tuple[int, str]] = []
    notices: list[Notice] = []
    repairs = Repairs()
    fields = _FIELDS
    in_events = not any(_EVENTS.match(source, *span) for span in lines)  # a list of events without its heading
    for at, (start, end) in enumerate(lines):
        kind = _LINE.match(source, start, end)
        if not in_events and kind is not None:
            if kind.group(1).lower() == "dialogue":
                repairs.add(at + 1, "an event outside of [Events], read all the same")
                in_events = True  # the heading is lost or damaged
            else:
                kind = None
        if _SECTION.match(source, start, end):
            in_events = _EVENTS.match(source, start, end) is not None
        elif kind is None:
            line = source[start:end].strip(STRAY + " \t")
            if not line.startswith(";"):
                if in_events:
                    lost.append((at + 1, source[start:end].strip(STRAY)))
            elif _LINE.match(line.lstrip("; \t")):  # players pass over it, as over all comments
                notices.append(
                    Notice(at + 1, f"a line of the file made a comment by its semicolon, left out: {line!r}")
                )
        elif kind.group(1).lower() == "format":
            fields = [name.strip().lower() for name in source[kind.end() : end].split(",")]
            if not {"start", "end", "text"} <= set(fields):
                said = source[start:end].strip(STRAY)
                notices.append(
                    Notice(at + 1, f"the Format line lacks Start, End or Text: the usual order is taken: {said!r}")
                )
                fields = _FIELDS
        elif kind.group(1).lower() == "dialogue":
            after = lines[at + 1][0] if at + 1 < len(lines) else len(source)
            clock = parts[-1].end if parts else 0
            part = _part(source, (start, after), kind.end(), end, fields, at + 1, clock, repairs)
            if part is None:
                lost.append((at + 1, source[start:end]))
            else:
                parts.append(part)
    return Parsed(parts, [*notices, *repairs.notices(), *left_out(lost, "no event that can be read")])


def render(cues: Iterable[Cue]) -> str:
    return _HEAD + "".join(
        f"Dialogue: 0,{stamp(cue.start)},{stamp(cue.end)},Default,,0,0,0,,{ass_style.dressed(cue, escape)}\n"
        for cue in cues
    )


def escape(text: str) -> str:
    text = re.sub(rf"\\(?=[Nnh{{}}{_JOINER}]|$)", lambda found: found.group() + _JOINER, text, flags=re.MULTILINE)
    return re.sub(r"[{}]", r"\\\g<0>", text).replace("\n", "\\N")


def stamp(milliseconds: int) -> str:
    hundredths = (max(milliseconds, 0) + 5) // 10
    seconds = hundredths // 100
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{hundredths % 100:02}"


def _part(
    source: str, block: Span, at: int, end: int, fields: list[str], line: int, clock: int, repairs: Repairs
) -> Part | None:
    """One event; the last field, its text, may hold commas. Times that cannot be read are guessed, from `clock` on."""
    spans: dict[str, Span] = {}
    for name in fields[:-1]:
        comma = source.find(",", at, end)
        if comma < 0:
            return None
        spans[name] = (at, comma)
        at = comma + 1
    spans[fields[-1]] = (at, end)
    text = spans["text"]
    start, stop = (_time(source, spans, name, line, repairs) for name in ("start", "end"))
    first = clock if start is None else start
    last = first + reading_time(source[slice(*text)]) if stop is None or (start is None and stop <= first) else stop
    return Part(first, last, block, max(text[1], end), text, None, spans["start"], spans["end"])


def _time(source: str, spans: dict[str, Span], name: str, line: int, repairs: Repairs) -> int | None:
    """The ms in one of the fields, whose span becomes that of the time; None if it cannot be read."""
    time = _TIME.match(source, *spans[name])
    if time is None:
        repairs.add(line, "times that cannot be read, so they are guessed", source[slice(*spans[name])].strip())
        return None
    spans[name] = (time.start(1), time.end(5) if time.group(5) else time.end(4))
    if time.group(1):
        repairs.add(line, "a time before zero, read as zero", time.group().strip())
        return 0
    hours, minutes, seconds = map(int, time.group(2, 3, 4))
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((time.group(5) or "0").ljust(3, "0"))
