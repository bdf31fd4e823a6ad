"""Forms of one word by gender, number and country: all are right, so none is a mishearing of another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rapidfuzz.distance import Prefix

from .frequency import REAL, zipf

# Endings that only make somebody a woman or a man, masculine first. Those of adjectives in general ("pénal", "pénale") are not
# here: which of them is right is told by the noun.
_PAIRS = {
    "fr": (("teur", "trice"), ("eur", "eure"), ("eur", "euse"), ("ier", "ière"), ("ien", "ienne")),
    "en": (("tor", "tress"), ("ter", "tress")),
}
_SHORTEST_STEM = 3
# Endings of number and gender that are hardly heard, or not at all.
_ENDINGS = {
    "fr": frozenset(("", *"s e es le les ne nes te tes x".split())),
    "en": frozenset(("", "s", "es")),
}
_SHORTEST_ROOT = 4
# Endings of British and American words, in which the names of parties and places differ.
_COUNTRIES = {
    "en": (
        ("our", "or"),
        ("ence", "ense"),
        ("tre", "ter"),
        ("ise", "ize"),
        ("isation", "ization"),
        ("yse", "yze"),
        ("ogue", "og"),
    ),
}


def counterparts(word: str, language: str) -> tuple[str, ...]:
    """What the word would be for the other sex, whether or not anybody says so.

    >>> counterparts("procureure", "fr"), counterparts("maire", "fr")
    (('procureur',), ())
    """
    ending = "s" if word.endswith("s") and not word.endswith("ss") else ""
    stem = word.removesuffix(ending)
    return tuple(
        root + other + ending
        for root, other in _exchanged(stem, _PAIRS.get(language, ()))
        if len(root) >= _SHORTEST_STEM
    )


def _exchanged(word: str, pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What stays of a word without one ending of a pair, and the other one, for each pair that it has an ending of."""
    for ways in pairs:
        for one, other in (ways, ways[::-1]):
            if word.endswith(one):
                yield word.removesuffix(one), other


def other_gender(said: str, wanted: str, language: str) -> bool:
    """Whether a word that exists is another one's counterpart (both in their normal form)."""
    alike = said.endswith("s") == wanted.endswith("s")
    said, wanted = (said, wanted) if alike else (said.removesuffix("s"), wanted.removesuffix("s"))
    return said in counterparts(wanted, language) and (
        max(zipf(said, language), zipf(said.removesuffix("s"), language)) >= REAL
        or zipf(wanted, language) >= REAL  # "défenseure" is rarer than any table, but "défenseur" is not
    )


def has_counterpart(word: str, language: str) -> bool:
    """Whether people say the word's counterpart, so that a text with the one may well need the other."""
    return any(zipf(other, language) >= REAL for other in counterparts(word, language))


def other_form(said: str, wanted: str, language: str) -> bool:
    """Whether two words (in their normal form) differ only in an ending of number or gender, known or not.

    >>> other_form("perfluorée", "perfluorés", "fr"), other_form("cybercriminelle", "cybercriminels", "fr")
    (True, True)
    """
    root = Prefix.similarity(said, wanted)
    endings = _ENDINGS.get(language, frozenset())
    return said != wanted and root >= _SHORTEST_ROOT and said[root:] in endings and wanted[root:] in endings


def other_country(said: str, wanted: str, language: str) -> bool:
    """Whether two words (in their normal form) are British and American spellings of one.

    >>> other_country("labour", "labor", "en"), other_country("centers", "centres", "en")
    (True, True)
    """
    one, other = said.removesuffix("s"), wanted.removesuffix("s")
    return any(root + ending == other for root, ending in _exchanged(one, _COUNTRIES.get(language, ())))
