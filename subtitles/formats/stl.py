"""EBU STL (Tech 3264), a binary format of broadcasting: read through ttconv, an extra; not written.

ttconv knows its code tables, its cumulative and its teletext subtitles. Times count from the programme's start, as the file
itself gives it.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ...document.errors import InputError
from .notices import Notice, Repairs
from .style import BOTTOM, PLAIN, Run, Style, Styled, colour_of, place_at, trimmed

_BLOCK, _HEAD = 128, 1024  # bytes
_TIMES = 16  # of a block, before its text
_UNUSED = b"\x8f"  # what stands behind a text up to the end of its block


def looks_so(data: bytes) -> bool:
    """The code of the disk format stands behind the number of the code page."""
    return data[3:6] == b"STL" and data[:3].isdigit()


def read_cues(data: bytes) -> tuple[list[Styled], list[Notice]]:
    """The subtitles of an STL file, and what a person should know of them.

    Raises:
        InputError: if it is damaged, or ttconv is not there.
    """
    try:
        from ttconv.stl.config import STLReaderConfiguration
        from ttconv.stl.reader import to_model
    except ImportError as error:
        raise InputError(
            "EBU STL is read with ttconv, which is not installed", remedy="pip install 'rehear[broadcast]'"
        ) from error

    if len(data) < _HEAD:
        raise InputError("EBU STL that ends inside its head, before any subtitle")
    cut = len(data) % _BLOCK
    tail = data[len(data) - cut :]
    if cut:
        data = data.ljust(len(data) + _BLOCK - cut, _UNUSED) if cut > _TIMES else data[:-cut]

    def found(start: str | None) -> list[Styled]:
        options = STLReaderConfiguration(program_start_tc=start, max_row_count=_rows(data))
        body = to_model(io.BytesIO(data), options).get_body()
        cues = (
            [
                _cue(element, teletext=data[11:12] in (b"1", b"2"))
                for element in body.dfs_iterator()
                if _is(element, "P")
            ]
            if body is not None
            else []
        )
        return sorted((cue for cue in cues if cue is not None), key=lambda cue: (cue.start, cue.end))

    try:
        with _told() as told:
            cues = found("TCP")
        with _told():  # the same once more
            from_zero = found(None)
    except Exception as error:
        raise InputError(f"EBU STL that cannot be read: {type(error).__name__} {error}") from error
    notices = list(told.notices())
    if cut:
        said = "the file ends in the middle of a block, which is read as far as it goes"
        notices.append(Notice(0, said, lost=bool(tail.strip(b"\0 "))))
    if len(cues) < len(from_zero):
        cues = from_zero
        notices.append(Notice(0, "the programme's start lies after the first subtitle: times count from zero instead"))
    return cues, notices


@contextmanager
def _told() -> Iterator[Repairs]:
    """What ttconv logs of a file that is not as it should be, instead of where its log would go."""
    told = Repairs()
    log = logging.getLogger("ttconv")
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: told.add(0, f"ttconv says: {record.getMessage()}")  # type: ignore[method-assign]
    propagates = log.propagate
    log.addHandler(handler)
    log.propagate = False
    try:
        yield told
    finally:
        log.removeHandler(handler)
        log.propagate = propagates


def _rows(data: bytes) -> int | None:
    """How many rows the screen has that places are counted in, as the head says it; teletext has always the same."""
    rows = data[253:255].strip()
    return int(rows) or None if rows.isdigit() else None


def _cue(paragraph: Any, *, teletext: bool) -> Styled | None:
    begin, end = paragraph.get_begin(), paragraph.get_end()
    if begin is None or end is None:
        return None
    pieces: list[Run] = []
    for element in paragraph.dfs_iterator():
        if _is(element, "Br"):
            pieces.append(Run("\n", PLAIN))
        elif _is(element, "Text"):
            if teletext:  # the code of a colour takes the place of a space
                pieces.append(Run(" ", PLAIN))
            pieces.append(Run(element.get_text(), _style(element.parent())))
    runs = trimmed(pieces, collapses=True)
    lines = tuple("".join(run.text for run in runs).split("\n")) if runs else ()
    return Styled(round(begin * 1000), round(end * 1000), lines, runs, _place(paragraph))


def _style(span: Any) -> Style:
    from ttconv.style_properties import FontStyleType, StyleProperties

    colour, decoration = span.get_style(StyleProperties.Color), span.get_style(StyleProperties.TextDecoration)
    return Style(
        italic=span.get_style(StyleProperties.FontStyle) == FontStyleType.italic,
        underline=bool(decoration and decoration.underline),
        colour=(colour_of("#" + bytes(colour.components[:3]).hex()) or "") if colour else "",
    )


def _place(paragraph: Any) -> int:
    """Where its region has it; ttconv gives each a region in shares of the screen."""
    from ttconv.style_properties import DisplayAlignType, StyleProperties, TextAlignType

    region = paragraph.get_region()
    if region is None:
        return BOTTOM
    origin, extent = region.get_style(StyleProperties.Origin), region.get_style(StyleProperties.Extent)
    after = region.get_style(StyleProperties.DisplayAlign) == DisplayAlignType.after
    across = {TextAlignType.start: 0.0, TextAlignType.end: 1.0}.get(paragraph.get_style(StyleProperties.TextAlign), 0.5)
    return place_at(
        (origin.x.value + across * extent.width.value) / 100, (origin.y.value + after * extent.height.value) / 100
    )


def _is(element: Any, name: str) -> bool:
    return type(element).__name__ == name
