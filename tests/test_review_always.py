"""What is decided for good: the lexicon says it, and says no more than was decided."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import rehear
from rehear.correction import load_lexicon
from rehear.document.errors import LexiconError
from rehear.review import Session, open_session
from review_story import STORY, lines, opened


def named(session: Session, before: str) -> str:
    """The id of the first proposal for these words."""
    return next(edit.id for edit in session.edits if edit.before == before)


NAMES = """1
00:00:01,000 --> 00:00:03,000
Solenn Kervadec est arrivée hier.

2
00:00:03,500 --> 00:00:05,000
Selon Kerbadec, tout va bien.

3
00:00:06,000 --> 00:00:08,000
On a vu Kerbadec hier soir.

4
00:00:09,000 --> 00:00:12,000
Le ministre répond à Kerbadec.
"""


def named_story(folder: Path) -> Session:
    session = opened(folder, NAMES)
    (folder / "terms.toml").write_text('language = "fr"\n[[term]]\nwrite = "Solenn Kervadec"\n', encoding="utf-8")
    session = open_session(folder / "clip.srt")
    assert [edit.before for edit in session.edits] == ["Kerbadec,", "Kerbadec", "Kerbadec."]
    return session


def test_always_lists_what_was_accepted_not_more_of_the_name(tmp_path: Path) -> None:
    session = named_story(tmp_path)
    session.always(named(session, "Kerbadec,"))
    assert session.counts().waiting == 0, "a comma or full stop makes no other word"
    (tmp_path / "next.txt").write_text("Selon Kerbadec, on verra. On a vu Kerbadec hier soir.\n", encoding="utf-8")
    shown = rehear("fix", "next.txt", "-w", folder=tmp_path)
    assert shown.code == 0
    assert (tmp_path / "next.txt").read_text("utf-8") == "Selon Kervadec, on verra. On a vu Kervadec hier soir.\n"
    session.finish()
    assert lines(tmp_path / "clip.srt")[1:] == [
        "Selon Kervadec, tout va bien.",
        "On a vu Kervadec hier soir.",
        "Le ministre répond à Kervadec.",
    ]


def test_always_knows_the_term_of_a_lexicon_that_is_not_named_again(tmp_path: Path) -> None:
    (tmp_path / "clip.srt").write_text(STORY, encoding="utf-8")
    (tmp_path / "house.csv").write_text("write,plural\nnon-lieu,non-lieux\n", encoding="utf-8")
    assert rehear("fix", "clip.srt", "-l", "house.csv", "--language", "fr", "-w", folder=tmp_path).code == 0
    session = open_session(tmp_path / "clip.srt")
    session.always(named(session, "non lieux"))
    [term] = load_lexicon(str(tmp_path / "house.toml")).terms
    assert (term.write, term.plural, term.heard) == ("non-lieu", "non-lieux", ("non lieux",))


def test_a_text_of_ones_own_holds_for_its_place_only(tmp_path: Path) -> None:
    session = named_story(tmp_path)
    first = named(session, "Kerbadec,")
    session.own(first, "Kervadec")
    session.always(first)
    session.finish()
    assert lines(tmp_path / "clip.srt")[1:] == [
        "Selon Kervadec tout va bien.",
        "On a vu Kervadec hier soir.",
        "Le ministre répond à Kervadec.",
    ]


def test_words_cannot_be_a_mishearing_and_protected(tmp_path: Path) -> None:
    session = named_story(tmp_path)
    first, second = named(session, "Kerbadec,"), named(session, "Kerbadec.")
    session.always(first)
    written = (tmp_path / "terms.toml").read_bytes()
    with pytest.raises(LexiconError, match="protected"):
        session.never(second)
    assert (tmp_path / "terms.toml").read_bytes() == written
    session.undo()
    session.never(second)
    assert session.counts().waiting == 0
    with pytest.raises(LexiconError, match="protected"):
        session.always(first)
