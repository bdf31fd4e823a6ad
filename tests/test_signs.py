"""Terms with signs around their letters: "Canal+", "Martin Luther King Jr.", "Question pour un champion !"."""

import pytest
from corrected import fixed
from rehear.correction import Lexicon, Term

SIGNS = [
    "Martin Luther King Jr.",
    "Apple Inc.",
    "Question pour un champion !",
    "Moulinsart™",
    "Peppa-Pig®",
    "S.A.R.L.",
    "Canal+",
    "C++",
    "Yahoo!",
    "« Le Monde »",
    "#MeToo",
]


@pytest.mark.parametrize("write", SIGNS)
@pytest.mark.parametrize("sentence", ["Hier, {} encore.", "Hier, {}, encore.", "C'est {}.", "{}", "Dans « {} » hier."])
@pytest.mark.parametrize("heard", [(), ("canal plus",)])
def test_the_right_spelling_stays(write: str, sentence: str, heard: tuple[str, ...]) -> None:
    right = sentence.format(write)
    assert fixed(right, Lexicon((Term(write, heard=heard),), language="fr")) == right


@pytest.mark.parametrize(
    ("write", "heard", "written"),
    [
        ("Martin Luther King Jr.", "Martin Luter King Jr. est venu.", "Martin Luther King Jr. est venu."),
        ("Martin Luther King Jr.", "Voici Martin Luter King Jr.", "Voici Martin Luther King Jr."),
        ("Martin Luther King Jr.", "Martin Luter King Jr, lui", "Martin Luther King Jr., lui"),
        ("Moulinsart™", "La Moulinssart™ monte.", "La Moulinsart™ monte."),
        ("Moulinsart™", "La Moulinssart monte.", "La Moulinsart™ monte."),
        ("Question pour un champion !", "Dans question pour un champillon.", "Dans Question pour un champion."),
        ("Question pour un champion !", "Dans question pour un champillon !", "Dans Question pour un champion !"),
        ("Canal+", "Sur canal plus, hier.", "Sur Canal+, hier."),
    ],
)
def test_a_sign_is_written_once(write: str, heard: str, written: str) -> None:
    assert fixed(heard, Lexicon((Term(write, heard=("canal plus",)),), language="fr")) == written
    assert fixed(written, Lexicon((Term(write, heard=("canal plus",)),), language="fr")) == written


def test_a_word_is_no_term_that_only_has_a_sign_more() -> None:
    assert (
        fixed("le canal de suez est bloqué", Lexicon((Term("Canal+"),), language="fr")) == "le canal de suez est bloqué"
    )
