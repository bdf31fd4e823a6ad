"""Whether words of the language may be right as they stand, where a term that is no name sounds like them: what holds proposals
for such terms back."""

from __future__ import annotations

from rapidfuzz.distance import Prefix

from .frequency import NOTHING, REAL, zipf
from .gender import other_form
from .grounds import CLEARLY_ODD, COMMON, LONG_ENOUGH, MAY_STAND, TELLING, Case
from .phonetics import phonology
from .phonetics.tables import Agreement
from .tokens import norm
from .windows import is_function_word

# Letters of a word's stem, and of its endings.
SHORTEST_STEM, LONGEST_ENDING = 4, 4


def guard_noun(case: Case) -> str:
    """For a term that is no name."""
    like, known, anchor = case.like, case.known, case.anchor
    if not like.changed and _joins_ordinary(case):
        return MAY_STAND
    several = len(like.kept) > 2 or len(like.content(case.language)) > 1
    anchored = anchor < TELLING or several or _is_complement(case) or (case.odd >= CLEARLY_ODD and anchor < NOTHING)
    plausible = not like.spelling and (not case.same or case.odd < CLEARLY_ODD)
    if known >= COMMON and like.changed_length < LONG_ENOUGH and plausible and not anchored:
        return MAY_STAND
    if known >= COMMON and not like.kept and plausible and not case.support.story:
        return MAY_STAND
    written_apart = like.spelling and len(like.changed) > len(like.wanted)
    if known >= COMMON and written_apart and not like.kept and case.odd < CLEARLY_ODD:
        return MAY_STAND
    alone = len(like.changed) == 1 and not like.kept
    inflected = alone and case.one_each and _same_stem(like.changed[0], like.wanted[0])
    if inflected and (known > 0 if _agrees(case.language) else known >= REAL and not case.same):
        return "it may be another form of the word"
    if inflected and _is_formed(like.changed[0], like.wanted[0], case.language):
        return "it may be another form of the word"
    near = case.near or case.odd >= CLEARLY_ODD
    told = anchored or (case.support.occurs and anchor < NOTHING)
    if known >= REAL and like.changed_cost > 0 and not (near and told):
        return "ordinary words, and not the same sound"
    unsure = not case.slight and _agrees(case.language) if case.window.caseless else not like.capital
    if alone and unsure and not case.near:
        return "a word that is not known, and not the same sound"
    if known >= REAL and not written_apart and _agrees(case.language) and not _takes_a_noun(case):
        return "no article or preposition stands before it"
    return ""


def _joins_ordinary(case: Case) -> bool:
    """Whether common words would only be joined where no noun need stand ("Laissez passer les secours", "il peut être là"), or
    one would only get a sign."""
    words = [norm(text) for text in case.window.texts]
    joins = "-" in case.form.text or len(words) == 1  # "la garde-à-vue" has hyphens that the term has not
    if not joins or min(zipf(word, case.language) for word in words) < COMMON:
        return False
    return len(words) == 1 or (
        case.odd < CLEARLY_ODD and norm(case.beside.left) not in phonology(case.language).determiners
    )


def _is_complement(case: Case) -> bool:
    """Whether only the silent ending of a word differs that stands behind a "de" of the term, where none changes: "cour
    d'assise"."""
    like, before = case.like, case.like.kept[: case.like.front][-1:]
    led = bool(before) and phonology(case.language).determiners.get(before[0]) == Agreement("", "")
    return led and case.one_each and case.same and other_form(like.changed[-1], like.wanted[-1], case.language)


def _same_stem(said: str, wanted: str) -> bool:
    """Whether two words differ at their ends alone, as the forms of one word do: "crapuleuse", "crapuleux"."""
    stem = Prefix.similarity(said, wanted)
    return stem >= SHORTEST_STEM and max(len(said), len(wanted)) - stem <= LONGEST_ENDING


def _is_formed(said: str, wanted: str, language: str) -> bool:
    """Whether a word has an ending by which others are made of a term, that it lacks itself: "écoterroriste" of
    "écoterrorisme", "néorurale" of "néorural"."""
    return any(said.endswith(ending) and not wanted.endswith(ending) for ending in phonology(language).formed)


def _takes_a_noun(case: Case) -> bool:
    left = norm(case.beside.left)
    return not left or is_function_word(left, case.language) or left.isdigit()


def _agrees(language: str) -> bool:
    """Whether words have endings by number and gender that nobody hears: there one sound is no evidence for another form."""
    return any(agreement.gender for agreement in phonology(language).determiners.values())
