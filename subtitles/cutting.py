"""Where texts are best cut into cues, and cues into lines.

A whole text is cut at once, so that all its cues together cost least: one cost function, its exact minimum found by dynamic
programming over the words. What a house forbids costs more than anything else, so a rule is broken only where speech leaves
no other way; what reads better decides among the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ..document.model import Cue
from . import breaks
from .profile import Profile
from .scripts import columns
from .timing import ROUNDING, ends_of
from .tokens import Token

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

# What a cue costs, in the points that a break costs between words (breaks.py). The order of their sizes is what matters.
RULE = 10_000.0  # a rule of the house that is not kept, and as much again for missing it by all of it
CUE = 25.0  # each cue: rather one that is full than two
CUT = 3.0  # times what a line break costs there: a cue ends more clearly than a line
PAUSE = 20.0  # less for a cut in a pause of a second, in proportion for a shorter one
SEGMENT = 6.0  # less for a cut where a segment ends
INSIDE = 30.0  # a sentence that ends inside a cue
SILENCE = 25.0  # each second of silence inside a cue, past the first ...
UNHEARD = 400  # ... ms, which are no pause
APART = 1500  # ms of silence that no cue stands over: its last words would be read long before they are said
READING = 60.0  # reading time missed by all of it, where the house still tolerates that
# A cue that cannot be read in time, and each second that it lacks: where speech is fast, it is so however it is cut. Where it
# is not, all cues around it are rather cut inside a clause.
HASTE, LOST = 1000.0, 600.0
# A line that ends with the first few words of a sentence which began on it, or begins with the last few of one that ends on it.
STRAY, STRAYS = 8.0, 2
UNEVEN = 16.0  # lines of which one is a whole line longer than the other
UPPER = 0.5  # an upper line that is full, rather than the lower one: it hides more of the picture
FEW = 20  # characters; a cue with fewer costs a point for each that is missing

# Cuts are weighed for so many words at once.
_BLOCK = 4096


class Columns:
    """The tokens of texts, one after another, as columns, and what it costs to make cues of them.

    A matrix here has a row for each token and a column for each count: [i, d] stands for the d + 1 tokens from i on.
    """

    def __init__(
        self,
        texts: Sequence[Sequence[Token]],
        profile: Profile,
        language: str | None,
        following: Sequence[int | None] = (),
    ) -> None:
        import numpy as np

        self.np = np
        self.texts, self.profile, self.language = texts, profile, language
        self.tokens = tokens = [token for text in texts for token in text]
        count = len(tokens)
        costs: list[int] = []
        for text in texts:
            spoken = [word for token in text for word in token.text.split()]
            costs += [*breaks.costs(spoken, language), breaks.SENTENCE] if spoken else []
        self.breaks = np.array(costs, float)[np.cumsum([len(token.text.split()) for token in tokens]) - 1]
        parted = RULE * (self.breaks >= breaks.TIGHT)
        self.within = self.breaks + parted  # the cost of ending a line after each token, and below of ending a cue
        self.starts = np.array([token.start for token in tokens])
        # A word that is still heard when the next begins ends the cue no later than a shorter one would.
        self.ends = np.maximum.accumulate([token.end for token in tokens])
        self.nexts = np.append(self.starts[1:], 1 << 60)
        pauses = np.maximum(self.nexts - [token.end for token in tokens], 0)
        for last, after in zip(np.cumsum([len(text) for text in texts]) - 1, following, strict=False):
            if after is not None:
                self.nexts[last] = max(after, self.starts[last] + 1)
        segment_ends = [a.segment != b.segment for a, b in pairwise(tokens)]
        self.after = (
            CUT * self.breaks
            + parted
            - PAUSE * np.minimum(pauses, 1000) / 1000
            - SEGMENT * np.array([*segment_ends, 0])
        )
        self.after[-1] = 0
        # Sums up to each token; the cost of what lies inside a cue is a difference of two.
        silence = SILENCE * np.maximum(pauses[:-1] - UNHEARD, 0) / 1000
        silence += 2 * RULE * (pauses[:-1] > APART)
        inside = silence + INSIDE * (self.breaks[:-1] == breaks.SENTENCE)
        self.inside = np.concatenate([[0], np.cumsum(inside)])
        # How many up to each token begin a line, whatever it costs.
        self.opens = np.cumsum([token.speaks or token.apart for token in tokens])
        self.words = np.cumsum([0, *(token.words for token in tokens)])
        # The sentence of each token, from its first token to its last.
        ends = np.flatnonzero(self.breaks == breaks.SENTENCE)
        sentence = np.searchsorted(ends, np.arange(count))
        self.opening, self.closing = np.concatenate([[0], ends + 1])[sentence], ends[sentence]
        # Those that could be the last of a few words which begin a sentence, or the first of a few which end one.
        self.early = self.words[1:] - self.words[self.opening] <= STRAYS
        self.late = self.words[self.closing + 1] - self.words[:-1] <= STRAYS
        # Characters up to each token, with what stands before each.
        self.joints = np.array([len(token.joint) for token in tokens])
        self.lengths = np.cumsum([0, *(columns(token.text) + len(token.joint) for token in tokens)])
        room = profile.lines * (profile.width + 1)
        self.most = max(
            1, int((np.searchsorted(self.lengths, self.lengths[:-1] + room, "right") - 1 - np.arange(count)).max())
        )
        # tops[m][i, d]: tokens on the first line of those, set in m + 2 lines; as many lines as they are set in at least
        self.tops = np.zeros((profile.lines - 1, count, self.most), np.int16)
        self.rows = np.ones((count, self.most), np.int8)

    def lines(self) -> list[tuple[str, ...] | None]:
        """The lines of each text, set as one cue; None for one that is too long, or empty."""
        np, count, first = self.np, len(self.tokens), 0
        fits = np.zeros((0, self.most), bool)
        for begin in range(0, count, _BLOCK):
            fits = np.concatenate([fits, np.isfinite(self._settings(begin, min(begin + _BLOCK, count)))])
        found: list[tuple[str, ...] | None] = []
        for text in self.texts:
            last = first + len(text) - 1
            whole = 0 < len(text) <= self.most and bool(fits[first, len(text) - 1])
            found.append(self._lines(first, last) if whole else None)
            first = last + 1
        return found

    def cues(self, whole: Mapping[int, int] | None = None) -> list[tuple[int, Cue]]:
        """The cues that cost least together, each with the number of its first token.

        Args:
            whole: by their first the last tokens of stretches that are cues already: no other cue holds one of theirs.
        """
        np, count, whole = self.np, len(self.tokens), whole or {}
        begins = np.array([*sorted(whole), 1 << 60])
        reach = np.minimum(begins[np.searchsorted(begins, np.arange(count), "right")] - np.arange(count), self.most)
        best = np.full(count + self.most + 1, np.inf)
        best[0] = 0.0
        origins = np.zeros(count + self.most + 1, int)
        for first in range(0, count, _BLOCK):
            costs = self._costs(first, min(first + _BLOCK, count))
            for at, row in enumerate(costs, first):
                if at in whole:
                    best[whole[at] + 1] = best[at]
                    origins[whole[at] + 1] = at
                    continue
                reached = slice(at + 1, at + 1 + reach[at])
                total = best[at] + row[: reach[at]]
                better = total < best[reached]
                best[reached][better] = total[better]
                origins[reached][better] = at
        cuts = [count]
        while cuts[-1]:
            cuts.append(int(origins[cuts[-1]]))
        spans = [(first, until - 1) for until, first in pairwise(cuts) if first not in whole]
        firsts, lasts = np.array(spans[::-1], int).reshape(-1, 2).T
        starts = self.starts[firsts]
        ends = ends_of(starts, self.ends[lasts], self.nexts[lasts], self._needed(firsts, lasts), self.profile)
        lines = (self._lines(first, last) for first, last in zip(firsts, lasts, strict=True))
        cues = (Cue(int(start), int(end), text) for start, end, text in zip(starts, ends, lines, strict=True))
        return list(zip(map(int, firsts), cues, strict=True))

    def _needed(self, first: Numbers, last: Numbers) -> Numbers:
        """The ms that these tokens need to be read."""
        characters = self.lengths[last + 1] - self.lengths[first] - self.joints[first]
        words = self.words[last + 1] - self.words[first]
        return self.profile.times_to_read(characters, words, self.language)

    def _costs(self, first: int, until: int) -> Numbers:
        """What each cue costs that begins at the tokens from `first` to before `until`."""
        np, profile = self.np, self.profile
        setting = self._settings(first, until)
        begin = np.arange(first, until)[:, None]
        last = np.minimum(begin + np.arange(self.most), len(self.tokens) - 1)
        start, spoken, following = self.starts[begin], self.ends[last], self.nexts[last]
        needed = self._needed(begin, last)
        have = ends_of(start, spoken, following, needed, profile) - start
        missed = np.maximum(needed - have, 0) / np.maximum(needed, 1)
        cost: Numbers = setting + CUE + self.after[last] + self.inside[last] - self.inside[begin]
        cost += (CUT - 1) * STRAY * self._strays(begin, last)
        cost += np.maximum(FEW - (self.lengths[last + 1] - self.lengths[begin] - self.joints[begin]), 0)
        late = np.maximum(np.floor(needed * profile.enough) - have, 0)
        cost += READING * missed + HASTE * (late > ROUNDING) + LOST * late / 1000
        cost += _broken(have < profile.shortest, 1 - have / max(profile.shortest, 1))
        cost += _broken(spoken - start > profile.longest, (spoken - start) / profile.longest - 1)
        return cost

    def _strays(self, begin: Numbers, last: Numbers) -> Numbers:
        """How many ends of these stretches of tokens leave a few words of a sentence away from the rest of it."""
        before = self.late[begin] & (self.opening[begin] < begin) & (self.closing[begin] < last)
        after = self.early[last] & (self.closing[last] > last) & (self.opening[last] > begin)
        count: Numbers = before + after.astype(int)
        return count

    def _settings(self, first: int, until: int) -> Numbers:
        """The least cost of setting the tokens of each cue in lines, as few as they fit in.

        Lines add up: each costs the square of its length, so that even ones cost least, and the breaks between them.
        """
        np, profile = self.np, self.profile
        count, most, width = len(self.tokens), self.most, profile.width
        rows = min(count, until + profile.lines * most) - first  # a lower line may begin further down
        begin = np.arange(first, first + rows)[:, None]
        last = np.minimum(begin + np.arange(most), count - 1)
        exists = begin + np.arange(most) < count
        length = self.lengths[last + 1] - self.lengths[begin] - self.joints[begin]
        fits = exists & (length <= width) & (self.opens[last] == self.opens[begin])
        uneven = 2 * UNEVEN / width**2
        line = np.where(fits, uneven * length**2, np.inf) + STRAY * self._strays(begin, last)
        line[:, 0] = uneven * length[:, 0] ** 2 + _broken(length[:, 0] > width, length[:, 0] / width)
        result: Numbers = np.where(np.isfinite(line), line - uneven * length**2, np.inf)
        below = line
        for more in range(profile.lines - 1):
            here = np.full((rows, most), np.inf)
            tops = self.tops[more]
            for top in range(1, most):
                upper = line[: rows - top, top - 1] + self.within[begin[: rows - top, 0] + top - 1]
                upper = upper + UPPER * length[: rows - top, top - 1] / width
                total = upper[:, None] + below[top:, : most - top]
                better = total < here[: rows - top, top:]
                here[: rows - top, top:][better] = total[better]
                tops[first : first + rows - top, top:][better] = top
            fresh = np.isinf(result) & np.isfinite(here)
            self.rows[first : first + rows][fresh] = more + 2
            result = np.where(fresh, here - uneven * length**2 / (more + 2), result)
            below = here
        return result[: until - first]

    def _lines(self, first: int, last: int) -> tuple[str, ...]:
        """The lines of a cue, as they were set at the least cost."""
        edges = [first]
        for below in range(int(self.rows[first, last - first]) - 2, -1, -1):
            edges.append(edges[-1] + int(self.tops[below, edges[-1], last - edges[-1]]))
        return tuple(
            "".join(token.joint + token.text for token in self.tokens[a:b]).removeprefix(" ")
            for a, b in pairwise([*edges, last + 1])
        )


def _broken(where: Numbers, by: Numbers) -> Numbers:
    """What it costs to break a rule there, by this share of it."""
    cost: Numbers = where * RULE * (1 + by)
    return cost
