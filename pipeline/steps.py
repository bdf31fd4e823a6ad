"""What earlier runs corrected into a file, and where a person has typed over it since."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, groupby
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from ..document.edit import BY_HAND, HAND, Band, Decision, Edit, rewrite, words_between
from ..document.errors import EditError, InputError
from ..document.model import Transcript
from ..document.store import Step, read_transcript, transcript_digest
from ..subtitles import SubtitleFile, read
from .inputs import Target
from .outputs import kept_text


def corrected_text(target: Target, step: Step) -> tuple[Transcript, SubtitleFile | None]:
    """The text that a step corrected: what was heard, or a file as it was before.

    Raises:
        InputError: if it is gone.
    """
    language = text_setting(step, "language")
    heard = target.record("transcript.json")
    if heard.is_file():
        transcript = read_transcript(heard)
        if transcript_digest(transcript) == step.digest:
            return replace(transcript, language=language), None
    file = read(
        kept_text(target.record("original"), step.digest),
        format=text_setting(step, "format"),
        encoding=text_setting(step, "encoding"),
    )
    return replace(file.transcript, source=target.source.name, language=language), file


def text_setting(step: Step, name: str) -> str | None:
    value = step.settings.get(name)
    return value if isinstance(value, str) else None


def beside_hand(edits: Sequence[Edit], typed: Collection[int]) -> list[Edit]:
    """The edits of a file; those of words that a person typed over what rehear wrote are for review."""
    return [
        replace(edit, band=Band.REVIEW, evidence={**edit.evidence, BY_HAND: True})
        if edit.decision is None and any(at in typed for at in range(edit.first, edit.last + 1))
        else edit
        for edit in edits
    ]


def same_words(old: Transcript, new: Transcript) -> dict[int, int]:
    """For each word of one text that stands in another, too, its place there."""
    aligned = _aligned(_lines(old), _lines(new))
    return {at: begin + at - first for first, stop, begin, _, same in aligned if same for at in range(first, stop)}


def traced(old: Transcript, new: Transcript) -> list[range]:
    """For each word of one text the places of another where it came from, or went to: its own, or all of the stretch that
    differs there; none where nothing stands for it."""
    places: list[range] = []
    for first, stop, begin, end, same in _aligned(_lines(old), _lines(new)):
        places += [range(begin + at, begin + at + 1) if same else range(begin, end) for at in range(stop - first)]
    return places


def placed_in(old: Transcript, edits: Sequence[Edit], new: Transcript) -> list[Edit]:
    """The edits of one text where their words stand in another; those whose words are not there are left out."""
    moved = same_words(old, new)
    found = []
    for edit in edits:
        first, last = moved.get(edit.first), moved.get(edit.last)
        if first is None or last is None or last - first != edit.last - edit.first:
            continue
        if words_between(new, first, last) == edit.before:
            found.append(replace(edit, first=first, last=last))
    return found


def typed_over(transcript: Transcript, steps: Sequence[tuple[Target, Step]]) -> set[int]:
    """Positions of the words that a person typed in place of words that rehear wrote into this file, or whose change they had
    rejected, or put back where it had removed some.

    Args:
        steps: what was corrected into the file, oldest first, each step with the input that it is of.
    """
    typed: set[int] = set()
    ours: set[int] = set()  # what stands as a later step wrote it
    now = _lines(transcript)
    for target, step in reversed(steps):
        try:
            before, _ = corrected_text(target, step)
            old = _corrected(before, step.edits)
        except (InputError, EditError):  # its text is gone, so nothing can be known of it
            continue
        moved: dict[int, int] = {}
        beside: set[int] = set()  # words that a person saw when they typed over others of the same change
        for first, stop, begin, end, same in _aligned(old.lines, now):
            if same:
                moved |= {place: begin + place - first for place in range(first, stop)}
                continue
            theirs = [words for words in old.refused if not words.isdisjoint(range(first, stop))]
            beside.update(*theirs)
            wrote = not old.written.isdisjoint(range(first, stop))
            if theirs or wrote or any(first <= gap <= stop for gap in old.removed):
                typed |= set(range(begin, end)) - ours
        typed |= {moved[place] for place in (old.own | beside) & moved.keys()} - ours
        ours |= {moved[place] for place in old.written & moved.keys()}
    return typed


class _Corrected(NamedTuple):
    """A corrected text's words, segment by segment, and positions in it.

    Attributes:
        written: of words that the edits wrote.
        removed: of words before which they removed some.
        own: of words that a person typed.
        refused: of the words of each change that a person rejected.
    """

    lines: list[tuple[str, ...]]
    written: set[int]
    removed: set[int]
    own: set[int]
    refused: list[set[int]]


def _lines(transcript: Transcript) -> list[tuple[str, ...]]:
    """The words of each segment."""
    return [tuple(word.text.strip() for word in transcript.words_of(segment)) for segment in transcript.segments]


def _corrected(transcript: Transcript, edits: Sequence[Edit]) -> _Corrected:
    """The text as the edits that apply leave it."""
    cores = rewrite(transcript, [edit for edit in edits if edit.applies]).cores
    lines: list[tuple[str, ...]] = []
    written: set[int] = set()
    removed: set[int] = set()
    own: set[int] = set()
    typed = {
        p for e in edits if e.applies and (e.rule == HAND or e.own is not None) for p in range(e.first, e.last + 1)
    }
    stands: dict[int, int] = {}  # where the words are that no edit changes
    count = 0
    for segment in transcript.segments:
        line: list[str] = []
        for place in range(segment.first, segment.last + 1):
            new = cores[place].split(" ") if cores.get(place) else []
            if place not in cores:
                new = [transcript.words[place].text.strip()]
                stands[place] = count
            elif new:
                written |= set(range(count, count + len(new)))
                own |= set(range(count, count + len(new))) if place in typed else set()
            else:
                removed.add(count)
            line += new
            count += len(new)
        lines.append(tuple(line))
    rejected = [range(edit.first, edit.last + 1) for edit in edits if edit.decision is Decision.REJECTED]
    refused = [{stands[place] for place in places if place in stands} for places in rejected]
    return _Corrected(lines, written, removed, own, refused)


def _aligned(old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> Iterator[tuple[int, int, int, int, bool]]:
    """Words of two texts laid side by side with the fewest changes, lines that are the same first: ranges of the old and of
    the new words, and whether they are the same."""
    starts, ends = ([0, *accumulate(map(len, lines))] for lines in (old, new))
    blocks = Levenshtein.opcodes(old, new)
    # Lines that were joined or parted are one change, so that their words are compared with all that stand there now.
    for same, group in groupby(blocks, key=lambda block: block.tag == "equal"):
        run = list(group)
        first, last = run[0], run[-1]
        at, begin = starts[first.src_start], ends[first.dest_start]
        if same:
            yield at, starts[last.src_end], begin, ends[last.dest_end], True
            continue
        words = [word for line in old[first.src_start : last.src_end] for word in line]
        others = [word for line in new[first.dest_start : last.dest_end] for word in line]
        for op in Levenshtein.opcodes(words, others):
            yield at + op.src_start, at + op.src_end, begin + op.dest_start, begin + op.dest_end, op.tag == "equal"
