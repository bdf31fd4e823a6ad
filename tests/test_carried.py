"""What a person decided holds wherever the same words stand, whatever lexicon is in use by then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import rehear
from hypothesis import given
from hypothesis import strategies as st
from rehear.document import Decision, Edit, Transcript
from rehear.document.edit import HAND, Band, identify, words_between
from rehear.document.store import Record, Step, digest, read_record
from rehear.pipeline.carried import ONCE_REJECTED, carried
from rehear.pipeline.inputs import Target
from rehear.pipeline.selection import ALL
from rehear.review import Session, open_session
from review_story import STORY, lines, opened, story, waiting

NOWHERE = Target(Path("a.srt"), Path("nowhere"), "a")
OTHER = 'language = "fr"\n[[term]]\nwrite = "Lyon-Part-Dieu"\nheard = ["Lyon"]\n'


def text(*lines: str) -> Transcript:
    return Transcript.from_texts(list(lines), language="fr")


def edit(transcript: Transcript, first: int, last: int, after: str, rule: str = "heard", **more: object) -> Edit:
    before = words_between(transcript, first, last)
    made = Edit("", first, last, before, after, rule, band=Band.SAFE, score=1.0)
    return identify(transcript, [replace(made, **more)])[0]  # type: ignore[arg-type]


def again(transcript: Transcript, proposals: Sequence[Edit], *steps: Step) -> tuple[Edit, ...]:
    """What becomes of proposals; texts of the steps are gone, unless they are this one ("now")."""
    *earlier, last = steps
    known = Record("a.srt", last.digest, last.edits, earlier=tuple(earlier))
    return carried(Record("a.srt", "now", tuple(proposals)), transcript, known, NOWHERE, ALL).edits


def test_the_same_proposals_are_decided_as_they_were() -> None:
    transcript = text("un gay tapant oui", "un gay tapant oui")
    one, two = identify(transcript, [edit(transcript, 1, 2, "x"), edit(transcript, 5, 6, "x")])
    step = Step("gone", (replace(one, decision=Decision.REJECTED), replace(two, decision=Decision.ACCEPTED, own="y")))
    new = [replace(one, score=0.5), replace(two, score=0.5)]
    assert again(transcript, new, step, Step("other")) == (
        replace(new[0], decision=Decision.REJECTED),
        replace(new[1], decision=Decision.ACCEPTED, own="y"),
    )


def test_accepted_and_own_edits_stay_whoever_proposes_there_now() -> None:
    transcript = text("un gay tapant oui à Mâcon")
    said = replace(edit(transcript, 1, 2, "guet-apens", term="guet-apens"), decision=Decision.ACCEPTED, own="piège")
    rival = edit(transcript, 2, 3, "tapante Oui")
    other = edit(transcript, 5, 5, "Mâcon-Ville")
    assert again(transcript, [], Step("now", (said,))) == (said,)
    assert again(transcript, [rival, other], Step("now", (said,))) == (said, other)


def test_a_rejected_change_is_not_proposed_again_by_another_rule_or_over_more_words() -> None:
    transcript = text("Deux non lieux à Mâcon")
    said = replace(edit(transcript, 1, 2, "non-lieux", rule="sound", term="non-lieu"), decision=Decision.REJECTED)
    step = Step("now", (said,))
    same = edit(transcript, 1, 2, "non-lieux", rule="spelling", term="other")
    wider = edit(transcript, 0, 2, "Deux non-lieux")
    assert [one.decision for one in again(transcript, [same], step)] == [Decision.REJECTED]
    assert again(transcript, [wider], step) == (said,)
    assert again(transcript, [], step) == (said,), "and it is not forgotten where nobody proposes it"
    another = edit(transcript, 1, 2, "Nonlieu")
    [held] = again(transcript, [another], step)
    assert (held.band, held.decision, held.evidence["held back"]) == (Band.REVIEW, None, ONCE_REJECTED)


def test_what_was_said_last_counts() -> None:
    transcript = text("Deux non lieux à Mâcon")
    proposal = edit(transcript, 1, 2, "non-lieux")
    old = Step("now", (replace(proposal, decision=Decision.REJECTED),))
    for last in (None, Decision.ACCEPTED):
        [now] = again(transcript, [proposal], old, Step("now", (replace(proposal, decision=last),)))
        assert now.decision is last
    [typed] = again(transcript, [], old, Step("now", (replace(proposal, rule=HAND, decision=Decision.ACCEPTED),)))
    assert typed.rule == HAND


@given(data=st.data())
def test_no_two_edits_share_a_word_and_no_decision_that_applies_is_lost(data: st.DataObject) -> None:
    transcript = text("a b c d e f", "a b c d e f")

    def some(decisions: Sequence[Decision | None]) -> list[Edit]:
        made, at = [], 0
        while at < 12:
            last = min(at + data.draw(st.integers(0, 2)), 11)
            if data.draw(st.booleans()):
                after = data.draw(st.sampled_from(["x", "y", "a x", "x f"]))
                made.append(edit(transcript, at, last, after, decision=data.draw(st.sampled_from(decisions))))
            at = last + 1
        return made

    said, new = some([None, Decision.ACCEPTED, Decision.REJECTED]), some([None])
    found = again(transcript, new, Step("now", tuple(said)))
    places = [place for one in found for place in range(one.first, one.last + 1)]
    assert len(places) == len(set(places))
    assert {e.id for e in said if e.decision is Decision.ACCEPTED} <= {e.id for e in found if e.applies}
    refused = {(e.first, e.last, e.after) for e in said if e.decision is Decision.REJECTED}
    assert not [e for e in found if e.applies and (e.first, e.last, e.after) in refused]


# --- as commands do it ---


def decisions(session: Session) -> dict[str, str]:
    return {f"{e.first} {e.before}": str(e.own or e.decision) for e in session.edits if e.decision}


@pytest.fixture
def decided(tmp_path: Path) -> Path:
    """A story of which one proposal was accepted, one rejected and one typed over, with a lexicon that no setting names."""
    path = story(tmp_path)
    (tmp_path / "terms.toml").rename(tmp_path / "house.toml")
    (tmp_path / "rehear.toml").write_text('language = "fr"\n', encoding="utf-8")
    (tmp_path / "other.toml").write_text(OTHER, encoding="utf-8")
    session = open_session(path, lexicons=[str(tmp_path / "house.toml")])
    one, two, three, *_ = waiting(session)
    session.accept(one)
    session.reject(two)
    session.own(three, "refus")
    return path


WRITTEN = [
    "Le juge rend un nom lieu pour Paul.",
    "Deux non-lieux à Mâcon hier",
    "et trois non lieux à Dijon. Merci d'avoir regardé cette vidéo.",
    "Quatre refus à Lyon-Part-Dieu, donc.",
]


def test_a_run_with_another_lexicon_writes_what_was_decided(decided: Path) -> None:
    done = rehear("fix", "clip.srt", "-l", "other.toml", "-w", folder=decided.parent)
    assert done.code == 0
    assert lines(decided) == WRITTEN
    assert "you accepted this" in done.stdout
    assert "you rejected this" not in done.stdout, "nobody proposes it"
    # Neither the same lexicon again nor the next run asks for anything of it once more.
    session = open_session(decided, lexicons=[str(decided.parent / "house.toml")])
    assert decisions(session) == {"9 non lieux": "accepted", "16 non lieux": "rejected", "26 non lieux": "refus"}
    assert [session.card(name).before for name in waiting(session)] == ["Merci d'avoir regardé cette vidéo."]
    rehear("fix", "clip.srt", "-l", "house.toml", "-l", "other.toml", "-w", "--band", "review", folder=decided.parent)
    assert lines(decided)[2].startswith("et trois non lieux à Dijon.")


def test_another_programs_change_elsewhere_costs_no_decision(decided: Path) -> None:
    decided.write_text(STORY.replace("pour Paul", "aux non lieux à Dijon"), encoding="utf-8")
    session = open_session(decided, lexicons=[str(decided.parent / "house.toml")])
    assert decisions(session) == {"12 non lieux": "accepted", "19 non lieux": "rejected", "29 non lieux": "refus"}
    rehear("fix", "clip.srt", "-l", "other.toml", "-w", folder=decided.parent)
    assert lines(decided) == ["Le juge rend un nom lieu aux non lieux à Dijon.", *WRITTEN[1:]]


def test_cues_and_ticks_hold_beside_another_programs_change(tmp_path: Path) -> None:
    session = opened(tmp_path)
    cues = session.cues()
    session.retime(cues[1].first, cues[1].last, 3600, 5100)
    session.retime(cues[3].first, cues[3].last, 9500, 12_500)
    session.tick((cues[2].first, cues[2].last))
    # A word more in the first cue, and other times for the last.
    changed = STORY.replace("pour Paul", "pour notre Paul").replace("00:00:09,000", "00:00:09,100")
    (tmp_path / "clip.srt").write_text(changed, encoding="utf-8")
    rehear("fix", "clip.srt", "-w", folder=tmp_path)
    session = open_session(tmp_path / "clip.srt")
    assert [(cue.start, cue.end) for cue in session.cues()] == [
        (1000, 3000),
        (3600, 5100),
        (6000, 8000),
        (9100, 12_000),
    ]
    assert [cue.seen for cue in session.cues()] == [False, False, True, False]


def test_nothing_is_written_beside_a_file_that_was_only_looked_at(tmp_path: Path) -> None:
    session = opened(tmp_path)
    session.accept(waiting(session)[0])
    [kept] = (tmp_path / ".rehear").glob("clip.srt.original*")
    assert kept.read_text("utf-8") == STORY
    record = read_record(tmp_path / ".rehear" / "clip.srt.edits.jsonl")
    assert record.digest == digest(STORY.encode())


def test_what_waits_waits_on_after_the_file_is_laid_out(tmp_path: Path) -> None:
    path = story(tmp_path, STORY.replace("Paul.", "Paul qui attendait depuis longtemps dans le couloir du palais."))
    (tmp_path / "terms.toml").rename(tmp_path / "house.toml")
    (tmp_path / "rehear.toml").write_text('language = "fr"\n', encoding="utf-8")
    rehear("fix", "clip.srt", "-l", "house.toml", "-w", folder=tmp_path)
    session = open_session(path)
    waited = [session.card(name).before for name in waiting(session)]
    assert waited.count("non lieux") == 3
    for profile in ("vertical", "web"):
        before = path.read_bytes()
        rehear("check", "clip.srt", "--fix", "--profile", profile, folder=tmp_path)
        assert path.read_bytes() != before
        session = open_session(path)
        assert [session.card(name).before for name in waiting(session)] == waited
    session.accept(waiting(session)[0])
    rehear("fix", "clip.srt", "-w", folder=tmp_path)
    assert "Deux non-lieux à Mâcon hier" in " ".join(lines(path))
    # What comes back by undo waits as well.
    rehear("undo", "clip.srt", "-w", folder=tmp_path)
    assert "un nom lieu" in " ".join(lines(path))
