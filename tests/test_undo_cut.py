"""What was corrected comes back in cues that were cut, laid out or moved since, by a repair or by a person."""

from pathlib import Path

import pytest
from command_line import LEXICONS, rehear
from rehear.correction import load_lexicon
from rehear.document.model import Transcript
from rehear.document.store import write_transcript
from rehear.pipeline.clip import Layout, correct
from rehear.pipeline.inputs import Target
from rehear.review import open_session
from rehear.subtitles import PROFILES, read


def text(folder: Path, name: str = "clip.srt") -> str:
    return (folder / name).read_text(encoding="utf-8")


def fix(folder: Path, *arguments: str) -> None:
    assert rehear("fix", "-q", *arguments, folder=folder).code == 0


def lay_out(folder: Path, name: str) -> None:
    before = text(folder, name)
    rehear("check", "--fix", "--profile", "vertical", name, folder=folder)
    assert text(folder, name) != before


def undo(folder: Path, *arguments: str) -> str:
    done = rehear("undo", "-w", *arguments, folder=folder)
    assert (done.code, done.stderr) == (0, "")
    return done.stdout


def words(folder: Path, name: str) -> list[str]:
    return " ".join(cue.text for cue in read(folder / name, strict=True).cues).split()


def cues_of_story(*texts: str) -> str:
    return "\n".join(
        f"{at + 1}\n00:00:{5 * at:02},000 --> 00:00:{5 * at + 4:02},500\n{text}\n" for at, text in enumerate(texts)
    )


FAR = ("Des voitures attiraient les acheteurs.", "Il est tombé dans un gay", "tapant derrière la gare.", "Il le dit.")
NEAR = ("Des voitures attiraient les acheteurs.", "Il est tombé dans un", "guet-apens derrière la gare.", "Il le dit.")


@pytest.mark.parametrize(
    "order",
    [(1, 0, 2, 3), (0, 2, 3), (1, 0, 3, 2), (0, 2, 1, 3)],
    ids=["swapped", "removed", "both pairs swapped", "its two cues swapped"],
)
def test_half_of_a_correction_does_not_come_back_where_its_neighbours_no_longer_stand(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    path = tmp_path / "clip.srt"
    path.write_text(cues_of_story(*FAR), encoding="utf-8")
    fix(tmp_path, "-w", "clip.srt", "-l", "fr-justice")
    assert path.read_text(encoding="utf-8") == cues_of_story(*NEAR)
    mine = cues_of_story(*(NEAR[at] for at in order))
    path.write_text(mine, encoding="utf-8")
    done = rehear("undo", "-w", "clip.srt", folder=tmp_path)
    assert done.code == 1
    assert "'guet-apens' (cue 2, 00:05) stays: the text there was changed since" in done.stderr
    assert text(tmp_path) == mine


def test_half_of_a_correction_does_not_come_back_beside_words_that_a_person_removed(tmp_path: Path) -> None:
    path = tmp_path / "clip.srt"
    path.write_text(cues_of_story(*FAR), encoding="utf-8")
    fix(tmp_path, "-w", "clip.srt", "-l", "fr-justice")
    mine = cues_of_story(*NEAR).replace("dans un\n", "dans\n")
    path.write_text(mine, encoding="utf-8")
    assert rehear("undo", "-w", "clip.srt", folder=tmp_path).code == 1
    assert text(tmp_path) == mine
    # Whatever stands farther away may have changed.
    path.write_text(cues_of_story(*NEAR).replace("Il est", "Elle est").replace("la gare", "le port"), encoding="utf-8")
    undo(tmp_path, "clip.srt")
    assert text(tmp_path) == cues_of_story(*FAR).replace("Il est", "Elle est").replace("la gare", "le port")


LONG = "Le tribunal a jugé hier soir trois hommes pour des gays tapants."
CREDIT = "Sous-titres réalisés par la communauté d'Amara.org"


@pytest.mark.parametrize(
    "texts",
    [(LONG, "Il a été relâché."), (LONG, CREDIT, "Il a été relâché.", LONG), (LONG, "Il a été relâché.", CREDIT)],
)
def test_cues_that_were_cut_anew_since_do_not_hold_a_correction_back(tmp_path: Path, texts: tuple[str, ...]) -> None:
    (tmp_path / "clip.srt").write_text(cues_of_story(*texts), encoding="utf-8")
    fix(tmp_path, "-w", "clip.srt", *LEXICONS)
    for profile in ("web", "vertical"):
        rehear("check", "--fix", "--profile", profile, "clip.srt", folder=tmp_path)
    (tmp_path / "clip.srt").write_text(text(tmp_path).replace("a jugé", "a condamné"), encoding="utf-8")
    undo(tmp_path, "clip.srt")
    after = read(tmp_path / "clip.srt", strict=True)  # cues are counted without a gap
    assert len(after.cues) > len(texts)
    wanted = " ".join(texts).replace("a jugé", "a condamné").split()
    assert " ".join(cue.text for cue in after.cues).split() == wanted
    for at, cue in enumerate(texts):
        if cue == CREDIT:
            assert any(back.start == 5000 * at and back.text.split() == cue.split() for back in after.cues)
    assert rehear("fix", "--check", "-q", "clip.srt", *LEXICONS, folder=tmp_path).code == 0


def test_where_the_text_lies_that_only_a_repair_of_the_layout_changed(tmp_path: Path) -> None:
    (tmp_path / "clip.srt").write_text(cues_of_story(LONG), encoding="utf-8")
    rehear("check", "--fix", "--profile", "vertical", "clip.srt", folder=tmp_path)
    said = undo(tmp_path, "clip.srt")
    assert said == "clip.srt: nothing to take back (as it first was it is .rehear/clip.srt.original)\n"
    assert (tmp_path / ".rehear/clip.srt.original").read_text(encoding="utf-8") == cues_of_story(LONG)


# --- laid out by `check --fix` after another input was corrected into the file ---

STORY = (LONG, "Il habite à Macon depuis.")


@pytest.fixture
def result(tmp_path: Path) -> Path:
    """A folder with a result of another file, laid out since."""
    (tmp_path / "a.srt").write_text(cues_of_story(*STORY), encoding="utf-8")
    fix(tmp_path, "a.srt", *LEXICONS, "-o", "b.srt")
    lay_out(tmp_path, "b.srt")
    return tmp_path


def test_the_result_of_another_file_that_was_laid_out_since(result: Path) -> None:
    cues = len(read(result / "b.srt").cues)
    assert undo(result, "b.srt", "--only", "Mâcon").endswith("b.srt: 1 taken back; wrote b.srt\n")
    assert words(result, "b.srt") == " ".join(STORY).replace("gays tapants", "guets-apens").split()
    first = "(as it first was it is .rehear/b.srt.original)"
    assert undo(result, "b.srt").endswith(f"b.srt: 1 taken back {first}; wrote b.srt\n")
    assert words(result, "b.srt") == " ".join(STORY).split()
    assert len(read(result / "b.srt").cues) == cues > len(STORY)
    assert undo(result, "b.srt").startswith("b.srt: nothing to take back")
    # Neither into the file itself nor from its input is it applied again.
    back = text(result, "b.srt")
    fix(result, "-w", "b.srt", *LEXICONS)
    fix(result, "a.srt", *LEXICONS, "-o", "again.srt")
    assert text(result, "b.srt") == back
    assert text(result, "again.srt") == cues_of_story(*STORY)


def test_what_was_corrected_before_and_after_it_was_laid_out_comes_back(tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_text(cues_of_story(*STORY), encoding="utf-8")
    fix(tmp_path, "a.srt", "-l", "fr-justice", "-o", "b.srt")
    lay_out(tmp_path, "b.srt")
    fix(tmp_path, "-w", "b.srt", "-l", "fr-places")
    first = "(as it first was it is .rehear/b.srt.original)"
    assert undo(tmp_path, "b.srt").endswith(f"b.srt: 2 taken back {first}; wrote b.srt\n")
    assert words(tmp_path, "b.srt") == " ".join(STORY).split()
    fix(tmp_path, "-w", "b.srt", *LEXICONS)
    assert words(tmp_path, "b.srt") == " ".join(STORY).split()


def test_a_damaged_record_of_another_file_holds_nothing_back(result: Path) -> None:
    (result / ".rehear/bz.srt.edits.jsonl").write_text("{", encoding="utf-8")
    assert "2 taken back" in undo(result, "b.srt")


def test_a_clips_subtitles_that_were_laid_out_since(tmp_path: Path) -> None:
    target = Target(tmp_path / "news.mp4", tmp_path, "news")
    heard = Transcript.from_texts(STORY, language="fr")
    write_transcript(heard, target.record("transcript.json"))
    lexicon = load_lexicon("fr-justice", "fr-places")
    correct(target, heard, lexicon, formats=("srt", "txt"), layout=Layout(PROFILES["fr-tv"]))
    lay_out(tmp_path, "news.srt")
    done = undo(tmp_path, "news.srt", "--only", "Mâcon")
    assert done.endswith("news.srt: 1 taken back; wrote news.srt, news.txt\n")
    for name in ("news.srt", "news.txt"):
        said = " ".join(text(tmp_path, name).split())
        assert ("Macon" in said, "Mâcon" in said) == (True, False), name


def test_what_waits_in_a_result_still_waits_when_it_was_laid_out(tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_text(cues_of_story(*STORY), encoding="utf-8")
    fix(tmp_path, "a.srt", *LEXICONS, "--min-score", "1", "-o", "b.srt")
    (tmp_path / "b.srt").write_text(text(tmp_path, "b.srt").replace("hier soir", "mardi"), encoding="utf-8")
    session = open_session(tmp_path / "b.srt")
    assert [edit.replacement for edit in session.edits if edit.waits] == ["Mâcon"]
    lay_out(tmp_path, "b.srt")
    session = open_session(tmp_path / "b.srt")
    (edit,) = (edit for edit in session.edits if edit.waits)
    assert (edit.before, edit.replacement) == ("Macon", "Mâcon")
    session.accept(edit.id)
    session.finish()
    fixed = " ".join(STORY).replace("gays tapants", "guets-apens").replace("Macon", "Mâcon")
    assert words(tmp_path, "b.srt") == fixed.replace("hier soir", "mardi").split()
