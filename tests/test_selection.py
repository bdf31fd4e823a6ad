"""Which proposals a call applies."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import FIXED, LEXICONS, STORY, rehear
from rehear.correction import Lexicon
from rehear.correction.lexicon import Term
from rehear.document import Band, Decision, Edit
from rehear.document.edit import LEFT_OUT, LET_THROUGH, TOO_LOW
from rehear.pipeline.selection import Selection, named, nearest, spellings_of

LEXICON = Lexicon(
    (Term("guet-apens", plural="guets-apens"), Term("Mâcon"), Term("maçon"), Term("Maëlle Quéméneur"), Term("sound"))
)
SPELLINGS = spellings_of(LEXICON)
SAFE = Edit("0123456789ab", 0, 0, "Macon", "Mâcon", "spelling", "Mâcon", Band.SAFE, 0.9)
WAITING = Edit("ba9876543210", 2, 2, "gay", "guet-apens", "sound", "guet-apens", Band.REVIEW, 0.5)


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("guet-apens", {"guet-apens"}),
        ("Guets apens", {"guet-apens"}),
        ("Mâcon", {"Mâcon"}),
        ("maçon", {"maçon"}),
        ("MACON", {"Mâcon", "maçon"}),
        ("quemeneur", {"Maëlle Quéméneur"}),
        ("Maëlle", {"Maëlle Quéméneur"}),
        ("apens", {"guet-apens"}),
        ("sound", {"sound"}),
        ("pens", set()),
        ("", set()),
        ("-", set()),
    ],
)
def test_a_term_by_its_spelling_or_a_part_of_it(typed: str, terms: set[str]) -> None:
    assert named([typed], SPELLINGS).terms == terms


def test_rules_ids_and_what_is_unknown() -> None:
    found = named(["sound", "credit", "0123456789ab", "Macom"], SPELLINGS)
    assert found.rules == {"sound", "credit"}
    assert found.ids == {"0123456789ab"}
    assert found.unknown == ("Macom",)
    assert nearest("Macom", SPELLINGS) in ("Mâcon", "maçon")
    assert nearest("credits", SPELLINGS) == "credit"
    assert nearest("xyz", SPELLINGS) == ""


def test_what_is_left_out_stays_a_proposal() -> None:
    for selection in (
        Selection(only=named(["guet-apens"], SPELLINGS)),
        Selection(exceptions=named(["spelling"], SPELLINGS)),
    ):
        (edit,) = selection.of([SAFE])
        assert not edit.applies
        assert edit.left_out
        assert not edit.waits
        assert (edit.band, edit.decision) == (Band.REVIEW, None)
        assert LEFT_OUT in edit.evidence


def test_what_scores_too_low_waits_for_a_person() -> None:
    for selection, edit in ((Selection(min_score=0.95), SAFE), (Selection(band=Band.REVIEW, min_score=0.6), WAITING)):
        (held,) = selection.of([edit])
        assert held.waits
        assert not held.left_out
        assert held.evidence[TOO_LOW] == selection.min_score
    assert Selection(min_score=0.6).of([WAITING]) == [WAITING], "it would not have been applied anyhow"


def test_the_band() -> None:
    assert [edit.applies for edit in Selection().of([SAFE, WAITING])] == [True, False]
    both = Selection(band=Band.REVIEW).of([SAFE, WAITING])
    assert [edit.applies for edit in both] == [True, True]
    assert LET_THROUGH in both[1].evidence
    assert [edit.applies for edit in Selection(band=Band.REVIEW, min_score=0.6).of([SAFE, WAITING])] == [True, False]


def test_what_a_person_decided_stays_decided() -> None:
    rejected, accepted = replace(SAFE, decision=Decision.REJECTED), replace(WAITING, decision=Decision.ACCEPTED)
    chosen = Selection(only=named(["spelling"], SPELLINGS), band=Band.REVIEW).of([rejected, accepted])
    assert chosen == [rejected, accepted]
    (again,) = Selection(only=named([SAFE.id], SPELLINGS)).of([rejected])
    assert again.decision is Decision.ACCEPTED


# --- the command ---


@pytest.mark.parametrize("option", ["--only", "--except"])
def test_an_id_that_no_input_has_is_told(tmp_path: Path, option: str) -> None:
    for name in ("a.srt", "b.srt"):
        (tmp_path / name).write_text(STORY if name == "b.srt" else STORY[:80], encoding="utf-8")
    call = ("fix", "a.srt", "b.srt", *LEXICONS)
    events = map(json.loads, rehear(*call, "--json", folder=tmp_path).stdout.splitlines())
    (known,) = [event["id"] for event in events if event["event"] == "edit" and event["term"] == "Mâcon"]
    done = rehear(*call, option, known, option, "abcdefabcdef", folder=tmp_path)
    assert (done.code, done.stderr.count("no edit of what was read has the id abcdefabcdef\n")) == (1, 1)
    assert done.stderr.count("has the id") == 1
    for _ in range(2):  # it is known also when it is done
        done = rehear(*call, option, known, "-w", folder=tmp_path)
        assert (done.code, "has the id" in done.stderr) == (0, False)
    assert ("Mâcon" in (tmp_path / "b.srt").read_text(encoding="utf-8")) is (option == "--only")


def test_undo_knows_ids_too(tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_text(STORY, encoding="utf-8")
    assert rehear("fix", "-w", "a.srt", *LEXICONS, folder=tmp_path).code == 0
    done = rehear("undo", "-w", "a.srt", "--only", "abcdefabcdef", folder=tmp_path)
    assert (done.code, done.stderr) == (1, "a.srt: no correction in it is called 'abcdefabcdef'\n")
    assert (tmp_path / "a.srt").read_text(encoding="utf-8") == FIXED
