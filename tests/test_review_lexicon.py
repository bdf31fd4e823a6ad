"""What a review puts into the house's lexicon, and takes out of it again beside all that came to it since."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rehear.correction import load_lexicon
from rehear.curation.removing import added, without
from rehear.document.errors import LexiconError
from rehear.document.store import digest, read_record
from rehear.review import Session, open_session
from review_story import LEXICON, STORY, opened, waiting

HAND_MADE = """# Ours.
language = "fr"

# Courts.

[[term]]
write = "non-lieu"  # since 2019
plural = "non-lieux"
heard = ["nom lieu"]

# Places.

[[term]]
write = "Mâcon"
"""


def second(folder: Path) -> Session:
    """Another text of the same house, in which other words wait for the same term."""
    path = folder / "other.srt"
    path.write_text(STORY.replace("non lieux", "nons lieux").replace("vidéo", "émission"), encoding="utf-8")
    return open_session(path)


def test_two_texts_put_into_one_lexicon_and_each_takes_out_its_own(tmp_path: Path) -> None:
    first = opened(tmp_path)
    before = (tmp_path / "terms.toml").read_bytes()
    other = second(tmp_path)
    first.always(waiting(first)[0])
    other.always(waiting(other)[0])
    assert load_lexicon(str(tmp_path / "terms.toml")).terms[0].heard == ("non lieux", "nons lieux")
    done = open_session(tmp_path / "clip.srt").undo()
    assert done is not None
    assert done.said == ""
    assert load_lexicon(str(tmp_path / "terms.toml")).terms[0].heard == ("nons lieux",)
    other.undo()
    assert (tmp_path / "terms.toml").read_bytes() == before


def test_what_the_lexicon_has_already_is_not_suggested(tmp_path: Path) -> None:
    session = opened(tmp_path)
    session.reject(waiting(session)[0])
    assert tuple(session.lesson().protect) == ("non lieux",)
    session.keep(protect=tuple(session.lesson().protect))
    assert tuple(session.lesson().protect) == ()
    session.undo()
    assert tuple(session.lesson().protect) == ("non lieux",)
    session.never(waiting(session)[0])
    assert tuple(session.lesson().protect) == ()


def test_settings_do_not_name_a_lexicon_that_was_made_and_deleted(tmp_path: Path) -> None:
    opened(tmp_path)
    (tmp_path / "rehear.toml").unlink()
    session = open_session(tmp_path / "clip.srt", lexicons=[str(tmp_path / "terms.toml")])
    session.never(waiting(session)[0])
    (tmp_path / "house.toml").unlink()
    session.undo()
    assert not (tmp_path / "rehear.toml").exists()


def test_a_lexicon_that_was_made_stays_while_others_use_it(tmp_path: Path) -> None:
    first = opened(tmp_path)
    (tmp_path / "rehear.toml").unlink()
    (tmp_path / "clip.srt").write_text(STORY, encoding="utf-8")
    first, other = (
        open_session(session.path, lexicons=[str(tmp_path / "terms.toml")]) for session in (first, second(tmp_path))
    )
    first.never(waiting(first)[0])
    other.never(waiting(other)[0])
    first.undo()
    assert load_lexicon(str(tmp_path / "house.toml")).protect == ("nons lieux",)
    assert (tmp_path / "rehear.toml").read_text("utf-8") == 'lexicons = ["house.toml"]\n'


def test_what_a_person_wrote_into_the_lexicon_since_stays(tmp_path: Path) -> None:
    session = opened(tmp_path)
    session.never(waiting(session)[0])
    with (tmp_path / "terms.toml").open("a", encoding="utf-8") as file:
        file.write('# mine\n\n[[term]]\nwrite = "Mâcon"\n')
    done = session.undo()
    assert done is not None
    assert done.said == ""
    lexicon = load_lexicon(str(tmp_path / "terms.toml"))
    assert (lexicon.protect, [term.write for term in lexicon.terms]) == ((), ["non-lieu", "Mâcon"])
    assert "# mine" in (tmp_path / "terms.toml").read_text("utf-8")


def test_a_lexicon_that_cannot_be_read_by_now_is_left_to_the_person(tmp_path: Path) -> None:
    session = opened(tmp_path)
    session.never(waiting(session)[0])
    (tmp_path / "terms.toml").write_text("[[term", encoding="utf-8")
    done = session.undo()
    assert done is not None
    assert done.said == f"{tmp_path / 'terms.toml'}: take the entry out by hand"
    assert (tmp_path / "terms.toml").read_text("utf-8") == "[[term"
    assert session.counts().waiting == 4


def test_the_record_of_an_earlier_version_can_be_read_and_undone(tmp_path: Path) -> None:
    session = opened(tmp_path)
    before = (tmp_path / "terms.toml").read_text("utf-8")
    session.never(waiting(session)[0])
    after = (tmp_path / "terms.toml").read_bytes()
    head, *edits = session.place.read_text("utf-8").splitlines()
    record = json.loads(head)
    del record["history"][0]["lexicon"]
    record["history"][0]["files"] = [{"path": str(tmp_path / "terms.toml"), "before": before, "after": digest(after)}]
    session.place.write_text("\n".join([json.dumps(record), *edits, ""]), encoding="utf-8")
    again = open_session(tmp_path / "clip.srt")
    done = again.undo()
    assert done is not None
    assert done.said.endswith("terms.toml: take the entry out by hand")
    assert again.counts().waiting == 4


def test_the_record_grows_by_the_entry_not_by_the_lexicon(tmp_path: Path) -> None:
    session = opened(tmp_path)
    terms = "".join(f'\n[[term]]\nwrite = "Terme {number}"\n' for number in range(2000))
    (tmp_path / "terms.toml").write_text(LEXICON + terms, encoding="utf-8")
    session.accept(waiting(session)[-1])
    size = session.place.stat().st_size
    session.always(waiting(session)[0])
    assert session.place.stat().st_size - size < 3000
    assert read_record(session.place).history[-1].lexicon is not None


@pytest.mark.parametrize("verb", ["always", "never"])
def test_a_read_only_lexicon_is_refused_in_one_line(tmp_path: Path, verb: str) -> None:
    session = opened(tmp_path)
    lexicon = tmp_path / "terms.toml"
    lexicon.chmod(0o444)
    before = lexicon.read_bytes()
    with pytest.raises(LexiconError, match="read-only") as error:
        getattr(session, verb)(waiting(session)[0])
    assert "\n" not in str(error.value)
    assert lexicon.read_bytes() == before
    assert session.counts().waiting == 4
    assert session.undo() is None


@pytest.mark.parametrize(
    ("new", "comes"),
    [
        ('heard = ["nom lieu", "x", "y"]', '["x"]'),
        ('heard = ["nom lieu"]\nnote = "x"', "note"),
    ],
)
def test_only_what_was_added_is_taken_out(new: str, comes: str) -> None:
    more = HAND_MADE.replace('heard = ["nom lieu"]', new.replace(', "y"', ""))
    since = HAND_MADE.replace('heard = ["nom lieu"]', new)
    after = without(since, list(added(HAND_MADE, more)))
    assert comes not in after
    assert "# Ours." in after
    assert "# Courts." in after
    assert "# Places." in after
    assert ('"y"' in after) == ('"y"' in since)
    assert without(more, list(added(HAND_MADE, more))) == HAND_MADE


def test_what_is_gone_already_needs_no_taking_out() -> None:
    more = HAND_MADE + '\n[protect]\nwords = ["x"]\n'
    entries = list(added(HAND_MADE, more))
    assert without(HAND_MADE, entries) == HAND_MADE
    assert without(more, entries) == HAND_MADE


def test_a_file_from_which_nothing_is_taken_stays_as_it_is_laid_out(tmp_path: Path) -> None:
    session = opened(tmp_path)
    session.never(waiting(session)[0])
    mine = LEXICON.replace("\n\n[[term]]", "\n\n\n\n[[term]]")
    (tmp_path / "terms.toml").write_text(mine, encoding="utf-8")
    done = session.undo()
    assert done is not None
    assert (tmp_path / "terms.toml").read_text("utf-8") == mine


def test_a_lexicon_that_was_made_and_that_a_person_commented_stays(tmp_path: Path) -> None:
    path = opened(tmp_path).path
    (tmp_path / "rehear.toml").unlink()
    session = open_session(path, lexicons=[str(tmp_path / "terms.toml")])
    session.never(waiting(session)[0])
    made = tmp_path / "house.toml"
    made.write_text("# Ours.\n" + made.read_text("utf-8"), encoding="utf-8")
    session.undo()
    assert "# Ours." in made.read_text("utf-8")
    assert load_lexicon(str(made)).protect == ()
