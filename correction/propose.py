"""Transcripts and a lexicon in, proposed edits out. Nothing is changed here."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ..document.edit import Band, Edit, identify, rewrite, words_between
from ..document.model import Transcript
from .choose import Judge, Proposal
from .cleanup import propose_cleanup
from .credits import Credits
from .forms import Kind, forms_of
from .language import guess_language
from .lettering import lettering_of
from .lexicon import Lexicon
from .likeness import FormTable
from .listed import Listed, Listing
from .matching import Matcher
from .reach import MANY, reach_of
from .reading import read_tokens
from .render import render
from .text import Text
from .typography import with_typography
from .vocabulary import MOST_TYPES, Vocabulary

# How many words of text are searched at once; from how many on all terms of a large lexicon are made ready.
BATCH, WORTH_ALL = 1 << 17, 1 << 16


def propose(
    transcript: Transcript,
    lexicon: Lexicon,
    *,
    language: str | None = None,
    cleanup: bool = True,
    typography: str | None = None,
) -> list[Edit]:
    """Edits that do not overlap, in the order of the text.

    Args:
        language: ISO 639-1; if it is not given, the transcript's own, else the lexicon's, else what the text looks like.
            Where nothing is known of its words, only what is listed or spelled alike is SAFE.
        cleanup: also propose to remove what nobody said: the lexicon's credits, loops, cues without words.
        typography: also set the spaces and signs of the language, so: one of `typography.SPACES`.
    """
    made = propose_many([transcript], lexicon, language=language, cleanup=cleanup, typography=typography)
    return next(iter(made))


def propose_many(
    transcripts: Iterable[Transcript],
    lexicon: Lexicon,
    *,
    language: str | None = None,
    cleanup: bool = True,
    typography: str | None = None,
) -> Iterator[list[Edit]]:
    """The same for many transcripts, in bounded memory; much faster than one at a time."""

    def spoken_in(transcript: Transcript) -> str:
        return language or transcript.language or lexicon.language or guess_language(transcript.texts()) or ""

    for spoken, run in groupby(transcripts, key=spoken_in):
        corrector = _corrector(lexicon, spoken)
        for batch in _batches(run):
            yield from corrector.propose(batch, cleanup=cleanup, typography=typography)


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
_READY: deque[tuple[Lexicon, str, Corrector | LargeCorrector]] = deque(maxlen=4)


def _corrector(lexicon: Lexicon, language: str) -> Corrector | LargeCorrector:
    for at, (known, spoken, corrector) in enumerate(_READY):
        if known is lexicon and spoken == language:
            del _READY[at]
            break
    else:
        corrector = (LargeCorrector if len(lexicon.terms) >= MANY else Corrector)(lexicon, language)
    _READY.append((lexicon, language, corrector))  # the one that was used longest ago goes first
    return corrector


class Corrector:
    """A lexicon made ready for texts of one language."""

    def __init__(self, lexicon: Lexicon, language: str) -> None:
        terms = tuple(term for term in lexicon.terms if not language or term.language in (None, language))
        self._lexicon, self._language = replace(lexicon, terms=terms), language
        self._credits = Credits([c for c in lexicon.credits if not language or c.language in (None, language)])
        # A term without letters or digits ("🎬") says nothing that could be looked for.
        forms = [form for number, term in enumerate(terms) for form in forms_of(number, term, language) if form.tokens]
        searched = [form for form in forms if terms[form.term].match != "exact"]
        self._vocabulary = Vocabulary(language, hears=bool(searched))
        story = {number for number, term in enumerate(terms) if term.write in lexicon.story}
        context = {number for number, term in enumerate(terms) if term.context}
        table = FormTable(searched, self._vocabulary, language, story, context)
        self._matcher = Matcher(searched, table, self._vocabulary, language) if searched else None
        self._listed = Listed(self._lexicon, self._vocabulary)
        self._judge = Judge(self._lexicon, forms, language)
        self._capitals = frozenset(token.text for form in forms for token in form.tokens if not token.text.islower())
        self._norm_ids = dict(self._vocabulary.norm_ids)

    def propose(
        self, transcripts: Sequence[Transcript], *, cleanup: bool = True, typography: str | None = None
    ) -> list[list[Edit]]:
        """Edits of each transcript."""
        corrections = self._corrections(transcripts) if self._lexicon.terms else {}
        edits = []
        for number, transcript in enumerate(transcripts):
            proposed = corrections.get(number, [])
            if cleanup:
                sure = without_overlaps([edit for edit in proposed if edit.applies])
                proposed += propose_cleanup(transcript, self._credits, rewrite(transcript, sure).cores if sure else {})
            kept = without_overlaps(proposed)
            if typography is not None:
                kept = with_typography(transcript, kept, self._language, typography)
            edits.append(identify(transcript, kept))
        return edits

    def _corrections(self, transcripts: Sequence[Transcript]) -> dict[int, list[Edit]]:
        """Where terms were misheard, by the number of the transcript."""
        if len(self._vocabulary.texts) > MOST_TYPES:
            self._vocabulary = self._vocabulary.anew(self._norm_ids)
        reading = read_tokens(transcripts, self._vocabulary)
        if not len(reading.types):
            return {}
        listings = self._listed.find(reading)
        lettering = [lettering_of([word.text for word in t.words], self._capitals) for t in transcripts]
        matches = self._matcher.find(reading, lettering) if self._matcher else {}
        found = {}
        for number in sorted({*listings, *matches}):
            text = Text(reading, transcripts[number], lettering[number])
            chosen = self._judge.choose(text, listings.get(number, Listing()), matches.get(number, []))
            edits = (self._edit(transcripts[number], text, choice) for choice in chosen)
            found[number] = [edit for edit in edits if edit is not None]
        return found

    def _edit(self, transcript: Transcript, text: Text, proposal: Proposal) -> Edit | None:
        """The proposal as it is written here; None if that changes nothing."""
        term = self._lexicon.terms[proposal.form.term]
        first, count = proposal.first, proposal.count
        if proposal.rule == "heard" or proposal.form.kind in (Kind.SAY, Kind.HEARD):
            first, count = text.with_own_words(first, count, proposal.form.norms)
        written = render(text.place(first, count), term, proposal.form, self._language)
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


class LargeCorrector:
    """The same for a lexicon of many terms: for each batch those are made ready that it could need, until so much was read that
    it is worth to make all ready."""

    def __init__(self, lexicon: Lexicon, language: str) -> None:
        terms = tuple(term for term in lexicon.terms if not language or term.language in (None, language))
        self._lexicon, self._language = replace(lexicon, terms=terms), language
        self._reach = reach_of(self._lexicon, language)
        self._read = 0
        self._whole: Corrector | None = None

    def propose(
        self, transcripts: Sequence[Transcript], *, cleanup: bool = True, typography: str | None = None
    ) -> list[list[Edit]]:
        """Edits of each transcript."""
        self._read += sum(len(transcript.words) for transcript in transcripts)
        if self._whole is None and self._read > WORTH_ALL:
            self._whole = Corrector(self._lexicon, self._language)
        corrector = self._whole
        if corrector is None:
            terms = tuple(self._lexicon.terms[number] for number in self._reach.terms(transcripts))
            corrector = Corrector(replace(self._lexicon, terms=terms), self._language)
        return corrector.propose(transcripts, cleanup=cleanup, typography=typography)


def without_overlaps(edits: Sequence[Edit]) -> list[Edit]:
    """Edits that share no word; what nobody said comes first, if that is sure (it needs no correction), then the surer ones."""
    taken: set[int] = set()
    kept: list[Edit] = []

    def order(edit: Edit) -> tuple[object, ...]:
        sure = edit.band is Band.SAFE
        return (
            not (sure and (edit.after == "" or edit.rule == "loop")),
            edit.rule != "heard",
            not sure,
            -edit.score,
            edit.first,
        )

    for edit in sorted(edits, key=order):
        places = set(range(edit.first, edit.last + 1))
        if not places & taken:
            taken |= places
            kept.append(edit)
    return sorted(kept, key=lambda edit: edit.first)
