"""Where the results of an archive's clips go, and what they are called: none takes another's, in this run or a later one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path, PurePosixPath

from ..document.errors import OutputError, RehearError
from ..document.store import read_transcript
from ..pipeline.identity import media_identity, same_media
from ..pipeline.inputs import Target
from ..pipeline.names import Slot, slot, stems
from .ledger import Row
from .storage import Shelf, Stamp, absolute, at_hand, is_address
from .task import record_of, transcript_of
from .walk import Found
from .work import named_before

_LINES = 5  # of one kind that are shown


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
    """The stem of each clip's results, and a line for each that gets another than its own."""
    held = {slot(PurePosixPath(row.key).parent, row.stem) for row in known.values() if _has_results(row)}
    given = {at: row.stem for at, place in enumerate(places) if (row := known.get(place.as_posix())) and row.files}
    for at in _alike([(at, place) for at, place in enumerate(places) if at not in given], held):
        stem = _stem_before(shelf, places[at])
        if stem and (taken := slot(places[at].parent, stem)) not in held:
            given[at] = stem
            held.add(taken)
    for whole in (False, True):  # those whose content must tell what they are come last
        new = [at for at, item in enumerate(found) if at not in given and item.sure is not whole]
        for at, stem in zip(new, stems([places[at] for at in new], held, whole=whole), strict=True):
            given[at] = stem
            held.add(slot(places[at].parent, stem))
    because = "because another clip would write the same files"
    return [given[at] for at in range(len(places))], [
        f"{found[at].place}: results are named {stem}.*, {because}"
        for at, stem in sorted(given.items())
        if found[at].sure and stem != places[at].stem and not _has_results(known.get(places[at].as_posix()))
    ]


def _alike(places: Sequence[tuple[int, PurePosixPath]], held: Collection[Slot]) -> list[int]:
    """Which clips may be called in more than one way, because of one another or of what is held: of these the records tell,
    where the ledger was lost."""
    ways = [(at, {slot(place.parent, place.stem), slot(place.parent, place.name)}) for at, place in places]
    count = Counter(way for _, each in ways for way in each)
    return [at for at, each in ways if any(count[way] > 1 or way in held for way in each)]


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
    """The stem that a clip's results have by the record that lies there; "" if there is none."""
    record = record_of(place.as_posix())
    if not shelf.has(record):
        return ""
    try:
        with at_hand(shelf.root, [record]) as folder:
            return named_before(Target(Path(place.name), folder / place.parent, place.stem))
    except OutputError:
        return ""
