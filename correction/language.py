"""The language of a text, found from its commonest words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from .tokens import norm, tokens_of

# What a lexicon may be in: ISO 639-1, and two of three letters that recognisers know.
CODES = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo "
    "es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka "
    "kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng "
    "nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su "
    "sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu haw yue".split()
)
# The languages looked for, and how many of each one's commonest words tell it.
LANGUAGES = ("fr", "en", "de", "es", "it", "pt", "nl")
_TELLING = 60
# Words of a text that are looked at.
_ENOUGH = 2000
# Share of a text's words that are among them: of plain text in the language, and of text that may be anything.
_PLAINLY, _HARDLY = 0.3, 0.1
# Share of a sentence's words that must be commonest ones of another language.
_TELLS = 0.25
_ROMANCE = frozenset(("fr", "es", "it", "pt"))


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


def is_other(text: str, expected: str) -> bool | None:
    """Whether a sentence is plainly in another language than is expected; None where its words do not tell.

    >>> is_other("What are you doing here?", "fr"), is_other("Que faites-vous là ?", "fr"), is_other("Stop !", "fr")
    (True, False, None)
    """
    words = [norm(token.text).rstrip("'") for word in text.split() for token in tokens_of(word)]
    if expected not in LANGUAGES or not words:
        return None
    distinct, own = set(words), _common(expected)
    for other in LANGUAGES:
        theirs, ours = distinct & (_common(other) - own), distinct & (own - _common(other))
        # Of what is common in one of them and not in the other; short sentences of two Romance languages look alike.
        least = 3 if {other, expected} <= _ROMANCE else 2
        if len(theirs) >= max(least, 4 * len(ours), len(distinct) * _TELLS):
            return True
    if distinct & own - (_common("en") if expected != "en" else frozenset()):
        return False
    spoken = [word for word in text.split() if any(map(str.isalpha, word))]
    # "Well done!": not names alone, of which English ones are many.
    lower = any(word.islower() for word in spoken)
    return True if expected != "en" and len(spoken) > 1 and lower and far_commoner(spoken, "en", expected) else None


def far_commoner(words: Iterable[str], one: str, other: str) -> bool:
    """Whether words are ten times as common in one language as in another, on average.

    >>> far_commoner(["What?", "No!"], "en", "fr"), far_commoner(["Bonjour!"], "en", "fr"), far_commoner(["Mâcon"], "en", "fr")
    (True, False, False)
    """
    from wordfreq import zipf_frequency  # the logarithm of how often a word stands in 10^9

    texts = [norm(word.strip(",.;:!?…")) for word in words]
    return sum(zipf_frequency(t, one, "small") - zipf_frequency(t, other, "small") for t in texts) >= len(texts)


@lru_cache(maxsize=16)
def _common(language: str) -> frozenset[str]:
    import wordfreq

    return frozenset(norm(word).rstrip("'") for word in wordfreq.top_n_list(language, _TELLING, wordlist="small"))
