"""Corrections taken back: what a file held before, put back where nobody has changed it since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from ..document.edit import HAND, Decision, Edit, identify, words_between
from ..document.errors import InputError
from ..document.hand import HandCue
from ..document.model import Transcript
from ..document.store import (
    Record,
    Step,
    digest,
    read_record,
    write_atomic,
    write_record,
)
from ..subtitles import Patched, SubtitleFile, counted_anew, read, uncounted
from ..subtitles.encoding import Coding, decode
from .inputs import RECORDS
from .locking import locked
from .merge import clash, hunks, merged
from .outputs import damaged_beside, still_known
from .remake import material_of
from .selection import named
from .steps import same_words, text_setting

_SUFFIX = ".edits.jsonl"
# Makes the file anew with some of its edits.
Make = Callable[[Sequence[Edit]], Patched]


class Back(NamedTuple):
    """Edits of one text that are taken back, those that cannot be, because what they wrote was changed since, and those that
    were not applied.

    `after` is what the file says without those that are taken back, and `shown` are these at their places in it. `recut`
    says that cues cut and timed by hand are taken back, too.
    """

    transcript: Transcript
    taken: tuple[Edit, ...]
    stuck: tuple[Edit, ...]
    idle: tuple[Edit, ...]
    after: Transcript
    shown: tuple[Edit, ...]
    recut: bool


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of one file.

    Attributes:
        steps: for each text that was corrected into the file, the last one first, what is taken back.
        written: the files that were written: this one, and others of the same clip that hold the same text.
        unknown: names that stand for no correction in the file.
        torn: other files of the clip in which not everything could be taken back.
        damaged: an earlier record that could not be read; what it knew is not taken back.
        original: where the first text is kept that was changed in this file, if it is kept and the file differs from it.
    """

    steps: tuple[Back, ...]
    written: tuple[Path, ...]
    unknown: tuple[str, ...]
    torn: tuple[Path, ...]
    damaged: Path | None = None
    original: Path | None = None


def undo(path: Path, typed: Sequence[str] = (), *, write: bool = False) -> Undone:
    """Take corrections back, in a file that `fix` or `run` wrote; what a person changed in it since stays.

    What is taken back counts as rejected from then on. Files of a clip hold one text, so its other files change too.

    Args:
        typed: terms, rules or ids of edits; all without.

    Raises:
        InputError: if rehear did not write the file, or what it was before is gone.
        OutputError: if it cannot be written.
    """
    if not path.is_file():
        raise InputError("no such file", path=path)
    place, _ = record_of(path)
    with locked(place, writes=write):
        return _undone(path, place, typed, write=write)


def _undone(path: Path, place: Path, typed: Sequence[str], *, write: bool) -> Undone:
    record = read_record(place)
    steps, outputs = list(record.steps), dict(record.outputs)
    applied = [edit for step in steps if path.name in step.wrote for edit in step.edits if edit.applies]
    wanted = named(typed, {(spelling, edit.term) for edit in applied for spelling in (edit.term, edit.replacement)})
    files = {path: path.read_bytes()}
    torn: dict[Path, None] = {}
    backs: list[Back] = []
    for at, step in reversed(list(enumerate(steps))):
        # What a person typed or cut stays, as all that they changed, unless it is named.
        chosen = [e for e in step.edits if e.applies and (wanted.covers(e) if typed else e.rule != HAND)]
        cues = () if HAND in wanted.rules else step.cues
        if path.name not in step.wrote or not (chosen or cues != step.cues):
            continue
        transcript, makers = _makers(path.parent, record.source, step, cues)
        files[path], taken = _taken_back(files[path], step.wrote[path.name], makers[path.name], step.edits, chosen)
        for other in (path.parent / name for name in step.wrote if name != path.name):
            if other.is_file():
                files[other], there = _taken_back(
                    other.read_bytes(), step.wrote[other.name], makers[other.name], step.edits, taken
                )
                if len(there) < len(taken):
                    torn[other] = None
        rejected = {edit.id for edit in taken}
        edits = tuple(replace(e, decision=Decision.REJECTED) if e.id in rejected else e for e in step.edits)
        steps[at] = replace(step, edits=edits, cues=cues)
        # What rehear would have written now: a file that a person changed still counts as changed.
        outputs |= {name: digest(after([e for e in edits if e.applies]).data) for name, (_, after) in makers.items()}
        stuck = tuple(edit for edit in chosen if edit.id not in rejected)
        idle = tuple(e for e in step.edits if not e.applies)
        after = replace(_as_it_is(path, files[path], step).transcript, source=record.source)
        shown = _placed(transcript, taken, after)
        backs.append(Back(transcript, tuple(taken), stuck, idle, after, tuple(shown), cues != step.cues))
    original = place.with_name(record.source + ".original")
    differs = path.name == record.source and original.is_file() and original.read_bytes() != files[path]
    done = Undone(
        tuple(backs),
        (),
        wanted.unknown,
        tuple(torn),
        damaged=aside if (aside := damaged_beside(place)).exists() else None,
        original=original if differs else None,
    )
    if not write or not any(back.taken or back.recut for back in backs):
        return done
    for file, data in files.items():
        write_atomic(file, data)
    *before, last = steps
    made = replace(record, edits=last.edits, cues=last.cues, outputs=outputs, earlier=tuple(before), history=())
    if path.name == record.source:
        made = _on_the_file_as_it_is(made, path, backs)
    write_record(made, place)
    return replace(done, written=tuple(files))


def record_of(path: Path, *, inputs: bool = False) -> tuple[Path, Record]:
    """The record that knows a file, and where it lies: of the input of the same name, else of a like name, else the newest.

    Args:
        inputs: an input whose results went elsewhere will do.

    Raises:
        InputError: if there is none.
    """
    folder = path.parent / RECORDS
    own = folder / (path.name + _SUFFIX)
    written: dict[str, None] = {}
    if own.is_file():
        record = read_record(own)
        written = dict.fromkeys(name for step in record.steps for name in step.wrote)
        if path.name in written or not written or inputs:
            return own, record
    others = (other for other in (folder.iterdir() if folder.is_dir() else ()) if other.name.endswith(_SUFFIX))
    # Those of a like name first: beside an archive lie thousands.
    for place in sorted(others, key=lambda other: (not other.name.startswith(path.stem), -other.stat().st_mtime)):
        record = read_record(place)
        if any(path.name in step.wrote for step in record.steps):
            return place, record
    if written:
        raise InputError("rehear wrote nothing into it", path=path, remedy="it made of it " + ", ".join(written))
    raise InputError("no record of a correction of it", path=path, remedy=f"undo needs the {RECORDS} folder beside it")


def _makers(
    folder: Path, source: str, step: Step, cues: Sequence[HandCue]
) -> tuple[Transcript, dict[str, tuple[Make, Make]]]:
    """The text that a step corrected, and for each file that it wrote what makes it anew: as it was written, and with these
    cues cut by hand instead."""
    material = material_of(folder, source, step)

    def maker(file_format: str, by_hand: Sequence[HandCue]) -> Make:
        return lambda edits: material.made(edits, by_hand, file_format)

    return material.transcript, {
        name: (maker(file_format, step.cues), maker(file_format, cues)) for name, file_format in step.wrote.items()
    }


def _taken_back(
    data: bytes, file_format: str, makers: tuple[Make, Make], edits: Sequence[Edit], chosen: Sequence[Edit]
) -> tuple[bytes, list[Edit]]:
    """A file without the chosen ones of its edits, and which of them could be taken out.

    The file as rehear wrote it becomes what it would have been without them, byte for byte. Otherwise what was changed in it
    since, by a person or by a repair of its layout, and what the edits changed are put together; where both touch the same
    words those of since stay. Cues that are counted are counted anew, whoever added some and took some away.
    """

    as_written, after = makers

    def without(gone: Iterable[Edit]) -> Patched:
        ids = {edit.id for edit in gone}
        return after([edit for edit in edits if edit.applies and edit.id not in ids])

    whole = as_written([edit for edit in edits if edit.applies])
    if data == whole.data:
        return without(chosen).data, list(chosen)
    now, coding = _decoded(data, whole.encoding)

    bare = uncounted(now, file_format)
    counts = bare is not None and uncounted(whole.text, file_format) is not None

    def as_now(text: str) -> str:
        """With the line ends that an editor's program may have changed, and without numbers that change with the cues."""
        unix = text.replace("\r\n", "\n")
        lined = unix.replace("\n", "\r\n") if "\r\n" in now else unix
        return (uncounted(lined, file_format) or lined) if counts else lined

    written = as_now(whole.text)
    mine = hunks(written, bare if bare is not None and counts else now)

    def possible(some: Sequence[Edit]) -> list[Edit]:
        """Those that can be taken out; halved until each part can be or is a single one, because most can be at once."""
        if not clash(written, mine, hunks(written, as_now(without(some).text))):
            return list(some)
        half = len(some) // 2
        return [*possible(some[:half]), *possible(some[half:])] if half else []

    taken = possible(chosen)
    theirs = hunks(written, as_now(without(taken).text))
    if (chosen and not taken) or clash(written, mine, theirs):
        return data, []
    result = merged(written, mine, theirs)
    if counts:
        result = counted_anew(result, file_format)
    try:
        return coding.mark + coding.encode(result) + coding.tail, taken
    except UnicodeEncodeError:
        return result.encode(), taken


def _decoded(data: bytes, encoding: str) -> tuple[str, Coding]:
    """A file's text in the encoding that it was written in, or in another that a person's program has saved it in."""
    try:
        text, coding, _ = decode(data, encoding)
    except InputError:
        text, coding, _ = decode(data)
    return text, coding


def _on_the_file_as_it_is(record: Record, path: Path, backs: Sequence[Back]) -> Record:
    """The record of a file that was corrected in place, its open and rejected edits placed in the text that it has now.

    Their ids come from the words around them, so it is this text that the next `fix` will find them in.
    """
    data = path.read_bytes()
    file = _as_it_is(path, data, record.steps[-1])
    placed: dict[tuple[int, int], Edit] = {}
    for back in backs:
        rejected = [replace(edit, decision=Decision.REJECTED) for edit in back.taken]
        for edit in _placed(back.transcript, [*rejected, *back.idle], file.transcript):
            placed.setdefault((edit.first, edit.last), edit)
    edits = identify(file.transcript, sorted(placed.values(), key=lambda edit: edit.first))
    settings = {**record.settings, "format": file.format}
    now = Record(record.source, digest(data), tuple(edits), record.outputs, settings)
    return replace(now, earlier=still_known(record.steps, now))


def _as_it_is(path: Path, data: bytes, step: Step) -> SubtitleFile:
    """A file that a step wrote, in its encoding, or in another that a person saved it in."""
    try:
        return read(path, encoding=text_setting(step, "encoding"), data=data)
    except InputError:
        return read(path, data=data)


def _placed(old: Transcript, edits: Sequence[Edit], new: Transcript) -> list[Edit]:
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
