"""Where the values of a JSON text stand.

`value_of` says what a text holds, but not where. The others find the places of what is wanted and pass over the rest, which in
a recogniser's file is most of it. They take for granted that `value_of` has read the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .notices import Notice
from .source import Lines, Span

_SPACE = re.compile(r"[ \t\r\n,:]*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"')
_NESTING = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]')
_ARRAY = re.compile(r"\s*\[\s*")
_SEGMENTS = re.compile(r'"segments"\s*:\s*\[\s*')
_OBJECTS = re.compile(r'\[\s*(?=\{\s*")')
_OBJECT = re.compile(r'\{\s*"')
_TEXT = re.compile(r'"text"\s*:?\s*("(?:[^"\\]|\\.)*+(?:"|\\?\Z))', re.DOTALL)
_HEAD = '{"text":'
_HALF_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{0,3})?\Z")
_DECODER = json.JSONDecoder(strict=False)
_SCALAR = re.compile(r'[^\s,:\[\]{}"]+')


def value_of(source: str) -> Any:
    """What a JSON text holds; line breaks and tabs may stand in its strings as they are. Raises as `json.loads` does."""
    return json.loads(source, strict=False)


class Piece(NamedTuple):
    """A segment: where it stands, and what it holds."""

    start: int
    end: int
    value: Mapping[str, Any]


class Salvage(NamedTuple):
    """What there is of a damaged text: its segments, and what lies between them, with whether its text is among these.

    `source` is as long as before up to its end, with that of a damaged segment which is no JSON blanked out.
    """

    source: str
    begin: int
    pieces: Sequence[Piece]
    damaged: Sequence[tuple[Span, bool]]


def salvaged(source: str, holds: Callable[[Any], bool]) -> Salvage | None:
    """The segments of a damaged text; None of a whole text, or where there is no segment.

    Args:
        holds: whether a value is a segment; what lies between two of them may be one that cannot be read.
    """
    try:
        value_of(source)
    except json.JSONDecodeError:
        pass
    except (RecursionError, ValueError):
        return None
    else:
        return None
    begin = _ARRAY.match(source) or _SEGMENTS.search(source) or _OBJECTS.search(source)
    if begin is None:
        return None
    pieces: list[Piece] = []
    between: list[Span] = []
    at = _skip(source, begin.end())
    for opening in _OBJECT.finditer(source, at):
        if opening.start() < at:
            continue
        try:
            value, end = _DECODER.raw_decode(source, opening.start())
        except (json.JSONDecodeError, RecursionError, ValueError):
            continue
        if holds(value):
            between.append((at, opening.start()))
            pieces.append(Piece(opening.start(), end, value))
            at = _skip(source, end)
    # What stands below the whole array is no segment.
    below = source.startswith("]", at) and '"start"' not in source[at:]
    between.append((at, at if below or not source[at:].strip(" \t\r\n]},") else len(source)))
    damaged: list[tuple[Span, bool]] = []
    for span in between:
        if source[slice(*span)].strip():
            mended = _with_text(source, span)
            damaged.append((span, mended is not None))
            if mended is not None:
                source, piece = mended
                pieces.append(piece)
    return Salvage(source, begin.end(), sorted(pieces), damaged) if pieces else None


def damage_of(source: str, salvage: Salvage) -> list[Notice]:
    """What there is to say of a text that was damaged, in its own words."""
    lines = Lines(source)
    return [
        Notice(
            lines.number(start),
            ("a damaged segment, of which the text is read: " if read else "no JSON, left out: ")
            + repr(source[start:end].strip()),
            last=lines.number(max(end - 1, start)),
            lost=True,
        )
        for (start, end), read in salvage.damaged
    ] or [Notice(lines.number(salvage.pieces[-1].end), "the JSON is damaged: its segments are read all the same")]


def _with_text(source: str, span: Span) -> tuple[str, Piece] | None:
    """The source with nothing but its text in a damaged segment; None if that has none."""
    found = _TEXT.search(source, *span)
    if found is None or found.start(1) - len(_HEAD) < span[0]:
        return None
    text = found[1]
    if found.end() == span[1] < len(source):
        return None  # no room for a brace behind it
    if found.end() == len(source) and (len(text) == 1 or text[-1] != '"'):
        text = _HALF_ESCAPE.sub("", text) + '"'  # cut off
    try:
        value = value_of(text)
    except json.JSONDecodeError:
        return None
    if not value.strip():
        return None
    before = " " * (found.start(1) - len(_HEAD) - span[0]) + _HEAD
    behind = "}" + " " * (span[1] - found.end() - 1)
    piece = Piece(found.start(1) - len(_HEAD), found.start(1) + len(text) + 1, {"text": value})
    return source[: span[0]] + before + text + behind + source[max(span[1], found.end()) :], piece


def members(source: str, at: int) -> Iterator[tuple[str, Span]]:
    """The keys of the object that begins here, with the spans of their values; none if there is no object."""
    if source[at] != "{":
        return
    at = _skip(source, at + 1)
    while source[at] != "}":
        end = _end(source, at)
        key = value_of(source[at:end])
        at = _skip(source, end)
        end = _end(source, at)
        yield key, (at, end)
        at = _skip(source, end)


def items(source: str, at: int) -> Iterator[Span]:
    """The spans of the values of the array that begins here; none if there is no array."""
    if source[at] != "[":
        return
    at = _skip(source, at + 1)
    while source[at] != "]":
        end = _end(source, at)
        yield at, end
        at = _skip(source, end)


def beginning(source: str) -> int:
    """Where the value begins that the text is."""
    return _skip(source, 0)


def _skip(source: str, at: int) -> int:
    found = _SPACE.match(source, at)
    assert found is not None  # it matches nothing, too
    return found.end()


def _end(source: str, at: int) -> int:
    """Where the value ends that begins here."""
    first = source[at]
    if first not in "[{":
        found = (_STRING if first == '"' else _SCALAR).match(source, at)
        assert found is not None
        return found.end()
    depth = 0
    for token in _NESTING.finditer(source, at):
        mark = token.group()
        if mark in "[{":
            depth += 1
        elif mark in "]}":
            depth -= 1
            if not depth:
                return token.end()
    raise AssertionError("value_of has read it, so it ends")
