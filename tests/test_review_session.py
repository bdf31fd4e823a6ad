"""A review: what is decided holds, is saved at once, can be taken back, and is what the outputs say."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest
from command_line import rehear
from rehear.document import Decision, InputError
from rehear.document.edit import HAND
from rehear.document.errors import EditError, LexiconError, OutputError
from rehear.document.store import read_record
from rehear.review import Session, open_session
from rehear.subtitles import read
from review_story import STORY, lines, opened, story, waiting


def named(session: Session, before: str) -> str:
    """The id of the first proposal for these words."""
    return next(edit.id for edit in session.edits if edit.before == before)


def test_proposals_of_one_term_are_one_group(tmp_path: Path) -> None:
    groups = opened(tmp_path).groups()
    assert [(group.title, len(group.cards)) for group in groups] == [
        ("non-lieu", 3),
        ("Merci d'avoir regardé cette vidéo.", 1),
    ]
    card = groups[0].cards[1]
    assert (card.before, card.after) == ("non lieux", "non-lieux")
    assert (card.left, card.right) == ("Deux non lieux à Mâcon hier et trois", "à Dijon.")
    assert "It sounds the same as non-lieu." in card.why


def test_nothing_is_written_until_something_is_decided(tmp_path: Path) -> None:
    session = opened(tmp_path)
    assert session.groups()
    assert session.cues()
    assert session.counts().waiting == 4
    assert not (tmp_path / ".rehear").exists()
    session.accept(waiting(session)[0])
    kept = read_record(tmp_path / ".rehear" / "clip.srt.edits.jsonl")
    assert [(edit.id, edit.decision) for edit in kept.edits] == [(edit.id, edit.decision) for edit in session.edits]


def test_the_outputs_are_what_was_decided(tmp_path: Path) -> None:
    session = opened(tmp_path)
    first, second, third, credit = waiting(session)
    session.accept(first)
    session.reject(second, credit)
    session.own(third, "non-lieux prononcés")
    done = session.finish()
    assert done.written == (tmp_path / "clip.srt",)
    assert lines(tmp_path / "clip.srt") == [
        "Le juge rend un non-lieu pour Paul.",
        "Deux non-lieux à Mâcon hier",
        "et trois non lieux à Dijon. Merci d'avoir regardé cette vidéo.",
        "Quatre non-lieux prononcés à Lyon, donc.",
    ]
    again = open_session(tmp_path / "clip.srt")
    assert waiting(again) == []
    while again.undo():
        pass
    assert waiting(again) == [first, second, third, credit]


def test_a_decision_survives_another_run_with_another_lexicon(tmp_path: Path) -> None:
    session = opened(tmp_path)
    first, second, *_ = waiting(session)
    session.accept(first)
    session.reject(second)
    session.retype((0, 7, "Le juge rend un nom lieu à Paul."))
    (tmp_path / "more.toml").write_text('language = "fr"\n[[term]]\nwrite = "Lyon-Part-Dieu"\nheard = ["Lyon"]\n')
    done = rehear("fix", "clip.srt", "-l", "more.toml", "-w", folder=tmp_path)
    assert done.code == 0
    assert lines(tmp_path / "clip.srt") == [
        "Le juge rend un nom lieu à Paul.",
        "Deux non-lieux à Mâcon hier",
        "et trois non lieux à Dijon. Merci d'avoir regardé cette vidéo.",
        "Quatre non lieux à Lyon-Part-Dieu, donc.",
    ]
    # And once more, where the neighbours of what was rejected are corrected by now.
    (tmp_path / "most.toml").write_text('language = "fr"\n[[term]]\nwrite = "Dijon-Ville"\nheard = ["Dijon"]\n')
    rehear("fix", "clip.srt", "-l", "more.toml", "-l", "most.toml", "-w", "--band", "review", folder=tmp_path)
    assert lines(tmp_path / "clip.srt")[2] == "et trois non lieux à Dijon-Ville."


def test_what_was_rejected_beside_a_correction_stays_rejected(tmp_path: Path) -> None:
    (tmp_path / "pairs.toml").write_text(
        'language = "fr"\n[[term]]\nwrite = "Quéméneur"\nheard = ["kemener"]\n[[term]]\nwrite = "Maëlle"\nheard = ["mael"]\n'
    )
    (tmp_path / "a.srt").write_text("1\n00:00:01,000 --> 00:00:03,000\nHier mael kemener est partie.\n")
    session = open_session(tmp_path / "a.srt", lexicons=[str(tmp_path / "pairs.toml")])
    session.reject(named(session, "mael"))
    session.finish()
    assert lines(tmp_path / "a.srt") == ["Hier mael Quéméneur est partie."]
    rehear("fix", "a.srt", "-l", "pairs.toml", "-w", folder=tmp_path)
    assert lines(tmp_path / "a.srt") == ["Hier mael Quéméneur est partie."]


def test_what_a_person_typed_is_not_corrected_unseen_later(tmp_path: Path) -> None:
    session = opened(tmp_path)
    session.retype((0, 7, "Le juge rend un avis pour Paul."))
    session.finish()
    (tmp_path / "house.toml").write_text('language = "fr"\n[[term]]\nwrite = "Avi"\nheard = ["avis"]\n')
    rehear("fix", "clip.srt", "-l", "house.toml", "-w", folder=tmp_path)
    assert lines(tmp_path / "clip.srt")[0] == "Le juge rend un avis pour Paul."


def test_typing_what_was_proposed_decides_on_the_proposal(tmp_path: Path) -> None:
    session = opened(tmp_path)
    session.retype((8, 13, "Deux non-lieux à Mâcon hier"))
    session.retype((0, 7, "Le juge rend un nom lieu pour Paul."))
    decided = {edit.before: edit.decision for edit in session.edits if edit.decision}
    assert decided == {"non lieux": Decision.ACCEPTED, "nom lieu": Decision.REJECTED}
    session.retype((8, 13, "Deux refus à Mâcon hier"))
    assert session.cues()[1].lines == ("Deux refus à Mâcon hier",)
    session.retype((8, 13, "Deux non lieux à Mâcon hier"))
    assert not any(edit.rule == HAND for edit in session.edits)


def test_a_cue_can_be_emptied_and_comes_back(tmp_path: Path) -> None:
    session = opened(tmp_path)
    cue = session.cues()[3]
    session.retype((cue.first, cue.last, ""))
    assert len(session.cues()) == 3
    session.undo()
    assert session.cues()[3] == cue


def test_always_and_never_write_the_nearest_lexicon_and_undo_takes_it_back(tmp_path: Path) -> None:
    session = opened(tmp_path)
    before = (tmp_path / "terms.toml").read_bytes()
    done = session.always(waiting(session)[0])
    assert str(tmp_path / "terms.toml") in done.said
    assert 'heard = ["non lieux"]' in (tmp_path / "terms.toml").read_text("utf-8")
    assert session.counts().waiting == 1, "the same words are accepted wherever they wait"
    session.undo()
    assert (tmp_path / "terms.toml").read_bytes() == before
    session.never(waiting(session)[0])
    assert 'words = ["non lieux"]' in (tmp_path / "terms.toml").read_text("utf-8")
    assert rehear("fix", "clip.srt", "--band", "review", folder=tmp_path).stdout.count("non-lieux") == 0
    session.undo()
    assert (tmp_path / "terms.toml").read_bytes() == before
    assert session.counts().waiting == 4


def test_without_a_lexicon_of_its_own_a_folder_gets_one_that_its_settings_name(tmp_path: Path) -> None:
    path = story(tmp_path)
    (tmp_path / "rehear.toml").write_text('language = "fr"\n[profile]\nuse = "web"\n')
    session = open_session(path, lexicons=[str(tmp_path / "terms.toml")])
    done = session.never(waiting(session)[0])
    assert str(tmp_path / "house.toml") in done.said
    assert str(tmp_path / "rehear.toml") in done.said
    assert "non lieux" in rehear("lexicon", "list", folder=tmp_path).stdout or (tmp_path / "house.toml").exists()
    assert (tmp_path / "rehear.toml").read_text().startswith('lexicons = ["house.toml"]\n')
    session.undo()
    assert not (tmp_path / "house.toml").exists()
    assert (tmp_path / "rehear.toml").read_text() == 'language = "fr"\n[profile]\nuse = "web"\n'


def test_always_that_contradicts_the_lexicon_decides_nothing(tmp_path: Path) -> None:
    session = opened(tmp_path)
    with (tmp_path / "terms.toml").open("a", encoding="utf-8") as file:
        file.write('[[term]]\nwrite = "nonce"\nheard = ["non lieux"]\n')
    with pytest.raises(LexiconError):
        session.always(waiting(session)[0])
    assert session.counts().waiting == 4
    assert session.undo() is None


def test_cues_are_split_joined_and_timed(tmp_path: Path) -> None:
    session = opened(tmp_path)
    one, two, three, four = session.cues()
    session.split(one.first, one.last, 3)
    session.join(two.first, three.last)
    session.retime(four.first, four.last, 9500, 12500)
    session.finish()
    cues = [(cue.start, cue.end, cue.lines) for cue in read(tmp_path / "clip.srt").cues]
    assert [(start, end) for start, end, _ in cues][1:] == [
        (cues[0][1] + session.profile.gap, 3000),
        (3500, 8000),
        (9500, 12500),
    ]
    assert [lines for *_, lines in cues][:2] == [("Le juge rend",), ("un non-lieu pour Paul.",)]
    assert (tmp_path / "clip.srt").read_text("utf-8").startswith("1\n00:00:01,000 --> ")
    assert [view.by_hand for view in session.cues()] == [True] * 4
    while session.undo():
        pass
    session.finish()
    assert [(cue.start, cue.end) for cue in read(tmp_path / "clip.srt").cues] == [
        (1000, 3000),
        (3500, 5000),
        (6000, 8000),
        (9000, 12000),
    ]


def test_a_cue_with_styles_can_be_timed_but_not_cut(tmp_path: Path) -> None:
    session = opened(tmp_path, STORY.replace("Deux non lieux à Mâcon hier", "<i>Deux non lieux</i> à Mâcon hier"))
    cue = session.cues()[1]
    with pytest.raises(OutputError, match="cue 2 has styles"):
        session.split(cue.first, cue.last, cue.first + 2)
    session.retime(cue.first, cue.last, 3600, 5000)
    session.finish()
    assert "00:00:03,600 --> 00:00:05,000\n<i>Deux non lieux</i> à Mâcon hier" in (tmp_path / "clip.srt").read_text(
        "utf-8"
    )


def test_a_text_without_times_has_no_cues_to_time(tmp_path: Path) -> None:
    story(tmp_path)
    (tmp_path / "clip.txt").write_text("Deux non lieux à Mâcon hier.\n", encoding="utf-8")
    session = open_session(tmp_path / "clip.txt")
    with pytest.raises(OutputError, match="without times"):
        session.retime(0, 4, 0, 1000)
    session.accept(*waiting(session))
    session.finish()
    assert (tmp_path / "clip.txt").read_text("utf-8") == "Deux non-lieux à Mâcon hier.\n"


def test_what_cannot_be_is_refused_and_nothing_is_saved(tmp_path: Path) -> None:
    session = opened(tmp_path)
    for wrong in (
        lambda: session.accept("0" * 12),
        lambda: session.retime(0, 6, 3000, 1000),
        lambda: session.retime(0, 999, 0, 1000),
        lambda: session.split(0, 6, 0),
        lambda: session.join(0, 6),
        lambda: session.retype((900, 901, "x")),
    ):
        with pytest.raises(EditError):
            wrong()
    session.retype((0, 7, "Le juge hésite."))
    with pytest.raises(EditError):
        session.accept("0" * 12)
    assert len(session.record.history) == 1


def test_two_sessions_do_not_lose_each_others_decisions(tmp_path: Path) -> None:
    one = opened(tmp_path)
    two = open_session(tmp_path / "clip.srt")
    ids = waiting(one)
    one.accept(ids[0])
    two.reject(ids[1])
    one.accept(ids[2])
    assert two.refresh()
    assert {edit.id for edit in two.edits if edit.decision} == set(ids[:3])
    undone = two.undo()
    assert undone is not None
    assert undone.ids == (ids[2],)


def _decides(path: Path, ids: list[str]) -> None:
    session = open_session(path)
    for name in ids:
        session.accept(name)


def test_processes_that_decide_at_once_lose_nothing(tmp_path: Path) -> None:
    text = "\n".join(
        f"{n}\n00:00:{n:02d},000 --> 00:00:{n:02d},900\nà {n} on dit non lieux ici\n" for n in range(1, 13)
    )
    session = opened(tmp_path, text)
    ids = waiting(session)
    assert len(ids) == 12
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_decides, args=(tmp_path / "clip.srt", ids[at::2])) for at in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    session.refresh()
    assert waiting(session) == []
    assert len(session.record.history) == 12


def test_a_file_that_a_person_changed_is_kept_unless_forced(tmp_path: Path) -> None:
    session = opened(tmp_path)
    session.accept(waiting(session)[0])
    path = tmp_path / "clip.srt"
    path.write_text(STORY.replace("Paul", "Pierre"), encoding="utf-8")
    done = session.finish()
    assert (done.written, done.kept) == ((), (path,))
    assert "Pierre" in path.read_text("utf-8")
    # Opened again, it is the changed text that is reviewed, and the decision on the same words holds.
    again = open_session(path)
    assert len(waiting(again)) == 3
    assert session.finish(force=True).written == (path,)
    assert "Paul" in path.read_text("utf-8")


def test_a_damaged_record_is_put_aside_not_written_over(tmp_path: Path) -> None:
    path = story(tmp_path)
    place = tmp_path / ".rehear" / "clip.srt.edits.jsonl"
    place.parent.mkdir()
    place.write_text("{half")
    said: list[str] = []
    session = open_session(path, warn=said.append)
    assert said
    session.accept(waiting(session)[0])
    assert (tmp_path / ".rehear" / "clip.srt.edits.jsonl.damaged").read_text() == "{half"
    assert len(read_record(place).history) == 1


def test_a_clip_that_was_not_heard_and_a_missing_file_are_named(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(b"x")
    with pytest.raises(InputError, match="was not heard yet"):
        open_session(tmp_path / "clip.mp4")
    with pytest.raises(InputError, match="no such file"):
        open_session(tmp_path / "none.srt")


@pytest.mark.parametrize("kind", ["vtt", "ass", "sbv", "ttml", "txt", "tsv", "csv", "json"])
def test_every_format_says_what_was_decided(tmp_path: Path, kind: str) -> None:
    story(tmp_path)
    rehear("convert", "clip.srt", "-f", kind, folder=tmp_path)
    path = tmp_path / f"clip.{kind}"
    session = open_session(path)
    session.accept(*waiting(session))
    cue = session.cues()[-1]
    session.retype((cue.first, cue.last, "Cinq non-lieux\nà Lyon, donc."))
    cue = session.cues()[-1]
    session.retime(cue.first, cue.last, 10_000, 12_000)
    shown = [(one.start, one.end, " ".join(one.lines)) for one in session.cues()]
    assert shown[-1] == (10_000, 12_000, "Cinq non-lieux à Lyon, donc.")
    session.finish()
    found = read(path).cues
    assert [(one.start, " ".join(one.lines)) for one in found] == [(start, text) for start, _, text in shown]
    if kind in ("vtt", "ass", "sbv", "ttml"):
        assert found[-1].lines == ("Cinq non-lieux", "à Lyon, donc.")
    assert "by_hand" not in path.read_text("utf-8")
