"""What is a list of names and what an article with lists in it, and what of a list is taken."""

import pytest
from rehear.correction import propose
from rehear.curation import lexicon_from_article
from rehear.document import Transcript

ITEMS = """Gwenn Cornic, Plouézec demain
Divers gauche
Sans étiquette
Ensemble
Où voter
Quels papiers apporter
Comment voter par procuration
Vie privée
Salle des fêtes
École primaire
Mairie
Bureau fermé
Listes
Annie Ménez, Alliance"""
PROSE = """Les électeurs de Plouézec votent dimanche, a rappelé le maire sortant Goulven Kerjean à la presse.
Voici les bureaux ouverts à Kerfot.
Yanis Bouzidi a battu Solenn Kervadec vendredi à Trégueux, devant six mille spectateurs."""
FOUND = [
    "Plouézec",
    "Goulven Kerjean",
    "Kerfot",
    "Yanis Bouzidi",
    "Solenn Kervadec",
    "Trégueux",
    "Gwenn Cornic",
    "Annie Ménez",
]


def elements(element: str, text: str) -> str:
    return "\n".join(f"<{element}>{line}</{element}>" for line in text.splitlines())


def terms(text: str, source: str = "", language: str = "fr") -> dict[str, int]:
    return {term.write: term.line for term in lexicon_from_article(text, language=language, source=source).terms}


@pytest.mark.parametrize(
    ("page", "name"),
    [
        (f"<h1>Élections</h1>{elements('p', PROSE)}<ul>{elements('li', ITEMS)}</ul>", "a.html"),
        (f"<h1>Élections</h1>{elements('p', PROSE)}<ul>{elements('li', elements('p', ITEMS))}</ul>", "a.html"),
        (f"<div>{elements('p', PROSE)}</div><table><tr>{elements('td', ITEMS)}</tr></table>", "a.html"),
        (f"<table><tr><td>{elements('p', PROSE)}</td></tr></table><ul>{elements('li', ITEMS)}</ul>", "a.html"),
        ("\n\n".join([PROSE, *(f"- {item}" for item in ITEMS.splitlines())]), "a.md"),
        (
            "\n".join([PROSE, *(f"| {item} |" for item in ["Liste", "---", *ITEMS.splitlines()])]).replace(
                "\n| Liste", "\n\n| Liste"
            ),
            "a.md",
        ),
        ("\n\n".join([PROSE, *(f"• {item}" for item in ITEMS.splitlines())]), "a.txt"),
        (f"{PROSE}\n{ITEMS}", "a.txt"),
    ],
)
def test_an_article_with_lists_and_tables_is_no_list(page: str, name: str) -> None:
    found = terms(page, name)
    assert set(found) - {"Alliance"} == set(FOUND)
    story = lexicon_from_article(page, language="fr", source=name)
    assert not {"Alliance"} & {term.write for term in story.terms if term.match == "sound"}
    said = Transcript.from_texts(
        ["Voici les bureau ouverts à Plouézec, où voté.", "Le centre de Plouézèc."], language="fr"
    )
    assert [edit.after for edit in propose(said, story, language="fr") if edit.applies] == ["Plouézec."]


def test_sentences_of_a_list_are_no_terms() -> None:
    others = "Le bureau de Kerfot ferme tôt ce soir\nIl pleut\nPlouha a gagné\nles élus de Pordic\nÀ voir\n"
    names = "Solenn Kervadec\nTrégueux\n" + "\n".join(f"Yanis Bouzidi-{letter}aume" for letter in "BCDFGHKLMNPQRSTVZ")
    found = terms(f"<ul>{elements('li', others + names)}</ul>", "a.html")
    assert {"Kerfot", "Solenn Kervadec", "Trégueux", "Pordic", "Yanis Bouzidi-Baume"} <= set(found)
    assert not [term for term in found if len(term.split()) > 2 or term in ("Il pleut", "À voir")]


def test_ordinary_words_of_a_list_are_not_looked_for() -> None:
    story = lexicon_from_article(
        "nom;rôle\nSolenn Kervadec;juge\nParis;ville\nSucre roux\nnon-lieu\nKerfot", language="fr"
    )
    assert {term.write: term.match for term in story.terms} == {
        "Solenn Kervadec": "sound",
        "Paris": "exact",
        "Sucre roux": "exact",
        "non-lieu": "sound",
        "Kerfot": "sound",
    }


@pytest.mark.parametrize(
    "page",
    [
        "<h1>Les invités</h1><ul><li>Annie Ernaux</li><li><p>Mâcon</p></li><li>Yanis Bouzidi, livreur</li></ul>",
        "<p>Les invités</p><ol><li>Annie Ernaux (écrivaine)</li><li>Mâcon</li><li>Yanis Bouzidi</li></ol>",
        "<table><tr><th>Nom</th><th>Rôle</th></tr><tr><td>Annie Ernaux</td><td>le juge</td></tr>"
        "<tr><td>Mâcon</td><td></td></tr><tr><td>Yanis Bouzidi</td><td>la voisine</td></tr></table>",
        "<p>Annie Ernaux<br>Mâcon<br>Yanis Bouzidi</p>",
    ],
)
def test_a_page_that_is_only_a_list(page: str) -> None:
    assert list(terms(page, "a.html")) == ["Annie Ernaux", "Mâcon", "Yanis Bouzidi"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Annie Ernaux\nMâcon\nguet-apens\nYanis Bouzidi", ["Annie Ernaux", "Mâcon", "guet-apens", "Yanis Bouzidi"]),
        (
            "- Annie Ernaux (écrivaine)\n- Yanis Bouzidi, Maëlle Quéméneur",
            ["Annie Ernaux", "Yanis Bouzidi", "Maëlle Quéméneur"],
        ),
        ("1. Annie Ernaux – La Place\n2. Jean Echenoz : Ravel", ["Annie Ernaux", "Jean Echenoz"]),
        (
            "Émission\nInvités : Solenn Kervadec, Yanis Bouzidi\nLieu : Trégueux\nAvec : Katell Ploudaniel",
            ["Solenn Kervadec", "Yanis Bouzidi", "Trégueux", "Katell Ploudaniel"],
        ),
        (
            "Solenn Kervadec, maire de Trégueux\nYanis Bouzidi, livreur",
            ["Solenn Kervadec", "Trégueux", "Yanis Bouzidi"],
        ),
        ("# invités\nSolenn Kervadec\nYanis Bouzidi", ["Solenn Kervadec", "Yanis Bouzidi"]),
        (
            "LE GOFF-ESTRÉGUIL Victor\nKERVADEC, Solenn (liste Alliance)\n3. BOUZIDI Jean Yanis, maire\nMâcon",
            ["Victor Le Goff-Estréguil", "Solenn Kervadec", "Jean Yanis Bouzidi", "Mâcon"],
        ),
        (
            "procureur Yanis Bouzidi\nSolenn Kervadec maire de Trégueux\nAnatole Kerjean as the judge\n21h30 Ravel\n"
            "22h00 Zao reçoit Yzeut\nLuiz da Cunha",
            ["Yanis Bouzidi", "Solenn Kervadec", "Trégueux", "Anatole Kerjean", "Ravel", "Yzeut", "Luiz da Cunha"],
        ),
        (
            "juge des libertés et de la détention\nnon-lieu\nmise en examen\ngarde à vue",
            ["juge des libertés et de la détention", "non-lieu", "mise en examen", "garde à vue"],
        ),
        ("VICTOR ESTRÉGUIL\nSNCF Réseau\nMaëlle Quéméneur", ["Victor Estréguil", "SNCF Réseau", "Maëlle Quéméneur"]),
        (
            "Le 7/9 de Radio Kerné\nPrésenté par Solenn Kervadec\nInvité : Yanis Bouzidi (livreur)\nMusique : Zao, Yzeut",
            ["Radio Kerné", "Solenn Kervadec", "Yanis Bouzidi", "Zao", "Yzeut"],
        ),
        ("VICTOR ESTRÉGUIL\nONU\nMaëlle QUÉMÉNEUR", ["Victor Estréguil", "ONU", "Maëlle Quéméneur"]),
    ],
)
def test_a_list_of_names(text: str, found: list[str]) -> None:
    assert list(terms(text)) == found


def test_a_list_of_names_is_of_no_language() -> None:
    made = lexicon_from_article("Rhodri Gwynfor\nEfa Llywelyn\nAngharad Ceredig\n", source="guests.txt")
    assert (made.language, {term.language for term in made.terms}) == (None, {None})
    heard = Transcript.from_texts(["Today Roddry Gwynfor is with us."], language="en")
    assert [edit.after for edit in propose(heard, made)] == ["Rhodri Gwynfor"]


def test_the_titles_of_people_are_no_part_of_their_names() -> None:
    people = (
        "Général Yvon Trémeur\nMme Solenn Kervadec\nPr. Anaïs Lekhdar (CHU)\nM. et Mme Goulven Kerjean\nMe Le Goff\n"
        "Abbé Pierre\nDocteur Folamour\nGénéral de Gaulle"
    )
    assert list(terms(people)) == [
        "Yvon Trémeur",
        "Solenn Kervadec",
        "Anaïs Lekhdar",
        "Goulven Kerjean",
        "Le Goff",
        "Abbé Pierre",
        "Docteur Folamour",
        "Général de Gaulle",
    ]
    heard = Transcript.from_texts(["Le général Yvon Trémer a parlé à Solen Quervadec."], language="fr")
    made = {edit.before: edit.after for edit in propose(heard, lexicon_from_article(people, language="fr"))}
    assert made == {"Yvon Trémer": "Yvon Trémeur", "Solen Quervadec.": "Solenn Kervadec."}


def test_where_people_are_from_is_no_part_of_their_names() -> None:
    text = (
        "Hier à Erdeven, la Lettone Anastasija Zverovska a battu l'Américaine Shaunelle Wibberley et le Malouin Ronan "
        "Quéffurus. Le Suisse Corentin Perruchoud a suivi. La Banque Postale Asset Management a payé, a dit Sébastien Le Goff."
    )
    assert list(terms(text)) == [
        "Erdeven",
        "Anastasija Zverovska",
        "Shaunelle Wibberley",
        "Ronan Quéffurus",
        "Corentin Perruchoud",
        "Banque Postale Asset Management",
        "Sébastien Le Goff",
    ]
