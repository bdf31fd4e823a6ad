"""The formats: siblings with the same two verbs, `parse(source)` and `render(cues)`, and one registry.

To add one: write a module beside these with `TIMED`, `MARKUP`, `parse`, `render`, `escape` (new text as the format wants it)
and `stamp` (a time as it writes it), add it to `FORMATS`, `NAMES` and `EXTENSIONS`, and teach `detect` what it looks like.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath
from typing import Protocol

from ...document.errors import CallError, InputError
from ...document.model import Cue
from . import plain, srt, text, tsv, vtt
from .source import STRAY, Markup, Parsed


class Format(Protocol):
    """A format whose files are read with the place of everything in them, so that they can be patched."""

    TIMED: bool
    MARKUP: Markup

    def parse(self, source: str) -> Parsed: ...

    def render(self, cues: Iterable[Cue]) -> str: ...

    def escape(self, text: str) -> str: ...

    def stamp(self, milliseconds: int) -> str: ...


FORMATS: dict[str, Format] = {"srt": srt, "vtt": vtt, "txt": text, "plain": plain, "tsv": tsv}
NAMES = ("srt", "txt", "plain", "vtt", "json", "tsv")
EXTENSIONS = {"srt": ".srt", "txt": ".txt", "plain": ".plain.txt", "vtt": ".vtt", "json": ".json", "tsv": ".tsv"}
_ALIASES = {"text": "txt", "subrip": "srt", "webvtt": "vtt"}

_FOREIGN = (
    (re.compile(r"\s*\[Script Info\]", re.IGNORECASE), "ASS/SSA subtitles"),
    (re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:\w+:)?tt\b", re.DOTALL), "TTML subtitles"),
    (re.compile(r"\s*\d+:\d\d:\d\d\.\d+,\d+:\d\d:\d\d\.\d+\s*[\r\n]"), "SBV subtitles"),
    (re.compile(r"\s*\{\d+\}\{\d+\}"), "MicroDVD subtitles"),
    (re.compile(r"\s*<(?:!doctype|html|\?xml)", re.IGNORECASE), "a web page or XML"),
)
_SRT_LINE = re.compile(rf"^{srt.TIMING.pattern}", re.MULTILINE)


def named(name: str) -> str:
    """The canonical name of a format; CallError if there is none of this name."""
    known = _ALIASES.get(name.lower().lstrip("."), name.lower().lstrip("."))
    if known not in NAMES:
        raise CallError(f"unknown format {name!r}", remedy="one of " + ", ".join(NAMES))
    return known


def of_extension(path: str) -> str | None:
    """The format that a file's name promises, if it does."""
    name = PurePath(path).name.lower()
    matching = [known for known, extension in EXTENSIONS.items() if name.endswith(extension)]
    return max(matching, key=lambda known: len(EXTENSIONS[known]), default=None)


def detect(source: str, path: str) -> str:
    """The format of a text by what stands in it; the name decides only where the text does not.

    Raises:
        InputError: if it is of none that can be read.
    """
    promised = of_extension(path)
    start = source[:4096].lstrip(STRAY)
    if promised in {"json", "vtt"} or start.startswith("WEBVTT"):
        return "vtt" if start.startswith("WEBVTT") else promised or ""
    for pattern, what in _FOREIGN:
        if pattern.match(start):
            raise InputError(f"{what} cannot be read yet", remedy="one of " + ", ".join(NAMES))
    if start.lstrip().startswith("{") and '"schema"' in start:
        return "json"
    if promised == "tsv" or tsv.HEADER.match(start.split("\n", 1)[0]):
        return "tsv"
    # "00:02 – 00:05 Text" is a line of timestamped text: between times alone a dash may stand for the arrow.
    if any(
        ">" in found.group() or not found.group(3).strip() for found in _SRT_LINE.finditer(source.replace("\r", "\n"))
    ):
        return "srt"
    if text.looks_timed(source):
        return "txt"
    if promised in {"txt", "plain"} or path == "-" or not PurePath(path).suffix:
        return "plain"
    if promised == "srt" and not source.strip():
        return "srt"
    raise InputError(
        "no times of a subtitle found in it" if promised else "not a format that can be read",
        remedy="one of " + ", ".join(NAMES) if promised is None else "is it plain text? say --format plain",
    )
