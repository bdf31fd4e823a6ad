"""Right words that resemble a term stay: namesakes, relatives, ordinary words, texts of which nothing is known."""

from __future__ import annotations

import pytest
from corrected import fixed
from rehear.correction import Lexicon, Term, propose
from rehear.document import Band, Transcript, apply

PEOPLE = Lexicon.of(
    (
        "Gérald Darmanin|Laurent Nuñez|Marine Tondelier|Michel Barnier|Xavier Bertrand|Jordan Bardella|Serge Papin|"
        "Olivier Faure|Édouard Philippe|Friedrich Merz|Tadej Pogačar|Khvicha Kvaratskhelia|Emmanuelle Lambert|Angela Rayner"
    ).split("|"),
    language="fr",
)
PLACES = Lexicon.of(["Laon", "Troyes", "Engie", "G20", "ARS", "Mâcon", "La Réunion"], language="fr")
WORDS = Lexicon((Term("cessez-le-feu"), Term("laissez-passer"), Term("porte-parole"), Term("peut-être")), language="fr")


@pytest.mark.parametrize(
    "said",
    [
        # relatives and namesakes
        "Hier, Lorène Nuñez a parlé.",
        "Hier, Martine Tondelier a parlé.",
        "Avec Michel Bernier et Michel Garnier, deux voisins.",
        "C'est Serge Papon qui a gagné.",
        "Son voisin Gérald Mazarin est là.",
        "Michel Barnier est arrivé. Le maire, Michel Garnier, l'a reçu.",
        "Son voisin Friedrich Trukmul est là.",
        # a word that is said stays
        "Hier, Xavier et Bertrand sont partis.",
        "Sera élu Xavier ou Bertrand, on ne sait.",
        "Hier, Marine à Tondelier a parlé.",
    ],
)
def test_somebody_else_is_left_alone(said: str) -> None:
    assert fixed(said, PEOPLE) == said


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("Hier, Gérald Darmanain a parlé.", "Hier, Gérald Darmanin a parlé."),
        ("Un livre avec Emmanuel Lambert.", "Un livre avec Emmanuelle Lambert."),  # who it is, the ear cannot tell
        ("Tadé Pogatchar s'envole.", "Tadej Pogačar s'envole."),
        ("Kvitcha Kvaratskelia a doublé la mise.", "Khvicha Kvaratskhelia a doublé la mise."),
    ],
)
def test_who_is_meant_is_named_in_one_run(heard: str, written: str) -> None:
    assert fixed(heard, PEOPLE) == written
    assert fixed(written, PEOPLE) == written


def test_words_that_do_not_exist_are_a_long_name_that_is_near() -> None:
    lexicon = Lexicon((Term("Van Tiggel Morzelado", heard=("Van Teegel Mors Lado",)),), language="en")
    for said in ("Vandigle Morsnado", "Fanteggel Morslato"):
        assert fixed(f"Here is {said}.", lexicon, "en") == "Here is Van Tiggel Morzelado."
    for said in ("fan with Morslado", "Vandigle"):  # words that exist, and too little of the name
        assert fixed(f"Here is {said}.", lexicon, "en") == f"Here is {said}."


def test_no_name_goes_over_a_quotation_mark() -> None:
    names = Lexicon.of(["Alain Robbe-Grillet"], language="fr")
    for said in ("Il lit « Alain » Robe Grillet hier.", "( Alain ) Robe Grillet"):
        assert "Alain" not in " ".join(
            edit.before for edit in propose(Transcript.from_texts([said], language="fr"), names)
        )


def test_a_verb_beside_a_name_is_no_part_of_it() -> None:
    heard = Transcript.from_texts(["Hier, Friedrich Mertz est chancelier."], language="fr")
    assert [edit.after for edit in propose(heard, PEOPLE)] == ["Friedrich Merz"]


@pytest.mark.parametrize(
    "said",
    [
        "j'ai vingt ans, que l'an dernier au g20 | avec la rse | et laon",
        "on en gît là, chez engie",
        "QUE L'AN DERNIER",
    ],
)
def test_common_words_without_capitals_are_no_names(said: str) -> None:
    assert fixed(said, PLACES) == said


@pytest.mark.parametrize(
    "said",
    [
        "Cessez le feu immédiatement !",
        "Laissez passer les secours.",
        "Il fut l'idole et porte parole d'une génération.",
        "Elle dit qu'il peut être un compétiteur.",
        "La réunion, qui devait s'achever, dure.",
        "Leland Stanford a fondé une école.",
    ],
)
def test_ordinary_words_are_not_joined(said: str) -> None:
    assert fixed(said, WORDS) == said
    assert fixed(said, PLACES) == said


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("un cessez le feu fragile", "un cessez-le-feu fragile"),
        ("la porte parole du parti", "la porte-parole du parti"),
    ],
)
def test_they_are_where_a_noun_stands(heard: str, written: str) -> None:
    assert fixed(heard, WORDS) == written


def test_without_a_language_nothing_is_sure_by_its_sound() -> None:
    names = Transcript.from_texts(["Gérald Mazarin", "Michel Bernier", "Jordane Bardella", "Macon"])
    found = propose(names, Lexicon.of(["Gérald Darmanin", "Michel Barnier", "Jordan Bardella", "Mâcon"]))
    assert [edit.after for edit in found if edit.band is Band.SAFE] in ([], ["Mâcon"])


def test_the_language_is_guessed() -> None:
    text = ["Le maire a dit que les faits sont graves.", "Deux ans avec sur six mois de plus, pour voir."]
    lexicon = Lexicon.of(["sursis", "pourvoi"])
    assert propose(Transcript.from_texts(text), lexicon) == propose(Transcript.from_texts(text, language="fr"), lexicon)


def test_small_letters_stay_small_when_terms_are_right() -> None:
    said = ["hier le président a dit que le temps est beau et que les enfants vont bien"] * 8
    lexicon = Lexicon.of(["Gérald Darmanin", "CFDT", "Vénissieux"], language="fr")
    heard = Transcript.from_texts([*said, "avec gérald darmanain de la cfdt à vénissieux"], language="fr")
    once = apply(heard, [edit for edit in propose(heard, lexicon) if edit.applies])
    assert "Gérald Darmanin" in once.texts()[-1]
    assert [edit for edit in propose(once, lexicon) if edit.applies] == []


def test_capitals_stay_capitals() -> None:
    lexicon = Lexicon((Term("Foix", heard=("foi",)), Term("Échirolles", heard=("Chirolles",))), language="fr")
    assert fixed("LE MAIRE DE LA FOI | ET DE CHIROLLES", lexicon) == "LE MAIRE DE LA FOIX | ET D'ÉCHIROLLES"


@pytest.mark.parametrize(
    ("said", "term", "written"),
    [
        ("the conjuror bowed", "conjurer", "the conjurer bowed"),  # written in two ways, said in one
        ("they befriend him", "befriended", "they befriend him"),
        ("what it is", "it'", "what it is"),  # a sign more is no evidence
    ],
)
def test_english_words_are_told_from_their_forms_by_their_sound(said: str, term: str, written: str) -> None:
    assert fixed(said, Lexicon.of([term], language="en"), "en") == written


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("la haute Loire est belle", "la haute Loire est belle"),  # where the river rises
        ("dans la Haute Loire", "dans la Haute-Loire"),
    ],
)
def test_rivers_and_valleys_are_no_departments(said: str, written: str) -> None:
    assert fixed(said, Lexicon.of(["Haute-Loire"], language="fr")) == written


SHORT = Lexicon.of(
    [
        "Julia Deck",
        "Howard Hawks",
        "Nicole Krauss",
        "Jacques Mercanton",
        "Côtes-d'Armor",
        "Bischheim",
        "Alain Robbe-Grillet",
    ],
    language="fr",
)


@pytest.mark.parametrize(
    "said",
    [
        # so short a surname sounds like many a name
        "Les Arméniens sont les descendants d'Haik.",
        "J'ai parlé à Hauke hier.",
        "Les ports des îles Craw se sont agrandis.",
        # only some of the words have a capital
        "Le chemin ou Jakke-mærka mène au lac.",
        # one word of a place agrees, and it is an ordinary one
        "Face aux côtes de Gerion se trouve une île.",
        # an unknown word's capital, where a sentence begins
        "DebiChem est un projet de chimistes.",
    ],
)
def test_little_that_agrees_is_not_enough(said: str) -> None:
    assert fixed(said, SHORT) == said


def test_without_capitals_an_unknown_word_must_sound_the_same() -> None:
    towns = Lexicon.of(["Martigues", "Vierzon", "Rambouillet", "Perpignan"], language="fr")
    for said in ("une unité martime arrive, nos vieillles fermes", "des vestes rembourées pour l'hiver"):
        assert fixed(said, towns) == said
    assert fixed("il habite à perpignant depuis un an", towns) == "il habite à Perpignan depuis un an"


def test_a_surname_that_was_misheard_alone_is_mended_beside_another_first_name() -> None:
    said = "Alain Robbe-Grillet est mort. Et Robb-Grillet lui-même le dit. Il y a aussi Catherine Robb-Grillet."
    assert fixed(said, SHORT) == said.replace("Robb-", "Robbe-")
    alone = "Il y a aussi Catherine Robb-Grillet."
    assert fixed(alone, SHORT) == alone


def test_the_capital_of_a_little_word_is_no_name() -> None:
    lexicon = Lexicon.of(["Haruki Murakami"], language="fr")
    said = "Haruki Murakami écrit 800 pages Mais Moura Kami fait ça depuis longtemps"
    assert fixed(said, lexicon) == said.replace("Moura Kami", "Murakami")


def test_a_shared_plural_is_asked_for_by_the_words_of_the_term() -> None:
    lexicon = Lexicon(
        (Term("boxe thaï"), Term("tribunal correctionnel", plural="tribunaux correctionnels")), language="fr"
    )
    assert (
        fixed("Les tribunaux correctionnel et administratif.", lexicon)
        == "Les tribunaux correctionnel et administratif."
    )
    (edit,) = propose(Transcript.from_texts(["Il est champion de box-taille et il lit."], language="fr"), lexicon)
    assert (edit.after, edit.evidence["held back"]) == ("boxe thaï", "common words that may stand there rightly")


CULTURE = Lexicon.of(
    [
        "Jirō Taniguchi", "Gustave Caillebotte", "Krzysztof Warlikowski", "Karoline Leavitt", "Patricia Martin",
        "Art Spiegelman", "Maus", "Anora", "Les Gommes", "Raid",
    ],
    language="fr",
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "written"),
    [
        # nobody is called so, and a relative's name would be written rightly
        ("Le Polonais Varlikovski met en scène.", "Le Polonais Warlikowski met en scène."),
        # both names of a long one are nearly right
        ("La porte-parole Caroline Levitt a répondu.", "La porte-parole Karoline Leavitt a répondu."),
    ],
)
def test_names_that_nobody_has_are_misheard(said: str, written: str) -> None:
    assert fixed(said, CULTURE) == written


@pytest.mark.parametrize(
    "said",
    [
        "La colère de Patrick Lamartin et celle de Patricia Martin.",  # only all of it together sounds alike
        "On joue Maud, puis Maus.",  # two phones
        "Raides comme des piquets, ils attendent.",  # three, and a word
        "Il laisse tout à Nora, après Anora.",  # a preposition before a name
        "J'ai les gommes et les crayons, et Les Gommes.",  # an article before a word
        "Le peintre voit la caille Botte.",
    ],
)
def test_what_may_stand_there_stays(said: str) -> None:
    assert fixed(said, CULTURE) == said


def test_an_acronym_becomes_the_word_that_the_lexicon_has() -> None:
    lexicon = Lexicon((Term("Cédéao", say=("cédéao",)), Term("Sdis", heard=("S.D.I.S.",))), language="fr")
    assert fixed("Le S.D.I.S. est parti.", lexicon) == "Le Sdis est parti."
    (edit,) = propose(Transcript.from_texts(["La CDAO proteste."], language="fr"), lexicon)
    assert edit.after == "Cédéao"


def test_an_article_is_written_once() -> None:
    lexicon = Lexicon((Term("La Modification", heard=("amodification",)),), language="fr")
    assert fixed("Il a lu l'amodification hier.", lexicon) == "Il a lu La Modification hier."


def test_a_nearly_right_surname_behind_its_first_name_is_somebody_of_the_clip_or_nobody() -> None:
    lexicon = Lexicon.of(["Jérôme Lindon", "Michel Barnier"], language="fr")
    alone = "L'éditeur Jérôme Linden a refusé."
    assert fixed(alone, lexicon) == alone
    both = "Jérôme Lindon dirigeait la maison. Un jour, Jérôme Linden a refusé."
    assert fixed(both, lexicon) == both.replace("Linden", "Lindon")
    other = "Michel Barnier est arrivé. Le maire, Michel Garnier, l'a reçu."
    assert fixed(other, lexicon) == other


def test_a_word_that_exists_keeps_its_accents() -> None:
    lexicon = Lexicon.of(["Artemis", "Persepolis", "Sandrine Collette", "Denisova"], language="fr")
    for said in (
        "Chez les Grecs, Artémis était la déesse de la chasse.",
        "Les ruines de Persépolis et le film Persepolis.",
        "Sandrine Collette est là. La grande Colette aussi parlait de la campagne.",
        "La grotte de Denisova et les Dénisoviens.",
    ):
        assert fixed(said, lexicon) == said


def test_an_article_of_arabic_belongs_to_the_surname() -> None:
    lexicon = Lexicon.of(["Ahmed al-Charaa"], language="fr")
    said = "Ahmed al-Charaa est arrivé. Hier, Al Chara a parlé."
    assert fixed(said, lexicon) == "Ahmed al-Charaa est arrivé. Hier, al-Charaa a parlé."


def test_without_capitals_words_that_exist_are_no_names() -> None:
    lexicon = Lexicon.of(["Justine Triet", "Nadia Boulanger", "Lamentin", "Annie Ernaux"], language="fr")
    said = "justine triet et nadia boulanger sont là. on a trié les films. la boulangère a vu un lamantin. annie ernot parle."
    right = "Justine Triet et Nadia Boulanger sont là. on a trié les films. la boulangère a vu un lamantin."
    assert fixed(said, lexicon).lower() == f"{right} annie ernaux parle.".lower()


@pytest.mark.parametrize(
    ("said", "written"),
    [
        # the first name was not said
        ("Oui, mais Kia Rostami filmait les collines.", "Oui, mais Kiarostami filmait les collines."),
        ("On relit Leroy Ladurie.", "On relit Le Roy Ladurie."),
        ("Le mot est de Brilla-Savarin.", "Le mot est de Brillat-Savarin."),
        ("L'historien Yann Kershaw écrit.", "L'historien Ian Kershaw écrit."),
        ("La P-NAT enquête.", "La Pnat enquête."),
    ],
)
def test_what_people_are_called_by_alone(said: str, written: str) -> None:
    names = "Abbas Kiarostami|Emmanuel Le Roy Ladurie|Jean Anthelme Brillat-Savarin|Ian Kershaw|Pnat".split("|")
    assert fixed(said, Lexicon.of(names, language="fr")) == written


def test_a_british_name_is_no_american_one() -> None:
    lexicon = Lexicon.of(["Labor Party", "Department of Defense", "harboring"], language="en")
    for said in ("The Labour Party won again.", "The Department of Defence said so."):
        assert fixed(said, lexicon, "en") == said


def test_a_name_that_exists_is_read_as_it_is_written() -> None:
    lexicon = Lexicon.of(["Matoury", "Nouméa", "Bischheim", "Boutcha"], language="fr")
    for said in ("Monsieur Maturi a répondu.", "Monsieur Numai a répondu.", "Elle vit à Biesheim depuis dix ans."):
        assert fixed(said, lexicon) == said
    assert fixed("Le massacre de Butcha, en Ukraine.", lexicon) == "Le massacre de Boutcha, en Ukraine."


@pytest.mark.parametrize(
    ("people", "said"),
    [
        # a name that exists beside another first name, whatever was made of the surname alone
        ("Mark Carney", "Mark Carney est à Paris. Marcel Carné a tourné un film."),
        ("Friedrich Merz", "Friedrich Merz est là. Georges Mertz vit à Strasbourg."),
        ("Laurent Wauquiez", "Louis Vauquié, historien, est mort."),
        # women
        ("François Fillon", "Hier, Mme Françoise Fillon a parlé."),
        ("Michel Barnier", "Hier, Michèle Barnier a parlé."),
        ("Louis Aliot", "Hier, Louise Aliot a parlé."),
        ("Emmanuel Macron", "Hier, Emmanuelle Macron a parlé."),
        ("Raphaël Glucksmann", "Hier, Raphaëlle Glucksmann a parlé."),
        # another surname that exists and sounds otherwise
        ("Delphine Jubillar", "Delphine Jubilaire chante ce soir."),
        # ordinary words without capitals
        ("Mark Carney", "une alimentation carnée reste trop chère pour les ménages."),
        ("Sébastien Lecornu", "sébastien lecornu est à nice. un corps a été trouvé. le corps nu a été repêché."),
    ],
)
def test_others_and_women_are_left_alone(people: str, said: str) -> None:
    assert fixed(said, Lexicon.of([people], language="fr")).lower() == said.lower()


def test_a_title_tells_a_surname_in_small_letters_too() -> None:
    lexicon = Lexicon.of(["Malakoff", "Guidel"], language="fr")
    for said in ("le général malakov commande la place.", "mme guidelle, la voisine, est partie."):
        assert fixed(said, lexicon) == said


def test_first_names_behind_an_and_are_no_surname() -> None:
    said = "Robert and Jen Rick opened a shop in the high street."
    assert fixed(said, Lexicon.of(["Robert Jenrick"], language="en"), "en") == said


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Les pompiers du Lavendou sont au Lavandout.", "Les pompiers du Lavandou sont au Lavandou."),
        ("Un journaliste du Parizien vit au Vézinet.", "Un journaliste du Parisien vit au Vésinet."),
        ("Il habite Le Vézinet.", "Il habite Le Vésinet."),
        ("Le gala des Erbiers, aux Herbiez.", "Le gala des Herbiers, aux Herbiers."),
        ("Au Lavandout, il pleut sur les Herbiers.", "Au Lavandou, il pleut sur les Herbiers."),
        ("Les prix des herbes sont au plus haut.", "Les prix des herbes sont au plus haut."),
    ],
)
def test_an_article_is_in_the_word_before(said: str, written: str) -> None:
    names = "Le Lavandou|Le Vésinet|Le Parisien|Les Herbiers".split("|")
    assert fixed(said, Lexicon.of(names, language="fr")) == written


def test_one_word_is_hardly_all_of_a_name() -> None:
    said = "les routes permettrent de passer plus vite."
    assert fixed(said, Lexicon.of(["Pierre Lemaitre"], language="fr")) == said
