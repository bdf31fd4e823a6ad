"""What a person made of the results that rehear wrote, by its records: which to learn from, and what of it is rehear's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from ..curation.unseen import Change
from ..document.edit import Edit, apply, words_between
from ..document.errors import EditError, InputError
from ..document.model import Transcript
from ..document.store import Record, Step, digest, read_record
from ..subtitles import read
from .inputs import RECORDS, SUBTITLES, Target
from .known import records_of
from .steps import corrected_text, text_setting, traced

Warn = Callable[[str], None]
# An input, and what was corrected of it once.
Corrected = tuple[Target, Step]

TEXTS = SUBTITLES | {".json"}
_RECORD = ".edits.jsonl"
# What the text that a record begins with is kept as, of a file and of a clip.
_HEARD = ("original", "transcript.json")


class Pair(NamedTuple):
    """The files of a text as it was heard, in what form, and of its reviewed version; and what rehear corrected between them,
    oldest first."""

    heard: Path
    right: Path
    steps: tuple[Corrected, ...] = ()
    format: str | None = None
    encoding: str | None = None


def records_in(place: Path, warn: Warn) -> Iterator[tuple[Path, Record]]:
    """The records of a folder and of those inside, or those that know a file; a damaged one is named."""
    if not place.is_dir():
        try:
            yield from records_of(place, inputs=True)
        except InputError as error:
            if error.path != str(place):  # one that is there and damaged
                warn(str(error))
        return
    for path in sorted(place.rglob(f"{RECORDS}/*{_RECORD}")):
        try:
            yield path, read_record(path)
        except InputError as error:
            warn(str(error))


def changed_by_hand(records: Sequence[tuple[Path, Record]], place: Path) -> Iterator[Pair]:
    """What was heard, or the file before the first correction, with the result that a person changed since, also where rehear
    went on from what they had made of it. Results of one input hold one text: the first that was changed counts.

    Args:
        place: the folder of the records, or the one result, or input, that they know.
    """
    knowing: dict[Path, list[tuple[Path, Record]]] = defaultdict(list)
    for path, record in records:
        for output in record.outputs:
            knowing[path.parent.parent / output].append((path, record))
    used: set[Path] = set()
    for result, those in [(place, knowing[place])] if place in knowing else knowing.items():
        # What it was made from comes before what was corrected in it since.
        free = sorted((one for one in those if one[0] not in used), key=lambda one: one[1].source == result.name)
        pair = _pair(result, free)
        if pair is not None:
            used |= {path for path, _ in free}
            yield pair


def unseen_in(heard: Transcript, steps: Sequence[Corrected]) -> list[Change]:
    """What rehear changed and nobody looked at, by its place in the text that was heard: in this text it is nothing that a
    person thinks right. Of what was changed again the last counts."""
    found: list[Change] = []
    for target, step in reversed(steps):
        edits = [edit for edit in step.edits if edit.applies and edit.decision is None]
        old = _text(target, step) if edits else None
        here = [c for e in edits for c in _standing(e, heard)] if old is None else _traced(edits, old, heard)
        found += [c for c in here if not any(new.first <= c.first and c.last <= new.last for new in found)]
    return found


def _pair(result: Path, knowing: Sequence[tuple[Path, Record]]) -> Pair | None:
    """A result and what it was made from; None if that is gone, or no person changed it."""
    kept = (
        (place.parent / f"{place.name.removesuffix(_RECORD)}.{kind}", one) for place, one in knowing for kind in _HEARD
    )
    heard, record = next(((text, one) for text, one in kept if text.exists()), (None, None))
    if heard is None or record is None or not result.is_file() or result.suffix not in TEXTS:
        return None
    steps = [
        (Target(folder / one.source, folder, Path(one.source).stem), step)
        for place, one in knowing
        for folder in [place.parent.parent]
        for step in one.steps
    ]
    written = {one.outputs[result.name] for _, one in knowing}
    if digest(result.read_bytes()) in written and not _changed_between(result, steps):
        return None
    # The kept text has no name that tells its format: as `undo` does, it is read as it was then.
    form, encoding = (
        text_setting(record.steps[0], key) if heard.suffix == ".original" else None for key in ("format", "encoding")
    )
    return Pair(heard, result, tuple(steps), form, encoding)


def _changed_between(result: Path, steps: Sequence[Corrected]) -> bool:
    """Whether what rehear made of one text was not what it found when it corrected the file next, or what is there now."""
    made: Transcript | None = None
    into = [(target, step) for target, step in steps if result.name in step.wrote]
    if len(into) < 2:  # it is as it was written
        return False
    for target, step in into:
        text = _text(target, step)
        applied = [edit for edit in step.edits if edit.applies]
        if text is None:  # it was kept only if something was changed
            made = None if applied else made
            continue
        if made is not None and not _same(made, text):
            return True
        try:
            made = apply(text, applied)
        except EditError:
            made = None
    if made is None:
        return False
    form, encoding = (text_setting(into[-1][1], key) for key in ("format", "encoding"))
    try:
        return not _same(
            made, read(result, format=into[-1][1].wrote[result.name] or form, encoding=encoding).transcript
        )
    except InputError:
        return False


def _same(one: Transcript, other: Transcript) -> bool:
    return " ".join(one.texts()).split() == " ".join(other.texts()).split()


def _text(target: Target, step: Step) -> Transcript | None:
    """The text that a step corrected; None if it is gone."""
    try:
        return corrected_text(target, step)[0]
    except InputError:
        return None


def _traced(edits: Sequence[Edit], old: Transcript, heard: Transcript) -> list[Change]:
    """Edits of one text where their words came from in another."""
    places = traced(old, heard)
    spans = [(places[edit.first].start, places[edit.last].stop - 1, edit.replacement) for edit in edits]
    return [Change(first, last, after) for first, last, after in spans if first <= last]


def _standing(edit: Edit, text: Transcript) -> Iterator[Change]:
    """Where an edit changed a text, if that which its positions count is gone: there, or wherever its words stand."""
    length, last = edit.last - edit.first, len(text.words) - 1

    def stands(at: int) -> bool:
        return 0 <= at <= last - length and words_between(text, at, at + length) == edit.before

    for at in [edit.first] if stands(edit.first) else filter(stands, range(last + 1)):
        yield Change(at, at + length, edit.replacement)
