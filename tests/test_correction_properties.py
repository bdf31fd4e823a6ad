"""What holds for every text and every lexicon."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rehear.correction import Lexicon, Term, load_lexicon, merge, propose
from rehear.correction.frequency import zipf
from rehear.correction.keys import Strings
from rehear.correction.sound import distance, distances
from rehear.correction.tokens import split_norms
from rehear.correction.windows import is_function_word
from rehear.document import Transcript, apply

TERMS = (
    "guet-apens",
    "Mâcon",
    "Daniel Pennac",
    "Alain Robbe-Grillet",
    "Saône-et-Loire",
    "Olivier Norek",
    "OQTF",
    "garde à vue",
)
LEXICON = merge([load_lexicon("fr-justice"), Lexicon.of(TERMS, language="fr")])
# Words, mishearings and right spellings in any order: nonsense, but full of what the corrector looks for.
PIECES = (
    "gays tapants|un gay tapant|gay|tapants|Macon|macon|maçon|Rob Grillet|Alain|Rob|Pénac|Daniel Pénac|Daniel|Sonne et Loire|"
    "garde a vu|Olivier Nord|oh cutéheffe|le|la|un|des|de|d'|ses|et|à|maire|tribunal|hier.|« |»|,|!|Il|Elle|12|parle|"
    + "|".join(TERMS)
).split("|")
texts = st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map(" ".join), min_size=1, max_size=5)
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def correct(heard: Transcript, lexicon: Lexicon) -> Transcript:
    return apply(heard, [edit for edit in propose(heard, lexicon) if edit.applies])


@given(texts)
@few
def test_a_second_run_changes_nothing(lines: list[str]) -> None:
    once = correct(Transcript.from_texts(lines, language="fr"), LEXICON)
    assert [edit for edit in propose(once, LEXICON) if edit.applies] == []


@given(texts)
@few
def test_what_is_outside_the_edits_stays(lines: list[str]) -> None:
    heard = Transcript.from_texts(lines, language="fr")
    edits = [edit for edit in propose(heard, LEXICON) if edit.applies]
    touched = {place for edit in edits for place in range(edit.first, edit.last + 1)}
    kept = [word.text.strip() for place, word in enumerate(heard.words) if place not in touched]
    after = [word.text.strip() for word in apply(heard, edits).words]
    for word in kept:
        assert word in after
        after.remove(word)


@given(texts, st.permutations(TERMS))
@few
def test_the_order_of_terms_does_not_matter(lines: list[str], order: list[str]) -> None:
    heard = Transcript.from_texts(lines, language="fr")
    one, other = Lexicon.of(TERMS, language="fr"), Lexicon.of(order, language="fr")
    assert correct(heard, one).texts() == correct(heard, other).texts()


@given(st.permutations(["la ville de Macon brûle.", "il lit Daniel Pénac.", "rien à dire.", "des gays tapants hier."]))
@few
def test_the_order_of_independent_sentences_does_not_matter(lines: list[str]) -> None:
    times = [(at * 10_000, at * 10_000 + 3000) for at in range(len(lines))]
    fixed = correct(Transcript.from_texts(lines, language="fr", times=times), LEXICON).texts()
    assert sorted(fixed) == sorted(
        ["la ville de Mâcon brûle.", "il lit Daniel Pennac.", "rien à dire.", "des guets-apens hier."]
    )


@pytest.mark.parametrize("name", ["fr-justice", "fr-places"])
def test_every_right_spelling_is_a_fixed_point(name: str) -> None:
    lexicon = load_lexicon(name)
    lines = [f"hier {form} encore." for term in lexicon.terms for form in term.spellings]
    assert correct(Transcript.from_texts(lines, language="fr"), lexicon).texts() == lines


@pytest.mark.parametrize("name", ["fr-justice", "fr-places"])
@pytest.mark.parametrize("determiner", ["les", "des", "deux", "nos"])
def test_no_singular_takes_the_place_of_a_plural(name: str, determiner: str) -> None:
    """Of terms without a plural, because those that have one are written in it."""
    lexicon = load_lexicon(name)
    singular = [split_norms(term.write) for term in lexicon.terms if not term.plural]
    plurals = [
        " ".join(word if is_function_word(word, "fr") else f"{word.capitalize()}s" for word in words)
        for words in singular
        if not any(word.endswith(("s", "x", "z")) for word in words)
    ]
    exist = [text for text in plurals if all(zipf(word, "fr") >= 2 for word in split_norms(text))]
    assert exist
    lines = [f"Il a vu {determiner} {text} ici." for text in exist]
    assert correct(Transcript.from_texts(lines, language="fr"), lexicon).texts() == lines


def test_a_number_that_agrees_holds_nothing_back() -> None:
    lexicon = Lexicon.of(["Charente-Maritime", "Bouches-du-Rhône", "Kergoat", "30 rue de Bourgogne"], language="fr")
    heard = ["en Charente Maritimes", "les Bouche du Rhône", "chez les Kergoatt", "aux 30 rues de Bourgogne"]
    right = ["en Charente-Maritime", "les Bouches-du-Rhône", "chez les Kergoat", "aux 30 rue de Bourgogne"]
    assert correct(Transcript.from_texts(heard, language="fr"), lexicon).texts() == right
    others = ["les Charentes Maritimes", "la Bouche du Rhône", "deux Charentes-Maritimes"]
    assert correct(Transcript.from_texts(others, language="fr"), lexicon).texts() == others


@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=8), texts)
@few
def test_any_terms_and_any_text(words: list[str], lines: list[str]) -> None:
    heard = Transcript.from_texts([*lines, *words], language="fr")
    correct(heard, Lexicon.of(words, language="fr"))


HOSTILE = {
    "near-identical": [
        f"Jean-Marie Dupon{a}{b}{c}" for a in "tdsxz" for b in "aeiouy" for c in "abcdefghijklmnopqrstuvwxyz"
    ],
    "one letter": list("abcdefghijklmnopqrstuvwxyzéàçù"),
    "300 characters": ["mot " * 75, "a" * 300, "guet-" * 60],
    "emoji": ["🎬", "👩‍👩‍👧", "café ☕", "🇫🇷 France"],
    "right to left": ["שלום עולם", "محمد صلاح", "\u202eabc\u202c"],
    "patterns": ["(a+)+b", ".*", "\\1", "[", "${x}", "$1"],
    "spaces": ["\u00a0a\u00a0", "a\u200bb", "\ta"],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_lexicons(name: str) -> None:
    lexicon = Lexicon.of(HOSTILE[name], language="fr")
    lines = [
        "Jean-Marie Dupont parle avec a b c de (a+)+b.",
        "מלכה 🎬 café محمد",
        "aaaa " * 40,
        "Jean Marie Dupond " * 20,
    ]
    begun = time.process_time()
    correct(Transcript.from_texts(lines, language="fr"), lexicon)
    assert time.process_time() - begun < 20


def test_replacements_are_literal() -> None:
    lexicon = Lexicon((Term(r"\1 $1 \g<0>", heard=("un gay tapant",), language="fr"),))
    assert correct(Transcript.from_texts(["hier un gay tapant ici"], language="fr"), lexicon).texts() == [
        r"hier \1 $1 \g<0> ici"
    ]


PHONES = st.text("abdefgijklmnoprstuvwyzAEOSZ2", max_size=12)


@given(st.lists(st.tuples(PHONES, PHONES), min_size=1, max_size=20))
@few
def test_many_distances_are_as_one_by_one(pairs: list[tuple[str, str]]) -> None:
    ones, others = [one for one, _ in pairs], [other for _, other in pairs]
    plain = [distance(one, other, "fr") for one, other in pairs]
    assert distances(Strings.of(ones), Strings.of(others), "fr").tolist() == pytest.approx(plain, abs=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize(
    "heard",
    [
        "à Macon hier soir, sous la pluie",
        "Paul Dubois a vu Paul Duboit et Dubois.",
        "hier Dubois a vu Duboit, le maire",
        "à Sarcelle, dans le Val-d'Oise, la sarcelle vole",
    ],
)
def test_the_time_grows_with_the_text(heard: str) -> None:
    """However often one term stands in a clip: eight times the cues are eight times the work, and not sixty-four."""
    town = Term("Sarcelles", context=("Val-d'Oise",), unless=("la sarcelle",))
    lexicon = Lexicon((Term("Mâcon", heard=("Macon",)), Term("Paul Dubois"), town), language="fr")

    def took(cues: int) -> float:
        times = [(at * 1000, at * 1000 + 900) for at in range(cues)]
        text = Transcript.from_texts([heard] * cues, language="fr", times=times)
        begun = time.process_time()
        assert propose(text, lexicon)
        return time.process_time() - begun

    took(500)
    assert took(16000) < 16 * took(2000)
