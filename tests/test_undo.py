"""What was corrected comes back, and what a person did since stays."""

import json
from pathlib import Path

import pytest
from command_line import FIXED, LEXICONS, STORY, rehear
from hypothesis import given
from hypothesis import strategies as st
from rehear.pipeline.merge import clash, hunks, merged

TEXTS = st.text(alphabet="ab \n.", max_size=30)


@given(TEXTS, TEXTS)
def test_hunks_make_the_new_text_of_the_old_one(old: str, new: str) -> None:
    assert merged(old, hunks(old, new)) == new


@given(st.lists(st.sampled_from(["un", "deux", "trois"]), min_size=4, max_size=12), st.data())
def test_changes_of_different_words_both_hold(words: list[str], data: st.DataObject) -> None:
    mine, theirs = data.draw(st.permutations(range(len(words))))[:2]

    def changed(*places: int) -> str:
        return " ".join(f"neuf{at}" if at in places else word for at, word in enumerate(words))

    old = changed()
    ours, others = hunks(old, changed(mine)), hunks(old, changed(theirs))
    assert not clash(old, ours, others)
    assert merged(old, ours, others) == changed(mine, theirs)


HOUSE = ("--language", "fr", "-l", "house.toml")
WORDS = st.lists(st.sampled_from(["un", "deux", "\n", "trois."]), max_size=12)


@given(WORDS, WORDS, st.data())
def test_nothing_that_a_person_wrote_is_lost(words: list[str], theirs: list[str], data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(0, len(words)), max_size=3))
    mine = list(words)
    for number, place in enumerate(sorted(places, reverse=True)):
        mine.insert(place, f"moi{number}")
    old = " ".join(words)
    ours, others = hunks(old, " ".join(mine)), hunks(old, " ".join(theirs))
    if not clash(old, ours, others):
        assert all(f"moi{number}" in merged(old, ours, others) for number in range(len(places)))


def test_changes_of_the_same_words_clash_unless_they_are_the_same() -> None:
    old = "un deux trois"
    assert clash(old, hunks(old, "un zwei trois"), hunks(old, "un two trois"))
    assert clash(old, hunks(old, "un trois"), hunks(old, "un two trois"))
    assert not clash(old, hunks(old, "un two trois"), hunks(old, "un two trois"))


# --- the command ---


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clip.srt").write_text(STORY, encoding="utf-8")
    return tmp_path


def text(folder: Path, name: str = "clip.srt") -> str:
    return (folder / name).read_bytes().decode("utf-8")


def fix(folder: Path, *arguments: str) -> None:
    assert rehear("fix", "-q", *arguments, folder=folder).code == 0


def undo(folder: Path, *arguments: str) -> str:
    done = rehear("undo", "-w", *arguments, folder=folder)
    assert (done.code, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize(
    "data",
    [
        STORY.replace("\n", "\r\n").encode("utf-8-sig"),
        STORY.replace("communauté", "communauté €").replace("é €", "é").encode("cp1252"),
        STORY.replace("gays tapants", "<i>gays</i>\ntapants").encode(),
        STORY.encode("utf-16"),
    ],
)
def test_all_comes_back_byte_for_byte_and_is_not_corrected_again(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "clip.srt"
    path.write_bytes(data)
    fix(tmp_path, "-w", "clip.srt", *LEXICONS)
    assert path.read_bytes() != data
    assert rehear("undo", "clip.srt", folder=tmp_path).stdout.endswith("clip.srt: 3 taken back\n")
    assert path.read_bytes() != data, "without -w nothing is written"
    undo(tmp_path, "clip.srt")
    assert path.read_bytes() == data
    fix(tmp_path, "-w", "clip.srt", *LEXICONS)
    assert path.read_bytes() == data
    assert rehear("fix", "--check", "-q", "clip.srt", *LEXICONS, folder=tmp_path).code == 0


@pytest.mark.parametrize(
    ("name", "back"),
    [
        ("macon", FIXED.replace("Mâcon", "Macon")),
        ("guets-apens", FIXED.replace("guets-apens", "gays tapants")),
        ("credit", STORY.replace("gays tapants", "guets-apens").replace("Macon", "Mâcon")),
    ],
)
def test_one_of_them_comes_back(folder: Path, name: str, back: str) -> None:
    fix(folder, "-w", "clip.srt", *LEXICONS)
    undo(folder, "clip.srt", "--only", name)
    assert text(folder) == back
    fix(folder, "-w", "clip.srt", *LEXICONS)
    assert text(folder) == back
    undo(folder, "clip.srt")
    assert text(folder) == STORY


def test_what_a_person_changed_stays(folder: Path) -> None:
    fix(folder, "-w", "clip.srt", *LEXICONS)
    mine = (
        FIXED.replace("homophobes", "violents").replace("Dijon", "Beaune") + "\n3\n00:01:00,000 --> 00:01:01,000\nFin\n"
    )
    (folder / "clip.srt").write_text(mine, encoding="utf-8")
    undo(folder, "clip.srt", "--only", "heard", "--only", "spelling")
    assert text(folder) == mine.replace("guets-apens", "gays tapants").replace("Mâcon", "Macon")


def test_where_the_first_text_lies_is_said_where_not_all_is_as_it_was(folder: Path) -> None:
    fix(folder, "-w", "clip.srt", *LEXICONS)
    (folder / "clip.srt").write_text(FIXED.replace("Dijon", "Beaune"), encoding="utf-8")
    assert undo(folder, "clip.srt", "--only", "credit").endswith("clip.srt: 1 taken back; wrote clip.srt\n")
    first = "(as it first was it is .rehear/clip.srt.original)"
    assert undo(folder, "clip.srt").endswith(f"clip.srt: 2 taken back {first}; wrote clip.srt\n")
    assert undo(folder, "clip.srt").endswith(f"clip.srt: nothing to take back {first}\n")


def test_words_that_a_person_changed_stay_and_are_named(folder: Path) -> None:
    fix(folder, "-w", "clip.srt", *LEXICONS)
    (folder / "clip.srt").write_text(FIXED.replace("guets-apens", "embuscades"), encoding="utf-8")
    done = rehear("undo", "-w", "clip.srt", folder=folder)
    assert done.code == 1
    assert done.stderr == "warning: clip.srt: 'guets-apens' (cue 1, 00:01) stays: the text there was changed since\n"
    assert text(folder) == STORY.replace("gays tapants", "embuscades")


def test_several_runs_with_a_persons_work_between_them(folder: Path) -> None:
    fix(folder, "-w", "clip.srt", "-l", "fr-justice")
    (folder / "clip.srt").write_text(text(folder).replace("Dijon", "Beaune"), encoding="utf-8")
    fix(folder, "-w", "clip.srt", "-l", "fr-places")
    assert text(folder) == FIXED.replace("Dijon", "Beaune")
    undo(folder, "clip.srt", "--only", "guet-apens")
    assert text(folder) == FIXED.replace("Dijon", "Beaune").replace("guets-apens", "gays tapants")
    undo(folder, "clip.srt")
    assert text(folder) == STORY.replace("Dijon", "Beaune")
    fix(folder, "-w", "clip.srt", *LEXICONS)
    assert text(folder) == STORY.replace("Dijon", "Beaune")


def test_a_decision_outlives_runs_with_other_lexicons(folder: Path) -> None:
    fix(folder, "-w", "clip.srt", *LEXICONS)
    undo(folder, "clip.srt", "--only", "Mâcon")
    fix(folder, "-w", "clip.srt", "-l", "fr-justice")
    fix(folder, "-w", "clip.srt", "-l", "fr-places")
    assert text(folder) == FIXED.replace("Mâcon", "Macon")


def test_the_second_of_two_like_places_stays_rejected(tmp_path: Path) -> None:
    cues = "1\n00:00:01,000 --> 00:00:03,000\nVers Macon.\n\n2\n00:00:04,000 --> 00:00:06,000\nVers Macon.\n"
    (tmp_path / "clip.srt").write_text(cues, encoding="utf-8")
    fix(tmp_path, "-w", "clip.srt", "-l", "fr-places", "--language", "fr")
    second = json.loads((tmp_path / ".rehear/clip.srt.edits.jsonl").read_text(encoding="utf-8").splitlines()[2])
    undo(tmp_path, "clip.srt", "--only", second["id"])
    back = "Mâcon".join(cues.split("Macon", 1))
    assert text(tmp_path) == back
    fix(tmp_path, "-w", "clip.srt", "-l", "fr-places", "--language", "fr")
    assert text(tmp_path) == back


def test_what_was_taken_back_can_be_applied_by_its_id(folder: Path) -> None:
    fix(folder, "-w", "clip.srt", *LEXICONS)
    undo(folder, "clip.srt", "--only", "Mâcon")
    shown = rehear("fix", "clip.srt", *LEXICONS, "--json", folder=folder).stdout.splitlines()
    (edit,) = (event for event in map(json.loads, shown) if event.get("term") == "Mâcon")
    assert edit["decision"] == "rejected"
    fix(folder, "-w", "clip.srt", *LEXICONS, "--only", edit["id"])
    assert text(folder) == FIXED


@pytest.mark.parametrize("arguments", [("-o", "out.srt"), ("-O", "out"), ("-o", "out.vtt"), ("-o", "out.json")])
def test_files_written_elsewhere(folder: Path, arguments: tuple[str, str]) -> None:
    fix(folder, "clip.srt", *LEXICONS, *arguments)
    out = "out/clip.srt" if arguments[0] == "-O" else arguments[1]
    undo(folder, out, "--only", "Mâcon")
    assert "Macon" in text(folder, out)
    assert "guets-apens" in text(folder, out)
    undo(folder, out)
    if out.endswith(".srt"):
        assert text(folder, out) == STORY
    assert text(folder) == STORY
    before = text(folder, out)
    fix(folder, "clip.srt", *LEXICONS, *arguments)
    assert text(folder, out) == before


def test_a_file_that_a_person_changed_is_still_kept_afterwards(folder: Path) -> None:
    fix(folder, "clip.srt", *LEXICONS, "-o", "out.srt")
    (folder / "out.srt").write_text(FIXED.replace("Dijon", "Beaune"), encoding="utf-8")
    undo(folder, "out.srt", "--only", "Mâcon")
    mine = text(folder, "out.srt")
    assert mine == FIXED.replace("Dijon", "Beaune").replace("Mâcon", "Macon")
    assert rehear("fix", "-q", "clip.srt", *LEXICONS, "-o", "out.srt", folder=folder).code == 1
    assert text(folder, "out.srt") == mine


def test_what_cannot_be_undone_says_why(folder: Path) -> None:
    def said(name: str) -> str:
        done = rehear("undo", "-w", name, folder=folder)
        assert done.code == 3
        return done.stderr

    assert (
        said("clip.srt")
        == "error: clip.srt: no record of a correction of it (undo needs the .rehear folder beside it)\n"
    )
    fix(folder, "clip.srt", *LEXICONS, "-o", "out.srt")
    assert said("clip.srt") == "error: clip.srt: rehear wrote nothing into it (it made of it out.srt)\n"
    (folder / ".rehear" / "clip.srt.original").unlink()
    assert "the text as it was before is gone" in said("out.srt")
    assert text(folder, "out.srt") == FIXED


def test_the_files_of_a_clip_change_together(tmp_path: Path) -> None:
    from rehear.correction import load_lexicon
    from rehear.document.model import Transcript
    from rehear.document.store import write_transcript
    from rehear.pipeline.clip import Layout, correct
    from rehear.pipeline.inputs import Target
    from rehear.subtitles import PROFILES

    target = Target(tmp_path / "clip.mp4", tmp_path, "clip")
    heard = Transcript.from_texts(["Organiser des gays tapants.", "Il est à Macon, dit-il."], language="fr")
    write_transcript(heard, target.record("transcript.json"))
    lexicon = load_lexicon("fr-justice", "fr-places")
    correct(target, heard, lexicon, formats=("srt", "txt", "json"), layout=Layout(PROFILES["web"]))
    (tmp_path / "clip.txt").write_text(text(tmp_path, "clip.txt").replace("Organiser", "Préparer"), encoding="utf-8")
    undo(tmp_path, "clip.srt", "--only", "guet-apens")
    for name in ("clip.srt", "clip.txt", "clip.json"):
        assert "gays tapants" in " ".join(text(tmp_path, name).split())
        assert "Mâcon" in text(tmp_path, name)
    assert "Préparer" in text(tmp_path, "clip.txt")
    again = correct(target, heard, lexicon, formats=("srt", "txt"), layout=Layout(PROFILES["web"]))
    assert [path.name for path in again.kept] == ["clip.txt"]
    assert "gays tapants" in " ".join(text(tmp_path, "clip.srt").split())


def test_what_a_person_typed_over_a_correction_is_not_corrected_again_unseen(tmp_path: Path) -> None:
    cue = "1\n00:00:01,000 --> 00:00:03,000\nHier, selon maître {}, le juge a dit {}.\n"
    (tmp_path / "house.toml").write_text(
        'language = "fr"\n[[term]]\nwrite = "Solenn Kervadec"\nheard = ["Solène Cervadec", "Solène Kervadeck"]\n'
        '[[term]]\nwrite = "non-lieu"\nheard = ["nom lieu"]\n',
        encoding="utf-8",
    )
    (tmp_path / "clip.srt").write_text(cue.format("Solène Cervadec", "nom lieu"), encoding="utf-8")
    fix(tmp_path, "-w", "clip.srt", *HOUSE)
    assert text(tmp_path) == cue.format("Solenn Kervadec", "non-lieu")
    mine = cue.format("Solène Kervadeck", "non-lieu")
    (tmp_path / "clip.srt").write_text(mine, encoding="utf-8")
    for _ in range(2):
        done = rehear("fix", "-w", "clip.srt", *HOUSE, folder=tmp_path)
        assert "to review, not applied, you changed this by hand" in done.stdout
        assert (done.code, text(tmp_path)) == (0, mine)
    # Another run in between, which knows nothing of the name, does not forget it.
    (tmp_path / "clip.srt").write_text(mine.replace("non-lieu", "nom lieu").replace("juge", "Macon"), encoding="utf-8")
    fix(tmp_path, "-w", "clip.srt", "-l", "fr-places")
    assert "Mâcon" in text(tmp_path)
    fix(tmp_path, "-w", "clip.srt", *HOUSE)
    assert text(tmp_path) == mine.replace("non-lieu", "nom lieu").replace("juge", "Mâcon")
    shown = rehear("fix", "clip.srt", *HOUSE, "--json", folder=tmp_path).stdout.splitlines()
    ids = {event.get("term"): event["id"] for event in map(json.loads, shown) if event.get("term")}
    fix(tmp_path, "-w", "clip.srt", *HOUSE, "--only", ids["Solenn Kervadec"])
    assert "Solenn Kervadec" in text(tmp_path)
    assert "nom lieu" in text(tmp_path)
    fix(tmp_path, "-w", "clip.srt", *HOUSE, "--only", ids["non-lieu"])
    assert text(tmp_path) == cue.format("Solenn Kervadec", "non-lieu").replace("juge", "Mâcon")


def test_a_cue_that_a_person_put_back_stays(folder: Path) -> None:
    fix(folder, "-w", "clip.srt", *LEXICONS)
    back = FIXED.replace("2\n00:00:06", STORY.split("\n\n")[1] + "\n\n3\n00:00:06")
    (folder / "clip.srt").write_text(back, encoding="utf-8")
    fix(folder, "-w", "clip.srt", *LEXICONS)
    assert text(folder) == back


def test_what_a_person_typed_into_a_clips_subtitles_stays(tmp_path: Path) -> None:
    from rehear.correction import load_lexicon
    from rehear.document.model import Transcript
    from rehear.document.store import write_transcript
    from rehear.pipeline.clip import Layout, correct
    from rehear.pipeline.inputs import Target
    from rehear.subtitles import PROFILES

    target = Target(tmp_path / "clip.mp4", tmp_path, "clip")
    heard = Transcript.from_texts(["Organiser des gays tapants.", "Il est à Macon, dit-il."], language="fr")
    write_transcript(heard, target.record("transcript.json"))
    correct(target, heard, load_lexicon("fr-places"), formats=("srt",), layout=Layout(PROFILES["web"]))
    mine = text(tmp_path).replace("Mâcon", "Macon")
    (tmp_path / "clip.srt").write_text(mine, encoding="utf-8")
    fix(tmp_path, "-w", "clip.srt", *LEXICONS)
    assert " ".join(text(tmp_path).split()) == " ".join(mine.replace("gays tapants", "guets-apens").split())


def test_what_is_shown_is_the_files_own_text(folder: Path) -> None:
    fix(folder, "-w", "clip.srt", *LEXICONS)
    mine = FIXED.replace("C'est à Dijon et", "Nous étions hier, enfin,").replace("organiser", "préparer")
    (folder / "clip.srt").write_text(mine, encoding="utf-8")
    shown = rehear("undo", "clip.srt", folder=folder).stdout
    for line in (
        "- préparer des guets-apens homophobes",
        "+ préparer des gays tapants homophobes",
        "- Nous étions hier, enfin, à Mâcon.",
        "+ Nous étions hier, enfin, à Macon.",
        "+ Sous-titres réalisés para la communauté d'Amara.org",
    ):
        assert line in shown
    assert "Dijon" not in shown


@pytest.mark.parametrize("mine", ["Mâcon-Ville", "Vieux-Mâcon", "Mâconnais"])
def test_a_word_that_a_person_extended_stays_and_is_named(folder: Path, mine: str) -> None:
    fix(folder, "-w", "clip.srt", *LEXICONS)
    (folder / "clip.srt").write_text(FIXED.replace("Mâcon", mine), encoding="utf-8")
    done = rehear("undo", "-w", "clip.srt", folder=folder)
    assert (done.code, mine in text(folder)) == (1, True)
    assert "'Mâcon.' (cue 3, 00:06) stays: the text there was changed since" in done.stderr


def test_what_a_damaged_record_knew_is_named(folder: Path) -> None:
    fix(folder, "-w", "clip.srt", "-l", "fr-justice")
    record = folder / ".rehear" / "clip.srt.edits.jsonl"
    record.write_text("{", encoding="utf-8")
    assert "put aside" in rehear("fix", "-w", "clip.srt", "-l", "fr-places", folder=folder).stderr
    done = rehear("undo", "-w", "clip.srt", folder=folder)
    assert done.code == 1
    assert done.stderr == (
        "warning: .rehear/clip.srt.edits.jsonl.damaged: this record is damaged: what it knew of is not taken back; "
        "the text as it was before is .rehear/clip.srt.original\n"
    )
    assert "guets-apens" in text(folder)
    assert (folder / ".rehear/clip.srt.original").read_text(encoding="utf-8") == STORY


def test_a_cue_comes_back_beside_words_that_a_person_changed(folder: Path) -> None:
    fix(folder, "-w", "clip.srt", *LEXICONS)
    mine = FIXED.replace("homophobes", "violents")
    (folder / "clip.srt").write_text(mine, encoding="utf-8")
    undo(folder, "clip.srt", "--only", "credit")
    assert text(folder) == STORY.replace("gays tapants homophobes", "guets-apens violents").replace("Macon", "Mâcon")
