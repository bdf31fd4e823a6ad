"""Two changes of one text put together: what became of a text, and what else is to be changed in it.

The words of both are laid side by side with the fewest changes, one word for another counting as one: so "un un" -> "un deux"
changes the second word. What stands between words that are the same (numbers, times, punctuation) is compared there and
nowhere else: so words keep their places in a file whose cues were cut anew.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from math import inf
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

# A line of times changes as a whole. "Bouzidi-Martin" is one word: who adds to a name changes it.
_TOKEN = re.compile(r"(?m:^[^\n]*-->[^\n]*$)|\s+|\w+(?:[-\u2010\u2011]\w+)*|[^\w\s]")
_WORD = re.compile(r"[^\W\d_]")


class Hunk(NamedTuple):
    """New text for the characters `start` to `end` (not included) of the old one."""

    start: int
    end: int
    new: str


def hunks(old: str, new: str) -> list[Hunk]:
    """What makes the new text of the old one; `merged(old, hunks(old, new)) == new`."""
    front = _common(old, new)
    back = _common(old[front:][::-1], new[front:][::-1])
    # Whole lines, so that what is alike by chance at the edges of a change is not torn from it.
    front = old.rfind("\n", 0, front) + 1
    back = min(back, len(old) - front, len(new) - front)
    end = old.find("\n", len(old) - back)
    back = 0 if end < 0 else len(old) - end
    ours, theirs = _Tokens(old[front : len(old) - back], front), _Tokens(new[front : len(new) - back], 0)
    return [
        Hunk(ours.at(start), ours.at(stop), theirs.text(begin, end))
        for start, stop, begin, end in ours.differing(theirs)
    ]


def clash(old: str, mine: Iterable[Hunk], theirs: Iterable[Hunk]) -> bool:
    """Whether both change the same stretch of the old text, and not in the same way, or theirs puts words into a line between
    words that do not both stand there any more, or not beside each other: nobody knows then where they belong."""
    ours = list(mine)
    worded = [one for one in ours if _words(old[one.start : one.end]) or _words(one.new)]
    spans = _words(old) if worded else []
    for other in theirs:
        if any(_overlap(one, other) for one in ours if one != other):
            return True
        if worded and _between_words(old, other):
            first, stop = _gap(spans, other)
            if any(one.start <= stop and first <= one.end for one in worded if one != other):
                return True
    return False


def merged(old: str, *changes: Iterable[Hunk]) -> str:
    """The old text with all changes in it; they must not clash."""
    pieces, at = [], 0
    for start, end, new in sorted({hunk for each in changes for hunk in each}):
        pieces += [old[at:start], new]
        at = end
    return "".join(pieces) + old[at:]


class _Tokens:
    """The tokens of a text that begins at a character position, and where each of them begins."""

    def __init__(self, text: str, start: int) -> None:
        self._tokens: list[str] = _TOKEN.findall(text)
        self._starts = list(accumulate(map(len, self._tokens), initial=start))
        self._words = [at for at, token in enumerate(self._tokens) if _WORD.search(token)]

    def at(self, number: int) -> int:
        return self._starts[number]

    def text(self, first: int, stop: int) -> str:
        return "".join(self._tokens[first:stop])

    def differing(self, others: _Tokens) -> Iterator[tuple[int, int, int, int]]:
        """Ranges of tokens that differ, here and there."""
        first = begin = 0
        for at, there in [*self._same_words(others), (len(self._tokens), len(others._tokens))]:
            mine, theirs = self._tokens[first:at], others._tokens[begin:there]
            if mine != theirs:
                for start, stop, from_, to in _differing(mine, theirs):
                    yield first + start, first + stop, begin + from_, begin + to
            first, begin = at + 1, there + 1

    def _same_words(self, others: _Tokens) -> Iterator[tuple[int, int]]:
        """Which tokens are the same word, here and there."""
        mine, theirs = ([each._tokens[at] for at in each._words] for each in (self, others))
        for op in Levenshtein.opcodes(mine, theirs):
            if op.tag == "equal":
                yield from zip(
                    self._words[op.src_start : op.src_end], others._words[op.dest_start : op.dest_end], strict=True
                )


def _differing(mine: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Ranges in which two sequences differ; what is inserted beside what is replaced is one change."""
    found: list[tuple[int, int, int, int]] = []
    for op in Levenshtein.opcodes(mine, theirs):
        if op.tag == "equal":
            continue
        first, begin = op.src_start, op.dest_start
        if found and found[-1][1] == first:
            first, _, begin, _ = found.pop()
        found.append((first, op.src_end, begin, op.dest_end))
    return found


def _overlap(one: Hunk, other: Hunk) -> bool:
    both_insert = one.start == one.end == other.start == other.end
    return both_insert or (one.start < other.end and other.start < one.end)


def _between_words(old: str, hunk: Hunk) -> bool:
    """Whether words are put in where none stood; not so those of a cue that is put in whole, whose place is between cues."""
    starts = old[: hunk.start].endswith("\n") or hunk.start == 0 or hunk.new.startswith(("\n", "\r"))
    ends = old.startswith(("\n", "\r"), hunk.end) or hunk.end == len(old) or hunk.new.endswith("\n")
    whole = starts and ends and ("-->" in hunk.new or "-->" not in old)
    return bool(not whole and _words(hunk.new) and not _words(old[hunk.start : hunk.end]))


def _gap(words: Sequence[tuple[int, int]], hunk: Hunk) -> tuple[float, float]:
    """From the end of the word before a place between words to the beginning of the next."""
    at = bisect_left(words, (hunk.end, hunk.end))
    return words[at - 1][1] if at else -inf, words[at][0] if at < len(words) else inf


def _words(text: str) -> list[tuple[int, int]]:
    """Where words stand in a text."""
    tokens = (match for match in _TOKEN.finditer(text) if "-->" not in match[0])
    return [match.span() for match in tokens if _WORD.search(match[0])]


def _common(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
