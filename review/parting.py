"""Corrections that stand in two cues of a clip, parted between them, so that each cue can be kept by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise

from ..document.edit import HAND, Band, Decision, Edit, identify, words_between
from ..document.hand import HandCue
from ..document.model import Transcript
from .records import CueView
from .view import View

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Parted:
    """Corrections parted between cues.

    Attributes:
        edits: their new values by id; None removes one.
        cues: those that they stand in, kept as they are.
        moved: the words (first, last) that stand for each of these cues now, by those that did.
    """

    edits: dict[str, Edit | None]
    cues: tuple[HandCue, ...]
    moved: dict[Range, Range]


def parted(view: View, cue: CueView) -> Parted | None:
    """What a cue shares with its neighbours, and these with theirs, as what a person typed in each; None if it shares nothing,
    or a correction stands in more cues than it has words of the text."""
    begins = [0, *accumulate(len(one.words) for one in view.cues)]
    low = high = cue.number - 1
    while view.inside(begins[low]):
        low -= 1
    while view.inside(begins[high + 1]):
        high += 1
    if low == high:
        return None
    base = view.material.transcript
    edits: dict[str, Edit | None] = {}
    firsts = {low: view.cues[low].first, high + 1: view.cues[high].last + 1}
    for name, group in groupby(range(low + 1, high + 1), key=lambda number: view.words[begins[number]].edit):
        numbers, edit, (start, end) = [*group], view.by_id[name], view.spans[name]
        if edit.last - edit.first < len(numbers):
            return None
        places = _places(edit, [begins[number] - start for number in numbers])
        firsts |= dict(zip(numbers, places, strict=True))
        edits[name] = None
        edges = [start, *(begins[number] for number in numbers), end + 1]
        for (at, stop), (first, after) in zip(
            pairwise(edges), pairwise([edit.first, *places, edit.last + 1]), strict=True
        ):
            text = " ".join(word.text for word in view.words[at:stop])
            if text != words_between(base, first, after - 1):
                new = typed_edit(base, first, after - 1, text)
                edits[new.id] = new
    olds = view.cues[low : high + 1]
    news = [(firsts[number], firsts[number + 1] - 1) for number in range(low, high + 1)]
    kept = [
        HandCue(*place, old.start, old.end, words_between(base, *place), old.lines, view.said(old))
        for old, place in zip(olds, news, strict=True)
    ]
    return Parted(edits, tuple(kept), {(old.first, old.last): new for old, new in zip(olds, news, strict=True)})


def typed_edit(base: Transcript, first: int, last: int, text: str) -> Edit:
    """What a person typed in the place of these words of the text."""
    before = words_between(base, first, last)
    new = Edit("", first, last, before, text, HAND, band=Band.SAFE, score=1.0, decision=Decision.ACCEPTED)
    return identify(base, [new])[0]


def _places(edit: Edit, counts: Sequence[int]) -> list[int]:
    """Where in the text an edit is parted that is parted after so many of its own words: each part has a word there."""
    places: list[int] = []
    for number, count in enumerate(counts):
        least = places[-1] + 1 if places else edit.first + 1
        places.append(min(max(edit.first + count, least), edit.last + 1 - (len(counts) - number)))
    return places
