"""Transcripts and a lexicon in, proposed edits out. Nothing is changed here."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from ..document.edit import Band, Edit, identify, words_between
from ..document.model import Transcript
from .anchors import AnchorIndex
from .candidates import SoundIndex
from .cleanup import propose_credits
from .decide import Support, Verdict, decide, worth_judging
from .forms import Form, Kind, forms_of
from .lexicon import Lexicon
from .listed import Listed, Listing, covers
from .keys import KeyRow
from .reading import Reading, Vocabulary, read_tokens
from .render import render
from .text import Text
from .windows import Likeness, Window, compare, near_enough

# Context words are looked for within this many words of a term.
CONTEXT_REACH = 12
# How many words of text are searched at once.
BATCH = 1 << 17
# Rivals of a proposal that are kept as its evidence; a rival for the same words whose score is this near makes it ambiguous.
MOST_RIVALS, AMBIGUOUS = 3, 0.02
# Comparisons remembered, because the same mishearing comes again.
MOST_REMEMBERED = 1 << 18
# Spreads the numbers of forms over 64 bits.
KEY_MIX = np.uint64(0xD6E8FEB86659FD93)

# first token, number of tokens, number of the form, how they compare
_Pair = tuple[int, int, int, Likeness]


def propose(
    transcript: Transcript, lexicon: Lexicon, *, language: str | None = None, cleanup: bool = True
) -> list[Edit]:
    """Edits that do not overlap, in the order of the text.

    Args:
        language: ISO 639-1; the transcript's own, else the lexicon's, if it is not given.
        cleanup: also propose to remove the lexicon's credits.
    """
    return next(iter(propose_many([transcript], lexicon, language=language, cleanup=cleanup)))


def propose_many(
    transcripts: Iterable[Transcript], lexicon: Lexicon, *, language: str | None = None, cleanup: bool = True
) -> Iterator[list[Edit]]:
    """The same for many transcripts, in bounded memory; much faster than one at a time."""
    for spoken, run in groupby(transcripts, key=lambda t: language or t.language or lexicon.language or ""):
        corrector = _corrector(lexicon, spoken)
        for batch in _batches(run):
            yield from corrector.propose(batch, cleanup=cleanup)


def _batches(transcripts: Iterable[Transcript]) -> Iterator[list[Transcript]]:
    batch: list[Transcript] = []
    size = 0
    for transcript in transcripts:
        batch.append(transcript)
        size += len(transcript.words)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


# The last lexicons used, made ready; compared by identity, because comparing 10,000 terms costs more than most texts.
_READY: deque[tuple[Lexicon, str, Corrector]] = deque(maxlen=4)


def _corrector(lexicon: Lexicon, language: str) -> Corrector:
    for known, spoken, corrector in _READY:
        if known is lexicon and spoken == language:
            return corrector
    corrector = Corrector(lexicon, language)
    _READY.append((lexicon, language, corrector))
    return corrector


@dataclass(frozen=True, slots=True)
class _Proposal:
    """A window of the reading that may be a term."""

    first: int
    count: int
    form: Form
    verdict: Verdict
    rule: str
    like: Likeness | None = None
    rivals: tuple[str, ...] = ()

    @property
    def rank(self) -> tuple[object, ...]:
        """Better ones sort first: listed, safe, surer, longer; the rest makes the order definite."""
        safe = self.verdict.band is Band.SAFE
        return (
            self.rule != "heard",
            not safe,
            -round(self.verdict.score, 3),
            -self.count,
            self.first,
            self.form.kind is not Kind.WRITE,
            self.form.text,
        )


class Corrector:
    """A lexicon made ready for texts of one language."""

    def __init__(self, lexicon: Lexicon, language: str) -> None:
        terms = tuple(term for term in lexicon.terms if not language or term.language in (None, language))
        self.lexicon = replace(lexicon, terms=terms)
        self.language = language
        self.vocabulary = Vocabulary(language)
        self.forms = [form for number, term in enumerate(terms) for form in forms_of(number, term, language)]
        self.credits = tuple(c for c in lexicon.credits if not language or c.language in (None, language))
        searched = [form for form in self.forms if terms[form.term].match != "exact"]
        self.index = SoundIndex(searched, language)
        self.anchors = AnchorIndex(searched, self.vocabulary, language)
        self._searched = [number for number, form in enumerate(self.forms) if terms[form.term].match != "exact"]
        self._spelled = {(form.term, form.norms): at for at, form in reversed(list(enumerate(self.forms)))}
        self._surnames = {form.norms for form in self.forms if form.kind is Kind.SURNAME}
        self.listed = Listed(self.lexicon, self.vocabulary)
        self._likeness: dict[int, Likeness | None] = {}

    def propose(self, transcripts: Sequence[Transcript], *, cleanup: bool = True) -> list[list[Edit]]:
        """Edits of each transcript."""
        reading = read_tokens(transcripts, self.vocabulary)
        if not self.lexicon.terms or not len(reading.types):
            windows: dict[int, list[_Pair]] = {}
            listings: dict[int, Listing] = {}
        else:
            listings = self.listed.find(reading)
            windows = self._windows(reading)
        edits = []
        for number, transcript in enumerate(transcripts):
            proposed = propose_credits(transcript, self.credits) if cleanup and self.credits else []
            if number in windows or number in listings:
                text = Text(reading, transcript)
                listing = listings.get(number, Listing())
                for proposal in self._choose(text, listing, windows.get(number, [])):
                    edit = self._edit(transcript, text, proposal)
                    if edit is not None:
                        proposed.append(edit)
            edits.append(identify(transcript, without_overlaps(proposed)))
        return edits

    def _choose(self, text: Text, listing: Listing, pairs: list[_Pair]) -> list[_Proposal]:
        """The best proposals that do not overlap; what they write counts as evidence for the others, until nothing changes."""
        terms = self.lexicon.terms
        frozen: set[int] = set()
        occurring: set[int] = set()
        proposals: list[_Proposal] = []
        for first, count, term in listing.right:
            form = self._spelled[term, tuple(text.norm(at) for at in range(first, first + count))]
            if text.is_written(first, count, self.forms[form].text):
                frozen.update(range(first, first + count))
                occurring.add(term)
            elif terms[term].match != "exact":
                pairs.append((first, count, form, compare(text.window(first, count), self.forms[form], self.language)))
        for first, count, term in listing.heard:
            if not text.is_window(first, count) or frozen.issuperset(range(first, first + count)):
                continue
            vetoed = covers(listing.protected, first, count) or _touched(listing.unless, first, count, term)
            if not vetoed:
                verdict = Verdict(Band.SAFE, 1.0, {"listed": text.observed(first, count)})
                form = next(form for form in self.forms if form.term == term)
                proposals.append(_Proposal(first, count, form, verdict, "heard"))
        judged = [
            (first, count, self.forms[number], like)
            for first, count, number, like in pairs
            if not text.is_written(first, count, self.forms[number].text)
            and not _changes(like, first, count, frozen, listing)
            and not _touched(listing.unless, first, count, self.forms[number].term)
            and self._in_context(listing, first, self.forms[number].term)
        ]
        repeated = Counter((text.norms(first, count), form.term) for first, count, form, _ in judged)
        chosen: list[_Proposal] = []
        while True:
            found = list(proposals)
            for first, count, form, like in judged:
                term = terms[form.term]
                support = Support(
                    form.term in occurring,
                    term.write in self.lexicon.story,
                    repeated[text.norms(first, count), form.term],
                )
                window, beside = text.window(first, count), text.neighbours(first, count)
                verdict = decide(window, beside, term, form, like, support, self.language)
                if verdict.band is not None:
                    rule = "spelling" if like.spelling else "sound"
                    found.append(_Proposal(first, count, form, verdict, rule, like))
            chosen = _best(found)
            written = {p.form.term for p in chosen if p.verdict.band is Band.SAFE}
            if written <= occurring:
                return chosen
            occurring |= written

    def _windows(self, reading: Reading) -> dict[int, list[_Pair]]:
        """The windows of each document that may be a form, with how they compare.

        The same words come again and again in an archive: each different window is compared with a form once.
        """
        found = [self.index.find(reading), self.anchors.find(reading)]
        first, count, form = (
            np.concatenate([getattr(part, name) for part in found]) for name in ("first", "count", "form")
        )
        caseless = np.array([Text.is_caseless(t) for t in reading.transcripts], np.bool_)[reading.document[first]]
        row = KeyRow.of_numbers(reading.types)
        situation = 2 * caseless.astype(np.uint64) + reading.starts_sentence[first]
        keys = (row.whole(first, count) ^ (form.astype(np.uint64) * KEY_MIX)) * np.uint64(4) + situation
        unique, where, back = np.unique(keys, return_index=True, return_inverse=True)
        likes: list[Likeness | None] = []
        if len(self._likeness) > MOST_REMEMBERED:
            self._likeness.clear()
        for key, at in zip(unique.tolist(), where.tolist(), strict=True):
            if key not in self._likeness:
                start, size = int(first[at]), int(count[at])
                window = Window.of(reading, start, size, bool(caseless[at]))
                target = self.forms[self._searched[int(form[at])]]
                near = near_enough(window, target, self.language)
                like = compare(window, target, self.language) if near else None
                self._likeness[key] = (
                    like if like is not None and worth_judging(window, target, like, self.language) else None
                )
            likes.append(self._likeness[key])
        kept = np.flatnonzero(np.array([like is not None for like in likes], np.bool_)[back]) if likes else []
        windows: dict[int, dict[_Pair, None]] = defaultdict(dict)
        for at in kept:
            like = likes[back[at]]
            assert like is not None
            pair = (int(first[at]), int(count[at]), self._searched[int(form[at])], like)
            windows[int(reading.document[first[at]])][pair] = None
        return {document: list(pairs) for document, pairs in windows.items()}

    def _in_context(self, listing: Listing, first: int, term: int) -> bool:
        if not self.lexicon.terms[term].context:
            return True
        return any(other == term and abs(at - first) <= CONTEXT_REACH for at, other in listing.context)

    def _edit(self, transcript: Transcript, text: Text, proposal: _Proposal) -> Edit | None:
        term = self.lexicon.terms[proposal.form.term]
        written = render(text.place(proposal.first, proposal.count), term, proposal.form, self.language)
        if written.before == written.after:
            return None
        evidence = dict(proposal.verdict.evidence)
        if proposal.rivals:
            evidence["instead of"] = list(proposal.rivals)
        return Edit(
            "",
            written.first,
            written.last,
            words_between(transcript, written.first, written.last),
            written.after,
            proposal.rule,
            term.write,
            proposal.verdict.band or Band.REVIEW,
            proposal.verdict.score,
            evidence,
            lexicon=term.place,
        )


def _changes(like: Likeness, first: int, count: int, frozen: set[int], listing: Listing) -> bool:
    """Whether a correction would change a word that is a term's right spelling, or only words that are protected."""
    places = range(first + like.front, first + count - like.back)
    if any(place in frozen for place in places):
        return True
    return bool(places) and all(covers(listing.protected, place, 1) for place in places)


def _touched(places: Sequence[tuple[int, int, int]], first: int, count: int, term: int) -> bool:
    return any(owner == term and start < first + count and first < start + length for start, length, owner in places)


def _best(found: list[_Proposal]) -> list[_Proposal]:
    """The best proposals that share no word; the losers become evidence of the winners."""
    chosen: list[_Proposal] = []
    taken: dict[int, int] = {}
    for proposal in sorted(found, key=lambda proposal: proposal.rank):
        places = range(proposal.first, proposal.first + proposal.count)
        winners = {taken[place] for place in places if place in taken}
        if not winners:
            taken.update(dict.fromkeys(places, len(chosen)))
            chosen.append(proposal)
            continue
        for at in winners:
            winner = chosen[at]
            if proposal.form.term != winner.form.term and proposal.form.text not in (winner.form.text, *winner.rivals):
                verdict = winner.verdict
                same_place = (proposal.first, proposal.count) == (winner.first, winner.count)
                if same_place and winner.rule != "heard" and verdict.score - proposal.verdict.score < AMBIGUOUS:
                    verdict = replace(verdict, band=Band.REVIEW)
                chosen[at] = replace(winner, rivals=(*winner.rivals, proposal.form.text)[:MOST_RIVALS], verdict=verdict)
    return sorted(chosen, key=lambda proposal: proposal.first)


def without_overlaps(edits: Sequence[Edit]) -> list[Edit]:
    """Edits that share no word; deletions first (what nobody said needs no correction), then the surer ones."""
    taken: set[int] = set()
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e.after != "", e.rule != "heard", e.band != Band.SAFE, -e.score, e.first)):
        places = set(range(edit.first, edit.last + 1))
        if not places & taken:
            taken |= places
            kept.append(edit)
    return sorted(kept, key=lambda edit: edit.first)
