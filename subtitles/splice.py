"""The bytes of a file with new text for stretches of its source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..document.encoding import Coding
from .file import SubtitleFile
from .formats.notices import Notice
from .formats.source import Splice


class Patched(NamedTuple):
    """A file with edits in it: its bytes, the same as text without byte order mark, and what a person should know."""

    data: bytes
    text: str
    encoding: str
    warnings: tuple[Notice, ...] = ()


def spliced(file: SubtitleFile, splices: Sequence[Splice], warnings: Sequence[Notice] = ()) -> Patched:
    """The file with these changes, which are in its order and do not overlap.

    It stays in its own encoding; if that cannot hold the new text, it becomes UTF-8, with a warning.
    """
    coding = file.coding
    try:
        for splice in splices:
            coding.encode(splice.new)
    except UnicodeEncodeError as error:
        missing = error.object[error.start : error.end]
        warnings = [*warnings, Notice(0, f"{coding.name} cannot hold {missing!r}: written as UTF-8", file.path)]
        coding = Coding()
    pieces: list[bytes] = [coding.mark]
    texts: list[str] = []
    at = 0
    for start, end, new in [*splices, Splice(len(file.source), len(file.source), "")]:
        pieces += [coding.encode_part(file.source, at, start), coding.encode(new)]
        texts += [file.source[at:start], new]
        at = end
    return Patched(b"".join(pieces) + coding.tail, "".join(texts), coding.name, tuple(warnings))
