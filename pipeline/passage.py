"""A passage of a clip heard anew, and how it takes its place in the clip's transcript."""

from __future__ import annotations

from dataclasses import replace

from ..document.model import Segment, Transcript, Word


def widened(start: int, end: int | None, stored: Transcript) -> tuple[int, int | None]:
    """A passage (ms) widened to the segments that it cuts into, so that no word is heard twice or lost at its ends."""
    cut = [s for s in stored.segments if s.end > start and (end is None or s.start < end)]
    if not cut:
        return start, end
    return min(start, cut[0].start), None if end is None else max(end, max(s.end for s in cut))


def with_passage(whole: Transcript, passage: Transcript, start: int, end: int | None) -> Transcript:
    """A transcript with one passage heard anew, and by whom, in its origin's `passages`."""
    heard = passage.origin
    about = {
        "from": start,
        "to": end,
        "engine": heard.engine,
        "model": heard.model,
        "asked": heard.options.get("asked"),
    }
    before = whole.origin.options.get("passages")
    options = {**whole.origin.options, "passages": [*(before if isinstance(before, list) else []), about]}
    whole = put_in_place(whole, passage, start, end)
    return replace(whole, origin=replace(whole.origin, options=options))


def put_in_place(whole: Transcript, passage: Transcript, start: int, end: int | None) -> Transcript:
    """A transcript with one passage heard anew: segments whose middle lies in it are replaced."""

    def outside(segment: Segment) -> bool:
        middle = (segment.start + segment.end) // 2
        return middle < start or (end is not None and middle >= end)

    parts = [(segment, whole) for segment in whole.segments if outside(segment)]
    parts += [(segment, passage) for segment in passage.segments]
    parts.sort(key=lambda part: part[0].start)
    words: list[Word] = []
    segments: list[Segment] = []
    for segment, owner in parts:
        first = len(words)
        words.extend(owner.words_of(segment))
        # A segment that names no language is in its transcript's.
        language = segment.language or (owner.language if owner.language != whole.language else None)
        segments.append(replace(segment, first=first, last=len(words) - 1, language=language))
    return replace(whole, words=tuple(words), segments=tuple(segments))
