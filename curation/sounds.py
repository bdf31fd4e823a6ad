"""What a word sounds like among the words that everybody uses."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from ..correction.forms import sounds_of
from ..correction.phonetics import phones
from ..correction.tokens import split_tokens
from .words import same_word

# The commonest words that a term is compared with.
COMMON_WORDS = 20_000


@lru_cache(maxsize=4)
def _common(language: str) -> dict[str, tuple[str, ...]]:
    """Phones -> common words that sound so, the commonest first."""
    import wordfreq

    found: dict[str, list[str]] = defaultdict(list)
    if language in wordfreq.available_languages():
        for word in wordfreq.top_n_list(language, COMMON_WORDS):
            if word.isalpha() and len(word) > 1:
                found[phones(word, language)].append(word)
    return {said: tuple(words) for said, words in found.items() if said}


def homophones(text: str, language: str) -> tuple[str, ...]:
    """Common words that sound exactly like a term and are other words.

    >>> homophones("Foix", "fr")[:2]
    ('fois', 'foi')
    """
    common = _common(language)
    said = sounds_of(split_tokens(text), language)[:1]
    return tuple(word for one in said for word in common.get(one, ()) if not same_word(word, text, language))
