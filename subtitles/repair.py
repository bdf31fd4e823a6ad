"""What layout alone can repair in cues that exist: their lines, their ends, and where they are cut; never their words.

A cue with a problem is laid out anew, alone or with the cues next to it, and the result is taken if it has fewer problems.
Everything else stays as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..document.model import Cue, Transcript
from .check import Problem, check
from .layout import APART, break_lines, lay_out
from .profile import Profile
from .timing import ends_of


def repair(
    cues: Sequence[Cue], profile: Profile, language: str | None = None, *, free: Sequence[bool] | None = None
) -> list[Cue]:
    """The cues with fewer problems, as far as layout goes.

    Args:
        free: for each cue whether it may be split and joined, so that words go from one to the next; of others only the
            lines and the end change. All may without.
    """
    made = list(cues)
    may = [True] * len(made) if free is None else list(free)
    at = 0
    while at < len(made):
        found = [problem for problem in _around(made, at, at + 1, profile, language) if problem.cue == _own(at)]
        if not found:
            at += 1
            continue
        first, last, anew = _best(made, at, profile, language, may)
        made[first:last], may[first:last] = anew, [may[at]] * len(anew)
        at = max(at, first + len(anew) - 1) + 1
    return made


def _own(at: int) -> int:
    """The number of a cue within `_around`."""
    return 2 if at else 1


def _around(cues: Sequence[Cue], first: int, last: int, profile: Profile, language: str | None) -> list[Problem]:
    """Problems of the cues `first` to before `last`, and of the ones beside them."""
    return check(cues[max(first - 1, 0) : last + 1], profile, language)


def _best(
    cues: Sequence[Cue], at: int, profile: Profile, language: str | None, may: Sequence[bool]
) -> tuple[int, int, list[Cue]]:
    """Which cues to replace (from, to before), and by what; the fewest that help most."""
    choices = [(at, at + 1)]
    # Not over a pause, nor with a cue that is out of order.
    before, after = (_follows(cues, one) and may[one] and may[one + 1] for one in (at - 1, at))
    choices += [(at, at + 2)] * after + [(at - 1, at + 1)] * before + [(at - 1, at + 2)] * (before and after)
    best = (at, at + 1, [cues[at]])
    most = 0
    for first, last in choices:
        problems = len(_around(cues, first, last, profile, language))
        for anew in _anew(cues, first, last, profile, language, recut=may[at]):
            beside = [*cues[max(first - 1, 0) : first], *anew, *cues[last : last + 1]]
            gain = problems - len(check(beside, profile, language))
            if gain > most:
                best, most = (first, last, anew), gain
    return best


def _follows(cues: Sequence[Cue], at: int) -> bool:
    """Whether the next cue goes on where this one ends."""
    if not 0 <= at < len(cues) - 1:
        return False
    one, other = cues[at], cues[at + 1]
    return one.start < other.start and other.start - one.end < APART


def _anew(
    cues: Sequence[Cue], first: int, last: int, profile: Profile, language: str | None, *, recut: bool
) -> list[list[Cue]]:
    """Ways to set these cues: with better ends, with better lines too, and laid out anew."""
    old = list(cues[first:last])
    following = next((cue.start for cue in cues[last:] if cue.start > old[-1].start), None)
    ways = [_timed(old, following, profile, language)]
    if len(old) == 1 and (lines := break_lines(old[0].text, profile, language)) is not None:
        ways.append(_timed([replace(old[0], lines=lines)], following, profile, language))
    if recut and any(cue.lines for cue in old) and all(cue.start < cue.end for cue in old):
        times = [(cue.start, _cap(cue, cues, first + at)) for at, cue in enumerate(old)]
        text = Transcript.from_texts([cue.text for cue in old], language=language, times=times)
        ways.append(_timed(lay_out(text, profile), following, profile, language))
    return ways


def _cap(cue: Cue, cues: Sequence[Cue], at: int) -> int:
    """The end of a cue's speech: not after the next one begins."""
    after = cues[at + 1].start if at + 1 < len(cues) else cue.end
    return min(cue.end, after) if after > cue.start else cue.end


def _timed(cues: Sequence[Cue], following: int | None, profile: Profile, language: str | None) -> list[Cue]:
    """The cues with the ends that the profile gives them, where the last is followed by one that starts then."""
    import numpy as np

    if any(cue.end <= cue.start for cue in cues):
        return list(cues)
    nexts = [*(cue.start for cue in cues[1:]), following if following is not None else 1 << 60]
    starts, spoken = np.array([cue.start for cue in cues]), np.array([cue.end for cue in cues])
    needed = np.array([profile.time_to_read(cue.text, language) for cue in cues])
    ends = ends_of(starts, spoken, np.array(nexts), needed, profile)
    return [replace(cue, end=int(end)) for cue, end in zip(cues, ends, strict=True)]
