"""What a person's actions change in a record; pure functions, so that each can be laid over the record as it is by then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import pairwise

from ..document.edit import HAND, Decision, Edit, words_between
from ..document.errors import EditError, StaleEdit
from ..document.hand import Action, HandCue, LexiconChange, ranges_of, with_cue
from ..document.model import Transcript, collapse, split_words
from ..document.store import Record, edit_as_dict, edit_from_dict
from ..subtitles import LINED
from .parting import parted, typed_edit
from .records import CueView
from .view import View

# ms between the words of a cue and its times: more is a slip of the hand.
_FARTHEST = 60_000


@dataclass(frozen=True, slots=True)
class Change:
    """New values for edits by id (None removes one), for all cues cut by hand, and for all words ticked off."""

    edits: Mapping[str, Edit | None] = field(default_factory=dict)
    cues: tuple[HandCue, ...] | None = None
    seen: tuple[tuple[int, int], ...] | None = None


def changed(record: Record, what: str, change: Change, lexicon: LexiconChange | None = None) -> Record:
    """The record after a change, with what takes it back; the same one if nothing changes, nor anything in a lexicon.

    Raises:
        EditError: if edits would apply that share a word.
    """
    by_id = {edit.id: edit for edit in record.edits}
    after = _with(record, change)
    if after == record and lexicon is None:
        return record
    before = {name: edit_as_dict(by_id[name]) if name in by_id else None for name in change.edits}
    action = Action(
        what,
        before,
        record.cues if change.cues is not None else None,
        record.seen if change.seen is not None else None,
        lexicon,
    )
    return replace(after, history=(*record.history, action))


def taken_back(record: Record) -> Record:
    """The record before its last action."""
    action = record.history[-1]
    by_id = {edit.id: edit for edit in record.edits}
    edits: dict[str, Edit | None] = {}
    for name, old in action.edits.items():
        was = edit_from_dict(dict(old)) if old is not None else None
        now = by_id.get(name)
        # A run since may have proposed it with other evidence: only what the person said goes back.
        edits[name] = replace(now, decision=was.decision, own=was.own) if was is not None and now is not None else was
    return replace(_with(record, Change(edits, action.cues, action.seen)), history=record.history[:-1])


def decided(record: Record, ids: Iterable[str], decision: Decision | None, own: str | None = None) -> Change:
    """These edits decided.

    Raises:
        EditError: if there is no such edit.
    """
    by_id = {edit.id: edit for edit in record.edits}
    return Change({name: replace(_known(by_id, name), decision=decision, own=own) for name in ids})


def retyped(view: View, texts: Iterable[tuple[int, int, str, str | None]]) -> Change:
    """Texts typed over words (first, last, text, and what stood there for the person who typed, if that is to be compared), as
    changes of those words that differ.

    What differs in the words of one proposal only is a decision on that; all else is an edit of the rule "hand". A cue of a
    clip stays that cue with its times, whatever it says now. Line breaks that were typed hold; a cue of a file whose lines
    would no longer be well broken gets new ones.

    Raises:
        EditError: if there are no such words.
        StaleEdit: if something else stands there by now.
    """
    edits: dict[str, Edit | None] = {}
    record, cues = view.record, view.record.cues
    stands = _by_words(view)
    moved: dict[tuple[int, int], tuple[int, int]] = {}
    for first, last, text, was in texts:
        view.check(first, last)
        place = moved.get((first, last), (first, last))
        begin, end = view.places(*place)
        says = " ".join(word.text for word in view.words[begin:end] if word.text)
        if was is not None and says not in (collapse(was), collapse(text)):
            raise StaleEdit(f"somebody changed these words meanwhile: {says!r} stands there now")
        cue, lines = stands.get(place), _lines(text)
        differs = cue is not None and lines != cue.lines and (len(lines) > 1 or collapse(text) != says)
        if cue is not None and differs and view.material.file is None and (parts := parted(view, cue)) is not None:
            edits, cues, moved = edits | parts.edits, with_cue(cues, *parts.cues), moved | parts.moved
            view = View(_with(record, Change(edits, cues)), view.material)
            stands, place = _by_words(view), moved[place]
            cue = stands[place]
        new = _retyped(view, *place, text)
        if not edits.keys().isdisjoint(new):  # one edit has words in two of the cues
            view = View(_with(record, Change(edits, cues)), view.material)
            new = _retyped(view, *place, text)
        edits |= new
        if cue is not None and (kept := _kept(view, cue, lines, bool(new))) is not None:
            cues = with_cue(cues, kept)
    return Change(edits, cues if cues != record.cues else None)


def _by_words(view: View) -> dict[tuple[int, int], CueView]:
    return {(cue.first, cue.last): cue for cue in view.cues}


def _lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (collapse(line) for line in text.splitlines())))


def _kept(view: View, cue: CueView, lines: tuple[str, ...], changes: bool) -> HandCue | None:
    """The cue as it is to be kept: with the lines that were typed, or with new ones; None if it stays by itself."""
    file = view.material.file
    if file is not None and file.format not in LINED:
        return None
    unfit = len(cue.lines) > 1 or len(" ".join(lines)) > view.material.layout.profile.width
    typed = len(lines) > 1
    # The cues of a clip are laid out anew, so this one is kept also if nothing is left of it: the others do not take its place.
    if (typed and lines != cue.lines) or (changes and (file is None or (lines and (unfit or cue.by_hand)))):
        kept = hand_cue(view.material.transcript, cue.first, cue.last, cue.start, cue.end, lines if typed else ())
        return replace(kept, said=view.said(cue)) if file is None else kept
    return None


def _retyped(view: View, first: int, last: int, text: str) -> dict[str, Edit | None]:
    begin, end = view.places(first, last)
    if begin >= end:
        raise EditError("there are no words here to type over")
    new = [word.strip(" ") for word in split_words(collapse(text))]
    pieces = _pieces([word.text for word in view.words[begin:end]], new)
    edits: dict[str, Edit | None] = {}
    for start, stop in _ranges(view, [begin + at for at in pieces]):
        words = [word for at in range(start, stop) for word in pieces.get(at - begin, [view.words[at].text])]
        edits |= _typed(view, start, stop, " ".join(words))
    return edits


def _pieces(old: Sequence[str], new: Sequence[str]) -> dict[int, list[str]]:
    """What becomes of each old word that does not stay as it is; what is inserted belongs to the word before it."""
    pieces: dict[int, list[str]] = {}
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "insert":
            at = max(a - 1, 0)
            stays = pieces.get(at, [old[at]])
            pieces[at] = [*stays, *new[c:d]] if a else [*new[c:d], *stays]
        elif tag != "equal":
            pieces |= {at: [] for at in range(a, b)} | {a: list(new[c:d])}
    return pieces


def _ranges(view: View, touched: Iterable[int]) -> list[tuple[int, int]]:
    """The words that are touched as ranges (first, after the last), edits as a whole."""
    ranges: list[tuple[int, int]] = []
    for at in sorted(touched):
        first, last = view.spans.get(view.words[at].edit, (at, at))
        if ranges and first <= ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(ranges[-1][1], last + 1))
        else:
            ranges.append((first, last + 1))
    return ranges


def ticked(view: View, spans: Iterable[tuple[int, int]], *, seen: bool) -> Change:
    """The words (first, last) ticked off, or no longer.

    Raises:
        EditError: if there are no such words.
    """
    places = {place for a, b in view.record.seen for place in range(a, b + 1)}
    these: set[int] = set()
    stop = 0  # spans may hold one another, so that each word is taken once
    for first, last in sorted(spans):
        view.check(first, last)
        these |= set(range(max(first, stop), last + 1))
        stop = max(stop, last + 1)
    return Change(seen=ranges_of(places | these if seen else places - these))


def hand_cue(
    transcript: Transcript, first: int, last: int, start: int, end: int, lines: tuple[str, ...] = ()
) -> HandCue:
    """Raises EditError for words or times that cannot be a cue."""
    if not 0 <= first <= last < len(transcript.words):
        raise EditError("there are no such words")
    # A sentence is never shown for as long as that, nor so far from where it is said.
    words = transcript.words[first : last + 1]
    strayed = start < words[0].start - _FARTHEST or end > words[-1].end + _FARTHEST
    if not 0 <= start < end or strayed:
        raise EditError(f"a cue cannot stand from {start} to {end} ms")
    return HandCue(first, last, start, end, words_between(transcript, first, last), lines)


def hold_apart(cues: Sequence[CueView], new: HandCue) -> None:
    """Raises EditError if new times have a cue overlap its neighbour where it did not before, or more than before."""
    at = next((at for at, cue in enumerate(cues) if (cue.first, cue.last) == (new.first, new.last)), None)
    if at is None:
        return
    stands = cues[at]
    if at and new.start < cues[at - 1].end and new.start < stands.start:
        raise EditError(f"the cue before ends at {cues[at - 1].end} ms", remedy="time that one first")
    if at + 1 < len(cues) and new.end > cues[at + 1].start and new.end > stands.end:
        raise EditError(f"the next cue begins at {cues[at + 1].start} ms", remedy="time that one first")


def _with(record: Record, change: Change) -> Record:
    by_id: dict[str, Edit | None] = {edit.id: edit for edit in record.edits}
    by_id.update(change.edits)
    edits = sorted((edit for edit in by_id.values() if edit is not None), key=lambda edit: (edit.first, edit.last))
    applied = [edit for edit in edits if edit.applies]
    for one, other in pairwise(applied):
        if other.first <= one.last:
            raise EditError(f"{other.before!r} was changed otherwise already", remedy="undo that first")
    cues = record.cues if change.cues is None else change.cues
    seen = record.seen if change.seen is None else change.seen
    return replace(record, edits=tuple(edits), cues=cues, seen=seen)


def _known(by_id: Mapping[str, Edit], name: str) -> Edit:
    if name not in by_id:
        raise EditError(f"there is no edit {name!r} any more", remedy="open the file again")
    return by_id[name]


def _typed(view: View, start: int, stop: int, text: str) -> dict[str, Edit | None]:
    """The words `start` to before `stop` of those that stand now replaced by a text."""
    base = view.material.transcript
    first, last = view.words[start].first, view.words[stop - 1].last
    before = words_between(base, first, last)
    touched = [e for e in view.record.edits if e.first <= last and first <= e.last]
    same = next((e for e in touched if (e.first, e.last) == (first, last) and e.rule != HAND), None)
    if text == before:
        # What stood there is put back: proposals that applied are rejected, and what was typed before is gone.
        undone = [e for e in touched if e.applies]
        return {e.id: None if e.rule == HAND else replace(e, decision=Decision.REJECTED, own=None) for e in undone}
    gone = {e.id: None for e in touched if e is not same and e.decision is not Decision.REJECTED}
    if same is not None:
        own = None if text == same.after else text
        return {**gone, same.id: replace(same, decision=Decision.ACCEPTED, own=own)}
    made = typed_edit(base, first, last, text)
    return {**gone, made.id: made}
