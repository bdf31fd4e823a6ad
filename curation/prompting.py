"""The terms of a lexicon for a recogniser's prompt, most useful first: it takes as many as its budget allows."""

from __future__ import annotations

from ..correction.frequency import zipf
from ..correction.lexicon import Lexicon
from ..correction.tokens import split_norms
from .words import WELL_KNOWN, is_function_word


def most_useful(lexicon: Lexicon, language: str | None) -> tuple[str, ...]:
    """The right spellings that a recogniser may be told of, those that help most at the front.

    The story's own terms come first, in the order of the article; those that everybody knows ("Paris") come last. Of the
    others, those of a later lexicon come before those of an earlier one (a show's before the house's), and in each the rarest:
    what a recogniser has seldom seen. Terms of other languages are left out, and so are those of ordinary words alone, which it
    knows how to write. Without a language, because it is still to be found out, none are.
    """
    terms = [term for term in lexicon.terms if not language or term.language in (None, language)]
    rank = {source: -at for at, source in enumerate(dict.fromkeys(term.source for term in terms))}
    rarity = {term.write: _rarest(term.write, term.language or language) for term in terms}
    story = [term.write for term in terms if term.write in lexicon.story]
    others = [term for term in terms if term.write not in lexicon.story and rarity[term.write] < WELL_KNOWN]
    others.sort(key=lambda term: (rank[term.source], rarity[term.write]))
    known = [write for write in story if rarity[write] >= WELL_KNOWN]
    rare = [write for write in story if rarity[write] < WELL_KNOWN]
    return tuple(dict.fromkeys([*rare, *(term.write for term in others), *known]))


def _rarest(write: str, language: str | None) -> float:
    return min(
        (zipf(word, language) for word in split_norms(write) if not is_function_word(word, language or "")), default=9.0
    )
