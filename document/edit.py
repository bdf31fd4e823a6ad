"""Edits: proposals to change the text, and `apply`, the only place where text changes.

Finding what to change and changing it are kept apart: whatever proposes (terms, credits, typography, a person) makes `Edit`
records over word positions, and everything that shows, stores or applies them works on the same records.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice, pairwise
from operator import attrgetter
from typing import NamedTuple

from .errors import OverlappingEdits, StaleEdit
from .model import Segment, Transcript, Word, collapse, space_before, split_words, spread

# What proposes edits, by the names of `Edit.rule`.
RULES = ("heard", "sound", "spelling", "credit", "loop", "punctuation", "doubled", "nonspeech", "typography", "hand")
# The rule of what a person changed in a review without being asked.
HAND = "hand"
# What the evidence says where the user's selection moved an edit to another band: this call is about others (nobody is asked);
# it is below the lowest score that is applied unseen (a person is); it is applied although it is for review, or because this
# call names it, whatever was said of it before.
LEFT_OUT, TOO_LOW, LET_THROUGH, NAMED = "left out by", "below", "let through by", "named by"
# What it says where a person typed over what an earlier run wrote.
BY_HAND = "by hand"
_EDGES = ' .,;:!?…«»“”"()'


class Band(StrEnum):
    """What the engine thinks of its proposal: apply it, or show it to a person first."""

    SAFE = "safe"
    REVIEW = "review"


class Decision(StrEnum):
    """What a person said."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Edit:
    """One proposed change of the words `first` to `last` (positions in the transcript, both included).

    `before` and `after` are whole words with their punctuation, white space collapsed; an empty `after` deletes. `rule`
    (one of RULES) names what proposed it, `term` and `lexicon` ("file:line") the entry behind it. `score` is 0 to 1, higher
    is surer. `evidence` says why, by name. `own` is the text that a person typed instead of `after`.
    """

    id: str
    first: int
    last: int
    before: str
    after: str
    rule: str
    term: str = ""
    band: Band = Band.REVIEW
    score: float = 0.0
    evidence: Mapping[str, object] = field(default_factory=dict)
    decision: Decision | None = None
    own: str | None = None
    lexicon: str = ""

    @property
    def applies(self) -> bool:
        """Accepted by a person, or SAFE and not rejected."""
        if self.decision is not None:
            return self.decision is Decision.ACCEPTED
        return self.band is Band.SAFE

    @property
    def left_out(self) -> bool:
        """Held back because the user chose others; nobody needs to look at it."""
        return self.decision is None and LEFT_OUT in self.evidence

    @property
    def waits(self) -> bool:
        """Whether a person is asked about it: it is for review, and neither decided nor left out."""
        return self.decision is None and self.band is Band.REVIEW and not self.left_out

    @property
    def replacement(self) -> str:
        return self.after if self.own is None else self.own


class Rewrite(NamedTuple):
    """What edits do to a transcript, word by word, for whoever writes it somewhere.

    Attributes:
        cores: new text (without the white space before it) of each changed word; '' where the word goes.
        homes: for each segment the one whose cue it becomes part of (itself, as a rule), or None if it is removed.
    """

    cores: Mapping[int, str]
    homes: Sequence[int | None]


def bare(text: str) -> str:
    """The words of an edit without the punctuation around them."""
    return text.strip(_EDGES)


def words_between(transcript: Transcript, first: int, last: int) -> str:
    """The text of the words `first` to `last`, white space collapsed: what `Edit.before` must be."""
    words, segments = transcript.words, transcript.segments
    # The first word of a segment may lack the space that parts it from the segment before.
    at = bisect_left(segments, first + 1, key=lambda segment: segment.first)
    parts, begin = [], first
    while at < len(segments) and segments[at].first <= last:
        parts.append("".join(word.text for word in words[begin : segments[at].first]))
        begin = segments[at].first
        at += 1
    parts.append("".join(word.text for word in words[begin : last + 1]))
    return collapse(" ".join(parts))


def rewrite(transcript: Transcript, edits: Iterable[Edit]) -> Rewrite:
    """Lay the edits over the transcript.

    A replacement that crosses cues is dealt out to them in proportion to the letters it replaces, and so that no cue is
    left empty. Where it has fewer words than that needs ("gay | tapant" -> "guet-apens"), the emptied cue becomes part of
    its neighbour's. Only a deletion removes a cue.

    Raises:
        StaleEdit: if an edit's `before` does not stand at its place.
        OverlappingEdits: if two edits share a word.
    """
    ordered = sorted(edits, key=lambda edit: (edit.first, edit.last))
    for edit in ordered:
        if edit.first < 0 or edit.last >= len(transcript.words) or edit.last < edit.first:
            raise StaleEdit(f"edit {edit.id} of {edit.before!r} lies outside the transcript")
        if words_between(transcript, edit.first, edit.last) != edit.before:
            found = words_between(transcript, edit.first, edit.last)
            raise StaleEdit(f"edit {edit.id} would replace {edit.before!r}, but there stands {found!r}")
    for one, other in pairwise(ordered):
        if other.first <= one.last:
            raise OverlappingEdits(f"edits {one.id} ({one.before!r}) and {other.id} ({other.before!r}) share words")

    segment_of = _segment_of(transcript, ordered)
    cores: dict[int, str] = {}
    hosts: dict[int, list[int]] = defaultdict(list)  # segment -> those that took over words of an edit it shares
    for edit in ordered:
        dealt = _deal(transcript, edit, segment_of)
        cores.update(dealt)
        fed = sorted({segment_of[place] for place, core in dealt.items() if core})
        for at in {segment_of[place] for place in dealt}:
            hosts[at].extend(fed)
    homes: list[int | None] = list(range(len(transcript.segments)))
    for at, fed in hosts.items():
        segment = transcript.segments[at]
        if not any(cores.get(place, "stays") for place in range(segment.first, segment.last + 1)):
            homes[at] = min(fed, key=lambda host: abs(host - at)) if fed else None
    return Rewrite(cores, homes)


def apply(transcript: Transcript, edits: Iterable[Edit]) -> Transcript:
    """The transcript with these edits in it; new words take the time of the words they replace.

    Apply all that belong together in one call: `[e for e in edits if e.applies]`. Raises as `rewrite` does.
    """
    cores, homes = rewrite(transcript, edits)
    if not cores:
        return transcript
    members: dict[int, list[Segment]] = defaultdict(list)  # cue -> the cues that it is made of
    for segment, home in zip(transcript.segments, homes, strict=True):
        if home is not None:
            members[home].append(segment)
    words: list[Word] = []
    segments: list[Segment] = []
    # A joined cue stands where the first of its parts stood; one without words that lay between follows it.
    for home, parts in members.items():
        first = len(words)
        for part in parts:
            words.extend(_new_words(transcript.words, part, cores))
        start, end = min(part.start for part in parts), max(part.end for part in parts)
        whole = transcript.segments[home]
        segments.append(replace(whole, start=start, end=end, first=first, last=len(words) - 1))
    return replace(transcript, words=tuple(words), segments=tuple(segments))


def identify(transcript: Transcript, edits: Sequence[Edit]) -> list[Edit]:
    """The edits with their ids: a hash of before, after, the neighbouring words and which occurrence of them it is.

    An id depends on nothing else, so what a person decided about an edit survives another lexicon, other scores and other
    edits around it.
    """
    if not edits:
        return []
    words = list(map(str.strip, map(attrgetter("text"), transcript.words)))

    def key(first: int, last: int) -> tuple[str, ...]:
        around = (words[first - 1] if first else "", *words[first : last + 1], *words[last + 1 : last + 2])
        return (str(last - first), *around)

    wanted = {key(edit.first, edit.last) for edit in edits}
    lengths: dict[str, set[int]] = defaultdict(set)
    for edit in edits:
        lengths[words[edit.first]].add(edit.last - edit.first)
    seen: Counter[tuple[str, ...]] = Counter()
    occurrence: dict[tuple[int, int], int] = {}
    for first in [at for at, word in enumerate(words) if word in lengths]:
        for more in lengths[words[first]]:
            if (here := key(first, first + more)) in wanted:
                occurrence[first, first + more] = seen[here]
                seen[here] += 1
    named = []
    for edit in edits:
        parts = [
            edit.after,
            *key(edit.first, edit.last),
            str(occurrence[edit.first, edit.last]),
        ]
        named.append(replace(edit, id=hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]))
    return named


def _segment_of(transcript: Transcript, edits: Sequence[Edit]) -> dict[int, int]:
    """Segment index of every word that an edit touches."""
    found: dict[int, int] = {}
    at = 0
    for edit in edits:
        for position in range(edit.first, edit.last + 1):
            while transcript.segments[at].last < position:
                at += 1
            found[position] = at
    return found


def _deal(transcript: Transcript, edit: Edit, segment_of: Mapping[int, int]) -> dict[int, str]:
    """Deal the words of one replacement out to the places of the old ones."""
    new = [word.strip(" ") for word in split_words(collapse(edit.replacement))]
    places = range(edit.first, edit.last + 1)
    cores = dict.fromkeys(places, "")
    groups: dict[int, list[int]] = defaultdict(list)  # segment -> places in it
    for place in places if new else ():
        groups[segment_of[place]].append(place)
    letters = {place: max(len(transcript.words[place].text.strip()), 1) for place in places}
    wholly = [len(at) == _length(transcript.segments[segment]) for segment, at in groups.items()]
    counts = _share(new, [sum(letters[place] for place in at) for at in groups.values()])
    _feed(counts, wholly)
    rest = iter(new)
    for at, count in zip(groups.values(), counts, strict=True):
        mine = list(islice(rest, count))
        inner = iter(mine)
        for place, few in zip(at, _share(mine, [letters[place] for place in at]), strict=True):
            cores[place] = " ".join(islice(inner, few))
    return cores


def _length(segment: Segment) -> int:
    return segment.last - segment.first + 1


def _share(new: Sequence[str], weights: Sequence[int]) -> list[int]:
    """How many of the new words fall to each of the old parts, in order: one each where the numbers agree, else by letters."""
    if len(new) == len(weights):
        return [1] * len(new)
    counts = [0] * len(weights)
    total_new, total_old, done = sum(map(len, new)), sum(weights), 0
    edges = [sum(weights[: at + 1]) / total_old for at in range(len(weights))]
    for word in new:
        middle = (done + len(word) / 2) / total_new
        counts[next((at for at, edge in enumerate(edges) if middle < edge), len(edges) - 1)] += 1
        done += len(word)
    return counts


def _feed(counts: list[int], needs: Sequence[bool]) -> None:
    """Move words between neighbouring parts until every part that needs one has one, as far as there are enough."""
    for at in [i for i, need in enumerate(needs) if need and not counts[i]]:
        donors = [i for i, count in enumerate(counts) if count > int(needs[i])]
        if not donors:
            return
        donor = min(donors, key=lambda i: (abs(i - at), i))
        # Every part between gives one on and gets one, so the order of the words stays.
        counts[donor] -= 1
        counts[at] += 1


def _new_words(words: Sequence[Word], segment: Segment, cores: Mapping[int, str]) -> list[Word]:
    made: list[Word] = []
    position = segment.first
    while position <= segment.last:
        if position not in cores:
            made.append(words[position])
            position += 1
            continue
        run = [position]
        while run[-1] < segment.last and run[-1] + 1 in cores:
            run.append(run[-1] + 1)
        texts: list[str] = []
        space = ""
        for place in run:
            core, old = cores[place], words[place].text
            lead = space_before(old)
            space = lead if not space or ("\n" in lead and "\n" not in space) else space
            if core:
                texts.extend(split_words(space + core))
                space = ""
        made.extend(spread(texts, words[run[0]].start, words[run[-1]].end))
        position = run[-1] + 1
        if space and "\n" in space and position <= segment.last and "\n" not in words[position].text:
            # The first word of a line went: the line break stays before what follows.
            text = words[position].text
            made.append(replace(words[position], text=space + text[len(space_before(text)) :]))
            position += 1
    return made
