"""Subtitle files in and out: any format becomes a transcript that knows where in the file each word stands."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from ..document.disk import write_atomic
from ..document.encoding import Coding, decode
from ..document.errors import InputError
from ..document.model import Cue, Origin, Transcript
from .formats import FORMATS, STYLES, Format, json, named, of_extension, stl, ttml, writable
from .formats.detect import detect
from .formats.notices import Notice, Repairs
from .formats.source import LINE_END, STRAY, Dialect, Echo, Lines, Part, Span, reading_time, unfold
from .formats.style import Styled, at_rest, styled
from .words import Words, no_collection, words_of


@dataclass(frozen=True)
class SubtitleFile:
    """A subtitle file as it was read. Its words are looked for when they are first asked for: most of the work is theirs.

    Attributes:
        format: the name of its format.
        source: the decoded text, without byte order mark; of EBU STL its bytes, a character each.
        coding: encoding, byte order mark, and what does not fit them.
        parts: where in the source each segment's cue, number, times and text stand. None for rehear's own JSON and for STL.
        echoes: where the same words stand once more.
        warnings: what was repaired, guessed or left out.
        path: its name, '' for standard input.
        language: as the file says it.
        whole: the transcript, of a format that is read as one.
        looks: the cues of STL, which are not parts of a text, as they look.
    """

    format: str
    source: str = field(repr=False)
    coding: Coding
    parts: Sequence[Part] = field(default=(), repr=False)
    echoes: Sequence[Echo] = field(default=(), repr=False)
    warnings: tuple[Notice, ...] = ()
    path: str = ""
    language: str | None = None
    whole: Transcript | None = field(default=None, repr=False)
    looks: Sequence[Cue] = field(default=(), repr=False)

    @property
    def encoding(self) -> str:
        return self.coding.name

    @property
    def partly(self) -> bool:
        """Whether something in it could not be read, and is in no cue."""
        return any(warning.lost for warning in self.warnings)

    @property
    def timed(self) -> bool:
        """False for plain text, whose times are made up to keep the words in order."""
        return self.whole is not None or FORMATS[self.format].TIMED

    @cached_property
    def transcript(self) -> Transcript:
        """Its text, a segment a cue; a line break inside a cue is the white space "\\n" before a word.

        The words' times are the file's own, or spread over their cue.
        """
        if self.whole is not None:
            return self.whole
        found = self._words
        origin = Origin("file", options={"format": self.format} | ({} if self.timed else {"timed": False}))
        return Transcript(
            found.words, found.segments, self.language, self.path, origin, interpolated=found.interpolated
        )

    @property
    def spans(self) -> Sequence[Span]:
        """Where in the source each word stands, without the markup at its edges."""
        return () if self.whole is not None else self._words.spans

    @cached_property
    def cues(self) -> Sequence[Cue]:
        """Its cues as they are: what `cues_of(file.transcript)` gives, without looking at each word."""
        if self.whole is not None:
            return cues_of(self.whole)
        return [Cue(part.start, part.end, _lines(self.source, part.text, self.dialect(part))) for part in self.parts]

    @cached_property
    def styled_cues(self) -> Sequence[Cue]:
        """Its cues with what its markup says of their look, as far as other formats can say it too (`formats/style.py`)."""
        if self.format not in STYLES:
            return at_rest(self.looks) if self.looks else self.cues
        markup = FORMATS[self.format].MARKUP
        pens = STYLES[self.format].pens(self.source, self.parts)
        return at_rest(
            [
                styled(cue, self.source, part, markup, pen)
                for cue, part, pen in zip(self.cues, self.parts, pens, strict=True)
            ]
        )

    def unsaid(self, format: str) -> list[int]:  # noqa: A002
        """Which cues, counted from 1, look in a way that this format cannot say."""
        return [
            at
            for at, cue in enumerate(self.styled_cues, 1)
            if isinstance(cue, Styled) and (cue.more or (format not in STYLES and cue.looks))
        ]

    def dialect(self, part: Part) -> Dialect:
        """How the text of this cue is written."""
        form = FORMATS[self.format]
        return part.dialect or Dialect(form.MARKUP, form.escape)

    @cached_property
    def _words(self) -> Words:
        return words_of(self.source, self.parts, self.echoes, FORMATS[self.format].MARKUP)


def read(
    path: str | os.PathLike[str],
    *,
    format: str | None = None,  # noqa: A002
    encoding: str | None = None,
    strict: bool = False,
    data: bytes | None = None,
) -> SubtitleFile:
    """Read a subtitle file or a transcript; "-" reads standard input.

    Args:
        format: its format, where neither its text nor its name tells rightly.
        encoding: its encoding, where it is guessed wrongly.
        strict: take nothing that had to be repaired or guessed.
        data: what the file holds, where that is known or will only be written.

    Raises:
        InputError: if it cannot be read: missing, a folder, empty, binary, not of a known format; with `strict` also at the
            first thing that a warning would say.
        CallError: if there is no such format.
    """
    name = os.fspath(path)
    shown = "<stdin>" if name == "-" else name
    wanted = None if format is None else named(format)
    data = _bytes_of(name) if data is None else data
    try:
        with no_collection():
            file = _read(data, name, wanted, encoding)
    except InputError as error:
        error.path = error.path or shown
        raise
    notices = sorted(file.warnings, key=lambda notice: notice.line)
    file = replace(file, warnings=tuple(notice._replace(path=shown) for notice in notices))
    if strict and notices:
        more = f", and {len(notices) - 1} more" if len(notices) > 1 else ""
        raise InputError(
            notices[0].text + more,
            path=shown,
            line=notices[0].line or None,
            remedy="without --strict it is read all the same",
        )
    return file


def render(content: Transcript | SubtitleFile | Iterable[Cue], format: str) -> str:  # noqa: A002
    """The text of a file of this format: of cues, or of a transcript whose segments are its cues.

    Raises:
        CallError: if there is no such format, or it is only read.
    """
    name = writable(format)
    if name == "json":
        content = content.transcript if isinstance(content, SubtitleFile) else content
        return json.dump(content) if isinstance(content, Transcript) else json.render(content)
    language = None
    if isinstance(content, SubtitleFile):
        language = content.whole.language if content.whole else content.language
        content = content.styled_cues if name in STYLES else content.cues
    elif isinstance(content, Transcript):
        language = content.language
        content = cues_of(content)
    if name == "ttml":
        return ttml.render(content, language)
    return FORMATS[name].render(content)


def write(
    content: Transcript | SubtitleFile | Iterable[Cue],
    path: str | os.PathLike[str],
    format: str | None = None,  # noqa: A002
) -> None:
    """Write a file in UTF-8, whole or not at all; "-" writes standard output. Without a format the name says it.

    Raises:
        CallError: if no format is known for this name.
        OutputError: if it cannot be written.
    """
    name = os.fspath(path)
    data = render(content, format or of_extension(name) or Path(name).suffix or name).encode("utf-8", "replace")
    if name == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        write_atomic(name, data)


def cues_of(transcript: Transcript) -> list[Cue]:
    """The segments as cues, as they are: their times, and their lines where a word has a line break before it."""
    return [Cue(segment.start, segment.end, _stripped(transcript.text_of(segment))) for segment in transcript.segments]


def _read(data: bytes, name: str, wanted: str | None, encoding: str | None) -> SubtitleFile:
    path = "" if name == "-" else name
    if wanted == "stl" or (wanted is None and stl.looks_so(data)):
        cues, found = stl.read_cues(data)
        whole = Transcript.from_texts(
            [cue.text for cue in cues],
            times=[(cue.start, cue.end) for cue in cues],
            source=path,
            origin=Origin("file", options={"format": "stl"}),
        )
        return SubtitleFile(
            "stl", data.decode("latin-1"), Coding("latin-1"), (), (), tuple(found), path, whole=whole, looks=cues
        )
    source, coding, remark = decode(data, encoding)
    kind = wanted or detect(source, name)
    notices = [Notice(0, remark)] if remark else []
    promised = of_extension(name)
    unlike = wanted is None and promised not in {None, kind} and {promised, kind} not in _NAMED_ALIKE
    if kind == "json":
        whole, odd = json.parse(source)
        return SubtitleFile(kind, source, coding, warnings=(*notices, *odd, *_strays(source)), path=path, whole=whole)
    form = FORMATS[kind]
    parsed = form.parse(source)
    if unlike and not parsed.parts and promised in FORMATS and (other := FORMATS[promised].parse(source)).parts:
        # It only begins like another format.
        unlike, kind, form, parsed = False, promised, FORMATS[promised], other
    if unlike:
        notices.append(Notice(0, f"this is {kind.upper()}, whatever its name says: read as such"))
    notices += parsed.notices
    if not parsed.parts:
        notices.append(Notice(0, "no cue in it"))
    notices += _strays(source)
    parts, odd = _in_time(parsed.parts, source, form)
    notices += odd
    return SubtitleFile(kind, source, coding, parts, parsed.echoes, tuple(notices), path, parsed.language)


_SPACES = re.compile(r"[ \t]+")
# Names that promise both: a text may have times or none, and a recogniser's JSON is JSON.
_NAMED_ALIKE = ({"txt", "plain"}, {"json", "whisper"})


def _in_time(parts: Sequence[Part], source: str, form: Format) -> tuple[Sequence[Part], list[Notice]]:
    """The parts with an end after their start, and what is odd about their times."""
    repairs = Repairs()
    lines: Lines | None = None
    kept: list[Part] = []
    before = (0, 0)
    for part in parts:
        reversed_ = part.end < part.start
        early = form.ORDERED and part.start < before[0]
        overlaps = not form.OVERLAPS and not early and part.start < before[1]
        if reversed_ or early or overlaps:
            lines = lines or Lines(source)
            line = lines.number(part.block[0])
            if reversed_:
                repairs.add(line, "a cue ends before it begins: its end is guessed")
                part = replace(part, end=part.start + reading_time(source[slice(*part.text)]))
            if early:
                repairs.add(line, "a cue begins before the one above it: kept where it stands")
            if overlaps:
                repairs.add(line, "a cue begins before the one above it ends: both are kept as they are")
        before = part.start, part.end
        kept.append(part)
    return kept, list(repairs.notices())


def _strays(source: str) -> Iterator[Notice]:
    for stray, what in zip(STRAY, ("byte order marks inside the text", "NUL characters"), strict=True):
        at = source.find(stray)
        if at >= 0:
            yield Notice(len(LINE_END.findall(source, 0, at)) + 1, f"{what} are passed over")


def _lines(source: str, region: Span, dialect: Dialect) -> tuple[str, ...]:
    text = source[region[0] : region[1]]
    if dialect.markup.hint.search(text):
        text = unfold(source, region, dialect.markup)[0]
    if dialect.markup.collapses:
        text = _SPACES.sub(" ", text)
    return _stripped(text)


def _stripped(text: str) -> tuple[str, ...]:
    """The lines of a text without white space around them, and without those that are blank."""
    lines = LINE_END.split(text) if "\r" in text else text.split("\n")
    return tuple(stripped for line in lines if (stripped := line.strip()))


def _bytes_of(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise InputError(f"cannot read: {error.strerror or error}", path=name) from error
    except ValueError as error:  # a NUL in the name
        raise InputError(f"cannot read: {error}", path=name) from error
