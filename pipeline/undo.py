"""Corrections taken back: what a file held before, put back where nobody has changed it since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from ..document.disk import write_together
from ..document.edit import HAND, Decision, Edit, identify
from ..document.encoding import Coding, decode
from ..document.errors import InputError
from ..document.hand import HandCue
from ..document.model import Transcript
from ..document.store import Record, Step, digest, dump_record, read_record
from ..subtitles import Patched, SubtitleFile, counted_anew, read, uncounted
from .known import records_of
from .locking import locked
from .merge import clash, hunks, merged
from .outputs import damaged_beside, still_known
from .remake import material_of
from .selection import named
from .steps import placed_in, text_setting

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
    places = [place for place, _ in records_of(path)]
    with ExitStack() as locks:
        for place in places:
            locks.enter_context(locked(place, writes=write))
        return _Undoing(path, typed, {place: read_record(place) for place in places}).done(write=write)


class _Undoing:
    """Corrections taken back in one file, and in the others that the same steps wrote.

    Args:
        records: all that know the file, by where they lie, the last writer first.
    """

    def __init__(self, path: Path, typed: Sequence[str], records: Mapping[Path, Record]) -> None:
        steps = [step for record in records.values() for step in record.steps if path.name in step.wrote]
        applied = [edit for step in steps for edit in step.edits if edit.applies]
        self._wanted = named(typed, {(spelling, e.term) for e in applied for spelling in (e.term, e.replacement)})
        known = frozenset[str]().union(*(record.ids for record in records.values()))
        self._unknown = (*self._wanted.unknown, *sorted(self._wanted.ids - known))
        self._path, self._typed, self._records = path, typed, records
        self._was = path.read_bytes()
        self._files = {path: self._was}
        self._torn: dict[Path, None] = {}
        self._backs: list[Back] = []

    def done(self, *, write: bool) -> Undone:
        made = {place: self._without(record) for place, record in self._records.items()}
        path, first = self._path, next(iter(self._records))
        original = first.with_name(path.name + ".original")
        differs = original.is_file() and original.read_bytes() != self._files[path]
        damaged = next((aside for aside in map(damaged_beside, self._records) if aside.exists()), None)
        done = Undone(
            tuple(self._backs),
            (),
            self._unknown,
            tuple(self._torn),
            damaged=damaged,
            original=original if differs else None,
        )
        if not write or not any(back.taken or back.recut for back in self._backs):
            return done
        now = {
            place: self._on_the_file_as_it_is(place, record) if record.source == path.name else record
            for place, record in made.items()
        }
        records = [(place, dump_record(one)) for place, one in now.items() if one is not self._records[place]]
        # The records last: what they still say of a file without its corrections can be taken back once more.
        write_together([*self._files.items(), *records])
        return replace(done, written=tuple(self._files))

    def _without(self, record: Record) -> Record:
        """A record without what is taken back of its steps, which is taken out of the files."""
        steps, outputs = list(record.steps), dict(record.outputs)
        for at, step in reversed(list(enumerate(steps))):
            # What a person typed or cut stays, as all that they changed, unless it is named.
            chosen = [
                e for e in step.edits if e.applies and (self._wanted.covers(e) if self._typed else e.rule != HAND)
            ]
            cues = () if HAND in self._wanted.rules else step.cues
            if self._path.name in step.wrote and (chosen or cues != step.cues):
                steps[at], digests = self._step_without(record.source, step, chosen, cues)
                outputs |= digests
        if steps == list(record.steps):
            return record
        *before, last = steps
        return replace(record, edits=last.edits, cues=last.cues, outputs=outputs, earlier=tuple(before), history=())

    def _step_without(
        self, source: str, step: Step, chosen: Sequence[Edit], cues: Sequence[HandCue]
    ) -> tuple[Step, dict[str, str]]:
        """A step without these of its edits, as far as they can be taken out of the file, and with these cues; and the digests
        of what rehear would have written then: a file that a person changed still counts as changed."""
        path, files = self._path, self._files
        transcript, makers = _makers(path.parent, source, step, cues)
        files[path], taken = _taken_back(files[path], step.wrote[path.name], makers[path.name], step.edits, chosen)
        for other in (path.parent / name for name in step.wrote if name != path.name):
            if other.is_file():
                before = files[other] if other in files else other.read_bytes()
                files[other], there = _taken_back(before, step.wrote[other.name], makers[other.name], step.edits, taken)
                if len(there) < len(taken):
                    self._torn[other] = None
        rejected = {edit.id for edit in taken}
        edits = tuple(replace(e, decision=Decision.REJECTED) if e.id in rejected else e for e in step.edits)
        stuck = tuple(edit for edit in chosen if edit.id not in rejected)
        idle = tuple(e for e in step.edits if not e.applies)
        after = replace(_as_it_is(path, files[path], step).transcript, source=source)
        shown = placed_in(transcript, taken, after)
        self._backs.append(Back(transcript, tuple(taken), stuck, idle, after, tuple(shown), cues != step.cues))
        digests = {name: digest(made([e for e in edits if e.applies]).data) for name, (_, made) in makers.items()}
        return replace(step, edits=edits, cues=tuple(cues)), digests

    def _on_the_file_as_it_is(self, place: Path, record: Record) -> Record:
        """The file's own record, the open and rejected edits placed in the text that it has now.

        Their ids come from the words around them, so it is this text that the next `fix` will find them in.
        """
        before, step, data = self._records[place], record.last_step, self._files[self._path]
        file = _as_it_is(self._path, data, step)
        texts = [
            (back.transcript, [*(replace(edit, decision=Decision.REJECTED) for edit in back.taken), *back.idle])
            for back in self._backs
        ]
        if step == before.last_step and step.edits:  # nothing of it was taken back
            with suppress(InputError):
                transcript = material_of(self._path.parent, record.source, step).transcript
                texts.append((transcript, [edit for edit in step.edits if not edit.applies]))
        placed: dict[tuple[int, int], Edit] = {}
        for transcript, edits in texts:
            for edit in placed_in(transcript, edits, file.transcript):
                placed.setdefault((edit.first, edit.last), edit)
        found = identify(file.transcript, sorted(placed.values(), key=lambda edit: edit.first))
        outputs = dict(record.outputs)
        if before.outputs.get(self._path.name) == digest(self._was):  # nobody changed it since
            outputs[self._path.name] = digest(data)
        settings = {**record.settings, "format": file.format}
        now = Record(record.source, digest(data), tuple(found), outputs, settings)
        return replace(now, earlier=still_known(record.steps, now))


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


def _as_it_is(path: Path, data: bytes, step: Step) -> SubtitleFile:
    """A file that a step wrote, in its encoding, or in another that a person saved it in."""
    try:
        return read(path, encoding=text_setting(step, "encoding"), data=data)
    except InputError:
        return read(path, data=data)
