"""Cues with other lines and times into the file that they were read from; every other byte stays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..document.model import Cue
from .file import SubtitleFile, cues_of, render
from .formats import FORMATS
from .formats.source import LINE_END, Part
from .patch import Patched, Splice, _encoded

# How a line break is written inside a cue, where that is not a line end.
_BREAKS = {"ass": r"\N", "ttml": "<br/>"}
# Formats whose cues have lines, as screens show them.
LINED = frozenset({"srt", "vtt", "ass", "sbv", "ttml"})


def holds_only_cues(file: SubtitleFile) -> bool:
    """Whether the file is nothing but its cues, without markup, settings or notes: then cues may be split and joined."""
    return _bare(render(cues_of(file.transcript), file.format)) == _bare(file.source)


def _bare(text: str) -> str:
    return "\n".join(line.rstrip() for line in LINE_END.split(text)).strip()


def rewrite(file: SubtitleFile, cues: Sequence[Cue]) -> Patched:
    """The file with these cues instead of its own.

    Where the file `holds_only_cues`, they may be any; otherwise one for each of its own, of the same words.
    """
    if holds_only_cues(file):
        ends = LINE_END.search(file.source)
        text = render(cues, file.format).rstrip("\n").replace("\n", ends.group() if ends else "\n")
        tail = file.source[len(file.source.rstrip()) :]
        return _encoded(file, [Splice(0, len(file.source), text + tail)])
    splices: list[Splice] = []
    for at, (old, new) in enumerate(zip(cues_of(file.transcript), cues, strict=True)):
        part = file.parts[at]
        splices += _times(file, part, old, new)
        if old.lines != new.lines:
            splices += _lines(file, at, new)
    return _encoded(file, sorted(splices))


def _times(file: SubtitleFile, part: Part, old: Cue, new: Cue) -> Iterator[Splice]:
    stamp = FORMATS[file.format].stamp
    for place, before, after in ((part.start_at, old.start, new.start), (part.end_at, old.end, new.end)):
        if place is not None and before != after:
            yield Splice(*place, stamp(after))


def _lines(file: SubtitleFile, at: int, cue: Cue) -> Iterator[Splice]:
    """Line breaks set and removed between the words of one cue; tags between them stay."""
    form = FORMATS[file.format]
    ends = LINE_END.search(file.source)
    mark = _BREAKS.get(file.format, ends.group() if ends else "\n")
    segment = file.transcript.segments[at]
    begins, count = set(), 0
    for line in cue.lines:
        begins.add(count)
        count += len(_words(line))
    for position in range(segment.first + 1, segment.last + 1):
        start, end = file.spans[position - 1][1], file.spans[position][0]
        wanted = position - segment.first in begins
        if wanted == bool(LINE_END.search(file.transcript.words[position].text)):
            continue
        between = file.source[start:end]
        tokens = [
            token for token in form.MARKUP.token.finditer(between) if not form.MARKUP.plain(token.group()).strip()
        ]
        tags = "".join(token.group() for token in tokens if not form.MARKUP.plain(token.group()))
        # Tags that close stay with the line that ends, those that open with the one that begins.
        closing = re.match(r"(?:</[^<>]*>)*", tags)
        head = closing.group() if closing else ""
        yield Splice(start, end, head + (mark if wanted else " ") + tags[len(head) :])


def _words(line: str) -> list[str]:
    return re.findall(r"(?:\S|[\u00a0\u2007\u202f])+", line)
