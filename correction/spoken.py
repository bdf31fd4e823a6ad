"""How words and phrases may be said, many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .keys import Ints, Strings
from .sound import Floats, distances

# Words of a phrase that are said in their second way, too: eight combinations at most.
_MOST_VARIED = 3
# A phrase that cannot be said at all is as far from any other (phones).
UNSAID = 99
# What the sum of a few costs may be off by.
_ROUNDING = 1e-5


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words, or phrases, and the ways in which each may be said: the `number[i]` strings of phones from `begin[i]` on."""

    sounds: Strings
    begin: Ints
    number: Ints

    @classmethod
    def of(cls, ways: Sequence[Sequence[str]]) -> Spoken:
        number = np.fromiter(map(len, ways), np.int64, len(ways))
        return cls(Strings.of([way for found in ways for way in found]), np.cumsum(number) - number, number)

    def extended(self, ways: Sequence[Sequence[str]]) -> Spoken:
        """These and some more; not for what was taken from others."""
        number = np.fromiter(map(len, ways), np.int64, len(ways))
        begin = len(self.sounds.length) + np.cumsum(number) - number
        sounds = self.sounds.extended([way for found in ways for way in found])
        return Spoken(sounds, np.concatenate([self.begin, begin]), np.concatenate([self.number, number]))

    def take(self, at: npt.NDArray[Any]) -> Spoken:
        """Some of them, in any order and more than once."""
        return Spoken(self.sounds, self.begin[at], self.number[at])

    def phrases(self, size: Ints) -> Spoken:
        """What phrases sound like that are made of these words, `size[i]` each, one after the other.

        A word is said in one or two ways here; where more than three of a phrase have two, only the last three vary.
        """
        phrase = np.repeat(np.arange(len(size)), size)
        varied = self.number > 1
        so_far = np.cumsum(varied)
        end = np.cumsum(size)
        all_of = np.append(0, so_far)[end] - np.append(0, so_far)[end - size]
        to_right = np.append(0, so_far)[end][phrase] - so_far  # of a word: how many after it vary
        number = 1 << np.minimum(all_of, _MOST_VARIED)
        # One row a phrase and combination of ways, and in it the words of the phrase.
        owner = np.repeat(np.arange(len(size)), number)
        combination = np.arange(len(owner)) - (np.cumsum(number) - number)[owner]
        length = size[owner]
        row = np.repeat(np.arange(len(owner)), length)
        place = np.arange(len(row)) - (np.cumsum(length) - length)[row] + (end - size)[owner[row]]
        second = varied[place] & (to_right[place] < _MOST_VARIED) & (combination[row] >> to_right[place] & 1 == 1)
        said = self.sounds.take(self.begin[place] + second)
        phones = np.bincount(row, weights=said.length, minlength=len(owner)).astype(np.int64)
        sounds = Strings(said.laid().points, np.cumsum(phones) - phones, phones)
        return Spoken(sounds, np.cumsum(number) - number, number)


def nearest(ones: Spoken, others: Spoken, language: str) -> tuple[Floats, Floats]:
    """`sound.nearest` for many pairs at once: the least distance of any way of the one from any of the other, in phones, and
    how many phones that way of the other has.

    Returns:
        Two arrays of shape (pairs,); `UNSAID` and 1 where one of them is said in no way.
    """
    each = ones.number * others.number
    pair = np.repeat(np.arange(len(each)), each)
    inside = np.arange(len(pair)) - np.repeat(np.cumsum(each) - each, each)
    one = ones.begin[pair] + inside // others.number[pair]
    other = others.begin[pair] + inside % others.number[pair]
    cost = distances(ones.sounds.take(one), others.sounds.take(other), language)
    least = np.full(len(each), np.float32(UNSAID))
    np.minimum.at(least, pair, cost)
    length = np.full(len(each), np.float32(UNSAID))
    at_least = cost <= least[pair] + _ROUNDING
    np.minimum.at(length, pair[at_least], others.sounds.length[other[at_least]].astype(np.float32))
    length[each == 0] = 1
    return least, length
