"""The ledger of an archive when its file is damaged: that costs a look at every clip, whatever part of it is struck."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from archive_crews import Call, HereCrew, files
from command_line import rehear
from rehear.archive import Ledger, Row, read_kept, read_rows
from rehear.archive.task import Trouble
from rehear.document import OutputError

pytestmark = pytest.mark.usefixtures("deaf")


@pytest.fixture
def videos(tmp_path: Path, clip: Path) -> Path:
    folder = tmp_path / "videos"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.wav").write_bytes(clip.read_bytes())
    return folder


def strike(ledger: Path, page: int) -> None:
    """Fill a page of the file, counted from 0, with zeros."""
    with closing(sqlite3.connect(ledger)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = db.execute("PRAGMA page_size").fetchone()[0]
    with ledger.open("r+b") as file:
        file.seek(page * size)
        file.write(bytes(size))


def pages(ledger: Path) -> int:
    with closing(sqlite3.connect(ledger)) as db:
        return int(db.execute("PRAGMA page_count").fetchone()[0])


def test_damage_to_any_page_costs_a_look_and_no_hearing(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ledger = out / ".rehear/ledger.sqlite"
    Call([videos], out).run(HereCrew())
    before, whole = files(out), ledger.read_bytes()
    assert pages(ledger) > 5
    for page in range(pages(ledger)):
        for path in ledger.parent.glob("ledger*"):
            path.unlink()
        ledger.write_bytes(whole)
        strike(ledger, page)
        crew = HereCrew()
        run = Call([videos], out).run(crew)
        assert (run.full, run.tally.failed, crew.heard()) == ("", 0, set()), page
        assert run.tally.done + run.tally.before == 5
        assert ledger.with_name("ledger.sqlite.damaged").is_file()
        assert Call([videos], out).run(HereCrew()).tally.failed == 0
        assert len(read_rows(ledger)) == 5
    assert files(out) == before


def test_what_sqlite_keeps_beside_a_damaged_ledger_goes_with_it(tmp_path: Path) -> None:
    """Written over the next ledger, it would damage that, too."""
    place = tmp_path / "ledger.sqlite"
    first = Ledger(place)  # of another run, which has not closed it
    first.begin("")
    for number in range(99):
        first.enter(Row(f"{number}.wav", "x" * 200))
    first._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    first.enter(Row("1.wav", "new"))
    place.write_bytes(place.read_bytes()[:8192].ljust(place.stat().st_size, b"x"))
    second = Ledger(place)
    assert second.row("1.wav") is None
    second.begin("")
    second.enter(Row("a.wav", "a.wav"))
    second.close()
    first.close()
    assert [row.key for row in read_rows(place)] == ["a.wav"]


def test_to_read_it_writes_nothing(videos: Path, tmp_path: Path) -> None:
    """So it can be read where nothing may be written."""
    out = tmp_path / "out"
    Call([videos], out).run(HereCrew())
    before = sorted(path.name for path in (out / ".rehear").iterdir())
    assert "ledger.sqlite" in before
    assert len(read_rows(out / ".rehear/ledger.sqlite")) == 5
    assert sorted(path.name for path in (out / ".rehear").iterdir()) == before


def test_what_a_run_has_not_put_into_the_file_itself_is_read_too(tmp_path: Path) -> None:
    place = tmp_path / "ledger.sqlite"
    with closing(Ledger(place)) as ledger:
        ledger.begin("")
        ledger.enter(Row("a.wav", "a.wav"))
        assert [row.key for row in read_rows(place)] == ["a.wav"]
    assert [row.key for row in read_rows(place)] == ["a.wav"]


def test_damage_that_a_run_comes_upon_does_not_stop_the_next(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    made = Ledger(out / ".rehear/ledger.sqlite")
    made.begin("")
    for number in range(99):
        made.enter(Row(f"old {number}.wav", "x" * 200))
    for page in range(2, pages(made.path)):
        strike(made.path, page)
    made._db.execute("PRAGMA shrink_memory")  # what it has read it would not read again
    with pytest.raises(OutputError, match="damaged, and was put aside as ledger"):
        [made.row(f"old {number}.wav") for number in range(99)]
    assert Call([videos], out).run(HereCrew()).tally.done == 5


def test_a_row_that_makes_no_sense_is_looked_at_again(videos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ledger = out / ".rehear/ledger.sqlite"
    Call([videos], out).run(HereCrew())
    with closing(sqlite3.connect(ledger)) as db, db:
        db.execute("UPDATE clips SET files = '{\"a' WHERE key = '0.wav'")
        db.execute("UPDATE clips SET kept = '[7' WHERE key = '1.wav'")
        db.execute("UPDATE clips SET trouble = 'unreadabl' WHERE key = '2.wav'")
    assert {row.trouble for row in read_rows(ledger)} == {None, Trouble.BUG}
    assert read_kept(ledger) == []
    crew = HereCrew()
    tally = Call([videos], out).run(crew).tally
    assert (tally.done, tally.before, crew.heard()) == (2, 3, set())


def test_only_a_full_disk_is_told_to_be_made_room_on(videos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rehear.commands.archive._crew", lambda *_given: HereCrew())

    def refuse(*_given: object) -> None:
        raise OutputError("the ledger cannot be written: attempt to write a readonly database")

    monkeypatch.setattr(Ledger, "claim", refuse)
    done = rehear("archive", str(videos), "-o", "out", "--settle", "0", "--no-vad", folder=videos.parent)
    assert (done.code, "make room" in done.stderr) == (3, False)
    assert "readonly database; the same call goes on from there" in done.stderr
