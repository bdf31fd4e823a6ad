"""How well a line or a cue may end between two words: a cost, 0 is best. What belongs together is in breaks.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

SENTENCE, CLAUSE, LEADING, WITHIN, PLAIN, LOOSE, LINK = 0, 2, 4, 7, 8, 14, 24
# From here on two words belong together, and `check` names a line that ends between them.
TIGHT = 26
NAME, VERB, NUMBER, GROUP, NEVER = 26, 26, 28, 30, 100

_SENTENCE_END = re.compile(r"[.!?…。！？]+[\"”’')\]»」』）\s]*$")
_CLAUSE_END = re.compile(r"[,;:–—、，；：][\"”’')\]»\s]*$|[)\]»”]$")
_ABBREVIATION = re.compile(
    r"(?:\b(?:M|MM|Mme|Mlle|Me|Dr|Pr|Prof|St|Ste|Mr|Mrs|Ms|Sen|Gen|av|bd|art|no|vol|p|cf|etc)|\b[A-ZÀ-Ý])\.$"
)
# Punctuation that stands alone, as the French do it, and quotes that are opened.
_ALONE = re.compile(r"[:;!?…».,)\]”%‰€$£]+")
_OPENED = re.compile(r"[«“(\[]$")
_DOTS = re.compile(r"[.…]+")
_OPENING = re.compile(r"[«“(\[–—-]")
_DIGITS = re.compile(r".*\d(?:er|re|e|ème|st|nd|rd|th)?[.,]?$")
# "faut-il", "a-t-elle": the verb before its subject
_INVERTED = re.compile(r"(?:-t)?-(?:je|tu|il|elle|on|ce|nous|vous|ils|elles)$")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")


_PATTERNS = ("verb", "infinitive", "adverb")


@dataclass(frozen=True)
class Grammar:
    """The words of one language that stay with their neighbours, in lower case (breaks.toml)."""

    determiners: frozenset[str]
    pronouns: frozenset[str]
    auxiliaries: frozenset[str]
    loose: frozenset[str]
    prepositions: frozenset[str]
    conjunctions: frozenset[str]
    complements: frozenset[str]
    titles: frozenset[str]
    units: frozenset[str]
    numerals: frozenset[str]
    negations: frozenset[str]
    modals: frozenset[str]
    subjects: frozenset[str]
    between: frozenset[str]
    pairs: frozenset[str]
    verb: re.Pattern[str]
    infinitive: re.Pattern[str]
    adverb: re.Pattern[str]

    @cached_property
    def leading(self) -> frozenset[str]:
        """Words that a line may well begin with: they open a phrase or a clause."""
        return self.prepositions | self.conjunctions | self.auxiliaries | self.pronouns

    @cached_property
    def functions(self) -> frozenset[str]:
        """Words that carry no name, whatever their case."""
        return self.determiners | self.pronouns | self.prepositions | self.conjunctions | self.loose | self.auxiliaries


@cache
def grammar(language: str | None) -> Grammar:
    """The words of a language; of all known ones together, where it is another or unknown."""
    tables = _tables()
    if language in tables:
        return tables[language]
    merged: dict[str, Any] = dict.fromkeys(_PATTERNS, re.compile("(?!)"))
    for name in Grammar.__dataclass_fields__.keys() - merged:
        merged[name] = frozenset().union(*(getattr(table, name) for table in tables.values()))
    return Grammar(**merged)


@cache
def _tables() -> dict[str, Grammar]:
    data = tomllib.loads(files(__package__).joinpath("breaks.toml").read_text(encoding="utf-8"))
    return {language: _grammar(table) for language, table in data.items()}


def _grammar(table: Mapping[str, str]) -> Grammar:
    made: dict[str, Any] = {
        name: re.compile(words) if name in _PATTERNS else frozenset(words.split()) for name, words in table.items()
    }
    return Grammar(**made)


def ends_sentence(word: str) -> bool:
    return bool(_SENTENCE_END.search(word)) and not _ABBREVIATION.search(word)


# A text is looked at again and again while its cues are set anew.
@lru_cache(maxsize=1 << 16)
def cost(before: str, after: str, language: str | None, *, opens: bool = False, prior: str = "", then: str = "") -> int:
    """What it costs to end a line after `before` when `after` comes next; all without white space around them.

    Args:
        opens: `before` begins a sentence, so that its capital says nothing.
        prior, then: the words on both sides of the two, where they are known and of the same sentence.
    """
    if _OPENED.search(before) or (_ALONE.fullmatch(after) and not _DOTS.fullmatch(after)):
        return NEVER
    if _SENTENCE_END.search(before):
        return GROUP if _ABBREVIATION.search(before) else SENTENCE
    if _CLAUSE_END.search(before):
        return CLAUSE
    if before.endswith(("'", "’")):
        return NEVER
    gap = _Gap(before, after, _last_part(before), _first_part(after), _last_part(prior), _first_part(then), opens)
    words = grammar(language)
    found = _bound(words, gap)
    if found is None:
        found = _of_numbers(words, gap)
    return _of_words(words, gap) if found is None else found


def costs(words: Sequence[str], language: str | None) -> list[int]:
    """What it costs to end a line after each word of a text but the last, in the sight of the words around it.

    >>> costs("Il perd 27 à 24. Bien sûr.".split(), "fr")
    [30, 8, 28, 24, 0, 14]
    """
    ends = [True, *map(ends_sentence, words), True]  # before each word, and after the last
    return [
        cost(
            words[at],
            words[at + 1],
            language,
            opens=ends[at],
            prior="" if ends[at] else words[at - 1],
            then="" if ends[at + 2] or at + 2 >= len(words) else words[at + 2],
        )
        for at in range(len(words) - 1)
    ]


def between(upper: str, lower: str, language: str | None) -> int:
    """What it costs that one line ends and the next begins here, as `costs` says it of both joined; 0 where one is empty."""
    before, after = upper.split()[-2:], lower.split()[:2]
    return costs([*before, *after], language)[len(before) - 1] if before and after else 0


class _Gap(NamedTuple):
    """Two words as they stand, and what counts of them and of those around, in lower case."""

    before: str
    after: str
    last: str
    first: str
    prior: str
    then: str
    opens: bool


def _bound(words: Grammar, gap: _Gap) -> int | None:
    """The cost of a break after a word that always belongs to the next; None after others."""
    last, first = gap.last, gap.first
    if f"{last}_{first}" in words.pairs:
        return GROUP
    if last in words.determiners or last in words.pronouns or last in words.titles:
        return GROUP
    if last in words.subjects and (first in words.pronouns or first in words.auxiliaries):
        return GROUP
    if last in words.prepositions or last in words.conjunctions:
        return LINK
    return CLAUSE if _OPENING.match(gap.after) else None


def _of_numbers(words: Grammar, gap: _Gap) -> int | None:
    """The cost of a break after a number; None where there is none, or nothing hangs on it."""
    before, after, first = gap.before, gap.after, gap.first
    named = gap.last in words.numerals
    if not named and not _DIGITS.match(before):
        return None
    if first in words.units or first in words.numerals or after[:1].isdigit():
        return NUMBER
    if first in words.between and (gap.then[:1].isdigit() or gap.then in words.numerals):  # "27 à 24"
        return NUMBER
    if after[:1].islower() and first not in words.functions and not _YEAR.fullmatch(before):
        return LINK if named else NUMBER
    return None


def _of_words(words: Grammar, gap: _Gap) -> int:
    """The cost of a break between two words, none of them a number that goes with the other."""
    before, after, last, first = gap.before, gap.after, gap.last, gap.first
    may_be_verb = first in words.auxiliaries or first not in words.functions
    verb = may_be_verb and words.verb.fullmatch(first) is not None
    if last in words.negations and verb:
        return VERB if gap.prior in words.auxiliaries else LINK
    stem = _INVERTED.sub("", last)
    if stem in words.auxiliaries and verb:
        return VERB
    if stem in words.modals and verb and words.infinitive.fullmatch(first):
        return VERB
    if gap.prior in words.auxiliaries and verb and (last in words.loose or words.adverb.fullmatch(last)):
        return LINK
    if stem in words.auxiliaries:
        to_verb = first in words.complements and words.infinitive.fullmatch(gap.then)
        return LINK if first in words.negations or to_verb else LOOSE
    if last in words.loose or first in words.negations:
        return LOOSE
    if first in words.complements:
        return WITHIN
    if first in words.leading:
        return LEADING
    if _DIGITS.match(before):
        return LOOSE
    if before[:1].isupper() and after[:1].isupper() and first not in words.functions:
        return LOOSE if gap.opens else NAME
    return PLAIN


def _last_part(word: str) -> str:
    """The word after its elision, in lower case: what decides whether it clings to the next."""
    return re.split("['’]", word.lower())[-1].strip('.,;:!?"«»()[]“”') or word.lower().strip("'’")


def _first_part(word: str) -> str:
    """The word up to its apostrophe ("qu'il": qu)."""
    return re.split("['’]", word.lower())[0].strip('.,;:!?"«»()[]“”')
