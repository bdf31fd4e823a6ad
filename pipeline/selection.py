"""Which of the proposals are applied in this call: by term or rule, by band, by score."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from ..correction.lexicon import Lexicon
from ..correction.tokens import fold
from ..document.edit import BY_HAND, LEFT_OUT, LET_THROUGH, NAMED, RULES, TOO_LOW, Band, Decision, Edit

_ID = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Named:
    """What the words given to --only or --except stand for; `typed` is what was given, `unknown` what stands for nothing."""

    typed: tuple[str, ...] = ()
    rules: frozenset[str] = frozenset()
    terms: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()

    def covers(self, edit: Edit) -> bool:
        return edit.rule in self.rules or edit.term in self.terms or edit.id in self.ids


def named(typed: Sequence[str], spellings: Iterable[tuple[str, str]]) -> Named:
    """Find what was meant: a rule, the id of an edit, or terms by any of their spellings.

    A spelling counts as it is typed; if no term is written so, without case, accents and hyphens; and if none is even then, a
    name stands for the terms that it is a part of ("Quéméneur" for "Maëlle Quéméneur").

    Args:
        spellings: (spelling, term) of all terms that there are.
    """
    if not typed:
        return Named()
    pairs = list(spellings)
    rules: set[str] = set()
    terms: set[str] = set()
    ids: set[str] = set()
    unknown: list[str] = []
    for name in typed:
        parts = _folded_words(name)
        exact = {term for spelling, term in pairs if spelling == name}
        meant = exact or {term for spelling, term in pairs if parts and fold(spelling) == "".join(parts)}
        meant = meant or {term for spelling, term in pairs if _within(parts, _folded_words(spelling))}
        terms |= meant
        if name in RULES:
            rules.add(name)
        elif _ID.fullmatch(name):
            ids.add(name)
        elif not meant:
            unknown.append(name)
    return Named(tuple(typed), frozenset(rules), frozenset(terms), frozenset(ids), tuple(unknown))


def nearest(name: str, spellings: Iterable[tuple[str, str]]) -> str:
    """The rule or term that was most likely meant, '' if none is like it."""
    known = {**{fold(spelling): term for spelling, term in spellings}, **{rule: rule for rule in RULES}}
    near = get_close_matches(fold(name), known, n=1, cutoff=0.7)
    return known[near[0]] if near else ""


def spellings_of(lexicon: Lexicon) -> list[tuple[str, str]]:
    return [(spelling, term.write) for term in lexicon.terms for spelling in term.spellings]


@dataclass(frozen=True, slots=True)
class Selection:
    """What a call applies.

    Attributes:
        only: nothing but these; all if nothing was named.
        exceptions: not these.
        band: SAFE applies safe proposals; REVIEW also those for review, but on words that a person typed over a correction.
        min_score: proposals with a lower score are for review (0 to 1).
    """

    only: Named = Named()
    exceptions: Named = Named()
    band: Band = Band.SAFE
    min_score: float = 0.0

    def of(self, edits: Sequence[Edit]) -> list[Edit]:
        """The edits in the band that they have in this call. What `min_score` holds back is for review; what `only` and
        `exceptions` leave out is the business of another call, so that nobody is asked about it.

        What a person decided about an edit stays decided, and words that they typed over a correction stay, whatever band is
        applied. Naming in `only` the id of one that was rejected, or of words that a person typed, accepts it.
        """
        return [self._placed(edit) for edit in edits]

    def _placed(self, edit: Edit) -> Edit:
        if edit.id in self.only.ids and (edit.decision is Decision.REJECTED or BY_HAND in edit.evidence):
            return replace(edit, decision=Decision.ACCEPTED, evidence={**edit.evidence, NAMED: "--only"})
        if edit.decision is not None:
            return edit
        if why := self.leaves_out(edit):
            return replace(edit, band=Band.REVIEW, evidence={**edit.evidence, LEFT_OUT: why})
        if edit.score < self.min_score and (edit.band is Band.SAFE or self.band is Band.REVIEW):
            return replace(edit, band=Band.REVIEW, evidence={**edit.evidence, TOO_LOW: self.min_score})
        if edit.band is Band.REVIEW and self.band is Band.REVIEW and BY_HAND not in edit.evidence:
            return replace(edit, band=Band.SAFE, evidence={**edit.evidence, LET_THROUGH: "--band review"})
        return edit

    def leaves_out(self, edit: Edit) -> str:
        """By which option an edit is left out; '' if it is not."""
        if self.only.typed and not self.only.covers(edit):
            return "--only " + ", ".join(self.only.typed)
        return "--except " + ", ".join(self.exceptions.typed) if self.exceptions.covers(edit) else ""


ALL = Selection()


def _folded_words(text: str) -> list[str]:
    return [part for part in (fold(word) for word in re.split(r"[\s-]+", text)) if part]


def _within(parts: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether the parts stand in the whole one after the other."""
    return bool(parts) and any(
        list(whole[at : at + len(parts)]) == list(parts) for at in range(len(whole) - len(parts) + 1)
    )
