"""How far two strings of coarse phones are apart, in phones: 0.0 the same, 1.0 one unrelated phone."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from .keys import Strings
from .phonetics import phonology

Floats = npt.NDArray[np.float32]

# What a phone costs that is said twice in a row.
_REPEAT = 0.1
# Code points below this have a place of their own in the tables of `distances`; a phone is never beyond.
_CODES = 128
# Pairs computed at once: bounds memory (about 20 bytes a pair and phone), and the tables stay in the cache.
_PAIRS = 1 << 12


@lru_cache(maxsize=1 << 16)
def distance(one: str, other: str, language: str) -> float:
    """Weighted Levenshtein distance: confusions that ears and recognisers make are cheap, and so is what is often silent.

    The weights are the language's (`Phonology.substitution`, `Phonology.drop`); a phone said twice counts once.
    """
    if one == other:
        return 0.0
    tables = phonology(language)
    substitution, drop = tables.substitution, tables.drop
    previous = [0.0]
    for phone in other:
        previous.append(previous[-1] + drop.get(phone, 1.0))
    before_one = ""
    for a in one:
        gone = min(drop.get(a, 1.0), _REPEAT) if a == before_one else drop.get(a, 1.0)
        row = [previous[0] + gone]
        before_other = ""
        for at, b in enumerate(other):
            come = min(drop.get(b, 1.0), _REPEAT) if b == before_other else drop.get(b, 1.0)
            kept = previous[at] + (0.0 if a == b else substitution.get((a, b), 1.0))
            best = kept if kept <= previous[at + 1] + gone else previous[at + 1] + gone
            if row[at] + come < best:
                best = row[at] + come
            row.append(best)
            before_other = b
        previous, before_one = row, a
    return round(previous[-1], 4)


def distances(ones: Strings, others: Strings, language: str) -> Floats:
    """`distance` of many pairs at once: shape (pairs,). A row of the table is computed for all pairs together."""
    found = np.zeros(len(ones.length), np.float32)
    order = np.lexsort((others.length, ones.length))  # pairs of like length need like work
    for begin in range(0, len(order), _PAIRS):
        pairs = order[begin : begin + _PAIRS]
        found[pairs] = _distances(ones.take(pairs), others.take(pairs), language)
    return found


def _distances(ones: Strings, others: Strings, language: str) -> Floats:
    """The same for some that fit into memory: tables of shape (phones, pairs)."""
    substitution, drop = _tables(language)
    one, other = _codes(ones), _codes(others)
    pairs = np.arange(one.shape[1])
    come, gone = drop[other], drop[one]
    previous = np.zeros((len(other) + 1, len(pairs)), np.float32)
    np.cumsum(come, axis=0, out=previous[1:])
    found = previous[others.length, pairs]
    for cost, codes in ((come, other), (gone, one)):
        cost[1:] = np.where(codes[1:] == codes[:-1], np.minimum(cost[1:], _REPEAT), cost[1:])
    for at in range(len(one)):
        row = np.empty_like(previous)
        row[0] = previous[0] + gone[at]
        np.minimum(previous[:-1] + substitution.take(one[at] * _CODES + other), previous[1:] + gone[at], out=row[1:])
        for place, more in enumerate(come):
            np.minimum(row[place + 1], row[place] + more, out=row[place + 1])
        ends = np.flatnonzero(ones.length == at + 1)
        found[ends] = row[others.length[ends], ends]
        previous = row
    return found


@cache
def _tables(language: str) -> tuple[Floats, Floats]:
    """What it costs to take one code for another, and to leave one out."""
    tables = phonology(language)
    substitution = np.ones((_CODES, _CODES), np.float32)
    np.fill_diagonal(substitution, 0.0)
    for (a, b), cost in tables.substitution.items():
        substitution[ord(a) % _CODES, ord(b) % _CODES] = cost
    drop = np.ones(_CODES, np.float32)
    for phone, cost in tables.drop.items():
        drop[ord(phone) % _CODES] = cost
    return substitution, drop


def _codes(strings: Strings) -> npt.NDArray[np.int32]:
    """Strings as columns of codes, filled up at the end: shape (longest, strings)."""
    place = np.arange(int(strings.length.max(initial=0)))[:, None]
    inside = place < strings.length
    points = strings.points[np.where(inside, strings.begin + place, 0)]
    codes: npt.NDArray[np.int32] = (points % _CODES).astype(np.int32)
    return codes


def nearest(ways: Iterable[str], others: Iterable[str], language: str) -> tuple[float, int]:
    """The least distance between any of the ways and any of the others, and the length in phones of that other."""
    others = tuple(others)
    return min(((distance(way, other, language), len(other)) for way in ways for other in others), default=(99.0, 1))
