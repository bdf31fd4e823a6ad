"""Right words that sound like a term and are none: inhabitants, verbs, titles, plurals, names that exist."""

import pytest
from corrected import fixed
from rehear.correction import Lexicon, Term, propose
from rehear.document import Band, Transcript

LEXICON = Lexicon(
    (
        Term("Seine-et-Marne"),
        Term("Haute-Marne"),
        Term("Loir-et-Cher"),
        Term("Val-d'Oise"),
        Term("Toulon"),
        Term("Val-de-Marne"),
        Term("Sophie Binet"),
        Term("Parti québécois"),
        Term("far breton", plural="fars bretons"),
        Term("Un p'tit truc en plus"),
        Term("Villeneuve"),
        Term("mont-d'or"),
        Term("bronchiolite"),
        Term("Bouaké"),
        Term("pembrolizumab"),
        Term("Medef"),
        Term("Châtelain"),
        Term("Clamart"),
        Term("Gennevilliers"),
        Term("Montpellier"),
        Term("AESH"),
        Term("CFE-CGC"),
    ),
    language="fr",
)


@pytest.mark.parametrize(
    "right",
    [
        # inhabitants
        "Un Seine-et-Marnais de 20 ans a été tué.",
        "Une Haute-Marnaise de 40 ans est qualifiée.",
        "Un Loir-et-Chérien a gagné.",
        "Les Val-d'Oisiens votent dimanche.",
        "Il est toulonnais de naissance.",
        "Les Gennevillois ont gagné hier.",
        # surnames of others
        "La victime, Élodie Clamard, avait 32 ans.",
        "Marie Clamard est là.",
        "Hier, maître Clamard a plaidé.",
        # what an article stands before
        "Le Mont Pelé domine la ville.",
        # verbs after a first name
        "Sophie binait les rosiers.",
        "sophie binait les rosiers | sophie binet arrive",
        # plurals of other words
        "Les partis québécois sont tous d'accord.",
        "Les phares bretons sont automatisés.",
        # a title of ordinary words
        "Elle a un petit truc en plus.",
        "Il voulait une ville neuve au bord du fleuve.",
        "il voulait une ville neuve au bord du fleuve",
        "Le chatelain a ouvert les grilles.",
        # a town
        "On part skier au Mont-Dore cet hiver.",
        # a name that exists
        "Hier, Monsieur Valdemar a répondu.",
        # nothing but the sound tells words apart in a text without capitals
        "il est bronchitique depuis dix ans",
        "pierre a poilé ses skis avant de partir",
    ],
)
def test_stays(right: str) -> None:
    assert fixed(right, LEXICON) == right


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("Un homme de la Seine-et-Marnes.", "Un homme de la Seine-et-Marne."),
        ("La secrétaire Sophie Binai a parlé.", "La secrétaire Sophie Binet a parlé."),
        ("Il a une bronchyolitte.", "Il a une bronchiolite."),
        ("Le médef fait campagne.", "Le Medef fait campagne."),
        ("Il vit à Clamard depuis dix ans.", "Il vit à Clamart depuis dix ans."),
        ("Les AESHs sont en grève.", "Les AESH sont en grève."),
        ("La CFE CGC fait campagne.", "La CFE-CGC fait campagne."),
        ("Il prend du pembrolizoumab.", "Il prend du pembrolizumab."),
    ],
)
def test_is_put_right(heard: str, written: str) -> None:
    assert fixed(heard, LEXICON) == written


def test_inhabitants_are_not_even_shown() -> None:
    """A plain other word would only bother whoever looks through the proposals."""
    text = Transcript.from_texts(["Un Seine-et-Marnais de 20 ans a été tué."], language="fr")
    assert [edit for edit in propose(text, LEXICON) if edit.band is Band.REVIEW] == []


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("Hier, Thierry Breuton a parlé.", "Hier, Thierry Breton a parlé."),
        ("Hier, Breuton a parlé.", "Hier, Thierry Breton a parlé."),
        ("Hier, Carles Puchdemon arrive.", "Hier, Carles Puigdemont arrive."),
        ("Hier, Carlos Puchdemon arrive.", "Hier, Carlos Puchdemon arrive."),
        ("Hier, Jizel Pelicot a parlé.", "Hier, Gisèle Pelicot a parlé."),
    ],
)
def test_a_name_that_is_listed_by_one_of_its_words_is_written_once(heard: str, written: str) -> None:
    names = (
        Term("Thierry Breton", heard=("Breuton",)),
        Term("Carles Puigdemont", say=("puchdemon",)),
        Term("Gisèle Pelicot", heard=("Jizel",)),
    )
    assert fixed(heard, Lexicon(names, language="fr")) == written


def test_letters_tell_the_number_where_endings_do_not() -> None:
    lexicon = Lexicon((Term("Wärmepumpe", plural="Wärmepumpen"),), language="de")
    assert fixed("Zwei Wärme Pumpen stehen hier.", lexicon, "de") == "Zwei Wärmepumpen stehen hier."


def test_a_name_before_and_is_one_name() -> None:
    lexicon = Lexicon((Term("Yanis Bouzidi"),), language="fr")
    assert fixed("Yannis Bouzidy et Paul sont là.", lexicon) == "Yanis Bouzidi et Paul sont là."
