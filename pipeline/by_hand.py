"""Cues that a person cut, timed and typed, kept wherever the outputs are made again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..document.edit import HAND, Edit, apply
from ..document.errors import OutputError
from ..document.hand import BY_HAND_CUE, HandCue, cut_by_hand, unmarked
from ..document.model import Cue, Segment, Transcript
from ..subtitles import (
    LINED,
    Patched,
    Profile,
    Relaid,
    SubtitleFile,
    break_lines,
    cues_of,
    lay_out_around,
    read,
    render,
    rewrite,
    runs_of,
)


def laid_out(
    transcript: Transcript, edits: Sequence[Edit], profile: Profile, by_hand: Sequence[HandCue] = ()
) -> list[Cue]:
    """The cues of a transcript with these edits in it: those that a person made have the times and the words that they gave
    them, and those beside give way to the times.

    What such a cue says now does not count for the others: they are laid out as if it still said what it said before.
    """
    cut = cut_by_hand(transcript, by_hand)
    fixed = apply(cut, edits)
    around = apply(cut, _as_it_was(edits, by_hand)) if by_hand else fixed
    theirs = {
        _number(segment): in_lines(cue, by_hand[_number(segment)], profile, fixed.language)
        for segment, cue in zip(fixed.segments, cues_of(fixed), strict=True)
        if BY_HAND_CUE in segment.evidence
    }
    whole = {at: _number(segment) for at, segment in enumerate(around.segments) if BY_HAND_CUE in segment.evidence}
    cues: list[Cue] = []
    hand: list[bool] = []
    for one in lay_out_around(around, profile, whole):
        # Of a cue that a person emptied nothing stands there.
        cue = one if isinstance(one, Cue) else theirs.get(whole[one])
        if cue is not None:
            cues.append(cue)
            hand.append(cue is not one)
    for at in range(len(cues) - 1):
        one, other = cues[at], cues[at + 1]
        if hand[at + 1] and not hand[at] and one.start < other.start:
            cues[at] = replace(one, end=max(min(one.end, other.start - profile.gap), one.start + 1))
        elif hand[at] and not hand[at + 1] and other.start < one.end + profile.gap < other.end:
            cues[at + 1] = replace(other, start=one.end + profile.gap)
    return cues


def recut(
    patched: Patched,
    file: SubtitleFile,
    transcript: Transcript,
    edits: Sequence[Edit],
    cues: Sequence[HandCue],
    profile: Profile,
) -> Patched:
    """A file with edits in it, with these cues cut and timed by hand; everything else stays as it is.

    Raises:
        OutputError: if a cue cannot be cut so: it has styles or settings of its own, or the format has no times.
    """
    if not cues:
        return patched
    if not file.timed or file.format == "stl":
        what = "a text without times has no cues" if not file.timed else "EBU STL is read, not written: no cue of it is"
        raise OutputError(f"{what} to time or to cut", path=file.path or None)
    wanted = apply(cut_by_hand(transcript, cues), edits)
    if file.whole is not None:
        text = render(unmarked(wanted), file.format)
        return Patched(text.encode(), text, "utf-8", patched.warnings)
    encoding = None if file.coding.mark else patched.encoding
    now = read(file.path or "-", format=file.format, encoding=encoding, data=patched.data)
    changes = list(_relaid(now, wanted, cues, profile))
    runs = runs_of(now)
    for first, last, news in changes:
        if not (last - first == len(news) == 1) and (runs[first] is None or len(set(runs[first:last])) > 1):
            raise OutputError(
                f"cue {first + 1} has styles, settings or neighbours that would be lost, so it cannot be cut or joined here",
                path=file.path or None,
            )
    done = rewrite(now, changes)
    return done._replace(warnings=(*patched.warnings, *done.warnings))


def in_lines(cue: Cue, by_hand: HandCue, profile: Profile, language: str | None) -> Cue:
    """A cue cut by hand in its lines: those that a person saw or typed, or new ones if it says something else by now."""
    text = " ".join(cue.lines)
    if " ".join(by_hand.lines) == text:
        return replace(cue, lines=by_hand.lines)
    # A cue is all that was typed in it, in more lines than the house wants if need be.
    more = replace(profile, lines=2 * len(text) // profile.width + 1)
    return replace(cue, lines=break_lines(text, profile, language) or break_lines(text, more, language) or cue.lines)


def _as_it_was(edits: Sequence[Edit], by_hand: Sequence[HandCue]) -> list[Edit]:
    """The edits with those inside of cues that a person made exchanged for what these said before."""
    owners = {place: number for number, cue in enumerate(by_hand) for place in range(cue.first, cue.last + 1)}
    touched = [{owners.get(place) for place in range(edit.first, edit.last + 1)} for edit in edits]
    shared = {owner for some in touched if len(some) > 1 for owner in some}
    told = {number for number, cue in enumerate(by_hand) if cue.said and number not in shared}
    kept = [edit for edit, some in zip(edits, touched, strict=True) if told.isdisjoint(some)]
    cues = [by_hand[number] for number in told]
    return kept + [Edit("", cue.first, cue.last, cue.before, cue.said, HAND) for cue in cues if cue.said != cue.before]


def _number(segment: Segment) -> int:
    return int(segment.evidence[BY_HAND_CUE])


def _relaid(now: SubtitleFile, wanted: Transcript, by_hand: Sequence[HandCue], profile: Profile) -> Iterator[Relaid]:
    """What to change in the cues of a file so that they are those of a transcript of the same words."""
    old, new = now.transcript.segments, wanted.segments
    if [word.text.strip() for word in now.transcript.words] != [word.text.strip() for word in wanted.words]:
        raise OutputError("the words of the file are no longer those that were cut by hand", path=now.path or None)
    cues = cues_of(wanted)
    for place, segment in enumerate(new):
        if BY_HAND_CUE in segment.evidence and now.format in LINED:
            one = by_hand[int(segment.evidence[BY_HAND_CUE])]
            cues[place] = in_lines(cues[place], one, profile, wanted.language)
    at = to = 0
    while at < len(old) and to < len(new):
        first, begin = at, to
        at, to = at + 1, to + 1
        while old[at - 1].last != new[to - 1].last:
            if old[at - 1].last < new[to - 1].last:
                at += 1
            else:
                to += 1
        alone = at - first == to - begin == 1
        if not alone or (BY_HAND_CUE in new[begin].evidence and now.cues[first] != cues[begin]):
            yield Relaid(first, at, tuple(cues[begin:to]))
