"""Two changes of one text put together: what became of a text, and what else is to be changed in it.

Texts are compared line by line, and where lines differ by words, white space and punctuation. They are laid side by side with
the fewest changes, one word for another counting as one: so "un un" -> "un deux" changes the second word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

# "Bouzidi-Martin" is one word: who adds to a name changes it.
_TOKEN = re.compile(r"\s+|\w+(?:[-\u2010\u2011]\w+)*|[^\w\s]")


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
    found = []
    lines = _Parts(old[front : len(old) - back].splitlines(keepends=True), front)
    others = _Parts(new[front : len(new) - back].splitlines(keepends=True), 0)
    for a, b, c, d in lines.differing(others):
        tokens, theirs = lines.tokens(a, b), others.tokens(c, d)
        found += [
            Hunk(tokens.at(start), tokens.at(stop), theirs.text(begin, end))
            for start, stop, begin, end in tokens.differing(theirs)
        ]
    return found


def clash(mine: Iterable[Hunk], theirs: Iterable[Hunk]) -> bool:
    """Whether both change the same stretch of the old text, and not in the same way."""
    ours = list(mine)
    return any(_overlap(one, other) for other in theirs for one in ours if one != other)


def merged(old: str, *changes: Iterable[Hunk]) -> str:
    """The old text with all changes in it; they must not clash."""
    pieces, at = [], 0
    for start, end, new in sorted({hunk for each in changes for hunk in each}):
        pieces += [old[at:start], new]
        at = end
    return "".join(pieces) + old[at:]


class _Parts:
    """The parts of a text that begins at a character position, and where each of them begins."""

    def __init__(self, parts: Sequence[str], start: int) -> None:
        self._parts, self._starts = parts, [start]
        for part in parts:
            self._starts.append(self._starts[-1] + len(part))

    def at(self, number: int) -> int:
        return self._starts[number]

    def text(self, first: int, stop: int) -> str:
        return "".join(self._parts[first:stop])

    def tokens(self, first: int, stop: int) -> _Parts:
        return _Parts(_TOKEN.findall(self.text(first, stop)), self.at(first))

    def differing(self, others: _Parts) -> list[tuple[int, int, int, int]]:
        """Ranges of parts that differ, here and there."""
        found: list[tuple[int, int, int, int]] = []
        for op in Levenshtein.opcodes(self._parts, others._parts):
            if op.tag == "equal":
                continue
            if found and found[-1][1] == op.src_start:  # what is inserted beside what is replaced is one change
                first, _, begin, _ = found.pop()
            else:
                first, begin = op.src_start, op.dest_start
            found.append((first, op.src_end, begin, op.dest_end))
        return found


def _overlap(one: Hunk, other: Hunk) -> bool:
    both_insert = one.start == one.end == other.start == other.end
    return both_insert or (one.start < other.end and other.start < one.end)


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
