"""What nobody said goes, with its evidence; what somebody may have said stays, or is shown first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cleaning import CREDITS, edits, heard, left
from hypothesis import given
from hypothesis import strategies as st
from rehear.correction import propose
from rehear.document import Band, Transcript, apply
from rehear.subtitles import read

GREETINGS = [
    line
    for line in (Path(__file__).parent / "greetings.txt").read_text(encoding="utf-8").splitlines()
    if line[0] != "#"
]


@pytest.mark.parametrize("greeting", GREETINGS)
def test_what_people_say_stays(greeting: str) -> None:
    assert left(["Voici le journal.", greeting]) == ["Voici le journal.", greeting]
    assert left([f"Voici le journal. {greeting}"]) == [f"Voici le journal. {greeting}"]


def test_there_are_sixty_of_them() -> None:
    assert len(GREETINGS) >= 60


@given(st.permutations(GREETINGS))
def test_nor_does_anything_go_when_they_stand_together(lines: list[str]) -> None:
    assert left(lines) == lines


def test_the_recognisers_scores_decide_about_a_line_that_may_be_said() -> None:
    ending = "Merci d'avoir regardé cette vidéo !"
    [edit] = propose(heard(["Bonsoir.", ending]), CREDITS)
    assert edit.band is Band.REVIEW
    [edit] = propose(heard(["Bonsoir.", ending], no_speech_prob=0.83), CREDITS)
    assert edit.band is Band.SAFE
    assert edit.evidence["speech"] == "the recogniser doubts that anybody speaks here (0.83)"


def test_so_does_standing_there_again_and_again() -> None:
    ending = "Merci d'avoir regardé cette vidéo !"
    assert left(["Bonsoir.", ending, "Il pleut.", ending]) == ["Bonsoir.", ending, "Il pleut.", ending]
    assert left(["Bonsoir.", *[ending] * 5]) == ["Bonsoir."]


def test_a_thank_you_over_silence_is_shown_never_removed() -> None:
    for scores in ({"no_speech_prob": 0.9}, {"no_speech_prob": 0.9, "avg_logprob": -1.4}):
        assert not any(edit.applies for edit in propose(heard(["Bonsoir.", "Merci."], **scores), CREDITS))
    [edit] = propose(heard(["Bonsoir.", "Merci."], no_speech_prob=0.9, avg_logprob=-1.4), CREDITS)
    assert (edit.rule, edit.band) == ("nonspeech", Band.REVIEW)


def test_the_marks_of_hearing_are_shown() -> None:
    [edit] = propose(heard(["Bonsoir.", "Il pleut des cordes."], silence=1.0, odd=0.9), CREDITS)
    assert (edit.rule, edit.band) == ("nonspeech", Band.REVIEW)
    assert edit.evidence == {"speech": "nobody speaks in 100% of its time", "words": "90% of its words look invented"}


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (["Il est très très très content."], ["Il est très très très content."]),
        (["Je suis " + "très " * 40 + "bien."], ["Je suis très bien."]),
        (["Oui.", *["On y va, il faut partir."] * 9, "Non."], ["Oui.", "On y va, il faut partir.", "Non."]),
        (["On y va.", "On y va.", "Non."], ["On y va.", "On y va.", "Non."]),
        (["Non" + ", non" * 20 + " !"], ["Non !"]),
        (["C'est bien. " * 14], ["C'est bien."]),
        (
            ["et puis la ville et puis", "la ville " + "et puis la ville " * 12, "et puis la mer"],
            ["et puis la ville", "et puis la mer"],
        ),
        (
            ["Et la mer est revenue hier.", *["La mer est revenue hier."] * 8, "La mer est revenue hier soir."],
            ["Et la mer est revenue hier.", "La mer est revenue hier.", "La mer est revenue hier soir."],
        ),
    ],
)
def test_loops(texts: list[str], wanted: list[str]) -> None:
    assert left(texts) == wanted


def test_a_chant_is_shown_unless_something_else_speaks_for_a_machine() -> None:
    times = [(2000 * at + 150 * (at % 3), 2000 * at + 1700 + 90 * (at % 4)) for at in range(20)]
    chant = Transcript.from_texts(["On est là !"] * 20, language="fr", times=times)
    assert {edit.band for edit in propose(chant, CREDITS)} == {Band.REVIEW}
    # A text without times: those it gets say nothing.
    untimed = Transcript.from_texts(["On est là !"] * 20, language="fr")
    assert {edit.band for edit in propose(untimed, CREDITS)} == {Band.REVIEW}
    marked = replace(chant, segments=tuple(replace(one, evidence={"silence": 1.0}) for one in chant.segments))
    assert {edit.band for edit in propose(marked, CREDITS)} == {Band.SAFE}
    [edit] = edits(["Non, " * 40], lasting=20_000)
    assert edit.band is Band.REVIEW
    [edit] = edits(["Non, " * 40], lasting=4_000)
    assert (edit.band, edit.evidence["fast"]) == (Band.SAFE, "10 words a second")


@pytest.mark.parametrize("line", ["But !", "Présent.", "Priez pour nous.", "On est là !", "Non, non, non !"])
def test_what_a_crowd_says_evenly_is_shown_unless_the_recogniser_speaks_against_it(line: str) -> None:
    cues = ["Voici le direct.", *[line] * 8, "Fin."]
    assert left(cues) == cues
    assert edits(cues)
    row = Transcript.from_texts([line] * 8, language="fr", times=[(1000 * at, 1000 * at + 1000) for at in range(8)])
    packed = replace(row, segments=tuple(replace(one, evidence={"compression_ratio": 4.0}) for one in row.segments))
    assert {edit.band for edit in propose(packed, CREDITS)} == {Band.SAFE}


def test_whole_seconds_are_no_even_times(tmp_path: Path) -> None:
    text = "".join(f"00:{at:02} On ne lâche rien, on continue.\n" for at in range(3, 30, 3))
    (tmp_path / "debat.txt").write_text(text, encoding="utf-8")
    said = read(tmp_path / "debat.txt").transcript
    assert {edit.band for edit in propose(said, CREDITS)} == {Band.REVIEW}
    finer = replace(said, segments=tuple(replace(one, start=one.start + 40, end=one.end + 40) for one in said.segments))
    assert {edit.band for edit in propose(finer, CREDITS)} == {Band.SAFE}


def test_a_second_that_is_up_to_a_second_longer_is_not_too_fast() -> None:
    for start, band in ((0, Band.REVIEW), (40, Band.SAFE)):
        quick = Transcript.from_texts(["Non, " * 12], language="fr", times=[(start, start + 1000)])
        [edit] = propose(quick, CREDITS)
        assert edit.band is band


@pytest.mark.parametrize("line", ["Merci.", "Merci beaucoup !", "Bonsoir à tous.", "Bravo !", "Thank you.", "Grazie."])
def test_thanks_and_greetings_in_a_row_are_shown_however_even_their_times(line: str) -> None:
    assert left(["Voici le journal.", *[line] * 7]) == ["Voici le journal.", *[line] * 7]
    assert {edit.band for edit in edits([line] * 7)} == {Band.REVIEW}
    assert left([" ".join([line] * 7)], lasting=500) == [" ".join([line] * 7)]
    row = Transcript.from_texts([line] * 7, language="fr")
    some = [replace(one, evidence={"silence": 0.9} if at > 3 else {}) for at, one in enumerate(row.segments)]
    assert not any(edit.applies for edit in propose(replace(row, segments=tuple(some)), CREDITS))
    silent = replace(row, segments=tuple(replace(one, evidence={"no_speech_prob": 0.9}) for one in row.segments))
    assert apply(silent, [edit for edit in propose(silent, CREDITS) if edit.applies]).texts() == [line]


def test_cries_with_a_pause_between_them_are_shown() -> None:
    times = [(3000 * at, 3000 * at + 1000) for at in range(9)]
    row = Transcript.from_texts(["Non !"] * 9, language="fr", times=times)
    assert {edit.band for edit in propose(row, CREDITS)} == {Band.REVIEW}


def test_a_sign_alone_is_no_word_that_is_said_fast() -> None:
    """Six words a second, if the French space before "!" makes no seventh."""
    for text in ("Libérez Mumia ! " * 6, "Libérez Mumia! " * 6):
        assert left([text.strip()]) == [text.strip()]


def test_a_loop_that_may_be_said_is_shown() -> None:
    [edit] = edits(["Non, non, non, non, non, non, non !"])
    assert (edit.rule, edit.band, edit.after) == ("loop", Band.REVIEW, "Non")
    assert edit.evidence["loop"] == "'Non,' 7 times in a row"


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (["Bonsoir.", "...", ". . .", "…", "Il pleut."], ["Bonsoir.", "Il pleut."]),
        (["C'est tout. ... ... ... ... Merci."], ["C'est tout. Merci."]),
        (["♪", "♪♪♪", "[rires]", "?", "😀", "..."], ["♪", "♪♪♪", "[rires]", "?", "😀"]),
        (["Il hésite... puis... il part..."], ["Il hésite... puis... il part..."]),
    ],
)
def test_punctuation_alone(texts: list[str], wanted: list[str]) -> None:
    assert left(texts) == wanted


def test_doubled_cues() -> None:
    times = [(0, 2000), (0, 2000), (2100, 4000), (4100, 6000)]
    texts = ["Il pleut.", "Il pleut.", "Les deux hommes ont été arrêtés.", "Les deux hommes ont été arrêtés."]
    found = propose(Transcript.from_texts(texts, language="fr", times=times), CREDITS)
    assert [(edit.before, edit.band) for edit in found] == [(texts[1], Band.SAFE), (texts[3], Band.REVIEW)]
