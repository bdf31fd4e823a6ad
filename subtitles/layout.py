"""Transcript -> cues: where to cut, where to break lines, how long each cue stands.

A segment that fits the profile is one cue. A longer one is cut where that costs least, all its cuts weighed together: at the
end of a sentence or a clause, in a pause, never after a word that clings to the next. The times are those of the words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from ..document.model import Cue, Transcript, Word
from . import breaks
from .profile import Profile

_HARD_SPACE = "\u00a0\u202f\u2007\u2060\ufeff"
_TIED_TO_LAST = re.compile(r"[:;!?»%€$°]+[.,]?$|[!?…»]+[.,»]*$")  # French punctuation after its space
_TIED_TO_NEXT = re.compile(r"(?:[«“(]|[-–—])$")  # an opening quote, a speaker's dash
# What a cue costs, one too short to be read, one with fewer characters than this, and a sentence that ends inside it.
_CUE, _SHORT, _TINY, _INSIDE = 25.0, 20.0, 20, 8.0
_IMPOSSIBLE = float("inf")


@dataclass(frozen=True, slots=True)
class _Token:
    """Words that stay on one line, with their time in ms."""

    text: str
    start: int
    end: int


def lay_out(transcript: Transcript, profile: Profile) -> list[Cue]:
    """The cues of a transcript in a house's style. Segments without text give none.

    A word longer than a line stays whole, and speech faster than the profile allows stays too fast: nothing is left out.
    """
    cues: list[Cue] = []
    for segment in transcript.segments:
        tokens = _tokens(transcript.words_of(segment))
        if tokens:
            cues += _Block(tokens, profile, transcript.language).cues()
    return _timed(cues, profile, transcript.language)


class _Block:
    """The tokens of one segment, with what it costs to break after each."""

    def __init__(self, tokens: Sequence[_Token], profile: Profile, language: str | None) -> None:
        self.tokens = tokens
        self.profile = profile
        self.ends = [0]  # length of the text up to each token, with the spaces between
        for token in tokens:
            self.ends.append(self.ends[-1] + len(token.text) + 1)
        self.costs = [breaks.cost(a.text.split()[-1], b.text.split()[0], language) for a, b in pairwise(tokens)]
        self.sentences = [0, *accumulate(cost == breaks.SENTENCE for cost in self.costs)]  # that end before each token

    def cues(self) -> list[Cue]:
        count = len(self.tokens)
        if self._fits(0, count):
            return [self._cue(0, count)]
        # best[j]: the least cost of the first j tokens, and where their last cue begins
        best: list[tuple[float, int]] = [(0.0, 0)]
        for end in range(1, count + 1):
            options = []
            for start in range(end - 1, -1, -1):
                if start < end - 1 and self._length(start, end) > self.profile.width * self.profile.lines + 1:
                    break
                options.append((best[start][0] + self._cost(start, end), start))
            best.append(min(options))
        cuts = [count]
        while cuts[-1]:
            cuts.append(best[cuts[-1]][1])
        return [self._cue(start, end) for start, end in pairwise(reversed(cuts))]

    def _length(self, start: int, end: int) -> int:
        return self.ends[end] - self.ends[start] - 1

    def _duration(self, start: int, end: int) -> int:
        return self.tokens[end - 1].end - self.tokens[start].start

    def _fits(self, start: int, end: int) -> bool:
        lines, _ = self._lines(start, end, self.profile.lines)
        return lines < breaks.NEVER and self._duration(start, end) <= self.profile.longest

    def _cost(self, start: int, end: int) -> float:
        cost = self._lines(start, end, self.profile.lines)[0] + _CUE + max(0, _TINY - self._length(start, end))
        cost += _INSIDE * (self.sentences[end - 1] - self.sentences[start])
        duration = self._duration(start, end)
        if duration < self.profile.shortest:
            cost += _SHORT
        if end < len(self.tokens):
            pause = self.tokens[end].start - self.tokens[end - 1].end
            cost += 3 * self.costs[end - 1] - min(max(pause, 0), 1000) / 50
        return cost + max(0, duration - self.profile.longest) / 20

    def _lines(self, start: int, end: int, most: int) -> tuple[float, list[int]]:
        """The least cost of setting these tokens in at most so many lines, and the tokens that begin the later ones."""
        width, length = self.profile.width, self._length(start, end)
        if length <= width:
            return 0.0, []
        if end - start == 1:
            return breaks.NEVER + length - width, []
        best: tuple[float, list[int]] = (_IMPOSSIBLE, [])
        if most == 1 or length > most * (width + 1):
            return best
        for at in range(start + 1, end):
            upper = self._length(start, at)
            if upper > width and at > start + 1:
                break
            rest, more = self._lines(at, end, most - 1)
            lower = self._length(at, end) / (len(more) + 1)
            over = breaks.NEVER + upper - width if upper > width else 0
            # Two lines of one length; the upper one shorter rather than longer, as it hides less of the picture.
            cost = rest + over + self.costs[at - 1] + 8 * abs(upper - lower) / width + (upper > lower)
            if cost < best[0]:
                best = (cost, [at, *more])
        return best

    def _cue(self, start: int, end: int) -> Cue:
        edges = [start, *self._lines(start, end, self.profile.lines)[1], end]
        lines = (" ".join(token.text for token in self.tokens[a:b]) for a, b in pairwise(edges))
        return Cue(self.tokens[start].start, self.tokens[end - 1].end, tuple(lines))


def _tokens(words: Sequence[Word]) -> list[_Token]:
    tokens: list[_Token] = []
    for word in words:
        core = word.text.strip()
        lead = word.text[: len(word.text) - len(word.text.lstrip())]
        if not core:
            continue
        if tokens and (joint := _joint(tokens[-1].text, lead, core)) is not None:
            last = tokens[-1]
            tokens[-1] = _Token(last.text + joint + core, last.start, max(last.end, word.end))
        else:
            tokens.append(_Token(core, word.start, max(word.start, word.end)))
    return tokens


def _joint(before: str, lead: str, core: str) -> str | None:
    """What stands between two words that no line may part; None if it may."""
    if not lead.strip(_HARD_SPACE):
        return lead
    if _TIED_TO_LAST.fullmatch(core) or _TIED_TO_NEXT.search(before.split()[-1]):
        hard = [space for space in lead if space in _HARD_SPACE]
        return hard[0] if hard else " "
    return None


def _timed(cues: Sequence[Cue], profile: Profile, language: str | None) -> list[Cue]:
    """Ends that give time to read, keep the gap and never overlap; starts stay with the speech."""
    timed = []
    for at, cue in enumerate(cues):
        following = cues[at + 1].start if at + 1 < len(cues) else None
        wanted = min(cue.start + profile.time_to_read(cue.text, language), cue.end + profile.linger)
        end = min(max(cue.end, wanted, cue.start + profile.shortest), cue.start + profile.longest)
        if following is not None and following > cue.start:
            latest = max(following - profile.gap, min(cue.start + 1, following))
            if end > latest or (0 < following - end < profile.close and latest <= cue.start + profile.longest):
                end = latest
        timed.append(Cue(cue.start, end, cue.lines))
    return timed
