"""A record and its text as a review shows them: cards in their sentences, cues and words as they stand by now."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, takewhile

from ..document.edit import Decision, Edit, Rewrite, apply, bare, rewrite
from ..document.errors import EditError
from ..document.hand import BY_HAND_CUE, cut_by_hand
from ..document.model import Cue, Transcript, split_words
from ..document.store import Record
from ..pipeline.by_hand import in_lines, laid_out
from ..pipeline.reasons import explanation, rule_of
from ..pipeline.remake import Material
from ..subtitles import LINED, breaks, cues_of
from .records import Card, Counts, CueView, Group, WordView

# Words of the sentence that are shown on each side of a change, at most.
AROUND = 14
# What a recogniser's evidence says of a segment that may be wrong as a whole (docs/hearing.md), in the order shown.
DOUBTS = ("failed", "loop", "echo", "silence", "odd")


class View:
    """What follows from one state of a record; worked out when it is asked for."""

    def __init__(self, record: Record, material: Material) -> None:
        self.record, self.material = record, material
        self.by_id = {edit.id: edit for edit in record.edits}
        self._groups: dict[bool, list[Group]] = {}

    @cached_property
    def applied(self) -> list[Edit]:
        return [edit for edit in self.record.edits if edit.applies]

    @cached_property
    def _cut(self) -> Transcript:
        return cut_by_hand(self.material.transcript, self.record.cues)

    @cached_property
    def _written(self) -> Rewrite:
        return rewrite(self._cut, self.applied)

    @cached_property
    def fixed(self) -> Transcript:
        """The text with all that applies in it."""
        return apply(self._cut, self.applied)

    def card(self, edit: Edit) -> Card:
        words = self.material.transcript.words
        why = tuple(explanation(edit)[:-1])
        begin, end = self._sentence(edit)
        return Card(
            edit,
            group_key(edit),
            words[edit.first].start,
            words[edit.last].end,
            self._text(begin, edit.first - 1),
            self._text(edit.last + 1, end),
            self._text(max(begin - AROUND, 0), begin - 1),
            self._text(end + 1, min(end + AROUND, len(words) - 1)),
            rule_of(edit),
            why,
            self._whole(edit),
        )

    def groups(self, *, everything: bool) -> list[Group]:
        """The cards by term, in the order in which the first of each stands in the text."""
        if everything not in self._groups:
            found: dict[str, list[Card]] = {}
            for edit in self.record.edits:
                if edit.waits or (everything and edit.rule != "typography"):
                    found.setdefault(group_key(edit), []).append(self.card(edit))
            groups = [Group(key, cards[0].edit.term or cards[0].before, tuple(cards)) for key, cards in found.items()]
            self._groups[everything] = groups
        return self._groups[everything]

    @cached_property
    def cues(self) -> list[CueView]:
        words = self.words
        if self.material.file is not None:
            profile, language = self.material.layout.profile, self.fixed.language
            cues = cues_of(self.fixed)
            for at, segment in enumerate(self.fixed.segments):
                if BY_HAND_CUE in segment.evidence and self.material.file.format in LINED:
                    one = self.record.cues[int(segment.evidence[BY_HAND_CUE])]
                    cues[at] = in_lines(cues[at], one, profile, language)
            counts = [segment.last - segment.first + 1 for segment in self.fixed.segments]
        else:
            profile = self.material.layout.profile
            cues = laid_out(self.material.transcript, self.applied, profile, self.record.cues)
            counts = _counts(cues, words)
        views: list[CueView] = []
        at = 0
        for number, (cue, count) in enumerate(zip(cues, counts, strict=True), 1):
            views.append(self._cue(number, cue, at, at + count))
            at += count
        return views

    @cached_property
    def _hand(self) -> list[tuple[int, int]]:
        return [(cue.first, cue.last) for cue in self.record.cues]

    @cached_property
    def words(self) -> list[WordView]:
        """The words as they stand, each with those of the text that it stands for."""
        fixed, made = self.fixed.words, list[WordView]()
        by_place = {place: edit for edit in self.applied for place in range(edit.first, edit.last + 1)}
        others = {place: edit.id for edit in self.record.edits for place in range(edit.first, edit.last + 1)}
        for place in range(len(self.material.transcript.words)):
            core = self._written.cores.get(place)
            edit = by_place.get(place)
            for _ in range(1 if core is None else len(split_words(core))):
                word = fixed[len(made)]
                whose = (edit.first, edit.last, edit.id) if edit else (place, place, others.get(place, ""))
                made.append(WordView(word.text.strip(), word.start, word.end, word.probability, *whose))
        return made

    @cached_property
    def spans(self) -> dict[str, tuple[int, int]]:
        """For each edit that applies the words, as they stand, that it wrote: first and last."""
        found: dict[str, tuple[int, int]] = {}
        for at, word in enumerate(self.words):
            if word.edit and self.by_id[word.edit].applies:
                found[word.edit] = (found.get(word.edit, (at, at))[0], at)
        return found

    def said(self, cue: CueView) -> str:
        """What a cue said before a person changed it: what it says now, if nobody did."""
        kept = next((one for one in self.record.cues if (one.first, one.last) == (cue.first, cue.last)), None)
        return kept.said if kept is not None else " ".join(word.text for word in cue.words)

    def inside(self, at: int) -> bool:
        """Whether one edit wrote the word at this place, of those that stand now, and the one before it."""
        if not 0 < at < len(self.words):
            return False
        return self.words[at].edit in self.spans and self.words[at].edit == self.words[at - 1].edit

    def check(self, first: int, last: int) -> None:
        """Raises EditError if these are no words of the text; the place of none ends before it begins."""
        if not 0 <= first <= last + 1 <= len(self.material.transcript.words):
            raise EditError(f"there are no words {first} to {last}")

    def edit(self, name: str) -> Edit:
        """Raises EditError if there is no such edit."""
        if name not in self.by_id:
            raise EditError(f"there is no edit {name!r}")
        return self.by_id[name]

    def same(self, edit: Edit) -> list[Edit]:
        """The edit, and those that wait for the same words."""
        return [e for e in self.record.edits if e is edit or (e.waits and subject(e) == subject(edit))]

    def times(self, first: int, last: int) -> tuple[int, int]:
        """When the cue of these words stands, or else when they are said."""
        for cue in self.cues:
            if (cue.first, cue.last) == (first, last):
                return cue.start, cue.end
        words = self.material.transcript.words[max(first, 0) : last + 1]
        return (words[0].start, words[-1].end) if words else (0, 1)

    def places(self, first: int, last: int) -> tuple[int, int]:
        """Where the words `first` to `last` of the text stand by now: of the first and after the last of `words`."""
        at = 0
        for cue in self.cues:
            if (cue.first, cue.last) == (first, last):
                return at, at + len(cue.words)
            at += len(cue.words)
        starts = [word.first for word in self.words]
        return bisect_left(starts, first), bisect_left(starts, last + 1)

    @cached_property
    def counts(self) -> Counts:
        edits = [edit for edit in self.record.edits if edit.rule != "typography"]
        return Counts(
            applied=sum(edit.applies for edit in edits),
            sure=sum(edit.applies and edit.decision is None for edit in edits),
            waiting=sum(edit.waits for edit in edits),
            decided=sum(edit.decision is not None for edit in edits),
            rejected=sum(edit.decision is Decision.REJECTED for edit in edits),
            cues=len(self.cues),
            seen=sum(cue.seen for cue in self.cues),
            doubtful=sum(any(mark in s.evidence for mark in DOUBTS) for s in self.material.transcript.segments),
        )

    def _cue(self, number: int, cue: Cue, begin: int, end: int) -> CueView:
        words = tuple(self.words[begin:end])
        if not words:
            first = self.words[begin].first if begin < len(self.words) else len(self.material.transcript.words)
            return CueView(number, first, first - 1, cue.start, cue.end, cue.lines, (), False, False)
        # An edit that writes into two cues belongs, in each, to the words that stand there.
        first, last = words[0].first, words[-1].last
        before = begin - self.spans.get(words[0].edit, (begin, begin))[0]
        after = self.spans.get(words[-1].edit, (end, end - 1))[1] - end + 1
        first = min(words[0].last, first + max(before, 0))
        last = max(first, last - max(after, 0))
        by_hand = _holding(self._hand, first, last)
        first, last = by_hand or (first, last)  # also where its first or last words were taken out
        seen = _holding(self.record.seen, first, last) is not None
        return CueView(number, first, last, cue.start, cue.end, cue.lines, words, by_hand is not None, seen)

    def _whole(self, edit: Edit) -> int:
        """Of how many cues an edit takes all words."""
        segments = self._cut.segments
        begin = bisect_left(segments, edit.first, key=lambda segment: segment.first)
        within = takewhile(lambda segment: segment.last <= edit.last, segments[begin:])
        return sum(segment.first <= segment.last for segment in within)

    def _sentence(self, edit: Edit) -> tuple[int, int]:
        """The sentence that an edit stands in, or as much of it as is shown."""
        words = self.material.transcript.words
        begin, end = edit.first, edit.last
        while begin > 0 and edit.first - begin < AROUND and not breaks.ends_sentence(words[begin - 1].text):
            begin -= 1
        while end + 1 < len(words) and end - edit.last < AROUND and not breaks.ends_sentence(words[end].text):
            end += 1
        return begin, end

    def _text(self, first: int, last: int) -> str:
        words, cores = self.material.transcript.words, self._written.cores
        said = (cores.get(place, words[place].text.strip()) for place in range(first, last + 1))
        return " ".join(word for word in said if word)


def group_key(edit: Edit) -> str:
    """What is decided together: the term, or else the words."""
    return f"term {edit.term}" if edit.term else f"{edit.rule} {edit.before.casefold()}"


def subject(edit: Edit) -> tuple[str, str]:
    """What two edits have in common that are about the same words: punctuation counts only where nothing else changes."""
    whole = bare(edit.before) == bare(edit.after)
    return edit.rule, (edit.before if whole else bare(edit.before)).casefold()


def _holding(ranges: Sequence[tuple[int, int]], first: int, last: int) -> tuple[int, int] | None:
    """The one of the ranges, which are in order, that holds these words."""
    at = bisect_right(ranges, first, key=lambda pair: pair[0]) - 1
    return ranges[at] if at >= 0 and last <= ranges[at][1] else None


def _counts(cues: Sequence[Cue], words: Sequence[WordView]) -> list[int]:
    """How many words each cue holds, by their letters: setting lines moves spaces only."""
    ends = list(accumulate(len("".join(word.text.split())) for word in words))
    found, letters, at = [], 0, 0
    for cue in cues:
        letters += len("".join(cue.text.split()))
        stop = bisect_left(ends, letters, lo=at) + 1
        found.append(stop - at)
        at = stop
    return found
