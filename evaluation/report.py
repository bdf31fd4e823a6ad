"""A whole archive in figures, added up clip by clip, so that memory does not grow with it."""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from .clips import TYPOGRAPHY, Clip, State, count
from .suspicion import Suspicion, Why, suspicions

# Clips that a report names of each kind; all of them are in the CSV and JSON.
NAMED = 200
# Bounds of the histograms: probabilities, and words a minute up to those of fast news (230, for French television).
_CONFIDENCE = tuple(at / 20 for at in range(21))
_SPEED = tuple(range(0, 260, 20))


class Failure(NamedTuple):
    """A clip that could not be done, and why."""

    name: str
    why: str


class Suspect(NamedTuple):
    """A clip to look at, with all that speaks against it."""

    clip: Clip
    reasons: tuple[Suspicion, ...]


class Row(NamedTuple):
    """What became of the proposals of one term or rule."""

    name: str
    applied: int
    waiting: int
    rejected: int


@dataclass(slots=True)
class Histogram:
    """How many values lie from each bound to the next; the last bin takes what is above, too."""

    bounds: tuple[float, ...]
    counts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.counts = [0] * (len(self.bounds) - 1)

    def add(self, value: float) -> None:
        self.counts[max(0, min(bisect_right(self.bounds, value), len(self.counts)) - 1)] += 1


@dataclass(slots=True)
class Worst:
    """Of all that is added the `NAMED` first by rank, which is all that is kept."""

    _heap: list[tuple[tuple[float, ...], int, Suspect]] = field(default_factory=list)
    seen: int = 0

    def add(self, rank: tuple[float, ...], suspect: Suspect) -> None:
        self.seen += 1
        item = (rank, -self.seen, suspect)  # of equal rank the earlier one stays
        if len(self._heap) < NAMED:
            heapq.heappush(self._heap, item)
        else:
            heapq.heappushpop(self._heap, item)

    def __iter__(self) -> Iterator[Suspect]:
        return (suspect for _, _, suspect in sorted(self._heap, key=lambda item: item[:2], reverse=True))


@dataclass(slots=True)
class Report:
    """The figures of an archive.

    Attributes:
        clips: heard and corrected; `uncorrected` are heard only, `texts` are subtitle files that were corrected.
        sound, words: of all clips; ms and words.
        failures: how many failed; they count nowhere else, whatever an earlier run made of them. `failed` names the first of
            them.
        kept: how many results a person changed, so that archive runs leave them alone; `kept_files` names the first of them.
        gone: how many have results, and are not there any more themselves; they count nowhere else. `gone_clips` names the
            first of them.
        edits: how many proposals by (rule, term, state).
        whys: how many clips for each kind of suspicion.
        confidence, speed: how many clips by mean probability, and by words a minute.
        suspects, waiting: the clips that need a look most, and those with the most proposals to review.
    """

    clips: int = 0
    uncorrected: int = 0
    texts: int = 0
    sound: int = 0
    words: int = 0
    failures: int = 0
    failed: list[Failure] = field(default_factory=list)
    kept: int = 0
    kept_files: list[str] = field(default_factory=list)
    gone: int = 0
    gone_clips: list[str] = field(default_factory=list)
    edits: Counter[tuple[str, str, State]] = field(default_factory=Counter)
    whys: Counter[Why] = field(default_factory=Counter)
    confidence: Histogram = field(default_factory=lambda: Histogram(_CONFIDENCE))
    speed: Histogram = field(default_factory=lambda: Histogram(_SPEED))
    suspects: Worst = field(default_factory=Worst)
    waiting: Worst = field(default_factory=Worst)

    def add(self, clip: Clip) -> Suspect:
        """Count a clip; what speaks against it."""
        suspect = Suspect(clip, tuple(suspicions(clip)))
        heard = clip.hearing
        self.edits.update(clip.edits)
        if (to_review := clip.count(State.WAITING)) > 0:
            self.waiting.add((to_review,), suspect)
        if heard is None:
            self.texts += 1
            return suspect
        self.clips += clip.corrected
        self.uncorrected += not clip.corrected
        self.sound += heard.sound
        self.words += heard.words
        self.speed.add(heard.words_a_minute)
        if heard.mean is not None:
            self.confidence.add(heard.mean)
        self.whys.update(reason.why for reason in suspect.reasons)
        if suspect.reasons:
            self.suspects.add((len(suspect.reasons), -(heard.mean or 0.0)), suspect)
        return suspect

    def fail(self, failure: Failure) -> None:
        self.failures += 1
        if len(self.failed) < NAMED:
            self.failed.append(failure)

    def keep(self, file: str) -> None:
        self.kept += 1
        if len(self.kept_files) < NAMED:
            self.kept_files.append(file)

    def lose(self, clip: str) -> None:
        self.gone += 1
        if len(self.gone_clips) < NAMED:
            self.gone_clips.append(clip)

    def total(self, state: State) -> int:
        """As `Clip.count`: without typography."""
        return count(self.edits, state)

    @property
    def typography(self) -> int:
        """How many spaces and signs were set right."""
        return self.edits[TYPOGRAPHY, "", State.APPLIED]

    def by_rule(self) -> list[Row]:
        """Most applied first."""
        return _rows((rule, state, number) for (rule, _, state), number in self.edits.items())

    def by_term(self) -> list[Row]:
        """Only what has a term: credits, loops and spaces have none."""
        return _rows((term, state, number) for (_, term, state), number in self.edits.items() if term)


def _rows(counted: Iterable[tuple[str, State, int]]) -> list[Row]:
    by_name: dict[str, Counter[State]] = {}
    for name, state, number in counted:
        by_name.setdefault(name, Counter())[state] += number
    rows = [Row(name, *(states[state] for state in State)) for name, states in by_name.items()]
    return sorted(rows, key=lambda row: (-row.applied, -row.waiting, -row.rejected, row.name))
