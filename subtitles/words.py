"""The words of the cues of a file, with their places in its source and, where the file has them, with times of their own."""

from __future__ import annotations

import gc
import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import NamedTuple, overload

from ..document.model import Segment, Word, spread
from .echoes import Group, aligned
from .formats.source import Echo, Markup, Part, Span, words_in

_first, _second = itemgetter(0), itemgetter(1)


class Spans(Sequence[Span]):
    """Spans without an object for each: a file of 100 MB has twenty million words."""

    def __init__(self) -> None:
        self._starts, self._ends = array("Q"), array("Q")

    def extend(self, spans: Sequence[Span]) -> None:
        self._starts.extend(map(_first, spans))
        self._ends.extend(map(_second, spans))

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, at: int) -> Span: ...

    @overload
    def __getitem__(self, at: slice) -> list[Span]: ...

    def __getitem__(self, at: int | slice) -> Span | list[Span]:
        if isinstance(at, slice):
            return list(zip(self._starts[at], self._ends[at], strict=True))
        return self._starts[at], self._ends[at]


class Words(NamedTuple):
    """The words and segments of a transcript.

    Attributes:
        spans: where in the source each word stands, without the markup at its edges.
        interpolated: no word has a time of its own; they are spread over their cues.
    """

    words: tuple[Word, ...]
    segments: tuple[Segment, ...]
    spans: Sequence[Span]
    interpolated: bool


def words_of(source: str, parts: Sequence[Part], echoes: Sequence[Echo], markup: Markup) -> Words:
    with no_collection():
        return _words_of(source, parts, {echo.cue: echo for echo in echoes if echo.cue is not None}, markup)


def _words_of(source: str, parts: Sequence[Part], echoes: Mapping[int | None, Echo], markup: Markup) -> Words:
    words: list[Word] = []
    spans = Spans()
    segments: list[Segment] = []
    interpolated = True
    intern = sys.intern
    for at, part in enumerate(parts):
        texts, places = words_in(source, part.text, part.dialect.markup if part.dialect else markup)
        first = len(words)
        spoken = spread(list(map(intern, texts)), part.start, part.end)
        if at in echoes and (groups := aligned(source, texts, echoes[at], markup)) is not None:
            spoken = _timed(spoken, echoes[at], groups)
            interpolated = False
        words += spoken
        spans.extend(places)
        segments.append(Segment(part.start, part.end, first, len(words) - 1, part.evidence or {}))
    return Words(tuple(words), tuple(segments), spans, interpolated)


def _timed(words: list[Word], echo: Echo, groups: Sequence[Group]) -> list[Word]:
    """The words with the times of their pieces."""
    timed: list[Word] = []
    for group in groups:
        pieces = echo.parts[group.piece : group.last_piece + 1]
        known = [p for p in echo.probabilities[group.piece : group.last_piece + 1] if p is not None]
        texts = [word.text for word in words[group.word : group.last_word + 1]]
        timed += spread(texts, pieces[0].start, pieces[-1].end, min(known) if known else None)
    return timed


@contextmanager
def no_collection() -> Iterator[None]:
    """Millions of small records are made and none is garbage: the collector would go through all of them over and over."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
