"""Words with times into segments, by openai-whisper's rules: too long ones are shortened, punctuation joins its word."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from .alignment import Timed

_ENDS = ".。!！?？"  # end a sentence
_OPENS = "\"'“¿([{-"  # belong to the word after them
_CLOSES = "\"'.。,，!！?？:：”)]}、"  # belong to the word before them
_LONGEST_MEDIAN = 0.7  # seconds; no half of all words takes longer
_STRAY = 0.5  # seconds by which a word may leave its segment


@dataclass(slots=True)
class Piece:
    """A segment while it is made: times in seconds from the window's start, its text's tokens, and the same with timestamps."""

    start: float
    end: float
    tokens: tuple[int, ...]
    written: tuple[int, ...]
    words: list[Timed] = field(default_factory=list)


def place(pieces: Sequence[Piece], words: list[Timed], offset: float, spoken: float) -> float:
    """Give each piece its words, and both plausible times.

    Args:
        words: of all pieces together; they are changed.
        offset: where the times of `words` count from, in seconds.
        spoken: when the last word before these ended.

    Returns:
        When the last word of these ended.
    """
    lengths = [word.end - word.start for word in words if word.end != word.start]
    usual = min(_LONGEST_MEDIAN, float(np.median(lengths))) if lengths else 0.0
    if lengths:
        _shorten_at_ends(words, 2 * usual)
    _join_punctuation(words)
    at = 0
    for piece in pieces:
        taken = 0
        while at < len(words) and taken < len(piece.tokens):
            word = words[at]
            taken += word.tokens
            at += 1
            if word.text:
                start, end = round(offset + word.start, 2), round(offset + word.end, 2)
                piece.words.append(Timed(word.text, word.tokens, start, end, word.probability))
        if piece.words:
            _settle(piece, usual, spoken)
            spoken = piece.end
    return spoken


def _shorten_at_ends(words: Sequence[Timed], longest: float) -> None:
    """Silence around the end of a sentence is given to its words by the alignment; take it from them."""
    for before, word in itertools.pairwise(words):
        if word.end - word.start > longest:
            if word.text in _ENDS:
                word.end = word.start + longest
            elif before.text in _ENDS:
                word.start = word.end - longest


def _join_punctuation(words: list[Timed]) -> None:
    """Join what opens with the word after it, what closes with the word before it; what was joined is left without text."""
    following = len(words) - 1
    for at in range(len(words) - 2, -1, -1):
        word = words[at]
        if word.text.startswith(" ") and word.text.strip() in _OPENS:
            words[following].text = word.text + words[following].text
            words[following].tokens += word.tokens
            word.text, word.tokens = "", 0
        else:
            following = at
    before = 0
    for at in range(1, len(words)):
        word = words[at]
        if not words[before].text.endswith(" ") and word.text in _CLOSES:
            words[before].text += word.text
            words[before].tokens += word.tokens
            word.text, word.tokens = "", 0
        else:
            before = at


def _settle(piece: Piece, usual: float, spoken: float) -> None:
    """A pause before the first word or after the last one is not part of it; the piece takes the times of its words."""
    first, last = piece.words[0], piece.words[-1]
    second = piece.words[1] if len(piece.words) > 1 else None
    longest = 2 * usual
    after_pause = first.end - spoken > 4 * usual
    long = first.end - first.start > longest or (second is not None and second.end - first.start > 2 * longest)
    if after_pause and long:
        if second is not None and second.end - second.start > longest:
            first.end = second.start = max(second.end / 2, second.end - longest)
        first.start = max(0, first.end - longest)
    if piece.start < first.end and piece.start - _STRAY > first.start:
        first.start = max(0, min(first.end - usual, piece.start))
    else:
        piece.start = first.start
    if piece.end > last.start and piece.end + _STRAY < last.end:
        last.end = max(last.start + usual, piece.end)
    else:
        piece.end = last.end
