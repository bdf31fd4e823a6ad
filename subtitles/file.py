"""Subtitle files in and out: any format becomes a transcript that knows where in the file each word stands."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ..document.errors import InputError
from ..document.model import Cue, Origin, Segment, Transcript, Word, spread
from ..document.store import dump_transcript, write_atomic
from .encoding import Coding, decode
from .formats import FORMATS, detect, json, named, of_extension
from .formats.source import LINE_END, Lines, Notice, Parsed, Part, Span, reading_time, words_in


@dataclass(frozen=True, slots=True)
class SubtitleFile:
    """A subtitle file as it was read.

    Attributes:
        transcript: its text, a segment a cue; a line break inside a cue is the white space "\\n" before a word. The words'
            times are spread over their cue.
        format: the name of its format.
        source: the decoded text, without byte order mark.
        coding: encoding, byte order mark, and what does not fit them.
        spans: where in the source each word stands, without the markup at its edges.
        parts: where in the source each segment's cue, number, times and text stand. Both are empty for JSON.
        warnings: what was repaired, guessed or left out.
    """

    transcript: Transcript
    format: str
    source: str
    coding: Coding
    spans: tuple[Span, ...] = field(default=(), repr=False)
    parts: tuple[Part, ...] = field(default=(), repr=False)
    warnings: tuple[Notice, ...] = ()

    @property
    def encoding(self) -> str:
        return self.coding.name

    @property
    def timed(self) -> bool:
        """False for plain text, whose times are made up to keep the words in order."""
        return self.format == "json" or FORMATS[self.format].TIMED


def read(path: str | os.PathLike[str], *, format: str | None = None, encoding: str | None = None) -> SubtitleFile:  # noqa: A002
    """Read a subtitle file or a transcript; "-" reads standard input.

    Args:
        format: its format, where neither its text nor its name tells rightly.
        encoding: its encoding, where it is guessed wrongly.

    Raises:
        InputError: if it cannot be read: missing, a folder, empty, binary, not of a known format.
        CallError: if there is no such format.
    """
    name = os.fspath(path)
    wanted = None if format is None else named(format)
    data = _bytes_of(name)
    try:
        source, coding, remark = decode(data, encoding)
        found = wanted or detect(source, name)
        remarks = [Notice(0, remark)] if remark else []
        promised = of_extension(name)
        if wanted is None and promised not in {None, found} and {promised, found} != {"txt", "plain"}:
            remarks.append(Notice(0, f"this is {found.upper()}, whatever its name says: read as such"))
        if found == "json":
            transcript = json.parse(source)
            return SubtitleFile(transcript, found, source, coding, warnings=_placed(remarks, name))
        transcript, spans, parts, notices = _transcript(source, found, name)
    except InputError as error:
        error.path = error.path or ("<stdin>" if name == "-" else name)
        raise
    return SubtitleFile(transcript, found, source, coding, spans, parts, _placed([*remarks, *notices], name))


def render(content: Transcript | SubtitleFile | Iterable[Cue], format: str) -> str:  # noqa: A002
    """The text of a file of this format: of cues, or of a transcript whose segments are its cues."""
    name = named(format)
    if isinstance(content, SubtitleFile):
        content = content.transcript
    if name == "json":
        return dump_transcript(content) if isinstance(content, Transcript) else json.render(content)
    return FORMATS[name].render(cues_of(content) if isinstance(content, Transcript) else content)


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
    cues = []
    for segment in transcript.segments:
        lines = (line.strip() for line in LINE_END.split(transcript.text_of(segment)))
        cues.append(Cue(segment.start, segment.end, tuple(line for line in lines if line)))
    return cues


def _bytes_of(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise InputError(f"cannot read: {error.strerror or error}", path=name) from error
    except ValueError as error:  # a NUL in the name
        raise InputError(f"cannot read: {error}", path=name) from error


def _placed(notices: Iterable[Notice], name: str) -> tuple[Notice, ...]:
    shown = "<stdin>" if name == "-" else name
    return tuple(notice._replace(path=shown) for notice in sorted(notices, key=lambda notice: notice.line))


def _transcript(
    source: str, name: str, path: str
) -> tuple[Transcript, tuple[Span, ...], tuple[Part, ...], list[Notice]]:
    form = FORMATS[name]
    parsed: Parsed = form.parse(source)
    notices = list(parsed.notices)
    lines: Lines | None = None
    if not parsed.parts:
        notices.append(Notice(0, "no cue in it"))
    words: list[Word] = []
    spans: list[Span] = []
    segments: list[Segment] = []
    before = 0
    for part in parsed.parts:
        texts, places = words_in(source, part.text, form.MARKUP)
        start, end = part.start, part.end
        if end < start or start < before:
            lines = lines or Lines(source)
            if end < start:
                end = start + reading_time("".join(texts))
                notices.append(Notice(lines.number(part.block[0]), "the cue ends before it begins: its end is guessed"))
            elif name != "txt":
                notices.append(
                    Notice(lines.number(part.block[0]), "the cue begins before the one above it: kept there")
                )
        before = start
        first = len(words)
        words.extend(spread(texts, start, end))
        spans.extend(places)
        segments.append(Segment(start, end, first, len(words) - 1))
    transcript = Transcript(
        tuple(words),
        tuple(segments),
        None,
        "" if path == "-" else path,
        Origin("file", options={"format": name}),
        interpolated=True,
    )
    return transcript, tuple(spans), tuple(parsed.parts), notices
