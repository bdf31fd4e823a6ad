"""Rows of start, end and text: what TSV and CSV have in common.

Whole numbers are milliseconds, as Whisper writes them; with a point they are seconds; `00:00:01,500` is a clock. A header says
which column is which; without one they are start, end, text. A field in quotes may hold delimiters, line ends and doubled
quotes, as spreadsheets write them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from .notices import Repairs, left_out
from .source import LINE_END, NO_MARKUP, STRAY, Dialect, Lines, Markup, Parsed, Part, Span, reading_time

_NAMES = {
    "start": {"start", "begin", "from", "in", "start time", "start_time", "starttime", "début"},
    "end": {"end", "to", "out", "end time", "end_time", "endtime", "fin"},
    "text": {"text", "texte", "caption", "subtitle", "transcript", "sous-titre"},
}
_USUAL = {"start": 0, "end": 1, "text": 2}
_TIME = re.compile(
    r"(-?)(?:(\d{1,12})|(\d{1,9}[.,]\d{1,9})|(?:(\d{1,4}):)?(\d{1,3}):(\d{1,2})(?:[.,:](\d{1,3}))?)", re.ASCII
)
_QUOTED = Dialect(
    Markup(re.compile(f'""|[{STRAY}]'), lambda token: "" if token in STRAY else '"', re.compile(f'"|[{STRAY}]')),
    lambda text: text.replace('"', '""'),
)


class _Field(NamedTuple):
    """Where a field stands, and where what it says does: without its quotes, if it has some."""

    start: int
    end: int
    inner: Span
    quoted: bool


@cache
def _bare(delimiter: str) -> Dialect:
    """A field without quotes, which gets them if it comes to hold what only quotes can hold."""
    special = re.compile(f'[{delimiter}\r\n]|^"')

    def enclose(text: str) -> str:
        return f'"{_QUOTED.escape(text)}"' if special.search(text) else text

    return Dialect(NO_MARKUP, str, enclose)


@cache
def _field(delimiter: str, quotes: bool) -> re.Pattern[str]:
    bare = f"[^{delimiter}\r\n]*+"
    quoted = rf'[ \t{STRAY}]*"((?:[^"]|"")*+)"[ \t]*(?=[{delimiter}\r\n]|\Z)'
    return re.compile(f"{quoted}|{bare}" if quotes else f"(?!)()|{bare}")


def names_columns(line: str, delimiter: str) -> bool:
    """Does this line name the columns of a table?"""
    return _columns(line.split(delimiter)).keys() == _USUAL.keys()


def parse(source: str, delimiter: str, *, quotes: bool) -> Parsed:
    lines = Lines(source)
    repairs = Repairs()
    lost: list[tuple[int, str]] = []
    parts: list[Part] = []
    columns: Mapping[str, int] = _USUAL
    rows = list(_rows(source, delimiter, quotes=quotes))
    for at, fields in enumerate(rows):
        start, end = fields[0].start, fields[-1].end
        line = lines.number(start)
        named = _columns([source[slice(*field.inner)] for field in fields]) if at == 0 else {}
        if named.keys() >= {"start", "text"}:
            columns = named
            continue
        after = rows[at + 1][0].start if at + 1 < len(rows) else len(source)
        part = _part(source, fields, columns, (start, after), line, repairs, _bare(delimiter) if quotes else None)
        if part is None:
            lost += [(line + more, text.strip(STRAY)) for more, text in enumerate(LINE_END.split(source[start:end]))]
        else:
            parts.append(part)
    if "end" not in columns and parts:
        repairs.add(1, "no column says when a cue ends: it lasts until the next one begins")
        starts = [*(part.start for part in parts[1:]), parts[-1].start + reading_time(source[slice(*parts[-1].text)])]
        parts = [replace(part, end=max(start, part.start)) for part, start in zip(parts, starts, strict=True)]
    return Parsed(parts, [*repairs.notices(), *left_out(lost, "no row of start, end and text")])


def _rows(source: str, delimiter: str, *, quotes: bool) -> Iterator[list[_Field]]:
    """The rows that are not blank."""
    pattern = _field(delimiter, quotes)
    at = 0
    while at < len(source):
        fields: list[_Field] = []
        while True:
            match = pattern.match(source, at)
            assert match is not None  # a bare field may be empty
            quoted = match.group(1) is not None
            fields.append(_Field(at, match.end(), match.span(1) if quoted else match.span(), quoted))
            at = match.end()
            if source[at : at + 1] != delimiter:
                break
            at += 1
        if source[fields[0].start : at].strip(" \t" + STRAY):
            yield fields
        line_end = LINE_END.match(source, at)
        at = line_end.end() if line_end else len(source)


def _columns(names: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, name in enumerate(names):
        for column, known in _NAMES.items():
            if name.strip(' \t"' + STRAY).lower() in known:
                found.setdefault(column, at)
    return found


def _part(
    source: str,
    fields: Sequence[_Field],
    columns: Mapping[str, int],
    block: Span,
    line: int,
    repairs: Repairs,
    bare: Dialect | None,
) -> Part | None:
    """One row; None if its times cannot be read."""
    spans: dict[str, Span] = {}
    times: dict[str, int] = {}
    for name in (column for column in ("start", "end") if column in columns):
        if columns[name] >= len(fields):
            return None
        begin, end = fields[columns[name]].inner
        written = source[begin:end].strip(" \t" + STRAY)
        match = _TIME.fullmatch(written)
        if match is None:
            return None
        begin = source.index(written, begin)
        spans[name] = (begin, begin + len(written))
        times[name] = _milliseconds(match)
        if match.group(1):
            repairs.add(line, "a time before zero, read as zero", written)
    where, close = columns["text"], fields[-1].end
    if where >= len(fields) > max(columns[name] for name in times) + 1:
        return None  # a text, but not where the columns' names have it
    quoted = where < len(fields) and fields[where].quoted
    region = fields[where].inner if where < len(fields) else (close, close)
    if where == max(columns.values()) and where < len(fields) - 1:
        repairs.add(line, "more fields than columns: the rest is kept as text")
        region, quoted = (fields[where].start, close), False
    if bare is not None and not quoted and source.startswith('"', region[0]) and region[0] < region[1]:
        repairs.add(line, "a quotation mark that is never closed, kept as text", source[slice(*region)])
    return Part(
        times["start"],
        times.get("end", times["start"]),
        block,
        close,
        region,
        None,
        spans["start"],
        spans.get("end"),
        _QUOTED if quoted else bare,
    )


def _milliseconds(match: re.Match[str]) -> int:
    sign, whole, seconds, hours, minutes, rest, fraction = match.groups()
    if sign:
        return 0
    if whole is not None:
        return int(whole)
    if seconds is not None:
        return round(float(seconds.replace(",", ".")) * 1000)
    clock = (int(hours or 0) * 60 + int(minutes)) * 60 + int(rest)
    return 1000 * clock + int((fraction or "0").ljust(3, "0"))
