"""What is proposed, and what is left alone."""

from __future__ import annotations

import pytest
from rehear.correction import Lexicon, Term, load_lexicon, propose, propose_many
from rehear.correction.lexicon_files import parse_toml
from rehear.curation import lexicon_from_article
from rehear.document import Band, Edit, Transcript, apply

JUSTICE = load_lexicon("fr-justice")
PLACES = load_lexicon("fr-places")


def fixed(text: str | list[str], lexicon: Lexicon, language: str = "fr") -> list[str]:
    heard = Transcript.from_texts([text] if isinstance(text, str) else text, language=language)
    return apply(heard, [edit for edit in propose(heard, lexicon) if edit.applies]).texts()


def proposals(text: str, lexicon: Lexicon, language: str = "fr") -> list[Edit]:
    return propose(Transcript.from_texts([text], language=language), lexicon)


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        # number, from the determiner, else from what was heard
        ("pour des gays tapants homophobes", "pour des guets-apens homophobes"),
        ("un gay tapant moi aussi", "un guet-apens moi aussi"),
        ("plusieurs gay tapant, dit-il", "plusieurs guets-apens, dit-il"),
        ("victime de gays tapants", "victime de guets-apens"),
        ("3 gays tapants", "3 guets-apens"),
        # "un de ses" has nobody to belong to
        ("un de ses gays tapants en 2023", "un de ces guets-apens en 2023"),
        ("ses gays tapants", "ses guets-apens"),
        # case
        ("Gay tapant à Lyon", "Guet-apens à Lyon"),
        ("Le parquet. Gays tapants à Lyon.", "Le parquet. Guets-apens à Lyon."),
        ("UN GAY TAPANT À LYON", "UN GUET-APENS À LYON"),
        # years, dates and hours count nothing
        ("En 2024 gay tapant mortel", "En 2024 guet-apens mortel"),
        ("Le 12 mai : gay tapant à Lyon", "Le 12 mai : guet-apens à Lyon"),
        ("À 8h gay tapant à Lyon", "À 8h guet-apens à Lyon"),
        ("JEAN : Gay tapant à Lyon", "JEAN : Guet-apens à Lyon"),
        ("Les 1500 gay tapant de l'année", "Les 1500 guets-apens de l'année"),
        ("Les 2000 gay tapant", "Les 2000 guets-apens"),
        ("12 nouveaux gay tapant", "12 nouveaux guets-apens"),
        ("Le 12 mars gay tapant", "Le 12 mars guet-apens"),
        # elision and punctuation stay, other writings of the joint count
        ("victime d'un gay-tapant.", "victime d'un guet-apens."),
        ("« gay tapant »", "« guet-apens »"),
        ("l'affaire du (gay tapant) !", "l'affaire du (guet-apens) !"),
        # the parts alone are ordinary words
        ("des gays et des lesbiennes", "des gays et des lesbiennes"),
        ("en tapant le code", "en tapant le code"),
        ("gay, tapant", "gay, tapant"),
        ("le plus gay. Tapant du pied", "le plus gay. Tapant du pied"),
        # never inside a word, accents are letters
        ("un gay tapantà", "un gay tapantà"),
    ],
)
def test_listed_mishearings(heard: str, written: str) -> None:
    assert fixed(heard, JUSTICE) == [written]


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("La pro cureur a parlé.", "La procureure a parlé."),
        ("Le pro cureur a parlé.", "Le procureur a parlé."),
        ("Des pro cureurs ont parlé.", "Des procureurs ont parlé."),
        ("L'affaire de la pro cureur.", "L'affaire de la procureure."),
    ],
)
def test_the_determiner_asks_for_the_gender(heard: str, written: str) -> None:
    term = Term("procureur", plural="procureurs", feminine="procureure", heard=("pro cureur", "pro cureurs"))
    assert fixed(heard, Lexicon((term,), language="fr")) == [written]


def test_the_first_word_of_a_term_has_its_number() -> None:
    term = Term(
        "association de malfaiteurs", plural="associations de malfaiteurs", heard=("association de mal faiteurs",)
    )
    assert fixed("L'association de mal faiteurs.", Lexicon((term,))) == ["L'association de malfaiteurs."]


def test_a_capital_inside_a_word_begins_sentences_too() -> None:
    assert fixed("Aïe faune en main, il sort.", Lexicon((Term("iPhone", heard=("aïe faune",)),))) == [
        "iPhone en main, il sort."
    ]


def test_a_plural_may_be_spelled_like_the_singular() -> None:
    lexicon = Lexicon((Term("sursis", plural="sursis", heard=("sur scie",)),), language="fr")
    assert fixed("deux ans avec sur scie", lexicon) == ["deux ans avec sursis"]


def test_across_cues() -> None:
    assert fixed(["tombé dans un gay", "tapant derrière la gare."], JUSTICE) == [
        "tombé dans un",
        "guet-apens derrière la gare.",
    ]


def test_a_long_pause_parts() -> None:
    times = [(0, 1000), (9000, 10000)]
    heard = Transcript.from_texts(["un gay", "tapant du pied"], language="fr", times=times)
    assert propose(heard, JUSTICE) == []


def test_elision_is_written_anew() -> None:
    lexicon = parse_toml('language = "fr"\n[[term]]\nwrite = "Échirolles"\nheard = ["Chirolles"]\n')
    assert fixed("le maire de Chirolles parle", lexicon) == ["le maire d'Échirolles parle"]
    lexicon = parse_toml('language = "fr"\n[[term]]\nwrite = "Mâcon"\nheard = ["Amacon"]\n')
    assert fixed("le maire d'Amacon parle", lexicon) == ["le maire de Mâcon parle"]


def test_protect_unless_and_context() -> None:
    lexicon = parse_toml("""
language = "fr"
[[term]]
write = "Crit'Air"
heard = ["critère"]
unless = ["critère de sélection"]
[[term]]
write = "Foix"
say = ["fois"]
context = ["Ariège", "préfecture"]
[[term]]
write = "guet-apens"
heard = ["gay tapant", "guet"]
[protect]
words = ["guet"]
""")
    assert fixed("une vignette critère", lexicon) == ["une vignette Crit'Air"]
    assert fixed("un critère de sélection", lexicon) == ["un critère de sélection"]
    assert fixed("le guet d'un gay tapant", lexicon) == ["le guet d'un guet-apens"]
    assert not [e for e in proposals("il était une fois un roi", lexicon) if e.term == "Foix"]


@pytest.mark.parametrize(
    ("said", "term"),
    [
        ("selon Lambert, il viendra", "Ambert"),  # a name as it is
        ("le chanteur Davray est là", "Avray"),
        ("de Annie Ernaux", "Annie Ernaux"),  # nothing is misheard
        ("l'Urssaf et de l'Urssaf", "Urssaf"),
        ("la dure saffe", "Urssaf"),
    ],
)
def test_an_article_is_not_made_of_what_may_be_right(said: str, term: str) -> None:
    assert fixed(said, Lexicon.of([term], language="fr")) == [said]


def test_letters_that_are_spelled_out_take_no_elision() -> None:
    lexicon = parse_toml('language = "fr"\n[[term]]\nwrite = "RATP"\nheard = ["ratépé"]\n')
    assert fixed("un agent de la ratépé parle", lexicon) == ["un agent de la RATP parle"]
    assert fixed("un agent de ratépé", lexicon) == ["un agent de RATP"]


def test_exact_terms_are_not_matched_by_sound() -> None:
    lexicon = parse_toml('language = "fr"\n[[term]]\nwrite = "Robbe-Grillet"\nmatch = "exact"\nheard = ["Rob Griez"]\n')
    assert proposals("c'est Rob Grillet", lexicon) == []
    assert fixed("c'est Rob Griez", lexicon) == ["c'est Robbe-Grillet"]


@pytest.mark.parametrize(
    ("heard", "term", "written"),
    [
        ("le roman de Rob Grillet est là", "Robbe-Grillet", "le roman de Robbe-Grillet est là"),
        ("avec Daniel Pénac hier", "Daniel Pennac", "avec Daniel Pennac hier"),
        ("la ville de Macon brûle", "Mâcon", "la ville de Mâcon brûle"),
        ("à Brive la Gaillarde aussi", "Brive-la-Gaillarde", "à Brive-la-Gaillarde aussi"),
        ("le préfet de Sonne et Loire", "Saône-et-Loire", "le préfet de Saône-et-Loire"),
        ("un livre de Yvan Jablonka", "Ivan Jablonka", "un livre d'Ivan Jablonka"),
        # the article heard as part of the word
        ("le dernier roman des chenoses est court", "Echenoz", "le dernier roman d'Echenoz est court"),
        ("de linsee à l'Insee", "Insee", "de l'Insee à l'Insee"),
        (
            "l'Urssaf répond, les cotisations Durssaf baissent",
            "Urssaf",
            "l'Urssaf répond, les cotisations d'Urssaf baissent",
        ),
        ("le chant de Loiseau à ressort", "oiseau à ressort", "le chant de l'oiseau à ressort"),
        ("hier Fabien carde là était absent", "Fabien Cardella", "hier Fabien Cardella était absent"),
        ("les anti-Tchat GPT protestent", "ChatGPT", "les anti-ChatGPT protestent"),
        ("avec un RE quérant hier", "requérant", "avec un requérant hier"),  # letters in capitals, written apart
    ],
)
def test_what_sounds_the_same(heard: str, term: str, written: str) -> None:
    assert fixed(heard, Lexicon.of([term], language="fr")) == [written]


def test_a_surname_alone() -> None:
    lexicon = Lexicon.of(["Daniel Pennac", "Olivier Liron"], language="fr")
    assert fixed("j'ai lu tout Pénac cet été", lexicon) == ["j'ai lu tout Pennac cet été"]
    assert fixed("j'ai vu Leroux cet été", lexicon) == ["j'ai vu Leroux cet été"]
    assert fixed("j'ai vu Michel Pénac cet été", lexicon) == ["j'ai vu Michel Pénac cet été"]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("publié chez Sarbacane hier", "Sarah Kane"),
        ("le pourvoi donne une voix, pour voix claire", "pourvoi"),
        ("la Chine négocie", "Shein"),
        ("un maçon du quartier", "Mâcon"),
        ("le dans de la phrase", "Denis"),
        ("les critères de sélection", "Crit'Air"),
        ("Laurent nous laisse tranquilles", "Laurent Nuñez"),
        ("il a une garde et un avis", "garde à vue"),
    ],
)
def test_ordinary_words_are_left_alone(text: str, term: str) -> None:
    assert fixed(text, Lexicon.of([term], language="fr")) == [text]


def test_what_is_right_stays() -> None:
    lexicon = Lexicon.of(["Sarah Kane", "Sarah Cane", "Mâcon", "guet-apens"], language="fr")
    assert proposals("Sarah Cane et Sarah Kane, un guet-apens à Mâcon", lexicon) == []


def test_two_terms_of_one_sound_are_for_review() -> None:
    lexicon = Lexicon.of(["Anna Morel", "Hanna Maurel"], language="fr")
    [edit] = proposals("hier Ana Morrel chantait", lexicon)
    assert edit.band is Band.REVIEW
    assert edit.evidence["instead of"]


def test_a_story_lifts_what_sounds_the_same() -> None:
    article = "Deux hommes ont été jugés pour des guets-apens. Les guets-apens avaient lieu à Cluny."
    story = lexicon_from_article(article, language="fr", source="article.txt")
    assert {(term.write, term.plural) for term in story.terms} == {("guet-apens", "guets-apens"), ("Cluny", "")}
    assert fixed("un de ses gays tapants à Clunie", story) == ["un de ces guets-apens à Cluny"]


def test_article_without_page_furniture() -> None:
    text = """Guets-apens à Mâcon : trois hommes jugés
Par Jeanne Dupont
Hier, la procureure Maëlle Quéméneur a requis six ans. Isaac Steidl, qui vit à Grande-Synthe, était absent.
À lire aussi : Le Carnaval de Chalon
Partagez cet article sur Facebook
Les guets-apens avaient été préparés.
Source : leparisien.fr"""
    writes = set(lexicon_from_article(text, language="fr").writes)
    assert {"guet-apens", "Mâcon", "Maëlle Quéméneur", "Isaac Steidl", "Grande-Synthe"} <= writes
    assert not writes & {
        "Facebook",
        "Carnaval",
        "Carnaval de Chalon",
        "Hier",
        "Jeanne Dupont",
        "Dupont",
        "procureure",
    } - {"procureure"}


@pytest.mark.parametrize(
    ("texts", "left"),
    [
        (["Bonsoir.", "Sous-titres réalisés para la communauté d'Amara.org"], ["Bonsoir."]),
        (["Sous-titrage ST' 501", "Bonsoir."], ["Bonsoir."]),
        (["Au revoir. Sous-titrage Société Radio-Canada"], ["Au revoir."]),
        (["Sous-titres par La Vachette"], []),
        (["Merci d'avoir regardé cette vidéo !"], ["Merci d'avoir regardé cette vidéo !"]),
        (["Les sous-titres sont en panne."], ["Les sous-titres sont en panne."]),
        (["Merci."], ["Merci."]),
    ],
)
def test_credits(texts: list[str], left: list[str]) -> None:
    assert fixed(texts, load_lexicon("credits")) == left


def test_cleanup_can_be_left_out() -> None:
    heard = Transcript.from_texts(["Sous-titrage ST' 501"], language="fr")
    assert propose(heard, load_lexicon("credits"), cleanup=False) == []


def test_another_language_is_left_alone() -> None:
    lexicon = Lexicon.of(["guet-apens"], language="fr")
    assert propose(Transcript.from_texts(["a gay tapant"], language="en"), lexicon) == []


def test_many_are_as_one_by_one() -> None:
    texts = ["des gays tapants", "rien", "la ville de Macon", "", "un gay tapant"]
    heard = [Transcript.from_texts([text], language="fr") for text in texts]
    assert list(propose_many(heard, JUSTICE)) == [propose(one, JUSTICE) for one in heard]


def test_the_record_says_why() -> None:
    [edit] = proposals("des gays tapants", JUSTICE)
    assert (edit.rule, edit.term, edit.band, edit.score) == ("heard", "guet-apens", Band.SAFE, 1.0)
    assert edit.lexicon.startswith("fr-justice.toml:")
    [edit] = proposals("la ville de Macon brûle", Lexicon((Term("Mâcon", language="fr", source="x.toml", line=2),)))
    assert (edit.rule, edit.lexicon) == ("spelling", "x.toml:2")
    assert 0 < edit.score <= 1


@pytest.mark.parametrize(
    "right",
    [
        # French has a space before these, and what they part is never one term
        "Nous allons à : Les Sables, puis ailleurs.",
        "Il y en a ! Les autres suivent.",
        # an article or preposition before a name that exists
        "Le pape vient de Rome demain.",
        "Les îles vues de Rome sont loin.",
        # letters that stand for something
        "Les DROM restent à l'écart.",
    ],
)
def test_names_that_only_sound_like_a_place(right: str) -> None:
    lexicon = Lexicon.of(["Alès", "Drôme"], language="fr")
    assert fixed(right, lexicon) == [right]


@pytest.mark.parametrize(
    ("heard", "terms"),
    [
        (["- Il habite à Saint", "- Étienne ?"], ["Saint-Étienne"]),  # two speakers
        (["Le préfet de Lizère a parlé."], ["Lozère"]),  # a name of its own, said otherwise
        (["C'est Michel Bergé."], ["Paul Bergé", "Michel Barnier"]),
        (["Dans le monde entier, dit Le Monde."], ["Le Monde"]),  # an ordinary word without its capital
        (["Un lieu sur le marché, Le Marché."], ["Le Marché"]),
        (["En Écosse, vers l'Élysée."], ["Ecosse", "Elysée"]),  # accents that the term lacks
        (["Il lit l'IETF et l'AJP."], ["IEDF", "HIP"]),
        (["La Mayrette était une voiture."], ["merguez"]),
        (["Pourquoi on a rien fait hier."], ["arien"]),
        (["Une affaire crapuleuse, elle est dessaisie."], ["crapuleux", "dessaisi"]),  # other forms of the words
    ],
)
def test_what_may_be_right_is_left_alone(heard: list[str], terms: list[str]) -> None:
    assert fixed(heard, Lexicon.of(terms, language="fr")) == heard


def test_a_proposal_is_no_evidence_for_itself() -> None:
    alone, again = (proposals(text, PLACES) for text in ("Il vit à Macon.", "Il vit à Macon. À Macon, oui."))
    assert [edit.evidence.get("occurs") for edit in alone] == [None]
    assert [edit.evidence.get("occurs") for edit in again] == [True, True]


def test_ordinary_words_beside_one_that_is_right_are_a_term_that_stands_elsewhere() -> None:
    term = Lexicon.of(["refus d'obtempérer"], language="fr")
    heard, right = "Jugé pour refus d'eau tempérer.", "Jugé pour refus d'obtempérer."
    assert fixed([heard], term) == [heard]
    assert fixed([heard, right], term) == [right, right]


def test_the_number_of_what_stands_before_de_says_nothing() -> None:
    assert fixed("Un groupe de gays tapants.", JUSTICE) == ["Un groupe de guets-apens."]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        # two words that are right tell of the third
        ("Le fond monétaire international a prêté.", "Le Fonds monétaire international a prêté."),
        ("La court pénale internationale a jugé.", "La Cour pénale internationale a jugé."),
        # nouns with an s in the singular
        ("Deux ans avec sursi.", "Deux ans avec sursis."),
        ("Grâce au fond Barnier, il a été payé.", "Grâce au fonds Barnier, il a été payé."),
        # one word tells nothing of an ordinary one
        ("La cour des contes est un livre.", "La cour des contes est un livre."),
        ("Le fond vert du décor.", "Le fond vert du décor."),
    ],
)
def test_what_is_right_beside_a_word_tells_of_it(said: str, written: str) -> None:
    names = "Fonds monétaire international|Cour pénale internationale|Cour des comptes|sursis|fonds Barnier".split("|")
    assert fixed(said, Lexicon.of(names, language="fr")) == [written]


def test_an_acronym_that_nobody_has_is_the_clips() -> None:
    lexicon = Lexicon.of(["IGPN", "AVC"], language="fr")
    assert fixed("L'IGPN enquête. L'IGPM a été saisie.", lexicon) == ["L'IGPN enquête. L'IGPN a été saisie."]
    for alone in ("L'IGPM a été saisie.", "Il a fait un AVC. Une AVS l'aide."):
        assert fixed(alone, lexicon) == [alone]
