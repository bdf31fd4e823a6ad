"""Cues against a house's rules: every problem with its cue, time, rule, value and limit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..document.model import Cue
from . import breaks
from .cutting import APART
from .profile import Profile
from .scripts import columns
from .timing import ROUNDING

RULES = {
    "times": "ends before it begins, or begins before the one above",
    "before": "begins before the clip does",
    "overlap": "stands while the next one does",
    "empty": "has no text",
    "lines": "has too many lines",
    "width": "has too long a line",
    "speed": "is too fast to read",
    "short": "stands too short a time",
    "long": "stands too long",
    "gap": "leaves too small a gap before the next one",
    "close": "leaves a gap that is neither the house's nor a pause",
    "break": "parts words that belong together",
}
# What a limit is; "at most" where nothing is said.
_LIMITS = {"short": "at least", "gap": "at least", "close": "the house's:"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One rule that one cue breaks.

    Attributes:
        cue: its number, from 1.
        start: its time, ms.
        rule: a key of `RULES`.
        value, limit: what it has and what the house allows, in `unit`; None where that is no number.
        text: what is concerned: the line, the words on both sides of a break.
    """

    cue: int
    start: int
    rule: str
    value: float | None = None
    limit: float | None = None
    unit: str = ""
    text: str = ""

    def __str__(self) -> str:
        said = f"{self.rule}: {RULES[self.rule]}"
        value, limit = _shown(self.value, self.limit)
        if value:
            said += f": {value}{self.unit}"
        if self.limit and self.rule == "speed" and self.unit == " s":  # of a house that gives a time for a length
            said += f" for a text that needs {limit} s"
        elif self.limit:
            said += f" ({_LIMITS.get(self.rule, 'at most')} {limit}{self.unit})"
        return said + (f": {self.text}" if self.text else "")


def check(
    cues: Sequence[Cue],
    profile: Profile,
    language: str | None = None,
    *,
    places: Sequence[str] | None = None,
    begins: int = 0,
) -> list[Problem]:
    """The problems of a file's cues, in their order.

    Args:
        places: for each cue where on the screen it stands; only cues in one place follow one another. All without.
        begins: the ms that the clip's start has in its subtitles.
    """
    where = places if places is not None else [""] * len(cues)
    followings: list[Cue | None] = []
    next_in: dict[str, Cue] = {}
    for cue, place in zip(reversed(cues), reversed(where), strict=True):
        followings.append(next_in.get(place))
        next_in[place] = cue
    found: list[Problem] = []
    before_in: dict[str, Cue] = {}
    for number, (cue, place, following) in enumerate(zip(cues, where, reversed(followings), strict=True), 1):
        if cue.start < begins - ROUNDING:
            found.append(Problem(number, cue.start, "before", (begins - cue.start) / 1000, 0, " s"))
        found += _of_times(number, cue, before_in.get(place), following, profile)
        found += _of_text(number, cue, following, profile, language)
        before_in[place] = cue
    return found


def _of_times(number: int, cue: Cue, before: Cue | None, following: Cue | None, profile: Profile) -> Iterator[Problem]:
    lasts = cue.end - cue.start
    if lasts <= 0 or (before is not None and cue.start < before.start):
        yield Problem(number, cue.start, "times")
        return
    if lasts < profile.shortest - ROUNDING:
        yield Problem(number, cue.start, "short", lasts / 1000, profile.shortest / 1000, " s")
    if lasts > profile.longest + ROUNDING:
        yield Problem(number, cue.start, "long", lasts / 1000, profile.longest / 1000, " s")
    if following is None or following.start < cue.start:
        return
    gap = following.start - cue.end
    if gap < 0:
        yield Problem(number, cue.start, "overlap", -gap / 1000, 0, " s")
    elif gap < profile.gap - ROUNDING:
        yield Problem(number, cue.start, "gap", gap / 1000, profile.gap / 1000, " s")
    elif profile.gap + ROUNDING < gap < profile.close - ROUNDING and lasts + gap - profile.gap <= profile.longest:
        yield Problem(number, cue.start, "close", gap / 1000, profile.gap / 1000, " s")


def _of_text(number: int, cue: Cue, following: Cue | None, profile: Profile, language: str | None) -> Iterator[Problem]:
    if not cue.lines:
        yield Problem(number, cue.start, "empty")
        return
    if len(cue.lines) > profile.lines:
        yield Problem(number, cue.start, "lines", len(cue.lines), profile.lines)
    for line in cue.lines:
        if (width := columns(line)) > profile.width:
            yield Problem(number, cue.start, "width", width, profile.width, " characters", line)
    lasts = cue.end - cue.start
    if 0 < lasts < profile.least_time(cue.text, language) - ROUNDING:
        yield _too_fast(number, cue, profile, language)
    for upper, lower in pairwise(cue.lines):
        yield from _break(number, cue, upper, lower, language)
    # Cues that a pause parts are apart anyway.
    if following is not None and following.lines and following.start - cue.end < APART:
        yield from _break(number, cue, cue.lines[-1], following.lines[0], language)


def _too_fast(number: int, cue: Cue, profile: Profile, language: str | None) -> Problem:
    """The speed in what the house counts: characters a second, words a minute, or seconds for so many characters."""
    lasts, most = cue.end - cue.start, 1 - profile.tolerance
    if profile.words_a_minute:
        value, limit, unit = 60_000 * len(cue.text.split()) / lasts, profile.words_a_minute / most, " words/min"
    elif profile.curve:
        needs = round(profile.time_to_read(cue.text, language) * most)
        return Problem(number, cue.start, "speed", lasts / 1000, needs / 1000, " s")
    else:
        value, limit, unit = (
            1000 * columns(cue.text) / lasts,
            profile.characters_a_second(language) / most,
            " characters/s",
        )
    return Problem(number, cue.start, "speed", round(value, 1), round(limit, 1), unit)


def _break(number: int, cue: Cue, upper: str, lower: str, language: str | None) -> Iterator[Problem]:
    if breaks.between(upper, lower, language) >= breaks.TIGHT:
        yield Problem(number, cue.start, "break", text=f"{upper.split()[-1]} | {lower.split()[0]}")


def _shown(value: float | None, limit: float | None) -> tuple[str, str]:
    """Both with two decimals, with three where they would look the same."""
    for digits in (2, 3):
        shown = tuple("" if number is None else f"{round(number, digits):g}" for number in (value, limit))
        if shown[0] != shown[1]:
            break
    return shown[0], shown[1]
