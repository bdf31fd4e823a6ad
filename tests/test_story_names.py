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
        ("Tribunal d'Arras : six ans requis", "Arras"),
        # a person's first name is part of it
        ("Gaëtan de Rosnay a parlé", "Gaëtan de Rosnay"),
        ("Amaury d'Hautefeuille a parlé", "Amaury d'Hautefeuille"),
        ("Saint-Brieuc d'Armor a gagné", "Saint-Brieuc d'Armor"),
    ],
)
def test_what_a_headline_says_of_somebody_is_no_part_of_the_name(headline: str, name: str) -> None:
    assert terms(headline) == {name}


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
