"""What rehear corrected and nobody looked at is no lesson, by its place; what a person made of it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import rehear
from rehear.document import Band, Edit
from rehear.document.errors import CallError
from rehear.document.store import Record, digest, write_record
from rehear.pipeline.curate import learn_from


def folder_with(tmp_path: Path, *edits: Edit) -> Path:
    write_record(Record("clip.srt", "0" * 64, edits), tmp_path / ".rehear" / "clip.srt.edits.jsonl")
    return tmp_path


def test_what_rehear_did_unseen_is_no_lesson_but_what_a_person_made_of_it_is(tmp_path: Path) -> None:
    cue = "1\n00:00:01,000 --> 00:00:09,000\n{}\n"
    heard = "Le juge Solène Kervadek a vu Yanis Bouzidy et Colette Marchando à Ploubalanec."
    typed = "Le juge Solenn Kervadec a vu Yanis Bouzidi et Colette Marchandot-Leroy à Ploubalanec."
    (tmp_path / "clip.srt").write_text(cue.format(typed), encoding="utf-8")
    folder = folder_with(tmp_path)
    (folder / ".rehear" / "clip.srt.original").write_text(cue.format(heard), encoding="utf-8")
    edits = (
        Edit("1", 2, 3, "Solène Kervadek", "Solenn Kervadec", "sound", band=Band.SAFE),
        Edit("2", 9, 10, "Colette Marchando", "Colette Marchandot", "sound", band=Band.SAFE),
    )
    record = Record("clip.srt", "0" * 64, edits, outputs={"clip.srt": digest(b"what rehear wrote")})
    write_record(record, folder / ".rehear" / "clip.srt.edits.jsonl")
    lesson = learn_from(folder, None, language="fr", warn=pytest.fail)
    assert set(lesson.lexicon.writes) == {"Yanis Bouzidi", "Colette Marchandot-Leroy"}


def test_a_part_of_what_rehear_replaced_unseen_is_no_lesson(tmp_path: Path) -> None:
    """The end of what it replaced has no partner in the result; and a second run counts words of another text."""
    cue = "1\n00:00:01,000 --> 00:00:09,000\n{}\n"
    heard = "Il neige sur plouba le lac neuf, et plou de la neige est loin, dit Solène Kervadek, le maire de la ville."
    clip, lexicon = tmp_path / "clip.srt", tmp_path / "house.toml"
    clip.write_text(cue.format(heard), encoding="utf-8")
    for listed in (["plouba le lac neuf"], ["plouba le lac neuf", "plou de la neige"]):
        entry = '[[term]]\nwrite = "Ploubazlanec"\nheard = [{}]\n'
        lexicon.write_text(entry.format(", ".join(f'"{one}"' for one in listed)), encoding="utf-8")
        call = ("fix", "clip.srt", "-l", "house.toml", "--language", "fr", "-w")
        assert rehear(*call, folder=tmp_path).code == 0
    assert clip.read_text(encoding="utf-8").count("Ploubazlanec") == 2
    clip.write_text(clip.read_text(encoding="utf-8").replace("Solène Kervadek", "Solenn Kervadec"), encoding="utf-8")
    lesson = learn_from(clip, None, language="fr", warn=pytest.fail)
    assert lesson.lexicon.writes == ("Solenn Kervadec",)


def test_what_a_person_set_right_elsewhere_in_the_text_is_a_lesson(tmp_path: Path) -> None:
    """The same words that rehear replaced once: only where it did is nothing learnt."""
    cue = "1\n00:00:01,000 --> 00:00:09,000\n{}\n"
    heard = "Hier le juge Solène Kervadek a parlé. Demain, dit-on, la mairie recevra Solène Kervadek."
    (tmp_path / "clip.srt").write_text(
        cue.format(heard.replace("Solène Kervadek", "Solenn Kervadec")), encoding="utf-8"
    )
    folder = folder_with(tmp_path)
    (folder / ".rehear" / "clip.srt.original").write_text(cue.format(heard), encoding="utf-8")
    edits = (Edit("1", 3, 4, "Solène Kervadek", "Solenn Kervadec", "sound", band=Band.SAFE),)
    record = Record("clip.srt", "0" * 64, edits, outputs={"clip.srt": digest(b"what rehear wrote")})
    write_record(record, folder / ".rehear" / "clip.srt.edits.jsonl")
    lesson = learn_from(folder, None, language="fr", warn=pytest.fail)
    assert {one.term.write: len(one.sightings) for one in lesson.learnt} == {"Solenn Kervadec": 1}


def test_what_rehear_did_unseen_in_one_text_is_a_lesson_of_another(tmp_path: Path) -> None:
    """A name set right by hand on Monday was learnt, and corrected unseen on Tuesday: Monday's lesson holds."""
    cue = "1\n00:00:01,000 --> 00:00:09,000\n{}\n"
    heard = "Hier le juge Solène Kervadek a longuement entendu le témoin."
    folder = folder_with(tmp_path)
    unseen = Edit("1", 3, 4, "Solène Kervadek", "Solenn Kervadec", "heard", band=Band.SAFE)
    for name, edits in (("monday.srt", ()), ("tuesday.srt", (unseen,))):
        (folder / name).write_text(cue.format(heard.replace("Solène Kervadek", "Solenn Kervadec")), encoding="utf-8")
        (folder / ".rehear" / f"{name}.original").write_text(cue.format(heard), encoding="utf-8")
        record = Record(name, "0" * 64, edits, outputs={name: digest(b"what rehear wrote")})
        write_record(record, folder / ".rehear" / f"{name}.edits.jsonl")
    lesson = learn_from(folder, None, language="fr", warn=pytest.fail)
    assert {one.term.write: len(one.sightings) for one in lesson.learnt} == {"Solenn Kervadec": 1}


HEARD = """1
00:00:01,000 --> 00:00:09,000
Monsieur Trémadek est venu hier, madame Kerloued aussi. C'est le procès de Macon qui commence.
"""


def fixed(folder: Path, *arguments: str, terms: dict[str, str]) -> str:
    """What `fix` says with a lexicon of these terms, each with what was heard for it."""
    entries = (f'[[term]]\nwrite = "{write}"\nheard = ["{heard}"]\nmatch = "exact"\n' for heard, write in terms.items())
    (folder / "terms.toml").write_text("".join(entries), encoding="utf-8")
    done = rehear("fix", *arguments, "-l", "terms.toml", "--language", "fr", folder=folder)
    assert done.code == 0
    return done.stdout


def typed(path: Path, heard: str, right: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert heard in text
    path.write_text(text.replace(heard, right), encoding="utf-8")


def learnt(place: Path) -> dict[str, list[str]]:
    lesson = learn_from(place, None, language="fr", warn=pytest.fail)
    return {one.term.write: [sighting.heard for sighting in one.sightings] for one in lesson.learnt}


@pytest.mark.parametrize(
    ("second", "options", "said"),
    [
        ({"Macon": "Mâcon"}, (), "1 changed"),
        ({"Macon": "Mâcon"}, ("--except", "Mâcon"), "nothing to change, 1 not selected"),
        ({"Dijon": "Beaune"}, (), "nothing to change"),
    ],
)
def test_what_a_person_set_right_before_another_fix_is_a_lesson(
    tmp_path: Path, second: dict[str, str], options: tuple[str, ...], said: str
) -> None:
    """Whether that corrects something, only finds something, or finds nothing."""
    clip = tmp_path / "a.srt"
    clip.write_text(HEARD, encoding="utf-8")
    fixed(tmp_path, "a.srt", "-w", terms={"Trémadek": "Trémadec"})
    typed(clip, "Kerloued", "Kerlouët")
    assert said in fixed(tmp_path, "a.srt", "-w", *options, terms=second)
    assert learnt(tmp_path) == learnt(clip) == {"Kerlouët": ["Kerloued"]}
    typed(clip, "Trémadec", "Trémazec")
    assert learnt(tmp_path) == {"Kerlouët": ["Kerloued"], "Trémazec": ["Trémadek"]}


def test_what_rehear_corrected_unseen_in_a_result_of_its_own_is_no_lesson(tmp_path: Path) -> None:
    clip = tmp_path / "b.srt"
    (tmp_path / "a.srt").write_text(HEARD, encoding="utf-8")
    fixed(tmp_path, "a.srt", "-o", "b.srt", terms={"Trémadek": "Trémadec"})
    fixed(tmp_path, "b.srt", "-w", terms={"Macon": "Mâcon"})
    with pytest.raises(CallError, match="nothing to learn from"):
        learnt(tmp_path)
    typed(clip, "Kerloued", "Kerlouët")
    assert learnt(tmp_path) == learnt(clip) == {"Kerlouët": ["Kerloued"]}
    fixed(tmp_path, "a.srt", "-o", "c.srt", terms={"Trémadek": "Trémadec"})
    typed(tmp_path / "c.srt", "Kerloued", "Kerlouette")
    assert learnt(clip) == {"Kerlouët": ["Kerloued"]}, "and nothing of what else was made of that input"


def test_what_rehear_changed_twice_unseen_is_no_lesson(tmp_path: Path) -> None:
    """Its own words once more, and words that a person typed in between."""
    clip = tmp_path / "a.srt"
    clip.write_text(HEARD, encoding="utf-8")
    fixed(tmp_path, "a.srt", "-w", terms={"Trémadek": "Trémaddec"})
    typed(clip, "Kerloued", "Kerlouet")
    typed(clip, "Macon", "Mascon")
    fixed(tmp_path, "a.srt", "-w", terms={"Trémaddec": "Trémadec", "Kerlouet": "Kerlouët"})
    assert learnt(tmp_path) == {"Mascon": ["Macon"]}
