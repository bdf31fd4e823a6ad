"""Where in a text a term may have been said: windows of words that sound roughly like one of its forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .forms import MOST_TOKENS, Form
from .keys import HashIndex, Ints, KeyRow, Strings
from .phonetics import phonology
from .reading import Reading
from .sound import Floats, distances
from .tokens import fold
from .vocabulary import Bools, add_phones, count_phones, least_apart

# The fewest symbols of a key that say enough: alone, with one of them missing.
SHORTEST_SKELETON, SHORTEST_FUZZY_SKELETON = 2, 5
SHORTEST_CLASSES, SHORTEST_FUZZY_CLASSES = 3, 4
# What share of a form's phones may differ for a window to be looked at.
FAR = 0.4
# The same when phones are weighed, and some more, because words can be said in other ways than the commonest.
FAR_WEIGHED, SLACK = 0.25, 0.3
# What the sum of a few costs may be off by.
_ROUNDING = 1e-4
# The keys by which forms are found, each with a symbol missing or not.
KEYS = ("skeleton", "near skeleton", "classes", "near classes", "letters")
# Windows searched at once: bounds memory (about a kilobyte a window, with 10,000 terms).
CHUNK = 1 << 14


@dataclass(frozen=True, slots=True)
class Windows:
    """Stretches of tokens of a reading, one entry each.

    `similar` says that it may be a mishearing by the words it is made of; others are looked up as they sound, no further.
    """

    first: Ints
    count: Ints
    similar: Bools

    def take(self, at: Ints) -> Windows:
        return Windows(self.first[at], self.count[at], self.similar[at])


@dataclass(frozen=True, slots=True)
class Candidates:
    """Windows (by their place among those that were searched) and the form each may be; one entry a pair.

    `cost` is how far their sounds are apart as words are commonly said, in phones; 0 where it was not looked at.
    """

    window: Ints
    form: Ints
    cost: Floats


class Rows:
    """The keys of a reading's tokens as rows of hashes, and the tokens themselves, as written and in their normal form."""

    def __init__(self, reading: Reading) -> None:
        tables, types = reading.tables, reading.types
        self.skeleton = KeyRow.of(tables.skeletons.take(types))
        self.classes = KeyRow.of(tables.consonants.take(types))
        self.letters = KeyRow.of(tables.letters.take(types))
        self.types = KeyRow.of_numbers(types)
        self.norms = KeyRow.of_numbers(reading.norms)
        self._sounds = tables.sounds.take(types).laid()
        self._phones = tables.phones[types]

    def said(self, windows: Windows) -> Strings:
        """The phones of windows, word by word as they are commonly said."""
        row, last = self._sounds, windows.first + windows.count - 1
        begin = row.begin[windows.first]
        return Strings(row.points, begin, row.begin[last] + row.length[last] - begin)

    def phones(self, windows: Windows) -> np.ndarray[tuple[int, int], np.dtype[np.uint64]]:
        """How often each phone is said in windows, as `count_phones` has it."""
        total = self._phones[windows.first]
        for more in range(1, int(windows.count.max(initial=0))):
            longer = np.flatnonzero(windows.count > more)
            total[longer] = add_phones(total[longer], self._phones[windows.first[longer] + more])
        return total


class SoundIndex:
    """The forms of a lexicon by three keys: skeleton (phones with neighbours merged), consonant classes, and letters."""

    def __init__(self, said: Strings, form: Ints, indexes: Mapping[str, HashIndex], language: str) -> None:
        """`said` are all ways of saying the forms, `form` whose each is, `indexes` the keys by the names in `KEYS`."""
        self._phonology = phonology(language)
        self._said, self._form, self._indexes = said, form, indexes
        self._phones = count_phones(said)
        self._most = np.maximum(1, (FAR * said.length).astype(np.int64))
        self._skeleton, self._near_skeleton, self._classes, self._near_classes, self._letters = (
            indexes[name] for name in KEYS
        )
        self._longest = int(said.length.max(initial=0)) + 2

    @classmethod
    def of(cls, forms: Sequence[Form], language: str) -> SoundIndex:
        tables = phonology(language)
        said = [(number, phones) for number, form in enumerate(forms) for phones in form.phones]
        sounds = [phones for _, phones in said]
        skeleton = KeyRow.of(Strings.of([tables.skeleton(phones) for phones in sounds]))
        classes = KeyRow.of(Strings.of([tables.consonants(phones) for phones in sounds]))
        letters = KeyRow.of(Strings.of([fold(forms[number].text) for number, _ in said]))
        first = np.arange(len(said))
        length, consonants = skeleton.lengths(first, 1), classes.lengths(first, 1)
        made = (
            _index(skeleton, first[length >= SHORTEST_SKELETON], fuzzy=False),
            _index(skeleton, first[length >= SHORTEST_FUZZY_SKELETON], fuzzy=True),
            _index(classes, first[consonants >= SHORTEST_CLASSES], fuzzy=False),
            _index(classes, first[consonants >= SHORTEST_FUZZY_CLASSES], fuzzy=True),
            _index(letters, first, fuzzy=False),
        )
        form = np.array([number for number, _ in said], np.int64)
        return cls(Strings.of(sounds), form, dict(zip(KEYS, made, strict=True)), language)

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Any], language: str) -> SoundIndex:
        """From what `arrays` gave."""
        indexes = {name: HashIndex.placed(arrays[f"{name} hashes"], arrays[f"{name} forms"]) for name in KEYS}
        length = arrays["length"]
        said = Strings(arrays["points"], np.cumsum(length) - length, length)
        return cls(said, arrays["form"], indexes, language)

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """All that it is made of, by name, to be kept."""
        made: dict[str, npt.NDArray[Any]] = {
            "points": self._said.points,
            "length": self._said.length,
            "form": self._form,
        }
        for name, index in self._indexes.items():
            made |= {f"{name} hashes": index.hashes, f"{name} forms": index.forms}
        return made

    def windows(self, reading: Reading, rows: Rows) -> Windows:
        """All windows of up to `MOST_TOKENS` tokens that may share a key with a form."""
        size = len(reading.types)
        broken = np.concatenate([[0], np.cumsum(reading.breaks)])
        odd = np.concatenate([[0], np.cumsum(reading.suspicious)])
        begin = rows.skeleton.begin
        found: list[Windows] = []
        for count in range(1, min(MOST_TOKENS, size) + 1):
            opening, closing = slice(0, size - count + 1), slice(count - 1, size)
            whole = (broken[opening] == broken[closing]) & reading.opens[opening] & reading.closes[closing]
            whole &= begin[count:] - begin[:-count] <= self._longest
            similar = whole & reading.edge[opening] & reading.edge[closing] & (odd[count:] > odd[opening])
            alike = self._letters.may_have(rows.letters.every(count))
            alike |= self._skeleton.may_have(rows.skeleton.every(count))
            first = np.flatnonzero(similar | (whole & alike))
            found.append(Windows(first, np.full(len(first), count), similar[first]))
        return Windows(
            np.concatenate([part.first for part in found]),
            np.concatenate([part.count for part in found]),
            np.concatenate([part.similar for part in found]),
        )

    def find(self, rows: Rows, windows: Windows) -> Candidates:
        """Forms that share a key with these windows and are not plainly too far from them."""
        parts = [
            self._find(rows, windows, np.arange(begin, min(begin + CHUNK, len(windows.first))))
            for begin in range(0, len(windows.first), CHUNK)
        ]
        none = np.zeros(0, np.int64)
        heard, spelt = (np.concatenate([none, *(part[kind] for part in parts)]) for kind in (0, 1))
        return self._near(rows, windows, heard, spelt)

    def _find(self, rows: Rows, windows: Windows, at: Ints) -> tuple[Ints, Ints]:
        """Pairs of window and way of saying a form (as one number): that may sound alike, and that are spelt alike."""
        similar = at[windows.similar[at]]
        length = rows.skeleton.lengths(windows.first[similar], windows.count[similar])
        consonants = rows.classes.lengths(windows.first[similar], windows.count[similar])
        spelt = _search(self._letters, rows.letters, windows, at, fuzzy=False)
        near_skeleton, near_classes = length >= SHORTEST_FUZZY_SKELETON - 1, consonants >= SHORTEST_FUZZY_CLASSES - 1
        heard = np.concatenate(
            [
                _search(self._skeleton, rows.skeleton, windows, at, fuzzy=False),
                _search(self._near_skeleton, rows.skeleton, windows, similar[near_skeleton], fuzzy=True),
                _search(self._classes, rows.classes, windows, similar[consonants >= SHORTEST_CLASSES], fuzzy=False),
                _search(self._near_classes, rows.classes, windows, similar[near_classes], fuzzy=True),
            ],
            axis=1,
        )
        # Phones that one has and the other lacks: no fewer edits than that can lead from one to the other.
        phones = rows.phones(windows.take(at))
        near = least_apart(phones[heard[0] - at[:1]], self._phones[heard[1]]) <= self._most[heard[1]]
        ways = np.int64(len(self._form))
        return np.unique(heard[0, near] * ways + heard[1, near]), spelt[0] * ways + spelt[1]

    def _near(self, rows: Rows, windows: Windows, heard: Ints, spelt: Ints) -> Candidates:
        """Those whose sound, weighed, is near enough, or that are spelt alike; each form once."""
        ways = np.int64(len(self._form))
        pairs = np.unique(np.concatenate([heard, spelt]))
        window, way = pairs // ways, pairs % ways
        cost = distances(rows.said(windows.take(window)), self._said.take(way), self._phonology.language)
        near = cost <= FAR_WEIGHED * self._said.length[way] + SLACK + _ROUNDING
        keep = near | np.isin(pairs, spelt)
        window, form, cost = window[keep], self._form[way[keep]], cost[keep]
        order = np.lexsort((cost, form, window))
        window, form, cost = window[order], form[order], cost[order]
        new = np.ones(len(window), np.bool_)
        new[1:] = (window[1:] != window[:-1]) | (form[1:] != form[:-1])
        return Candidates(window[new], form[new], cost[new])


def _index(row: KeyRow, first: Ints, *, fuzzy: bool) -> HashIndex:
    hashes, ways = row.whole(first, 1), first.astype(np.int32)
    if fuzzy:
        near, window = row.without_one(first, 1)
        hashes, ways = np.concatenate([hashes, near]), np.concatenate([ways, ways[window]])
    return HashIndex.of(hashes, ways)


def _search(index: HashIndex, row: KeyRow, windows: Windows, at: Ints, *, fuzzy: bool) -> Ints:
    """Pairs of window and way of saying a form: shape (2, pairs)."""
    first, count = windows.first[at], windows.count[at]
    owner, way = index.find(row.whole(first, count))
    found, ways = [at[owner]], [way.astype(np.int64)]
    if fuzzy:
        hashes, window = row.without_one(first, count)
        owner, way = index.find(hashes)
        found.append(at[window[owner]])
        ways.append(way.astype(np.int64))
    return np.stack([np.concatenate(found), np.concatenate(ways)])
