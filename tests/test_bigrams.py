"""Whether words can stand beside one another, and what that says of a mishearing made of common words."""

from __future__ import annotations

from importlib import resources

import pytest
from rehear.correction import Lexicon, propose
from rehear.correction.bigrams import is_listed, likeliness
from rehear.correction.bigrams.table import LEAST, MOST, letter_of
from rehear.document import Band, Transcript

TERMS = Lexicon.of(["mandat de dépôt", "non-lieu", "pourvoi", "sursis", "refus d'obtempérer"], language="fr")


@pytest.mark.parametrize(
    ("likely", "unlikely"),
    [
        (("de", "la"), ("de", "des")),
        (("un", "nom"), ("un", "pour")),
        (("les", "juges"), ("les", "juge")),
        (("pour", "demander"), ("du", "demander")),
        (("une", "décision"), ("un", "décision")),
        (("l'", "avocat"), ("le", "avocat")),
        (("vous", "pouvez"), ("vous", "peut")),
        # words that were never counted are judged by their endings
        (("la", "perlaboration"), ("le", "perlaboration")),
    ],
)
def test_french_that_can_be_said_is_likelier(likely: tuple[str, str], unlikely: tuple[str, str]) -> None:
    assert likeliness(*likely, "fr") > likeliness(*unlikely, "fr") + 1


def test_nothing_is_known_of_words_without_a_class_and_of_languages_without_a_table() -> None:
    assert likeliness("de", "qzxj", "fr") == 0.0
    assert likeliness("de", "la", "tlh") == 0.0
    assert is_listed("juge", "fr")
    assert not is_listed("perlaboration", "fr")


def test_the_table_is_whole() -> None:
    folder = resources.files("rehear.correction.bigrams")
    words = folder.joinpath("fr.words.txt").read_text(encoding="utf-8").splitlines()
    rows = folder.joinpath("fr.pairs.txt").read_text(encoding="ascii").splitlines()
    assert len(words) == len(rows)
    assert {len(row) for row in rows} == {len(words)}
    assert min(map(min, rows)) >= letter_of(LEAST)
    assert max(map(max, rows)) <= letter_of(MOST)
    assert all(len(set(line.split(" "))) == len(line.split(" ")) for line in words)


@pytest.mark.parametrize(
    ("heard", "term"),
    [
        ("Le parquet a requis un mandat de des pots contre lui.", "mandat de dépôt"),
        ("Le juge a prononcé un nom lieu dans cette affaire.", "non-lieu"),
        ("L'avocat a formé un pour voix en cassation.", "pourvoi"),
        ("Six mois de prison avec sur si probatoire.", "sursis"),
    ],
)
def test_common_words_that_cannot_stand_so_are_a_term_of_their_sound(heard: str, term: str) -> None:
    edits = propose(Transcript.from_texts([heard], language="fr"), TERMS)
    assert [(edit.term, edit.band) for edit in edits] == [(term, Band.SAFE)]


@pytest.mark.parametrize(
    "right",
    [
        "Il a posé des pots sur la fenêtre.",
        "Donnez un nom, lieu et date de naissance.",
        "On compte une voix pour, voix contre ou abstention.",
        "Il hésite sur si peu de choses.",
        "Son refus d'eau et de pain inquiète les médecins.",
        "Le mandat de ses prédécesseurs fut court.",
    ],
)
def test_what_can_stand_so_is_left_alone(right: str) -> None:
    edits = propose(Transcript.from_texts([right], language="fr"), TERMS)
    assert [edit for edit in edits if edit.applies] == []
