"""A review begins with what `fix` would do: the house's settings choose what is applied unseen, the rest is asked about."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import rehear
from rehear.document.edit import TOO_LOW
from rehear.pipeline.fix import fix
from rehear.pipeline.inputs import Target
from rehear.pipeline.plan import Rules
from rehear.review import Session, open_session
from review_story import STORY, lines, story

# The sure one is listed with a lower score than the house asks for.
HOUSES = {"": 4, "min-score = 0.999\n": 5, 'band = "review"\n': 0, 'band = "review"\nmin-score = 0.55\n': 1}


def house(folder: Path, settings: str) -> Path:
    path = story(folder)
    with (folder / "rehear.toml").open("a", encoding="utf-8") as file:
        file.write(settings)
    return path


def standing(session: Session) -> list[tuple[str, bool, bool]]:
    return [(edit.id, edit.applies, edit.waits) for edit in session.edits]


@pytest.mark.parametrize("settings", HOUSES)
def test_a_review_applies_and_asks_what_fix_does(tmp_path: Path, settings: str) -> None:
    path = house(tmp_path, settings)
    named, lexicon, selection = Rules({}).of(tmp_path)
    done = fix(Target(path, tmp_path, "clip"), lexicon, language=named.language, selection=selection)
    session = open_session(path)
    assert standing(session) == [(edit.id, edit.applies, edit.waits) for edit in done.edits]
    assert session.counts().waiting == HOUSES[settings]
    assert all(edit.applies or edit.waits for edit in session.edits)


def test_nothing_is_written_that_the_house_holds_back(tmp_path: Path) -> None:
    path = house(tmp_path, "min-score = 0.999\n")
    session = open_session(path)
    session.reject(session.groups()[0].ids[-1])
    session.finish()
    assert path.read_text("utf-8") == STORY


@pytest.mark.parametrize("settings", HOUSES)
def test_what_fix_held_back_waits_in_the_review_and_in_the_report(tmp_path: Path, settings: str) -> None:
    path = house(tmp_path, settings)
    begun = standing(open_session(path))
    assert rehear("fix", "clip.srt", "-w", folder=tmp_path).code == 0
    session = open_session(path)
    assert standing(session) == begun
    reported = rehear("report", ".", folder=tmp_path).stdout
    assert f", {HOUSES[settings]} to review" in reported
    held = [card for group in session.groups() for card in group.cards if TOO_LOW in card.edit.evidence]
    assert len(held) == HOUSES[settings] - (0 if "band" in settings else 4)
    assert all("min-score" in card.why[-1] for card in held)


def test_a_score_of_one_call_holds_back_there_and_is_asked_about(tmp_path: Path) -> None:
    path = story(tmp_path)
    shown = rehear("fix", "clip.srt", "--min-score", "0.999", folder=tmp_path)
    assert "5 to review" in shown.stdout
    assert "rehear review" not in shown.stderr, "it would find the house's own score there"
    done = rehear("fix", "clip.srt", "--min-score", "0.999", "-w", folder=tmp_path)
    assert "rehear review clip.srt decides on the 5 to review" in done.stderr
    assert open_session(path).counts().waiting == 5


def test_what_a_call_leaves_out_is_asked_by_nobody(tmp_path: Path) -> None:
    path = story(tmp_path)
    done = rehear("fix", "clip.srt", "--except", "non-lieu", "-w", folder=tmp_path)
    assert "1 to review, 4 not selected" in done.stdout
    session = open_session(path)
    assert session.counts().waiting == 1
    session.reject(session.groups()[0].ids[0])
    session.finish()
    assert lines(path)[0] == "Le juge rend un nom lieu pour Paul."
    # The next call asks, or applies, as if nothing had been left out.
    assert "1 changed, 3 to review" in rehear("fix", "clip.srt", folder=tmp_path).stdout
