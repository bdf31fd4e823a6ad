"""The ways in which a term may be said: each spelling of it, the surname alone, `say` and `heard`, as coarse phones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from .lexicon import Term
from .phonetics import liaison, phones, phonology, pronunciations
from .tokens import Token, fold, split_tokens, tokens_of

# A form gets so many pronunciations at most; the first of each word is the likeliest.
MOST_PRONUNCIATIONS = 6
# Terms longer than this are only corrected exactly as listed: no window of text is that long.
MOST_TOKENS = 6
# Particles that belong to a surname ("de Beauvoir", "van Gogh").
PARTICLES = frozenset(
    "de du des d' la le les l' von van der den di da del della el al ibn ben bin mc mac o' saint st".split()
)
# Those of other languages than French, without which nobody is called ("van Gogh").
_KEPT = frozenset("von van der den di da del della".split())
# Those of Arabic, written onto the surname, with which they stay.
_ATTACHED = re.compile(r"^(?:al|el|ben|ibn)-(?=[^\W\d_])", re.IGNORECASE)
_VOWELS = frozenset("aeiouy")


class Kind(StrEnum):
    """Which part of its term a form is."""

    WRITE = "write"
    PLURAL = "plural"
    FEMININE = "feminine"
    SURNAME = "surname"
    ELIDED = "elided"
    SAY = "say"
    HEARD = "heard"


@dataclass(frozen=True, slots=True)
class Form:
    """One way of saying a term.

    Attributes:
        term: index of the term in its lexicon.
        kind: what of the term is said; with ELIDED a little word that was heard as part of it, or that has its article in it.
        text: what is written for it.
        tokens: the tokens of `text`.
        phones: how it may sound, likeliest first.
    """

    term: int
    kind: Kind
    text: str
    tokens: tuple[Token, ...]
    phones: tuple[str, ...]

    @property
    def norms(self) -> tuple[str, ...]:
        return tuple(token.norm for token in self.tokens)

    @property
    def named(self) -> bool:
        """Whether it is written with a capital."""
        at = len(self.tokens[0].text) if self.kind is Kind.ELIDED else 0
        text = self.text[at:].lstrip()
        return text[:1].isupper() or self.kind is Kind.SURNAME or _ATTACHED.sub("", text)[:1].isupper()


def forms_of(number: int, term: Term, language: str) -> Iterator[Form]:
    """All forms of a term; its spellings first."""
    kinds = {
        term.feminine: Kind.FEMININE,
        term.plural: Kind.PLURAL,
        term.write: Kind.WRITE,
    }  # a plural may be spelled alike
    for text in term.spellings:
        tokens = split_tokens(text)
        yield Form(number, kinds[text], text, tokens, sounds_of(tokens, language))
    for kind, texts in ((Kind.SAY, term.say), (Kind.HEARD, term.heard)):
        for text in texts:
            yield Form(number, kind, term.write, split_tokens(term.write), sounds_of(split_tokens(text), language))
    for text in surnames(term.write) if is_person(term) else ():
        tokens = split_tokens(text)
        yield Form(number, Kind.SURNAME, text, tokens, sounds_of(tokens, language))
    for text in _led(term, language):
        tokens = split_tokens(text)
        yield Form(number, Kind.ELIDED, text, tokens, sounds_of(tokens, language))


def _led(term: Term, language: str) -> Iterator[str]:
    """A term behind each little word that it is heard as one with."""
    tables = phonology(language)
    article, _, rest = term.write.partition(" ")
    for little, (_, contained) in tables.contracted.items():
        if article.casefold() == contained and rest[:1].isupper():  # "au Avre" is "au Havre" of "Le Havre"
            yield f"{little} {rest}"
    if begins_with_vowel(term.write, language):
        # "des chenoses" is "d'Echenoz", "Loiseau" may be "l'oiseau". Persons have no article.
        for elided in ("d'",) if is_person(term) else ("l'", "d'"):
            if elided in tables.elisions:
                yield elided + term.write


def begins_with_vowel(text: str, language: str) -> bool:
    """Whether little words lose their vowel before a phrase."""
    tokens = tokens_of(text.split()[0]) if text.split() else ()
    # Whether an h is mute cannot be told from the letters; "la SNCF" begins with a vowel, but only where it is spelled out.
    if not tokens or fold(tokens[0].norm)[:1] not in _VOWELS:
        return False
    # "l'oiseau", "d'Oyonnax" and "l'ouest" have a glide for a vowel, "le oui" and "le yaourt" have not.
    return (
        tokens[0].norm.startswith(("oi", "oy", "oue"))
        or phones(tokens[0].text, language)[:1] in phonology(language).vowels
    )


def sounds_of(tokens: Sequence[Token], language: str) -> tuple[str, ...]:
    """Coarse phones of a phrase without word boundaries: the likeliest, then with one word said otherwise, then with liaisons.

    >>> sounds_of(split_tokens("gay tapant"), "fr")[0] in sounds_of(split_tokens("guet-apens"), "fr")
    True
    """
    words = [pronunciations(token.text, language) or ("",) for token in tokens]
    main = [ways[0] for ways in words]
    spoken = {"".join(main): None}
    if linked := _linked(tokens, main, language):
        spoken["".join(linked)] = None
    for at, ways in enumerate(words):
        for way in ways[1:]:
            spoken["".join([*main[:at], way, *main[at + 1 :]])] = None
    spoken.pop("", None)
    return tuple(spoken)[:MOST_PRONUNCIATIONS]


def _linked(tokens: Sequence[Token], main: Sequence[str], language: str) -> list[str]:
    """The words with the consonants that link them ("guet-apens" with its t), or nothing where none does."""
    vowels = phonology(language).vowels
    said = [
        sound + (liaison(token.text, language) if after[:1] in vowels else "")
        for (token, sound), (_, after) in pairwise(zip(tokens, main, strict=True))
    ]
    return [*said, main[-1]] if said and said != list(main[:-1]) else []


def is_person(term: Term) -> bool:
    """Whether a term reads like first name(s) and surname: two to four words, capitals, no figures.

    >>> is_person(Term("Annie Ernaux")), is_person(Term("Villefranche-sur-Saône")), is_person(Term("Simone de Beauvoir"))
    (True, False, True)
    """
    words = term.write.split()
    if not 2 <= len(words) <= 4 or term.plural or any(char.isdigit() for char in term.write):
        return False
    named = [_ATTACHED.sub("", word) for word in words if word.casefold() not in PARTICLES]
    return (
        len(named) >= 2
        and named[0] == words[0]
        and all(word[:1].isupper() and not (len(word) > 1 and word.isupper()) for word in named)
        and not any(char in word for word in named for char in "'’&/")
    )


def surnames(name: str) -> tuple[str, ...]:
    """What a person is called by alone: the surname with those particles that have a capital or are not French, without the
    others, and, as the second of three names may be a first name, the last one.

    >>> surnames("Simone de Beauvoir"), surnames("Marine Le Pen"), surnames("Ahmed al-Charaa")
    (('Beauvoir',), ('Le Pen',), ('al-Charaa',))
    >>> surnames("Ursula von der Leyen")
    ('Leyen', 'von der Leyen')
    >>> surnames("Jean Anthelme Brillat-Savarin")
    ('Anthelme Brillat-Savarin', 'Brillat-Savarin')
    """
    words = name.split()[1:]
    kept = next((" ".join(words[at:]) for at, word in enumerate(words[:-1]) if word in _KEPT), "")
    while len(words) > 1 and ((words[0].casefold() in PARTICLES and words[0].islower()) or words[0].endswith(".")):
        words = words[1:]
    whole = " ".join(words)
    alone = len(words) > 1 and words[-2].casefold() not in PARTICLES
    return tuple(filter(None, (whole, words[-1] if alone else "", kept)))
