"""JSON as recognisers write it: Whisper's own, whisperX's, and what one gets who dumps the segments of faster-whisper.

All have segments with start and end in seconds and a text, and words below each segment where word times were asked for. The
same words stand once more in a text above (Whisper) or in a list of all words (whisperX). `fix` changes them in all places.
Word times and probabilities become those of the transcript. rehear does not write this; its own JSON holds more (json.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ...document.errors import InputError
from ...document.model import Cue
from .json_spans import beginning, damage_of, items, members, salvaged, value_of
from .notices import Repairs
from .source import STRAY, Dialect, Echo, Lines, Markup, Parsed, Part, Span, guessed_times, reading_time

TIMED = True
ORDERED = True
OVERLAPS = True

_ESCAPE = r'\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|["\\/bfnrt])'
MARKUP = Markup(
    re.compile(rf"{_ESCAPE}|[{STRAY}]"),
    lambda token: "" if token in STRAY else _unescaped(token),
    re.compile(rf"[\\{STRAY}]"),
)


def _unescaped(token: str) -> str:
    said: str = json.loads(f'"{token}"')
    return "\ufffd" if "\ud800" <= said <= "\udfff" else said.strip(STRAY)


# A file whose letters are all ASCII was written by a program that escapes the others.
_ASCII = Dialect(MARKUP, lambda text: json.dumps(text)[1:-1])
_UTF8 = Dialect(MARKUP, lambda text: escape(text))
_QUOTED = re.compile(r"\s*\d{1,9}(?:[.,]\d{1,9})?\s*", re.ASCII)
_EVIDENCE = ("avg_logprob", "no_speech_prob", "compression_ratio", "temperature")


def holds_segments(content: object) -> bool:
    """Is this what a recogniser wrote? Segments, in an object or bare, of which one at least has a text and a start."""
    segments = content.get("segments") if isinstance(content, dict) else content
    if not isinstance(segments, list) or (not segments and not isinstance(content, dict)):
        return False
    return not segments or any(_said(item) is not None and "start" in item for item in segments)


def parse(source: str) -> Parsed:
    whole = source = source.replace(
        "\0", " "
    )  # as long as before; those inside a text are passed over where it is read
    salvage = None
    try:
        content = read_json(source)
    except InputError:
        salvage = salvaged(
            source, lambda value: isinstance(value, dict) and "start" in value and _said(value) is not None
        )
        if salvage is None:
            raise
        source = salvage.source
        content = [piece.value for piece in salvage.pieces]
    if not holds_segments(content):
        raise InputError(
            "no segments with times and texts in this JSON",
            remedy="what rehear, Whisper, whisperX and faster-whisper write can be read",
        )
    dialect = _ASCII if source.isascii() else _UTF8
    begin = beginning(source)
    top = dict(members(source, begin)) if salvage is None else {}
    segments: Sequence[Mapping[str, Any]] = content["segments"] if isinstance(content, dict) else content
    lines = Lines(source)
    repairs = Repairs()
    parts: list[Part] = []
    echoes: list[Echo] = []
    if salvage is not None:
        spans: Iterable[Span] = [(piece.start, piece.end) for piece in salvage.pieces]
    else:
        spans = items(source, top["segments"][0] if isinstance(content, dict) else begin)
    blocks = _blocks(source, spans)
    for number, (block, segment) in enumerate(zip(blocks, segments, strict=True), 1):
        text = _said(segment)
        if text is None:
            said = source[block.start : block.end]
            repairs.add(lines.number(block.start), f"segment {number} has no text: left out: {said!r}")
            continue
        at = len(parts)
        start, end = _time(segment.get("start")), _time(segment.get("end"))
        if start is None or end is None:
            repairs.add(
                lines.number(block.start), "a segment without both times, which are guessed", f"segment {number}"
            )
            before = parts[-1].end if parts else 0
            following = (_time(item.get("start")) for item in segments[number : number + 1] if isinstance(item, dict))
            start, end = guessed_times(start, end, before, next(following, None), reading_time(text))
        parts.append(_part(start, end, block, "text", dialect, _evidence(segment)))
        if isinstance(segment.get("words"), list):
            said = "".join(str(word.get("word", "")) for word in segment["words"] if isinstance(word, dict)).strip()
            if said and not text.strip():
                line = lines.number(block.start)
                repairs.add(line, f"segment {number} has words and no text; its words are left out: {said!r}")
            echoes += _words(source, at, block.members["words"][0], segment["words"], (start, end), dialect)
    if isinstance(content, dict) and isinstance(content.get("text"), str):
        first, last = top["text"]
        echoes.append(Echo(None, [Part(0, 0, (first, last), last, (first + 1, last - 1), dialect=dialect)]))
    if isinstance(content, dict) and isinstance(content.get("word_segments"), list):
        echoes += _words(source, None, top["word_segments"][0], content["word_segments"], (0, 0), dialect)
    language = content.get("language") if isinstance(content, dict) else None
    known = language if isinstance(language, str) and len(language) == 2 else None
    damage = damage_of(whole, salvage) if salvage else []
    return Parsed(parts, [*damage, *repairs.notices()], echoes, known)


def _said(segment: object) -> str | None:
    text = segment.get("text") if isinstance(segment, dict) else None
    return text if isinstance(text, str) else None


def read_json(source: str) -> Any:
    """The value of a JSON text; InputError with the line where it is none."""
    try:
        return value_of(source)
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON: {error.msg}", line=error.lineno) from error
    except (RecursionError, ValueError) as error:  # nested too deep; a number of too many digits
        raise InputError(f"not JSON that can be read: {error}") from error


def render(cues: Iterable[Cue]) -> str:
    raise NotImplementedError("a recogniser's JSON is read and corrected, not made")


def escape(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def stamp(milliseconds: int) -> str:
    return f"{milliseconds / 1000:.3f}"


class _Block(NamedTuple):
    """An object in an array: where it stands, where the next one begins (or its own end), and where its values stand."""

    start: int
    end: int
    after: int
    members: Mapping[str, Span]


def _blocks(source: str, spans: Iterable[Span]) -> Iterator[_Block]:
    spans = list(spans)
    for (start, end), (after, _) in zip(spans, [*spans[1:], (spans[-1][1], 0)] if spans else [], strict=True):
        yield _Block(start, end, after, dict(members(source, start)))


def _part(
    start: int, end: int, block: _Block, text: str, dialect: Dialect, evidence: Mapping[str, float] | None = None
) -> Part:
    first, last = block.members[text]
    number, start_at, end_at = (block.members.get(name) for name in ("id", "start", "end"))
    whole = (block.start, block.after)
    return Part(start, end, whole, block.end, (first + 1, last - 1), number, start_at, end_at, dialect, evidence)


def _words(source: str, cue: int | None, at: int, words: Sequence[Any], span: Span, dialect: Dialect) -> Iterator[Echo]:
    """The words below a segment; none if they are not of the kind that is known. Without times they follow one another."""
    if not all(isinstance(word, dict) and isinstance(word.get("word"), str) for word in words):
        return
    parts: list[Part] = []
    probabilities: list[float | None] = []
    clock, last = span
    starts = [_time(word.get("start")) for word in words]
    for place, (block, word) in enumerate(zip(_blocks(source, items(source, at)), words, strict=True)):
        start = clock if starts[place] is None else starts[place] or 0
        end = _time(word.get("end"))
        if end is None:
            end = next((time for time in starts[place + 1 : place + 2] if time is not None), max(start, last))
        clock = end
        parts.append(_part(start, end, block, "word", dialect))
        probabilities.append(_number(word.get("probability", word.get("score"))))
    yield Echo(cue, parts, probabilities)


def _time(seconds: object) -> int | None:
    """Milliseconds of a time in seconds, a number or one in quotes; None where there is none (whisperX has words without)."""
    quoted = isinstance(seconds, str) and _QUOTED.fullmatch(seconds)
    number = _number(float(quoted.group().replace(",", ".")) if quoted else seconds)
    return None if number is None else max(round(number * 1000), 0)


def _evidence(segment: Mapping[str, Any]) -> Mapping[str, float] | None:
    found = {name: _number(segment.get(name)) for name in _EVIDENCE}
    return {name: number for name, number in found.items() if number is not None} or None


def _number(value: object) -> float | None:
    """A number of a size that something measured can have."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1e9 < value < 1e9:
        return None
    return float(value)
