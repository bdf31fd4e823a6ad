"""Whether a text has small letters alone, or capitals alone, so that capitals say nothing in it."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum

from .tokens import tokens_of

# So many words without a capital but those of terms are in small letters for certain: every sentence would begin with one.
PLAINLY = 100


class Lettering(StrEnum):
    """The letters of a text."""

    BOTH = "both"
    SMALL = "small"
    CAPITAL = "capital"


def lettering_of(words: Sequence[str], own: AbstractSet[str] = frozenset()) -> Lettering:
    """The letters of a text's words; `own` are tokens with capitals that a lexicon writes.

    In a long text those do not count: it stays in small letters when its terms have been set right.

    >>> str(lettering_of(["avec", "tout", "14"])), str(lettering_of(["L'ÉTÉ", "14"])), str(lettering_of(["de", "Mâcon"]))
    ('small', 'capital', 'both')
    """
    spared = own if len(words) >= PLAINLY else frozenset[str]()
    if not any(word != word.lower() and not _capitals(word) <= spared for word in words):
        return Lettering.SMALL
    return Lettering.BOTH if any(word != word.upper() for word in words) else Lettering.CAPITAL


def _capitals(word: str) -> set[str]:
    return {token.text for token in tokens_of(word.strip()) if token.text != token.text.lower()}
