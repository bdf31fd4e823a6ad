"""Credits that nobody says go; what begins as one does, or may be said, is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from cleaning import CREDITS, edits, heard, left
from rehear.correction import load_lexicon, propose
from rehear.document import Band, Transcript


@pytest.mark.parametrize(
    "credit",
    [
        # None of these is in the lexicon; all are plainly of the kind.
        "Sous-titrage XYZ.",
        "Sous-titres par La Vachette",
        "Sous-titré par Marie-Ange et Paul",
        "Sous titres realises par Odile",
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
        "Copyright TVX 2031",
        "Sous-titrage pour sourds et malentendants : Lumen Media",
        "Sous-titrage réalisé avec le soutien du Fonds des médias de Tartempion",
        "Closed captioning provided by XYZ Exampleton",
        "Synced and corrected by Example83",
        "Transcribed by https://example.ai",
        "Untertitel: XDF Text im Auftrag von Beispiel (2031)",
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
        "Subs by www.example-subs.co.uk",
        "Sous-titres générés par www.exemple.io",
        # Other work beside it, what it is for, how it was made.
        "Traduction et sous-titres : Odile Petit",
        "Sous-titrage et doublage : Studio Lumen",
        "Sous-titres relus et corrigés par Odile Petit",
        "Sous-titrage VOSTFR par la team Lumen",
        "Sous-titres : Atelier du Lumen",
        "Sous-titrage Lumen Médias inc.",
        "Subtitle translation by Jane Doe",
        "Live captioning by Acme",
        "Translation and subtitles: Jane Doe",
        "Deutsche Untertitel: Karla Kolumna",
        "Traducción y subtítulos: Juan Ejemplo",
        "Subtítulos cedidos por XYZ",
        "Tradução e legendas: Maria Exemplo",
        "Traduzione e sottotitoli: Mario Esempio",
        "Vertaling en ondertiteling: Jan Voorbeeld",
        "Ondertiteling TT777",
        "Untertitelung. BR 2018",
        "Captions by Caption Lumen",
        "Subbed by Jane Doe",
        "Legendagem: Studio Exemplo",
        "Tekstitys Anna Esimerkki",
        "Sous-titres de la communauté Amara org",
        "Untertitel von Karla Kolumna und Anna Beispiel, 2031",
        "字幕by某某某",
        "中文字幕\uff1a某某某",
        "字幕由Exemple.org社区提供",
        "한글자막 by 아무개",
        "자막: 아무개",
        'כתוביות ע"י פלוני אלמוני',
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
        "Copyright Music Modernization, 2018.",
        "Transcript Jane Example",
        "Transcript Released Today",
        # Without a name after a colon or "by" it is what any sentence may be about.
        "字幕组被警方逮捕了。",
        "这个字幕组很有名。",
        "字幕组\uff1a我们没有错。",
        "字幕翻译是一份辛苦的工作。",
        "字幕制作费用很高",
        "他们的字幕由志愿者完成",
        "자막 제작 비용이 늘었습니다.",
        "자막 제공 서비스가 시작됐습니다.",
        "한글 자막 제작이 중단됐다.",
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
        "Captioning provided by the city is poor.",
        "Sous-titrage : Odile Petit promet.",
        "Subtitles for the film were written by Jane Doe.",
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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Subtitles by Jane Doe", "are often wrong."),
        ("La communauté d'Amara.org", "compte dix mille traducteurs."),
    ],
)
def test_so_is_a_cue_from_which_the_next_one_goes_on(one: str, other: str) -> None:
    [edit] = edits(["Bonsoir.", one, other])
    assert (edit.before, edit.band) == (one, Band.REVIEW)
    # In the middle of a sentence, and with a number, it is none of it.
    assert left(["Le film est", "Sous-titrage ST' 777", "bien fait."]) == ["Le film est", "bien fait."]
    assert left(["bonsoir", "Sous-titrage ST' 777", "il pleut"]) == ["bonsoir", "il pleut"]


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


def test_a_full_stop_after_the_head_ends_it_where_the_sentence_after_it_says_something_else() -> None:
    for said in ("Angela Merkel.", "NATO Gipfel.", "BR 2018 war schön."):
        texts = ["Bonsoir.", f"Untertitelung. {said}", "Il pleut."]
        assert left(texts) == texts


def test_capitals_do_not_hide_a_makers_number() -> None:
    assert left(["Bonsoir.", "SOUS-TITRAGE ST' 777", "Il pleut."]) == ["Bonsoir.", "Il pleut."]
    assert left(["SOUS-TITRAGE POUR TOUS"]) == ["SOUS-TITRAGE POUR TOUS"]


def test_evidence_is_in_words() -> None:
    [edit] = edits(["Bonsoir.", "Sous-titrage XYZ."])
    assert edit.rule == "credit"
    assert edit.evidence["credit"] == 'a company or a person that made the French subtitles ("Sous-titrage ...")'
    assert edit.evidence["where"] == "the last cue"
    assert edit.lexicon.startswith("credits.toml:")


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


def test_a_lexicons_own_lines_need_no_maker(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[[credit]]\npattern = "merci à nos abonnés"\nnote = "ours"\n', encoding="utf-8")
    said = Transcript.from_texts(["Bonsoir.", "Merci à nos abonnés.", "Il pleut."], language="fr")
    [edit] = propose(said, load_lexicon(own))
    assert edit.band is Band.SAFE
