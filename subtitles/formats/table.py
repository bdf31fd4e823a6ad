"""Rows of start, end and text: what TSV and CSV have in common.

A header says which column is which; without one they are start, end, text. What a time says stands in table_times.py. A field
in quotes may hold delimiters, line ends and doubled quotes, as spreadsheets write them. A row keeps its text whatever its
times are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from .notices import Notice, Repairs, left_out
from .source import (
    FRAMES,
    LINE_END,
    NO_MARKUP,
    STRAY,
    Dialect,
    Lines,
    Markup,
    Parsed,
    Part,
    Span,
    guessed_times,
    reading_time,
)
from .table_times import TIME, milliseconds, unit_of, without_unit

_NAMES = {
    "start": {"start", "begin", "from", "in", "start time", "start_time", "starttime", "début"},
    "end": {"end", "to", "out", "end time", "end_time", "endtime", "fin"},
    "text": {"text", "texte", "caption", "subtitle", "transcript", "sous-titre"},
}
_USUAL = {"start": 0, "end": 1, "text": 2}
# What stands where a time should that nobody knows, or is one with a slip of the hand in it.
_MEANT = re.compile(r"nan|null|none|n/a|[^a-z]*+[a-z]{0,2}+[^a-z]*+", re.IGNORECASE)
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
    return _columns(line.split(delimiter))[0].keys() == _USUAL.keys()


class _Row(NamedTuple):
    """A row of a cue: where it stands (to the next one), its line, its text, and its times as far as they can be read."""

    block: Span
    close: int
    line: int
    text: Span
    dialect: Dialect | None
    times: Mapping[str, re.Match[str]]
    spans: Mapping[str, Span]


def parse(source: str, delimiter: str, *, quotes: bool) -> Parsed:
    lines = Lines(source)
    repairs = Repairs()
    lost: list[tuple[int, str]] = []
    notices: list[Notice] = []
    kept: list[_Row] = []
    columns, named = _USUAL, 0
    rows = list(_rows(source, delimiter, quotes=quotes))
    for at, fields in enumerate(rows):
        start, end = fields[0].start, fields[-1].end
        line = lines.number(start)
        names, unit = _columns([source[slice(*field.inner)] for field in fields])
        if names.keys() >= {"start", "text"} and at == 0:
            columns, named = names, unit
            continue
        after = rows[at + 1][0].start if at + 1 < len(rows) else len(source)
        row = _row(
            source, fields, columns, (start, after), line, repairs, notices, _bare(delimiter) if quotes else None
        )
        if row is not None:
            kept.append(row)
        elif kept and names.keys() != _USUAL.keys() and _goes_on(source, kept[-1], (start, end), columns):
            repairs.add(line, "a line without times, kept as text of the row above", source[start:end].strip())
            above = kept[-1]
            kept[-1] = above._replace(block=(above.block[0], after), close=end, text=(above.text[0], end))
        else:
            lost += [(line + more, text.strip(STRAY)) for more, text in enumerate(LINE_END.split(source[start:end]))]
    found, remark = unit_of([[row.times[name] for name in ("start", "end") if name in row.times] for row in kept])
    notices += [Notice(0, remark)] if remark and not named else []
    parts = _parts(source, kept, columns, named or found, repairs)
    return Parsed(parts, [*notices, *repairs.notices(), *left_out(lost, "no row of start, end and text")])


def _parts(source: str, rows: Sequence[_Row], columns: Mapping[str, int], unit: int, repairs: Repairs) -> list[Part]:
    """The cues of rows; a time that cannot be read is guessed from those around it."""
    parts: list[Part] = []
    known = [{name: milliseconds(time, unit) for name, time in row.times.items()} for row in rows]
    starts = [times.get("start") for times in known]
    for at, (row, times) in enumerate(zip(rows, known, strict=True)):
        start, end = starts[at], times.get("end")
        if start is None or end is None:
            latest = starts[at + 1] if at + 1 < len(rows) else None
            lasting = reading_time(source[slice(*row.text)])
            if "end" not in columns and latest is not None:
                end = max(latest, start or 0)
            start, end = guessed_times(start, end, parts[-1].end if parts else 0, latest, lasting)
        spans = row.spans.get("start"), row.spans.get("end")
        parts.append(Part(start, end, row.block, row.close, row.text, None, *spans, row.dialect))
    if "end" not in columns and parts:
        repairs.add(1, "no column says when a cue ends: it lasts until the next one begins")
    return parts


def _goes_on(source: str, above: _Row, region: Span, columns: Mapping[str, int]) -> bool:
    """Can a line without times be a line of the text above, written without quotes?"""
    text = source[slice(*region)].strip()
    last = columns["text"] == max(columns.values())
    return last and above.dialect is not _QUOTED and text[:1] != "#" and any(map(str.isalpha, text))


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


def _columns(names: Sequence[str]) -> tuple[dict[str, int], int]:
    """Which columns these names are of, and the ms of the unit that they say; 0 if they say none."""
    found: dict[str, int] = {}
    units = [0]
    for at, written in enumerate(names):
        name, unit = without_unit(written.strip(' \t"' + STRAY).lower())
        for column, known in _NAMES.items():
            if name in known and column not in found:
                found[column] = at
                units.append(unit)
    return found, max(units)


def _row(
    source: str,
    fields: Sequence[_Field],
    columns: Mapping[str, int],
    block: Span,
    line: int,
    repairs: Repairs,
    notices: list[Notice],
    bare: Dialect | None,
) -> _Row | None:
    """One row; None if it is none of a cue."""
    places = {name: columns[name] for name in ("start", "end") if name in columns}
    if max(places.values()) >= len(fields):
        return None
    spans: dict[str, Span] = {}
    times: dict[str, re.Match[str]] = {}
    unread: dict[str, str] = {}
    for name, place in places.items():
        begin, end = fields[place].inner
        written = source[begin:end].strip(" \t" + STRAY)
        match = TIME.fullmatch(written)
        if match is None:
            unread[name] = written
            continue
        begin = source.index(written, begin)
        spans[name] = (begin, begin + len(written))
        times[name] = match
        if match["frames"]:
            repairs.add(line, f"timecode with frames: read at {FRAMES} frames a second", written)
        if match["sign"]:
            repairs.add(line, "a time before zero, read as zero", written)
    where, close = columns["text"], fields[-1].end
    if where >= len(fields) > max(places.values()) + 1:
        between = [source[slice(*field.inner)].strip() for field in fields[max(places.values()) + 1 : -1]]
        where = len(fields) - 1 if all(map(TIME.fullmatch, between)) else len(fields) - 1 - len(between)
        repairs.add(line, "fewer fields than columns: what follows the times is taken for the text")
    quoted = where < len(fields) and fields[where].quoted
    region = fields[where].inner if where < len(fields) else (close, close)
    if (where >= max(columns.values()) or where != columns["text"]) and where < len(fields) - 1:
        repairs.add(line, "more fields than columns: the rest is kept as text")
        region, quoted = (fields[where].start, close), False
    if unread:
        meant = times or all(map(_MEANT.fullmatch, unread.values()))
        if not meant or not source[slice(*region)].strip():
            return None
        if all(map(_MEANT.fullmatch, unread.values())):
            repairs.add(line, "a time that cannot be read, so it is guessed", source[fields[0].start : close])
        else:  # it may be text
            notices.append(
                Notice(line, f"a time that cannot be read, so it is guessed: {source[fields[0].start : close]!r}")
            )
    if bare is not None and not quoted and source.startswith('"', region[0]) and region[0] < region[1]:
        repairs.add(line, "a quotation mark that is never closed, kept as text", source[slice(*region)])
    return _Row(block, close, line, region, _QUOTED if quoted else bare, times, spans)
