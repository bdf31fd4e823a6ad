"""The language of a text, found from its commonest words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from .tokens import norm, tokens_of

# The languages looked for, and how many of each one's commonest words tell it.
LANGUAGES = ("fr", "en", "de", "es", "it", "pt", "nl")
_TELLING = 60
# Words of a text that are looked at.
_ENOUGH = 2000
# Share of a text's words that are among them: of plain text in the language, and of text that may be anything.
_PLAINLY, _HARDLY = 0.3, 0.1


def guess_language(texts: Iterable[str], expected: str = "fr") -> str | None:
    """ISO 639-1 code of the language whose commonest words the text uses most; None if it hardly uses any.

    Args:
        expected: looked for first; if the text is plainly in it, no other is tried.

    >>> guess_language(["Le parquet a ouvert une enquête sur les faits."])
    'fr'
    """
    words = list(
        islice((norm(t.text).rstrip("'") for text in texts for w in text.split() for t in tokens_of(w)), _ENOUGH)
    )
    if not words:
        return None

    def share(language: str) -> float:
        common = _common(language)
        return sum(word in common for word in words) / len(words)

    if expected in LANGUAGES and share(expected) >= _PLAINLY:
        return expected
    best = max(LANGUAGES, key=share)
    return best if share(best) >= _HARDLY else None


@lru_cache(maxsize=16)
def _common(language: str) -> frozenset[str]:
    import wordfreq

    return frozenset(norm(word).rstrip("'") for word in wordfreq.top_n_list(language, _TELLING, wordlist="small"))
