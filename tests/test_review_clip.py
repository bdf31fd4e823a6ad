"""A review of a clip: what was heard stays, and what a person did holds when its outputs are made again."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import rehear
from rehear.correction import Lexicon, load_lexicon
from rehear.document import Transcript
from rehear.document.store import write_transcript
from rehear.pipeline.clip import Layout, correct
from rehear.pipeline.inputs import Target
from rehear.review import Session, open_session
from rehear.subtitles import PROFILES, read
from review_story import LEXICON, lines, waiting

SAID = [
    (1000, 4000, "Le juge rend un nom lieu pour Paul, hier au tribunal de Mâcon."),
    (4400, 8000, "Deux non lieux à Dijon, dans une affaire de vol."),
    (9000, 13000, "Quatre non lieux à Lyon, et la cour n'a rien dit de plus."),
    (14000, 16000, "Merci à tous."),
]
BEGINS = 3_600_000


@pytest.fixture
def target(tmp_path: Path) -> Target:
    """A clip that was heard and corrected, its subtitles an hour into the programme."""
    (tmp_path / "rehear.toml").write_text('language = "fr"\nlexicons = ["terms.toml"]\n', encoding="utf-8")
    (tmp_path / "terms.toml").write_text(LEXICON, encoding="utf-8")
    (tmp_path / "clip.mp4").write_bytes(b"not looked at")
    target = Target(tmp_path / "clip.mp4", tmp_path, "clip")
    times = [(start, end) for start, end, _ in SAID]
    heard = Transcript.from_texts([text for *_, text in SAID], times=times, language="fr", source="clip.mp4")
    write_transcript(heard, target.record("transcript.json"))
    run(target, load_lexicon(str(tmp_path / "terms.toml")))
    return target


def run(target: Target, lexicon: Lexicon) -> None:
    """What `rehear run` does with a clip that was heard before."""
    from rehear.document.store import read_transcript

    heard = read_transcript(target.record("transcript.json"))
    correct(target, heard, lexicon, formats=("srt", "txt"), layout=Layout(PROFILES["web"], BEGINS), typography="nbsp")


def shown(session: Session) -> list[tuple[int, int, str]]:
    return [(cue.start, cue.end, " ".join(cue.lines)) for cue in session.cues()]


def written(target: Target) -> list[tuple[int, int, str]]:
    cues = read(target.folder / "clip.srt").cues
    return [(cue.start - BEGINS, cue.end - BEGINS, " ".join(cue.lines)) for cue in cues]


@pytest.mark.parametrize("name", ["clip.mp4", "clip.srt", "clip.txt"])
def test_the_clip_and_each_of_its_files_open_one_record(target: Target, name: str) -> None:
    session = open_session(target.folder / name)
    assert session.place == target.record("edits.jsonl")
    assert session.media == target.source
    assert [group.title for group in session.groups()] == ["non-lieu"]
    assert shown(session) == written(target)
    session.accept(*waiting(session))
    done = session.finish()
    assert [path.name for path in done.written] == ["clip.srt", "clip.txt"]
    assert shown(session) == written(target)
    assert "Quatre non-lieux" in " ".join(lines(target.folder / "clip.srt"))
    assert "Quatre non-lieux" in (target.folder / "clip.txt").read_text("utf-8")


def test_the_clip_is_found_where_it_lies_when_its_results_lie_elsewhere(target: Target, tmp_path: Path) -> None:
    out = tmp_path / "out"
    there = Target(target.source, out, "clip")
    there.record("transcript.json").parent.mkdir(parents=True)
    there.record("transcript.json").write_bytes(target.record("transcript.json").read_bytes())
    run(there, load_lexicon(str(tmp_path / "terms.toml")))
    assert open_session(out / "clip.srt").media == target.source


def test_words_have_the_times_at_which_they_were_said(target: Target) -> None:
    session = open_session(target.source)
    words = [word for cue in session.cues() for word in cue.words]
    assert " ".join(word.text for word in words) == " ".join(text for *_, text in shown(session))
    assert words[-1].text == "tous."
    assert (words[-1].start, words[-1].end) == (session.transcript.words[-1].start, 16000)
    [lieu] = [word for word in words if word.edit and word.text == "non-lieu"]
    assert [word.text.strip() for word in session.transcript.words[lieu.first : lieu.last + 1]] == ["nom", "lieu"]


def test_hand_made_cues_and_words_survive_a_run_with_another_lexicon(target: Target) -> None:
    session = open_session(target.folder / "clip.srt")
    before = shown(session)
    cue = next(cue for cue in session.cues() if "Quatre" in " ".join(cue.lines))
    session.retype((cue.first, cue.last, " ".join(cue.lines).replace("Quatre", "Cinq")))
    cue = next(cue for cue in session.cues() if "Cinq" in " ".join(cue.lines))
    session.split(cue.first, cue.last, cue.first + 4, 7_000)
    at = cue.number - 1
    last = session.cues()[-1]
    session.retime(last.first, last.last, 14_500, 17_000)
    session.reject(next(edit.id for edit in session.edits if edit.before == "nom lieu"))
    wanted = shown(session)
    gap = session.profile.gap
    assert [cue[:2] for cue in wanted[at : at + 2]] == [(before[at][0], 7_000 - gap), (7_000, before[at][1])]
    assert wanted[-1][:2] == (14_500, 17_000)
    # Cues that nobody touched stay as they were.
    assert [cue[2] for cue in wanted[:at]] == [text.replace("non-lieu", "nom lieu") for *_, text in before[:at]]
    assert wanted[at + 2 : -1] == before[at + 1 : -1]
    session.finish()
    assert written(target) == wanted
    (target.folder / "more.toml").write_text('language = "fr"\n[[term]]\nwrite = "Dijon-Ville"\nheard = ["Dijon"]\n')
    run(target, load_lexicon(str(target.folder / "terms.toml"), str(target.folder / "more.toml")))
    assert written(target) == [(start, end, text.replace("Dijon", "Dijon-Ville")) for start, end, text in wanted]
    again = open_session(target.source)
    assert again.undo() is not None, "and it can still be taken back"
    while again.undo():
        pass
    run(target, load_lexicon(str(target.folder / "terms.toml")))
    assert written(target) == before


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize(
    "typed",
    [
        "Oui",
        "{} Et",
        "Une phrase neuve. Et",
        "Une phrase\nneuve.",
        "Une phrase bien plus longue, " * 5 + "qui ne tient pas sur deux lignes.",
        "",
    ],
)
def test_a_cue_that_was_typed_stays_that_cue_and_the_others_as_they_were(
    target: Target, number: int, typed: str
) -> None:
    session = open_session(target.folder / "clip.srt")
    before, cue = written(target), session.cues()[number]
    typed = typed.format(before[number][2])
    session.retype((cue.first, cue.last, typed, " ".join(cue.lines)))
    session.finish()
    said = [(*before[number][:2], " ".join(typed.split()))] if typed else []
    assert written(target) == [*before[:number], *said, *before[number + 1 :]]
    assert shown(session) == written(target)
    if typed:
        lines = session.cues()[number].lines
        assert max(map(len, lines)) <= session.profile.width
        assert lines == tuple(typed.split("\n")) or "\n" not in typed
    run(target, load_lexicon(str(target.folder / "terms.toml")))
    assert written(target) == [*before[:number], *said, *before[number + 1 :]]
    again = open_session(target.source)
    for waits in waiting(again):
        again.reject(waits)  # what is decided elsewhere leaves it, too
    assert [cue[:2] for cue in shown(again)] == [cue[:2] for cue in written(target)]
    while again.undo():
        pass
    again.finish()
    assert written(target) == before


def test_a_cue_that_was_typed_can_be_typed_timed_and_cut_again(target: Target) -> None:
    session = open_session(target.folder / "clip.srt")
    before, cue = shown(session), session.cues()[1]
    session.retype((cue.first, cue.last, "Sans les premiers mots, et"))
    session.retype((cue.first, cue.last, " ".join(session.cues()[1].lines[0].split()[1:])))
    assert (session.cues()[1].first, session.cues()[1].last) == (cue.first, cue.last), "though its first word is gone"
    session.retime(cue.first, cue.last, cue.start + 10, cue.end)
    session.retype((cue.first, cue.last, "À Mâcon,\ndonc. Et"))
    assert shown(session) == [before[0], (cue.start + 10, cue.end, "À Mâcon, donc. Et"), *before[2:]]
    session.split(cue.first, cue.last, cue.first + 1)
    assert [cue[2] for cue in shown(session)] == [before[0][2], "À", "Mâcon, donc. Et", *[cue[2] for cue in before[2:]]]


@pytest.mark.parametrize("number", [0, 1])
def test_a_correction_in_two_cues_is_parted_where_one_of_them_is_typed(target: Target, number: int) -> None:
    term = 'language = "fr"\n[[term]]\nwrite = "cour d\'assises de Lyon"\nheard = ["Deux non lieux à Dijon"]\n'
    (target.folder / "more.toml").write_text(term, encoding="utf-8")
    run(target, load_lexicon(str(target.folder / "more.toml")))
    session, before = open_session(target.source), written(target)
    assert [before[0][2].endswith("Cour d'assises"), before[1][2].startswith("de Lyon,")] == [True, True]
    cue = session.cues()[number]
    session.retype((cue.first, cue.last, "\n".join(cue.lines), " ".join(cue.lines)))
    assert not session.record.history, "nothing was typed"
    typed = before[number][2].replace("assises", "appel").replace("Lyon", "Lille")
    session.retype((cue.first, cue.last, typed, " ".join(cue.lines)))
    session.finish()
    assert written(target) == [*before[:number], (*before[number][:2], typed), *before[number + 1 :]]
    assert shown(session) == written(target)
    session.undo()
    session.finish()
    assert written(target) == before


def test_a_text_of_ones_own_survives_a_run_with_a_lexicon_that_does_not_propose_there(target: Target) -> None:
    session = open_session(target.folder / "clip.srt")
    first, *_ = waiting(session)
    session.own(first, "refus de juger")
    session.finish()
    (target.folder / "places.toml").write_text('language = "fr"\n[[term]]\nwrite = "Dijon-Ville"\nheard = ["Dijon"]\n')
    run(target, load_lexicon(str(target.folder / "places.toml")))
    text = " ".join(lines(target.folder / "clip.srt"))
    assert "Deux refus de juger à Dijon-Ville" in text
    again = open_session(target.source)
    assert [edit.own for edit in again.edits if edit.decision] == ["refus de juger"]
    assert again.undo() is not None, "and it can still be taken back"
    assert not [edit for edit in again.edits if edit.decision]


def test_undo_takes_back_corrections_and_leaves_what_was_typed_and_cut(target: Target) -> None:
    session = open_session(target.folder / "clip.srt")
    session.accept(*waiting(session))
    last = session.cues()[-1]
    session.retype((last.first, last.last, "Merci à toutes."))
    session.retime(last.first, last.last, 14_500, 17_000)
    session.finish()
    assert rehear("undo", "clip.srt", "-w", folder=target.folder).code == 0
    text = " ".join(lines(target.folder / "clip.srt"))
    assert "nom lieu" in text
    assert "Quatre non lieux" in text
    assert written(target)[-1] == (14_500, 17_000, "Merci à toutes.")
    done = rehear("undo", "clip.srt", "-w", "--only", "hand", folder=target.folder)
    assert "1 taken back, cues as before they were cut and timed by hand; wrote clip.srt" in done.stdout
    assert written(target)[-1] == (14_000, 16_000, "Merci à tous.")
    assert "Merci à tous." in (target.folder / "clip.txt").read_text("utf-8")


def test_a_changed_output_is_kept_the_others_are_written(target: Target) -> None:
    path = target.folder / "clip.srt"
    path.write_text(path.read_text("utf-8").replace("Merci", "Pardon"), encoding="utf-8")
    session = open_session(target.source)
    session.reject(waiting(session)[0])
    session.accept(*waiting(session))
    done = session.finish()
    assert done.kept == (path,)
    assert done.written == (target.folder / "clip.txt",)
    # Its own name opens it as it is now.
    own = open_session(path)
    assert own.place.name == "clip.srt.edits.jsonl"
    assert "Pardon à tous." in " ".join(text for *_, text in shown(own))
    assert len([edit for edit in own.edits if edit.decision]) == 2, "what was decided on the clip holds there"


def test_a_clip_that_was_only_transcribed_gets_proposals_now(target: Target) -> None:
    target.record("edits.jsonl").unlink()
    (target.folder / "clip.srt").unlink()
    (target.folder / "clip.txt").unlink()
    session = open_session(target.source)
    assert waiting(session)
    session.accept(*waiting(session))
    assert [path.name for path in session.finish().written] == ["clip.srt", "clip.txt"]


def test_decisions_are_lessons(target: Target) -> None:
    session = open_session(target.folder / "clip.srt")
    cue = session.cues()[0]
    session.retype((cue.first, cue.last, " ".join(cue.lines).replace("Mâcon", "Matisconne")))
    session.accept(*waiting(session))
    session.finish()
    assert "Matisconne" in [one.term.write for one in session.lesson().learnt]
    done = rehear("lexicon", "learn", "clip.srt", folder=target.folder)
    assert "Matisconne  <-  Mâcon" in done.stderr
    session.keep(["Matisconne"])
    assert 'write = "Matisconne"' in (target.folder / "terms.toml").read_text("utf-8")
    session.undo()
    assert (target.folder / "terms.toml").read_text("utf-8") == LEXICON
