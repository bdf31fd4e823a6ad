"""What is wrong, or may become wrong, with lexicons: clashes, terms that sound like ordinary words, entries that do nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

from rapidfuzz import fuzz

from ..correction.bigrams import likeliness
from ..correction.forms import MOST_TOKENS, sounds_of
from ..correction.frequency import zipf
from ..correction.lexicon import Lexicon, Term
from ..correction.oddness import ODD
from ..correction.phonetics import phonology
from ..correction.propose import propose_many
from ..correction.sound import nearest
from ..correction.spelling import doubt_of, flaw_of, flaw_of_right, shown
from ..correction.tokens import fold, split_norms, split_tokens
from ..document.clock import place as place_of
from ..document.edit import Band
from ..document.model import Transcript
from .sounds import homophones
from .words import is_function_word, same_word

# Zipf frequencies: a single word from KNOWN on is listed at one's own risk; phrases of words from COMMON on are plain language.
KNOWN, COMMON = 2.5, 4.0
# A mishearing farther than this from its term, by phone, is probably in the wrong place.
STRANGE = 0.7
# A plural shares at least so many per cent of its letters with its singular ("œil" and its like aside).
LIKE_PLURAL = 70.0
_EXAMPLES = 3
# What to do about a term, or a credit, that fires where nothing is wrong.
_REMEDIES = {
    False: "`unless`, [protect], a `context`, or match",
    True: "alone = true, or a pattern or text that says more",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a person should look at. `place` is "file:line"; `remedy` says what to do."""

    place: str
    text: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text} ({self.remedy})"


def check(lexicons: Sequence[Lexicon], language: str | None = None, *, beside: Sequence[Lexicon] = ()) -> list[Problem]:
    """Problems of each lexicon and of all together, in the order of the files.

    Args:
        lexicons: one a file, later ones win.
        language: of terms that name none; without it their sound is not looked at.
        beside: other lexicons that hold; only what they and these say against one another is looked at.
    """
    found: list[Problem] = []
    for lexicon in lexicons:
        found += [Problem(*_split(notice)) for notice in lexicon.notices]
        for term in lexicon.terms:
            found += _of_term(term, term.language or language)
    found += _between([*beside, *lexicons])
    found += _alike([term for lexicon in (*beside, *lexicons) for term in lexicon.terms], language)
    return found


def _split(notice: str) -> tuple[str, str, str]:
    place, _, rest = notice.partition(": ")
    text, _, remedy = rest.rpartition(" (")
    return (place, text, remedy.rstrip(")")) if text else (place, rest, "look at both entries")


def _of_term(term: Term, language: str | None) -> Iterator[Problem]:
    def problem(text: str, remedy: str) -> Problem:
        return Problem(term.place, text, remedy)

    listed = Path(term.source).suffix not in (".toml", ".csv", ".tsv")
    for text, doubt in (
        *((form, flaw_of_right(form) or doubt_of(form, listed=listed)) for form in term.spellings),
        *((heard, flaw_of(heard)) for heard in term.heard),
    ):
        if doubt is not None:
            yield problem(f"{shown(text)} {doubt.problem}", doubt.remedy)
    if term.plural and term.plural == term.write:
        yield problem(f"plural of {term.write!r} is the same word", "remove it: the spelling holds for both")
    elif term.plural and not _related(term.write, term.plural):
        yield problem(f"plural {term.plural!r} of {term.write!r} looks like another word", "look at its spelling")
    if len(split_norms(term.write)) > MOST_TOKENS and not term.heard:
        yield problem(f"{term.write!r} is too long to be found by its sound", "list what is heard, or shorten it")
    if term.match == "exact" and not term.heard and term.write[:1].islower():
        yield problem(f'{term.write!r} has match = "exact" and nothing listed', "list what is heard, or remove `match`")
    if language is None:
        return
    title, *name = split_norms(term.write)
    if len(name) > 1 and title in phonology(language).titles:
        yield problem(f"{term.write!r} begins with a title", "the name alone: who says the title writes it")
    said = sounds_of(split_tokens(term.write), language)
    if term.match != "exact" and not term.context and (same := homophones(term.write, language)):
        words = ", ".join(islice(same, _EXAMPLES))
        yield problem(f"{term.write!r} sounds like {words}", 'give it a `context`, or match = "exact"')
    for say in term.say:
        if set(sounds_of(split_tokens(say), language)[:1]) <= set(said):
            yield problem(f"say {say!r} of {term.write!r} says what its letters say", "remove it")
    own = {split_norms(form) for form in term.spellings}
    for heard in term.heard:
        if split_norms(heard) in own:
            continue  # only its capitals or joints are set right
        if ordinary := why_ordinary(heard, language):
            yield problem(
                f"heard {heard!r} of {term.write!r} {ordinary}", "remove it unless it is never right; try --against"
            )
        cost, _ = nearest(said, sounds_of(split_tokens(heard), language), language)
        if said and cost > STRANGE * len(said[0]) and not _spelled(heard):
            yield problem(
                f"heard {heard!r} does not sound like {term.write!r}", "look whether it is in the right entry"
            )


def why_ordinary(phrase: str, language: str) -> str:
    """Why a listed mishearing may stand rightly in a text; '' if that is not to be feared."""
    norms = split_norms(phrase)
    if len(norms) == 1:
        return "is a word of its own" if zipf(norms[0], language) >= KNOWN else ""
    if _spelled(phrase):
        return ""
    if min(zipf(word, language) for word in norms) < COMMON or not any(
        is_function_word(norms[at], language) for at in (0, -1)
    ):
        return ""
    likely = min(likeliness(left, right, language) for left, right in pairwise(norms))
    return "is plain language" if likely > ODD else ""


def _spelled(heard: str) -> bool:
    """Letters one by one: they sound like their names, which no table of words knows."""
    return all(len(word) == 1 for word in split_norms(heard))


def _related(write: str, plural: str) -> bool:
    return fuzz.ratio(fold(write), fold(plural), score_cutoff=LIKE_PLURAL) > 0


def _between(lexicons: Sequence[Lexicon]) -> Iterator[Problem]:
    """What entries of any of the files say against one another."""
    terms = [term for lexicon in lexicons for term in lexicon.terms]
    right = {(split_norms(form), term.language): term for term in terms for form in term.spellings}
    protected = {split_norms(word) for lexicon in lexicons for word in lexicon.protect}
    spelled: dict[tuple[str, str | None], dict[str, Term]] = defaultdict(dict)
    claims: dict[tuple[tuple[str, ...], str | None], Term] = {}
    for term in terms:
        spelled[fold(term.write), term.language].setdefault(term.write, term)
        for heard in term.heard:
            key = split_norms(heard)
            rival = claims.setdefault((key, term.language), term)
            if rival.write != term.write:
                what = f"{heard!r} is heard for {term.write!r}, and for {rival.write!r} ({rival.place})"
                yield Problem(term.place, what, "keep it for one of the two")
            other = right.get((key, term.language))
            if other is not None and other.write != term.write:
                where = f"is the right spelling of {other.write!r} ({other.place})"
                yield Problem(term.place, f"heard {heard!r} of {term.write!r} {where}", "remove one of the two")
            if key in protected:
                yield Problem(
                    term.place,
                    f"heard {heard!r} of {term.write!r} is protected as a whole: it never applies",
                    "remove one",
                )
    for ways in spelled.values():
        for term in list(ways.values())[1:]:
            first = next(iter(ways.values()))
            where = f"is written {first.write!r} elsewhere ({first.place})"
            yield Problem(term.place, f"{term.write!r} {where}", "decide for one spelling")


def _alike(terms: Sequence[Term], language: str | None) -> Iterator[Problem]:
    """Names in two spellings of one sound, of which each would be changed into the other."""
    sounds: dict[tuple[str, str], Term] = {}
    for term in terms:
        spoken = term.language or language
        if spoken is None or term.context or term.match == "exact":
            continue
        for said in sounds_of(split_tokens(term.write), spoken)[:1]:
            first = sounds.setdefault((said, spoken), term)
            if fold(first.write) != fold(term.write) and not same_word(first.write, term.write, spoken):
                where = f"sounds like {first.write!r} ({first.place})"
                yield Problem(
                    term.place, f"{term.write!r} {where}", "decide for one spelling, or give both a `context`"
                )


def fires(lexicon: Lexicon, texts: Iterable[Transcript], language: str | None = None) -> list[Problem]:
    """Terms that would change texts that are right as they stand, those that do most harm first."""
    known: list[Transcript] = []

    def kept() -> Iterator[Transcript]:
        for text in texts:
            known.append(text)
            yield text

    seen: dict[tuple[str, str, bool], list[tuple[str, Band]]] = defaultdict(list)
    for edits in propose_many(kept(), lexicon, language=language):
        text = known.pop(0)
        for edit in edits:
            where = place_of(text.source, text.words[edit.first].start, timed=text.timed)
            example = f"{edit.before!r} -> {edit.after!r} in {where}"
            seen[edit.lexicon, edit.term or edit.rule, edit.rule == "credit"].append((example, edit.band))
    problems = []
    for (place, term, credit), cases in sorted(seen.items(), key=lambda item: -_applied(item[1])):
        safe = _applied(cases)
        surest = sorted(cases, key=lambda case: case[1] is not Band.SAFE)
        shown = "; ".join(example for example, _ in surest[:_EXAMPLES])
        ways = ((safe, "removed" if credit else "applied"), (len(cases) - safe, "shown for review"))
        how = "would be " + " and ".join(f"{way} {count}x" for count, way in ways if count)
        what = "a credit" if credit else repr(term)
        problems.append(Problem(place, f"{what} {how} in text that is right: {shown}", _REMEDIES[credit]))
    return problems


def _applied(cases: Sequence[tuple[str, Band]]) -> int:
    return sum(band is Band.SAFE for _, band in cases)
