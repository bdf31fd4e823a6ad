"""What the readers share: where things stand in a file, how its lines end, and which characters are markup.

A reader finds structure only: it says where each cue, its times and its text lie in the decoded source. `words_in` then finds
the words, the same way for every format. All positions are indices into the decoded source (without its byte order mark),
spans are half open; times are milliseconds.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ...document.model import Cue
from .notices import Notice

Span = tuple[int, int]

# "\r\r\n" is what a text-mode write makes of a file that already had CRLF: one line end, not two.
LINE_END = re.compile(r"\r{0,2}\n|\r")
# As document.model has it: a no-break space belongs to its word.
_WORD = re.compile(r"(?:\S|[\u00a0\u2007\u202f])+")


@dataclass(frozen=True, slots=True)
class Markup:
    """Which parts of a format's cue text are not text.

    Attributes:
        token: matches a tag or an entity.
        plain: what such a token says: "" for a tag, a character for an entity, a line break for `<br>`.
        hint: a cue text in which this is not found holds no token.
        collapses: white space of any length is one space, as in XML.
    """

    token: re.Pattern[str]
    plain: Callable[[str], str]
    hint: re.Pattern[str]
    collapses: bool = False


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the text of a cue is written, where a format has more than one way.

    Attributes:
        markup: what in it is not text.
        escape: new text as it must be written there.
        enclose: a text that was changed as it must be written as a whole: a field of CSV may need quotes then.
    """

    markup: Markup
    escape: Callable[[str], str]
    enclose: Callable[[str], str] = str


@dataclass(frozen=True, slots=True)
class Part:
    """One cue as it stands in the source.

    Attributes:
        start, end: its times.
        block: from its first line to where the next thing begins: what goes when the cue goes.
        close: the end of its last line that is not blank, without the line end.
        text: its text with the markup in it; empty if it has none.
        number, start_at, end_at: its number and times, None where the file has none.
        dialect: how its text is written, where it is not the format's one way.
        evidence: what a recogniser said of it, by Whisper's names.
        base: what its times in the source count from: those of nested elements add up.
    """

    start: int
    end: int
    block: Span
    close: int
    text: Span
    number: Span | None = None
    start_at: Span | None = None
    end_at: Span | None = None
    dialect: Dialect | None = None
    evidence: Mapping[str, float] | None = None
    base: int = 0


class Splice(NamedTuple):
    """New text for a stretch of the source."""

    start: int
    end: int
    new: str


class Echo(NamedTuple):
    """The words of a cue (or of all, where `cue` is None) once more in the same file, in pieces of their own.

    Recognisers list the words singly below each segment, and all text once above. What `fix` changes must change there too.
    """

    cue: int | None
    parts: Sequence[Part]
    probabilities: Sequence[float | None] = ()


class Parsed(NamedTuple):
    """What a reader found: cues, what is to be said of them, where else their words stand; `language` if the file says it."""

    parts: Sequence[Part]
    notices: Sequence[Notice]
    echoes: Sequence[Echo] = ()
    language: str | None = None


class Lines:
    """The lines of a source: their spans without line ends, and the number of the line of a position."""

    def __init__(self, source: str) -> None:
        self.spans: list[Span] = []
        at = 0
        for end in LINE_END.finditer(source):
            self.spans.append((at, end.start()))
            at = end.end()
        if at < len(source):
            self.spans.append((at, len(source)))
        self._starts = [start for start, _ in self.spans]

    def number(self, position: int) -> int:
        return max(bisect_right(self._starts, position), 1)


# Characters that are there by accident and would hide a word from a lexicon: marks from joined files, and NULs.
STRAY = "\ufeff\0"
# Signs that nobody sees and that say which way a text runs; editors for Arabic and Hebrew set them before times, too.
MARKS = "\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069"
NO_MARKUP = Markup(re.compile(f"[{STRAY}]"), lambda _: "", re.compile(f"[{STRAY}]"))

# A tag is one that players know; "<3" and "<inaudible>" are text.
TAG = r"</?(?:i|b|u|s|em|strong|font|span|c|v|lang|ruby|rt|br|p|tt)(?=[\s/>.])[^<>\r\n]*>"
ENTITY = r"&(?:amp|lt|gt|nbsp|quot|apos|lrm|rlm|#\d{1,6}|#[xX][0-9a-fA-F]{1,5});"
_BREAK = re.compile(r"<br\b", re.IGNORECASE)


def plain_of_token(token: str) -> str:
    """The text that a tag or an entity stands for."""
    if token[0] == "&":
        return html.unescape(token)
    return "\n" if _BREAK.match(token) else ""


def words_in(source: str, region: Span, markup: Markup) -> tuple[list[str], list[Span]]:
    """The words of a cue text with the white space before each, and where each stands: from first to last character.

    White space that holds a line break becomes one "\\n"; the first word has none before it.
    """
    start, end = region
    text = source[start:end]
    marked = markup.hint.search(text) is not None
    if marked:
        text, places = unfold(source, region, markup)
    words: list[str] = []
    spans: list[Span] = []
    last = 0
    for match in _WORD.finditer(text):
        begin, stop = match.span()
        core = match.group()
        if core.isspace():  # no-break spaces between two others
            continue
        space = text[last:begin]
        if not words:
            words.append(core)
        elif space == " " or (markup.collapses and space and not space.strip(" \t")):
            words.append(" " + core)
        else:
            words.append(("\n" if "\n" in space or "\r" in space else space) + core)
        spans.append((places.start(begin), places.end(stop - 1)) if marked else (start + begin, start + stop))
        last = stop
    return words, spans


class Places:
    """Where in the source each character of a plain text stands. Runs of text are kept whole: markup is rare in them."""

    def __init__(self) -> None:
        self._plain: list[int] = []
        self._source: list[Span] = []

    def add(self, plain: int, span: Span) -> None:
        self._plain.append(plain)
        self._source.append(span)

    def start(self, at: int) -> int:
        run = bisect_right(self._plain, at) - 1
        start, end = self._source[run]
        return start if end >= 0 else start + at - self._plain[run]

    def end(self, at: int) -> int:
        run = bisect_right(self._plain, at) - 1
        start, end = self._source[run]
        return end if end >= 0 else start + at - self._plain[run] + 1


def unfold(source: str, region: Span, markup: Markup) -> tuple[str, Places]:
    """The plain text of a region, and where each of its characters stands in the source."""
    pieces: list[str] = []
    places = Places()
    length = 0
    at, end = region
    for token in markup.token.finditer(source, at, end):
        if token.start() > at:
            pieces.append(source[at : token.start()])
            places.add(length, (at, -1))
            length += token.start() - at
        if said := markup.plain(token.group()):
            pieces.append(said)
            places.add(length, token.span())
            length += len(said)
        at = token.end()
    if at < end:
        pieces.append(source[at:end])
        places.add(length, (at, -1))
    return "".join(pieces), places


def lines_of(cue: Cue) -> list[str]:
    """The lines of a cue as they may be written: none blank, none with a line end in it."""
    lines: Iterable[str] = cue.lines
    if any("\n" in line or "\r" in line for line in lines):
        lines = (piece for line in lines for piece in LINE_END.split(line))
    return [stripped for line in lines if (stripped := line.strip())]


FRAMES = 25  # a second, where a timecode with frames does not say how many: the rate of European television


def reading_time(text: str) -> int:
    """A duration for a text whose end nobody gave: 60 ms a character, white space counted once, at least a second."""
    return max(1000, 60 * len(" ".join(text.split())))


def guessed_times(start: int | None, end: int | None, clock: int, latest: int | None, lasting: int) -> tuple[int, int]:
    """When a cue stands of which not both times can be read: the one that can counts, else it follows the cue before.

    Args:
        clock: when the cue before ends.
        latest: when the next one begins, where that is known.
        lasting: the time to read it.

    >>> guessed_times(None, 9000, 3000, None, 2000), guessed_times(None, None, 3000, 4000, 2000)
    ((7000, 9000), (3000, 4000))
    """
    if start is None:
        start = clock if end is None else max(min(clock, end), end - lasting)
    if end is None or end <= start:
        end = start + lasting
        end = latest if latest is not None and start < latest < end else end
    return start, end


def milliseconds_of(written: str) -> int:
    """A time as people type it: "1:02:03.5", "02:03,5" or "00:01:02:12", whose last field counts frames."""
    if written.count(":") == 3:
        clock, _, frames = written.rpartition(":")
        return milliseconds_of(clock) + int(frames) * 1000 // FRAMES
    clock, _, fraction = written.replace(",", ".").partition(".")
    seconds = 0
    for part in clock.split(":"):
        seconds = 60 * seconds + int(part)
    return 1000 * seconds + int(fraction.ljust(3, "0") if fraction else 0)
