"""Windows around a word of a term that is already right: "Yerji Weil" for "Jiří Weil", however far the rest may sound."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from .candidates import Candidates
from .forms import MOST_TOKENS, Form, Kind
from .frequency import zipf
from .keys import Ints
from .reading import Reading, Vocabulary

# A word that many terms share says little of which one was said; so does an ordinary word.
MOST_TERMS = 12
COMMONEST_ANCHOR = 5.0


class AnchorIndex:
    """The words of the lexicon's longer terms that are rare enough to tell which term was said."""

    def __init__(self, forms: Sequence[Form], vocabulary: Vocabulary, language: str) -> None:
        places: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for number, form in enumerate(forms):
            size = len(form.tokens)
            if form.kind is not Kind.WRITE or not 2 <= size <= MOST_TOKENS - 1:
                continue
            for at, token in enumerate(form.tokens):
                if zipf(token.norm, language) < COMMONEST_ANCHOR and at in (0, size - 1):
                    places[vocabulary.norm_id(token.norm)].append((number, at, size))
        self._places = {norm: found for norm, found in places.items() if len(found) <= MOST_TERMS}
        self._norms = np.array(sorted(self._places), np.int32)

    def find(self, reading: Reading) -> Candidates:
        """Windows that begin or end with such a word and have about as many words as the term."""
        broken = np.concatenate([[0], np.cumsum(reading.breaks)])
        size = len(reading.norms)
        rows: list[tuple[int, int, int]] = []
        for at in np.flatnonzero(np.isin(reading.norms, self._norms)).tolist():
            for form, place, length in self._places[int(reading.norms[at])]:
                for count in (length, length + 1, length - 1):
                    first = at if place == 0 else at - count + 1
                    last = first + count - 1
                    if count < 2 or first < 0 or last >= size or broken[last] != broken[first]:
                        continue
                    if reading.opens[first] and reading.closes[last]:
                        rows.append((first, count, form))
        table: Ints = np.array(rows, np.int64).reshape(-1, 3)
        return Candidates(table[:, 0], table[:, 1], table[:, 2], np.zeros(len(table), np.float32))
