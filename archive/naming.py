"""Where the results of an archive's clips go, and what they are called: none takes another's, in this run or a later one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from ..document.errors import RehearError
from ..document.store import read_record, read_transcript
from ..pipeline.identity import media_identity, same_media
from ..pipeline.inputs import RECORDS
from ..pipeline.names import Slot, slot, stem_of, stems
from .rows import Row
from .storage import Shelf, Stamp, absolute, at_hand, is_address
from .task import record_of, transcript_of
from .walk import Found

_LINES = 5  # of one kind that are shown
_RECORD = ".edits.jsonl"


def placed(
    found: Sequence[Found], known: Mapping[str, Row], shelf: Shelf
) -> tuple[list[tuple[PurePosixPath, str]], list[str]]:
    """Where the results of each go: its own place below the folder of all results, and the stem of its files there. And what a
    person should know of it.

    Of two files with the same path below what was named, the later one keeps its whole path. What only its content tells to be
    media keeps its whole name, and takes none from a clip. Results that are there keep their names, whatever else is named
    now, and no clip gets a name that another's results have.
    """
    taken: set[str] = set()
    places = []
    moved, links = [], []
    for item in found:
        below = item.below
        row = known.get(below)
        theirs = is_anothers(item.place, item.stamp, row, shelf) if row is not None else _lost_sight_of(item, shelf)
        if below in taken or theirs:
            below = (
                item.place.partition("://")[2]
                if is_address(item.place)
                else Path(item.place).absolute().as_posix().lstrip("/")
            )
        # What was said when a clip was new is not said every night.
        if not _has_results(known.get(below)):
            links += [f"{link}: a link to {item.place}, which is taken instead" for link in item.links]
            if below != item.below:
                moved.append(f"{item.place}: its results go to {below}, because another clip has its place")
        taken.add(below)
        places.append(PurePosixPath(below))
    named, renamed = _named(found, places, known, shelf)
    return [*zip(places, named, strict=True)], [*_few(links), *_few(moved), *_few(renamed)]


def _has_results(row: Row | None) -> bool:
    return row is not None and bool(row.files)


def _named(
    found: Sequence[Found], places: Sequence[PurePosixPath], known: Mapping[str, Row], shelf: Shelf
) -> tuple[list[str], list[str]]:
    """The stem of each clip's results, and a line for each that gets another than its own.

    It is what the ledger or the record beside the results says; else what a run that finds nothing would give, if that is
    free: so names do not depend on which clips were done when a run was broken off.
    """
    told = {PurePosixPath(row.key): row.stem for row in known.values() if _has_results(row)}
    told |= _recorded(places, told, shelf)
    here = {*places}
    away = {
        slot(place.parent, name) for place, stem in told.items() if place not in here for name in (stem, place.stem)
    }
    first = _undisturbed(found, places, away)
    held = {slot(place.parent, stem) for place, stem in told.items()}
    given = {at: told[place] for at, place in enumerate(places) if place in told}
    free = [at for at in range(len(places)) if at not in given and slot(places[at].parent, first[at]) not in held]
    given |= {at: first[at] for at in free}
    held |= {slot(places[at].parent, first[at]) for at in free}
    rest = [at for at in range(len(places)) if at not in given]
    given |= dict(zip(rest, stems([places[at] for at in rest], held, whole=True), strict=True))
    because = "because another clip would write the same files"
    return [given[at] for at in range(len(places))], [
        f"{found[at].place}: results are named {stem}.*, {because}"
        for at, stem in sorted(given.items())
        if found[at].sure and stem != places[at].stem and not _has_results(known.get(places[at].as_posix()))
    ]


def _undisturbed(found: Sequence[Found], places: Sequence[PurePosixPath], away: Collection[Slot]) -> list[str]:
    """The stems that clips get of which none has results.

    Args:
        away: what clips hold that were not found now.
    """
    given: dict[int, str] = {}
    held = {*away}
    for whole in (False, True):  # those whose content must tell what they are come last
        some = [at for at, item in enumerate(found) if item.sure is not whole]
        given |= dict(zip(some, stems([places[at] for at in some], held, whole=whole), strict=True))
        held |= {slot(places[at].parent, given[at]) for at in some}
    return [given[at] for at in range(len(found))]


def _recorded(
    places: Sequence[PurePosixPath], told: Mapping[PurePosixPath, str], shelf: Shelf
) -> dict[PurePosixPath, str]:
    """The stems of results that the ledger does not know (it was lost), by the records that lie beside them: those of clips
    that were found, and of others in the folders of new clips.

    Args:
        told: the stems that the ledger knows.
    """
    new = [place for place in places if place not in told]
    folders = dict.fromkeys(place.parent for place in new)
    names = {place for folder in folders for place in _with_record(folder, shelf)} - told.keys()
    recorded = [*(place for place in new if place in names), *sorted(names.difference(new))]
    held = {slot(place.parent, stem) for place, stem in told.items()}
    ways = Counter(way for place in {*new, *names} for way in _ways(place))
    parted = {folder: _beginnings(shelf.names(folder.as_posix())) for folder in folders} if recorded else {}
    found: dict[PurePosixPath, str] = {}
    for place in recorded:
        # Reading each record of a large archive takes long; most of their clips can be called in one way only.
        if place.name in parted[place.parent] or any(ways[way] > 1 or way in held for way in _ways(place)):
            stem = _stem_before(shelf, place)
            if stem and (taken := slot(place.parent, stem)) not in held:
                found[place] = stem
                held.add(taken)
    return found


def _ways(place: PurePosixPath) -> set[Slot]:
    return {slot(place.parent, place.stem), slot(place.parent, place.name)}


def _with_record(folder: PurePosixPath, shelf: Shelf) -> Iterator[PurePosixPath]:
    """The clips of whose results there are records in a folder."""
    for name in shelf.names((folder / RECORDS).as_posix()):
        if name.endswith(_RECORD) and name != _RECORD:
            yield folder / name.removesuffix(_RECORD)


def _beginnings(names: Iterable[str]) -> set[str]:
    """What stands before any dot of these names."""
    return {name[:at] for name in names for at, letter in enumerate(name) if letter == "."}


def is_anothers(place: str, stamp: Stamp, row: Row | None, shelf: Shelf) -> bool:
    """Whether the results under a clip's key are those of another clip, and not of this one before it was moved.

    Args:
        row: what the ledger knows under the key.
    """
    if row is None or not row.files or absolute(place) == row.place or str(stamp) == row.stamp:
        return False
    transcript = next((name for name in row.files if name.endswith(".transcript.json")), None)
    return transcript is None or is_address(place) or _heard_of(place, transcript, shelf) is not True


def _heard_of(place: str, transcript: str, shelf: Shelf) -> bool | None:
    """Whether a stored transcript is of this very clip; None if that cannot be found out."""
    try:
        with at_hand(shelf.root, [transcript]) as folder:
            heard = read_transcript(folder / transcript).origin.options.get("media")
        return same_media(media_identity(Path(place)), heard)
    except RehearError:
        return None


def _lost_sight_of(item: Found, shelf: Shelf) -> bool:
    """Whether results that the ledger knows nothing of (it was lost) lie in a clip's place, and are another clip's."""
    name = transcript_of(item.below)
    return not is_address(item.place) and shelf.has(name) and _heard_of(item.place, name, shelf) is False


def _few(lines: list[str]) -> list[str]:
    """The first lines, and how many more there are."""
    more = len(lines) - _LINES
    return lines if more <= 0 else [*lines[:_LINES], f"and {more} more like this"]


def _stem_before(shelf: Shelf, place: PurePosixPath) -> str:
    """The stem that a clip's results have by their record; "" if it names none."""
    record = record_of(place.as_posix())
    try:
        with at_hand(shelf.root, [record]) as folder:
            return stem_of(read_record(folder / record).outputs, place.name)
    except (RehearError, OSError):
        return ""
