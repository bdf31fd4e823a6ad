"""Whom a credit names decides whether it goes by its words alone."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest
from cleaning import CREDITS, edits, heard, left
from hypothesis import given, settings
from hypothesis import strategies as st
from rehear.correction import propose
from rehear.correction.makers import _words, certain, named
from rehear.correction.parts import expand
from rehear.document import Band, apply

PARTS = {
    name: part if isinstance(part, str) else "|".join(part)
    for name, part in tomllib.loads((files("rehear.lexicons") / "credits.toml").read_text(encoding="utf-8"))[
        "parts"
    ].items()
}


@pytest.mark.parametrize(
    "line",
    [
        # Headlines, and sentences that anybody may say of a programme.
        "Sous-titrage : Paris.",
        "Sous-titres : Macron.",
        "Sous-titres : Paris 2024.",
        "Sous-titres : La France.",
        "Sous-titres : Odile Petit.",
        "Sous-titrage : Odile Petit, Lyon.",
        "Subtitles: Jane Doe.",
        "Untertitel: Karla Kolumna.",
        "Ondertiteling: Jan de Voorbeeld.",
        "Svensktextning: Anna Exempel.",
        "Altyazı : Ali Örnek.",
        "Nasynchronisatie: Karla van Exempel.",
        "Legendagem: Lula.",
        "Υπότιτλοι: Τσίπρας.",
        # Of a book or a programme.
        "Subtitle: Team of Rivals.",
        "Subtitle: A Life of Lyndon B. Johnson.",
        "Sous-titre : La société du Spectacle.",
        "Sous-titre : Le Groupe Manouchian.",
        "Untertitel: Die Gruppe 47.",
        "Untertitel von Alfred Döblins Roman Berlin Alexanderplatz.",
        "Legenda: Lula e Bolsonaro.",
        "Legenda por Pelé.",
        # When, for whom, with whom.
        "Subtitles by Friday.",
        "Subtitled by Monday Morning.",
        "Sous-titre pour Marine Le Pen.",
        "Sous-titre avec Emmanuel Macron.",
        "Sous-titres pour Emmanuel Macron.",
        "Sous-titres pour France Télévisions.",
        "French subtitle: Team of Rivals.",
        # Machines are talked about, too.
        "Sous-titrage par intelligence artificielle.",
        "Legendas por Inteligência Artificial.",
        "Subtitles: Trump.",
        "Doublage : Omar Sy.",
        "Sous-titres Disney, Netflix et Amazon.",
        "Untertitel von Netflix.",
        "Untertitel: Merz.",
        "Subtítulos de Netflix.",
        "Ce reportage a été sous-titré par France Télévisions.",
        "Ces sous-titres ont été générés par ChatGPT et Gemini.",
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


@pytest.mark.parametrize("name", [name for name in PARTS if name.startswith("subs_") and name != "subs_any"])
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_of_what_begins_a_pattern_it_is_known_that_it_begins_a_credit(name: str, data: st.DataObject) -> None:
    head = data.draw(st.from_regex(re.compile(expand(PARTS[name], PARTS), re.IGNORECASE), fullmatch=True))
    words = _words()
    assert words.heads.search(head) or words.singular.search(head), head


def test_where_it_is_not_known_how_a_credit_begins_nobody_can_tell() -> None:
    assert not named("Exempel : Studio Lumen")
    assert named("Exempel : Studio-Lumen.org")


def test_a_title_before_a_name_is_no_address() -> None:
    assert certain("Sous-titres par Amara. org")
    assert certain("Sous-titres par Exemple.fr")
    assert not certain("Sous-titres : M. de Villepin")
    assert not certain("Untertitel von France 2, 2031")
