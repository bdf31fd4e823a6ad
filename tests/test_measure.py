"""Scores are what a person would count."""

from __future__ import annotations

import pytest
from rehear.evaluation import measure, normalise, total


def test_rates() -> None:
    score = measure("un deux trois quatre", "un deux tros quatre cinq")
    assert (score.wer, score.words) == (0.5, 4)
    assert (score.substitutions, score.deletions, score.insertions) == (1, 0, 1)
    assert measure("Guet-apens, à l’aube !", "guet apens à l'aube").wer == 0


def test_harm_and_what_was_mended() -> None:
    score = measure(
        "il parle des guets-apens à Mâcon hier",
        "il parle des guets-apens à Macon demain",
        heard="il parle des gays tapants à Mâcon hier",
    )
    assert score.change is not None
    assert score.change.harmed == ("mâcon", "hier")
    assert score.change.mended == ("guets", "apens")
    assert score.wer_heard == pytest.approx(2 / 8)


def test_a_word_that_was_neither_said_nor_heard_is_harm() -> None:
    said, heard = "Nordahl Lelandais est jugé.", "Nordal Le Landais est jugé."
    doubled = measure(said, "Nordahl Lelandais Lelandais est jugé.", heard=heard)
    assert doubled.change is not None
    assert doubled.change.harmed == ("+lelandais",)
    mended = measure(said, said, heard=heard)
    assert mended.change is not None
    assert mended.change.harmed == ()


def test_terms_are_counted_as_written() -> None:
    terms = measure(
        "Mâcon et Mâcon, le Mâconnais, un guet-apens",
        "Mâcon et Macon, le Mâconnais, un guet-apens, un guet-apens",
        terms=["Mâcon", "guet-apens", "absent"],
    ).terms
    assert terms is not None
    assert (terms.said, terms.written, terms.right) == (3, 3, 2)
    assert terms.missed == (("Mâcon", 1),)
    assert (terms.recall, terms.precision) == (pytest.approx(2 / 3), pytest.approx(2 / 3))


def test_an_empty_reference_is_refused() -> None:
    with pytest.raises(ValueError, match="no words"):
        measure("...", "a")


def test_normalisation() -> None:
    assert normalise("« L’État », c'est-à-dire : 'moi' !") == "l'état c'est à dire moi"


def test_as_written() -> None:
    assert measure("À Mâcon, hier", "à Mâcon hier", normalised=False).wer == pytest.approx(2 / 3)


def test_a_total_is_the_score_of_all_texts_as_one() -> None:
    texts = [("un deux", "un deus"), ("Mâcon et Dijon sous la pluie", "Macon et Dijon sous pluie Dijon")]
    each = [measure(said, heard, heard=heard, terms=["Mâcon", "Dijon"]) for said, heard in texts]
    whole = total(each)
    assert whole.wer == pytest.approx((1 + 3) / 8)
    assert whole.characters == sum(score.characters for score in each)
    assert whole.terms is not None
    assert (whole.terms.said, whole.terms.written, whole.terms.right) == (2, 2, 1)
    assert whole.terms.missed == (("Mâcon", 1),)
    assert whole.change is not None
    assert (whole.change.harmed, whole.change.errors, whole.wer_heard) == ((), 4, 0.5)
