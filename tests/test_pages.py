"""What of a page or a text is read: lines, signs, capitals, elements and encodings."""

import textwrap
import time
from pathlib import Path

import pytest
from rehear.correction import propose
from rehear.curation import lexicon_from_article
from rehear.curation.pages import paragraphs
from rehear.document import CallError, Transcript
from rehear.pipeline.lexicons import read_articles, story


def terms(text: str, source: str = "") -> dict[str, int]:
    return {term.write: term.line for term in lexicon_from_article(text, language="fr", source=source).terms}


WIRE = """À Mâcon, la procureure requiert six ans de prison
Jeanne Courtecuisse

Le tribunal de Mâcon a jugé trois hommes pour des guets-apens. Maëlle
Quéméneur, la procureure, a requis six ans contre eux pour chaque guet-
apens. Selon une infor-
mation de presse, le livreur est monté dans le premier train pour Saint-
Brieuc, où son avocate l'attendait.
- Solenn Kervadec, qui plaide
- Anatole Kerjean, qui juge
"""


def test_lines_that_were_wrapped_are_one_paragraph() -> None:
    assert terms(WIRE, "wire.txt") == {
        "Mâcon": 1,
        "Jeanne Courtecuisse": 2,
        "guet-apens": 4,
        "Maëlle Quéméneur": 4,
        "Saint-Brieuc": 4,
        "Solenn Kervadec": 9,
        "Anatole Kerjean": 10,
    }


@pytest.mark.parametrize("width", [38, 60, 76, 125, 140, 200])
def test_a_text_gives_the_same_terms_however_it_is_wrapped(width: int) -> None:
    story = [
        "Le tribunal de Mâcon a jugé trois hommes pour des guets-apens. Maëlle Quéméneur, la procureure, a requis six ans "
        "de prison. Le livreur Yanis Bouzidi, que défend Solenn Kervadec, a raconté ce guet-apens à Saint-Brieuc.",
        "Dans la salle, le public a suivi pendant deux jours ce que disaient les témoins, dont le maire Anatole Kerjean.",
    ]
    wrapped = "\n\n".join(textwrap.fill(paragraph, width) for paragraph in story)
    assert terms("\n".join(textwrap.fill(paragraph, width) for paragraph in story)).keys() == terms(wrapped).keys()
    assert terms(wrapped).keys() == terms("\n".join(story)).keys()


def test_a_short_brief_of_two_wide_lines_is_no_list() -> None:
    text = (
        "Quelque 1,2 tonne de cocaïne avait été saisie le 12 mars sur le terminal de Port 2000, dans un conteneur en "
        "provenance de\nGuayaquil (Équateur), selon l'Ofast."
    )
    assert terms(text) == terms(text.replace("\n", " ")) == {"Port": 1, "Guayaquil": 1, "Équateur": 1, "Ofast": 1}
    alone = text.replace(" en provenance de", "")  # nothing says that the second line goes on
    assert not [term for term in terms(alone) if "tonne" in term or "Quelque" in term]


@pytest.mark.parametrize(
    "text",
    [
        "Trois hommes jugés à Mâcon\nSolenn Kervadec plaide pour Yanis Bouzidi\nMaëlle Quéméneur\nguet-apens homophobe",
        "Erdeven. Le maire a rencontré Yvon Trémeur\nSolenn Kervadec, qui a longtemps été son adjointe, ne voulait pas venir.",
        "on a vu le maire de Trégueux hier soir à la gare.\nil pleuvait sur la ville et le port de Brest.\nelle est partie.",
        "Le maire a parlé\nIl pleut sur Brest\nLa suite demain soir\nUn train est en retard",
    ],
)
def test_lines_of_their_own_stay_apart(text: str) -> None:
    assert [paragraph.text for paragraph in paragraphs(text)] == text.split("\n")


def test_what_is_not_seen_is_in_no_spelling() -> None:
    page = (
        "<p>Hier, Ker&shy;zivin&shy;iou et Ploubaz&#8203;lanec ont vu Bourg&#8209;en&#8209;Bresse et Tré\x07gueux.</p>"
    )
    found = {"Kerziviniou", "Ploubazlanec", "Bourg-en-Bresse", "Trégueux"}
    assert set(terms(page, "a.html")) == set(terms(page[3:-4], "a.md")) == found


def test_capitals_of_a_text_in_capitals_are_no_names() -> None:
    text = (
        "QUATRE HOMMES COMPARAISSENT POUR VIDÉOVERBALISATION.\nMAXENCE TROADEC, MAIRE DE KERLOUAN, S'EST DIT SOULAGÉ.\n"
        "LES HOMMES JUGÉS ONT NIÉ, DIT MAELLE QUEMENEUR."
    )
    story = lexicon_from_article(text, language="fr")
    assert {term.match for term in story.terms} == {"exact"}
    assert not {"Hommes Jugés", "Maire de Kerlouan"} & set(story.writes)
    said = "Quatre hommes comparaissent, soulagés, après une vidéoverbalisation. Maëlle Quéméneur est le maire de Kerlouan."
    assert propose(Transcript.from_texts([said], language="fr"), story, language="fr") == []
    known = lexicon_from_article(f"{text}\nHier, Maxence Troadec a ri.", language="fr").terms
    assert [term.write for term in known if term.match == "sound"] == ["Maxence Troadec"]


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ('<body><form id="aspnetForm"><div><p>Hier, Yanis Bouzidi a ri.</p></div></form></body>', {"Yanis Bouzidi"}),
        (
            "<p>Hier, Yanis Bouzidi a longtemps parlé de sa vie.</p><form><p>Hier, Zoé Truchot</p><input></form>",
            {"Yanis Bouzidi"},
        ),
        (
            '<p>Hier.</p><figure class="wp-block-table"><table><tr><td>Hier Yanis Bouzidi</td></tr></table>'
            "<figcaption>Photo Zoé Truchot</figcaption></figure>",
            {"Yanis Bouzidi"},
        ),
        (
            '<p>Ici.</p><figure class="wp-block-pullquote"><blockquote>Hier, Yanis Bouzidi a ri.</blockquote></figure>',
            {"Yanis Bouzidi"},
        ),
        (
            '<p>Un long récit de ce qui est arrivé ici.</p><p class="has-drop-cap social">Hier, Yanis Bouzidi a ri.</p>',
            {"Yanis Bouzidi"},
        ),
        ("<p>Hier, Yanis Bouzidi<sup>1</sup> a vu la 2<sup>e</sup> fois Brest.</p>", {"Yanis Bouzidi", "Brest"}),
        ("<p>Un récit.</p><div><span>Se connecter</span><span>Abonnez-vous</span></div>", set()),
        ("<p>Un récit.</p><div><span>Par</span><span>Zoé Truc-Machin</span></div>", set()),
        ("<p>Un récit de ce qui est arrivé hier.</p><div class='most-read'><p>Hier, Zoé Truchot</p></div>", set()),
        ("<p>Un récit de ce qui est arrivé.</p><amp-list><p>Hier, Zoé Truchot</p></amp-list>", set()),
        ("<p>Un récit de ce qui est arrivé.</p><newsletter-box><p>Hier, Zoé Truchot</p></newsletter-box>", set()),
        ("<story-body><p>Hier, Yanis Bouzidi a ri.</p></story-body>", {"Yanis Bouzidi"}),
        ("<p>Hier, <b>Y</b>anis Bouzidi et <i>Solenn</i> Kervadec.</p>", {"Yanis Bouzidi", "Solenn Kervadec"}),
    ],
)
def test_what_of_a_page_is_read(page: str, found: set[str]) -> None:
    assert set(terms(page, "a.html")) == found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("1. Hier, Kévin Le Meur-Quintric[^1] a parlé ici.\n\n[^1]: Voir plus haut.", "a.md"),
        ("Hier, Kévin Le Meur-Quintric[1] a parlé.", "a.txt"),
        ("<p>Hier, Kévin Le Meur-Quintric<sup>[1]</sup> a parlé.</p>", "a.html"),
        ("Hier, Kévin Le Meur-Quintric a vu l'élue Ker[machin]-Truc.", "a.txt"),
    ],
)
def test_a_spelling_has_no_marks_of_notes(text: str, name: str) -> None:
    assert set(terms(text, name)) == {"Kévin Le Meur-Quintric"}


def test_reading_takes_time_in_proportion_to_the_page() -> None:
    entry = '<article><div class="share">Partager</div><p>Il a plu sur la ville, dit le maire.</p></article>'

    def seconds(entries: int) -> float:
        page, begun = f"<main>{entry * entries}</main>", time.process_time()
        assert len(paragraphs(page, "a.html")) == entries
        return time.process_time() - begun

    seconds(10)
    assert seconds(1600) < 20 * seconds(200)  # 8 times as long, or 64 if each entry looked at all


ACCENTS = "Hier, Maëlle Quéméneur a vu l’œuvre de Kévin Kerjean à Trégueux."


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_an_article_in_any_encoding(encoding: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes((f"<p>{ACCENTS}</p>" if name == "a.html" else ACCENTS).encode(encoding))
    made = story(read_articles([path])[0], "fr")
    assert set(made.writes) == {"Maëlle Quéméneur", "Kévin Kerjean", "Trégueux"}
    guessed = [f"{path}: not UTF-8: read as cp1252 (a guess; save it as UTF-8 if that is wrong)"]
    assert not made.notices if encoding.startswith("utf-8") else (encoding != "cp1252" or list(made.notices) == guessed)


@pytest.mark.parametrize(
    "declared", ['<meta charset="{}">', '<meta http-equiv="Content-Type" content="text/html; charset={}">']
)
@pytest.mark.parametrize("encoding", ["windows-1250", "iso-8859-15", "utf-8"])
def test_a_page_says_its_encoding(declared: str, encoding: str, tmp_path: Path) -> None:
    text = "<p>Hier, Solenn Červeny a vu Maëlle Šimák.</p>".encode(encoding, "ignore")
    page = f"<!DOCTYPE html>\n<html lang='fr'><head>{declared.format(encoding)}</head>".encode() + text
    (tmp_path / "a.html").write_bytes(page)
    (article,) = read_articles([tmp_path / "a.html"])
    assert (article.text, article.remark) == (page.decode(encoding), "")


def test_a_page_that_says_a_wrong_encoding_is_read_all_the_same(tmp_path: Path) -> None:
    for said, real in (("utf-8", "cp1252"), ("iso-8859-1", "utf-8"), ("iso-8859-15", "cp1252"), ("none", "utf-8")):
        (tmp_path / "a.html").write_bytes(f"<html><meta charset={said}><p>{ACCENTS}</p>".encode(real))
        (article,) = read_articles([tmp_path / "a.html"])
        assert ACCENTS in article.text
        assert f"its declaration ({said}) cannot be right" in article.remark


@pytest.mark.parametrize("label", ["iso-8859-1", "latin1", "us-ascii", "windows-1252"])
def test_a_page_that_says_latin_1_means_windows_1252(label: str, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(f"<html><meta charset={label}><p>{ACCENTS}</p>".encode("cp1252"))
    (article,) = read_articles([tmp_path / "a.html"])
    assert ACCENTS in article.text
    assert not article.remark


def test_what_is_no_text_is_no_article(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 ...")
    with pytest.raises(CallError, match=r"a.pdf: not text but a PDF document \(save it as UTF-8 text\)"):
        read_articles([tmp_path / "a.pdf"])
