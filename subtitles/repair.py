"""What layout alone can repair in cues that exist: their lines, their ends, and where they are cut; never their words.

A cue with a problem is set anew, and the result is taken if more of its lines fit on the screen, or if as many do, fewer
problems are left and no cue lacks more time to be read: the least change that leaves the fewest. No cue becomes shorter than
the house allows, or begins after the next. Words go from cue to cue only where no pause and no sentence's end parts them, and
never where someone else speaks. Everything else stays as it was, cues without text above all.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from ..document.model import Cue, Transcript
from . import breaks
from .check import Problem, check
from .layout import break_lines_each, lay_out_each
from .profile import Profile
from .timing import ends_of
from .tokens import speaks

# Rules about what cannot be shown: lines that the screen has no room for, and cues over one another.
_UNFIT, _CLASHING = ("width", "lines"), ("times", "overlap")
_NEVER = 1 << 60  # ms: where the cue begins that follows the last


class Relaid(NamedTuple):
    """The cues `first` to before `last` (from 0), and those that stand in their place."""

    first: int
    last: int
    cues: tuple[Cue, ...]


def repair(
    cues: Sequence[Cue],
    profile: Profile,
    language: str | None = None,
    *,
    runs: Sequence[int | None],
    places: Sequence[str] | None = None,
) -> list[Relaid]:
    """What to change so that the cues have fewer problems, as far as layout goes; in their order.

    Args:
        runs: for each cue the number of its run: words may go from one to the next within a run. Those of None are neither
            split nor joined; of them only the lines and the end change.
        places: for each cue where on the screen it stands; cues in different places are not beside each other.
    """
    found: list[Relaid] = []
    begins = sorted(cue.start for cue in cues)
    for numbers in _by_place(cues, places):
        changes = _Place([cues[at] for at in numbers], [runs[at] for at in numbers], begins, profile, language).relaid()
        found += [Relaid(numbers[first], numbers[last - 1] + 1, anew) for first, last, anew in changes]
    return sorted(found)


def repaired(cues: Sequence[Cue], changes: Sequence[Relaid]) -> list[Cue]:
    """The cues after these changes."""
    made: list[Cue] = []
    done = 0
    for first, last, anew in changes:
        made += [*cues[done:first], *anew]
        done = last
    return [*made, *cues[done:]]


def places_after(places: Sequence[str], changes: Sequence[Relaid]) -> list[str]:
    """Where the cues stand after these changes."""
    made: list[str] = []
    done = 0
    for first, last, anew in changes:
        made += [*places[done:first], *[places[first]] * len(anew)]
        done = last
    return [*made, *places[done:]]


def _by_place(cues: Sequence[Cue], places: Sequence[str] | None) -> list[list[int]]:
    """The numbers of the cues of each place."""
    found: dict[str, list[int]] = {}
    for at in range(len(cues)):
        found.setdefault(places[at] if places is not None else "", []).append(at)
    return list(found.values())


class _Place:
    """Cues that stand in one place, one after another."""

    def __init__(
        self,
        cues: Sequence[Cue],
        runs: Sequence[int | None],
        begins: Sequence[int],
        profile: Profile,
        language: str | None,
    ) -> None:
        self.cues, self.profile, self.language = list(cues), profile, language
        self.begins = begins  # of all cues, those in other places too
        # Where someone else speaks, the cue stays whole.
        self.runs = [None if speaks(cue.text) else run for cue, run in zip(cues, runs, strict=True)]
        problems = check(self.cues, profile, language)
        self.wrong = [at for at in sorted({problem.cue - 1 for problem in problems}) if cues[at].lines]
        # How each would be set as one cue, and cut anew alone: all of them at once, which is much faster than one by one.
        lines = break_lines_each([cues[at].text for at in self.wrong], profile, language)
        self.lines = dict(zip(self.wrong, lines, strict=True))
        free = [at for at in self.wrong if self.runs[at] is not None and cues[at].start < cues[at].end]
        texts, ends = [self._text(at, at + 1) for at in free], [self._following(at + 1) for at in free]
        self.alone = dict(zip(free, lay_out_each(texts, profile, ends), strict=True))

    def relaid(self) -> Iterator[Relaid]:
        done = 0
        for at in self.wrong:
            best = self._best(at, done) if at >= done else None
            if best is not None:
                yield best
                # The next cue is looked at beside what is shown of this one now.
                self.cues[best.last - 1] = best.cues[-1]
                done = best.last

    def _problems(self, first: int, last: int, cues: Sequence[Cue]) -> list[Problem]:
        """Problems of these cues in place of those from `first` to before `last`, and of the ones beside them."""
        beside = [*self.cues[max(first - 1, 0) : first], *cues, *self.cues[last : last + 1]]
        return check(beside, self.profile, self.language)

    def _rules(self, first: int, last: int, cues: Sequence[Cue]) -> Counter[str]:
        """The rules that are broken then, and how often."""
        return Counter(problem.rule for problem in self._problems(first, last, cues))

    def _best(self, at: int, done: int) -> Relaid | None:
        """What leaves the fewest problems; None if nothing helps. Cues before `done` are as they shall be."""
        best, least = None, (0, 0)
        known: dict[tuple[int, int], tuple[Counter[str], tuple[int, int]]] = {}
        for first, last, anew in self._ways(at, done):
            old = self.cues[first:last]
            if (first, last) not in known:
                known[first, last] = self._rules(first, last, old), self._lacks(old)
            before, lacked = known[first, last]
            after = self._rules(first, last, anew)
            # A line that is too long cannot be shown at all, so it goes before the time to read what it says.
            wide = _sum(after, _UNFIT) - _sum(before, _UNFIT)
            (short, fast), (was_short, was_fast) = self._lacks(anew), lacked
            clashes = after["times"] > before["times"] or _sum(after, _CLASHING) > _sum(before, _CLASHING)
            if clashes or short > was_short or (fast > was_fast and wide >= 0):
                continue
            more = (wide, after.total() - before.total())
            if more < least:
                best, least = Relaid(first, last, tuple(anew)), more
            if not after:
                break
        return best

    def _ways(self, at: int, done: int) -> Iterator[tuple[int, int, list[Cue]]]:
        """Ways to set a cue, the least change first: lines, its end, both, cut anew alone and with those beside it."""
        cue = self.cues[at]
        lines = self.lines[at]
        if lines is not None and speaks(cue.text) and not all(map(speaks, lines)):
            lines = None
        if lines is not None:
            yield at, at + 1, [replace(cue, lines=lines)]
        yield at, at + 1, self._timed([cue], at + 1)
        if lines is not None:
            yield at, at + 1, self._timed([replace(cue, lines=lines)], at + 1)
        if at not in self.alone:
            return
        yield at, at + 1, self._timed(self.alone[at], at + 1)
        before, after = at > done and self._goes_on(at - 1), self._goes_on(at)
        for first, last, may in (
            (at, at + 2, after),
            (at - 1, at + 1, before),
            (at - 1, at + 2, before and after),
        ):
            if may:
                made = lay_out_each([self._text(first, last)], self.profile, [self._following(last)])[0]
                yield first, last, self._timed(made, last)

    def _goes_on(self, at: int) -> bool:
        """Whether the next cue goes on with what this one says, so that words may go from one to the other."""
        if at + 1 >= len(self.cues) or self.runs[at] is None or self.runs[at] != self.runs[at + 1]:
            return False
        one, other = self.cues[at], self.cues[at + 1]
        pause = other.start - one.end
        follows = one.start < other.start < other.end and abs(pause) < self.profile.close
        return follows and bool(one.lines and other.lines) and not breaks.ends_sentence(one.lines[-1])

    def _lacks(self, cues: Sequence[Cue]) -> tuple[int, int]:
        """The ms that the worst of these cues misses of the least duration, and of the least time to read it."""
        short = max(self.profile.shortest - 1 - (cue.end - cue.start) for cue in cues)
        fast = max(round(self.profile.least_time(cue.text, self.language)) - 1 - (cue.end - cue.start) for cue in cues)
        return max(short, 0), max(fast, 0)

    def _following(self, last: int) -> int:
        """Where the cue begins that comes after the one before that number."""
        later = (self.cues[at].start for at in range(last, len(self.cues)))
        return next((start for start in later if start > self.cues[last - 1].start), _NEVER)

    def _text(self, first: int, last: int) -> Transcript:
        """These cues as a text whose speech ends before the next one begins."""
        old = self.cues[first:last]
        nexts = [*(cue.start for cue in old[1:]), self._following(last)]
        times = [(cue.start, min(cue.end, after)) for cue, after in zip(old, nexts, strict=True)]
        return Transcript.from_texts([cue.text for cue in old], language=self.language, times=times)

    def _timed(self, cues: Sequence[Cue], last: int) -> list[Cue]:
        """The cues with the ends that the profile gives them, before the cue of that number."""
        import numpy as np

        if any(cue.end <= cue.start for cue in cues):
            return list(cues)
        # No cue grows over one that stands elsewhere, though it may have stood over it.
        beyond = bisect_left(self.begins, cues[-1].end)
        following = min([self._following(last), *self.begins[beyond : beyond + 1]])
        nexts = [*(cue.start for cue in cues[1:]), following]
        starts, spoken = np.array([cue.start for cue in cues]), np.array([cue.end for cue in cues])
        needed = np.array([self.profile.time_to_read(cue.text, self.language) for cue in cues])
        ends = ends_of(starts, spoken, np.array(nexts), needed, self.profile)
        return [replace(cue, end=int(end)) for cue, end in zip(cues, ends, strict=True)]


def _sum(rules: Counter[str], some: Sequence[str]) -> int:
    return sum(rules[rule] for rule in some)
