"""The story's lexicon: what is taken from a page, a text, a list, and what is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rehear.correction import Lexicon, Term, propose
from rehear.correction.lexicon import merge
from rehear.curation import lexicon_from_article, most_useful
from rehear.curation.furniture import is_furniture
from rehear.curation.pages import format_of, paragraphs
from rehear.document import Transcript

PAGE = """<!doctype html>
<html><head><title>Trois hommes jugés</title><script>var author = "Sébastien Fauxnom";</script></head>
<body class="home ads">
<header><nav><ul><li><a href="/">Accueil</a></li><li><a href="/e">Politique Européenne</a></li></ul></nav></header>
<div class="breadcrumb">Accueil &gt; Justice &gt; Ploubazlanec</div>
<main><article><h1>À Mâcon, la procureure Maëlle Quéméneur requiert six ans</h1>
<div class="article__byline">Par Jeanne Courtecuisse, envoyée spéciale</div><time>12 mai</time>
<figure><img src="x"><figcaption>Le palais, photo Hubert Vanderplas / AFP</figcaption></figure>
<p>Le tribunal de Mâcon a jugé trois hommes pour des <b>guets-apens</b>.<br>Le livreur Yanis Bouzidi raconte.</p>
<p>Selon l'avocate <a href="/k">Solenn Kervadec</a>, un guet-apens ne s'improvise pas.
<div class="related-articles"><p>Karim Zeribi relaxé en appel</p></div>
<p><a href="/q">À Chambéry, Lucien Quatremain arrêté</a></p>
<aside><p>Sondage : croyez-vous Nestor Barillon ?</p></aside>
<p>La vidéosurveillance de Saint-Gengoux-le-National a parlé.</p>
<!-- <p>Gustave Commentaire</p> --></article></main>
<footer><p>Directeur de la publication : Anselme Ronzier</p></footer></body></html>
"""
MARKDOWN = """---
title: Une histoire
author: Jean Moulinot
---
# À Mâcon, trois hommes jugés

![Photo de Hubert Vanderplas](x.jpg)

Le livreur [Yanis Bouzidi](https://exemple.fr/zzz) raconte un *guet-apens*.

- Solenn Kervadec plaide pour la victime du procès de mai.

```
Code Perdu
```
"""


def terms(text: str, source: str = "", language: str = "fr") -> dict[str, int]:
    return {term.write: term.line for term in lexicon_from_article(text, language=language, source=source).terms}


def test_a_page() -> None:
    assert terms(PAGE, "page.html") == {
        "Mâcon": 6,
        "Maëlle Quéméneur": 6,
        "guet-apens": 9,
        "Yanis Bouzidi": 9,
        "Solenn Kervadec": 10,
        "Saint-Gengoux-le-National": 14,
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Le député N'Diaye-Quéré a parlé.", {"N'Diaye-Quéré"}),
        ("N'Golo Kanté a gagné à N’Djamena.", {"N'Golo Kanté", "N’Djamena"}),
        ("Selon Yvette L'Hostis, c'est non. L'Hostis a ri.", {"Yvette L'Hostis"}),
        ("La mairie de L'Haÿ-les-Roses a cédé. On va à l'Haÿ-les-Roses.", {"L'Haÿ-les-Roses"}),
        ("Le juge d'Estienne d'Orves a parlé.", {"d'Estienne d'Orves"}),
        ("Il marche avec d'Artagnan et Paul D'Hautefeuille.", {"d'Artagnan", "Paul D'Hautefeuille"}),
        ("L'Hostis a ri. D'Hautefeuille a pleuré.", set()),
        ("Il vient de l'Aveyron et d'Ardèche.", {"Aveyron", "Ardèche"}),
        (
            "Hier, Me Ismaël, M. Kerbrat, le Dr Quellec et Mme Maryvonne Kergoat ont ri.",
            {"Ismaël", "Kerbrat", "Quellec", "Maryvonne Kergoat"},
        ),
        ("En Ille-et-Vilaine Kévin Kerjean a ri.", {"Ille-et-Vilaine", "Kévin Kerjean"}),
        ("Ici, la Défenseure a vu la procureure et une plasticienne.", set()),
        (
            "Hier, Maître Kervadec a vu le Président Macron et le président d'Arcelor.",
            {"Kervadec", "Macron", "Arcelor"},
        ),
        # the first word of a long name is none; what a place has is no part of the place's name
        (
            "Hier, la Juridiction nationale de Lutte a saisi l'Office central pour la paix, a dit le Parquet de Tulle.",
            {"Lutte", "Tulle"},
        ),
        (
            "Hier, Mme van der Meersch a vu le van Volkswagen, et le Dr von Aschenbrück.",
            {"van der Meersch", "Volkswagen", "von Aschenbrück"},
        ),
        ("On a vu le Tribunal de Mâcon et l'Université de Lille.", {"Mâcon", "Université de Lille"}),
        ("On a fêté le guet-apens de Mâcon à la Mairie de Mâcon.", {"guet-apens", "Mâcon"}),
        # an office, where it is held, and by whom
        (
            "La procureure de la République Solenn Kervadec et le ministre de l'Intérieur Yanis Le Menn ont ri.",
            {"Solenn Kervadec", "Yanis Le Menn"},
        ),
        (
            "Ici, le maire sortant de La Roche-Derrien Yanis Bouzidi et la conseillère d'État Anne-Lise Maire ont ri.",
            {"La Roche-Derrien", "Yanis Bouzidi", "Anne-Lise Maire"},
        ),
        (
            "Hier, le maire de Paul Le Bihan et le préfet du Pays de la Loire ont ri.",
            {"Paul Le Bihan", "Pays de la Loire"},
        ),
        ("Le Dr Solenn Kervadec-Lhoste du CHU de Trégueux a ri.", {"Solenn Kervadec-Lhoste", "Trégueux"}),
        ("Hier, la Drac Grand Est a payé Zoé Truchot Et a ri.", {"Drac Grand Est", "Zoé Truchot"}),
        ("L'OFQEV (Office fédéral de la mer) a parlé, la police (PJ) aussi.", {"OFQEV"}),
        # what begins a sentence is a name by what follows, or only perhaps
        ("Guingamp a gagné. Quiconque a ri le sait. Mamie est là. Incendie à Brest.", {"Guingamp", "Brest"}),
        (
            "Kerbiriou n'a rien dit. Ploumagoar est fermé. Rixes à Brest. Défenestrée, elle vit.",
            {"Kerbiriou", "Ploumagoar", "Brest"},
        ),
        ("Inexorablement, il pleut. Retrouvez-nous sur Goasduff.", {"Goasduff"}),
        (
            "Hier, Yanis Bouzidi en Bretagne et Solenn Kervadec sur Goasduff.",
            {"Yanis Bouzidi", "Bretagne", "Solenn Kervadec", "Goasduff"},
        ),
        ("Question de Zorglub84 : quand ? Bonjour Zorglub84.", set()),
    ],
)
def test_where_a_name_begins_and_ends(text: str, found: set[str]) -> None:
    assert set(terms(text, "a.txt")) == found


@pytest.mark.parametrize(
    "text",
    [
        "Hier, J. Goasduff, Solenn W. Kervadec et H.R.F. Quémeneur ont vu le P.-D.G. de Trégueux.",
        "On a vu le Grognoir et le grognoir à Trégueux – Que Solenn Kervadec et que Zoé Truchot.",
        "On a joué à Trégueux, en Ligue B. On a vu Zoé J. Truchot.",
    ],
)
def test_a_story_changes_nothing_of_its_own(text: str) -> None:
    story = lexicon_from_article(text, language="fr")
    assert "Trégueux" in story.writes
    assert propose(Transcript.from_texts([text], language="fr"), story, language="fr", cleanup=False) == []


def test_a_possessive_ends_a_name() -> None:
    assert set(terms("Last week, the BBC's Newsnight met Keir Starmer's aide.", "a.txt", "en")) >= {
        "BBC",
        "Newsnight",
        "Keir Starmer",
    }


def test_the_first_word_of_a_title_is_known_but_not_looked_for() -> None:
    """Its capital may come from its place."""
    text = "Ploumagoar : le pont fermé\nNarcotrafic : une loi\nPesticides : rien à dire\nHier, il a plu sur la ville."
    found = {term.write: term.match for term in lexicon_from_article(text, language="fr").terms}
    assert found == {"Ploumagoar": "exact", "Narcotrafic": "exact"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Here Estelle Dehon KC met Tim Farron, the Lib Dem MP.", {"Estelle Dehon", "Tim Farron", "Lib Dem"}),
        ("West Cumbria Mining did not respond.", {"West Cumbria Mining"}),
        ("On Tuesday Keir Starmer left. He left on Friday, in July, and in May.", {"Keir Starmer"}),
        (
            "They met the mayor of London Solenn Kervadec and June Sarpong.",
            {"Solenn Kervadec", "June Sarpong"},
        ),
    ],
)
def test_where_an_english_name_begins_and_ends(text: str, found: set[str]) -> None:
    assert set(terms(text, "a.txt", "en")) == found


def test_ordinary_words_with_a_capital_are_known_but_not_looked_for() -> None:
    text = "Ici, on vit à Paris, dans le Vaucluse, et le Sénat le sait. Sur Coco, rien."
    found = {term.write: term.match for term in lexicon_from_article(text, language="fr").terms}
    assert found == {"Paris": "exact", "Vaucluse": "exact", "Sénat": "exact", "Coco": "exact"}


@pytest.mark.parametrize(
    "said",
    [
        "La Juridiction nationale a parlé. Une autre juridiction aussi.",
        "Sur Coco on parle de lait de coco.",
        "Le Sénat romain, un sénat.",
        "Des paris à Paris.",
        "Le foie gras, il y a deux ans, c'est que tu sais que cela coûte.",
        "L'Écosse et l'Équipe, une équipe.",
        "La Mayrette était une voiture, on a rien dit, et une fibre épissé.",
        "Elle est dessaisie, cela va défrayer la chronique d'une affaire crapuleuse.",
    ],
)
def test_ordinary_words_stay_beside_the_story_s_names(said: str) -> None:
    story = (
        "Hier, la Juridiction nationale de lutte a fermé Coco, a dit le Sénat à Paris. Le crime crapuleux qui avait défrayé "
        "la chronique est jugé, et le juge s'est dessaisi. On lit l'Equipe en Ecosse, une merguez arien, chez Céc et à "
        "Foix, sur une fibre épissée."
    )
    edits = propose(Transcript.from_texts([said], language="fr"), lexicon_from_article(story, language="fr"))
    assert [(edit.before, edit.after) for edit in edits if edit.applies] == []


@pytest.mark.parametrize(
    ("article", "said"),
    [
        ("Hier, la Défenseure des Droits a parlé.", "Le Défenseur des droits a parlé."),
        ("Hier, le Défenseur des Droits a parlé.", "La Défenseure des droits a parlé."),
        ("Hier, la Procureure Générale a requis.", "Le procureur général a requis."),
    ],
)
def test_masculine_and_feminine_are_no_mishearings_of_one_another(article: str, said: str) -> None:
    edits = propose(
        Transcript.from_texts([said], language="fr"), lexicon_from_article(article, language="fr"), language="fr"
    )
    assert [edit.after for edit in edits if edit.applies] == []


def test_a_page_needs_no_telling_name() -> None:
    assert format_of(PAGE) == "html"
    assert terms(PAGE) == terms(PAGE, "page.html")


def test_markdown() -> None:
    assert format_of(MARKDOWN) == "markdown"
    assert (
        terms(MARKDOWN)
        == terms(MARKDOWN, "story.md")
        == {"Mâcon": 5, "Yanis Bouzidi": 9, "guet-apens": 9, "Solenn Kervadec": 11}
    )


def test_capitals_are_not_shouted_into_subtitles() -> None:
    text = (
        "VICTOR ESTRÉGUIL JUGÉ POUR GUET-APENS À TRÉGUEUX\n\nHier, VICTOR ESTRÉGUIL a nié le guet-apens. Solenn MOREL, de "
        "l'ONU et du GIGN, l'attend à Trégueux et à SAINT-GENGOUX-LE-NATIONAL avec Mme GOASDUFF."
    )
    assert set(terms(text)) == {
        "Victor Estréguil",
        "guet-apens",
        "Trégueux",
        "Solenn Morel",
        "ONU",
        "GIGN",
        "Saint-Gengoux-le-National",
        "Goasduff",
    }


def test_a_shows_description() -> None:
    text = "Chaque jeudi, Solenn Kervadec reçoit un invité. Réalisation : Anatole Kerjean. Avec Yanis Bouzidi à la technique."
    assert list(terms(text)) == ["Solenn Kervadec", "Anatole Kerjean", "Yanis Bouzidi"]


def test_inflected_forms_are_joined_and_counted() -> None:
    text = "Il a évoqué plusieurs guets-apens.\nUn guet-apens tendu la nuit, puis deux autres guets-apens."
    (term,) = lexicon_from_article(text, language="fr", source="a.txt").terms
    assert (term.write, term.plural, term.note, term.place) == (
        "guet-apens",
        "guets-apens",
        "3x, lines 1, 2",
        "a.txt:1",
    )


@pytest.mark.parametrize(
    ("text", "plural"),
    [
        ("Le loup a tué dans cet alpage.", "alpages"),
        ("Hier, chaque pyraloduc a cédé.", "pyraloducs"),
        ("Le loup a tué près de l'alpage.", "alpages"),
        ("Le pyraloduc a cédé.", "pyraloducs"),
        ("Il la chlorofuge sans la chlorofuger.", ""),
        ("Il y a eu un guet-apens.", ""),
    ],
)
def test_the_plural_of_what_a_story_has_once(text: str, plural: str) -> None:
    story = lexicon_from_article(text, language="fr")
    assert {term.plural for term in story.terms} == {plural}
    assert not plural or not propose(Transcript.from_texts([f"Voici des {plural} verts."], language="fr"), story)


def test_hyphens_that_forbid_a_break_are_hyphens() -> None:
    text = (
        "Un guet\u2011apens à Bourg\u2011en\u2011Bresse, et un guet-apens à Bourg-en-Bresse, chez Ploubaz\u00adlanec."
    )
    assert set(terms(text)) == {"guet-apens", "Bourg-en-Bresse", "Ploubazlanec"}


def test_ordinary_words_are_left_out() -> None:
    text = (
        "Les habitants appréciaient ce marché. Ils mentaient parfois, en discutant des prix. Hier, la mairie a répondu."
    )
    assert terms(text) == {}


@pytest.mark.parametrize(
    "line",
    [
        "À lire aussi : un homme arrêté à Chambéry",
        "Par Jeanne Courtecuisse",
        "Publié le 12 mai à 8 h",
        "Partagez cet article maintenant !",
        "Sources : exemple.fr",
        "© Hubert Vanderplas",
        "Publicité",
        "Temps de lecture : 3 minutes",
        "Read more: A man was arrested",
        "By Jane Placeholder",
        "Accueil > Justice",
        "Propos recueillis par Jeanne Courtecuisse",
        "Édité par Presse du Trieux SA, 3, quai Morand",
        "Retrouvez-nous sur Spotify, Deezer et Apple Podcasts",
        "Retrouvez tous nos épisodes sur Apple Podcasts",
        "Listen to all episodes on Spotify",
    ],
)
def test_furniture(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "Par exemple, à Mâcon, trois hommes ont été jugés.",
        "Accueil des réfugiés : la ville de Brest s'organise",
        "Publicité mensongère : le géant condamné",
        "Par la voix de son avocate Solenn Kervadec, il nie.",
        "By then Keir Starmer had left.",
        "Photographier la police reste permis.",
        "Crédits de recherche en baisse à Rennes",
        "Retrouvez le marché de Brest sur la place dès samedi",
        "Écoutez Solenn Kervadec : elle sait.",
        "Éditer un livre par jour",
    ],
)
def test_sentences_that_begin_like_furniture(line: str) -> None:
    assert not is_furniture(line)


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for name in ("a.html", "a.md", "a.txt"):
        count = text.count("\n") + text.count("\r") + len(text.splitlines()) + 2
        assert all(1 <= paragraph.line <= count for paragraph in paragraphs(text, name))
        lexicon_from_article(text, language="fr", source=name)


def test_the_recogniser_is_told_the_most_useful_first() -> None:
    house = Lexicon((Term("garde à vue", source="core"), Term("Mâcon", source="core"), Term("Kerjean", source="core")))
    show = Lexicon((Term("Solenn Kervadec", source="show"), Term("Kyiv", language="en", source="show")))
    story = lexicon_from_article("Le maire vit à Paris. Hier Yanis Bouzidi a vu Mâcon.", language="fr", source="story")
    told = most_useful(merge([house, show, story]), "fr")
    assert told == ("Yanis Bouzidi", "Mâcon", "Solenn Kervadec", "Kerjean", "Paris")


def test_tags_are_no_names() -> None:
    story = "Une marche est partie dimanche de Kergloff. On y lit #JusticePourBleuenn, #MarcheBlanche, @MairieKergloff."
    assert [term.write for term in lexicon_from_article(story, language="fr").terms] == ["Kergloff"]
