"""The shipped lexicons, linted like code: no problem that `check` finds, and no harm to text that is right."""

import json
import tomllib
from pathlib import Path

import pytest
from rehear.correction import load_lexicon, propose_many
from rehear.correction.lexicon_files import load_file, shipped
from rehear.correction.tokens import fold
from rehear.curation import check
from rehear.curation.blocks import format_text
from rehear.document import Band, Transcript

ROOT = Path(__file__).parent.parent
CLEAN = ROOT.parent / "shared" / "data" / "fr_clean" / "pairs.jsonl"
DOMAINS = [name for name in shipped() if name != "credits"]
# Right sentences, each behind its language: what was once listed as a mishearing, terms of every person and tense, and words
# that sound like them, of the law and of sport, cooking and travel.
SENTENCES = Path(__file__).parent / "clean_sentences.txt"
FRENCH = [name for name in DOMAINS if name.startswith("fr-")]
# Right sentences that come near an entry: words that sound like a term, places without their département, names beside names.
RIGHT = """
Le gay danse, les gays chantent, un gai luron tapant des mains entre dans la salle.
Ma mère est partie hier, sinon elle serait venue avec cette fille et sept garçons.
Quand le camp a fermé, cent personnes sont restées sur le pont.
Le maçon a refait le mur, la reine et ses rênes, le lion et la peau de l'ours.
Il a rodé son moteur, elle lui a serré la main, on a collé une affiche sur le mur.
La réunion de ce matin a duré, la flèche de la cathédrale sera refaite, le blanc lui va bien.
Sur six accusés, deux ont nié, le conseil a délibéré, le nom du lieu reste secret.
La cour d'école est vide, le court de tennis aussi, le cours de la Bourse monte.
Il faut garder à vue les enfants, et gardez à l'esprit que rien n'est écrit.
Je lui ai dit tout à l'heure que cela n'avait rien à voir, quand à la fin il est parti.
Elle est belle et bien habillée, quand aux beaux jours tout fleurit.
Nous sommes toutes venues, et tout a fait silence quand il a parlé.
Il raconte des contes à la cour des grands, puis il fait ses comptes.
On entend des voix de femmes, une voie de chemin de fer passe au fond.
Autant que tu peux, prends le temps, un temps de repos ne nuit pas.
Les abîmes, les nattes, les fougères et la mayenne d'un arbre.
Le statut de la ville, la statue du parc, le poing levé, le point de départ.
Elle a pris parti pour lui, il a fait partie de la troupe, c'est un bon parti.
Le go fast du jeu vidéo, la bac du village, les anses du panier, le raid à vélo.
Il sort de prison, il a purgé sa peine, la juge a entendu le père.
"""
ENGLISH = """
He said per person, then the lazy fairy fell asleep beside the doily.
Lester met Fiona, who sold tea and paid in cash at the West station.
The plane took off, the white hall was empty, and a rain of mint leaves fell.
Call the front desk, add a note, and pay the fee by noon.
"""


@pytest.mark.parametrize("name", shipped())
def test_check_finds_nothing(name: str) -> None:
    assert [str(problem) for problem in check([load_file(name)])] == []


def test_no_part_of_the_credits_is_left_over() -> None:
    text = (ROOT / "lexicons" / "credits.toml").read_text(encoding="utf-8")
    assert [name for name in tomllib.loads(text)["parts"] if f"{{{name}}}" not in text] == []


def test_no_two_of_them_clash() -> None:
    problems = check([load_file(name) for name in shipped()])
    assert [str(problem) for problem in problems] == []
    assert load_lexicon(*shipped()).notices == ()


@pytest.mark.parametrize("name", shipped())
def test_they_are_in_the_form_that_format_gives(name: str) -> None:
    text = (ROOT / "lexicons" / f"{name}.toml").read_text(encoding="utf-8")
    assert format_text(text, name) == text
    assert load_file(name).language == (name[:2] if name in DOMAINS else None)
    assert "title = " in text


def proposed(names: list[str], language: str, lines: list[str]) -> list[tuple[str, str, Band]]:
    texts = [Transcript.from_texts([line], language=language) for line in lines]
    found = propose_many(texts, load_lexicon(*names), language=language, cleanup=False)
    return [(edit.before, edit.after, edit.band) for edits in found for edit in edits]


def applied(names: list[str], language: str, lines: list[str]) -> list[tuple[str, str]]:
    return [(before, after) for before, after, band in proposed(names, language, lines) if band is Band.SAFE]


def test_right_french_stays() -> None:
    assert applied(FRENCH, "fr", RIGHT.strip().split("\n")) == []


def test_right_english_stays() -> None:
    assert applied(["en-news"], "en", ENGLISH.strip().split("\n")) == []


def near_sounding() -> dict[str, list[str]]:
    by_language: dict[str, list[str]] = {"fr": [], "en": []}
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        language, _, sentence = line.partition(" ")
        by_language[language].append(sentence)
    return by_language


def test_near_sounding_sentences_stay() -> None:
    by_language = near_sounding()
    assert sum(map(len, by_language.values())) >= 800
    for language, sentences in by_language.items():
        found = proposed([name for name in DOMAINS if name.startswith(language)], language, sentences)
        assert [pair for *pair, band in found if band is Band.SAFE] == []
        # A person reads each of these: one in a hundred sentences is what a newsroom puts up with.
        assert len(found) <= len(sentences) / 100


@pytest.mark.parametrize("name", DOMAINS)
def test_each_alone_leaves_them_as_well(name: str) -> None:
    """What another lexicon protects, or knows to be right, is not always there."""
    assert applied([name], name[:2], near_sounding()[name[:2]]) == []


@pytest.mark.skipif(not CLEAN.is_file(), reason="../shared/data is not there")
def test_no_clean_cue_is_touched_wrongly() -> None:
    lines = [json.loads(line)["hyp"] for line in CLEAN.read_text(encoding="utf-8").splitlines()]
    # What is left is how a département is written: its hyphens, its accents, its number.
    harm = [
        pair
        for pair in applied(FRENCH, "fr", lines)
        if fold(pair[0]).replace("s", "") != fold(pair[1]).replace("s", "")
    ]
    assert harm == []


@pytest.mark.parametrize(
    ("heard", "right"),
    [
        ("Il a été mi en examen hier.", "Il a été mis en examen hier."),
        ("Le procès se tient à huiclos.", "Le procès se tient à huis clos."),
        ("Deux refus d'optempérer cette nuit.", "Deux refus d'obtempérer cette nuit."),
        ("Un point de dile a été démantelé.", "Un point de deal a été démantelé."),
        ("Des points de dile ont été démantelés.", "Des points de deal ont été démantelés."),
        ("Le préfet de Sonne et Loire.", "Le préfet de Saône-et-Loire."),
        ("Le tribunal de Macon.", "Le tribunal de Mâcon."),
        ("Il y a le Pas de Calais, le Lot et Garonne.", "Il y a le Pas-de-Calais, le Lot-et-Garonne."),
        ("La court des comptes a rendu son rapport.", "La Cour des comptes a rendu son rapport."),
        ("Il est d'hors et déjà prévenu.", "Il est d'ores et déjà prévenu."),
        ("C'est le statut quo.", "C'est le statu quo."),
        ("un soie disant expert", "un soi-disant expert"),
        ("Il a été pris à parti par la foule.", "Il a été pris à partie par la foule."),
        ("Elles ont porté plinte hier.", "Elles ont porté plainte hier."),
        ("La court d'appelle de Douai a tranché.", "La cour d'appel de Douai a tranché."),
        ("Les faits se sont déroulés à Oberviliers.", "Les faits se sont déroulés à Aubervilliers."),
        ("Le maire de Saint Brieux a réagi.", "Le maire de Saint-Brieuc a réagi."),
        ("Des inondations à Montelimard.", "Des inondations à Montélimar."),
        ("La ville de Perpignant.", "La ville de Perpignan."),
        ("À Tourcoin, la police enquête.", "À Tourcoing, la police enquête."),
    ],
)
def test_what_they_are_for(heard: str, right: str) -> None:
    from rehear.correction import propose
    from rehear.document import apply

    text = Transcript.from_texts([heard], language="fr")
    edits = propose(text, load_lexicon(*FRENCH), language="fr")
    assert apply(text, [edit for edit in edits if edit.applies]).texts() == [right]
