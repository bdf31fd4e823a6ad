"""How common a word is: wordfreq's Zipf scale (Speer 2022), log10 of occurrences per billion words.

7 is "de", 5 is "maison", 4 is "préfet", 3 is once in a million words, 0 is what wordfreq has never seen.
"""

from __future__ import annotations

from functools import lru_cache
from math import log10
from types import MappingProxyType


@lru_cache(maxsize=8)
def _frequencies(language: str) -> MappingProxyType[str, float]:
    import wordfreq

    if language not in wordfreq.available_languages():
        return MappingProxyType({})
    return MappingProxyType(wordfreq.get_frequency_dict(language))


def known_language(language: str | None) -> bool:
    """Whether frequencies exist for the language."""
    return bool(_frequencies(language or ""))


@lru_cache(maxsize=1 << 18)
def zipf(word: str, language: str | None) -> float:
    """Zipf frequency of one token in its normal form (`tokens.norm`), 0.0 if never seen.

    Numbers and elided words ("d'") count as common; of a word with an inner apostrophe wordfreq knows the whole.
    """
    if word[:1].isdigit():
        return 5.0
    if word.endswith("'"):
        return 7.0
    frequency = _frequencies(language or "").get(word, 0.0)
    return round(log10(frequency) + 9, 2) if frequency > 0 else 0.0
