"""What a review shows and answers. Positions are those of the text that is corrected; times are ms on the media's clock."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ..document.edit import Edit
from ..document.errors import InputError


@dataclass(frozen=True, slots=True)
class Card:
    """One proposal as a person decides on it.

    Attributes:
        start, end: of its words.
        left, right: the sentence around it, with all that applies by now.
        earlier, later: some words before and after that sentence.
        reason: the rule and the term, in words.
        why: what spoke for it and against it, a sentence each.
        whole: of how many cues it takes all words.
    """

    edit: Edit
    group: str
    start: int
    end: int
    left: str
    right: str
    earlier: str
    later: str
    reason: str
    why: tuple[str, ...]
    whole: int

    @property
    def deletes(self) -> bool:
        """Whether nothing is left of a cue once it is accepted."""
        return self.whole > 0 and not self.after

    @property
    def id(self) -> str:
        return self.edit.id

    @property
    def before(self) -> str:
        return self.edit.before

    @property
    def after(self) -> str:
        return self.edit.replacement

    @property
    def waiting(self) -> bool:
        return self.edit.waits


@dataclass(frozen=True, slots=True)
class Group:
    """Cards that can be decided together: of one term, or of the same words."""

    key: str
    title: str
    cards: tuple[Card, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(card.id for card in self.cards)


class WordView(NamedTuple):
    """A word as it stands now. It stands for the words `first` to `last`; `edit` is the id of what wrote it, of another
    proposal for it, or ''."""

    text: str
    start: int
    end: int
    probability: float | None
    first: int
    last: int
    edit: str = ""


class CueView(NamedTuple):
    """A cue as the outputs would hold it now: `number` from 1, the words `first` to `last`, its lines.

    `by_hand` says that a person cut, timed or typed it, `seen` that it was ticked off. A cue without words has
    `last == first - 1`.
    """

    number: int
    first: int
    last: int
    start: int
    end: int
    lines: tuple[str, ...]
    words: tuple[WordView, ...]
    by_hand: bool
    seen: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How far a review has come: edits (`sure` are those that apply and that nobody decided on), and cues of which so many were
    ticked off and so many are doubtful."""

    applied: int
    sure: int
    waiting: int
    decided: int
    rejected: int
    cues: int
    seen: int
    doubtful: int


@dataclass(frozen=True, slots=True)
class Done:
    """What an action did: its name, the edits that it touched, and what a person should be told."""

    what: str
    ids: tuple[str, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of decisions that were taken elsewhere: how many could be done, what a person should be told of these, and a
    line for what could not be done."""

    done: int
    said: tuple[str, ...]
    stuck: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """Outputs made again.

    Attributes:
        written: files written, or found as they should be.
        kept: files that a person changed since, left alone.
        diffs: for each file that changes, its unified diff.
    """

    written: tuple[Path, ...]
    kept: tuple[Path, ...]
    diffs: tuple[tuple[Path, str], ...]


class Rebased(InputError):
    """Another program corrected the text anew, so that its record belongs to another text than the one under review."""
