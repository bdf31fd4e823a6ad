"""Lexicons: the terms that matter, what they sound like, what must be left alone, and lines that models invent."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Literal

from ..document.errors import LexiconError
from .tokens import norm, split_norms

Match = Literal["exact", "sound", "fuzzy"]
MATCHES: tuple[Match, ...] = ("exact", "sound", "fuzzy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What every entry of a lexicon knows: the file and the line where it was read."""

    source: str = ""
    line: int = 0

    @property
    def place(self) -> str:
        """Where it was read, as "file:line"."""
        return f"{self.source}:{self.line}" if self.line else self.source


@dataclass(frozen=True, slots=True)
class Term(Entry):
    """A term in its right spelling.

    Attributes:
        write: the right spelling.
        plural, feminine: other right spellings of the same term, used where the sentence asks for them.
        heard: listed mishearings; they apply exactly as they stand, whatever their case.
        say: how it sounds, in plain spelling of the language, where the letters mislead.
        context: words of which one must stand near it.
        unless: phrases that veto a correction that they cover or touch.
        match: "exact" (only `heard`), "sound" (also what sounds alike), "fuzzy" (also what is written alike).
        note: why the term is here.
        language: ISO 639-1 code, or None for the language of the text.
    """

    write: str
    plural: str = ""
    feminine: str = ""
    heard: tuple[str, ...] = ()
    say: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    match: Match = "sound"
    note: str = ""
    language: str | None = None

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every right spelling of it."""
        return tuple(dict.fromkeys(form for form in (self.write, self.plural, self.feminine) if form))


@dataclass(frozen=True, slots=True)
class Credit(Entry):
    """A line that a recogniser invents over silence: as text (compared by its letters), or as a pattern for the whole line.

    `alone` says that the line may well be spoken ("Merci."): its words alone are no reason to remove it. `maker` says that
    they are one only where they name a maker of the kind that makes subtitles. `note` says in words what it is.
    """

    text: str = ""
    pattern: re.Pattern[str] | None = None
    alone: bool = False
    maker: bool = False
    note: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Terms, protected words and credits of one file or of several merged ones.

    Attributes:
        terms: in the order of the files; of two with the same spelling only the later one is kept.
        protect: words and phrases that are right as they stand.
        credits: lines that are invented.
        language: of the lexicon; None if it takes the text's.
        notices: what a person should know about the merging (a `heard` that a later file took over).
        story: the spellings of terms that come from the story's own article: in this clip they are to be expected.
    """

    terms: tuple[Term, ...] = ()
    protect: tuple[str, ...] = ()
    credits: tuple[Credit, ...] = ()
    language: str | None = None
    notices: tuple[str, ...] = ()
    story: frozenset[str] = field(default_factory=frozenset)

    @property
    def writes(self) -> tuple[str, ...]:
        """The right spellings, one a term, in order: what a recogniser may be told to expect."""
        return tuple(term.write for term in self.terms)

    @classmethod
    def of(cls, words: Iterable[str], *, language: str | None = None) -> Lexicon:
        """A lexicon of plain right spellings.

        >>> Lexicon.of(["guet-apens", "Mâcon"], language="fr").writes
        ('guet-apens', 'Mâcon')
        """
        cleaned = dict.fromkeys(" ".join(word.split()) for word in words)
        return cls(tuple(Term(word, language=language) for word in cleaned if word), language=language)


def merge(lexicons: Sequence[Lexicon]) -> Lexicon:
    """One lexicon of several. Entries of the same spelling are joined; where they differ, or two claim the same mishearing,
    the later lexicon wins. Entries of different languages have nothing to do with one another."""
    with_terms = [lexicon for lexicon in lexicons if lexicon.terms]
    # A file alone was found to be without contradiction when it was read.
    terms, notices = (with_terms[0].terms, []) if len(with_terms) == 1 else _merged(with_terms)
    languages = {lexicon.language for lexicon in with_terms if lexicon.language}
    return Lexicon(
        terms,
        tuple(dict.fromkeys(word for lexicon in lexicons for word in lexicon.protect)),
        tuple(credit for lexicon in lexicons for credit in lexicon.credits),
        languages.pop() if len(languages) == 1 else None,
        (*(notice for lexicon in lexicons for notice in lexicon.notices), *notices),
        frozenset().union(*(lexicon.story for lexicon in lexicons)),
    )


def _merged(lexicons: Sequence[Lexicon]) -> tuple[tuple[Term, ...], list[str]]:
    """The terms of several lexicons, and a line for each mishearing that changed hands."""
    terms: dict[tuple[str, str | None], Term] = {}  # by spelling and language
    spelled: dict[str, set[str | None]] = defaultdict(set)  # spelling -> languages of its entries
    claims: dict[tuple[str, ...], set[tuple[str, str | None]]] = defaultdict(set)  # normalised heard -> who claims it
    notices: list[str] = []
    for lexicon in lexicons:
        for term in lexicon.terms:
            for language in [known for known in spelled[term.write] if _meet(known, term.language)]:
                term = _joined(terms.pop((term.write, language)), term)
                spelled[term.write].remove(language)
            own = (term.write, term.language)
            terms[own] = term
            spelled[term.write].add(term.language)
            for heard in term.heard:
                key = split_norms(heard)
                for at in [
                    at for at in claims[key] if at in terms and at[0] != term.write and _meet(at[1], term.language)
                ]:
                    rival = terms[at]
                    kept = tuple(other for other in rival.heard if split_norms(other) != key)
                    terms[at] = replace(rival, heard=kept)
                    claims[key].remove(at)
                    notices.append(
                        f"{heard!r} is heard for {term.write!r} ({term.place}), no longer for {rival.write!r} ({rival.place})"
                    )
                claims[key].add(own)
    return tuple(terms.values()), notices


def _meet(one: str | None, other: str | None) -> bool:
    """Whether entries of two languages speak of the same texts; one without a language takes any text's."""
    return one is None or other is None or one == other


def _joined(earlier: Term, later: Term) -> Term:
    """Two entries of one spelling: lists are put together, and what the later one says replaces the earlier."""
    bare = not (later.heard or later.say or later.context or later.unless or later.match != "sound")
    return replace(
        later,
        plural=later.plural or earlier.plural,
        feminine=later.feminine or earlier.feminine,
        heard=tuple(dict.fromkeys((*earlier.heard, *later.heard))),
        say=tuple(dict.fromkeys((*earlier.say, *later.say))),
        context=later.context or earlier.context,
        unless=tuple(dict.fromkeys((*earlier.unless, *later.unless))),
        match=earlier.match if bare else later.match,
        note=(earlier.note or later.note) if bare else (later.note or earlier.note),
        # An entry that only repeats the spelling (a list, an article) does not take over the other's place.
        source=earlier.source if bare else later.source,
        line=earlier.line if bare else later.line,
    )


def validate(terms: Sequence[Term], heard_at: Callable[[Term], int] = attrgetter("line")) -> None:
    """Refuse what says nothing, and what contradicts itself within one file.

    Args:
        heard_at: the line on which the `heard` of a term stands, if an entry has several.

    Raises:
        LexiconError: naming file, line and remedy.
    """

    def wrong(term: Term, problem: str, remedy: str) -> LexiconError:
        return _error(replace(term, line=heard_at(term)), problem, remedy)

    writes: dict[str, Term] = {}
    claims: dict[tuple[str, ...], Term] = {}
    for term in terms:
        if not split_norms(term.write):
            raise _error(term, f"{term.write!r} has neither letters nor digits", "write the right spelling")
        if term.write in writes:
            first = writes[term.write]
            raise _error(term, f"{term.write!r} is already on line {first.line}", "join the two entries")
        writes[term.write] = term
        for heard in term.heard:
            key = split_norms(heard)
            if not key:
                raise wrong(term, f"heard {heard!r} has neither letters nor digits", "remove it")
            if norm(heard) in map(norm, term.spellings) and heard in term.spellings:
                raise wrong(term, f"heard {heard!r} is the right spelling itself", "remove it")
            if key in claims and claims[key].write != term.write:
                rival = claims[key]
                raise wrong(
                    term,
                    f"heard {heard!r} of {term.write!r} is also heard for {rival.write!r} on line {heard_at(rival)}",
                    "keep it for one of the two",
                )
            claims[key] = term


def _error(term: Term, problem: str, remedy: str) -> LexiconError:
    return LexiconError(problem, path=term.source or None, line=term.line or None, remedy=remedy)
