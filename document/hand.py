"""What a person changes beside deciding on proposals: cues cut and timed by hand, and how each step is taken back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from .edit import words_between
from .model import Segment, Transcript, Word

# What the evidence of a segment says whose cut and times are a person's: which of the cues it is, from 0.
BY_HAND_CUE = "by_hand"
# How far (ms) from where it stood the words of a cue are looked for in a text that was heard anew.
_NEAR = 5000


@dataclass(frozen=True, slots=True)
class HandCue:
    """The words `first` to `last` (positions in the text that was corrected, both included) stand as one cue from `start` to
    `end` (ms on the clock of the transcript). `before` is what the words say there.

    `lines` are the cue's lines as they were set; they hold as long as the cue says just that, otherwise it is broken anew.
    `said` is what a cue of a clip said before a person changed it: the cues around were laid out beside that. "" if unknown.
    """

    first: int
    last: int
    start: int
    end: int
    before: str
    lines: tuple[str, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True)
class AddedEntry:
    """What a step put into one entry of a lexicon file.

    Attributes:
        kind: "term", "credit" or "protect".
        name: what the entry is known by: the spelling of a term, the text of a credit.
        new: it was not there before.
        values: by key what was added: the items of a list, or a value where there was none.
    """

    kind: str
    name: str
    new: bool
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class LexiconChange:
    """What a step put into a lexicon.

    Attributes:
        path: its file.
        entries: None if that was written by a version of rehear that did not say it.
        made: there was no such file before.
        settings: the file that was made to name it; "" if it was named already.
    """

    path: str
    entries: tuple[AddedEntry, ...] | None = None
    made: bool = False
    settings: str = ""

    @classmethod
    def from_dict(cls, item: Mapping[str, Any]) -> LexiconChange:
        entries = tuple(
            AddedEntry(str(one["kind"]), str(one["name"]), bool(one["new"]), dict(one["values"]))
            for one in item["entries"]
        )
        return cls(str(item["path"]), entries, bool(item["made"]), str(item["settings"]))


@dataclass(frozen=True, slots=True)
class Action:
    """One step of a review, by what it replaced.

    Attributes:
        what: its name ("accept", "retype", ...).
        edits: by id, the edits that it touched as they were, as JSON values; None where there was none.
        cues: all cues cut by hand as they were; None if it touched none.
        seen: all words ticked off as they were (ranges, both ends included); None if it touched none.
        lexicon: what it put into a lexicon; None if nothing.
    """

    what: str
    edits: Mapping[str, Mapping[str, object] | None]
    cues: tuple[HandCue, ...] | None = None
    seen: tuple[tuple[int, int], ...] | None = None
    lexicon: LexiconChange | None = None

    def as_dict(self) -> dict[str, object]:
        item: dict[str, object] = {"what": self.what}
        if self.edits:
            item["edits"] = {name: None if old is None else dict(old) for name, old in self.edits.items()}
        if self.cues is not None:
            item["cues"] = [asdict(cue) for cue in self.cues]
        if self.seen is not None:
            item["seen"] = [list(pair) for pair in self.seen]
        if self.lexicon is not None:
            item["lexicon"] = asdict(self.lexicon)
        return item

    @classmethod
    def from_dict(cls, item: Mapping[str, Any]) -> Action:
        lexicon = LexiconChange.from_dict(item["lexicon"]) if "lexicon" in item else None
        for file in item.get("files", [])[:1]:  # as records said it at first: the whole text of each file before
            lexicon = LexiconChange(str(file["path"]))
        return cls(
            str(item["what"]),
            dict(item.get("edits", {})),
            cues_from(item["cues"]) if "cues" in item else None,
            ranges_from(item["seen"]) if "seen" in item else None,
            lexicon,
        )


def cues_from(items: Iterable[Mapping[str, Any]]) -> tuple[HandCue, ...]:
    """Cues cut by hand from JSON values."""
    return tuple(
        HandCue(
            int(c["first"]),
            int(c["last"]),
            int(c["start"]),
            int(c["end"]),
            str(c["before"]),
            tuple(map(str, c.get("lines", ()))),
            str(c.get("said", "")),
        )
        for c in items
    )


def ranges_from(items: Iterable[Sequence[Any]]) -> tuple[tuple[int, int], ...]:
    """Ranges of words from JSON values."""
    return tuple((int(first), int(last)) for first, last in items)


def ranges_of(places: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Positions as ranges (both ends included), in order."""
    ranges: list[tuple[int, int]] = []
    for place in sorted(places):
        if ranges and ranges[-1][1] == place - 1:
            ranges[-1] = (ranges[-1][0], place)
        else:
            ranges.append((place, place))
    return tuple(ranges)


def with_cue(cues: Iterable[HandCue], *new: HandCue) -> tuple[HandCue, ...]:
    """The cues with new ones, which take the place of those that they share a word with."""
    kept = [cue for cue in cues if all(cue.last < one.first or one.last < cue.first for one in new)]
    return tuple(sorted([*kept, *new], key=lambda cue: cue.first))


def cut_by_hand(transcript: Transcript, cues: Sequence[HandCue]) -> Transcript:
    """The same words, where each of these cues is a segment of its own with its times; the rest of a segment that it cuts
    stays one. The segments made so say `BY_HAND_CUE` in their evidence. The cues are in order and share no word.

    Edits apply to the result as to the transcript itself: words keep their positions.
    """
    if not cues:
        return transcript
    words, firsts = transcript.words, [cue.first for cue in cues]
    numbers = {first: number for number, first in enumerate(firsts)}
    made: list[Segment] = []
    at = 0
    for segment in transcript.segments:
        if segment.last < segment.first and segment.first == at:
            made.append(segment)
        while at <= segment.last:
            if at in numbers:
                cue = cues[numbers[at]]
                mark = {BY_HAND_CUE: float(numbers[at])}
                made.append(Segment(cue.start, cue.end, at, cue.last, mark, segment.language))
                at = cue.last + 1
                continue
            following = bisect_right(firsts, at)
            last = min(segment.last, firsts[following] - 1) if following < len(firsts) else segment.last
            start = segment.start if at == segment.first else words[at].start
            end = segment.end if last == segment.last else max(words[last].end, start)
            made.append(replace(segment, start=start, end=end, first=at, last=last))
            at = last + 1
    return replace(transcript, words=_parted(transcript, cues), segments=tuple(made))


def unmarked(transcript: Transcript) -> Transcript:
    """The same without the marks of `cut_by_hand`, as it is written into a file."""
    if not any(BY_HAND_CUE in segment.evidence for segment in transcript.segments):
        return transcript
    segments = (
        replace(segment, evidence={name: value for name, value in segment.evidence.items() if name != BY_HAND_CUE})
        for segment in transcript.segments
    )
    return replace(transcript, segments=tuple(segments))


def _parted(transcript: Transcript, cues: Iterable[HandCue]) -> tuple[Word, ...]:
    """The words, with a space before those that began a segment and now stand inside a cue."""
    words = list(transcript.words)
    begins = {segment.first for segment in transcript.segments if segment.last >= segment.first}
    for cue in cues:
        for at in begins.intersection(range(cue.first + 1, cue.last + 1)):
            if words[at].text[:1].strip():
                words[at] = replace(words[at], text=" " + words[at].text)
    return tuple(words)


def found_again(cues: Iterable[HandCue], transcript: Transcript) -> Iterator[HandCue]:
    """The cues whose words stand in a text, where they stood or close to it in time; others are left out."""
    for cue in cues:
        count = cue.last - cue.first
        last = len(transcript.words) - 1 - count
        if cue.first <= last and words_between(transcript, cue.first, cue.last) == cue.before:
            yield cue
            continue
        near = [
            at
            for at in range(last + 1)
            if abs(transcript.words[at].start - cue.start) <= _NEAR
            and words_between(transcript, at, at + count) == cue.before
        ]
        if near:
            at = min(near, key=lambda place: abs(transcript.words[place].start - cue.start))
            yield replace(cue, first=at, last=at + count)
