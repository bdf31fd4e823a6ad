"""A report as a table for spreadsheets, and for programs."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest
from command_line import rehear
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
