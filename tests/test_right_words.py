"""Right words that stand where a term might: beside a name of the clip, in an address, in a text without capitals."""

from __future__ import annotations

import pytest
from corrected import fixed
from rehear.correction import Lexicon, Term, propose
from rehear.document import Band, Transcript, apply

NAMES = (
    "Lacroix|Delarue|Bernard Laporte|Pedro Sánchez|Ilan Gomez|Joël Le Scouarnec|Nordahl Lelandais|Yazdan Yazdanpanah|"
    "Anthony Delon|Jean Dujardin|Thomas Jolly|Arthur Fils|Désiré Doué|Anne-Sophie Pic|Omar Sy|Manuel Bompard|Angèle|Cordier|"
    "Heath Ledger|Trois-Rivières|Jean-Luc Mélenchon|Kamel Daoud|Place publique|ChatGPT|Gisèle Pelicot|Saint-Denis|Hyères|"
    "Valenciennes|Marine Le Pen|La Rochelle|PSG|Bouches-du-Rhône|A69|A320|A13|France 24|Le Monde|La République|La Provence|"
    "Gaza|Ouïghours|perfluorés|cybercriminels|Henri Proglio|Honfleur|Herta Müller|IRM|ONU|Mistral AI|AVC|Urssaf"
)
LEXICON = Lexicon(
    (
        *(Term(name) for name in NAMES.split("|")),
        Term("ARS", heard=("a r s",)),
        Term("garde à vue", heard=("gare d'avue",)),
    ),
    language="fr",
)


@pytest.mark.parametrize(
    "right",
    [
        # that the clip names a person tells nothing of what her name means
        "Madame Lacroix est là. | Il porte la croix.",
        "Madame Delarue est là. | Elle dort au fond de la rue.",
        "bernard laporte est arrivé | il ouvre la porte et il entre",
        "BERNARD LAPORTE EST LÀ | IL OUVRE LA PORTE",
        # a sentence goes on after a first name
        "Jean du jardin voisin a souri.",
        "Thomas joli garçon a souri.",
        "Son voisin Arthur fils de boulanger a souri.",
        "Le dimanche, Désiré doué pour les échecs joue au parc.",
        "Hier, Anne Sophie pique une colère.",
        "omar si tu viens demain tu nous préviens avant midi",
        # one word, and somebody or something else
        "Le président du club, Angel Torres, en a parlé hier.",
        "Sur le port, le cordier tresse le chanvre.",
        "Les élèves ont besoin d'un AVS et d'un bus.",
        "ils longèrent le fleuve pendant des heures et des heures",
        "on dit que les trois rivières débordent et que les ponts sont coupés",
        # addresses and tags
        "Le site www.kamel-daoud.fr est en panne.",
        "On le lit sur lemonde.fr/kamel-daoud depuis hier.",
        "Le projet chat-gpt.fr est mort.",
        "On en parle sur https://www.place-publique.eu depuis hier.",
        "Écrivez à gisele.pelicot@orange.fr dès demain.",
        "Le mot-dièse #GiselePelicot est repris partout.",
        "On lit la météo sur ville-saint-denis.fr depuis hier.",
        # numbers of things
        "Elle a 69 ans et vit ici.",
        "A 69 ans, elle court encore.",
        "Il a 320 euros sur lui.",
        "Il y a 13 ans, c'était mieux.",
        "En France vingt-quatre heures suffisent.",
        # a capital of an article is somebody's choice
        "Voici le président de la République.",
        "On chante toute la Provence de Pagnol.",
        "Il lit le Monde chaque matin.",
        "Le gaz a encore augmenté.",
        # the same word in another number or gender
        "Une eau perfluorée coule.",
        "Une cybercriminelle est jugée.",
        "Les Ouïghoures sont là.",
        # somebody spells a name
        "Mon nom s'écrit a r s e n a u l t, merci.",
        "Mon nom s'écrit m a r s a n d, merci.",
    ],
)
def test_what_is_right_stays(right: str) -> None:
    assert fixed(right, LEXICON) == right


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        # the little word after a name is none of its letters, the one inside may be
        ("Hier, Joël Lescouarnec est jugé.", "Hier, Joël Le Scouarnec est jugé."),
        ("Hier, Nordal Le Landais a parlé.", "Hier, Nordahl Lelandais a parlé."),
        ("Hier, en Tony Delon, on a vu un ami.", "Hier, Anthony Delon, on a vu un ami."),
        ("Il est en gare d'avue.", "Il est en garde à vue."),
        ("Hier, Manuel bon pare a parlé.", "Hier, Manuel Bompard a parlé."),
        ("hier jean luc mélenchon a parlé", "hier Jean-Luc Mélenchon a parlé"),
        ("il habite dans les bouches du rhône", "il habite dans les Bouches-du-Rhône"),
        ("Madame La Croix est là. | Madame Lacroix dort.", "Madame Lacroix est là. | Madame Lacroix dort."),
        # the first name is known from elsewhere in the clip
        ("Hier, Thomas joli a parlé. | Voici Thomas Jolly.", "Hier, Thomas Jolly a parlé. | Voici Thomas Jolly."),
        # whether an h is mute is heard
        ("Il revient d'Hyeres demain.", "Il revient d'Hyères demain."),
        ("Ce sont les mots d'Henry Proglio.", "Ce sont les mots d'Henri Proglio."),
        ("Qu'Herta Muller gagne nous surprend.", "Qu'Herta Müller gagne nous surprend."),
        # the last point is the last letter's, unless the sentence ends there
        ("Il passe une I.R.M. demain.", "Il passe une IRM demain."),
        ("Hier, Mistral A.I. lève des fonds.", "Hier, Mistral AI lève des fonds."),
        ("C'est l'O.N.U. Elle a voté.", "C'est l'ONU. Elle a voté."),
        ("Le chantier de l'a 69 reprend.", "Le chantier de l'A69 reprend."),
        ("Sur France vingt-quatre, on en parle.", "Sur France 24, on en parle."),
        ("Et l'O.N.U. ?", "Et l'ONU ?"),
        ("L'O.N.U., dit-il.", "L'ONU, dit-il."),
        # the last letter of a town, the particle of a name
        ("Il va à Valencienne demain.", "Il va à Valenciennes demain."),
        ("Hier, Marine le Pen a parlé.", "Hier, Marine Le Pen a parlé."),
        ("Elle vit à la Rochelle.", "Elle vit à La Rochelle."),
        ("Le P S G a 3 joueurs.", "Le PSG a 3 joueurs."),
        ("Un A.V.C. est grave.", "Un AVC est grave."),
        # letters by themselves
        ("Hier, l'A R S a dit non.", "Hier, l'ARS a dit non."),
        ("Hier, l'a r s a dit non.", "Hier, l'ARS a dit non."),
    ],
)
def test_what_was_misheard_is_set_right(heard: str, written: str) -> None:
    assert fixed(heard, LEXICON) == written


@pytest.mark.parametrize("heard", ["Hier, Pedro Sanches est arrivé.", "Hier, Ilan Gomes est parti."])
def test_a_name_that_exists_does_not_take_the_verb_after_it(heard: str) -> None:
    found = propose(Transcript.from_texts([heard], language="fr"), LEXICON)
    assert [(edit.band, edit.before.split()[-1]) for edit in found] == [(Band.REVIEW, heard.split()[2])]


@pytest.mark.parametrize(
    "right",
    [
        "Une primo-accédante est là.",
        "Des primo-accédantes ont parlé.",
        "Des narcotrafiquantes sont arrêtées.",
        "Les Kosovares sont là.",
        "Une Kosovare a parlé.",
    ],
)
def test_a_word_in_another_number_or_gender_is_right(right: str) -> None:
    forms = (
        Term("primo-accédant", plural="primo-accédants", feminine="primo-accédante"),
        Term("narcotrafiquant", plural="narcotrafiquants", feminine="narcotrafiquante"),
        Term("Kosovar", plural="Kosovars"),
    )
    heard = Transcript.from_texts([right], language="fr")
    assert not [edit for edit in propose(heard, Lexicon(forms, language="fr")) if edit.applies]


def test_a_last_letter_that_nobody_hears_is_set_right() -> None:
    lexicon = Lexicon.of(["Alstom", "guet-apens"], language="fr")
    heard = Transcript.from_texts(["Devant la cour, Alstome parle d'un guet-apen."], language="fr")
    applied = apply(heard, [edit for edit in propose(heard, lexicon) if edit.applies]).texts()
    assert applied == ["Devant la cour, Alstom parle d'un guet-apens."]


def test_a_part_of_a_name_is_not_written_as_the_whole() -> None:
    found = propose(Transcript.from_texts(["Hier, Yazdan Yazdane Panah est venu."], language="fr"), LEXICON)
    assert [edit.before for edit in found] == ["Yazdan Yazdane Panah"]


def test_words_that_exist_are_not_shown_for_a_name_where_nothing_has_a_capital() -> None:
    small = Transcript.from_texts(["ils longèrent le fleuve pendant des heures"], language="fr")
    assert propose(small, LEXICON) == []


def test_a_term_is_not_written_beside_itself() -> None:
    heard = Transcript.from_texts(["Hier, Nordahl Lelandais Landais a parlé."], language="fr")
    assert not [edit for edit in propose(heard, LEXICON) if edit.applies]


def test_two_captions_with_one_name_are_both_put_right() -> None:
    lexicon = Lexicon((Term("Maël Quéméner"),), language="fr")
    assert fixed("Maël Kemener | Maël Kemener", lexicon) == "Maël Quéméner | Maël Quéméner"
