"""What nobody said goes, with its evidence; what somebody may have said stays, or is shown first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rehear.correction import load_lexicon, propose
from rehear.document import Band, Edit, Segment, Transcript, apply
from rehear.document.model import split_words, spread

CREDITS = load_lexicon("credits")
GREETINGS = [
    line
    for line in (Path(__file__).parent / "greetings.txt").read_text(encoding="utf-8").splitlines()
    if line[0] != "#"
]


def edits(texts: list[str], *, lasting: int = 2000, language: str = "fr") -> list[Edit]:
    times = [(lasting * at, lasting * (at + 1)) for at in range(len(texts))]
    return propose(Transcript.from_texts(texts, language=language, times=times), CREDITS)


def left(texts: list[str], **how: int) -> list[str]:
    lasting = how.get("lasting", 2000)
    times = [(lasting * at, lasting * (at + 1)) for at in range(len(texts))]
    heard = Transcript.from_texts(texts, language="fr", times=times)
    return apply(heard, [edit for edit in propose(heard, CREDITS) if edit.applies]).texts()


@pytest.mark.parametrize(
    "credit",
    [
        # None of these is in the lexicon; all are plainly of the kind.
        "Sous-titrage XYZ.",
        "Sous-titrage : STUDIO LUMEN",
        "Sous-titrage TV8 Bretagne",
        "Sous-titres réalisés par Jean-Michel Tartempion",
        "Sous-titres par Les Joyeux Traducteurs",
        "Sous-titrage réalisé par le laboratoire Optima",
        "Sous-titrage pour sourds et malentendants par ACME",
        "Sous-titres : L. Martin, P. Durand",
        "Sous-titres faits par la communauté d'Amara.org",
        "— Sous-titrage ST'777 —",
        "Traduction des sous-titres : Odile Petit",
        "Traduction et sous-titrage : Odile Petit",
        "Traduit et sous-titré par Odile Petit",
        "Translated and subtitled by Jane Doe",
        "Subtitles by Jane Doe",
        "Captions provided by Acme Media",
        "Subtitles: Jane Doe",
        "Untertitel von Karla Kolumna",
        "Untertitelung im Auftrag des XDF, 2031",
        "Subtítulos por la comunidad de Ejemplo.org",
        "Legendas por Maria Exemplo",
        "Sottotitoli a cura di Mario Esempio",
        "Ondertiteling door Jan Voorbeeld",
        "Undertexter av Anna Exempel",
        "Napisy stworzone przez Jana Przykład",
        "Субтитры делал PrimerUser",
        "Редактор субтитров И.Примеров Корректор О.Примерова",
        "Altyazı : Ali Örnek",
        "Copyright TVX 2031",
        "Copyright by Lumen Media, 2031",
        "© 2031 Lumen Media",
        "Doublage : Studio Lumen",
        "Dubbing: Acme Studios",
        "Synchronfassung: Lumen Studio",
        "Doblaje: Estudio Ejemplo",
        "Doppiaggio a cura di Studio Esempio",
        "Dublagem: Estúdio Exemplo",
        "Nasynchronisatie: Studio Voorbeeld",
        "Sous-titrage Tartempion & associés",
        "Sous-titrage QRS 2031/32",
        "Sous-titres par Tartempion + Cie",
        "Sous-titrage © 2031 Lumen",
        "Sous-titres : Atelier QRS (Lyon)",
        "Sous-titrage par reconnaissance vocale",
        "Subtitles created by Jane's crew",
        "Untertitelung des XDF, 2031",
        "Ondertiteling RTV Voorbeeld 2031",
        "Teksting av Kari Eksempel",
        "Transcript Jane Example",
        "Subs by www.example-subs.co.uk",
    ],
)
def test_credits_of_any_language_go(credit: str) -> None:
    assert left(["Bonsoir.", credit, "Il pleut."]) == ["Bonsoir.", "Il pleut."]
    assert left([f"C'est tout pour ce soir. {credit}"]) == ["C'est tout pour ce soir."]


def test_credits_without_a_full_stop_between_them_go_and_what_was_said_stays() -> None:
    said = "La suite demain. Sous-titrage ST' 501 Sous-titrage ST' 501 Sous-titrage Radio-Exemple Merci."
    assert left([said]) == ["La suite demain. Merci."]


@pytest.mark.parametrize(
    "line",
    [
        "sous-titrage tartempion",
        "TV 9 tekster",
        "Subtitling Acme Media",
        "Subs by Jane Doe",
        "Legendas de Coimbra",
        "Legenda de Joana",
        "Copyright 2024 will be the year of the big trials.",
        "Copyright Office employees protested in 2024.",
        "Copyright Act 1968.",
    ],
)
def test_what_begins_as_a_credit_does_is_shown(line: str) -> None:
    for texts in ([line], ["Bonsoir.", line, "Il pleut."]):
        [edit] = edits(texts)
        assert (edit.before, edit.rule, edit.band) == (line, "credit", Band.REVIEW)


@pytest.mark.parametrize(
    "line",
    [
        "Sous-titres disponibles sur la page 888.",
        "Sous-titres en panne à la télévision.",
        "Sous-titres et audiodescription.",
        "Subtitles are available on page 888.",
        "Subtitles were wrong.",
        "Captions help everybody.",
        "Subs for England: Kane.",
        "Transcript of the call.",
        "Untertitel auf Seite 150.",
        "Untertitel der ARD bleiben.",
        "Subtítulos en la página 888.",
        "Sottotitoli a pagina 777.",
        "Legendas na página 888.",
        "Ondertiteling op pagina 888.",
        "Teksting på side 777.",
    ],
)
def test_talk_about_subtitles_is_none(line: str) -> None:
    assert edits(["Bonsoir.", line, "Il pleut."]) == []


def test_a_credit_without_a_full_stop_leaves_the_sentence_after_it() -> None:
    for credit in ("Sous-titrage ST' 777", "Sous-titrage L'Atelier Lumen", "Subtitles by Jane Doe"):
        for said in ("Et maintenant la météo.", "C'est tout pour ce soir.", "Now the weather."):
            assert left([f"{credit} {said}"]) == [said]
    assert left(["Sous-titres par Jean Le Goff"]) == []


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ("Der Film hat schlechte", "Untertitel von Karla Kolumna."),
        ("Wir sehen", "Untertitel von Filmen."),
        ("Er lobte die", "Untertitel der ARD."),
        ("El documental tiene", "Subtítulos de Juan Ejemplo."),
        ("Il a fondé avec sa femme", "Sous-Titrage Québec."),
        ("La loi s'appelle", "Sous-titrage Pour Tous."),
        ("We were shown", "Subtitles by Jane Doe."),
    ],
)
def test_a_line_that_goes_on_a_sentence_is_shown(before: str, line: str) -> None:
    [edit] = edits([f"{before}\n{line}"])
    assert (edit.before, edit.band) == (line, Band.REVIEW)
    assert left([f"{before}.\n- Sous-titrage Québec Média."]) == [f"{before}."]


def test_so_is_a_cue_that_goes_on_the_one_before() -> None:
    [edit] = edits(["Er lobte die", "Untertitel der ARD."])
    assert edit.band is Band.REVIEW


def test_a_certain_credit_goes_wherever_it_stands_and_what_stands_below_a_credit_too() -> None:
    for credit in ("Sous-titrage ST' 777", "Sous-titrage Société Radio-Canada", "Sous-titres par Exemple.org"):
        assert left([f"Le film est bien\n{credit}"]) == ["Le film est bien"]
        assert left([f"{credit}\nSous-titres par Odile Petit"]) == []
    assert left(["Sous-titrage Société\nRadio-Canada"]) == []
    assert left(["Sous-titrage réalisé par le studio Lumen\nLe film commence."]) == ["Le film commence."]


@pytest.mark.parametrize(
    "credit",
    [
        "Captioned by the National Captioning Institute www.example.org",
        "Subtitling by Acme Captioning Group",
        "Sous-titrage fait par Sous-titres.eu",
    ],
)
def test_a_credit_is_not_cut_in_its_middle(credit: str) -> None:
    assert left(["Bonsoir.", credit, "Il pleut."]) == ["Bonsoir.", "Il pleut."]


def test_nor_is_what_is_none_cut_after_a_word_that_ends_nothing() -> None:
    assert edits(["Sous-titrage dont on parle par Sous-titres hier."]) == []


def test_capitals_do_not_hide_a_makers_number() -> None:
    assert left(["Bonsoir.", "SOUS-TITRAGE ST' 777", "Il pleut."]) == ["Bonsoir.", "Il pleut."]
    assert left(["SOUS-TITRAGE POUR TOUS"]) == ["SOUS-TITRAGE POUR TOUS"]


@pytest.mark.parametrize(
    "line",
    [
        # Headlines, and sentences that anybody may say of a programme.
        "Sous-titrage : Paris.",
        "Sous-titres : Macron.",
        "Sous-titres : Paris 2024.",
        "Sous-titres : La France.",
        "Subtitles: Trump.",
        "Doublage : Omar Sy.",
        "Sous-titres Disney, Netflix et Amazon.",
        "Untertitel von Netflix.",
        "Subtítulos de Netflix.",
        "Ce reportage a été sous-titré par France Télévisions.",
        "Ces sous-titres ont été générés par ChatGPT et Gemini.",
        "Sous-titré par Marie-Ange et Paul",
        "Titulky vytvořil JanPriklad",
        "Ce sous-titrage a été réalisé par l'IXA.",
        "Ces sous-titres sont proposés par la société Lumen.",
        "Cette émission a été sous-titrée par Optima Média.",
        "Le sous-titrage de ce programme a été assuré par Optima.",
        "Adaptation et doublage : Odile Petit",
        "Post-synchronisation réalisée par Optima",
        "These subtitles were made by Jane Doe.",
        "This programme was subtitled by Acme Media.",
        "Diese Untertitel wurden von Karla Kolumna erstellt.",
        "Diese Sendung wurde vom XDR untertitelt.",
        "Estos subtítulos han sido realizados por Juan Ejemplo.",
        "Questi sottotitoli sono stati realizzati da Mario Esempio.",
        "Questo programma è stato sottotitolato da Esempio Media.",
        "Estas legendas foram feitas por Maria Exemplo.",
        "Deze ondertitels zijn gemaakt door Jan Voorbeeld.",
        "Sous titres realises par Odile",
    ],
)
def test_a_name_after_the_head_is_no_evidence_by_itself(line: str) -> None:
    [edit] = edits(["Bonsoir.", line, "Il pleut."])
    assert (edit.before, edit.rule, edit.band) == (line, "credit", Band.REVIEW)
    [edit] = edits([f"- Il pleut.\n- {line}"])
    assert (edit.before, edit.band) == (f"- {line}", Band.REVIEW)
    assert left(["Bonsoir.", line]) == ["Bonsoir."]
    assert left([line, "Bonsoir."]) == ["Bonsoir."]
    assert left([line]) == [line]
    assert left(["Der Film hat schlechte", line]) == ["Der Film hat schlechte", line]


def test_it_goes_where_nobody_speaks_or_where_it_recurs_out_of_place() -> None:
    line = "Sous-titres : Macron."
    heard_twice = heard(["Bonsoir.", line], silence=1.0)
    assert apply(heard_twice, [edit for edit in propose(heard_twice, CREDITS) if edit.applies]).texts() == ["Bonsoir."]
    assert left(["Bonsoir.", line, "Il pleut.", line, "Il neige.", line, "Il vente."])[1] == line
    both = ["Sous-titrage XYZ.", line]
    assert left(["Il pleut.", *both, "Il neige.", *both, "Il vente.", *both, "Fin."]) == [
        "Il pleut.",
        "Il neige.",
        "Il vente.",
        "Fin.",
    ]


@pytest.mark.parametrize("greeting", GREETINGS)
def test_what_people_say_stays(greeting: str) -> None:
    assert left(["Voici le journal.", greeting]) == ["Voici le journal.", greeting]
    assert left([f"Voici le journal. {greeting}"]) == [f"Voici le journal. {greeting}"]


def test_there_are_sixty_of_them() -> None:
    assert len(GREETINGS) >= 60


@given(st.permutations(GREETINGS))
def test_nor_does_anything_go_when_they_stand_together(lines: list[str]) -> None:
    assert left(lines) == lines


def test_evidence_is_in_words() -> None:
    [edit] = edits(["Bonsoir.", "Sous-titrage XYZ."])
    assert edit.rule == "credit"
    assert edit.evidence["credit"] == 'a company or a person that made the French subtitles ("Sous-titrage ...")'
    assert edit.evidence["where"] == "the last cue"
    assert edit.lexicon.startswith("credits.toml:")


def heard(texts: list[str], **scores: float) -> Transcript:
    """Cues of which the last has these scores of the recogniser."""
    words, segments = [], []
    for at, text in enumerate(texts):
        begin = len(words)
        words += spread(split_words(text), 3000 * at, 3000 * at + 2500)
        known = scores if at == len(texts) - 1 else {}
        segments.append(Segment(3000 * at, 3000 * at + 2500, begin, len(words) - 1, known))
    return Transcript(tuple(words), tuple(segments), "fr")


def test_the_recognisers_scores_decide_about_a_line_that_may_be_said() -> None:
    ending = "Merci d'avoir regardé cette vidéo !"
    [edit] = propose(heard(["Bonsoir.", ending]), CREDITS)
    assert edit.band is Band.REVIEW
    [edit] = propose(heard(["Bonsoir.", ending], no_speech_prob=0.83), CREDITS)
    assert edit.band is Band.SAFE
    assert edit.evidence["speech"] == "the recogniser doubts that anybody speaks here (0.83)"


def test_so_does_standing_there_again_and_again() -> None:
    ending = "Merci d'avoir regardé cette vidéo !"
    assert left(["Bonsoir.", ending, "Il pleut.", ending]) == ["Bonsoir.", ending, "Il pleut.", ending]
    assert left(["Bonsoir.", *[ending] * 5]) == ["Bonsoir."]


def test_a_thank_you_over_silence_is_shown_never_removed() -> None:
    for scores in ({"no_speech_prob": 0.9}, {"no_speech_prob": 0.9, "avg_logprob": -1.4}):
        assert not any(edit.applies for edit in propose(heard(["Bonsoir.", "Merci."], **scores), CREDITS))
    [edit] = propose(heard(["Bonsoir.", "Merci."], no_speech_prob=0.9, avg_logprob=-1.4), CREDITS)
    assert (edit.rule, edit.band) == ("nonspeech", Band.REVIEW)


@pytest.mark.parametrize(
    "line",
    [
        "Traduit par Odile Petit.",
        "Traduction : Odile Petit.",
        "Transcription : Odile Petit.",
        "Translated by Jane Doe.",
        "Adaptation : Odile Petit.",
        "Version française : Studio Lumen.",
        "Le sous-titrage a été assuré par l'IXA.",
        "Dubbed by Jane Doe.",
        "Deutsche Bearbeitung: Karla Kolumna.",
    ],
)
def test_who_translated_may_be_said_of_a_book(line: str) -> None:
    [edit] = propose(heard(["Bonsoir.", line]), CREDITS)
    assert (edit.rule, edit.band) == ("credit", Band.REVIEW)
    # A programme about books says it again and again, and a recogniser may invent a line after it.
    assert left([line, "Il pleut.", line, "Il neige.", line]) == [line, "Il pleut.", line, "Il neige.", line]
    assert left(["Bonsoir.", line, "Sous-titrage XYZ."]) == ["Bonsoir.", line]
    assert left([line, "Il pleut.", line, "Il neige.", line, "Sous-titrage XYZ."]) == [
        line,
        "Il pleut.",
        line,
        "Il neige.",
        line,
    ]


@pytest.mark.parametrize("marks", [{"no_speech_prob": 0.83}, {"silence": 1.0}, {"silence": 0.9, "odd": 0.9}])
def test_it_goes_where_nobody_speaks(marks: dict[str, float]) -> None:
    [edit] = propose(heard(["Bonsoir.", "Traduit par Odile Petit."], **marks), CREDITS)
    assert edit.band is Band.SAFE


def test_it_goes_where_it_recurs_beside_subtitles() -> None:
    both = ["Sous-titrage XYZ.", "Traduction : Odile Petit."]
    assert left(["Il pleut.", *both, "Il neige.", *both, "Il vente.", *both]) == ["Il pleut.", "Il neige.", "Il vente."]


def test_the_marks_of_hearing_are_shown() -> None:
    [edit] = propose(heard(["Bonsoir.", "Il pleut des cordes."], silence=1.0, odd=0.9), CREDITS)
    assert (edit.rule, edit.band) == ("nonspeech", Band.REVIEW)
    assert edit.evidence == {"speech": "nobody speaks in 100% of its time", "words": "90% of its words look invented"}


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (["Il est très très très content."], ["Il est très très très content."]),
        (["Je suis " + "très " * 40 + "bien."], ["Je suis très bien."]),
        (["Oui.", *["On y va."] * 9, "Non."], ["Oui.", "On y va.", "Non."]),
        (["On y va.", "On y va.", "Non."], ["On y va.", "On y va.", "Non."]),
        (["Non" + ", non" * 20 + " !"], ["Non !"]),
        (["C'est bien. " * 14], ["C'est bien."]),
        (
            ["et puis la ville et puis", "la ville " + "et puis la ville " * 12, "et puis la mer"],
            ["et puis la ville", "et puis la mer"],
        ),
        (["Elle est revenue.", *["Revenue."] * 8, "Revenue hier."], ["Elle est revenue.", "Revenue.", "Revenue hier."]),
    ],
)
def test_loops(texts: list[str], wanted: list[str]) -> None:
    assert left(texts) == wanted


def test_a_chant_is_shown_unless_something_else_speaks_for_a_machine() -> None:
    times = [(2000 * at + 150 * (at % 3), 2000 * at + 1700 + 90 * (at % 4)) for at in range(20)]
    chant = Transcript.from_texts(["On est là !"] * 20, language="fr", times=times)
    assert {edit.band for edit in propose(chant, CREDITS)} == {Band.REVIEW}
    # A text without times: those it gets say nothing.
    untimed = Transcript.from_texts(["On est là !"] * 20, language="fr")
    assert {edit.band for edit in propose(untimed, CREDITS)} == {Band.REVIEW}
    marked = replace(chant, segments=tuple(replace(one, evidence={"silence": 1.0}) for one in chant.segments))
    assert {edit.band for edit in propose(marked, CREDITS)} == {Band.SAFE}
    [edit] = edits(["Non, " * 40], lasting=20_000)
    assert edit.band is Band.REVIEW
    [edit] = edits(["Non, " * 40], lasting=4_000)
    assert (edit.band, edit.evidence["fast"]) == (Band.SAFE, "10 words a second")


@pytest.mark.parametrize("line", ["Merci.", "Merci beaucoup !", "Bonsoir à tous.", "Bravo !", "Thank you.", "Grazie."])
def test_thanks_and_greetings_in_a_row_are_shown_however_even_their_times(line: str) -> None:
    assert left(["Voici le journal.", *[line] * 7]) == ["Voici le journal.", *[line] * 7]
    assert {edit.band for edit in edits([line] * 7)} == {Band.REVIEW}
    assert left([" ".join([line] * 7)], lasting=500) == [" ".join([line] * 7)]
    row = Transcript.from_texts([line] * 7, language="fr")
    some = [replace(one, evidence={"silence": 0.9} if at > 3 else {}) for at, one in enumerate(row.segments)]
    assert not any(edit.applies for edit in propose(replace(row, segments=tuple(some)), CREDITS))
    silent = replace(row, segments=tuple(replace(one, evidence={"no_speech_prob": 0.9}) for one in row.segments))
    assert apply(silent, [edit for edit in propose(silent, CREDITS) if edit.applies]).texts() == [line]


def test_cries_with_a_pause_between_them_are_shown() -> None:
    times = [(3000 * at, 3000 * at + 1000) for at in range(9)]
    row = Transcript.from_texts(["Non !"] * 9, language="fr", times=times)
    assert {edit.band for edit in propose(row, CREDITS)} == {Band.REVIEW}


def test_a_sign_alone_is_no_word_that_is_said_fast() -> None:
    """Six words a second, if the French space before "!" makes no seventh."""
    for text in ("Libérez Mumia ! " * 6, "Libérez Mumia! " * 6):
        assert left([text.strip()]) == [text.strip()]


def test_a_loop_that_may_be_said_is_shown() -> None:
    [edit] = edits(["Non, non, non, non, non, non, non !"])
    assert (edit.rule, edit.band, edit.after) == ("loop", Band.REVIEW, "Non")
    assert edit.evidence["loop"] == "'Non,' 7 times in a row"


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (["Bonsoir.", "...", ". . .", "…", "Il pleut."], ["Bonsoir.", "Il pleut."]),
        (["C'est tout. ... ... ... ... Merci."], ["C'est tout. Merci."]),
        (["♪", "♪♪♪", "[rires]", "?", "😀", "..."], ["♪", "♪♪♪", "[rires]", "?", "😀"]),
        (["Il hésite... puis... il part..."], ["Il hésite... puis... il part..."]),
    ],
)
def test_punctuation_alone(texts: list[str], wanted: list[str]) -> None:
    assert left(texts) == wanted


def test_doubled_cues() -> None:
    times = [(0, 2000), (0, 2000), (2100, 4000), (4100, 6000)]
    texts = ["Il pleut.", "Il pleut.", "Les deux hommes ont été arrêtés.", "Les deux hommes ont été arrêtés."]
    found = propose(Transcript.from_texts(texts, language="fr", times=times), CREDITS)
    assert [(edit.before, edit.band) for edit in found] == [(texts[1], Band.SAFE), (texts[3], Band.REVIEW)]
