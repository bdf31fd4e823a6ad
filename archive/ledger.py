"""What is known of the clips of an archive: a SQLite file beside the results, for the next run and for others of now.

It is a memory, not the truth: all that it says can be found out again from the clips and their results, so a ledger that is
lost or damaged costs a look at every clip and no hearing.
"""

from __future__ import annotations

import errno
import json
import os
import platform
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path, PurePosixPath
from time import time
from typing import Any

from ..document.errors import OutputError
from ..document.store import digest
from ..pipeline.inputs import RECORDS
from ..pipeline.names import slot, whole_names
from .spool import running
from .storage import Shelf
from .task import Trouble

NAME = "ledger.sqlite"
_VERSION = 2
# A run says that it lives so often (s), and counts as dead if it was silent for so long: a busy disk may keep it from it.
BEAT = 10.0
_DEAD = 180.0
_NEEDED = 1 << 18  # bytes that a ledger needs at the least, with what SQLite writes beside it
_SCHEMA = """
CREATE TABLE IF NOT EXISTS clips (
    key TEXT PRIMARY KEY, place TEXT, stem TEXT, stamp TEXT, hear_as TEXT, correct_as TEXT, trouble TEXT, reason TEXT,
    complete INTEGER, audio INTEGER, spent REAL, files TEXT, kept TEXT, edits INTEGER, applied INTEGER, run INTEGER,
    changed REAL, slot TEXT UNIQUE
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS claimed ON clips (run) WHERE run IS NOT NULL;
CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, host TEXT, pid INTEGER, begun REAL, beat REAL, ended REAL, hear_as TEXT,
    heard INTEGER DEFAULT 0, hearing REAL DEFAULT 0
);
"""


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of a clip.

    Attributes:
        key, place, stem: as in `Task`.
        stamp: of the clip when what follows was found out.
        hear_as, correct_as: how it was heard and corrected (`How`); empty if it was not.
        trouble, reason: why it could not be done; then `hear_as` is how it was to be heard.
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


_COLUMNS = tuple(Row.__dataclass_fields__)
_HAS = "(files IS NOT NULL AND files != '{}')"  # whether a clip has results


def place_of(shelf: Shelf) -> Path:
    """Where the ledger of a folder of results lies: in it, or, of an address, in the user's cache folder."""
    if shelf.local is not None:
        return shelf.local / RECORDS / NAME
    from platformdirs import user_cache_path

    return user_cache_path("rehear", appauthor=False) / "archives" / f"{digest(shelf.root.encode())[:16]}.sqlite"


class Ledger:
    """The ledger while a run uses it. All of its methods are for one thread.

    Raises:
        OutputError: from each, if the file cannot be read or written (a full disk).
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._run: int | None = None
        self._beaten = 0.0
        with self._errors():
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._open()
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                path.replace(path.with_name(path.name + ".damaged"))
                self._open()

    def _open(self) -> None:
        # Each statement is a transaction of its own, but where one is begun.
        self._db = sqlite3.connect(self.path, timeout=60, isolation_level=None)
        self._db.row_factory = _strings
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            # The last steps may be lost with the power, and are then found out again; the file itself stays whole.
            self._db.execute("PRAGMA synchronous = NORMAL")
            if self._db.execute("PRAGMA user_version").fetchone()[0] not in (0, _VERSION):
                self._db.executescript("DROP TABLE IF EXISTS clips; DROP TABLE IF EXISTS runs;")
            self._db.executescript(_SCHEMA)
            self._db.execute(f"PRAGMA user_version = {_VERSION}")
        except BaseException:
            self._db.close()
            raise

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self._db.close()

    def begin(self, hear_as: str) -> None:
        """Enter a run, and free what dead ones had claimed."""
        with self._errors(), self._db_transaction():
            for run, host, pid, beat in self._db.execute(
                "SELECT id, host, pid, beat FROM runs WHERE ended IS NULL"
            ).fetchall():
                if not _alive(host, pid, beat):
                    self._free(run)
            now = time()
            made = self._db.execute(
                "INSERT INTO runs (host, pid, begun, beat, hear_as) VALUES (?, ?, ?, ?, ?)",
                (_machine(), os.getpid(), now, now, hear_as),
            )
            self._run, self._beaten = made.lastrowid, now

    def end(self) -> None:
        """Give back what is claimed still; the run is over."""
        if self._run is not None:
            with self._errors(), self._db_transaction():
                self._free(self._run)
            self._run = None

    def _free(self, run: int) -> None:
        self._db.execute("UPDATE clips SET run = NULL WHERE run = ?", (run,))
        self._db.execute("UPDATE runs SET ended = ? WHERE id = ?", (time(), run))

    def beat(self, heard: int, hearing: float) -> None:
        """Say that the run lives, and how much it heard (ms) in how many seconds; does so only now and then."""
        if time() - self._beaten < BEAT:
            return
        self._beaten = time()
        self.speed(heard, hearing)

    def speed(self, heard: int, hearing: float) -> None:
        """Note how much the run heard (ms) in how many seconds."""
        with self._errors():
            self._db.execute(
                "UPDATE runs SET beat = ?, heard = ?, hearing = ? WHERE id = ?", (time(), heard, hearing, self._run)
            )

    def claim(self, key: str, stem: str) -> str | None:
        """Take a clip and what its results are to be called, so that no other run does; None if one that lives has the clip.

        Returns:
            The stem of its results: the one that they have, or the one asked for, or, where a clip of another run took it
            since that was planned, another one.
        """
        with self._errors(), self._db_transaction():
            found = self._db.execute(
                "SELECT runs.id, host, pid, beat FROM clips JOIN runs ON runs.id = clips.run WHERE key = ?",
                (_text(key),),
            ).fetchone()
            if found is not None and found[0] != self._run:
                if _alive(*found[1:]):
                    return None
                self._free(found[0])
            place = PurePosixPath(key)
            has = self._db.execute(f"SELECT stem FROM clips WHERE key = ? AND {_HAS}", (_text(key),)).fetchone()
            ways: Iterator[str] = chain([has[0]] if has is not None else [], [stem], whole_names(place.name))
            given = next(way for way in ways if self._vacated(_slot(place, way), key))
            self._db.execute(
                "INSERT INTO clips (key, run, slot) VALUES (?, ?, ?) "
                "ON CONFLICT (key) DO UPDATE SET run = excluded.run, slot = excluded.slot",
                (_text(key), self._run, _slot(place, given)),
            )
            return given

    def _vacated(self, taken: str | bytes, key: str) -> bool:
        """Whether no other clip holds a slot: none has results there, or is being worked on for it. One that was, lets go."""
        other = self._db.execute(
            f"SELECT clips.key, {_HAS}, clips.run, host, pid, beat FROM clips LEFT JOIN runs ON runs.id = clips.run "
            "WHERE slot = ? AND key != ?",
            (taken, _text(key)),
        ).fetchone()
        if other is None:
            return True
        whose, has, run, *about = other
        if has or run == self._run or (run is not None and _alive(*about)):
            return False
        self._db.execute("UPDATE clips SET slot = NULL WHERE key = ?", (_text(whose),))
        return True

    def release(self, key: str) -> None:
        with self._errors():
            self._db.execute("UPDATE clips SET run = NULL WHERE key = ?", (_text(key),))

    def row(self, key: str) -> Row | None:
        """What is known of a clip; None if nothing is."""
        with self._errors():
            found = self._db.execute(f"SELECT {', '.join(_COLUMNS)} FROM clips WHERE key = ?", (_text(key),)).fetchone()
        return _row(found) if found is not None and found[1] is not None else None

    def enter(self, row: Row, *, release: bool = False) -> None:
        """Note what is known of a clip now."""
        values: dict[str, object] = {
            **{name: getattr(row, name) for name in _COLUMNS},
            "trouble": None if row.trouble is None else str(row.trouble),
            "files": _json(row.files),
            "kept": _json(row.kept),
            "changed": time(),
            "run": None if release else self._run,
        }
        values = {name: _text(value) if isinstance(value, str) else value for name, value in values.items()}
        names = ", ".join(values)
        fresh = ", ".join(f"{name} = excluded.{name}" for name in values if name != "key")
        with self._errors():
            self._db.execute(
                f"INSERT INTO clips ({names}) VALUES ({', '.join(':' + name for name in values)}) "
                f"ON CONFLICT (key) DO UPDATE SET {fresh}",
                values,
            )

    @contextmanager
    def _db_transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            with suppress(sqlite3.Error):  # a full disk has taken it back already
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            full = isinstance(error, sqlite3.OperationalError) and _full(self.path.parent)
            why = f"{error}, {os.strerror(errno.ENOSPC)}" if full else str(error)
            raise OutputError(f"the ledger cannot be written: {why}", path=self.path) from error
        except OSError as error:
            raise OutputError(f"cannot write: {error.strerror or error}", path=self.path) from error


def read_rows(path: Path) -> list[Row]:
    """What a ledger knows of each clip, without changing anything; nothing if there is none.

    Raises:
        OutputError: if it cannot be read.
    """
    return [
        _row(found)
        for found in _read(path, f"SELECT {', '.join(_COLUMNS)} FROM clips WHERE place IS NOT NULL ORDER BY key")
    ]


def read_failures(path: Path) -> list[tuple[str, str]]:
    """Each clip that could not be done, by key, and why. Files that turned out to be no clips are none."""
    query = "SELECT key, reason FROM clips WHERE trouble IS NOT NULL AND trouble != ? ORDER BY key"
    return _read(path, query, str(Trouble.NO_MEDIA))


def read_kept(path: Path) -> list[str]:
    """Each result that a person changed and that was left alone, path below the folder of results."""
    found = _read(path, "SELECT key, kept FROM clips WHERE kept IS NOT NULL AND kept != '[]' ORDER BY key")
    return [f"{key.rpartition('/')[0]}/{name}".lstrip("/") for key, kept in found for name in json.loads(kept)]


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
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=60)) as db:
            db.row_factory = _strings
            return db.execute(query, values).fetchall()
    except sqlite3.Error as error:
        raise OutputError(f"the ledger cannot be read: {error}", path=path) from error


def _row(found: tuple[object, ...]) -> Row:
    values = dict(zip(_COLUMNS, found, strict=True))
    trouble, files, kept = values.pop("trouble"), values.pop("files"), values.pop("kept")
    row = Row(**values)  # type: ignore[arg-type]
    return replace(
        row,
        trouble=None if trouble is None else Trouble(str(trouble)),
        files=json.loads(str(files)),
        kept=tuple(json.loads(str(kept))),
        complete=bool(row.complete),
    )


def _full(folder: Path) -> bool:
    """Whether a disk has no room; SQLite needs some for itself, and calls that an error of the disk."""
    try:
        return shutil.disk_usage(folder).free < _NEEDED
    except OSError:
        return False


def _alive(host: str, pid: int, beat: float) -> bool:
    """Whether a run goes on: its process is there, if this machine knows, and it said so lately."""
    return (host != _machine() or running(pid)) and time() - beat < _DEAD


@lru_cache
def _machine() -> str:
    """This machine, as far as the number of a process tells which one it is: until it is started anew, and of containers, which
    may all have one name, each by itself."""
    known = [platform.node()]
    with suppress(OSError):
        known += [
            Path("/proc/sys/kernel/random/boot_id").read_text().strip(),
            str(Path("/proc/self/ns/pid").readlink()),
        ]
    return " ".join(known)


def _slot(place: PurePosixPath, stem: str) -> str | bytes:
    """What a stem takes, as in `names.slot`."""
    return _text("/".join(slot(place.parent, stem)))


def _text(text: str) -> str | bytes:
    """A text as SQLite takes it: as bytes if it holds what is no UTF-8, as names of files may. `_strings` undoes it."""
    data = os.fsencode(text)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data


def _strings(_cursor: sqlite3.Cursor, found: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row as SQLite found it, with the texts that went in."""
    return tuple(os.fsdecode(value) if isinstance(value, bytes) else value for value in found)


def _json(value: object) -> str:
    return json.dumps(value)
