"""What a person types and times in a review: as text, over nothing that they did not see, and never one cue over another."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import rehear
from rehear.document import Decision
from rehear.document.errors import EditError, StaleEdit
from rehear.review import open_session
from review_story import STORY, lines, opened, story, waiting


def test_what_somebody_else_typed_meanwhile_is_not_typed_over(tmp_path: Path) -> None:
    session = opened(tmp_path)
    saw = "Le juge rend un non-lieu pour Paul."
    session.retype((0, 7, "Le juge rend un refus pour Paul.", saw))
    with pytest.raises(StaleEdit, match="Le juge rend un refus pour Paul"):
        session.retype((0, 7, "Le juge hésite.", saw))
    session.retype((0, 7, "Le juge rend un refus\npour Paul.", saw))
    assert session.cues()[0].lines == ("Le juge rend un refus", "pour Paul.")


def test_typing_the_words_themselves_is_a_rejection(tmp_path: Path) -> None:
    session = opened(tmp_path)
    name = waiting(session)[0]
    assert session.own(name, " non  lieux ").what == "reject"
    assert {edit.decision for edit in session.edits if edit.id == name} == {Decision.REJECTED}


@pytest.mark.parametrize("kind", ["srt", "vtt", "ass", "ttml"])
def test_what_a_person_types_is_text_wherever_they_type_it(tmp_path: Path, kind: str) -> None:
    story(tmp_path)
    rehear("convert", "clip.srt", "-f", kind, folder=tmp_path)
    session = open_session(tmp_path / f"clip.{kind}")
    session.own(waiting(session)[0], "<b>refus</b> & <script>x</script> {i}")
    session.retype((0, 7, "<b>Le juge</b> & <script>x</script> {i}"))
    session.finish()
    assert lines(tmp_path / f"clip.{kind}")[:2] == [
        "<b>Le juge</b> & <script>x</script> {i}",
        "Deux <b>refus</b> & <script>x</script> {i} à Mâcon hier",
    ]


def test_times_never_make_cues_overlap(tmp_path: Path) -> None:
    session = opened(tmp_path)
    one, two, *_ = session.cues()
    with pytest.raises(EditError, match="the next cue begins at 3500 ms"):
        session.retime(one.first, one.last, 1000, 3600)
    with pytest.raises(EditError, match="the cue before ends at 3000 ms"):
        session.retime(two.first, two.last, 2900, 5000)
    session.retime(one.first, one.last, 1000, 3500)
    # What overlapped before may stay so, but not grow.
    (tmp_path / "over").mkdir()
    over = opened(tmp_path / "over", STORY.replace("00:00:03,000", "00:00:04,000"))
    over.retime(one.first, one.last, 1100, 3900)
    with pytest.raises(EditError):
        over.retime(one.first, one.last, 1100, 4000)
    # In WebVTT two may be shown at once.
    rehear("convert", "clip.srt", "-f", "vtt", folder=tmp_path)
    open_session(tmp_path / "clip.vtt").retime(one.first, one.last, 1000, 3600)


def test_a_cue_more_does_not_make_all_that_follow_differ(tmp_path: Path) -> None:
    cues = "\n".join(
        f"{n}\n00:{n // 60:02d}:{n % 60:02d},000 --> 00:{n // 60:02d}:{n % 60:02d},900\nà {n} ou à {n}\n"
        for n in range(1, 301)
    )
    session = opened(tmp_path, cues)
    one = session.cues()[2]
    session.split(one.first, one.last, one.first + 2)
    session.retype(
        *((cue.first, cue.last, " ".join(cue.lines) + " ici") for cue in session.cues() if cue.number == 200)
    )
    [(_, diff)] = session.finish().diffs
    lines = diff.splitlines()
    assert len([line for line in lines if line[0] in "+-"]) - 2 <= 9, diff
    assert "-à 199 ou à 199" in lines
    assert "+à 199 ou à 199 ici" in lines
