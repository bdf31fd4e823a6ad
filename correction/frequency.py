"""How common a word is: wordfreq's Zipf scale (Speer 2022), log10 of occurrences per billion words.

7 is "de", 5 is "maison", 4 is "préfet", 3 is once in a million words, 0 is what wordfreq has never seen.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain, repeat
from types import MappingProxyType

# Zipf frequency from which a word exists (as a name, say).
REAL = 2.0
# Commoner than any word: what stands where no word counts.
NOTHING = 9.0


@lru_cache(maxsize=8)
def _frequencies(language: str) -> MappingProxyType[str, int]:
    """Each known word with its frequency in centibels below certainty, as wordfreq keeps it."""
    import wordfreq

    if language not in wordfreq.available_languages():
        return MappingProxyType({})
    buckets = wordfreq.get_frequency_list(language)
    levels = chain.from_iterable(repeat(level, len(bucket)) for level, bucket in enumerate(buckets))
    return MappingProxyType(dict(zip(chain.from_iterable(buckets), levels, strict=True)))


def has_words(language: str) -> bool:
    """Whether anything is known of a language's words: if not, every word looks rare."""
    return bool(_frequencies(language))


@lru_cache(maxsize=1 << 16)
def zipf(word: str, language: str | None) -> float:
    """Zipf frequency of one token in its normal form (`tokens.norm`), 0.0 if never seen.

    Numbers and elided words ("d'") count as common; of a word with an inner apostrophe wordfreq knows the whole.
    """
    if word[:1].isdigit():
        return 5.0
    if word.endswith("'"):
        return 7.0
    level = _frequencies(language or "").get(word)
    # A level is a hundredth of a power of ten; Zipf counts them from one in a billion.
    return 0.0 if level is None else max(0.0, round(9 - level / 100, 2))
