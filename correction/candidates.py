"""Where in a text a term may have been said: windows of words that sound roughly like one of its forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .forms import MOST_TOKENS, Form
from .keys import SPREAD, HashIndex, Ints, KeyRow
from .phonetics import phonology
from .reading import Bools, Reading
from .sound import Floats, distances
from .tokens import fold

# The fewest symbols of a key that say enough: alone, with one of them missing.
SHORTEST_SKELETON, SHORTEST_FUZZY_SKELETON = 2, 5
SHORTEST_CLASSES, SHORTEST_FUZZY_CLASSES = 3, 4
# What share of a form's phones may differ for a window to be looked at.
FAR = 0.4
# The same when phones are weighed, and some more, because words can be said in other ways than the commonest.
FAR_WEIGHED, SLACK = 0.25, 0.3
# Phones are counted by their character modulo this; two that fall together only make the count more lenient.
BAG = 64
# Windows searched at once: bounds memory (about 100 bytes a window and phone).
CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Candidates:
    """Windows (first token, number of tokens) and the form each may be; one entry a pair.

    `cost` is how far their sounds are apart as words are commonly said, in phones; 0 where it was not looked at.
    """

    first: Ints
    count: Ints
    form: Ints
    cost: Floats


class SoundIndex:
    """The forms of a lexicon by three keys: skeleton (phones with neighbours merged), consonant classes, and letters."""

    def __init__(self, forms: Sequence[Form], language: str) -> None:
        self._phonology = phonology(language)
        said = [(number, phones) for number, form in enumerate(forms) for phones in form.phones]
        self._form = np.array([number for number, _ in said], np.int64)
        self._said = [phones for _, phones in said]
        self._length = np.array([len(phones) for phones in self._said], np.int64)
        self._bags = self._bags_of(self._said)
        self._most = np.maximum(1, (FAR * self._length).astype(np.int64))
        ways = np.arange(len(said), dtype=np.int32)
        skeleton = KeyRow.of([self._phonology.skeleton(phones) for phones in self._said], ways)
        classes = KeyRow.of([self._phonology.consonants(phones) for phones in self._said], ways)
        letters = KeyRow.of([fold(forms[number].text) for number, _ in said], ways)
        first = ways.astype(np.int64)
        length, consonants = skeleton.lengths(first, 1), classes.lengths(first, 1)
        self._skeleton = _index(skeleton, first[length >= SHORTEST_SKELETON], fuzzy=False)
        self._near_skeleton = _index(skeleton, first[length >= SHORTEST_FUZZY_SKELETON], fuzzy=True)
        self._classes = _index(classes, first[consonants >= SHORTEST_CLASSES], fuzzy=False)
        self._near_classes = _index(classes, first[consonants >= SHORTEST_FUZZY_CLASSES], fuzzy=True)
        self._letters = _index(letters, first, fuzzy=False)
        self._longest = int(self._length.max(initial=0)) + 2

    def find(self, reading: Reading) -> Candidates:
        """All windows of up to `MOST_TOKENS` tokens that share a key with a form and are not plainly too far from it."""
        vocabulary = reading.vocabulary
        skeleton = KeyRow.of(vocabulary.skeletons, reading.types)
        classes = KeyRow.of(vocabulary.consonants, reading.types)
        letters = KeyRow.of(vocabulary.folded, reading.types)
        bags = np.zeros((len(reading.types) + 1, BAG), np.int16)
        np.cumsum(self._bags_of(vocabulary.sounds)[reading.types], axis=0, dtype=np.int16, out=bags[1:])
        broken = np.concatenate([[0], np.cumsum(reading.breaks)])
        odd = np.concatenate([[0], np.cumsum(reading.suspicious)])
        parts: list[Ints] = []
        for begin in range(0, len(reading.types), CHUNK):
            for count in range(1, MOST_TOKENS + 1):
                first = np.arange(begin, min(begin + CHUNK, len(reading.types) - count + 1))
                last = first + count - 1
                first = first[(broken[last] == broken[first]) & reading.opens[first] & reading.closes[last]]
                first = first[skeleton.lengths(first, count) <= self._longest]
                last = first + count - 1
                similar = first[(odd[last + 1] > odd[first]) & reading.edge[first] & reading.edge[last]]
                length, consonants = skeleton.lengths(similar, count), classes.lengths(similar, count)
                alike = _search(self._letters, letters, first, count, fuzzy=False)
                heard = [
                    _search(self._skeleton, skeleton, first, count, fuzzy=False),
                    _search(
                        self._near_skeleton, skeleton, similar[length >= SHORTEST_FUZZY_SKELETON - 1], count, fuzzy=True
                    ),
                    _search(self._classes, classes, similar[consonants >= SHORTEST_CLASSES], count, fuzzy=False),
                    _search(
                        self._near_classes,
                        classes,
                        similar[consonants >= SHORTEST_FUZZY_CLASSES - 1],
                        count,
                        fuzzy=True,
                    ),
                ]
                at, way = np.concatenate(heard, axis=1)
                # Phones that one has and the other lacks: no fewer edits than that can lead from one to the other.
                difference = bags[at + count] - bags[at] - self._bags[way]
                apart = np.maximum(np.maximum(difference, 0).sum(axis=1), np.maximum(-difference, 0).sum(axis=1))
                near = apart <= self._most[way]
                at, way = np.concatenate([at[near], alike[0]]), np.concatenate([way[near], alike[1]])
                spelt = np.arange(len(at)) >= int(near.sum())
                parts.append(np.stack([at, np.full(len(at), count), way, spelt]))
        if not parts:
            none = np.zeros(0, np.int64)
            return Candidates(none, none, none, np.zeros(0, np.float32))
        first, count, way, spelt = np.concatenate(parts, axis=1)
        return self._near(reading, first, count, way, spelt.astype(np.bool_))

    def _near(self, reading: Reading, first: Ints, count: Ints, way: Ints, spelt: Bools) -> Candidates:
        """Those whose sound, weighed, is near enough, or that are spelt alike; the same words are weighed once."""
        row = KeyRow.of_numbers(reading.types)
        keys = row.whole(first, count) ^ (way.astype(np.uint64) * SPREAD)
        _, where, back = np.unique(keys, return_index=True, return_inverse=True)
        sounds, types = reading.vocabulary.sounds, reading.types
        said = [
            "".join([sounds[kind] for kind in types[start : start + size].tolist()])
            for start, size in zip(first[where].tolist(), count[where].tolist(), strict=True)
        ]
        cost = distances(said, [self._said[at] for at in way[where].tolist()], self._phonology.language)[back]
        keep = (cost <= FAR_WEIGHED * self._length[way] + SLACK) | spelt
        first, count, form, cost = first[keep], count[keep], self._form[way[keep]], cost[keep]
        order = np.lexsort((cost, form, count, first))
        first, count, form, cost = first[order], count[order], form[order], cost[order]
        new = np.ones(len(first), np.bool_)
        new[1:] = (first[1:] != first[:-1]) | (count[1:] != count[:-1]) | (form[1:] != form[:-1])
        return Candidates(first[new], count[new], form[new], cost[new])

    def _bags_of(self, sounds: Sequence[str]) -> npt.NDArray[np.int16]:
        """How often each phone occurs in each of the sounds: shape (sounds, BAG)."""
        bags = np.zeros((len(sounds), BAG), np.int16)
        lengths = np.fromiter(map(len, sounds), np.int64, len(sounds))
        points = np.frombuffer("".join(sounds).encode("utf-32-le"), np.uint32) % BAG
        np.add.at(bags, (np.repeat(np.arange(len(sounds)), lengths), points), 1)
        return bags


def _index(row: KeyRow, first: Ints, *, fuzzy: bool) -> HashIndex:
    hashes, ways = row.whole(first, 1), first.astype(np.int32)
    if fuzzy:
        near, window = row.without_one(first, 1)
        hashes, ways = np.concatenate([hashes, near]), np.concatenate([ways, ways[window]])
    return HashIndex.of(hashes, ways)


def _search(index: HashIndex, row: KeyRow, first: Ints, count: int, *, fuzzy: bool) -> Ints:
    """Pairs of window and way of saying a form: shape (2, pairs)."""
    if not len(first) or not len(index.hashes):
        return np.zeros((2, 0), np.int64)
    owner, way = index.find(row.whole(first, count))
    starts, ways = [first[owner]], [way.astype(np.int64)]
    if fuzzy:
        hashes, window = row.without_one(first, count)
        owner, way = index.find(hashes)
        starts.append(first[window[owner]])
        ways.append(way.astype(np.int64))
    return np.stack([np.concatenate(starts), np.concatenate(ways)])
