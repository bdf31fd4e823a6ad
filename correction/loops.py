"""Loops: a phrase that a recogniser writes over and over, inside a cue or over many."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from ..document.edit import Band, Edit, words_between
from ..document.model import MADE_UP, Segment, Transcript
from .invented import invented
from .tokens import fold

# The longest phrase that is looked for, in words.
LONGEST = 16
# Whisper's own threshold: a text that packs to less than this share of its length repeats itself (its decoding options).
COMPRESSION = 2.4
# How often people say a phrase of so many words in a row, at most: "non, non, non, non, non", a slogan.
_SAID = {1: 5, 2: 4}
_SAID_LONGER = 3
# From so many times on a loop is a machine's if something else speaks for one. The number alone proves nothing: crowds chant.
_OFTEN = 6
# More words a second than people say in a row: fast speech has some five.
_FASTEST = 8.0
_ENDING = re.compile(r"[^\w\s]*\s*$")


@dataclass(frozen=True, slots=True)
class Loop:
    """The words `first` to `last`: one phrase of `unit` words, `times` times."""

    first: int
    last: int
    unit: int
    times: int


def loops(transcript: Transcript) -> Iterator[Edit]:
    """Edits that leave the phrase once: over many cues a deletion for each, inside one cue with the punctuation of its end."""
    for loop in find(transcript):
        touched = [s for s in _touched(transcript, loop) if s.last >= loop.first + loop.unit]
        reasons = _marks(touched)
        if not _made_up(transcript, touched):
            reasons = {**_too_fast(transcript, loop), **_alike(touched), **reasons}
        sure = loop.times >= _OFTEN and bool(reasons)
        phrase = words_between(transcript, loop.first, loop.first + loop.unit - 1)
        evidence = {"loop": f"{phrase!r} {loop.times} times in a row", **reasons}
        band, score = (Band.SAFE, 0.9) if sure else (Band.REVIEW, 0.5)
        for segment in touched:
            first, last, after = max(segment.first, loop.first + loop.unit), min(segment.last, loop.last), ""
            if segment.first <= loop.first and loop.last <= segment.last:
                ending = _ENDING.search(transcript.words[loop.last].text)
                first, after = loop.first, _ENDING.sub("", phrase) + (ending.group().rstrip() if ending else "")
            before = words_between(transcript, first, last)
            yield Edit("", first, last, before, after, "loop", band=band, score=score, evidence=evidence)


def find(transcript: Transcript) -> list[Loop]:
    """Phrases that stand in a row more often than people say them, from left to right.

    Cues that say the same come first: the words around them that happen to be the same are no part of the loop.
    """
    folded = {text: fold(text) for text in {word.text for word in transcript.words}}
    words = [folded[word.text] for word in transcript.words]
    found = _cues(transcript, words)
    for number, loop in enumerate(found):
        words[loop.first : loop.last + 1] = [f" {number}.{at}" for at in range(loop.last + 1 - loop.first)]
    taken = 0  # words before this one belong to a loop
    for first, unit, same in _repeats(words):
        loop = Loop(first, first + same + unit - 1 - same % unit, unit, same // unit + 1)
        if first >= taken and _too_often(loop) and any(words[first : first + unit]):
            found.append(loop)
            taken = loop.last + 1
    return sorted(found, key=lambda loop: loop.first)


def _too_often(loop: Loop) -> bool:
    return loop.times > _SAID.get(loop.unit, _SAID_LONGER)


def _cues(transcript: Transcript, words: Sequence[str]) -> list[Loop]:
    """Runs of cues that say the same."""
    spoken = [segment for segment in transcript.segments if segment.last >= segment.first]
    found = []
    for text, run in groupby(spoken, key=lambda segment: "".join(words[segment.first : segment.last + 1])):
        same = list(run)
        unit = same[0].last - same[0].first + 1
        alike = all(segment.last - segment.first + 1 == unit for segment in same)
        loop = Loop(same[0].first, same[-1].last, unit, len(same))
        if text and alike and _too_often(loop):
            found.append(loop)
    return found


def _repeats(words: Sequence[str]) -> list[tuple[int, int, int]]:
    """(first, unit, same): from `first` on `same` words are those of `unit` words further on; ordered by first, unit."""
    types: dict[str, int] = {}
    row = np.array([types.setdefault(word, len(types)) for word in words])
    found = []
    for unit in range(1, min(LONGEST, len(row) - 1) + 1):
        edges = np.flatnonzero(np.diff(np.concatenate([[False], row[unit:] == row[:-unit], [False]])))
        for begin, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            if end - begin >= unit:
                found.append((begin, unit, end - begin))
    return sorted(found)


def _touched(transcript: Transcript, loop: Loop) -> list[Segment]:
    at = bisect_left(transcript.segments, loop.first, key=lambda segment: segment.last)
    touched = []
    while at < len(transcript.segments) and transcript.segments[at].first <= loop.last:
        if transcript.segments[at].last >= transcript.segments[at].first:
            touched.append(transcript.segments[at])
        at += 1
    return touched


def _too_fast(transcript: Transcript, loop: Loop) -> dict[str, object]:
    milliseconds = transcript.words[loop.last].end - transcript.words[loop.first].start
    words = loop.last - loop.first + 1
    if milliseconds > 0 and 1000 * words > _FASTEST * milliseconds:
        return {"fast": f"{1000 * words / milliseconds:.0f} words a second"}
    return {}


def _made_up(transcript: Transcript, segments: list[Segment]) -> bool:
    """Whether the text has no times of its own: then they say nothing."""
    lengths = (max(len(transcript.text_of(segment).strip()), 1) for segment in segments)
    return all(
        segment.end - segment.start == MADE_UP * length for segment, length in zip(segments, lengths, strict=True)
    )


def _alike(segments: list[Segment]) -> dict[str, object]:
    """No two cries of people last the same."""
    durations = sorted(segment.end - segment.start for segment in segments)
    middle = durations[len(durations) // 2]
    alike = sum(abs(duration - middle) <= middle / 50 for duration in durations)
    if len(durations) > 2 and middle > 0 and alike >= 0.8 * len(durations):
        return {"durations": f"{alike} cues of {middle / 1000:g} s each"}
    return {}


def _marks(segments: list[Segment]) -> dict[str, object]:
    """What the recogniser itself says against them."""
    reasons: dict[str, object] = {}
    packed = max((segment.evidence.get("compression_ratio", 0.0) for segment in segments), default=0.0)
    if packed > COMPRESSION:
        reasons["repeats"] = f"the text packs to a {packed:.0f}th of its length"
    for segment in segments:
        reasons.update(invented(segment))
    return reasons
