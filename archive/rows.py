"""What is known of each clip of an archive, and how the ledger (`ledger.py`) holds it; read here without changing anything."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from ..document.errors import OutputError
from ..document.store import digest
from ..pipeline.inputs import RECORDS
from .storage import Shelf
from .task import Trouble

NAME = "ledger.sqlite"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of a clip.

    Attributes:
        key, place, stem: as in `Task`.
        stamp: of the clip when what follows was found out.
        media: what tells the clip that was heard from others.
        hear_as, correct_as: how it was heard and corrected (`How`); empty if it was not.
        trouble, reason: why it could not be done; then `hear_as` is how it was to be heard. Of a clip that is gone all else
            still says what was known.
        complete: whether all of its sound could be read.
        audio: its length in ms, if known.
        spent: seconds spent on it, hearing left out.
        files: its results, path below the folder of results -> stamp.
        kept: results that a person changed.
        edits, applied: corrections proposed and made.
    """

    key: str
    place: str = ""
    stem: str = ""
    stamp: str = ""
    media: str = ""
    hear_as: str = ""
    correct_as: str = ""
    trouble: Trouble | None = None
    reason: str = ""
    complete: bool = True
    audio: int | None = None
    spent: float = 0.0
    files: dict[str, str] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    edits: int = 0
    applied: int = 0


COLUMNS = tuple(Row.__dataclass_fields__)


def place_of(shelf: Shelf) -> Path:
    """Where the ledger of a folder of results lies: in it, or, of an address, in the user's cache folder."""
    if shelf.local is not None:
        return shelf.local / RECORDS / NAME
    from platformdirs import user_cache_path

    return user_cache_path("rehear", appauthor=False) / "archives" / f"{digest(shelf.root.encode())[:16]}.sqlite"


def read_rows(path: Path) -> list[Row]:
    """What a ledger knows of each clip, without changing anything; nothing if there is none.

    Raises:
        OutputError: if it cannot be read.
    """
    query = f"SELECT {', '.join(COLUMNS)} FROM clips WHERE place IS NOT NULL ORDER BY key"
    return [row_of(found) for found in _read(path, query)]


def read_failures(path: Path) -> list[tuple[str, str]]:
    """Each clip that could not be done, by key, and why. Files that turned out to be no clips are none."""
    query = "SELECT key, reason FROM clips WHERE trouble IS NOT NULL AND trouble NOT IN (?, ?) ORDER BY key"
    return _read(path, query, str(Trouble.NO_MEDIA), str(Trouble.GONE))


def read_gone(path: Path) -> list[str]:
    """Each clip with results that was moved or removed, by key."""
    return [key for (key,) in _read(path, "SELECT key FROM clips WHERE trouble = ? ORDER BY key", str(Trouble.GONE))]


def read_kept(path: Path) -> list[str]:
    """Each result that a person changed and that was left alone, path below the folder of results. Those of clips that are gone
    are not looked at any more."""
    query = "SELECT key, kept FROM clips WHERE kept IS NOT NULL AND kept != '[]' AND trouble IS NOT ? ORDER BY key"
    found = _read(path, query, str(Trouble.GONE))
    return [
        f"{key.rpartition('/')[0]}/{name}".lstrip("/") for key, kept in found for name in _loaded(kept, list[str]())
    ]


def read_speed(path: Path, hear_as: str) -> tuple[int, float] | None:
    """How much (ms) was heard in how many seconds by the last runs that heard in this way; None if there was none."""
    rows = _read(
        path,
        "SELECT heard, hearing FROM runs WHERE hear_as = ? AND hearing > 0 AND heard > 0 ORDER BY id DESC LIMIT 5",
        hear_as,
    )
    return (sum(heard for heard, _ in rows), sum(spent for _, spent in rows)) if rows else None


def _read(path: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    if not path.is_file():
        return []
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{_way(path)}", uri=True, timeout=60)) as db:
            db.row_factory = strings
            return db.execute(query, values).fetchall()
    except sqlite3.Error as error:
        raise OutputError(f"the ledger cannot be read: {error}", path=path) from error


def _way(path: Path) -> str:
    """How a ledger is to be opened for reading. One that no run has open is whole by itself: then SQLite writes nothing beside
    it, which it would leave there, and could not do where nothing may be written."""
    beside = path.with_name(path.name + "-wal")
    return "mode=ro" if beside.is_file() and beside.stat().st_size else "immutable=1"


def row_of(found: tuple[object, ...]) -> Row:
    values = dict(zip(COLUMNS, found, strict=True))
    trouble, files, kept = values.pop("trouble"), values.pop("files"), values.pop("kept")
    row = Row(**values)  # type: ignore[arg-type]
    kinds = {str(kind): kind for kind in Trouble}
    return replace(
        row,
        trouble=None if trouble is None else kinds.get(str(trouble), Trouble.BUG),
        files=_loaded(files, {}),
        kept=tuple(_loaded(kept, list[str]())),
        complete=bool(row.complete),
    )


def _loaded(text: object, nothing: _T) -> _T:
    """A value that was noted as JSON; nothing if it is damaged, so that its clip is looked at."""
    with suppress(ValueError):
        value = json.loads(str(text))
        if isinstance(value, type(nothing)):
            return value
    return nothing


def text_of(text: str) -> str | bytes:
    """A text as SQLite takes it: as bytes if it holds what is no UTF-8, as names of files may. `strings` undoes it."""
    data = os.fsencode(text)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data


def strings(_cursor: sqlite3.Cursor, found: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row as SQLite found it, with the texts that went in."""
    return tuple(os.fsdecode(value) if isinstance(value, bytes) else value for value in found)
