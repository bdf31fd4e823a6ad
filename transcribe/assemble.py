"""What an engine heard in windows, as the words and segments of a Transcript: whole words, times in order and in the clip."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate
from math import isfinite

from ..document.model import Segment, Word, split_words
from .engine import Heard, Recognised, Window

_MARGIN = 100  # ms by which a word may reach out of the speech that was detected: soft sounds begin and end it
# Written without spaces between words: there an engine's pieces are all there is.
_UNSPACED = {"zh", "ja", "th", "lo", "my", "yue", "km", "bo"}


def assemble(
    heard: Iterable[tuple[Window, Recognised]], language: str | None, end: int, start: int = 0
) -> tuple[tuple[Word, ...], tuple[Segment, ...], bool]:
    """Words, segments, and whether the words' times were only shared out over their segments.

    Args:
        heard: each window and what was heard in it.
        language: the transcript's; segments in another are marked.
        end, start: where the sound ends and begins, in ms; no time lies outside.
    """
    words: list[Word] = []
    segments: list[Segment] = []
    for window, result in heard:
        for item in result.segments:
            mine = whole_words(item.words, result.language)
            if not "".join(word.text for word in mine).strip():
                continue
            first = len(words)
            words.extend(on_the_clock(word, window) for word in mine)
            segments.append(
                Segment(
                    _place(item.start, window),
                    _place(item.end, window, ends=True),
                    first,
                    len(words) - 1,
                    _evidence(item),
                    result.language if result.language != language else None,
                )
            )
    words = in_order(words, end, start)
    shared = bool(words) and all(word.probability is None for word in words)
    return tuple(words), tuple(_fit(segments, words, end, start)), shared


def on_the_clock(word: Word, window: Window) -> Word:
    """A word with times on the clip's clock: within the part of the window where most of it lies, and close to the speech
    there."""
    start, end = _near_speech(word.start, word.end, window.speech)
    part = window.part_at((start + end) // 2)
    shift, last = part.start - part.at, part.start + part.length
    return replace(word, start=min(max(start + shift, part.start), last), end=min(max(end + shift, part.start), last))


def _near_speech(start: int, end: int, speech: Sequence[tuple[int, int]] | None) -> tuple[int, int]:
    """A time without the silence that it reaches into; one that touches no speech stays."""
    touched = [(first, last) for first, last in speech or () if first < end and last > start]
    if not touched:
        return start, end
    return max(start, touched[0][0] - _MARGIN), min(end, touched[-1][1] + _MARGIN)


def _place(time: int, window: Window, *, ends: bool = False) -> int:
    part = window.part_at(max(0, time - 1) if ends else time)
    return min(time - part.at, part.length) + part.start


def whole_words(pieces: Sequence[Word], language: str | None) -> list[Word]:
    """Pieces joined to words as `split_words` cuts them: with all that stands between two spaces.

    Whisper cuts at apostrophes and hyphens (" guet", "-apens"), subtitle files do not; corrections must see the same words in
    both. A word's probability is the mean over its letters.
    """
    if (language or "") in _UNSPACED:
        return [piece for piece in pieces if piece.text]
    texts = split_words("".join(piece.text for piece in pieces))
    ends = list(accumulate(len(piece.text) for piece in pieces))
    made: list[Word] = []
    at = 0
    for text in texts:
        core = text.strip() or text
        first = at + text.index(core)
        last = first + len(core)
        at += len(text)
        here = range(bisect_right(ends, first), bisect_left(ends, last) + 1)
        made.append(
            _join(text, [(pieces[n], min(ends[n], last) - max(ends[n] - len(pieces[n].text), first)) for n in here])
        )
    return made


def in_order(words: Sequence[Word], end: int, begin: int = 0) -> list[Word]:
    """The words with times from `begin` to `end` that never step back: a word ends before the next one begins."""
    made: list[Word] = []
    for word in words:
        start = min(max(word.start, begin), end)
        stop = min(max(word.end, start), end)
        if made and start < made[-1].end:
            before = made[-1]
            if start >= before.start:
                made[-1] = replace(before, end=start)
            else:
                start = before.end
                stop = max(stop, start)
        made.append(replace(word, start=start, end=stop))
    return made


def _join(text: str, parts: Sequence[tuple[Word, int]]) -> Word:
    """A word of pieces, each with how many of its letters belong to it."""
    known = [(piece.probability, letters) for piece, letters in parts if piece.probability is not None and letters]
    letters = sum(count for _, count in known)
    sure = sum(value * count / letters for value, count in known) if known else None
    return Word(text, parts[0][0].start, max(piece.end for piece, _ in parts), sure)


def _fit(segments: Sequence[Segment], words: Sequence[Word], end: int, begin: int) -> list[Segment]:
    """Segments that hold their words, one after the other, within the clip."""
    made: list[Segment] = []
    reached = begin
    for at, segment in enumerate(segments):
        mine = words[segment.first : segment.last + 1]
        latest = words[segments[at + 1].first].start if at + 1 < len(segments) else end
        start = min(max(segment.start, reached), mine[0].start)
        stop = max(min(segment.end, latest), mine[-1].end, start)
        made.append(replace(segment, start=start, end=stop))
        reached = stop
    return made


def _evidence(item: Heard) -> dict[str, float]:
    return {name: float(value) for name, value in item.evidence.items() if isfinite(value)}
