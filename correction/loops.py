"""Loops: a phrase that a recogniser writes over and over, inside a cue or over many."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np

from ..document.edit import Band, Edit, words_between
from ..document.model import Segment, Transcript, collapse
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
# Cues with no more ms between them follow one another without a pause: houses leave a few frames.
_NO_PAUSE = 200
# What people say to one guest, one cheer after the other: neither even times nor haste make it a machine's.
_COURTESY = re.compile(
    r"\b(?:merci|bonjour|bonsoir|salut|au revoir|bravo|bienvenue"
    r"|thanks|thank you|hello|hi|good (?:morning|afternoon|evening|night)|goodbye|bye|welcome"
    r"|danke|dank|hallo|guten (?:tag|morgen|abend)|gute nacht|auf wiedersehen|willkommen"
    r"|gracias|hola|buen[oa]s (?:d[ií]as|tardes|noches)|adi[oó]s|bienvenid[oa]s?"
    r"|grazie|ciao|buongiorno|buonasera|buonanotte|arrivederci|benvenut[oaie]"
    r"|obrigad[oa]s?|ol[aá]|bom dia|boa (?:tarde|noite)|bem-vind[oa]s?"
    r"|bedankt|goede(?:morgen|middag|navond)|welkom|tot ziens)\b",
    re.IGNORECASE,
)
# Words that such a phrase has at most, and a slogan, a goal or the answer of a litany, which a crowd cries evenly.
_SHORT = 4
_ENDING = re.compile(r"[^\w\s]*\s*$")


@dataclass(frozen=True, slots=True)
class Loop:
    """The words `first` to `last`: one phrase of `unit` words, `times` times; it begins anew at the word `again`."""

    first: int
    last: int
    unit: int
    times: int
    again: int


def loops(transcript: Transcript, written: Mapping[int, str]) -> Iterator[Edit]:
    """Edits that leave the phrase once: over many cues a deletion for each, inside one cue with the punctuation of its end.

    Whole seconds, as texts with a time a line have them, make all durations alike and are up to a second wrong.

    Args:
        written: what is about to be written for some of the words, '' where one goes (`Rewrite.cores`): a phrase that was
            misheard in several ways is a loop once it is set right.
    """
    blur = 0 if any(segment.start % 1000 for segment in transcript.segments) else 1000
    for loop in find(transcript, written):
        touched = [s for s in _touched(transcript, loop) if s.last >= loop.again]
        reasons = _marks(touched)
        phrase = _as_written(transcript, written, loop.first, loop.again - 1)
        short = sum(map(bool, map(fold, phrase.split()))) <= _SHORT
        if transcript.timed:
            alike = {} if short or blur else _alike(touched)
            reasons = {**_too_fast(transcript, loop, blur), **alike, **reasons}
        if short and _COURTESY.search(phrase):
            sure = loop.times >= _OFTEN and all("speech" in invented(segment) for segment in touched)
        else:
            sure = loop.times >= _OFTEN and bool(reasons)
        evidence = {"loop": f"{phrase!r} {loop.times} times in a row", **reasons}
        band, score = (Band.SAFE, 0.9) if sure else (Band.REVIEW, 0.5)
        for segment in touched:
            first, last, after = max(segment.first, loop.again), min(segment.last, loop.last), ""
            if segment.first <= loop.first and loop.last <= segment.last:
                ending = _ENDING.search(_as_written(transcript, written, loop.again, loop.last))
                first, after = loop.first, _ENDING.sub("", phrase) + (ending.group().rstrip() if ending else "")
            before = words_between(transcript, first, last)
            yield Edit("", first, last, before, after, "loop", band=band, score=score, evidence=evidence)


def find(transcript: Transcript, written: Mapping[int, str]) -> list[Loop]:
    """Phrases that stand in a row more often than people say them, from left to right.

    Cues that say the same come first: the words around them that happen to be the same are no part of the loop.
    """
    texts = {at: written.get(at, word.text) for at, word in enumerate(transcript.words) if written.get(at, "stays")}
    folded = {text: fold(text) for text in set(texts.values())}
    words = {at: folded[text] for at, text in texts.items()}
    found = _cues(transcript, words)
    for number, loop in enumerate(found):
        words |= {at: f" {number}.{at}" for at in range(loop.first, loop.last + 1) if at in words}
    places, row = list(words), list(words.values())
    ends = [
        *(place - 1 for place in places[1:]),
        len(transcript.words) - 1,
    ]  # of each word with those that go behind it
    taken = 0  # words before this one belong to a loop
    for first, unit, same in _repeats(row):
        last, times = first + same + unit - 1 - same % unit, same // unit + 1
        if first >= taken and _too_often(unit, times) and any(row[first : first + unit]):
            found.append(Loop(places[first], ends[last], unit, times, places[first + unit]))
            taken = last + 1
    return sorted(found, key=lambda loop: loop.first)


def _as_written(transcript: Transcript, written: Mapping[int, str], first: int, last: int) -> str:
    return collapse(" ".join(written.get(at, transcript.words[at].text).strip(" ") for at in range(first, last + 1)))


def _too_often(unit: int, times: int) -> bool:
    return times > _SAID.get(unit, _SAID_LONGER)


def _cues(transcript: Transcript, words: Mapping[int, str]) -> list[Loop]:
    """Runs of cues that say the same."""
    said = [
        (segment, [words[at] for at in range(segment.first, segment.last + 1) if at in words])
        for segment in transcript.segments
    ]
    found = []
    for text, run in groupby((cue for cue in said if cue[1]), key=lambda cue: "".join(cue[1])):
        same = list(run)
        first, unit = same[0][0].first, len(same[0][1])
        if text and all(len(row) == unit for _, row in same) and _too_often(unit, len(same)):
            found.append(Loop(first, same[-1][0].last, unit, len(same), same[1][0].first))
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


def _too_fast(transcript: Transcript, loop: Loop, blur: int) -> dict[str, object]:
    milliseconds = transcript.words[loop.last].end - transcript.words[loop.first].start + blur
    # French sets a space before "!": a sign alone is no word.
    words = sum(bool(fold(word.text)) for word in transcript.words[loop.first : loop.last + 1])
    if milliseconds > 0 and 1000 * words > _FASTEST * milliseconds:
        return {"fast": f"{1000 * words / milliseconds:.0f} words a second"}
    return {}


def _alike(segments: list[Segment]) -> dict[str, object]:
    """No two cries of people last the same, and they draw breath between them."""
    if any(other.start - one.end > _NO_PAUSE for one, other in pairwise(segments)):
        return {}
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
