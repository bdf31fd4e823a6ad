"""The language of a text, found from its commonest words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from .tokens import norm, tokens_of

# The languages looked for, and how many of each one's commonest words tell it.
LANGUAGES = ("fr", "en", "de", "es", "it", "pt", "nl")
_TELLING = 60
# Words of a text that are looked at.
_ENOUGH = 2000


def guess_language(texts: Iterable[str]) -> str | None:
    """ISO 639-1 code of the language whose commonest words the text uses most; None if it hardly uses any.

    >>> guess_language(["Le parquet a ouvert une enquête sur les faits."])
    'fr'
    """
    counts: Counter[str] = Counter()
    total = 0
    for text in texts:
        for word in text.split():
            for token in tokens_of(word):
                total += 1
                for language in LANGUAGES:
                    if norm(token.text).rstrip("'") in _common(language):
                        counts[language] += 1
        if total > _ENOUGH:
            break
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] >= max(2, total // 10) else None


@lru_cache(maxsize=16)
def _common(language: str) -> frozenset[str]:
    import wordfreq

    return frozenset(norm(word).rstrip("'") for word in wordfreq.top_n_list(language, _TELLING, wordlist="small"))
