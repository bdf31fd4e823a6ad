"""Cues with other lines, times and cuts into the file that they were read from; every other byte stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..document.model import Cue
from .file import SubtitleFile, render
from .formats import FORMATS
from .formats.source import LINE_END
from .numbers import counted_from, renumbered
from .repair import Relaid
from .splice import Patched, Splice, spliced

# Formats whose cues have lines, as screens show them.
LINED = frozenset({"srt", "vtt", "ass", "sbv", "ttml"})
# How a line break is written inside a cue, where that is not a line end.
_BREAKS = {"ass": r"\N", "ttml": "<br/>"}
# Formats in which a cue is nothing but its times and its text, if it has no markup: others could not be written anew.
_PLAIN = frozenset({"srt", "vtt", "sbv"})
_TIMES = re.compile(r"[\s\d:.,>-]+")
_WORD = re.compile(r"(?:\S|[\u00a0\u2007\u202f])+")


def runs_of(file: SubtitleFile) -> list[int | None]:
    """For each cue the number of its run, within which words may go from cue to cue.

    None for one that may be neither split nor joined: without text, or with markup, settings or a name of its own, or not to
    be counted. Whatever stands between two cues, a note or another cue, ends a run.
    """
    numbered = counted_from(file.source, file.parts) is not None
    if file.format not in _PLAIN or (not numbered and any(part.number for part in file.parts)):
        return [None] * len(file.parts)
    escape = FORMATS[file.format].escape
    found: list[int | None] = []
    run, close = 0, 0
    for part, cue in zip(file.parts, file.cues, strict=True):
        written = file.source[slice(*part.text)]
        own = bool(cue.lines) and _only_times(file.source[part.block[0] : part.text[0]], numbered)
        free = own and _bare(written) == _bare(escape(cue.text))
        run += not free or bool(file.source[close : part.block[0]].strip())
        found.append(run if free else None)
        close = part.close
    return found


def possible(file: SubtitleFile, changes: Iterable[Relaid]) -> Iterator[Relaid]:
    """The changes that the file has a place for: none of an end that it does not say, so that it was guessed, and no line that
    ends inside a word among tags."""
    runs = runs_of(file)
    for change in changes:
        first, last, news = change
        if last - first == len(news) == 1:
            cue = file.cues[first]
            if file.parts[first].end_at is None:
                news = (replace(news[0], end=cue.end),)
            if runs[first] is None and not _in_words(file, first, news[0]):
                news = (replace(news[0], lines=cue.lines),)
            if news == (cue,):
                continue
        yield change._replace(cues=news)


def rewrite(file: SubtitleFile, changes: Sequence[Relaid]) -> Patched:
    """The file after these changes: the same words in the same order, cut elsewhere only within one of `runs_of`."""
    count = counted_from(file.source, file.parts)
    splices: list[Splice] = []
    done = shift = 0

    def moved(cues: range) -> list[Splice]:
        """The numbers of cues that so many more stand above than did."""
        return [] if count is None else renumbered(file.source, file.parts, ((at, at + shift + count) for at in cues))

    for first, last, news in changes:
        splices += moved(range(done, first))
        if last - first == len(news) == 1 and _in_words(file, first, news[0]):
            splices += moved(range(first, last))
            splices += _times(file, first, news[0]) + _lines(file, first, news[0])
        else:
            numbers = None if count is None else range(first + shift + count, first + shift + count + len(news))
            text = _rendered(file, news, numbers)
            splices.append(Splice(file.parts[first].block[0], file.parts[last - 1].close, text))
        done, shift = last, shift + len(news) - (last - first)
    splices += moved(range(done, len(file.parts)))
    return spliced(file, sorted(splices))


def _in_words(file: SubtitleFile, at: int, cue: Cue) -> bool:
    """Whether the lines of a cue hold the file's words whole; those of a script without spaces may end inside one."""
    return [word for line in cue.lines for word in _words(line)] == [
        word for line in file.cues[at].lines for word in _words(line)
    ]


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if not word.isspace()]


def _rendered(file: SubtitleFile, cues: Sequence[Cue], numbers: Sequence[int] | None) -> str:
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
    if cue.lines == file.cues[at].lines:
        return []
    form = FORMATS[file.format]
    mark = _BREAKS.get(file.format, _line_end(file))
    segment = file.transcript.segments[at]
    begins, count = set(), segment.first
    for line in cue.lines:
        begins.add(count)
        count += len(_words(line))
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
