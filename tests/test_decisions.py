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


def back(folder: Path, digest: str, *actions: dict[str, object]) -> Path:
    path = folder / "back.json"
    path.write_text(dump_decisions(Decisions("clip.srt", digest, actions)), encoding="utf-8")
    return path


BY_PLACE: list[dict[str, object]] = [
    {"do": "join", "first": 8, "last": 20},
    {"do": "tick", "spans": [[8, 13]], "seen": True},
    {"do": "split", "first": 0, "last": 7, "at": 3},
    {"do": "retime", "first": 0, "last": 7, "start": 900, "end": 2900},
    {"do": "retype", "texts": [[0, 7, "Autre chose."]]},
]


def test_places_in_another_text_are_not_those_of_this_one(tmp_path: Path) -> None:
    session = opened(tmp_path)
    saw = {"do": "retype", "texts": [[8, 13, "Deux avis à Mâcon hier", "Deux non lieux à Mâcon hier"]]}
    back(tmp_path, "another", *BY_PLACE, {"do": "reject", "ids": waiting(session)[:1]}, saw)
    done = rehear("fix", "clip.srt", "--decisions", "back.json", "-w", folder=tmp_path)
    assert done.code == 1
    stuck = [line for line in done.stderr.splitlines() if "says where in another text" in line]
    assert [line.split(" (")[1].split(")")[0] for line in stuck] == [action["do"] for action in BY_PLACE]
    assert (tmp_path / "clip.srt").read_text("utf-8").count("-->") == STORY.count("-->")
    again = open_session(tmp_path / "clip.srt")
    assert (again.record.cues, again.record.seen) == ((), ())
    assert again.cues()[1].lines == ("Deux avis à Mâcon hier",), "what stood there as it was seen is another matter"
    assert len(again.record.history) == 2


def test_the_same_places_in_the_same_text_are_done(tmp_path: Path) -> None:
    session = opened(tmp_path)
    back(tmp_path, session.record.digest, *BY_PLACE[:2])
    assert rehear("fix", "clip.srt", "--decisions", "back.json", "-w", folder=tmp_path).code == 0
    assert open_session(tmp_path / "clip.srt").counts().cues == 3


BEYOND: list[dict[str, object]] = [
    {"do": "tick", "spans": [[0, 99_999_999_999]], "seen": True},
    {"do": "tick", "spans": [[0, 3], [-2, 1]], "seen": True},
    {"do": "tick", "spans": [[9, 3]], "seen": True},
    {"do": "join", "first": 0, "last": 99_999_999_999},
    {"do": "join", "first": -5, "last": 20},
    {"do": "retype", "texts": [[3, 99_999_999_999, "x"]]},
    {"do": "retype", "texts": [[-3, 2, "x"]]},
    {"do": "retime", "first": 0, "last": 99_999_999_999, "start": 0, "end": 10},
    {"do": "split", "first": -1, "last": 7, "at": 3},
]


@pytest.mark.parametrize("action", BEYOND, ids=[f"{action['do']} {at}" for at, action in enumerate(BEYOND)])
def test_places_outside_the_text_are_refused(tmp_path: Path, action: dict[str, object]) -> None:
    session = opened(tmp_path)
    taken = take_decisions(session, Decisions("clip.srt", session.record.digest, (action,)))
    assert (taken.done, len(taken.stuck)) == (0, 1)
    assert session.record.history == ()


def test_ticking_many_times_over_takes_no_longer(tmp_path: Path) -> None:
    session = opened(tmp_path, STORY.replace("Paul.", "Paul, Jean et Marie. " * 3000))
    count = len(session.transcript.words)
    session.tick(*[(0, count - 1)] * 3000, (5, 9))
    assert session.record.seen == ((0, count - 1),)
    session.tick((0, 3), (2, 8), seen=False)
    assert session.record.seen == ((9, count - 1),)


def test_a_check_of_decisions_writes_nothing(tmp_path: Path) -> None:
    session = opened(tmp_path)
    name, *_ = waiting(session)
    back(tmp_path, session.record.digest, {"do": "accept", "ids": [name]}, {"do": "never", "id": waiting(session)[3]})
    lexicon = (tmp_path / "terms.toml").read_bytes()
    done = rehear("fix", "clip.srt", "--decisions", "back.json", "--check", "-w", folder=tmp_path)
    assert done.code == 1, "something would change"
    assert (tmp_path / "clip.srt").read_text("utf-8") == STORY
    assert (tmp_path / "terms.toml").read_bytes() == lexicon
    assert not (tmp_path / ".rehear").exists()
    rehear("fix", "clip.srt", "--decisions", "back.json", "-w", folder=tmp_path)
    assert rehear("fix", "clip.srt", "--decisions", "back.json", "--check", folder=tmp_path).code == 0


def test_the_encoding_and_strictness_of_the_call_hold_for_decisions(tmp_path: Path) -> None:
    path = opened(tmp_path).path
    path.write_bytes(STORY.replace("Lyon", "Łódź").encode("cp1250", "replace"))
    digest = open_session(path, encoding="cp1250").record.digest
    back(tmp_path, digest, {"do": "retype", "texts": [[0, 7, "Rien."]]})
    call = ("fix", "clip.srt", "--decisions", "back.json", "-w")
    strict = rehear(*call, "--strict", folder=tmp_path)
    assert strict.code == 3
    assert not (tmp_path / ".rehear").exists()
    assert rehear(*call, "--strict", "--encoding", "cp1250", folder=tmp_path).code == 0
    assert "Łódź" in path.read_bytes().decode("cp1250")
