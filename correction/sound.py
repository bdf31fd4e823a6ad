"""How far two strings of coarse phones are apart, in phones: 0.0 the same, 1.0 one unrelated phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from .phonetics import phonology

Floats = npt.NDArray[np.float32]

# What a phone costs that is said twice in a row.
_REPEAT = 0.1
# Code points below this have a place of their own in the tables of `distances`; a phone is never beyond.
_CODES = 128
# Pairs computed at once: bounds memory (about 100 bytes a pair and phone).
_ROWS = 1 << 11


@lru_cache(maxsize=1 << 18)
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
    return previous[-1]


def distances(ones: Sequence[str], others: Sequence[str], language: str) -> Floats:
    """`distance` of many pairs at once: shape (pairs,). A row of the table is computed for all pairs together."""
    found = np.zeros(len(ones), np.float32)
    order = np.argsort([len(one) for one in ones], kind="stable")  # pairs of like length need like work
    for begin in range(0, len(order), _ROWS):
        rows = order[begin : begin + _ROWS]
        found[rows] = _rows([ones[at] for at in rows], [others[at] for at in rows], language)
    return found


def _rows(ones: Sequence[str], others: Sequence[str], language: str) -> Floats:
    substitution, drop = _tables(language)
    one, length = _codes(ones)
    other, width = _codes(others)
    pairs = np.arange(len(ones))
    come = drop[other]
    if other.shape[1]:
        repeated = np.zeros(other.shape, np.bool_)
        repeated[:, 1:] = other[:, 1:] == other[:, :-1]
        first_row = np.concatenate([np.zeros((len(ones), 1), np.float32), np.cumsum(come, axis=1)], axis=1)
        come = np.where(repeated, np.minimum(come, _REPEAT), come)
    else:
        first_row = np.zeros((len(ones), 1), np.float32)
    reached = np.concatenate([np.zeros((len(ones), 1), np.float32), np.cumsum(come, axis=1, dtype=np.float32)], axis=1)
    previous = first_row
    found = previous[pairs, width]
    for at in range(one.shape[1]):
        gone = drop[one[:, at]]
        if at:
            gone = np.where(one[:, at] == one[:, at - 1], np.minimum(gone, _REPEAT), gone)
        best = np.minimum(previous[:, :-1] + substitution[one[:, at, None], other], previous[:, 1:] + gone[:, None])
        # row[j + 1] = min(best[j], row[j] + come[j]), for all j: with the sums of `come` taken off, a running minimum
        row = np.concatenate([previous[:, :1] + gone[:, None], best], axis=1) - reached
        previous = np.minimum.accumulate(row, axis=1) + reached
        ends = length == at + 1
        found[ends] = previous[pairs[ends], width[ends]]
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


def _codes(strings: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Strings as rows of codes, filled up at the end, and their lengths."""
    lengths = np.fromiter(map(len, strings), np.int64, len(strings))
    codes = np.zeros((len(strings), int(lengths.max(initial=0))), np.int64)
    codes[np.arange(codes.shape[1]) < lengths[:, None]] = (
        np.frombuffer("".join(strings).encode("utf-32-le"), np.uint32) % _CODES
    )
    return codes, lengths


def nearest(ways: Iterable[str], others: Iterable[str], language: str) -> tuple[float, int]:
    """The least distance between any of the ways and any of the others, and the length in phones of that other."""
    others = tuple(others)
    return min(((distance(way, other, language), len(other)) for way in ways for other in others), default=(99.0, 1))
