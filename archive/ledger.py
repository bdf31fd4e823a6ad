"""What is known of the clips of an archive: a SQLite file beside the results, for the next run and for others of now.

It is a memory, not the truth: all that it says can be found out again from the clips and their results, so a ledger that is
lost or damaged costs a look at every clip and no hearing.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path, PurePosixPath
from time import time

from ..document.errors import OutputError
from ..document.process import machine, running
from ..pipeline.names import slot, whole_names
from .rows import COLUMNS, Row, row_of, strings, text_of

_VERSION = 3
# A run says that it lives so often (s), and counts as dead if it was silent for so long: a busy disk may keep it from it.
BEAT = 10.0
_DEAD = 180.0
_NEEDED = 1 << 18  # bytes that a ledger needs at the least, with what SQLite writes beside it
_HAS = "(files IS NOT NULL AND files != '{}')"  # whether a clip has results
_SCHEMA = """
CREATE TABLE IF NOT EXISTS clips (
    key TEXT PRIMARY KEY, place TEXT, stem TEXT, stamp TEXT, media TEXT, hear_as TEXT, correct_as TEXT, trouble TEXT,
    reason TEXT, complete INTEGER, audio INTEGER, spent REAL, files TEXT, kept TEXT, edits INTEGER, applied INTEGER,
    run INTEGER, changed REAL, slot TEXT UNIQUE
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS claimed ON clips (run) WHERE run IS NOT NULL;
CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, host TEXT, pid INTEGER, begun REAL, beat REAL, ended REAL, hear_as TEXT,
    heard INTEGER DEFAULT 0, hearing REAL DEFAULT 0
);
"""


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
                if not _is_damage(error):
                    raise
                self._put_aside()
                self._open()

    def _put_aside(self) -> None:
        """Begin without what is damaged. What SQLite keeps beside the file belongs to it, and would damage the next one."""
        for end in ("-wal", "-shm", ""):
            with suppress(FileNotFoundError):
                self.path.with_name(self.path.name + end).replace(_damaged_beside(self.path, end))

    def _open(self) -> None:
        # Each statement is a transaction of its own, but where one is begun.
        self._db = sqlite3.connect(self.path, timeout=60, isolation_level=None)
        self._db.row_factory = strings
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            # The last steps may be lost with the power, and are then found out again; the file itself stays whole.
            self._db.execute("PRAGMA synchronous = NORMAL")
            _see_whole(self._db)
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
                (machine(), os.getpid(), now, now, hear_as),
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
                (text_of(key),),
            ).fetchone()
            if found is not None and found[0] != self._run:
                if _alive(*found[1:]):
                    return None
                self._free(found[0])
            place = PurePosixPath(key)
            has = self._db.execute(f"SELECT stem FROM clips WHERE key = ? AND {_HAS}", (text_of(key),)).fetchone()
            ways: Iterator[str] = chain([has[0]] if has is not None else [], [stem], whole_names(place.name))
            given = next(way for way in ways if self._vacated(_slot(place, way), key))
            self._db.execute(
                "INSERT INTO clips (key, run, slot) VALUES (?, ?, ?) "
                "ON CONFLICT (key) DO UPDATE SET run = excluded.run, slot = excluded.slot",
                (text_of(key), self._run, _slot(place, given)),
            )
            return given

    def _vacated(self, taken: str | bytes, key: str) -> bool:
        """Whether no other clip holds a slot: none has results there, or is being worked on for it. One that was, lets go."""
        other = self._db.execute(
            f"SELECT clips.key, {_HAS}, clips.run, host, pid, beat FROM clips LEFT JOIN runs ON runs.id = clips.run "
            "WHERE slot = ? AND key != ?",
            (taken, text_of(key)),
        ).fetchone()
        if other is None:
            return True
        whose, has, run, *about = other
        if has or run == self._run or (run is not None and _alive(*about)):
            return False
        self._db.execute("UPDATE clips SET slot = NULL WHERE key = ?", (text_of(whose),))
        return True

    def release(self, key: str) -> None:
        with self._errors():
            self._db.execute("UPDATE clips SET run = NULL WHERE key = ?", (text_of(key),))

    def row(self, key: str) -> Row | None:
        """What is known of a clip; None if nothing is."""
        with self._errors():
            found = self._db.execute(
                f"SELECT {', '.join(COLUMNS)} FROM clips WHERE key = ?", (text_of(key),)
            ).fetchone()
        return row_of(found) if found is not None and found[1] is not None else None

    def enter(self, row: Row, *, release: bool = False) -> None:
        """Note what is known of a clip now."""
        values: dict[str, object] = {
            **{name: getattr(row, name) for name in COLUMNS},
            "trouble": None if row.trouble is None else str(row.trouble),
            "files": _json(row.files),
            "kept": _json(row.kept),
            "changed": time(),
            "run": None if release else self._run,
        }
        values = {name: text_of(value) if isinstance(value, str) else value for name, value in values.items()}
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
            if _is_damage(error):  # while the run uses it
                self.close()
                self._put_aside()
                aside = _damaged_beside(self.path)
                raise OutputError(
                    f"the ledger is damaged, and was put aside as {aside.name}", path=self.path
                ) from error
            full = isinstance(error, sqlite3.OperationalError) and _full(error, self.path.parent)
            why = f"{error}, {os.strerror(errno.ENOSPC)}" if full else str(error)
            remedy = "make room" if full else ""
            raise OutputError(f"the ledger cannot be written: {why}", path=self.path, remedy=remedy) from error
        except OSError as error:
            raise OutputError(f"cannot write: {error.strerror or error}", path=self.path) from error


class _Damaged(sqlite3.DatabaseError):
    """What SQLite finds wrong with a file when it is asked."""


def _see_whole(db: sqlite3.Connection) -> None:
    """Look at all of the file: damage anywhere would stop each run that comes upon it. For 100,000 clips it takes 0.06 s.

    Raises:
        sqlite3.DatabaseError: if it is damaged.
    """
    said = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise _Damaged(said)


def _is_damage(error: sqlite3.Error) -> bool:
    """Whether the file is no database, or not one any more."""
    return isinstance(error, _Damaged) or _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _code(error: sqlite3.Error) -> int:
    """SQLite's number of a kind of error; 0 of one that it did not raise itself."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _damaged_beside(path: Path, end: str = "") -> Path:
    return path.with_name(f"{path.name}.damaged{end}")


def _full(error: sqlite3.Error, folder: Path) -> bool:
    """Whether a disk has no room; SQLite needs some for itself, and calls that an error of the disk."""
    if _code(error) == sqlite3.SQLITE_FULL:
        return True
    try:
        return shutil.disk_usage(folder).free < _NEEDED
    except OSError:
        return False


def _alive(host: str, pid: int, beat: float) -> bool:
    """Whether a run goes on: its process is there, if this machine knows, and it said so lately."""
    return (host != machine() or running(pid)) and time() - beat < _DEAD


def _slot(place: PurePosixPath, stem: str) -> str | bytes:
    """What a stem takes, as in `names.slot`."""
    return text_of("/".join(slot(place.parent, stem)))


def _json(value: object) -> str:
    return json.dumps(value)
