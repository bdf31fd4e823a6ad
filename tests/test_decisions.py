"""Decisions that come back as a file from a page that was mailed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import rehear
from rehear.document import InputError
from rehear.document.decisions import Decisions, dump_decisions, parse_decisions, read_decisions
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
    done, stuck = session.take(parse_decisions(json.dumps(whole)))
    assert (done, len(stuck)) == (0, 5)
    assert session.record.history == ()
