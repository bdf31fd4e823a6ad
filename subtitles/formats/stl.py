"""EBU STL (Tech 3264), a binary format of broadcasting: read through ttconv, an extra; not written.

ttconv knows its code tables, its cumulative and its teletext subtitles. Times count from the programme's start, as the file
itself gives it.
"""

from __future__ import annotations

import io
from typing import Any

from ...document.errors import InputError
from ...document.model import Cue
from .notices import Notice

_BLOCK = 128  # bytes; the head is eight of them


def looks_so(data: bytes) -> bool:
    """The code of the disk format stands behind the number of the code page."""
    return data[3:6] == b"STL" and data[:3].isdigit()


def read_cues(data: bytes) -> tuple[list[Cue], list[Notice]]:
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

    def found(start: str | None) -> list[Cue]:
        body = to_model(io.BytesIO(data), STLReaderConfiguration(program_start_tc=start)).get_body()
        cues = [_cue(element) for element in body.dfs_iterator() if _is(element, "P")] if body is not None else []
        return sorted((cue for cue in cues if cue is not None), key=lambda cue: (cue.start, cue.end))

    try:
        cues, from_zero = found("TCP"), found(None)
    except Exception as error:
        raise InputError(f"EBU STL that cannot be read: {type(error).__name__} {error}") from error
    notices = []
    if len(data) % _BLOCK:
        notices.append(Notice(0, "the file ends in the middle of a block"))
    if len(cues) < len(from_zero):
        cues = from_zero
        notices.append(Notice(0, "the programme's start lies after the first subtitle: times count from zero instead"))
    return cues, notices


def _cue(paragraph: Any) -> Cue | None:
    begin, end = paragraph.get_begin(), paragraph.get_end()
    text = "".join(
        "\n" if _is(element, "Br") else element.get_text() if _is(element, "Text") else ""
        for element in paragraph.dfs_iterator()
    )
    lines = tuple(line for line in (" ".join(line.split()) for line in text.split("\n")) if line)
    if begin is None or end is None:
        return None
    return Cue(round(begin * 1000), round(end * 1000), lines)


def _is(element: Any, name: str) -> bool:
    return type(element).__name__ == name
