"""A review that is mailed: what the command says to run afterwards works as it is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import rehear
from rehear.document.decisions import Decisions, dump_decisions
from rehear.document.errors import EditError
from rehear.document.store import read_record
from review_story import STORY, lines, opened


def test_the_lexicons_of_the_call_need_not_be_named_again(tmp_path: Path) -> None:
    (tmp_path / "clip.srt").write_text(STORY, encoding="utf-8")
    (tmp_path / "house.csv").write_text("write,plural\nnon-lieu,non-lieux\n", encoding="utf-8")
    made = rehear("review", "clip.srt", "-l", "house.csv", "--language", "fr", "--html", "r.html", folder=tmp_path)
    assert made.code == 0, made.stderr
    record = read_record(tmp_path / ".rehear" / "clip.srt.edits.jsonl")
    ids = [edit.id for edit in record.edits if edit.before == "non lieux"]
    assert ids
    decisions = Decisions("clip.srt", record.digest, ({"do": "accept", "ids": ids},))
    (tmp_path / "back.json").write_text(dump_decisions(decisions), encoding="utf-8")
    done = rehear("fix", "clip.srt", "--decisions", "back.json", "-w", folder=tmp_path)
    assert done.code == 0, done.stderr
    assert "Deux non-lieux à Mâcon hier" in lines(tmp_path / "clip.srt")


@pytest.mark.parametrize("end", [10**30, 90_000_000])
def test_times_far_from_the_words_are_refused(tmp_path: Path, end: int) -> None:
    session = opened(tmp_path)
    with pytest.raises(EditError, match="cannot stand"):
        session.retime(0, 7, 1000, end)
    assert session.undo() is None


def test_a_page_is_written_over_a_page_and_over_nothing_else(tmp_path: Path) -> None:
    opened(tmp_path)
    notes = tmp_path / "notes.html"
    notes.write_text("<p>Notes</p>", encoding="utf-8")
    assert rehear("review", "clip.srt", "--html", "notes.html", folder=tmp_path).code == 2
    assert notes.read_text("utf-8") == "<p>Notes</p>"
    assert rehear("review", "clip.srt", "--html", "notes.html", "--force", folder=tmp_path).code == 0
    assert rehear("review", "clip.srt", "--html", "notes.html", folder=tmp_path).code == 0
    assert notes.read_bytes().startswith(b"<!doctype html>")
    record = ".rehear/clip.srt.edits.jsonl"
    assert rehear("review", "clip.srt", "--html", record, "--force", folder=tmp_path).code == 2
    assert read_record(tmp_path / record).source == "clip.srt"
