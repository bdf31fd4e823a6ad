"""How well a line or a cue may end between two words: a cost, 0 is best. What belongs together is in breaks.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

SENTENCE, CLAUSE, LEADING, WITHIN, PLAIN, LOOSE, LINK = 0, 2, 4, 7, 8, 14, 22
# From here on two words belong together, and `check` names a line that ends between them.
TIGHT = 26
NAME, VERB, NUMBER, GROUP, NEVER = 26, 26, 28, 30, 100

_SENTENCE_END = re.compile(r"[.!?…]+[\"”’')\]»\s]*$")
_CLAUSE_END = re.compile(r"[,;:–—][\"”’')\]»\s]*$|[)\]»”]$")
_ABBREVIATION = re.compile(
    r"(?:\b(?:M|MM|Mme|Mlle|Me|Dr|Pr|Prof|St|Ste|Mr|Mrs|Ms|Sen|Gen|av|bd|art|no|vol|p|cf|etc)|\b[A-ZÀ-Ý])\.$"
)
# Punctuation that stands alone, as the French do it, and quotes that are opened.
_ALONE = re.compile(r"[:;!?…».,)\]”%‰€$£]+")
_OPENED = re.compile(r"[«“(\[]$")
_DOTS = re.compile(r"[.…]+")
_OPENING = re.compile(r"[«“(\[–—-]")
_DIGITS = re.compile(r".*\d(?:er|re|e|ème|st|nd|rd|th)?[.,]?$")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")


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
    pairs: frozenset[str]
    verb: re.Pattern[str]

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
    merged = {
        name: frozenset().union(*(getattr(table, name) for table in tables.values()))
        for name in Grammar.__dataclass_fields__
        if name != "verb"
    }
    return Grammar(**merged, verb=re.compile("(?!)"))


@cache
def _tables() -> dict[str, Grammar]:
    data = tomllib.loads(files(__package__).joinpath("breaks.toml").read_text(encoding="utf-8"))
    return {
        language: Grammar(
            **{name: frozenset(words.split()) for name, words in table.items() if name != "verb"},
            verb=re.compile(table["verb"]),
        )
        for language, table in data.items()
    }


def ends_sentence(word: str) -> bool:
    return bool(_SENTENCE_END.search(word)) and not _ABBREVIATION.search(word)


def cost(before: str, after: str, language: str | None, *, opens: bool = False) -> int:
    """What it costs to end a line after `before` when `after` comes next; both without white space around them.

    Args:
        opens: `before` begins a sentence, so that its capital says nothing.
    """
    if _OPENED.search(before) or (_ALONE.fullmatch(after) and not _DOTS.fullmatch(after)):
        return NEVER
    if _SENTENCE_END.search(before):
        return GROUP if _ABBREVIATION.search(before) else SENTENCE
    if _CLAUSE_END.search(before):
        return CLAUSE
    if before.endswith(("'", "’")):
        return NEVER
    words, last, first = grammar(language), _last_part(before), _first_part(after)
    if f"{last}_{first}" in words.pairs:
        return GROUP
    if last in words.determiners or last in words.pronouns or last in words.titles:
        return GROUP
    if last in words.prepositions or last in words.conjunctions:
        return LINK
    if _OPENING.match(after):
        return CLAUSE
    if (_DIGITS.match(before) or last in words.numerals) and (
        first in words.units or first in words.numerals or after[:1].isdigit()
    ):
        return NUMBER
    if before[:1].isdigit() and not _YEAR.fullmatch(before) and after[:1].islower() and first not in words.functions:
        return NUMBER
    if last in words.negations and first not in words.functions and words.verb.fullmatch(first):
        return LINK
    if last in words.auxiliaries:
        return VERB if words.verb.fullmatch(first) else LOOSE
    if last in words.loose:
        return LOOSE
    if first in words.complements:
        return WITHIN
    if first in words.leading:
        return LEADING
    if _DIGITS.match(before):
        return LOOSE
    if before[:1].isupper() and after[:1].isupper() and not opens and first not in words.functions:
        return NAME
    return PLAIN


def _last_part(word: str) -> str:
    """The word after its elision, in lower case: what decides whether it clings to the next."""
    return re.split("['’]", word.lower())[-1].strip('.,;:!?"«»()[]“”') or word.lower().strip("'’")


def _first_part(word: str) -> str:
    """The word up to its apostrophe ("qu'il": qu)."""
    return re.split("['’]", word.lower())[0].strip('.,;:!?"«»()[]“”')
