"""Cues with other lines, times and cuts into the file that they were read from; every other byte stays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..document.model import Cue
from .echoes import Splice
from .file import SubtitleFile, cues_of, render
from .formats import FORMATS
from .formats.source import LINE_END
from .patch import Patched, _encoded

# Formats whose cues have lines, as screens show them.
LINED = frozenset({"srt", "vtt", "ass", "sbv", "ttml"})
# How a line break is written inside a cue, where that is not a line end.
_BREAKS = {"ass": r"\N", "ttml": "<br/>"}
# Formats in which a cue is nothing but its times and its text, if it has no markup: others could not be written anew.
_PLAIN = frozenset({"srt", "vtt", "sbv"})
_TIMES = re.compile(r"[\s\d:.,>-]+")
_WORD = re.compile(r"(?:\S|[\u00a0\u2007\u202f])+")


def free_cues(file: SubtitleFile) -> list[bool]:
    """For each cue whether it may be split and joined: it has no markup, settings or name of its own, and can be counted."""
    numbered = _numbered(file)
    if file.format not in _PLAIN or (not numbered and any(part.number for part in file.parts)):
        return [False] * len(file.parts)
    escape = FORMATS[file.format].escape
    return [
        _only_times(file.source[part.block[0] : part.text[0]], numbered)
        and _bare(file.source[slice(*part.text)]) == _bare(escape(cue.text))
        for part, cue in zip(file.parts, cues_of(file.transcript), strict=True)
    ]


def rewrite(file: SubtitleFile, cues: Sequence[Cue]) -> Patched:
    """The file with these cues instead of its own: the same words in the same order, cut elsewhere only in `free_cues`."""
    numbered = _numbered(file)
    splices: list[Splice] = []
    count = 0
    for first, last, news in _groups(cues_of(file.transcript), cues):
        parts = file.parts[first:last]
        if len(parts) == len(news) == 1:
            splices += _times(file, first, news[0]) + _lines(file, first, news[0])
            number = parts[0].number
            if numbered and number is not None and count != first:
                splices.append(Splice(*number, str(count + 1)))
        else:
            text = _rendered(file, news, range(count + 1, count + 1 + len(news)) if numbered else [])
            splices.append(Splice(parts[0].block[0], parts[-1].close, text))
        count += len(news)
    return _encoded(file, sorted(splices))


def _groups(olds: Sequence[Cue], news: Sequence[Cue]) -> Iterator[tuple[int, int, Sequence[Cue]]]:
    """The fewest cues that hold the same words: the old ones from, to before, and the new ones."""
    first = begin = 0
    ours = theirs = 0
    last = at = 0
    while last < len(olds) or at < len(news):
        if last < len(olds) and (ours <= theirs or at == len(news)):
            ours, last = ours + len(_words(olds[last])), last + 1
        else:
            theirs, at = theirs + len(_words(news[at])), at + 1
        if ours == theirs and last > first and at > begin:
            yield first, last, news[begin:at]
            first, begin = last, at


def _words(cue: Cue) -> list[str]:
    return _WORD.findall(cue.text)


def _numbered(file: SubtitleFile) -> bool:
    """Whether the cues are numbered from 1 without a gap."""
    written = [file.source[slice(*part.number)] if part.number else "" for part in file.parts]
    return bool(written) and all(number == str(at) for at, number in enumerate(written, 1))


def _rendered(file: SubtitleFile, cues: Sequence[Cue], numbers: Sequence[int]) -> str:
    """Cues as the file would write them, without a line end after the last."""
    blocks = []
    for at, cue in enumerate(cues):
        block = render([cue], file.format).strip("\n")
        if file.format == "vtt":
            block = block.removeprefix("WEBVTT").strip("\n")
        elif file.format == "srt":
            block = block.split("\n", 1)[1]
        blocks.append((f"{numbers[at]}\n" if numbers else "") + block)
    return "\n\n".join(blocks).replace("\n", _line_end(file))


def _line_end(file: SubtitleFile) -> str:
    found = LINE_END.search(file.source)
    return found.group() if found else "\n"


def _only_times(head: str, numbered: bool) -> bool:
    lines = [line for line in LINE_END.split(head) if line.strip()]
    return len(lines) == 1 + numbered and bool(_TIMES.fullmatch(lines[-1]))


def _bare(text: str) -> str:
    return "\n".join(line.strip() for line in LINE_END.split(text)).strip()


def _times(file: SubtitleFile, at: int, cue: Cue) -> list[Splice]:
    part, segment, stamp = file.parts[at], file.transcript.segments[at], FORMATS[file.format].stamp
    pairs = ((part.start_at, segment.start, cue.start), (part.end_at, segment.end, cue.end))
    return [Splice(*place, stamp(new)) for place, old, new in pairs if place is not None and old != new]


def _lines(file: SubtitleFile, at: int, cue: Cue) -> list[Splice]:
    """Line breaks set and removed between the words of one cue; tags between them stay."""
    form = FORMATS[file.format]
    mark = _BREAKS.get(file.format, _line_end(file))
    segment = file.transcript.segments[at]
    begins, count = set(), segment.first
    for line in cue.lines:
        begins.add(count)
        count += len(_WORD.findall(line))
    splices = []
    for position in range(segment.first + 1, segment.last + 1):
        wanted = position in begins
        if wanted == bool(LINE_END.search(file.transcript.words[position].text)):
            continue
        start, end = file.spans[position - 1][1], file.spans[position][0]
        tokens = (token.group() for token in form.MARKUP.token.finditer(file.source[start:end]))
        tags = "".join(token for token in tokens if not form.MARKUP.plain(token))
        # Tags that close stay with the line that ends, those that open with the one that begins.
        closing = re.match(r"(?:</[^<>]*>)*", tags)
        ending = closing.end() if closing else 0
        splices.append(Splice(start, end, tags[:ending] + (mark if wanted else " ") + tags[ending:]))
    return splices
