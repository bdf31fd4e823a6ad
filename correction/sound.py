"""How far two strings of coarse phones are apart, in phones: 0.0 the same, 1.0 one unrelated phone."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from .phonetics import phonology


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


_REPEAT = 0.1


def nearest(ways: Iterable[str], others: Iterable[str], language: str) -> tuple[float, int]:
    """The least distance between any of the ways and any of the others, and the length in phones of that other."""
    others = tuple(others)
    return min(((distance(way, other, language), len(other)) for way in ways for other in others), default=(99.0, 1))
