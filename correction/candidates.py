"""Where in a text a term may have been said: windows of words that sound roughly like one of its forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .forms import MOST_TOKENS, Form
from .keys import HashIndex, Ints, KeyRow
from .phonetics import phonology
from .reading import Reading
from .tokens import fold

# The fewest symbols of a key that say enough: alone, with one of them missing.
SHORTEST_SKELETON, SHORTEST_FUZZY_SKELETON = 2, 5
SHORTEST_CLASSES, SHORTEST_FUZZY_CLASSES = 3, 4
# Windows searched at once: bounds memory (about 100 bytes a window and phone).
CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Candidates:
    """Windows (first token, number of tokens) and the form each may be; one entry a pair."""

    first: Ints
    count: Ints
    form: Ints


class SoundIndex:
    """The forms of a lexicon by three keys: the skeleton (phones with neighbours merged), the consonant classes, the letters."""

    def __init__(self, forms: Sequence[Form], language: str) -> None:
        self._phonology = phonology(language)
        said = [(number, phones) for number, form in enumerate(forms) for phones in form.phones]
        owner = np.array([number for number, _ in said], np.int32)
        single = np.arange(len(said), dtype=np.int32)
        skeleton = KeyRow.of([self.skeleton(phones) for _, phones in said], single)
        classes = KeyRow.of([self.classes(phones) for _, phones in said], single)
        first = single.astype(np.int64)
        self._exact = _index(skeleton, owner, first[skeleton.lengths(first, 1) >= SHORTEST_SKELETON], fuzzy=False)
        self._skeleton = _index(
            skeleton, owner, first[skeleton.lengths(first, 1) >= SHORTEST_FUZZY_SKELETON], fuzzy=True
        )
        self._classes_exact = _index(classes, owner, first[classes.lengths(first, 1) >= SHORTEST_CLASSES], fuzzy=False)
        self._classes = _index(classes, owner, first[classes.lengths(first, 1) >= SHORTEST_FUZZY_CLASSES], fuzzy=True)
        letters = KeyRow.of([fold(form.text) for form in forms], np.arange(len(forms), dtype=np.int32))
        every = np.arange(len(forms))
        self._letters = _index(letters, every.astype(np.int32), every, fuzzy=False)
        self._longest = max((len(phones) for _, phones in said), default=0) + 2

    def skeleton(self, phones: str) -> str:
        """Phones with those merged that are easily taken for one another."""
        merge = self._phonology.merge
        return "".join(merge.get(phone, phone) for phone in phones)

    def classes(self, phones: str) -> str:
        """Consonant classes alone."""
        classes, vowels = self._phonology.consonant_class, self._phonology.vowels
        return "".join(classes.get(phone, phone) for phone in phones if phone not in vowels)

    def find(self, reading: Reading) -> Candidates:
        """All windows of up to `MOST_TOKENS` tokens that share a key with a form."""
        sounds = reading.vocabulary.sounds
        skeleton = KeyRow.of([self.skeleton(sound) for sound in sounds], reading.types)
        classes = KeyRow.of([self.classes(sound) for sound in sounds], reading.types)
        letters = KeyRow.of([fold(text) for text in reading.vocabulary.texts], reading.types)
        broken = np.concatenate([[0], np.cumsum(reading.breaks)])
        odd = np.concatenate([[0], np.cumsum(reading.suspicious)])
        parts: list[tuple[Ints, int, npt.NDArray[np.int32]]] = []
        for begin in range(0, len(reading.types), CHUNK):
            for count in range(1, MOST_TOKENS + 1):
                first = np.arange(begin, min(begin + CHUNK, len(reading.types) - count + 1))
                last = first + count - 1
                usable = (broken[last] == broken[first]) & reading.opens[first] & reading.closes[last]
                first = first[usable]
                first = first[skeleton.lengths(first, count) <= self._longest]
                last = first + count - 1
                similar = first[(odd[last + 1] > odd[first]) & reading.edge[first] & reading.edge[last]]
                long_skeleton = similar[skeleton.lengths(similar, count) >= SHORTEST_FUZZY_SKELETON - 1]
                some_classes = similar[classes.lengths(similar, count) >= SHORTEST_CLASSES]
                many_classes = similar[classes.lengths(similar, count) >= SHORTEST_FUZZY_CLASSES - 1]
                parts.extend((at, count, form) for at, form in _search(self._exact, skeleton, first, count, False))
                parts.extend((at, count, form) for at, form in _search(self._letters, letters, first, count, False))
                parts.extend(
                    (at, count, form) for at, form in _search(self._skeleton, skeleton, long_skeleton, count, True)
                )
                parts.extend(
                    (at, count, form) for at, form in _search(self._classes_exact, classes, some_classes, count, False)
                )
                parts.extend(
                    (at, count, form) for at, form in _search(self._classes, classes, many_classes, count, True)
                )
        if not parts:
            none = np.zeros(0, np.int64)
            return Candidates(none, none, none)
        table = np.stack(
            [
                np.concatenate([at for at, _, _ in parts]),
                np.concatenate([np.full(len(at), count) for at, count, _ in parts]),
                np.concatenate([form.astype(np.int64) for _, _, form in parts]),
            ]
        )
        table = np.unique(table, axis=1)
        return Candidates(table[0], table[1], table[2])


def _index(row: KeyRow, owner: npt.NDArray[np.int32], first: Ints, *, fuzzy: bool) -> HashIndex:
    hashes, forms = row.whole(first, 1), owner[first]
    if fuzzy:
        near, window = row.without_one(first, 1)
        hashes, forms = np.concatenate([hashes, near]), np.concatenate([forms, forms[window]])
    return HashIndex.of(hashes, forms)


def _search(
    index: HashIndex, row: KeyRow, first: Ints, count: int, fuzzy: bool
) -> list[tuple[Ints, npt.NDArray[np.int32]]]:
    if not len(first) or not len(index.hashes):
        return []
    owner, form = index.find(row.whole(first, count))
    found = [(first[owner], form)]
    if fuzzy:
        hashes, window = row.without_one(first, count)
        owner, form = index.find(hashes)
        found.append((first[window[owner]], form))
    return found
