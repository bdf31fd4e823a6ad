"""Learning from an editor's work: what is taken for a misheard term, what is not, and that cues and times do not matter."""

from dataclasses import replace
from pathlib import Path

import pytest
from command_line import rehear
from hypothesis import given, settings
from hypothesis import strategies as st
from rehear.correction import Lexicon, Term, propose
from rehear.curation import Evidence, learn
from rehear.curation.align import Side, align, runs
from rehear.curation.blocks import render
from rehear.curation.words import same_word
from rehear.document import Decision, Edit, Transcript, apply
from rehear.document.errors import CallError
from rehear.document.store import Record, digest, read_record, write_record
from rehear.pipeline.curate import learn_from

HEARD = (
    "Le juge Anatole Kerjean a entendu Solène Kervadek hier à l'audience de Ploubalanec. "
    "Yanis Bouzidy nie les faits, dit Solène Kervadek."
)
RIGHT = (
    "Le juge Anatole Kerjean a entendu Solenn Kervadec hier à l'audience de Ploubazlanec. "
    "Yanis Bouzidi nie les faits, dit Solenn Kervadec."
)
TERMS = {"Solenn Kervadec": ("Solène Kervadek",), "Ploubazlanec": ("Ploubalanec",), "Yanis Bouzidi": ("Yanis Bouzidy",)}


def learnt(*pairs: tuple[str, str], language: str = "fr") -> dict[str, tuple[str, ...]]:
    evidence = Evidence()
    for before, after in pairs:
        evidence.add(*(Transcript.from_texts([text], language=language) for text in (before, after)), language)
    return {one.term.write: one.term.heard for one in learn(evidence, language)}


def test_names_set_right_become_terms() -> None:
    assert learnt((HEARD, RIGHT)) == TERMS


@st.composite
def cut(draw: st.DrawFn, text: str) -> Transcript:
    """The text in cues of any length, at any times."""
    words = text.split()
    edges = sorted(draw(st.sets(st.integers(1, len(words) - 1), max_size=8)))
    cues = [" ".join(words[a:b]) for a, b in zip([0, *edges], [*edges, len(words)], strict=True)]
    shift = draw(st.integers(0, 90_000))
    return Transcript.from_texts(cues, times=[(shift + 4000 * at, shift + 4000 * at + 3000) for at in range(len(cues))])


@given(cut(HEARD), cut(RIGHT))
@settings(max_examples=25, deadline=None)
def test_cues_and_times_do_not_matter(before: Transcript, after: Transcript) -> None:
    evidence = Evidence()
    evidence.add(before, after, "fr")
    assert {one.term.write: one.term.heard for one in learn(evidence, "fr")} == TERMS


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("il est parti hier soir", "il est parti, hier soir."),  # punctuation
        ("les transactions sont parti", "les transactions sont parties"),  # grammar
        ("les prévenus contestait tout", "les prévenus contestaient tout"),
        ("il a dit que c'était fini", "selon lui, tout est terminé"),  # rewording
        ("le procureur a requis huit ans", "le procureur a requis 8 ans"),
        ("LE MAIRE DE Brest a parlé", "Le maire de Brest a parlé"),  # case
        ("ils se sont retrouvé a Paris", "ils se sont retrouvés à Paris"),
        ("", "Une phrase entière sur Ploubazlanec."),  # nothing was heard
    ],
)
def test_what_is_no_misheard_term_is_not_learnt(before: str, after: str) -> None:
    assert learnt((before, after)) == {}


def test_a_compound_and_its_plural_are_one_term() -> None:
    evidence = Evidence()
    for before, after in (
        ("tombé dans un gay tapant hier", "tombé dans un guet-apens hier"),
        ("organiser des gays tapants hier", "organiser des guets-apens hier"),
        ("demander un nom lieu hier", "demander un non-lieu hier"),
        ("rendre un nom lieu demain", "rendre un non-lieu demain"),
    ):
        evidence.add(*(Transcript.from_texts([text]) for text in (before, after)), "fr")
    assert {(one.term.write, one.term.plural, one.term.heard, one.term.match) for one in learn(evidence, "fr")} == {
        ("guet-apens", "guets-apens", ("gay tapant", "gays tapants"), "sound"),
        ("non-lieu", "", ("nom lieu",), "exact"),
    }


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        # no name goes on over a full stop
        ("il vit à Macon. la DGCI enquête", "Il vit à Mâcon. la DGSI enquête.", {"Mâcon": (), "DGSI": ("DGCI",)}),
        # ordinary words that never stand so
        ("Il rend un nom lieu hier", "Il rend un non-lieu hier", {"non-lieu": ("nom lieu",)}),
        ("Il rend un nom lieu hier", "Il rend un non\u2011lieu hier", {"non-lieu": ("nom lieu",)}),
        # a title is no part of a name
        (
            "Maître Kervadek plaide, dit le Président Kervadek, et Kervadek rit.",
            "Maître Kervadec plaide, dit le Président Kervadec, et Kervadec rit.",
            {"Kervadec": ("Kervadek",)},
        ),
        # nor is what stands behind a sign with a space before it, or begins a sentence without a full stop before it
        ("Il lit Quéfelec ? Anna rit.", "Il lit Queffélec ? Anna rit.", {"Queffélec": ("Quéfelec",)}),
        ("Il lit « Quéfelec » Anna rit.", "Il lit « Queffélec » Anna rit.", {"Queffélec": ("Quéfelec",)}),
        ("Il lit Gustave Malherr Et il rit", "Il lit Gustav Mahler Et il rit", {"Gustav Mahler": ("Gustave Malherr",)}),
        ("Mais Yanis Bouzidy rit", "Mais Yanis Bouzidi rit", {"Yanis Bouzidi": ("Yanis Bouzidy",)}),
        # a first name of two words stays whole, also where the first of them is too common to belong to a name by its capital
        ("Jean-Luc Mélanchon rit", "Jean-Luc Mélenchon rit", {"Jean-Luc Mélenchon": ("Jean-Luc Mélanchon",)}),
        ("Marie-Laure Kéméneur rit", "Marie-Laure Quéméneur rit", {"Marie-Laure Quéméneur": ("Marie-Laure Kéméneur",)}),
        ("Hier, Luc Mélanchon rit", "Hier, Jean-Luc Mélenchon rit", {"Jean-Luc Mélenchon": ("Luc Mélanchon",)}),
        (
            "Hier, Anne-Lise Le Bian Quérec-Lo rit",
            "Hier, Anne-Lise Le Bihan Quérec-Lo rit",
            {"Anne-Lise Le Bihan Quérec-Lo": ("Anne-Lise Le Bian Quérec-Lo",)},
        ),
        # but an article may be, inside a name as before it
        ("Il voit Le Clésio et rit", "Il voit Le Clézio et rit", {"Le Clézio": ()}),
        ("Avec Joëlle Le Quérec, tard", "Avec Joëlle Le Querrec, tard", {"Joëlle Le Querrec": ("Joëlle Le Quérec",)}),
        # one that is elided is none
        ("La thèse de Albanezi, hier", "La thèse d'Albanesi, hier", {"Albanesi": ("Albanezi",)}),
    ],
)
def test_where_a_term_begins_and_ends(before: str, after: str, found: dict[str, tuple[str, ...]]) -> None:
    assert learnt((before, after)) == found


def test_a_title_in_capitals_is_one_term() -> None:
    evidence = Evidence()
    pair = "We use replaced by fee here.", "We use Replace By Fee here."
    evidence.add(*(Transcript.from_texts([text], language="en") for text in pair), "en")
    assert [(one.heard, one.right) for one in evidence.sightings] == [("replaced by fee", "Replace By Fee")]


def test_a_name_is_learnt_without_what_stood_beside_it_once() -> None:
    pairs = (
        ("On lit Solène Kervadek hier.", "On lit Solenn Kervadec hier."),
        ("Le Nouvel Obs Solène Kervadek hier.", "Le Nouvel Obs Solenn Kervadec hier."),
    )
    assert learnt(*pairs) == {"Solenn Kervadec": ("Solène Kervadek",)}


def test_a_letter_of_a_persons_name_is_no_grammar() -> None:
    assert set(learnt(("Il aime Gustave Mahler.", "Il aime Gustav Mahler."))) == {"Gustav Mahler"}
    assert learnt(("Il aime les Red Devil.", "Il aime les Red Devils.")) == {}


def test_the_capital_of_a_sentence_is_no_part_of_a_term() -> None:
    pairs = (
        ("Taco limus is given.", "Tacrolimus is given."),
        ("We give tacro limus.", "We give tacrolimus."),
        ("Okonquo is here.", "Okonkwo is here."),
        ("We saw Okonkwo.", "We saw Okonkwo."),
    )
    found = learnt(*pairs, language="en")
    assert found == {"tacrolimus": ("Taco limus", "tacro limus"), "Okonkwo": ("Okonquo",)}


def test_ordinary_words_are_listed_that_were_joined_elsewhere() -> None:
    pairs = (
        ("We give taco limits here.", "We give tacrolimus here."),
        ("They like tacolimits here.", "They like tacrolimus here."),
    )
    assert learnt(pairs[0], language="en") == {"tacrolimus": ()}
    assert learnt(*pairs, language="en") == {"tacrolimus": ("taco limits", "tacolimits")}


def test_what_is_right_in_the_reviewed_texts_stays() -> None:
    before = "We like open kerbstamps. A kerb stamp is old. One OpenKerbstamp is enough."
    after = "We like OpenKerbstamps. A kerb stamp is old. One OpenKerbstamp is enough."
    evidence = Evidence()
    evidence.add(*(Transcript.from_texts([text], language="en") for text in (before, after)), "en")
    (one,) = learn(evidence, "en")
    assert (one.term.write, one.term.unless) == ("OpenKerbstamps", ("OpenKerbstamp",))
    assert [edit.before for edit in propose(Transcript.from_texts([before]), Lexicon((one.term,)), language="en")] == [
        "open kerbstamps."
    ]


def test_a_name_set_right_once_works_by_sound_beside_usual_words() -> None:
    usual = ("Les gens abordent tout. " * 30,) * 2
    assert set(learnt(("Il lit Audrey Lord hier.", "Il lit Audre Lorde hier."), usual)) == {"Audre Lorde"}


def test_what_is_set_right_both_ways_is_dropped() -> None:
    one, other = "On a vu Kerjean à Lanildut.", "On a vu Kerjan à Lanildut."
    assert learnt((one, other)) != {}
    assert learnt((one, other), (other, one)) == {}


def test_a_mishearing_that_is_right_elsewhere_is_not_listed() -> None:
    pairs = (
        ("Le livre d'Alain Robe Grillet.", "Le livre d'Alain Robbe-Grillet."),
        ("Le maçon de Lure.", "Le maçon de Lure."),
    )
    found = learnt(*pairs, ("La ville de maçon.", "La ville de Mâcon."))
    assert found["Mâcon"] == ()


def test_capitals_are_learnt_where_a_rare_word_has_them_one_way_only() -> None:
    pairs = ("The Coinbase has it.", "The coinbase has it."), ("A coinbase is made.", "A coinbase is made.")
    found = learnt(*pairs, language="en")
    assert found == {"coinbase": ("Coinbase",)}
    assert learnt(pairs[0], language="en") == {}  # seen once says little
    assert learnt(*pairs, ("Buy it at Coinbase now.", "Buy it at Coinbase now."), language="en") == {}
    assert learnt(("Of Work we talk.", "Of work we talk."), ("The work is.", "The work is."), language="en") == {}
    assert learnt(("And Coinbase.", "And then. Coinbase."), pairs[1], language="en") == {}  # a sentence begins there
    lexicon = Lexicon((Term("coinbase", heard=found["coinbase"]),), language="en")
    text = Transcript.from_texts(["Coinbase is it. In the Coinbase, in a COINBASE and the coinbase."], language="en")
    fixed = apply(text, [edit for edit in propose(text, lexicon) if edit.applies])
    assert fixed.texts() == ["Coinbase is it. In the coinbase, in a COINBASE and the coinbase."]
    company = Lexicon((*lexicon.terms, Term("Coinbase")), language="en")
    assert propose(text, company) == []  # right as well


def test_a_name_in_a_sentence_written_anew_is_still_seen() -> None:
    before = "et donc euh voilà la la maire Maël Kemener qui nous disait que"
    after = "La maire, Maëlle Quéméneur, affirme que"
    assert set(learnt((before, after))) == {"Maëlle Quéméneur"}


def test_what_was_learnt_works_by_sound_on_the_next_text() -> None:
    evidence = Evidence()
    evidence.add(Transcript.from_texts([HEARD]), Transcript.from_texts([RIGHT]), "fr")
    lexicon = Lexicon(tuple(one.term for one in learn(evidence, "fr")), language="fr")
    text = Transcript.from_texts(["L'avocate Solen Kervadec plaide pour Yannis Bousidi."], language="fr")
    fixed = apply(text, [edit for edit in propose(text, lexicon) if edit.applies])
    assert fixed.texts() == ["L'avocate Solenn Kervadec plaide pour Yanis Bouzidi."]


@given(
    st.lists(st.sampled_from("le juge Kerjean a dit oui Ploubazlanec, et. non Mâcon".split()), min_size=1, max_size=30)
)
@settings(max_examples=40, deadline=None)
def test_a_text_and_itself_have_all_in_common(words: list[str]) -> None:
    side = Side.of(Transcript.from_texts([" ".join(words)]))
    pairs = align(side, side, "fr")
    assert all(pair.same and pair.first == pair.to_first for pair in pairs)
    assert [len(run) for run in runs(pairs)] == [len(side.tokens)]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("transaction", "transactions", True),
        ("parlé", "parler", True),
        ("Macon", "Mâcon", False),
        ("gai", "gay", False),
    ],
)
def test_forms_of_one_word(one: str, other: str, same: bool) -> None:
    assert same_word(one, other, "fr") is same


def folder_with(tmp_path: Path, *edits: Edit) -> Path:
    write_record(Record("clip.srt", "0" * 64, edits), tmp_path / ".rehear" / "clip.srt.edits.jsonl")
    return tmp_path


def test_decisions_are_lessons(tmp_path: Path) -> None:
    folder = folder_with(
        tmp_path,
        Edit("1", 1, 2, "Maël Kemener,", "Maëlle Quéméneur,", "sound", decision=Decision.ACCEPTED),
        Edit("2", 7, 8, "gay tapant", "guet-apens", "heard", decision=Decision.REJECTED),
        Edit("3", 9, 9, "Bouzidy", "Bouziri", "sound", decision=Decision.ACCEPTED, own="Bouzidi"),
        Edit("4", 11, 11, "Kerjan", "Kerjean", "sound"),
    )
    lesson = learn_from(folder, None, language="fr", warn=pytest.fail)
    assert {one.term.write: one.term.heard for one in lesson.learnt} == {
        "Maëlle Quéméneur": ("Maël Kemener",),
        "Bouzidi": ("Bouzidy",),
    }
    assert lesson.protect == {"gay tapant": "clip.srt"}
    assert lesson.lexicon.protect == ("gay tapant",)
    text = render(lesson.lexicon, comments=lesson.comments())
    assert "# 'gay tapant' was kept, or put back, by a person: clip.srt\n[protect]\n" in text


def test_a_lesson_of_a_decision_says_where_it_stands(tmp_path: Path) -> None:
    cues = "1\n00:00:01,000 --> 00:00:02,000\nOui.\n\n2\n00:01:05,000 --> 00:01:09,000\nDit Maël Kemener, le maire.\n"
    (tmp_path / "clip.srt").write_text(cues, encoding="utf-8")
    (tmp_path / "house.txt").write_text("Maëlle Quéméneur\n", encoding="utf-8")
    call = ("fix", "clip.srt", "-l", "house.txt", "--language", "fr", "-w", "--band", "review")
    assert rehear(*call, folder=tmp_path).code == 0
    (path,) = tmp_path.glob(".rehear/*.edits.jsonl")
    record = read_record(path)
    accepted = tuple(replace(edit, decision=Decision.ACCEPTED) for edit in record.edits)
    write_record(replace(record, edits=accepted), path)

    def noted() -> list[str]:
        return [one.term.note for one in learn_from(tmp_path, None, language="fr", warn=pytest.fail).learnt]

    assert noted() == ["set right 1x: clip.srt 01:05"]
    (tmp_path / ".rehear" / "clip.srt.original").unlink()
    (tmp_path / "clip.srt").write_text("", encoding="utf-8")
    assert noted() == ["set right 1x: clip.srt"]


def test_a_text_without_times_gives_no_time() -> None:
    evidence = Evidence()
    texts = (Transcript.from_texts([f"Ici. {line}"], language="fr") for line in (HEARD, RIGHT))
    evidence.add(*texts, "fr", "clip.txt")
    assert {sighting.place for sighting in evidence.sightings} == {"clip.txt"}


def test_the_language_of_lessons_is_that_of_the_text(tmp_path: Path) -> None:
    """A few words that were decided on do not tell it."""
    folder = folder_with(tmp_path, Edit("1", 1, 2, "non lieux", "non-lieux", "sound", decision=Decision.REJECTED))
    (path,) = folder.glob(".rehear/*.edits.jsonl")
    write_record(replace(read_record(path), settings={"language": "fr"}), path)
    assert learn_from(folder, None, language=None, warn=pytest.fail).language == "fr"


def test_a_result_that_a_person_changed_is_a_lesson(tmp_path: Path) -> None:
    cue = "1\n00:00:01,000 --> 00:00:09,000\n{}\n"
    (tmp_path / "clip.srt").write_text(cue.format(RIGHT), encoding="utf-8")
    (tmp_path / ".rehear").mkdir()
    (tmp_path / ".rehear" / "clip.srt.original").write_text(cue.format(HEARD), encoding="utf-8")
    record = Record("clip.srt", "0" * 64, outputs={"clip.srt": digest(b"what rehear wrote")})
    write_record(record, tmp_path / ".rehear" / "clip.srt.edits.jsonl")
    lesson = learn_from(tmp_path, None, language=None, warn=pytest.fail)
    assert set(lesson.lexicon.writes) == set(TERMS)


@pytest.mark.parametrize("form", ["txt", "plain"])
def test_a_text_without_cues_is_learnt_from_as_well(form: str, tmp_path: Path) -> None:
    line = "Un gay tapant hier à Quimper, dit Solène Kervadek, le maire.\n"
    text = tmp_path / "clip.txt"
    text.write_text(line if form == "plain" else f"[00:00:01.000 --> 00:00:09.000] {line}", encoding="utf-8")
    assert rehear("fix", "clip.txt", "-l", "fr-justice", "--language", "fr", "-w", folder=tmp_path).code == 0
    text.write_text(text.read_text(encoding="utf-8").replace("Solène Kervadek", "Solenn Kervadec"), encoding="utf-8")
    lesson = learn_from(tmp_path, None, language="fr", warn=pytest.fail)
    assert lesson.lexicon.writes == ("Solenn Kervadec",)


def test_nothing_is_learnt_from_texts_that_are_no_versions_of_one_another(tmp_path: Path) -> None:
    strange = "Tout autre chose, sans aucun rapport, du maire Yanis Bouzidi."
    for name, text in (("a/1.txt", HEARD), ("b/1.txt", strange), ("a/2.txt", HEARD), ("b/2.txt", RIGHT)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(CallError, match="has 5% of the words that were heard: not a version of that text"):
        learn_from(tmp_path / "a" / "1.txt", tmp_path / "b" / "1.txt", language="fr", warn=pytest.fail)
    said: list[str] = []
    lesson = learn_from(tmp_path / "a", tmp_path / "b", language="fr", warn=said.append)
    assert ["not a version of that text" in line for line in said] == [True]
    assert (set(lesson.lexicon.writes), lesson.texts) == (set(TERMS), 1)


def test_nothing_to_learn_from(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="nothing to learn from"):
        learn_from(tmp_path, None, language=None, warn=pytest.fail)
    (tmp_path / ".rehear").mkdir()
    (tmp_path / "moved.srt").write_text("1\n00:00:01,000 --> 00:00:09,000\nOui.\n", encoding="utf-8")
    with pytest.raises(CallError, match=r"moved.srt: nothing to learn from \(BEFORE AFTER, or what rehear corrected"):
        learn_from(tmp_path / "moved.srt", None, language=None, warn=pytest.fail)


def test_what_is_only_protected_is_counted(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, Edit("1", 1, 2, "gay tapant", "guet-apens", "heard", decision=Decision.REJECTED))
    done = rehear("lexicon", "learn", ".", "--language", "fr", "-o", "learnt.toml", folder=folder)
    assert done.stdout.splitlines()[-2:] == ["1 protected from 1 text (fr)", "learnt.toml: 1 protected"]


@pytest.mark.parametrize(("before", "after"), [("heard", "."), (".", "reviewed"), ("heard", "../clips")])
def test_a_folder_that_lies_in_the_other_one_is_no_part_of_it(before: str, after: str, tmp_path: Path) -> None:
    folder = tmp_path / "clips"
    for name, text in ((before, HEARD), (after, RIGHT)):
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "mon.txt").write_text(text, encoding="utf-8")
    done = rehear("lexicon", "learn", before, after, "--language", "fr", folder=folder)
    assert (done.code, "partner" in done.stderr) == (0, False)
    assert done.stderr.endswith(" from 1 text (fr)\n")
