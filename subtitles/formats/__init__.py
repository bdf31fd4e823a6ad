"""The formats: siblings with the same two verbs, `parse(source)` and `render(cues)`, and one registry.

To add one: write a module beside these with what `Format` names, add it to `FORMATS`, `NAMES` and `EXTENSIONS`, and teach
`detect.py` what it looks like. Two are not of this kind: rehear's own JSON is a transcript as it is (`json.py`), and EBU STL
is binary (`stl.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import Protocol

from ...document.errors import CallError
from ...document.model import Cue
from . import (
    ass,
    ass_style,
    csv,
    plain,
    sbv,
    srt,
    srt_style,
    text,
    tsv,
    ttml,
    ttml_style,
    vtt,
    vtt_style,
    whisper,
)
from .source import Markup, Parsed, Part
from .style import Pen


class Format(Protocol):
    """A format whose files are read with the place of everything in them, so that they can be patched.

    Attributes:
        TIMED: False where times are made up.
        ORDERED: whether a cue that begins before the one above it is odd.
        OVERLAPS: whether cues may be shown at the same time.
        MARKUP: what in a cue is not text.
    """

    TIMED: bool
    ORDERED: bool
    OVERLAPS: bool
    MARKUP: Markup

    def parse(self, source: str) -> Parsed: ...

    def render(self, cues: Iterable[Cue]) -> str: ...

    def escape(self, text: str) -> str:
        """New text as the format wants it."""
        ...

    def stamp(self, milliseconds: int) -> str:
        """A time as the format writes it."""
        ...


class Look(Protocol):
    """How a format says the look of a text. Its other verb, `dressed`, is its writer's own."""

    def pens(self, source: str, parts: Sequence[Part]) -> Iterator[Pen]:
        """For each part a pen that reads its markup."""
        ...


FORMATS: dict[str, Format] = {
    "srt": srt,
    "vtt": vtt,
    "txt": text,
    "plain": plain,
    "tsv": tsv,
    "csv": csv,
    "ass": ass,
    "sbv": sbv,
    "ttml": ttml,
    "whisper": whisper,
}
# Those that can say how a text looks.
STYLES: dict[str, Look] = {"srt": srt_style, "vtt": vtt_style, "ass": ass_style, "ttml": ttml_style}
STYLED = frozenset(STYLES)
# What can be written, and under which extension. "whisper" is a recogniser's JSON and STL is binary: both are only read.
NAMES = ("srt", "txt", "plain", "vtt", "json", "tsv", "csv", "ass", "sbv", "ttml")
READ_ONLY = ("whisper", "stl")
EXTENSIONS = {name: f".{name}" for name in NAMES} | {"plain": ".plain.txt"}
_ALSO = {".plain": "plain", ".ssa": "ass", ".dfxp": "ttml", ".xml": "ttml", ".stl": "stl"}
_ALIASES = {
    "text": "txt",
    "subrip": "srt",
    "webvtt": "vtt",
    "ssa": "ass",
    "dfxp": "ttml",
    "ebu-tt-d": "ttml",
    "imsc": "ttml",
}


def named(name: str) -> str:
    """The canonical name of a format; CallError if there is none of this name."""
    known = _ALIASES.get(name.lower().lstrip("."), name.lower().lstrip("."))
    if known not in NAMES and known not in READ_ONLY:
        raise CallError(f"no format {name!r}", remedy="one of " + ", ".join(NAMES))
    return known


def writable(name: str) -> str:
    """The canonical name of a format that can be written; CallError if there is none, or it is only read."""
    known = named(name)
    if known == "stl":
        raise CallError("EBU STL is read, not written", remedy="--format srt, vtt, ttml or another")
    if known not in NAMES:
        raise CallError(f"format {name!r} is read, not written", remedy="one of " + ", ".join(NAMES))
    return known


def of_extension(path: str) -> str | None:
    """The format that a file's name promises, if it does."""
    name = PurePath(path).name.lower()
    every = {extension: known for known, extension in EXTENSIONS.items()} | _ALSO
    longest = max((extension for extension in every if name.endswith(extension)), key=len, default=None)
    return None if longest is None else every[longest]
