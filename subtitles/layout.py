"""Transcript -> cues: where to cut, where to break lines, how long each cue stands.

Segments are no borders; a sentence goes on over them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from ..document.model import Cue, Transcript
from .cutting import Columns
from .profile import Profile
from .tokens import tokens_of

# ms between texts that have nothing to do with one another: nothing is gained by a cue over that.
_ASIDE = 10_000_000


def lay_out(transcript: Transcript, profile: Profile) -> list[Cue]:
    """The cues of a transcript in a house's style. Segments without text give none.

    A word longer than a line stays whole, and speech faster than the profile allows stays too fast: nothing is left out.
    Words without times of their own are taken to be spread evenly over their segment, as `spread` does it.
    """
    return lay_out_each([transcript], profile)[0]


def lay_out_around(transcript: Transcript, profile: Profile, whole: Collection[int]) -> list[Cue | int]:
    """The same, where each of these segments is a cue that somebody else makes: its number stands in its place. Around it the
    cues are those of the whole text, cut there anyhow."""
    tokens = tokens_of(transcript, whole)
    if not tokens:
        return []
    # Of each of these segments the first token, and the last.
    spans = {
        first: last for first, last in _runs([token.segment for token in tokens]) if tokens[first].segment in whole
    }
    cues = dict(Columns([tokens], profile, transcript.language).cues(spans))
    return [cues[first] if first in cues else tokens[first].segment for first in sorted({*cues, *spans})]


def lay_out_each(
    transcripts: Sequence[Transcript], profile: Profile, following: Sequence[int | None] | None = None
) -> list[list[Cue]]:
    """The cues of several transcripts of one language, each laid out for itself: many short ones cost little more than one.

    Args:
        following: for each where the cue begins that comes after it; None where there is none.
    """
    texts, shifts, shift = [], [], 0
    for transcript in transcripts:
        tokens = tokens_of(transcript)
        shifts.append(shift - tokens[0].start if tokens else 0)
        for token in tokens:
            token.start += shifts[-1]
            token.end += shifts[-1]
        shift = max((token.end for token in tokens), default=shift) + _ASIDE
        texts.append(tokens)
    if not any(texts):
        return [[] for _ in texts]
    found: list[list[Cue]] = [[] for _ in texts]
    owners = [at for at, tokens in enumerate(texts) for _ in tokens]
    nexts = [
        None if at is None else at + shift for at, shift in zip(following or [None] * len(texts), shifts, strict=True)
    ]
    for first, cue in Columns(texts, profile, transcripts[0].language, nexts).cues():
        at = owners[first]
        found[at].append(Cue(cue.start - shifts[at], cue.end - shifts[at], cue.lines))
    return found


def break_lines(text: str, profile: Profile, language: str | None) -> tuple[str, ...] | None:
    """The lines of one cue; None if a text is too long for one."""
    return break_lines_each([text], profile, language)[0]


def break_lines_each(texts: Sequence[str], profile: Profile, language: str | None) -> list[tuple[str, ...] | None]:
    """The same for several cues."""
    tokens = [tokens_of(Transcript.from_texts([text], language=language)) for text in texts]
    return Columns(tokens, profile, language).lines() if any(tokens) else [None] * len(texts)


def _runs(values: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and the last place of each run of one value."""
    first = 0
    for _, run in groupby(values):
        last = first + sum(1 for _ in run) - 1
        yield first, last
        first = last + 1
