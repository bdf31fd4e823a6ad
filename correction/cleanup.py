"""What nobody said: credits written over silence, phrases said over and over, cues of punctuation only, doubled cues.

All of it is deletions, each with its evidence. What may have been said is for REVIEW: a thank-you is a thank-you until
something besides its words speaks against it (the recogniser's own marks, or that it recurs where nobody repeats himself). So
is "Traduit par André Markowicz.": programmes about books say it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..document.edit import Band, Edit, words_between
from ..document.model import Segment, Transcript
from .credits import SENTENCE_END, Credits, Found
from .invented import LOG_PROBABILITY, invented
from .loops import loops
from .makers import certain, named, numbered
from .tokens import fold

# A line that may be said is taken for invented if it stands so many times beside itself or a credit that is never said.
# Elsewhere a programme may well say it so often.
RECURS = 3
# Words in a cue that is there twice, one right after the other, by mistake rather than for emphasis.
DOUBLED = 4
# What recognisers write for a pause. A "?" may be meant, a note (♪) is information.
_DOTS = re.compile(r"[\s.…,]+|[–—-]")
_MARKS = re.compile(r"[\s\W_]+")
_SIGNS = re.compile(r"[^\W\d_]|\d|[♩♪♫♬#@&%€$£]|[\U0001f000-\U0001ffff\u2600-\u27bf]")


def propose_cleanup(transcript: Transcript, known: Credits, written: Mapping[int, str]) -> list[Edit]:
    """Deletions of what nobody said; they may overlap.

    Args:
        written: what is about to be written for some of the words, as in `loops`.
    """
    found = [
        *_credits(transcript, known),
        *loops(transcript, written),
        *_punctuation(transcript),
        *_doubled(transcript),
    ]
    taken = {position for edit in found for position in range(edit.first, edit.last + 1)}
    found += [edit for edit in _over_silence(transcript) if edit.first not in taken]
    return found


@dataclass(frozen=True, slots=True)
class _Hit:
    """A credit that was found in a cue."""

    segment: Segment
    found: Found

    @property
    def letters(self) -> str:
        return fold(self.found.text)

    @property
    def certain(self) -> bool:
        return bool(self.found.credit.text) or certain(self.found.text)

    @property
    def doubtful(self) -> bool:
        """Whether nothing but the place can tell.

        In capitals a name looks like any word, what goes on a sentence is its end ("Er lobte die / Untertitel der ARD."), and
        what a sentence goes on from is its beginning ("La communauté d'Amara.org / compte dix mille traducteurs.").
        """
        text = self.found.text
        shouted = text.upper() == text and text.lower() != text
        begun = self.found.runs_on and not self.found.goes_on and not (self.found.credit.text or numbered(text))
        return begun or ((shouted or self.found.goes_on) and not self.certain)

    @property
    def named(self) -> bool:
        """Whether its words are evidence enough: a headline names somebody, too ("Sous-titres : Macron.")."""
        return not self.found.credit.maker or self.certain or named(self.found.text)

    @property
    def said(self) -> bool:
        """Whether people may say it."""
        return self.found.credit.alone or self.doubtful or not self.named


def _credits(transcript: Transcript, known: Credits) -> Iterator[Edit]:
    hits = []
    for segment in transcript.segments:
        hits += [_Hit(segment, found) for found in known.within(transcript, segment)]
    count = Counter(hit.letters for hit in hits)
    out_of_place = _out_of_place(hits)
    # Where a credit stands and a headline rarely.
    ends = (transcript.segments[0], transcript.segments[-1]) if len(transcript.segments) > 1 else ()
    for hit in hits:
        whole = hit.found.first == hit.segment.first and hit.found.last == hit.segment.last
        evidence: dict[str, object] = {
            "credit": hit.found.credit.note or hit.found.credit.text,
            "where": _where(transcript, hit.segment) if whole else "a sentence of the cue",
        }
        doubts = invented(hit.segment)
        times = count[hit.letters]
        if times > 1:
            evidence["recurs"] = f"{times} times in this text"
        evidence.update(doubts)
        against = "speech" in doubts or out_of_place[hit.letters] >= RECURS
        edge = whole and hit.segment in ends and not hit.found.credit.alone and _begins(transcript, hit.found.first)
        sure = not hit.said or (not hit.doubtful and (against or edge))
        score = 1.0 if not hit.said else 0.8 if sure else 0.5
        yield _deletion(
            transcript, hit.found.first, hit.found.last, "credit", sure, score, evidence, hit.found.credit.place
        )


def _begins(transcript: Transcript, position: int) -> bool:
    """Whether what was said before a word is at its end."""
    return not position or bool(SENTENCE_END.search(transcript.words[position - 1].text.strip()))


def _out_of_place(hits: Sequence[_Hit]) -> Counter[str]:
    """How often each line stands right beside itself or beside a credit that nobody says, by its letters."""
    beside = set()
    for at, (one, other) in enumerate(pairwise(hits)):
        if other.found.first == one.found.last + 1:
            if one.letters == other.letters or not one.said:
                beside.add(at + 1)
            if one.letters == other.letters or not other.said:
                beside.add(at)
    return Counter(hits[at].letters for at in beside)


def _where(transcript: Transcript, segment: Segment) -> str:
    if segment == transcript.segments[-1]:
        return "the last cue"
    return "the first cue" if segment == transcript.segments[0] else "the whole cue"


def _punctuation(transcript: Transcript) -> Iterator[Edit]:
    """Cues without a letter, a digit or a sign that says something, and runs of dots inside others."""
    for segment in transcript.segments:
        text = transcript.text_of(segment)
        if not text:
            continue
        if not _SIGNS.search(text) and _MARKS.fullmatch(text):
            sure = bool(_DOTS.fullmatch(text))
            evidence = {"where": "the whole cue"}
            yield _deletion(
                transcript, segment.first, segment.last, "punctuation", sure, 1.0 if sure else 0.5, evidence
            )
        elif text.count("..") + text.count("…") > 2:
            yield from _dots(transcript, segment)


def _dots(transcript: Transcript, segment: Segment) -> Iterator[Edit]:
    run: list[int] = []
    for position in range(segment.first, segment.last + 2):
        core = transcript.words[position].text.strip() if position <= segment.last else "end"
        if core and not core.strip(".…"):
            run.append(position)
            continue
        if len(run) >= RECURS:
            evidence = {"where": f"{len(run)} times in a row inside the cue"}
            yield _deletion(transcript, run[0], run[-1], "punctuation", True, 1.0, evidence)
        run = []


def _doubled(transcript: Transcript) -> Iterator[Edit]:
    """A cue that says what the one before it says: at the same time it is a mistake, after it perhaps."""
    spoken = [segment for segment in transcript.segments if segment.last >= segment.first]
    for one, other in pairwise(spoken):
        words = other.last - other.first
        if one.last - one.first != words or words > 200:
            continue
        letters = fold(transcript.text_of(other))
        if not letters or fold(transcript.text_of(one)) != letters:
            continue
        shared = min(one.end, other.end) - max(one.start, other.start)
        same = 2 * shared > max(other.end - other.start, 1)
        if same or (words + 1 >= DOUBLED and other.start - one.end < 1000):
            evidence = {"doubled": "the cue before says the same" + (" at the same time" if same else "")}
            yield _deletion(transcript, other.first, other.last, "doubled", same, 1.0 if same else 0.5, evidence)


def _over_silence(transcript: Transcript) -> Iterator[Edit]:
    """Cues that the recogniser itself does not believe in: to be looked at."""
    for segment in transcript.segments:
        doubts = invented(segment)
        both = "speech" in doubts and "words" in doubts
        guesswork = segment.evidence.get("avg_logprob", 0.0) < LOG_PROBABILITY
        if (both or guesswork) and segment.last >= segment.first:
            score = 0.5 if both else 0.3
            yield _deletion(transcript, segment.first, segment.last, "nonspeech", False, score, doubts)


def _deletion(
    transcript: Transcript,
    first: int,
    last: int,
    rule: str,
    sure: bool,
    score: float,
    evidence: Mapping[str, object],
    place: str = "",
) -> Edit:
    band = Band.SAFE if sure else Band.REVIEW
    before = words_between(transcript, first, last)
    return Edit("", first, last, before, "", rule, band=band, score=score, evidence=evidence, lexicon=place)
