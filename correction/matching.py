"""Where in a text the terms of a lexicon may have been said: all ways of looking together, each comparison made once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .anchors import AnchorIndex
from .candidates import SoundIndex
from .decide import worth_judging
from .forms import Form
from .keys import KeyRow
from .reading import Reading, Vocabulary
from .text import Text
from .windows import Likeness, Window, compare, near_enough

# Comparisons remembered, because the same mishearing comes again.
MOST_REMEMBERED = 1 << 18
# Spreads the numbers of forms over 64 bits.
_MIX = np.uint64(0xD6E8FEB86659FD93)


@dataclass(frozen=True, slots=True)
class Match:
    """A window (first token, number of tokens) that may be a form, and how they compare."""

    first: int
    count: int
    form: Form
    like: Likeness


class Matcher:
    """The forms of a lexicon made ready to be found by sound, by letters, and around a word of theirs that is right."""

    def __init__(self, forms: Sequence[Form], vocabulary: Vocabulary, language: str) -> None:
        self._forms, self._language = forms, language
        self._searches = (SoundIndex(forms, language), AnchorIndex(forms, vocabulary, language))
        self._known: dict[int, Likeness | None] = {}

    def find(self, reading: Reading) -> dict[int, list[Match]]:
        """The windows of each document that may be a form."""
        found = [search.find(reading) for search in self._searches]
        first = np.concatenate([part.first for part in found])
        count = np.concatenate([part.count for part in found])
        form = np.concatenate([part.form for part in found])
        document = reading.document[first]
        caseless = np.array([Text.is_caseless(t) for t in reading.transcripts], np.bool_)[document]
        row = KeyRow.of_numbers(reading.types)
        situation = 2 * caseless.astype(np.uint64) + reading.starts_sentence[first]
        keys = (row.whole(first, count) ^ (form.astype(np.uint64) * _MIX)) * np.uint64(4) + situation
        unique, where, back = np.unique(keys, return_index=True, return_inverse=True)
        if len(self._known) > MOST_REMEMBERED:
            self._known.clear()
        likes = []
        for key, at in zip(unique.tolist(), where.tolist(), strict=True):
            if key not in self._known:
                window = Window.of(reading, int(first[at]), int(count[at]), bool(caseless[at]))
                self._known[key] = self._compare(window, self._forms[int(form[at])])
            likes.append(self._known[key])
        matches: dict[int, dict[tuple[int, int, int], Match]] = defaultdict(dict)
        worth = np.array([like is not None for like in likes], np.bool_)[back]
        for at in np.flatnonzero(worth).tolist():
            place = (int(first[at]), int(count[at]), int(form[at]))
            like = likes[int(back[at])]
            if like is not None:
                matches[int(document[at])][place] = Match(place[0], place[1], self._forms[place[2]], like)
        return {number: list(found.values()) for number, found in matches.items()}

    def _compare(self, window: Window, form: Form) -> Likeness | None:
        """How they compare; None if that could never be proposed."""
        if not near_enough(window, form, self._language):
            return None
        like = compare(window, form, self._language)
        return like if worth_judging(window, form, like, self._language) else None
