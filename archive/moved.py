"""Clips that lie elsewhere than they did: what was heard of them and decided in them goes along, and what is left is known."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from ..document.disk import write_atomic
from ..document.errors import RehearError
from ..document.store import Record, read_record, read_transcript, write_record
from ..pipeline.clip import MEDIA_PLACE
from ..pipeline.identity import media_identity
from ..pipeline.inputs import RECORDS
from ..pipeline.names import stem_of
from .rows import Row
from .storage import Shelf, Stamp, absolute, at_hand, is_address, plain, stamp
from .task import Task, identity, record_of, transcript_of


class Known:
    """Clips that were heard, by what they are instead of by where they lie.

    Args:
        known: what the ledger knows of each, by key.
    """

    def __init__(self, known: Mapping[str, Row]) -> None:
        self._by_stamp: dict[str, list[Row]] = defaultdict(list)
        self._by_media: dict[str, list[Row]] = defaultdict(list)
        self._sizes: set[str] = set()
        for row in known.values():
            if row.files:
                self._by_stamp[row.stamp].append(row)
                if row.media:
                    self._by_media[row.media].append(row)
                    self._sizes.add(row.media.partition("-")[0])

    def find(self, place: str, now: Stamp) -> Row | None:
        """The clip that this one was before it was moved, or else one that it is a copy of; None if nobody heard it.

        The stamp tells a file that was renamed; of one of this machine that has the size of another, its content does.
        """
        rows = self._by_stamp.get(str(now), [])
        if not rows and str(now.size) in self._sizes and not is_address(place):
            try:
                rows = self._by_media.get(media_identity(Path(place)), [])
            except RehearError:  # whoever looks at it says what is wrong
                return None
        return next((row for row in rows if has_left(row)), rows[0] if rows else None)


def has_left(row: Row) -> bool:
    """Whether the clip of a row does not lie any more where it was, as far as that is known."""
    now = stamp(row.place)
    return now is None or (row.stamp != "" and str(now) != row.stamp)


def recalled(shelf: Shelf, found: Collection[str]) -> dict[str, Row]:
    """What results on this machine say of clips (by key) that were not found, for when the ledger that knew them is lost."""
    rows: dict[str, Row] = {}
    for place, _, names in os.walk(shelf.local or ""):
        if Path(place).name != RECORDS:
            continue
        folder = PurePosixPath(Path(place).parent.relative_to(shelf.root).as_posix())
        for name in sorted(names):
            clip = name.removesuffix(".transcript.json")
            key = (folder / clip).as_posix()
            if clip == name or key in found:
                continue
            record = _read(Path(shelf.path(record_of(key))))
            try:
                media = identity(read_transcript(Path(place, name)))
            except RehearError:
                continue
            outputs, about = (record.outputs, record.settings) if record is not None else ({}, {})
            stem, lay = stem_of(outputs, clip), str(about.get(MEDIA_PLACE, ""))
            files = dict.fromkeys((transcript_of(key), record_of(key)), "")
            rows[key] = Row(key, lay, stem, media=media, files=files)
    return rows


def gone(
    known: Mapping[str, Row], found: Collection[str], places: Iterable[str], names: Sequence[str], shelf: Shelf
) -> list[Row]:
    """The clips that were removed or moved from the folders and addresses that a call names, and of which there are
    results still. A folder in which nothing is found, because its disk is not there, says nothing.

    Args:
        found: the keys of all clips that were found; `places` where these lie.
        names: as the call has them.
    """
    missing = [row for key, row in known.items() if row.files and key not in found]
    if not missing:
        return []
    roots = [absolute(plain(name)).rstrip("/") + "/" for name in names]
    there = [absolute(place) for place in places]
    roots = [root for root in roots if any(place.startswith(root) for place in there)]
    return [
        row
        for row in missing
        if any(map(row.place.startswith, roots)) and _is_gone(row.place) and any(map(shelf.has, row.files))
    ]


def _is_gone(place: str) -> bool:
    """Whether there surely is no such file; what is at an address was listed."""
    if is_address(place):
        return True
    try:
        os.stat(place)  # noqa: PTH116 - `Path.exists` hides that it could not be found out
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def bring(row: Row, task: Task, shelf: Shelf) -> None:
    """Copy what was heard of a clip to where its results go now, and, if it was moved, its results and all that a person
    decided and changed in them. Nothing is written over, and the old ones stay as they are.

    What was heard is copied last: as long as that is not there, all is brought once more.

    Args:
        row: of the clip where it was.

    Raises:
        OutputError, OSError: if something cannot be read or written.
    """
    if has_left(row):
        _copy(shelf, [*_results(row, task, shelf)], (row.stem, task.stem, task.name))
    _copy(shelf, [(transcript_of(row.key), transcript_of(task.key))], None)


def _results(row: Row, task: Task, shelf: Shelf) -> Iterator[tuple[str, str]]:
    """The results of a clip, and what they are called where it lies now; all below the folder of all results."""
    before, now = PurePosixPath(row.key).parent, PurePosixPath(task.key).parent
    record = record_of(row.key)
    outputs = [PurePosixPath(name).name for name in row.files if PurePosixPath(name).parent == before]
    with at_hand(shelf.root, [record]) as folder:
        if (found := _read(folder / record)) is not None:
            outputs += found.outputs
    beside = shelf.names((before / RECORDS).as_posix())
    for name in dict.fromkeys(outputs):
        new = _renamed(name, row.stem, task.stem)
        yield (before / name).as_posix(), (now / new).as_posix()
        for kept in beside:  # a result that was corrected in place has a record, and the text as it was
            if kept == f"{name}.edits.jsonl" or kept.startswith(f"{name}.original"):
                yield (before / RECORDS / kept).as_posix(), (now / RECORDS / (new + kept[len(name) :])).as_posix()
    yield record, record_of(task.key)


def _renamed(name: str, old: str, new: str) -> str:
    return new + name[len(old) :] if name.startswith(old + ".") else name


def _copy(shelf: Shelf, pairs: Sequence[tuple[str, str]], renamed: tuple[str, str, str] | None) -> None:
    """Copy files, in order, where there are none of the new names."""
    with at_hand(shelf.root, [name for pair in pairs for name in pair]) as folder:
        for old, new in pairs:
            if not (folder / old).is_file() or (folder / new).exists():
                continue
            record = _read(folder / old) if old.endswith(".edits.jsonl") else None
            if record is not None and renamed is not None:
                write_record(_called(record, *renamed), folder / new)
            else:
                write_atomic(folder / new, (folder / old).read_bytes())


def _called(record: Record, old: str, new: str, clip: str) -> Record:
    """A record with its outputs called otherwise."""

    def names(of: Mapping[str, str]) -> dict[str, str]:
        return {_renamed(name, old, new): value for name, value in of.items()}

    earlier = tuple(replace(step, wrote=names(step.wrote)) for step in record.earlier)
    source = _renamed(record.source, old, new) if record.source in record.outputs else clip
    return replace(record, source=source, outputs=names(record.outputs), wrote=names(record.wrote), earlier=earlier)


def _read(path: Path) -> Record | None:
    try:
        return read_record(path)
    except RehearError:
        return None
