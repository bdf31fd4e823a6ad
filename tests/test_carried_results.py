"""What a person did to a result holds there, whichever input it was made from, and in what is made of it in turn."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import rehear

HEARD = "1\n00:00:01,000 --> 00:00:03,000\nLa procureure Maël Kemener parle d'un gay tapant.\n"
RIGHT = HEARD.replace("Maël Kemener", "Maëlle Quéméneur").replace("gay tapant", "guet-apens")
TYPED = RIGHT.replace("Quéméneur", "Quemeneur")
HOUSE = (
    'language = "fr"\n[[term]]\nwrite = "Maëlle Quéméneur"\nheard = ["Maël Kemener"]\n'
    '[[term]]\nwrite = "guet-apens"\nheard = ["gay tapant"]\n'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "house.toml").write_text(HOUSE, encoding="utf-8")
    write(tmp_path / "first.srt", HEARD)
    return tmp_path


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def fix(folder: Path, *arguments: str) -> str:
    done = rehear("fix", *arguments, "-l", "house.toml", folder=folder)
    assert done.code == 0
    return done.stdout


def undo(folder: Path, *arguments: str) -> None:
    assert rehear("undo", "-q", "-w", *arguments, folder=folder).code == 0


def test_what_was_taken_back_in_a_result_is_not_applied_to_it_again(folder: Path) -> None:
    fix(folder, "first.srt", "-o", "second.srt")
    undo(folder, "second.srt")
    for _ in range(2):
        assert fix(folder, "second.srt", "-w") == "second.srt: nothing to change, 2 rejected\n"
        assert read(folder / "second.srt") == HEARD
    # A record of its own does not hide what is said in the other one.
    fix(folder, "second.srt", "-w", "--band", "review")
    assert read(folder / "second.srt") == HEARD


def test_what_was_taken_back_in_a_file_holds_where_it_is_written_elsewhere(folder: Path) -> None:
    fix(folder, "first.srt", "-O", "out")
    fix(folder, "first.srt", "-w")
    undo(folder, "first.srt", "--only", "guet-apens")
    fix(folder, "first.srt", "-O", "out")
    assert read(folder / "out" / "first.srt") == read(folder / "first.srt") == RIGHT.replace("guet-apens", "gay tapant")


def test_what_a_person_typed_into_a_result_is_only_shown(folder: Path) -> None:
    fix(folder, "first.srt", "-o", "second.srt")
    write(folder / "second.srt", TYPED)
    for _ in range(2):
        assert "to review, not applied, you changed this by hand" in fix(folder, "second.srt", "-w")
        assert read(folder / "second.srt") == TYPED


def test_what_was_accepted_for_the_input_is_not_written_over_what_a_person_put_back_in_the_result(folder: Path) -> None:
    fix(folder, "first.srt", "-o", "second.srt")
    undo(folder, "second.srt", "--only", "guet-apens")
    name = fix(folder, "first.srt", "--explain").split("you rejected this")[1].split(", id ")[1].split()[0]
    fix(folder, "first.srt", "-o", "second.srt", "--only", name)
    mine = read(folder / "second.srt")
    assert "guet-apens" in mine
    write(folder / "second.srt", mine.replace("guet-apens", "gay tapant"))
    assert "you changed this by hand" in fix(folder, "second.srt", "-w", "--only", "guet-apens")
    assert "gay tapant" in read(folder / "second.srt")


@pytest.mark.parametrize(("arguments", "made"), [(("-o", "third.srt"), "third.srt"), (("-O", "out"), "out/first.srt")])
def test_what_was_typed_is_held_in_what_is_made_of_it(folder: Path, arguments: tuple[str, str], made: str) -> None:
    fix(folder, "first.srt", "-w")
    write(folder / "first.srt", TYPED)
    fix(folder, "first.srt", *arguments)
    assert "you changed this by hand" in fix(folder, made, "-w")
    assert read(folder / made) == TYPED


def test_what_was_typed_stays_also_where_all_that_is_for_review_is_applied(folder: Path) -> None:
    fix(folder, "first.srt", "-w")
    mine = RIGHT.replace("Maëlle Quéméneur", "Maëlle Kéméner")
    write(folder / "first.srt", mine)
    assert "you changed this by hand" in fix(folder, "first.srt", "-w", "--band", "review")
    assert read(folder / "first.srt") == mine
    write(folder / "rehear.toml", 'band = "review"\n')
    said = fix(folder, "first.srt", "-w", "--explain")
    assert read(folder / "first.srt") == mine
    fix(folder, "first.srt", "-w", "--only", said.split("(--only ")[1].split(" ")[0])
    assert read(folder / "first.srt") == RIGHT


def test_what_was_rejected_is_shown_with_explain_and_only_where_the_call_is_about_it(folder: Path) -> None:
    fix(folder, "first.srt", "-w")
    undo(folder, "first.srt")
    assert fix(folder, "first.srt") == "first.srt: nothing to change, 2 rejected\n"
    assert fix(folder, "first.srt", "--explain").count("you rejected this") == 2
    named = fix(folder, "first.srt", "--explain", "--only", "guet-apens")
    assert named.count("you rejected this") == 1
    assert named.endswith("first.srt: nothing to change, 1 rejected\n")
    assert fix(folder, "first.srt", "--explain", "--only", "sound") == "first.srt: nothing to change\n"


def test_who_names_an_edit_has_not_accepted_it_before(folder: Path) -> None:
    fix(folder, "first.srt", "-w")
    undo(folder, "first.srt", "--only", "guet-apens")
    name = fix(folder, "first.srt", "--explain").split(", id ")[1].split()[0]
    for _ in range(2):
        said = fix(folder, "first.srt", "--only", name)
        assert "listed mishearing of guet-apens (house.toml:5) - you named this\n" in said
        assert said.endswith("first.srt: 1 changed\n")
    assert "you rejected this" in fix(folder, "first.srt", "--explain"), "because nothing was written"


def test_what_is_typed_after_a_correction_was_taken_back_is_a_persons(folder: Path) -> None:
    fix(folder, "first.srt", "-w")
    undo(folder, "first.srt")
    write(folder / "first.srt", HEARD.replace("Maël Kemener", "Maëlle Kemener"))
    assert "to review" in fix(folder, "first.srt", "-w")
    assert "Maëlle Kemener parle d'un gay tapant" in read(folder / "first.srt")
