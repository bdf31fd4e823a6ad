"""Lines that nobody said: the credits that recognisers write over silence, learnt from the subtitles they were trained on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from ..document.edit import Band, Edit, words_between
from ..document.model import Transcript
from .lexicon import Credit
from .tokens import fold

# A listed credit may be misspelt a little ("Amara.org" / "Amara. org"); short ones must be the same letter for letter.
LIKENESS, SHORTEST_LIKE = 92.0, 18
# What may stand around a credit.
_AROUND = " \"'«»()[]-–—*♪.!…"
_SENTENCE_END = re.compile(r"[.!?…»\"”)\]]$")


def propose_credits(transcript: Transcript, known: Sequence[Credit]) -> list[Edit]:
    """Deletions of invented credits, sentence by sentence; what else stands in the cue stays.

    A credit that may well be spoken (`Credit.alone`) is for REVIEW.
    """
    found: list[Edit] = []
    for segment in transcript.segments:
        if segment.last < segment.first:
            continue
        for first, last in _parts(transcript, segment.first, segment.last):
            text = words_between(transcript, first, last)
            credit = matching(text, known)
            if credit is None:
                continue
            whole = first == segment.first and last == segment.last
            band = Band.REVIEW if credit.alone else Band.SAFE
            evidence: dict[str, object] = {"credit": credit.text or (credit.pattern.pattern if credit.pattern else "")}
            evidence["where"] = "the whole cue" if whole else "a sentence of the cue"
            score = 0.5 if credit.alone else 1.0
            found.append(
                Edit(
                    "", first, last, text, "", "credit", band=band, score=score, evidence=evidence, lexicon=credit.place
                )
            )
    return found


def matching(text: str, known: Sequence[Credit]) -> Credit | None:
    """The credit that a line is, if it is one; one that is never spoken before one that may be."""
    letters = fold(text)
    if not letters:
        return None
    hits = []
    for credit in known:
        if credit.pattern is not None:
            if credit.pattern.fullmatch(text.strip(_AROUND)):
                hits.append(credit)
        elif letters == (wanted := fold(credit.text)) or (
            len(wanted) >= SHORTEST_LIKE and fuzz.ratio(letters, wanted, score_cutoff=LIKENESS)
        ):
            hits.append(credit)
    return min(hits, key=lambda credit: credit.alone, default=None)


def _parts(transcript: Transcript, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The sentences of a cue; a line that begins with a capital counts as one."""
    begin = first
    for position in range(first, last):
        following = transcript.words[position + 1].text
        ended = _SENTENCE_END.search(transcript.words[position].text.rstrip()) or "\n" in following
        # "Amara. org": what goes on in lower case is the same sentence.
        if ended and not following.strip()[:1].islower():
            yield begin, position
            begin = position + 1
    yield begin, last
