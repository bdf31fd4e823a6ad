"""Where in a text the terms of a lexicon may have been said: all ways of looking together, each comparison made once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist

from .anchors import AnchorIndex
from .candidates import SoundIndex
from .decide import REVIEW_SCORE, highest_score, worth_judging
from .forms import Form
from .keys import SPREAD, Ints, KeyRow
from .reading import Bools, Reading, Vocabulary
from .sound import Floats
from .text import Text
from .tokens import fold
from .windows import Likeness, Window, compare, near_enough

# Comparisons remembered, because the same mishearing comes again.
MOST_REMEMBERED = 1 << 18


@dataclass(frozen=True, slots=True)
class Match:
    """A window (first token, number of tokens) that may be a form, and how they compare."""

    first: int
    count: int
    form: Form
    like: Likeness


class Matcher:
    """The forms of a lexicon made ready to be found by sound, by letters, and around a word of theirs that is right."""

    def __init__(
        self, forms: Sequence[Form], vocabulary: Vocabulary, language: str, story: AbstractSet[int] = frozenset()
    ) -> None:
        self._forms, self._language = forms, language
        self._searches = (SoundIndex(forms, language), AnchorIndex(forms, vocabulary, language))
        self._known: dict[int, Likeness | None] = {}
        self._letters = [fold(form.text) for form in forms]
        self._length = np.array([max(map(len, form.phones), default=1) for form in forms], np.float32)
        self._front = np.array([vocabulary.norm_id(form.norms[0]) for form in forms], np.int64)
        self._back = np.array([vocabulary.norm_id(form.norms[-1]) for form in forms], np.int64)
        norms = np.array([vocabulary.norm_id(norm) for form in forms for norm in form.norms], np.int32)
        sizes = np.array([len(form.norms) for form in forms], np.int64)
        self._words = KeyRow.of_numbers(norms).whole(np.cumsum(sizes) - sizes, sizes)
        self._in_story = np.array([form.term in story for form in forms], np.bool_)

    def find(self, reading: Reading) -> dict[int, list[Match]]:
        """The windows of each document that may be a form."""
        found = [search.find(reading) for search in self._searches]
        first = np.concatenate([part.first for part in found])
        count = np.concatenate([part.count for part in found])
        form = np.concatenate([part.form for part in found])
        cost = np.concatenate([part.cost for part in found])
        document = reading.document[first]
        caseless = np.array([Text.is_caseless(t) for t in reading.transcripts], np.bool_)[document]
        row = KeyRow.of_numbers(reading.types)
        situation = 2 * caseless.astype(np.uint64) + reading.starts_sentence[first]
        keys = (row.whole(first, count) ^ (form.astype(np.uint64) * SPREAD)) * np.uint64(4) + situation
        unique, where, back = np.unique(keys, return_index=True, return_inverse=True)
        if len(self._known) > MOST_REMEMBERED:
            self._known.clear()
        names = unique.tolist()
        new = where[[key not in self._known for key in names]]
        hopeful = self._hopeful(reading, first[new], count[new], form[new], cost[new], caseless[new])
        for key, at, hope in zip(keys[new].tolist(), new.tolist(), hopeful.tolist(), strict=True):
            if hope:
                window = Window.of(reading, int(first[at]), int(count[at]), bool(caseless[at]))
                self._known[key] = self._compare(window, self._forms[int(form[at])])
            else:
                self._known[key] = None
        likes = [self._known[key] for key in names]
        matches: dict[int, dict[tuple[int, int, int], Match]] = defaultdict(dict)
        worth = np.array([like is not None for like in likes], np.bool_)[back]
        for at in np.flatnonzero(worth).tolist():
            place = (int(first[at]), int(count[at]), int(form[at]))
            like = likes[int(back[at])]
            if like is not None:
                matches[int(document[at])][place] = Match(place[0], place[1], self._forms[place[2]], like)
        return {number: list(found.values()) for number, found in matches.items()}

    def _hopeful(self, reading: Reading, first: Ints, count: Ints, form: Ints, cost: Floats, caseless: Bools) -> Bools:
        """Which windows could be proposed if all that is not yet known spoke for them: most could not, and end here."""
        letters, types = reading.vocabulary.folded, reading.types
        written = [
            "".join([letters[kind] for kind in types[a : a + n].tolist()]) for a, n in zip(first, count, strict=True)
        ]
        wanted = [self._letters[number] for number in form.tolist()]
        rarest = np.full(len(first), 9.0)
        zipfs = np.array(reading.vocabulary.zipfs)[types]
        for at in range(int(count.max(initial=0))):
            inside = at < count
            rarest[inside] = np.minimum(rarest[inside], zipfs[first[inside] + at])
        front = reading.norms[first] == self._front[form]
        back = reading.norms[first + count - 1] == self._back[form]
        alike = cpdist(written, wanted, scorer=Indel.normalized_similarity)
        best = highest_score(
            cost=cost,
            length=self._length[form],
            rarest=rarest,
            letters=alike,
            kept=front | back,
            single=(count == 1) & ~caseless,
            caseless=caseless,
            story=self._in_story[form],
        )
        # The same words are no mishearing; how they are written is for `Listing.right` to see.
        same = KeyRow.of_numbers(reading.norms).whole(first, count) == self._words[form]
        hopeful: Bools = (best >= REVIEW_SCORE) & ~same
        return hopeful

    def _compare(self, window: Window, form: Form) -> Likeness | None:
        """How they compare; None if that could never be proposed."""
        if not near_enough(window, form, self._language):
            return None
        like = compare(window, form, self._language)
        return like if worth_judging(window, form, like, self._language) else None
