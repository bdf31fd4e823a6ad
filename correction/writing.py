"""Whether the very words of a term, written otherwise, are right as they stand: their capitals, accents, hyphens."""

from __future__ import annotations

from collections.abc import Iterator

from .forms import PARTICLES, Kind, is_person
from .frequency import REAL, zipf
from .grounds import COMMON, COMMONER, HEARD_OF, Case
from .phonetics import phonology
from .tokens import fold, norm


def guard_writing(case: Case) -> str:
    """Why the words of a term may be right as they are written; '' if nothing says so."""
    if not case.word_by_word:
        return ""
    if _joins_in_small(case) if case.window.caseless else names_ordinary(case):
        return "it is an ordinary word"
    if _has_accents(case):
        return "its capitals have the accents that the term's lack"
    if _names_person(case):
        return "it may be the person whose name it has"
    if len(case.window.texts) == 1 and _has_its_accents(case):
        return "a word that exists has accents that the term's lacks"
    return ""


def names_ordinary(case: Case) -> bool:
    """Whether ordinary words would only get their capital: "une juridiction" is no "Juridiction", "le cordier" no "Cordier".

    "testnet" is a "TestNet", and "fort Alamo" has one capital already. But that of "Désiré doué pour les échecs" is a first
    name's, that of a sentence's first word tells nothing, and that of "haute Loire" only that there is a river.
    """
    person = is_person(case.term) and not case.support.vouched
    if any(named(case, upper=True)) and "-" not in case.form.text and not person:
        return False
    # What has an article is a thing: "le cordier tresse", "les gommes et les crayons".
    before = case.beside.left if len(case.window.texts) == 1 else case.window.texts[0]
    led = norm(before) in phonology(case.language).determiners and case.form.kind is not Kind.ELIDED
    ordinary = HEARD_OF if led else COMMON
    # "Marine le Pen"
    words = [(norm(said), text) for said, text in named(case, upper=False) if norm(text) not in PARTICLES]
    return any(
        zipf(norm(text), case.language) >= ordinary
        and text[1:].islower()
        and not is_misspelt(said, norm(text), case.language)
        for said, text in words
    )


def named(case: Case, *, upper: bool) -> Iterator[tuple[str, str]]:
    """The words that stand for those that the term writes with a capital, if they have one that tells, or none; with those."""
    for text, token, tells in zip(case.window.texts, case.form.tokens, case.window.named, strict=True):
        if token.text[:1].isupper() and (tells and text[:1].isupper() if upper else text[:1].islower()):
            yield text, token.text


def is_misspelt(said: str, wanted: str, language: str) -> bool:
    """Whether a word is a rare spelling of another one, with accents that it lacks: "le médef". ("le chatelain" lacks one.)"""
    return said != wanted == fold(said) and zipf(said, language) <= zipf(wanted, language) - COMMONER


def _names_person(case: Case) -> bool:
    """Whether a first name and a surname would be joined to what is called by them, a street or a stadium, though neither an
    article nor "à" stands before: "Gustave Eiffel" is no "Gustave-Eiffel"."""
    first, left = norm(case.window.texts[0]), norm(case.beside.left)
    joined = len(case.form.text.split()) == 1 < len(case.window.texts) and not is_person(case.term)
    tables = phonology(case.language)
    place = left in tables.placing or left in tables.determiners
    return joined and first in tables.first_names and not place


def _has_its_accents(case: Case) -> bool:
    """Whether a word is right with accents that the term's lacks: "Artémis" beside a NASA's "Artemis"."""
    (said,), (wanted,), language = case.like.heard, case.form.norms, case.language
    exists = fold(said) == wanted != said and zipf(said, language) >= REAL
    # "Fauré" is another one than Faure, however seldom.
    return exists and (case.form.kind is Kind.SURNAME or not is_misspelt(said, wanted, language))


def _joins_in_small(case: Case) -> bool:
    """Whether, in a text without capitals, two ordinary words would become one name: "trois rivières".

    Three and more hardly ever stand so by chance ("bouches du rhône").
    """
    words = [norm(text) for text in case.window.texts]
    return (
        "-" in case.form.text
        and len(words) == 2
        and case.form.named
        and not (is_person(case.term) or case.support.vouched)
        and min(zipf(word, case.language) for word in words) >= COMMON
    )


def _has_accents(case: Case) -> bool:
    """Whether words are a term's but for accents that its capitals lack: "Écosse", where an entry says "Ecosse"."""
    texts, tokens = case.window.texts, case.form.tokens
    pairs = [*zip("".join(texts), "".join(token.text for token in tokens), strict=False)]
    more = [
        mine.isupper() and theirs.isupper() and fold(mine) == theirs.lower() for mine, theirs in pairs if mine != theirs
    ]
    return bool(more) and all(more)
