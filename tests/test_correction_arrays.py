"""What the correction computes for many windows at once is what its plain twins say of each."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain import compare
from rapidfuzz.distance import Levenshtein
from rehear.correction import Lexicon, propose, propose_many
from rehear.correction.bound import highest_scores
from rehear.correction.candidates import Rows, Windows
from rehear.correction.decide import (
    ODD_SHARE,
    Support,
    own_features,
    points_of,
    score_of,
    support_features,
)
from rehear.correction.forms import forms_of
from rehear.correction.keys import HashIndex, KeyRow, Strings
from rehear.correction.likeness import FormTable
from rehear.correction.reading import read_tokens
from rehear.correction.tokens import _taken_apart, tokens_of
from rehear.correction.vocabulary import Vocabulary, add_phones, count_phones, least_apart
from rehear.correction.windows import SAME_SOUND, Window
from rehear.document import Transcript

few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TERMS = (
    "guet-apens",
    "Mâcon",
    "Daniel Pennac",
    "Alain Robbe-Grillet",
    "Saône-et-Loire",
    "OQTF",
    "garde à vue",
    "d'Ormesson",
)
PIECES = (
    "gay tapant|Macon|Rob Grillet|Alain|Daniel Pénac|sonne et Loire|garde avu|Dormesson|la|un|de|à|L'été|maire|hier.|,|12|BFM|"
    + "|".join(TERMS)
).split("|")
lines = st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map(" ".join), min_size=1, max_size=3)
PHONES = st.text("abdefgijklmnoprstuvwyzAEOSZ2", max_size=12)


@given(lines, st.booleans())
@few
def test_many_likenesses_are_as_one_by_one(texts: list[str], small: bool) -> None:
    heard = [text.lower() if small else text for text in texts]
    lexicon = Lexicon.of(TERMS, language="fr")
    forms = [form for number, term in enumerate(lexicon.terms) for form in forms_of(number, term, "fr")]
    vocabulary = Vocabulary("fr")
    table = FormTable(forms, vocabulary, "fr", context={0, 2})
    reading = read_tokens([Transcript.from_texts(heard, language="fr")], vocabulary)
    spans = [(at, count) for count in range(1, 5) for at in range(len(reading.types) - count + 1)]
    if not spans:
        return
    first, count = np.array(spans).T
    windows = Windows(first, count, np.ones(len(first), np.bool_))
    window, form = np.divmod(np.arange(len(first) * len(forms)), len(forms))
    other = table.other_words(Rows(reading), windows, window, form)
    window, form = window[other], form[other]
    caseless = np.full(len(first), small)
    bound = table.outline(reading, windows, caseless, window, form, np.zeros(len(window), np.float32))
    exact = table.with_sound(reading, table.with_letters(reading, bound))
    scores, bounds = highest_scores(exact), highest_scores(bound)
    for at, measured in enumerate(table.records(reading, exact)):
        seen = Window.of(reading, int(first[window[at]]), int(count[window[at]]), small)
        plain = compare(seen, forms[form[at]], "fr")
        assert measured == plain
        points = points_of(own_features(forms[form[at]], plain, small, "fr"))
        around = Support(occurs=True, repeated=2, context=forms[form[at]].term in (0, 2))
        odd = plain.changed_cost <= ODD_SHARE * plain.changed_length + SAME_SOUND
        best = score_of(points + points_of({**support_features(around), "odd": float(odd)}))
        assert scores[at] == pytest.approx(best, abs=1e-6)
        assert bounds[at] >= best - 1e-6


@given(st.lists(st.tuples(PHONES, PHONES, PHONES), min_size=1, max_size=9))
@few
def test_phones_that_differ_are_no_more_than_the_edits(triples: list[tuple[str, str, str]]) -> None:
    ones, others, more = zip(*triples, strict=True)
    counts = [count_phones(Strings.of(list(words))) for words in (ones, others, more)]
    both = count_phones(Strings.of([one + other for one, other in zip(ones, others, strict=True)]))
    assert np.array_equal(add_phones(counts[0], counts[1]), both)
    apart = least_apart(both, counts[2]).tolist()
    edits = [Levenshtein.distance(one + other, third) for one, other, third in triples]
    assert all(bound <= distance for bound, distance in zip(apart, edits, strict=True))


@given(st.lists(st.text("abc", max_size=4), min_size=3, max_size=8))
@few
def test_a_window_without_a_symbol_hashes_as_the_shorter_string(keys: list[str]) -> None:
    row = KeyRow.of(Strings.of(keys))

    def hashed(text: str) -> int:
        return int(KeyRow.of(Strings.of([text])).whole(np.array([0]), 1)[0])

    first = np.arange(len(keys) - 2)
    joined = ["".join(keys[at : at + 3]) for at in first.tolist()]
    assert row.every(3).tolist() == row.whole(first, 3).tolist() == [hashed(text) for text in joined]
    hashes, owner = row.without_one(first, 3)
    shorter = [(at, text[:i] + text[i + 1 :]) for at, text in enumerate(joined) for i in range(len(text))]
    assert list(zip(owner.tolist(), hashes.tolist(), strict=True)) == [(at, hashed(text)) for at, text in shorter]


@given(st.lists(st.integers(0, 40), max_size=60), st.lists(st.integers(0, 60), max_size=30))
@few
def test_an_index_finds_what_it_holds(held: list[int], asked: list[int]) -> None:
    def spread(numbers: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
        return KeyRow.of_numbers(np.array(numbers, np.int32)).whole(np.arange(len(numbers)), 1)

    index = HashIndex.of(spread(held), np.arange(len(held), dtype=np.int32))
    owner, form = index.find(spread(asked))
    expected = [(at, number) for at, one in enumerate(asked) for number, other in enumerate(held) if one == other]
    assert sorted(zip(owner.tolist(), form.tolist(), strict=True)) == expected


@given(st.text("aéL'’.,…?!-1 x", min_size=1, max_size=6).map(str.strip))
@few
def test_plain_words_are_taken_apart_like_all_others(word: str) -> None:
    assert tokens_of(word) == _taken_apart(word)


def test_a_vocabulary_that_starts_again_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = sys.modules["rehear.correction.propose"]  # its name in the package is the function's
    monkeypatch.setattr(engine, "BATCH", 1)
    lexicon = Lexicon.of(TERMS, language="fr")
    files = [
        Transcript.from_texts([f"Elle lit Daniel Pénac numéro {at}, à Macon.", "un gay tapant"], language="fr")
        for at in range(6)
    ]
    whole = list(propose_many(files, lexicon))
    monkeypatch.setattr(engine, "MOST_TYPES", 5)
    again = list(propose_many(files, Lexicon.of(TERMS, language="fr")))
    assert again == whole == [propose(file, lexicon) for file in files]
    assert all(whole)
