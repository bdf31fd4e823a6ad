"""Names of a story beside what they are called with: what a headline says of them, titles, ranks."""

import re

import pytest
from corrected import fixed
from rehear.curation import lexicon_from_article


def terms(text: str, language: str = "fr") -> set[str]:
    return {term.write for term in lexicon_from_article(text, language=language).terms}


@pytest.mark.parametrize(
    ("headline", "name"),
    [
        ("Mort d'Aurélien Kermadec-Lozach, le photographe", "Aurélien Kermadec-Lozach"),
        ("Mort du photographe Aurélien Kermadec-Lozach", "Aurélien Kermadec-Lozach"),
        ("Obsèques d’Estienne d'Orves", "d’Estienne d'Orves"),
        ("Démission de Gaëtan Trémadec", "Gaëtan Trémadec"),
        ("Réélection de Gaëtan Trémadec", "Gaëtan Trémadec"),
        ("Fusillade du Kergloff : ce qu'on sait", "Kergloff"),
        ("Ex-maire d'Erdeven, elle témoigne", "Erdeven"),
        ("Incendie d'Erdeven : le point", "Erdeven"),
        ("Près d'Erdeven, il a plu", "Erdeven"),
        ("Originaire de Kernével, elle témoigne", "Kernével"),
        ("Issu d'Erdeven, il rit", "Erdeven"),
        ("Tribunal d'Arras : six ans requis", "Arras"),
        # a person's first name is part of it
        ("Gaëtan de Rosnay a parlé", "Gaëtan de Rosnay"),
        ("Amaury d'Hautefeuille a parlé", "Amaury d'Hautefeuille"),
        ("Saint-Brieuc d'Armor a gagné", "Saint-Brieuc d'Armor"),
    ],
)
def test_what_a_headline_says_of_somebody_is_no_part_of_the_name(headline: str, name: str) -> None:
    assert terms(headline) == {name}


def test_a_name_that_stands_alone_too_has_no_particle() -> None:
    assert terms("Jean d'Erdeven a ri. Hier, on a vu Erdeven.") == {"Erdeven"}
    assert terms("Jean d'Erdeven a ri. Hier, on a vu Jean d'Erdeven.") == {"Jean d'Erdeven"}


@pytest.mark.parametrize(
    ("headline", "said", "right"),
    [
        ("Mort d'Aurélien Kermadec-Lozach", "Aurélien Kermadec Lozac est mort.", "Aurélien Kermadec-Lozach est mort."),
        ("MORT D'Aurélien Kermadec-Lozach", "Aurélien Kermadec Lozac est mort.", "Aurélien Kermadec-Lozach est mort."),
        ("Démission de Gaëtan Trémadec", "La démission de Gaëtan Trémadec est actée.", None),
        ("Incendie d'Erdeven", "L'incendie d'Erdevin est éteint.", "L'incendie d'Erdeven est éteint."),
    ],
)
def test_an_obituary_s_dead_person_is_corrected(headline: str, said: str, right: str | None) -> None:
    name = re.split("[dD]'|de ", headline)[1]
    headline = headline.upper() if headline.startswith("MORT") else headline
    story = lexicon_from_article(f"{headline}\n\nHier, on a parlé de {name} toute la journée.", language="fr")
    assert story.writes == (name,)
    assert fixed(said, story) == (right or said)


@pytest.mark.parametrize(
    ("headline", "name"),
    [("Death of Gethin Iorwerth", "Gethin Iorwerth"), ("Resignation of Bryony Aethelstan", "Bryony Aethelstan")],
)
def test_what_an_english_headline_says_of_somebody_is_no_part_of_the_name(headline: str, name: str) -> None:
    assert terms(headline, "en") == {name}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Last night, Sergeant Gethin Ap Iorwerth of Dyfed-Powys Police met PC Efa McKinley.",
            {"Gethin Ap Iorwerth", "Dyfed-Powys Police", "Efa McKinley"},
        ),
        ("They met Councillor Bryony Aethelstan. Councillor Aethelstan left.", {"Bryony Aethelstan"}),
        ("They met Detective Chief Inspector Rhodri Gwynfor of the Met.", {"Rhodri Gwynfor"}),
        (
            "Yesterday Foreign Secretary Anwen Llywelyn met Gethin Iorwerth of Bangor.",
            {"Anwen Llywelyn", "Gethin Iorwerth", "Bangor"},
        ),
        # what is called so
        ("They read The Sands of Ploumagoar again.", {"The Sands of Ploumagoar"}),
        ("They saw Captain Marvel of General Motors.", {"Captain Marvel of General Motors"}),
        (
            "They saw the General Medical Council and the Bank of England.",
            {"General Medical Council", "Bank of England"},
        ),
    ],
)
def test_english_titles_and_ranks_are_no_part_of_a_name(text: str, found: set[str]) -> None:
    assert terms(text, "en") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hier, le Général Yvon Trémeur a vu le Colonel Le Goff.", {"Yvon Trémeur", "Le Goff"}),
        ("Hier, le Général de Gaulle a vu l'Abbé Pierre.", {"Général de Gaulle", "Abbé Pierre"}),
    ],
)
def test_ranks_are_no_part_of_a_name(text: str, found: set[str]) -> None:
    assert terms(text) == found


def test_no_first_name_is_put_in_that_nobody_said() -> None:
    story = lexicon_from_article("They met Councillor Bryony Aethelstan in Chippenham.", language="en")
    said = "We met Councillor Aethelstan. We met Councillor Brionny Athelstan."
    assert fixed(said, story, "en") == "We met Councillor Aethelstan. We met Councillor Bryony Aethelstan."
