"""Where in a text the terms of a lexicon may have been said: all ways of looking together, each comparison made once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .anchors import AnchorIndex
from .bound import highest_scores
from .candidates import Rows, SoundIndex, Windows
from .decide import MOST_GAINED, REVIEW_SCORE, own_features, points_of
from .forms import Form
from .keys import Ints
from .lettering import Lettering
from .likeness import FormTable
from .reading import Reading
from .rewording import is_reworded
from .vocabulary import Bools, Vocabulary
from .windows import Likeness, Likenesses

# Different windows whose comparisons are remembered, because the same words come again: about 200 bytes each.
MOST_REMEMBERED = 1 << 18


@dataclass(frozen=True, slots=True)
class Match:
    """A window (first token, number of tokens) that may be a form, how they compare, and the points that makes."""

    first: int
    count: int
    form: Form
    like: Likeness
    own: float


Found = tuple[Form, Likeness, float]


class Matcher:
    """The forms of a lexicon made ready to be found by sound, by letters, and around a word of theirs that is right."""

    def __init__(self, forms: Sequence[Form], table: FormTable, vocabulary: Vocabulary, language: str) -> None:
        """`table` holds the same forms."""
        self._forms, self._language = forms, language
        self._sounds, self._anchors = SoundIndex.of(forms, language), AnchorIndex(forms, vocabulary, language)
        self._table = table
        self._known: dict[int, tuple[Found, ...]] = {}
        self._vocabulary = vocabulary

    def find(self, reading: Reading, lettering: Sequence[Lettering]) -> dict[int, list[Match]]:
        """The windows of each document that may be a form; `lettering` is that of each document."""
        if reading.vocabulary is not self._vocabulary or len(self._known) > MOST_REMEMBERED:
            self._known.clear()  # another vocabulary has other numbers
            self._vocabulary = reading.vocabulary
        rows = Rows(reading)
        windows = _different(self._sounds.windows(reading, rows), self._anchors.windows(reading))
        caseless = np.array([letters is not Lettering.BOTH for letters in lettering], np.bool_)
        caseless = caseless[reading.document[windows.first]] | reading.shouted[windows.first]
        situation = 4 * caseless + 2 * reading.starts_sentence[windows.first] + windows.similar
        keys = rows.types.whole(windows.first, windows.count) * np.uint64(8) + situation.astype(np.uint64)
        unique, where, back = np.unique(keys, return_index=True, return_inverse=True)
        known = list(map(self._known.get, unique.tolist()))
        unknown = [at for at, found in enumerate(known) if found is None]
        new = where[unknown]
        compared = self._compare(reading, rows, windows.take(new), caseless[new])
        for at, found, key in zip(unknown, compared, keys[new].tolist(), strict=True):
            known[at] = self._known[key] = found
        matches: dict[int, list[Match]] = defaultdict(list)
        worth = np.flatnonzero(np.fromiter(map(bool, known), np.bool_, len(known))[back])
        places = (windows.first[worth], windows.count[worth], reading.document[windows.first[worth]], back[worth])
        for first, count, document, at in zip(*(part.tolist() for part in places), strict=True):
            matches[document].extend([Match(first, count, *each) for each in known[at] or ()])
        return matches

    def _compare(self, reading: Reading, rows: Rows, windows: Windows, caseless: Bools) -> list[tuple[Found, ...]]:
        """For each window the forms that it could be proposed for, if all around spoke for it."""
        heard, anchored = self._sounds.find(rows, windows), self._anchors.find(reading, windows)
        window = np.concatenate([heard.window, anchored.window])
        form = np.concatenate([heard.form, anchored.form])
        cost = np.concatenate([heard.cost, self._table.apart(rows.said(windows.take(anchored.window)), anchored.form)])
        # Where both have a pair, what was found by its sound comes first: spelt alike, it may have been found at any distance.
        _, first = np.unique(window * len(self._forms) + form, return_index=True)
        first = first[self._table.other_words(rows, windows, window[first], form[first])]
        least = np.maximum(cost[first] - np.float32(MOST_GAINED), 0)
        like = self._table.outline(reading, windows, caseless, window[first], form[first], least)
        # From the quickest look to the slowest: most windows could not be proposed whatever the next one said.
        like, owner = _worth(like, window[first])
        like, owner = _worth(self._table.with_letters(reading, like), owner)
        like, owner = _worth(self._table.with_sound(reading, like), owner)
        said = np.flatnonzero(~self._table.swallows(reading, like))
        like, owner = like.take(said), owner[said]
        found: list[tuple[Found, ...]] = [()] * len(windows.first)
        places = zip(*(part.tolist() for part in (owner, like.caseless, like.form)), strict=True)
        for (number, no_case, which), measured in zip(places, self._table.records(reading, like), strict=True):
            form_ = self._forms[which]
            if is_reworded(form_, measured, self._language):
                continue
            own = own_features(form_, measured, no_case, self._language)
            found[number] = (*found[number], (form_, measured, points_of(own)))
        return found


def _worth(like: Likenesses, owner: Ints) -> tuple[Likenesses, Ints]:
    """Those that could be proposed, by what is known of them."""
    worth = np.flatnonzero(highest_scores(like) >= REVIEW_SCORE)
    return like.take(worth), owner[worth]


def _different(one: Windows, other: Windows) -> Windows:
    """The windows of both, in the order of the text; `similar` is the first's word on those that both have."""
    first, count = np.concatenate([one.first, other.first]), np.concatenate([one.count, other.count])
    _, at = np.unique(first * 16 + count, return_index=True)
    return Windows(first[at], count[at], np.concatenate([one.similar, other.similar])[at])
