"""A report as a file: as a table for spreadsheets and for programs, and what it is written over."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest
from command_line import rehear
from rehear.document.store import Record, write_record
from rehear.evaluation.clips import Clip, Hearing, Passage
from rehear.evaluation.report import Failure, Report
from rehear.evaluation.sheet import Sheet


def test_a_name_is_no_formula_in_a_spreadsheet() -> None:
    file = io.BytesIO()
    sheet = Sheet(file)
    sheet.clip(Report().add(Clip("=HYPERLINK(1).mp4", Hearing(60_000, 160, listen=Passage(0, '- Oui\n+ non, "si"')))))
    sheet.failure(Failure("a;b,c.mp4", "no sound"))
    rows = list(csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")))
    assert (rows[0]["clip"], rows[0]["listen_text"]) == ("'=HYPERLINK(1).mp4", '\'- Oui\n+ non, "si"')
    assert (rows[1]["clip"], rows[1]["state"], rows[1]["because"]) == ("a;b,c.mp4", "failed", "no sound")


def test_any_name_can_be_told_from_a_table() -> None:
    names = ["=a.mp4", "l'été/a b.mp4", "100% {}.mp4", os.fsdecode(b"caf\xe9.wav"), "caf\\xe9.wav", "a\nb.wav"]
    file = io.BytesIO()
    sheet = Sheet(file)
    for name in names:
        sheet.failure(Failure(name, "no sound"))
    rows = csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline=""))
    assert [os.fsdecode(unquote_to_bytes(row["path"])) for row in rows] == names


@pytest.mark.parametrize("option", ["--csv", "--html"])
def test_what_is_no_name_of_a_file_makes_none(tmp_path: Path, option: str) -> None:
    done = rehear("report", ".", option, "-", folder=tmp_path)
    assert (done.code, done.stderr) == (2, f"error: {option} names a file (--json writes to the standard output)\n")
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(("option", "what"), [("--csv", "table"), ("--html", "page")])
def test_what_is_no_report_is_not_written_over(tmp_path: Path, option: str, what: str) -> None:
    write_record(Record("a.srt", ""), tmp_path / "out/.rehear/a.srt.edits.jsonl")
    file = tmp_path / "kept"
    call = ("report", "out", option, "kept", "-q")
    for holds in (b"ID3\x04 sound", b"1\n00:00:01,000 --> 00:00:02,000\nMade by rehear\n"):
        file.write_bytes(holds)
        done = rehear(*call, folder=tmp_path)
        said = f"error: kept: is no {what} of a report, and would be written over (--force does that)\n"
        assert (done.code, done.stderr, file.read_bytes()) == (2, said, holds)
    assert rehear(*call, "--force", folder=tmp_path).code == 0
    first = file.read_bytes()
    write_record(Record("b.srt", ""), tmp_path / "out/.rehear/b.srt.edits.jsonl")
    assert rehear(*call, folder=tmp_path).code == 0
    assert file.read_bytes() != first
    file.write_bytes(b"")  # as mktemp leaves it
    assert rehear(*call, folder=tmp_path).code == 0
    assert file.stat().st_size > 0
