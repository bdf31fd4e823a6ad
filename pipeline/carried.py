"""Everything that a person decided before, laid over proposals made now.

What they said holds wherever the same words stand, whatever lexicon is in use by then.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import dropwhile, takewhile
from pathlib import Path

from ..document.edit import BY_HAND, HAND, Band, Decision, Edit, identify, words_between
from ..document.errors import InputError, OutputError
from ..document.hand import HandCue, found_again, ranges_of, with_cue
from ..document.model import Transcript, split_words
from ..document.store import Record, Step
from ..subtitles import PROFILES, SubtitleFile, patch
from .by_hand import recut
from .inputs import Target
from .known import Makers, known_beside
from .selection import Selection
from .steps import beside_hand, corrected_text, placed_in, same_words, typed_over

# What the evidence says of another change of words that a person has left as they are.
ONCE_REJECTED = "another change of these words was rejected"
# What an edit changes: the words that differ (from, to before) and what takes their place.
_Change = tuple[int, int, tuple[str, ...]]


def carried(
    record: Record,
    transcript: Transcript,
    earlier: Record | None,
    target: Target,
    selection: Selection,
    *,
    file: SubtitleFile | None = None,
    makers: Makers | None = None,
) -> Record:
    """The record of proposals made now with all that a person did before on the same words, and each in the band that it has
    in this call: whoever corrects and whoever reviews begins with this.

    What they accepted or typed stays an edit, as it was proposed then, and proposals for the same words give way. What they
    rejected stays rejected, whatever rule or term proposes that change; another change of those words is for review. What was
    said last counts. What they rejected in a file that this text was made from is rejected here, too. Proposals on words that
    they typed over what rehear wrote are for review. The edits share no word.

    Args:
        record: of the proposals made now, without decisions.
        transcript: the text that they are for.
        earlier, target: the record of earlier runs, and the input that it belongs to.
        selection: which of the proposals are applied unseen.
        file: that the text was read from; None for a clip.
        makers: of a call that corrects many files.
    """
    known = [(target, earlier)] if earlier is not None else []
    into: list[tuple[Target, Step]] = []
    if record.edits and file is not None and Path(file.path).is_file():
        beside = known_beside(Path(file.path), makers or Makers())
        # The input may itself be the result of another one, or results go elsewhere than where it was corrected itself.
        known += [(of, each) for of, each in beside if of.record("") != target.record("")]
        name = Path(file.path).name
        for of, each in reversed(beside):
            for step in each.steps:
                if name in step.wrote:
                    into.append((of, step))
                elif of.source.name == name:  # what was taken back whole was written nowhere, and this is where
                    refused = [edit for edit in step.edits if edit.decision is Decision.REJECTED]
                    into.append((of, replace(step, edits=tuple(refused))))
    steps = [(of is target, [*_steps_of(of, each, record, transcript)]) for of, each in known]
    edits = _with_decisions(record.edits, identify(transcript, _last_said(steps)))
    # What was held in the file that this text was made from was typed there, not here.
    held = {at for _, each in steps for old in each for edit in old if _is_held(edit) for at in _span(edit)}
    edits = beside_hand(edits, typed_over(transcript, into) | held)
    record = replace(record, edits=tuple(selection.of(sorted(edits, key=lambda edit: edit.first))))
    if earlier is None:
        return record
    if earlier.digest == record.digest:
        return replace(record, cues=earlier.cues, seen=earlier.seen, history=earlier.history)
    if not earlier.cues and not earlier.seen:
        return record
    old = _text(earlier.last_step, record, transcript, target)
    moved = same_words(old, transcript) if old is not None else {}
    seen = ranges_of(moved[at] for a, b in earlier.seen for at in range(a, b + 1) if at in moved)
    return replace(record, cues=_cues(earlier.cues, old, transcript, file), seen=seen)


def still_waiting(record: Record | None, target: Target, transcript: Transcript) -> Sequence[Edit]:
    """What a record leaves to a person, where its words stand in a text of now."""
    waiting = [edit for edit in record.edits if edit.waits] if record is not None else []
    if record is None or not waiting:
        return ()
    try:
        old, _ = corrected_text(target, record.last_step)
    except InputError:  # it is gone
        return ()
    return identify(transcript, placed_in(old, waiting, transcript))


def worth_showing(edits: Iterable[Edit], proposed: Iterable[Edit], selection: Selection) -> tuple[Edit, ...]:
    """The edits without those that were rejected once and that nobody proposes any more, or that this call is not about."""
    known = {edit.id for edit in proposed}
    return tuple(
        edit
        for edit in edits
        if edit.decision is not Decision.REJECTED or (edit.id in known and not selection.leaves_out(edit))
    )


def _with_decisions(proposals: Sequence[Edit], said: Sequence[Edit]) -> list[Edit]:
    """The proposals and what was said before, each once, so that no two share a word."""
    proposed = {edit.id: edit for edit in proposals}
    accepted: list[Edit] = []
    taken: set[int] = set()
    for edit in (edit for edit in said if edit.applies):
        if taken.isdisjoint(_span(edit)):
            known = proposed.get(edit.id, edit)
            accepted.append(replace(known, decision=edit.decision, own=edit.own))
            taken |= set(_span(edit))
    rejected = [edit for edit in said if not edit.applies]
    refused = {_change(edit) for edit in rejected}
    left = {place for edit in rejected for place in _span(edit)}
    open_ = [
        edit if left.isdisjoint(_span(edit)) else _held(edit)
        for edit in proposals
        if taken.isdisjoint(_span(edit)) and _change(edit) not in refused
    ]
    taken |= {place for edit in open_ for place in _span(edit)}
    # One that finds no room stays in its step of the record.
    free: list[Edit] = []
    for edit in rejected:
        if taken.isdisjoint(_span(edit)):
            free.append(replace(proposed.get(edit.id, edit), decision=Decision.REJECTED, own=None))
            taken |= set(_span(edit))
    return [*accepted, *open_, *free]


def _is_held(edit: Edit) -> bool:
    """Whether nobody has decided on it since a person typed over its words."""
    return edit.decision is None and BY_HAND in edit.evidence


def _held(edit: Edit) -> Edit:
    if edit.band is Band.REVIEW:
        return edit
    return replace(edit, band=Band.REVIEW, evidence={**edit.evidence, "held back": ONCE_REJECTED})


def _last_said(records: Iterable[tuple[bool, Sequence[Sequence[Edit]]]]) -> list[Edit]:
    """What a person said last about each change: of several records the first one in which they said anything of it, of its
    steps the newest; one in which it is open again counts, too.

    Args:
        records: the steps of each, and whether it is the input's own. What was accepted in another was written into this text,
            so where its words stand here a person has put them back.
    """
    said: list[Edit] = []
    settled: set[_Change] = set()
    for own, steps in records:
        last: dict[_Change, Edit] = {}
        decided: set[_Change] = set()
        for edits in steps:
            # One change may have been proposed twice, over more words and over fewer.
            here = {_change(e): e for e in sorted(edits, key=lambda e: (e.decision is not None, e.applies))}
            decided |= {change for change, edit in here.items() if edit.decision is not None}
            last |= {change: edit for change, edit in here.items() if change not in last}
        new = [edit for change, edit in last.items() if change in decided - settled and edit.decision is not None]
        said += [edit for edit in new if (own if edit.applies else edit.rule != HAND)]
        settled |= decided
    return said


def _steps_of(of: Target, known: Record, record: Record, transcript: Transcript) -> Iterator[Sequence[Edit]]:
    """The edits of each step of a record where their words stand in a text, the newest first; what came before the first
    of which a person said something says nothing."""
    steps = dropwhile(lambda step: all(e.decision is None and not _is_held(e) for e in step.edits), known.steps)
    for step in reversed([*steps]):
        yield _placed(step, _text(step, record, transcript, of), transcript)


def _text(step: Step, record: Record, transcript: Transcript, target: Target) -> Transcript | None:
    """The text of an earlier step; None if it is gone."""
    if step.digest == record.digest:
        return transcript
    with suppress(InputError):
        return corrected_text(target, step)[0]
    return None


def _placed(step: Step, old: Transcript | None, transcript: Transcript) -> list[Edit]:
    """The edits of a step where their words stand in a text; `old` is the one that they were made for."""
    if old is None:
        by_word = _by_word(transcript)
        found = (_between_the_same(edit, transcript, by_word) for edit in step.edits)
        return [edit for edit in found if edit is not None]
    return placed_in(old, step.edits, transcript)


def _by_word(transcript: Transcript) -> Mapping[str, Sequence[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for at, word in enumerate(transcript.words):
        places[word.text.strip(" \t\r\n")].append(at)
    return places


def _between_the_same(edit: Edit, transcript: Transcript, by_word: Mapping[str, Sequence[int]]) -> Edit | None:
    """The edit where its words stand between the same words as before; None if they do not."""
    count, words = edit.last - edit.first, split_words(edit.before)
    places = [
        at
        for at in (by_word.get(words[0].strip(" "), ()) if words else ())
        if at + count < len(transcript.words) and words_between(transcript, at, at + count) == edit.before
    ]
    named = identify(transcript, [replace(edit, first=at, last=at + count) for at in places])
    return next((one for one in named if one.id == edit.id), None)


def _change(edit: Edit) -> _Change:
    """What an edit changes, without the words that it leaves as they are at its ends."""
    before, after = ([word.strip(" ") for word in split_words(text)] for text in (edit.before, edit.after))
    begin = end = 0
    if len(before) == edit.last - edit.first + 1:
        most = min(len(before), len(after))
        while begin < most and before[begin] == after[begin]:
            begin += 1
        while end < most - begin and before[-1 - end] == after[-1 - end]:
            end += 1
    return edit.first + begin, edit.last + 1 - end, tuple(after[begin : len(after) - end])


def _span(edit: Edit) -> range:
    return range(edit.first, edit.last + 1)


def _cues(
    cues: Sequence[HandCue], old: Transcript | None, transcript: Transcript, file: SubtitleFile | None
) -> tuple[HandCue, ...]:
    """The cues that a person cut, as far as their words stand in this text, and its file can be cut so."""
    found: tuple[HandCue, ...] = ()
    for cue in cues:
        for here in found_again([cue], transcript):
            # A file whose cues are others by now was written with it, or timed anew by somebody else.
            if file is None or (old is not None and _times(old, cue) == _times(transcript, here)):
                found = with_cue(found, here)  # two may be found in one place
    if file is not None and found:
        try:
            recut(patch(file, []), file, transcript, [], found, PROFILES["web"])
        except OutputError:
            return ()
    return found


def _times(transcript: Transcript, cue: HandCue) -> list[tuple[int, int]]:
    """When the cues stand that hold these words."""
    segments = transcript.segments
    begin = bisect_left(segments, cue.first, key=lambda segment: segment.last)
    return [(one.start, one.end) for one in takewhile(lambda one: one.first <= cue.last, segments[begin:])]
