"""Hashes of all windows of a text over sound keys, and of their neighbours with one phone missing, as arrays.

The idea is SymSpell's (Garbe 2012): two strings within one edit of each other share a string that is one of them, or one of
them with a symbol deleted. Here the strings are sound keys, and no string is ever built: the symbols of a whole text stand in
one row, and a polynomial hash of any stretch of it, whole or without one symbol, comes from sums over that row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]

# An odd base has an inverse modulo 2**64, which takes a stretch's hash back to position 0.
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
# A place of the bitmap for every 16 strings or fewer, between these sizes (4 MB).
_FEWEST_BITS, _MOST_BITS = 10, 22
# Spreads small numbers over 64 bits, to make one key of a hash and a number.
SPREAD = np.uint64(0xD6E8FEB86659FD93)


@dataclass(frozen=True, slots=True)
class Strings:
    """Many strings in one array of characters: string i is the `length[i]` characters from `begin[i]`."""

    points: npt.NDArray[np.uint32]
    begin: Ints
    length: Ints

    @classmethod
    def of(cls, strings: Sequence[str]) -> Strings:
        length = np.fromiter(map(len, strings), np.int64, len(strings))
        return cls(np.frombuffer("".join(strings).encode("utf-32-le"), np.uint32), np.cumsum(length) - length, length)

    def extended(self, strings: Sequence[str]) -> Strings:
        """These and some more; only for strings that lie one after the other."""
        more = Strings.of(strings)
        return Strings(
            np.concatenate([self.points, more.points]),
            np.concatenate([self.begin, more.begin + len(self.points)]),
            np.concatenate([self.length, more.length]),
        )

    def take(self, at: npt.NDArray[Any]) -> Strings:
        """Some of the strings, in any order and more than once, without copying a character."""
        return Strings(self.points, self.begin[at], self.length[at])

    def laid(self) -> Strings:
        """The same strings with their characters one after the other."""
        begin = np.cumsum(self.length) - self.length
        shift = np.repeat(self.begin - begin, self.length)
        return Strings(self.points[shift + np.arange(len(shift))], begin, self.length)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """The keys of a row of tokens, hashed: `begin[i]` to `begin[i + 1]` are the symbols of token i.

    `prefix` and `inverse` have one entry a symbol, `sums` and `back` are the same where tokens begin.
    """

    begin: Ints
    prefix: Hashes
    inverse: Hashes
    sums: Hashes
    back: Hashes

    @classmethod
    def of(cls, keys: Strings) -> KeyRow:
        """The keys of the tokens, one after the other."""
        row = keys.laid()
        return cls._laid(row.points, np.append(row.begin, len(row.points)))

    @classmethod
    def of_numbers(cls, numbers: npt.NDArray[np.int32]) -> KeyRow:
        """One symbol a token: its number."""
        return cls._laid(numbers, np.arange(len(numbers) + 1))

    @classmethod
    def _laid(cls, numbers: npt.NDArray[Any], begin: Ints) -> KeyRow:
        total = len(numbers)
        # Spread small numbers over 64 bits (the finaliser of splitmix64), so that sums of them do not collide.
        mixed = (numbers.astype(np.uint64) + np.uint64(1)) * np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(27)
        mixed *= np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
        power, inverse = _powers(_BASE, total + 2), _powers(_INVERSE, total + 2)
        prefix = np.zeros(total + 1, np.uint64)
        np.cumsum(mixed * power[:total], out=prefix[1:])
        return cls(begin, prefix, inverse, prefix[begin], inverse[begin])

    def lengths(self, first: Ints, count: int | Ints) -> Ints:
        """Symbols in the windows of `count` tokens from `first`."""
        lengths: Ints = self.begin[first + count] - self.begin[first]
        return lengths

    def every(self, count: int) -> Hashes:
        """Hashes of all windows of `count` tokens, wherever they begin."""
        hashes: Hashes = (self.sums[count:] - self.sums[:-count]) * self.back[:-count]
        return hashes

    def whole(self, first: Ints, count: int | Ints) -> Hashes:
        """Hashes of windows of `count` tokens that begin at the tokens `first`."""
        hashes: Hashes = (self.sums[first + count] - self.sums[first]) * self.back[first]
        return hashes

    def without_one(self, first: Ints, count: int | Ints) -> tuple[Hashes, Ints]:
        """Hashes of the same windows without one symbol, all of them, and which window each is of."""
        last = first + count
        length = self.begin[last] - self.begin[first]
        owner = np.repeat(np.arange(len(first)), length)
        at = stretches(self.begin[first], length)
        begin, back = np.repeat(self.sums[first], length), np.repeat(self.back[first], length)
        left = self.prefix[at] - begin
        right = np.repeat(self.sums[last], length) - self.prefix[at + 1]
        # The symbols after the missing one move one place to the front.
        return (left + right * np.uint64(_INVERSE)) * back, owner


def stretches(first: npt.NDArray[Any], count: npt.NDArray[Any]) -> Ints:
    """`first`, `first` + 1, ... of each stretch, `count` numbers, in a row."""
    places: Ints = np.arange(int(count.sum())) + np.repeat(first - (np.cumsum(count) - count), count)
    return places


@lru_cache(maxsize=4)
def _powers_up_to(base: int, bits: int) -> Hashes:
    powers = np.full(1 << bits, base, np.uint64)
    powers[0] = 1
    np.multiply.accumulate(powers, out=powers)
    powers.flags.writeable = False
    return powers


def _powers(base: int, count: int) -> Hashes:
    """1, base, base**2, ... modulo 2**64."""
    return _powers_up_to(base, max(count - 1, 1).bit_length())[:count]


@dataclass(frozen=True, slots=True)
class HashIndex:
    """Which strings have which hash.

    `bitmap` turns nearly all other hashes away; `begin` is where the strings of each of its places start. A hash's place is
    what `shift` leaves of it.
    """

    hashes: Hashes
    forms: npt.NDArray[np.int32]
    shift: np.uint64
    bitmap: npt.NDArray[np.bool_]
    begin: npt.NDArray[np.int32]

    @classmethod
    def of(cls, hashes: Hashes, forms: npt.NDArray[np.int32]) -> HashIndex:
        order = np.lexsort((forms, hashes))
        hashes, forms = hashes[order], forms[order]
        keep = np.ones(len(hashes), np.bool_)
        keep[1:] = (hashes[1:] != hashes[:-1]) | (forms[1:] != forms[:-1])
        return cls.placed(hashes[keep], forms[keep])

    @classmethod
    def placed(cls, hashes: Hashes, forms: npt.NDArray[np.int32]) -> HashIndex:
        """The index of hashes that are in order, each pair with its form once."""
        bits = min(max(len(hashes).bit_length() + 4, _FEWEST_BITS), _MOST_BITS)
        shift = np.uint64(64 - bits)
        count = np.bincount((hashes >> shift).astype(np.int64), minlength=1 << bits)
        begin = np.zeros((1 << bits) + 1, np.int32)
        np.cumsum(count, out=begin[1:])
        return cls(hashes, forms, shift, count > 0, begin)

    def may_have(self, hashes: Hashes) -> npt.NDArray[np.bool_]:
        """Which hashes may be there; the others are not."""
        found: npt.NDArray[np.bool_] = self.bitmap[(hashes >> self.shift).view(np.int64)]
        return found

    def find(self, hashes: Hashes) -> tuple[Ints, npt.NDArray[np.int32]]:
        """All (index into `hashes`, form) pairs with equal hash."""
        maybe = np.flatnonzero(self.may_have(hashes))
        wanted = hashes[maybe]
        place = (wanted >> self.shift).view(np.int64)
        begin = self.begin[place]
        count = self.begin[place + 1] - begin
        at = stretches(begin, count)
        equal = np.flatnonzero(self.hashes[at] == np.repeat(wanted, count))
        return np.repeat(maybe, count)[equal], self.forms[at[equal]]
