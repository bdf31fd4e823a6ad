"""A walk over the tags of an XML text that knows where each stands, and does not stop at damage.

Why not a parser: a parser of the standard library stops at the first fault (one `&` that is not escaped would lose every cue
after it), and none says in characters where a text stands, which `fix` must know to change a word and nothing else. Entities
that a document type declares are never expanded, so a file cannot make itself grow. tests/test_ttml.py holds this walk
against the standard library's parser on well-formed texts.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

# What is not closed reaches to the end. Possessive, so that no text takes more than linear time.
TOKEN = re.compile(
    r"(?s:<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z))"
    r"|<!DOCTYPE(?:[^\[<>\"']++|\"[^\"]*+\"|'[^']*+'|\[[^\]]*+(?:\]|\Z))*+>?"
    r"|<(/?)([A-Za-z_][\w.:-]*+)((?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)>"
)
# From the first character of a name on: trying each place in a long one would take for ever.
_ATTRIBUTE = re.compile(r"(?<![\w.:-])([\w.:-]++)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


class Tag(NamedTuple):
    """A start tag, an end tag, or an empty one: its name without prefix, its span, and what its attributes say.

    Attributes:
        closes, empty: `</p>`, `<br/>`.
        values: name without prefix -> where the value stands.
    """

    name: str
    start: int
    end: int
    closes: bool
    empty: bool
    attributes: Mapping[str, str]
    values: Mapping[str, tuple[int, int]]


def tags(source: str) -> Iterator[Tag]:
    """The tags in their order; comments, CDATA and instructions are passed over."""
    for token in TOKEN.finditer(source):
        if token.group(2) is None:
            continue
        inner = token.group(3)
        attributes: dict[str, str] = {}
        values: dict[str, tuple[int, int]] = {}
        for found in _ATTRIBUTE.finditer(source, token.start(3), token.end(3)):
            name = local(found.group(1))
            value = 2 if found.group(2) is not None else 3
            attributes[name] = html.unescape(found.group(value))
            values[name] = found.span(value)
        yield Tag(
            local(token.group(2)),
            token.start(),
            token.end(),
            bool(token.group(1)),
            inner.endswith("/"),
            attributes,
            values,
        )


def local(name: str) -> str:
    """A name without its prefix: files differ in those, and in their namespaces from draft to draft."""
    return name.rpartition(":")[2]
