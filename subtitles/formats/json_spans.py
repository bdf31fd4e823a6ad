"""Where the values of a JSON text stand.

`value_of` says what a text holds, but not where. The others find the places of what is wanted and pass over the rest, which in
a recogniser's file is most of it. They take for granted that `value_of` has read the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from .source import Span

_SPACE = re.compile(r"[ \t\r\n,:]*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"')
_NESTING = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]')
_ARRAY = re.compile(r"\s*\[\s*")
_SEGMENTS = re.compile(r'"segments"\s*:\s*\[\s*')
_BETWEEN = re.compile(r"[\s,]*")
_SCALAR = re.compile(r'[^\s,:\[\]{}"]+')


def value_of(source: str) -> Any:
    """What a JSON text holds; line breaks and tabs may stand in its strings as they are. Raises as `json.loads` does."""
    return json.loads(source, strict=False)


def before_the_cut(source: str) -> tuple[str, int] | None:
    """What of a damaged text can be read: up to the last whole segment, with its brackets closed; and where it breaks off.

    None if it is whole, or has no whole segment.
    """
    try:
        value_of(source)
    except json.JSONDecodeError:
        pass
    except (RecursionError, ValueError):
        return None
    else:
        return None
    bare = _ARRAY.match(source)
    begin = bare or _SEGMENTS.search(source)
    if begin is None:
        return None
    decoder = json.JSONDecoder(strict=False)
    end = at = begin.end()
    try:
        while True:
            _, end = decoder.raw_decode(source, at)
            found = _BETWEEN.match(source, end)
            at = found.end() if found else end
    except (json.JSONDecodeError, RecursionError, ValueError):
        pass
    if end == begin.end():
        return None
    return source[:end] + ("]" if bare else "]}"), end


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
