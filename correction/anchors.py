"""Windows around a word of a term that is already right: "Yerji Weil" for "Jiří Weil", however far the rest may sound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from .candidates import Candidates, Windows
from .forms import MOST_TOKENS, Form, Kind
from .frequency import zipf
from .keys import Ints, stretches
from .reading import Reading
from .vocabulary import Vocabulary

# A word that many terms share says little of which one was said; so does an ordinary word.
MOST_TERMS = 12
COMMONEST_ANCHOR = 5.0
# By how many words a window may be longer or shorter than the term.
_LONGER = 1


class AnchorIndex:
    """The words of the lexicon's longer terms that are rare enough to tell which term was said."""

    def __init__(self, forms: Sequence[Form], vocabulary: Vocabulary, language: str) -> None:
        places: list[tuple[int, bool, int, int]] = []  # norm, whether it ends the term, form, size of the form
        for number, form in enumerate(forms):
            size = len(form.tokens)
            if form.kind is Kind.WRITE and 2 <= size <= MOST_TOKENS - 1:
                for token, ends in ((form.tokens[0], False), (form.tokens[-1], True)):
                    if zipf(token.norm, language) < COMMONEST_ANCHOR:
                        places.append((vocabulary.norm_id(token.norm), ends, number, size))
        shared = Counter(norm for norm, *_ in places)
        table = np.array([place for place in places if shared[place[0]] <= MOST_TERMS], np.int64).reshape(-1, 4)
        self._edges = [_Edge(table[table[:, 1] == ends][:, [0, 2, 3]]) for ends in (0, 1)]

    def windows(self, reading: Reading) -> Windows:
        """Windows that begin or end with such a word and have about as many words as one of its terms."""
        size = len(reading.norms)
        broken = np.concatenate([[0], np.cumsum(reading.breaks)])
        begins, ends = (edge.counts(reading.norms) for edge in self._edges)
        found: list[Ints] = []
        for count in range(2, min(MOST_TOKENS, size) + 1):
            opening, closing = slice(0, size - count + 1), slice(count - 1, size)
            anchored = ((begins[opening] | ends[closing]) >> count) & 1 == 1
            anchored &= (broken[opening] == broken[closing]) & reading.opens[opening] & reading.closes[closing]
            first = np.flatnonzero(anchored)
            found.append(np.stack([first, np.full(len(first), count)]))
        first, count_ = np.concatenate([np.zeros((2, 0), np.int64), *found], axis=1)
        return Windows(first, count_, np.zeros(len(first), np.bool_))

    def find(self, reading: Reading, windows: Windows) -> Candidates:
        """The terms that these windows begin or end with a word of."""
        outer = (windows.first, windows.first + windows.count - 1)
        parts = [edge.find(reading.norms[at], windows.count) for edge, at in zip(self._edges, outer, strict=True)]
        window, form = np.concatenate(parts, axis=1)
        return Candidates(window, form, np.zeros(len(window), np.float32))


class _Edge:
    """The anchors at one edge of the terms: rows of norm, form, size of the form, in the order of norms."""

    def __init__(self, table: Ints) -> None:
        table = table[np.argsort(table[:, 0], kind="stable")]
        self._forms, self._sizes = table[:, 1], table[:, 2]
        known = int(table[:, 0].max(initial=-1)) + 1
        number = np.bincount(table[:, 0], minlength=known)
        self._begin = np.concatenate([[0], np.cumsum(number)])
        # For each norm of the lexicon a bit for each number of words that a window with it may have.
        self._counts = np.zeros(known + 1, np.int64)
        for more in range(-_LONGER, _LONGER + 1):
            np.bitwise_or.at(self._counts, table[:, 0], 1 << (self._sizes + more))

    def counts(self, norms: np.ndarray[tuple[int], np.dtype[np.int32]]) -> Ints:
        """Bit n: a window of n words with this norm at this edge may be a term."""
        counts: Ints = self._counts[np.minimum(norms, len(self._counts) - 1)]
        return counts

    def find(self, norms: np.ndarray[tuple[int], np.dtype[np.int32]], count: Ints) -> Ints:
        """Pairs of window and form: shape (2, pairs)."""
        norm = np.minimum(norms, len(self._begin) - 1)
        begin = self._begin[norm]
        number = np.append(self._begin, self._begin[-1])[norm + 1] - begin
        window = np.repeat(np.arange(len(norms)), number)
        at = stretches(begin, number)
        form = self._forms[at]
        fits = (np.abs(self._sizes[at] - count[window]) <= _LONGER) & (count[window] >= 2)
        return np.stack([window[fits], form[fits]])
