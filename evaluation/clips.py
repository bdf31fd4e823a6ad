"""What the records of a folder say of each clip: how much was heard, how sure it is, and what became of the corrections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ..document.edit import Decision, Edit
from ..document.errors import InputError
from ..document.model import Segment, Transcript
from ..document.store import Record, parse_record, parse_transcript
from .records import EDITS, TRANSCRIPT, records_below

# The marks of a segment, as docs/hearing.md names them.
MARKS = ("loop", "echo", "silence", "odd", "failed")
TYPOGRAPHY = "typography"
_EXCERPT = 90  # characters of a passage that are shown


class State(StrEnum):
    """What became of a proposal."""

    APPLIED = "applied"
    WAITING = "waiting"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Passage:
    """Where to listen first: a time (ms) and how the text there begins."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Hearing:
    """What was heard of a clip.

    Attributes:
        sound: how long it is, in ms; of transcripts that do not say it, the end of the last segment.
        words: how many.
        mean, tenth: of the words' probabilities the mean, and the value below which one of ten lies; None where the
            recogniser gave none.
        marks: how many segments have each mark.
        doubted: how many words stand in segments with a mark.
        complete: False if only a part could be heard.
        listen: the passage that most needs an ear: a loop, else the least sure segment. None without words.
    """

    sound: int
    words: int
    mean: float | None = None
    tenth: float | None = None
    marks: Mapping[str, int] = field(default_factory=dict)
    doubted: int = 0
    complete: bool = True
    listen: Passage | None = None

    @property
    def words_a_minute(self) -> float:
        """Of the whole sound, pauses and all."""
        return self.words * 60_000 / self.sound if self.sound else 0.0


@dataclass(frozen=True, slots=True)
class Clip:
    """One input of an archive, or one subtitle file that was corrected.

    Attributes:
        name: its place below the folder, with forward slashes.
        hearing: None for a subtitle file.
        edits: how many proposals of each (rule, term, state).
        corrected: whether its text was corrected yet.
    """

    name: str
    hearing: Hearing | None
    edits: Mapping[tuple[str, str, State], int] = field(default_factory=dict)
    corrected: bool = True

    def count(self, state: State) -> int:
        return count(self.edits, state)

    def proposed(self, rule: str) -> int:
        """How many proposals of a rule there are that nobody rejected."""
        return sum(n for (by, _, state), n in self.edits.items() if by == rule and state is not State.REJECTED)


def count(edits: Mapping[tuple[str, str, State], int], state: State) -> int:
    """How many proposals are in a state; those of spaces and signs are left out, because they would hide all others."""
    return sum(number for (rule, _, now), number in edits.items() if now is state and rule != TYPOGRAPHY)


def clips_below(folder: str, warn: Callable[[str], None]) -> Iterator[Clip]:
    """Each clip that has records below a folder (or an address), in the order of the tree; no more than one is held in memory.

    Records that cannot be read are named and passed over.

    Raises:
        InputError: if there is no such folder.
    """
    for found in records_below(folder, warn):
        try:
            texts = {kind: _decoded(data, found.paths[kind]) for kind, data in found.texts.items()}
            heard = parse_transcript(texts[TRANSCRIPT], found.paths[TRANSCRIPT]) if TRANSCRIPT in texts else None
            record = parse_record(texts[EDITS], found.paths[EDITS]) if EDITS in texts else None
        except InputError as error:
            warn(f"{error}; not counted")
            continue
        if texts:
            hearing = hearing_of(heard) if heard is not None else None
            yield Clip(found.name, hearing, states(record) if record is not None else {}, record is not None)


def _decoded(data: bytes, path: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise InputError("not UTF-8 text", path=path) from error


def hearing_of(heard: Transcript) -> Hearing:
    """The figures of one transcript."""
    said = heard.origin.options.get("length", heard.origin.options.get("heard_to"))
    end = heard.segments[-1].end if heard.segments else 0
    known = sorted(word.probability for word in heard.words if word.probability is not None)
    marked = [segment for segment in heard.segments if not segment.evidence.keys().isdisjoint(MARKS)]
    return Hearing(
        sound=max(said, end) if isinstance(said, int) else end,
        words=len(heard.words),
        mean=sum(known) / len(known) if known else None,
        tenth=known[len(known) // 10] if known else None,
        marks=Counter(mark for segment in marked for mark in MARKS if mark in segment.evidence),
        doubted=sum(segment.last - segment.first + 1 for segment in marked),
        complete=heard.complete,
        listen=_doubtful(heard),
    )


def states(record: Record) -> dict[tuple[str, str, State], int]:
    """How many proposals of a record there are by rule, term and what became of them; each is counted once.

    What an earlier run applied counts as long as a file holds it; what waits is what the last run left.
    """
    found: dict[str, tuple[str, str, State]] = {}
    steps = record.steps
    for step in steps:
        for edit in step.edits:
            state = _state(edit, in_a_file=bool(step.wrote), last=step is steps[-1])
            if state is not None:
                found[edit.id] = (edit.rule, edit.term, state)
    return dict(Counter(found.values()))


def _state(edit: Edit, *, in_a_file: bool, last: bool) -> State | None:
    if edit.decision is Decision.REJECTED:
        return State.REJECTED
    if edit.applies:
        return State.APPLIED if in_a_file else None
    return State.WAITING if last and edit.waits else None


def _doubtful(heard: Transcript) -> Passage | None:
    def sure(segment: Segment) -> tuple[bool, float]:
        known = [word.probability for word in heard.words_of(segment) if word.probability is not None]
        return "loop" not in segment.evidence, sum(known) / len(known) if known else 1.0

    spoken = [segment for segment in heard.segments if segment.last >= segment.first]
    if not spoken:
        return None
    least = min(spoken, key=sure)
    text = heard.text_of(least)
    return Passage(least.start, text if len(text) <= _EXCERPT else text[:_EXCERPT].rstrip() + "…")
