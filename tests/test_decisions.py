"""Decisions that come back as a file from a page that was mailed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import rehear
from rehear.document import InputError
from rehear.document.decisions import Decisions, dump_decisions, parse_decisions, read_decisions
from rehear.review import open_session
from rehear.review.perform import take_decisions
from review_story import STORY, lines, opened, waiting


def test_a_page_that_was_mailed_comes_back(tmp_path: Path) -> None:
    session = opened(tmp_path)
    ids = waiting(session)
    made = Decisions(
        session.record.source,
        session.record.digest,
        (
            {"do": "accept", "ids": ids[:2]},
            {"do": "own", "id": ids[2], "text": "avis"},
            {"do": "retype", "texts": [[0, 7, "Le juge rend un non-lieu pour Jean."]]},
            {"do": "accept", "ids": ["0" * 12]},
            {"do": "explode"},
        ),
    )
    (tmp_path / "back.json").write_text(dump_decisions(made), encoding="utf-8")
    assert read_decisions(tmp_path / "back.json") == made
    shown = rehear("fix", "clip.srt", "--decisions", "back.json", folder=tmp_path)
    assert (tmp_path / "clip.srt").read_text("utf-8") == STORY
    assert "+Le juge rend un non-lieu pour Jean." in shown.stdout
    done = rehear("fix", "clip.srt", "--decisions", "back.json", "-w", folder=tmp_path)
    assert done.code == 1, "two actions could not be done"
    assert done.stderr.count("warning: back.json: action ") == 2
    assert lines(tmp_path / "clip.srt") == [
        "Le juge rend un non-lieu pour Jean.",
        "Deux non-lieux à Mâcon hier",
        "et trois non-lieux à Dijon. Merci d'avoir regardé cette vidéo.",
        "Quatre avis à Lyon, donc.",
    ]
    # Doing it once more changes nothing.
    before = (tmp_path / "clip.srt").read_bytes()
    rehear("fix", "clip.srt", "--decisions", "back.json", "-w", folder=tmp_path)
    assert (tmp_path / "clip.srt").read_bytes() == before


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"schema": "rehear.decisions/2"}', '{"schema": "rehear.decisions/1", "source": "a"}', "[" * 9999],
)
def test_what_is_no_file_of_decisions_is_one_line(text: str) -> None:
    with pytest.raises(InputError) as error:
        parse_decisions(text, "back.json")
    assert "\n" not in str(error.value)


def test_decisions_without_the_record_they_belong_to_are_one_line(tmp_path: Path) -> None:
    ids = waiting(opened(tmp_path))
    (tmp_path / "rehear.toml").write_text('language = "fr"\n', encoding="utf-8")
    digest = open_session(tmp_path / "clip.srt").record.digest
    actions: list[dict[str, object]] = [{"do": "reject", "ids": [name]} for name in ids[:3]]
    decisions = Decisions("clip.srt", digest, (*actions, {"do": "tick", "spans": [[0, 6]], "seen": True}))
    (tmp_path / "back.json").write_text(dump_decisions(decisions), encoding="utf-8")
    done = rehear("fix", "clip.srt", "--decisions", "back.json", "-w", folder=tmp_path)
    assert done.code == 1
    assert done.stderr.count("warning:") == 1
    assert (
        "3 of 4 actions, 1, 2, 3: unknown proposals, .rehear/clip.srt.edits.jsonl, which lists them, is not there"
        in done.stderr
    )
    assert "name the lexicons of that call with -l" in done.stderr
    named = rehear("fix", "clip.srt", "-l", "terms.toml", "--decisions", "back.json", "-w", folder=tmp_path)
    assert named.code == 0, named.stderr


def test_an_always_from_a_page_says_which_lexicon_it_wrote(tmp_path: Path) -> None:
    session = opened(tmp_path)
    decisions = Decisions("clip.srt", session.record.digest, ({"do": "always", "id": waiting(session)[0]},))
    (tmp_path / "back.json").write_text(dump_decisions(decisions), encoding="utf-8")
    done = rehear("fix", "clip.srt", "--decisions", "back.json", "-w", folder=tmp_path)
    assert done.code == 0
    assert "terms.toml" in done.stderr


def test_damaged_actions_are_named(tmp_path: Path) -> None:
    session = opened(tmp_path)
    actions = [
        {"do": "accept"},
        {"do": "accept", "ids": 3},
        {"do": "retype", "texts": [[1]]},
        {"do": "retime", "first": None},
        {"do": "own", "id": waiting(session)[0], "text": 1},
    ]
    whole = {"schema": "rehear.decisions/1", "source": "", "digest": "", "actions": actions}
    taken = take_decisions(session, parse_decisions(json.dumps(whole)))
    assert (taken.done, len(taken.stuck)) == (0, 5)
    assert session.record.history == ()
