"""Cues with other lines, times and cuts into the file that they were read from; every other byte stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from ..document.model import Cue
from .file import SubtitleFile, render
from .formats import FORMATS
from .formats.source import LINE_END, Span, Splice
from .formats.ttml_markup import inside_cdata
from .numbers import counted_from, renumbered
from .repair import Relaid
from .scripts import may_part
from .splice import Patched, spliced

# Formats whose cues have lines, as screens show them.
LINED = frozenset({"srt", "vtt", "ass", "sbv", "ttml"})
# How a line break is written inside a cue, where that is not a line end.
_BREAKS = {"ass": r"\N", "ttml": "<br/>"}
_CLOSING = re.compile(r"(?:</[^<>]*>|\]\]>)*")
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
    """The changes that the file has a place for: none of a time that it does not say, so that it was guessed, and no lines
    that say something else."""
    runs = runs_of(file)
    for change in changes:
        first, last, news = change
        if last - first == len(news) == 1:
            cue = file.cues[first]
            if file.parts[first].start_at is None:
                news = (replace(news[0], start=cue.start),)
            if file.parts[first].end_at is None:
                news = (replace(news[0], end=cue.end),)
            if runs[first] is None and _lines(file, first, news[0]) is None:
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
        lines = _lines(file, first, news[0]) if last - first == len(news) == 1 else None
        if lines is not None:
            splices += [*moved(range(first, last)), *_times(file, first, news[0]), *lines]
        else:
            numbers = None if count is None else range(first + shift + count, first + shift + count + len(news))
            text = _rendered(file, news, numbers)
            splices.append(Splice(file.parts[first].block[0], file.parts[last - 1].close, text))
        done, shift = last, shift + len(news) - (last - first)
    splices += moved(range(done, len(file.parts)))
    return spliced(file, sorted(splices))


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
    return [Splice(*place, stamp(new - part.base)) for place, old, new in pairs if place is not None and old != new]


def _lines(file: SubtitleFile, at: int, cue: Cue) -> list[Splice] | None:
    """Line breaks set and removed in one cue, between words and inside those of a script without spaces; tags stay.

    None if the cue would say something else.
    """
    if cue.lines == file.cues[at].lines:
        return []
    mark = _BREAKS.get(file.format, _line_end(file))
    segment = file.transcript.segments[at]
    texts = [word.text for word in file.transcript.words[segment.first : segment.last + 1]]
    cores = [_letters(text) for text in texts]
    if "".join(cores) != "".join(map(_letters, cue.lines)):
        return None
    begins = [*accumulate(len(_letters(line)) for line in cue.lines)]  # letters before each line but the first
    splices, count = [], 0
    for position, (text, core) in enumerate(zip(texts, cores, strict=True), segment.first):
        start, end = file.spans[position]
        if position > segment.first and (count in begins) != bool(LINE_END.search(text)):
            bare = not text.removesuffix(core).strip("\r\n") and may_part(texts[position - segment.first - 1], core)
            joint = mark if count in begins else "" if bare else " "
            splices.append(_between(file, at, (file.spans[position - 1][1], start), joint))
        inside = [begin - count for begin in begins if count < begin < count + len(core)]
        if inside:
            spans = _letter_spans(file, start, end)
            if len(spans) != len(core):
                return None
            splices += [_between(file, at, (spans[place - 1][1], spans[place][0]), mark) for place in inside]
        count += len(core)
    return splices


def _letters(text: str) -> str:
    return "".join(_words(text))


def _letter_spans(file: SubtitleFile, start: int, end: int) -> list[Span]:
    """Where the letters of a word stand in the source, without the tags among them."""
    markup, found, at = FORMATS[file.format].MARKUP, [], start
    for token in markup.token.finditer(file.source, start, end):
        found += [(place, place + 1) for place in range(at, token.start())]
        found += [token.span()] if markup.plain(token.group()) else []
        at = token.end()
    return found + [(place, place + 1) for place in range(at, end)]


def _between(file: SubtitleFile, at: int, gap: Span, joint: str) -> Splice:
    """What stands between two words or letters of a cue, with another joint: tags that close stay with the one before it,
    those that open with the one after, and CDATA is closed for a line break and opened again."""
    markup, (start, end) = FORMATS[file.format].MARKUP, gap
    tokens = (token.group() for token in markup.token.finditer(file.source[start:end]))
    tags = "".join(token for token in tokens if not markup.plain(token))
    closing = _CLOSING.match(tags)
    ending = closing.end() if closing else 0
    if (
        joint == _BREAKS["ttml"]
        and "]]>" not in tags[:ending]
        and inside_cdata(file.source, file.parts[at].text[0], start)
    ):
        joint = f"]]>{joint}<![CDATA["
    return Splice(start, end, tags[:ending] + joint + tags[ending:])
