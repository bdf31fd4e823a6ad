"""Hashes of all windows of a text over sound keys, and of their neighbours with one phone missing, as arrays.

The idea is SymSpell's (Garbe 2012): two strings within one edit of each other share a string that is one of them, or one of
them with a symbol deleted. Here the strings are sound keys, and no string is ever built: the symbols of a whole text stand in
one row, and a polynomial hash of any stretch of it, whole or without one symbol, comes from sums over that row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]

# An odd base has an inverse modulo 2**64, which takes a stretch's hash back to position 0.
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
_FILTER_BITS = 22
# Spreads small numbers over 64 bits, to make one key of a hash and a number.
SPREAD = np.uint64(0xD6E8FEB86659FD93)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """The sound keys of a row of tokens: `begin[i]` to `begin[i + 1]` are the symbols of token i."""

    begin: Ints
    prefix: Hashes
    inverse: Hashes

    @classmethod
    def of(cls, keys: Sequence[str], types: npt.NDArray[np.int32]) -> KeyRow:
        """Args: `keys`, the key of each token type; `types`, the row of tokens."""
        lengths = np.fromiter(map(len, keys), np.int64, len(keys))
        points = np.frombuffer("".join(keys).encode("utf-32-le"), np.uint32).astype(np.int64)
        count = lengths[types]
        begin = np.concatenate([[0], np.cumsum(count)])
        owner = np.repeat(np.arange(len(types)), count)
        offsets = (np.cumsum(lengths) - lengths)[types]
        return cls._laid(points[offsets[owner] + np.arange(len(owner)) - begin[:-1][owner]], begin)

    @classmethod
    def of_numbers(cls, numbers: npt.NDArray[np.int32]) -> KeyRow:
        """One symbol a token: its number."""
        return cls._laid(numbers.astype(np.int64), np.arange(len(numbers) + 1))

    @classmethod
    def _laid(cls, numbers: Ints, begin: Ints) -> KeyRow:
        total = len(numbers)
        # Spread small numbers over 64 bits (the finaliser of splitmix64), so that sums of them do not collide.
        mixed = (numbers.astype(np.uint64) + np.uint64(1)) * np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(27)
        mixed *= np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
        power = np.full(total + 2, _BASE, np.uint64)
        inverse = np.full(total + 2, _INVERSE, np.uint64)
        power[0] = inverse[0] = 1
        np.multiply.accumulate(power, out=power)
        np.multiply.accumulate(inverse, out=inverse)
        prefix = np.zeros(total + 1, np.uint64)
        np.cumsum(mixed * power[:total], out=prefix[1:])
        return cls(begin, prefix, inverse)

    def lengths(self, first: Ints, count: int) -> Ints:
        """Symbols in the windows of `count` tokens from `first`."""
        lengths: Ints = self.begin[first + count] - self.begin[first]
        return lengths

    def whole(self, first: Ints, count: int | Ints) -> Hashes:
        """Hashes of windows of `count` tokens that begin at the tokens `first`."""
        a, b = self.begin[first], self.begin[first + count]
        hashes: Hashes = (self.prefix[b] - self.prefix[a]) * self.inverse[a]
        return hashes

    def without_one(self, first: Ints, count: int | Ints) -> tuple[Hashes, Ints]:
        """Hashes of the same windows without one symbol, all of them, and which window each is of."""
        a, b = self.begin[first], self.begin[first + count]
        length = b - a
        owner = np.repeat(np.arange(len(a)), length)
        at = np.arange(len(owner)) - (np.cumsum(length) - length)[owner] + a[owner]
        left = self.prefix[at] - self.prefix[a][owner]
        right = self.prefix[b][owner] - self.prefix[at + 1]
        return left * self.inverse[a][owner] + right * self.inverse[a + 1][owner], owner


@dataclass(frozen=True, slots=True)
class HashIndex:
    """Which strings have which hash, behind a bitmap that turns nearly all other hashes away."""

    hashes: Hashes
    forms: npt.NDArray[np.int32]
    bitmap: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, hashes: Hashes, forms: npt.NDArray[np.int32]) -> HashIndex:
        order = np.lexsort((forms, hashes))
        hashes, forms = hashes[order], forms[order]
        keep = np.ones(len(hashes), np.bool_)
        keep[1:] = (hashes[1:] != hashes[:-1]) | (forms[1:] != forms[:-1])
        bitmap = np.zeros(1 << _FILTER_BITS, np.bool_)
        bitmap[hashes[keep] >> np.uint64(64 - _FILTER_BITS)] = True
        return cls(hashes[keep], forms[keep], bitmap)

    def find(self, hashes: Hashes) -> tuple[Ints, npt.NDArray[np.int32]]:
        """All (index into `hashes`, form) pairs with equal hash."""
        maybe = np.flatnonzero(self.bitmap[hashes >> np.uint64(64 - _FILTER_BITS)])
        wanted = hashes[maybe]
        begin = np.searchsorted(self.hashes, wanted, "left")
        count = np.searchsorted(self.hashes, wanted, "right") - begin
        owner = np.repeat(maybe, count)
        inside = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
        return owner, self.forms[np.repeat(begin, count) + inside]
