"""Results as files: written whole or not at all, never over what a person changed, and so that they can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..document.disk import write_atomic, write_together
from ..document.errors import InputError
from ..document.store import Record, Step, begun_beside, digest, dump_record, read_record
from ..subtitles import EXTENSIONS
from .inputs import RECORDS, Target


@dataclass(slots=True)
class Outputs:
    """The files to write for one input, and what its record knows of them. They are put in place all together at the end.

    Attributes:
        written: files to write (or found as they should be).
        kept: files that a person changed since, or that rehear never wrote: left alone.
        replaced: those of them that are written over, each with where its text is kept.
        digests: name -> SHA-256 of what rehear writes there, for the record.
        formats: name -> format of what rehear writes there.
    """

    known: Mapping[str, str]
    force: bool = False
    written: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    replaced: list[tuple[Path, Path]] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    _texts: list[tuple[Path, bytes]] = field(default_factory=list)
    _results: list[tuple[Path, bytes]] = field(default_factory=list)

    def is_a_persons(self, path: Path, data: bytes) -> bool:
        """Whether a person's work would be lost if this were written there."""
        if not path.is_file():
            return False
        return digest(path.read_bytes()) not in (digest(data), self.known.get(path.name))

    def write(self, path: Path, data: bytes, file_format: str) -> bool:
        """Have a file written unless a person's work would be lost; True if it will be as wanted."""
        new = digest(data)
        if self.is_a_persons(path, data):
            if not self.force:
                self.kept.append(path)
                return False
            self._keep_replaced(path)
        if not path.is_file() or digest(path.read_bytes()) != new:
            self._results.append((path, data))
        self.digests[path.name] = new
        self.formats[path.name] = file_format
        self.written.append(path)
        return True

    def keep(self, original: Path, data: bytes) -> None:
        """Have a text kept as it was before, as `keep_text` does."""
        path = _room_for(original, data)
        if not path.exists() and (path, data) not in self._texts:
            self._texts.append((path, data))

    def place(self, at: Path | None = None, record: Record | None = None) -> None:
        """Put all in place.

        Args:
            at, record: what says of them whose they are, and what they were before.

        Raises:
            OutputError: if one cannot be written; before the first of them is in place, all are on the disk.
        """
        if at is None or record is None:
            write_together([*self._texts, *self._results])
        else:
            put_in_place(at, dump_record(record), self._results, self.known, self._texts)

    def tell(self, warn: Callable[[str], None]) -> None:
        """Say which files were written over that a person had changed, and where their texts are."""
        for path, aside in self.replaced:
            warn(f"{path}: changed by a person, and replaced; its text is kept as {RECORDS}/{aside.name}")

    def _keep_replaced(self, path: Path) -> None:
        """Keep what is about to be written over, under a name that tells its content: wherever this is done, and however often,
        none takes another's."""
        data = path.read_bytes()
        aside = path.parent / RECORDS / f"{path.name}.replaced-{digest(data)[:8]}"
        self.keep(aside, data)
        self.replaced.append((path, aside))


def known_of(earlier: Record | None, own: Path | None) -> dict[str, str]:
    """What rehear wrote before, by the names of files, with the SHA-256 of each; `own` is a file that is meant to be
    written over (`-w`), whoever wrote it."""
    known = dict(earlier.outputs) if earlier is not None else {}
    return known | ({own.name: digest(own.read_bytes())} if own is not None else {})


def put_in_place(
    at: Path,
    record: bytes,
    results: Sequence[tuple[Path, bytes]],
    known: Mapping[str, str],
    texts: Sequence[tuple[Path, bytes]] = (),
) -> None:
    """Put results in place with their record: first texts that would be lost, then the record, then each result.

    So whenever that is broken off, a result has a record; and as it is noted meanwhile what stands in files that rehear knows,
    the record is understood also where they are not yet as it says (`read_record`).

    Raises:
        OutputError: if one cannot be written; before the first of them is in place, all are on the disk.
    """
    stands = {path.name: digest(path.read_bytes()) for path, _ in results if path.is_file()}
    ours = "".join(f"{there} {name}\n" for name, there in stands.items() if there == known.get(name))
    begun = begun_beside(at)
    noted = [(begun, ours.encode("utf-8", "surrogateescape"))] if ours else []
    write_together([*texts, *noted, (at, record), *results])
    begun.unlink(missing_ok=True)


def extension_of(name: str, formats: Collection[str]) -> str:
    """The extension of a format's file, without the dot, where these formats are written beside one another.

    Plain text needs its longer name only beside timestamped text; alone it is called what whisper calls it.
    """
    return "txt" if name == "plain" and "txt" not in formats else EXTENSIONS[name].lstrip(".")


def earlier_record(path: Path, warn: Callable[[str], None], *, dry_run: bool = False) -> Record | None:
    """The record of an earlier run, if there is one that can be read; a damaged one is put aside, not lost."""
    if not path.exists():
        return None
    try:
        return read_record(path)
    except InputError as error:
        if dry_run:
            warn(f"{error}; what was decided in it does not count")
            return None
        aside = damaged_beside(path)
        path.replace(aside)
        warn(f"{error}; put aside as {aside.name}, what was decided in it does not count")
        return None


def is_corrected_in_place(path: Path) -> bool:
    """Whether a result is as `fix -w` (or `check --fix`) left it, by the record that these keep of the file itself."""
    try:
        known = read_record(Target(path, path.parent, path.stem).record("edits.jsonl")).outputs.get(path.name)
        return known is not None and known == digest(path.read_bytes())
    except (InputError, OSError):
        return False


def damaged_beside(path: Path) -> Path:
    """Where a record that could not be read is put aside."""
    return path.with_name(path.name + ".damaged")


def save_record(
    path: Path, record: Record, outputs: Outputs, earlier: Record | None, *, in_place: bool = False
) -> None:
    """Put the outputs of a run in place with its record, and in that what is still to be known of earlier runs.

    Args:
        in_place: the output is the corrected input itself, so that what earlier runs wrote into it still stands there.
    """
    replaced = () if in_place else tuple(outputs.formats)
    steps = still_known(earlier.steps, record, replaced) if earlier is not None else ()
    known = dict(earlier.outputs) if earlier is not None else {}
    whole = replace(record, outputs={**known, **outputs.digests}, wrote=outputs.formats, earlier=steps)
    outputs.place(path, whole)


def save_uncorrected(path: Path, record: Record, outputs: Outputs) -> None:
    """Put outputs in place with the record of an earlier run, whose edits they no longer hold."""
    steps = [replace(step, wrote=_others(step.wrote, outputs.formats)) for step in record.steps]
    known = {**record.outputs, **outputs.digests}
    outputs.place(path, replace(record, outputs=known, wrote=steps[-1].wrote, earlier=tuple(steps[:-1])))


def keep_text(original: Path, data: bytes) -> None:
    """Keep a text as it was before it was corrected; the first as `original` itself, later ones with a number behind it."""
    path = _room_for(original, data)
    if not path.exists():
        write_atomic(path, data)


def _room_for(original: Path, data: bytes) -> Path:
    """Where a text is kept, or is to be kept."""
    path, number = original, 1
    while path.exists() and path.read_bytes() != data:
        number += 1
        path = original.with_name(f"{original.name}.{number}")
    return path


def kept_text(original: Path, wanted: str) -> Path:
    """The kept text with this digest.

    Raises:
        InputError: if it is gone.
    """
    path, number = original, 1
    while path.exists():
        if digest(path.read_bytes()) == wanted:
            return path
        number += 1
        path = original.with_name(f"{original.name}.{number}")
    raise InputError("the text as it was before is gone, so nothing can be taken back", path=original)


def still_known(steps: Sequence[Step], record: Record, replaced: Collection[str] = ()) -> tuple[Step, ...]:
    """Of earlier steps what still stands in a file, and what a person decided and the record does not propose again.

    Args:
        replaced: names of files that no longer hold what these steps wrote.
    """
    again = {edit.id for edit in record.edits}
    kept = []
    for step in reversed(steps):
        wrote = _others(step.wrote, replaced)
        edits = [e for e in step.edits if (wrote and e.applies) or (e.decision is not None and e.id not in again)]
        again |= {edit.id for edit in edits if edit.decision is not None}
        if edits:
            kept.append(replace(step, wrote=wrote, edits=tuple(edits)))
    return tuple(reversed(kept))


def _others(wrote: Mapping[str, str], replaced: Collection[str]) -> dict[str, str]:
    return {name: file_format for name, file_format in wrote.items() if name not in replaced}
