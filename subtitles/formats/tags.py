"""Tags that a cue leaves open, of the kind that nests: what is written of them elsewhere is closed with the cue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from .notices import Notice, Repairs
from .source import Lines, Part

# `<v Name>` is rarely closed, and `<rt>` and `<p>` need not be.
_NESTED = re.compile(r"<(/?)(i|b|u|s|em|strong|font|span|c|lang|ruby)(?=[\s/>.])[^<>\r\n]*>", re.IGNORECASE)


def left_open(source: str, parts: Sequence[Part]) -> Iterator[Notice]:
    """Notices of the tags that their cue does not close."""
    repairs = Repairs()
    lines: Lines | None = None
    for part in parts:
        if source.find("<", *part.text) < 0:
            continue
        open_ones: dict[str, list[re.Match[str]]] = {}
        for tag in _NESTED.finditer(source, *part.text):
            named = open_ones.setdefault(tag[2].lower(), [])
            if not tag[1]:
                named.append(tag)
            elif named:
                named.pop()
        for tag in chain.from_iterable(open_ones.values()):
            lines = lines or Lines(source)
            repairs.add(lines.number(tag.start()), "a tag that is left open: it ends with its cue", tag.group())
    return repairs.notices()
