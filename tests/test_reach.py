"""Of a large lexicon only the terms are made ready that a text could need: what is proposed is the same as with all of them."""

from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rehear.correction import Lexicon, Term, load_lexicon, merge, propose
from rehear.correction.propose import Corrector, LargeCorrector
from rehear.correction.reach import MANY, Reach, reach_of
from rehear.document import Transcript

NAMES = (
    "Daniel Pennac",
    "Alain Robbe-Grillet",
    "Solenn Kervadec",
    "Simone de Beauvoir",
    "Saint-Jean-de-la-Rue",
    "OQTF",
)
LEXICON = merge(
    [
        load_lexicon("fr-justice"),
        load_lexicon("fr-places"),
        load_lexicon("fr-language"),
        Lexicon(
            (
                *map(Term, NAMES),
                Term("Crit'Air", heard=("critère",), unless=("critère de sélection",)),
                Term("Foix", say=("fois",), context=("Ariège", "préfecture")),
                Term("guetteur", plural="guetteur", heard=("gai tueur",)),
            ),
            language="fr",
        ),
    ]
)
PIECES = (
    "gays tapants|un gay tapant|gay|tapants|Macon|macon|maçon|Rob Grillet|Alain|Rob|Pénac|Daniel Pénac|Daniel|Sonne et Loire|"
    "garde a vu|Solène Kervadek|oh cutéheffe|le|la|un|des|de|d'|ses|et|à|maire|tribunal|hier.|« |»|,|!|Il|Elle|12|parle|"
    "critère de sélection|critère|une fois|préfecture|de|Bovoir|Saint|Jean|la rue|gai tueur|nom lieu|Charente maritime|"
    "sur si probatoire"
).split("|")
texts = st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map(" ".join), min_size=1, max_size=4)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("rehear.correction.reach.cache_folder", lambda: tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def both() -> tuple[Corrector, Reach]:
    return Corrector(LEXICON, "fr"), Reach.of(LEXICON.terms, "fr")


@given(texts)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_term_is_missed(both: tuple[Corrector, Reach], lines: list[str]) -> None:
    whole, reach = both
    heard = Transcript.from_texts(lines, language="fr")
    few = tuple(LEXICON.terms[number] for number in reach.terms([heard]))
    assert len(few) < len(LEXICON.terms) / 2
    assert Corrector(merge([Lexicon(few), Lexicon(protect=LEXICON.protect)]), "fr").propose([heard]) == whole.propose(
        [heard]
    )


def test_the_index_is_kept_and_made_anew_if_it_is_damaged(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = [Transcript.from_texts(["la ville de Macon, un gai tueur"], language="fr")]
    wanted = reach_of(LEXICON, "fr").terms(heard)
    (path,) = cache.iterdir()
    whole = path.read_bytes()
    for data in (b"", b"PK", whole[: len(whole) // 2], whole[:-9], whole.replace(whole[5000:5008], b"\0" * 8)):
        path.write_bytes(data)
        assert reach_of(LEXICON, "fr").terms(heard) == wanted
        assert path.read_bytes() == whole
    monkeypatch.setattr(Reach, "of", None)
    assert reach_of(LEXICON, "fr").terms(heard) == wanted
    assert len(list(cache.iterdir())) == 1


def test_large_lexicons_are_made_ready_in_part_and_then_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    names = Lexicon(tuple(Term(f"Ker{'aeiou'[at % 5]}{at} Plou{at}") for at in range(MANY)), language="fr")
    lexicon = merge([names, LEXICON])
    text = Transcript.from_texts(["il vit à Macon", "un gai tueur"], language="fr")
    assert [edit.after for edit in propose(text, lexicon)] == ["Mâcon", "guetteur"]
    monkeypatch.setattr(import_module("rehear.correction.propose"), "WORTH_ALL", 100)
    made: list[int] = []
    begun = Corrector.__init__

    def counted(self: Corrector, lexicon: Lexicon, language: str) -> None:
        made.append(len(lexicon.terms))
        begun(self, lexicon, language)

    monkeypatch.setattr(Corrector, "__init__", counted)
    corrector = LargeCorrector(lexicon, "fr")
    long = Transcript.from_texts(["il vit à Macon " * 25], language="fr")
    for heard in (text, long, text):
        assert "Mâcon" in [edit.after for edit in corrector.propose([heard])[0]]
    assert made[0] < 100
    assert made[1:] == [len(lexicon.terms)]
