"""Whether the name that stands beside one of a person's names may be right: relatives share surnames, and many a first name."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from rapidfuzz.distance import Indel

from .frequency import zipf
from .grounds import (
    COMMON,
    HEARD_OF,
    KNOWN_NAME,
    MOST_BY_OTHER_NAME,
    MOST_BY_RARE_NAME,
    SHARED,
    SLIGHT,
    Case,
)
from .phonetics import phonology, pronunciations
from .tokens import fold, norm
from .windows import is_function_word

# What makes a woman's name of a man's.
_HERS = frozenset(("e", "le", "ne", "te"))


def guard_person(case: Case) -> str:
    """Where one of a person's names is right: relatives share surnames, and half of a country some first names."""
    like, language = case.like, case.language
    if is_verb(case) or (_goes_on(case) and not _is_somebody(case)):
        return "they may be ordinary words"
    if case.one_each and not case.same and any(map(_shortens, like.changed, like.wanted)):
        return "it may be a short form of the name"
    if like.back and (_is_hers(case) or _is_told(case)):
        return "it is the word for a man or a woman"
    told = case.support.named and like.changed_cost <= SLIGHT and like.capital and not like.back
    alike = case.same or case.misspelt or (case.near and (case.term.match == "fuzzy" or not case.one_each))
    if _known_names(like.changed, language) and not (alike or told):
        return "it may be another person of that name" if like.capital else "it has no capital"
    most = MOST_BY_OTHER_NAME if like.back or case.anchor >= COMMON else MOST_BY_RARE_NAME
    if like.changed_cost > most * like.changed_length:
        return "only the surname agrees" if like.back else "only the first name agrees"
    return ""


def _is_hers(case: Case) -> bool:
    """Whether a first name is a woman's, that of the lexicon a man's: "Françoise" and "François", "Michèle" and "Michel".

    One that is hardly known ("Gustav") is more likely spelt as the one that is, and who sounds like somebody of the clip is.
    """
    pairs = zip(case.like.changed, case.like.wanted, strict=False)
    content = [(said, wanted) for said, wanted in pairs if not is_function_word(wanted, case.language)]
    hers = [wanted for said, wanted in content if fold(said).removeprefix(fold(wanted)) in _HERS]
    known = any(zipf(name, case.language) >= KNOWN_NAME for name in hers)
    return case.one_each and bool(hers) and (not case.same or known)


def _is_told(case: Case) -> bool:
    """Whether the word before a first name says that it is right as a man's or a woman's: "Monsieur Pascal" is no "Pascale"."""
    left, tables = norm(case.beside.left), phonology(case.language)
    said, wanted = case.like.changed[0], case.like.wanted[0]
    if said.endswith("e") == wanted.endswith("e"):
        return False
    return left in (tables.women if said.endswith("e") else tables.men)


def _shortens(short: str, long: str) -> bool:
    """Whether a name is the beginning of another one, as people are called by it: "Fab" for "Fabrice"."""
    return len(long) - len(short) > 1 and long.startswith(short)


def _known_names(words: Sequence[str], language: str) -> bool:
    """Whether all of these exist, little words aside."""
    content = [word for word in words if not is_function_word(word, language)]
    return bool(content) and all(zipf(word, language) >= HEARD_OF for word in content)


def _goes_on(case: Case) -> bool:
    """Whether a sentence may go on so after a first name: "Thomas porte plainte", "Jean du jardin voisin", "Pierre meurt un
    jeudi", "omar si tu viens"."""
    words, language = case.like.changed, case.language
    if case.window.caseless:
        return bool(words) and all(is_function_word(word, language) for word in words)
    ordinary = case.like.lowered and case.known >= COMMON
    little = [is_function_word(word, language) for word in words]
    return ordinary and (len(words) == 1 or little[0] or little[-1])


def _is_somebody(case: Case) -> bool:
    """Whether the clip knows somebody called so, and a verb follows: "Hier, Thomas joli a parlé"."""
    tables = phonology(case.language)
    led = case.like.changed[0] in tables.determiners  # "Pour Marie la forêt est un refuge"
    return case.support.vouched and not led and norm(case.beside.right) in tables.auxiliaries


def is_verb(case: Case) -> bool:
    """Whether a word in small letters is none of the name's but a verb: "Sophie binait" beside a Sophie Binet."""
    like, finite = case.like, phonology(case.language).finite
    if not (like.changed and case.one_each and (case.window.caseless or like.lowered)):
        return False
    return like.changed[-1].endswith(finite) and not like.wanted[-1].endswith(finite)


def are_said_alike(case: Case) -> bool:
    """Whether each word sounds about as the one that it stands for: "Caroline Levitt", but not "Patrick Lamartin", in which
    only all of it sounds like "Patricia Martin"."""
    language = case.language

    def alike(said: str, wanted: str) -> float:
        ways = product(pronunciations(said.capitalize(), language), pronunciations(wanted.capitalize(), language))
        return max(Indel.normalized_similarity(*map(phonology(language).skeleton, way)) for way in ways)

    return case.one_each and all(
        alike(*pair) >= SHARED for pair in zip(case.like.changed, case.like.wanted, strict=False)
    )
