"""The tables of a language: what its phones cost, which words agree with a noun, which stand at an edge by accident."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

Number = Literal["singular", "plural", ""]
Gender = Literal["masculine", "feminine", ""]


class Agreement(NamedTuple):
    """What a determiner says about its noun; '' where it leaves it open."""

    number: Number
    gender: Gender


@dataclass(frozen=True, slots=True, eq=False)
class Phonology:
    """All that a corrector needs to know of a language beside the phones of a word.

    `substitution` holds both orders of a pair; a pair that is not there costs 1, as does a phone that is missing or
    extra unless `drop` says less. `merge` maps phones onto those of a coarser alphabet (near vowels and voiced and
    unvoiced consonants fall together); `consonant_class` has every consonant that a vowel-free key keeps, so glides
    and h are not in it. `contracted` are little words with what they are made of; `counted` are words that
    numbers count, as years and people; `inhabitants` the endings that make them of names (without accents), `derived` all
    that make words of names, `formed` those by which other words are made of one, `finite` those by which a word is seen
    to be a verb, `auxiliaries` what begins one; `titles` what people are addressed by, `nations` what they are called by
    their country, region or party; `invariable` are nouns whose singular ends as plurals do, `first_names` the commonest of
    people, `men` and `women` what they are called by; `indefinite` are determiners that no name has, `placing` what stands
    before places, `aspirated` names before which little words keep their vowel.
    """

    language: str
    substitution: Mapping[tuple[str, str], float] = field(default_factory=lambda: MappingProxyType({}))
    drop: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    vowels: frozenset[str] = frozenset()
    consonant_class: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    merge: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    determiners: Mapping[str, Agreement] = field(default_factory=lambda: MappingProxyType({}))
    elisions: frozenset[str] = frozenset()
    contracted: Mapping[str, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    function_words: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()
    inhabitants: tuple[str, ...] = ()
    derived: frozenset[str] = frozenset()
    formed: tuple[str, ...] = ()
    auxiliaries: frozenset[str] = frozenset()
    finite: tuple[str, ...] = ()
    titles: frozenset[str] = frozenset()
    nations: frozenset[str] = frozenset()
    invariable: frozenset[str] = frozenset()
    first_names: frozenset[str] = frozenset()
    men: frozenset[str] = frozenset()
    women: frozenset[str] = frozenset()
    indefinite: frozenset[str] = frozenset()
    placing: frozenset[str] = frozenset()
    aspirated: frozenset[str] = frozenset()

    def __reduce__(self) -> tuple[Any, ...]:
        return phonology, (self.language,)  # a worker process loads its own

    def consonants(self, phones: str) -> str:
        """A key without vowels: the classes of the consonants. "gay tapant" and "guet-apens" share it."""
        return "".join([c for p in phones if (c := self.consonant_class.get(p))])

    def skeleton(self, phones: str) -> str:
        """A key in the coarser alphabet: what a noisy ear may confuse is written alike."""
        return "".join([self.merge.get(p, p) for p in phones])


@cache
def code(language: str) -> str:
    """The language of a tag: "fr" of "fr-CA", "FR" or "fr_FR"."""
    return language.replace("_", "-").partition("-")[0].strip().lower()


@cache
def table(name: str) -> dict[str, Any]:
    """The data file `name` of this package."""
    text = resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _load(language: str, file: str) -> Phonology:
    data = table(file)
    sounds, grammar = data["sounds"], data.get("grammar", {})
    substitution: dict[tuple[str, str], float] = {}
    for cost, listed in sounds.get("substitution", {}).items():
        for pair in listed.split():
            substitution[pair[0], pair[1]] = substitution[pair[1], pair[0]] = float(cost)

    def words(key: str) -> tuple[str, ...]:
        return tuple(grammar.get(key, "").split())

    return Phonology(
        language=language,
        substitution=MappingProxyType(substitution),
        drop=MappingProxyType({p: float(cost) for cost, listed in sounds.get("drop", {}).items() for p in listed}),
        vowels=frozenset(sounds["vowels"]),
        consonant_class=MappingProxyType(_groups(sounds["classes"])),
        merge=MappingProxyType(_groups(sounds["merge"])),
        determiners=MappingProxyType(dict(_determiners(grammar.get("determiners", {})))),
        elisions=frozenset(words("elisions")),
        contracted=MappingProxyType(dict(map(_contraction, words("contracted")))),
        function_words=frozenset(words("function_words")),
        counted=frozenset(words("counted")),
        inhabitants=words("inhabitants"),
        derived=frozenset((*words("inhabitants"), *words("derived"))),
        formed=words("formed"),
        auxiliaries=frozenset(words("auxiliaries")),
        finite=words("finite"),
        titles=frozenset(words("titles")),
        nations=frozenset(words("nations")),
        invariable=frozenset(words("invariable")),
        first_names=frozenset(words("first_names")),
        men=frozenset(words("men")),
        women=frozenset(words("women")),
        indefinite=frozenset(words("indefinite")),
        aspirated=frozenset(words("aspirated")),
        placing=frozenset(words("placing")),
    )


def phonology(language: str) -> Phonology:
    """The tables of a language; those for bare letters where it has none of its own."""
    short = code(language)
    return _load(short, short if short in ("fr", "en") else "letters")


def _groups(listed: Mapping[str, str]) -> dict[str, str]:
    return {phone: name for name, phones in listed.items() for phone in phones}


def _contraction(entry: str) -> tuple[str, tuple[str, str]]:
    """What "au=à+le" says."""
    little, _, parts = entry.partition("=")
    preposition, _, article = parts.partition("+")
    return little, (preposition, article)


def _determiners(listed: Mapping[str, str]) -> list[tuple[str, Agreement]]:
    """Keys are "singular", "plural-feminine", "any", ...; values the words."""
    found = []
    for key, words in listed.items():
        number: Number = "singular" if "singular" in key else "plural" if "plural" in key else ""
        gender: Gender = "masculine" if "masculine" in key else "feminine" if "feminine" in key else ""
        found += [(word, Agreement(number, gender)) for word in words.split()]
    return found
