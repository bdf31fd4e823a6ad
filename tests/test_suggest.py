"""What an archive says a lexicon lacks, and that none of it holds until a person has read it."""

from pathlib import Path

import pytest
from command_line import rehear
from rehear.correction import Credit, Lexicon, Term
from rehear.correction.lexicon_files import parse_toml
from rehear.curation.suggest import Archive, as_text, suggest
from rehear.document import Transcript
from rehear.document.errors import LexiconError


def test_an_archive_suggests() -> None:
    texts = [
        Transcript.from_texts(
            ["Hier Solenn Kervadec a parlé.", "Un reportage de Télé Bidule Ouest"], language="fr", source=f"{n}.srt"
        )
        for n in range(3)
    ]
    texts.append(
        Transcript.from_texts(["Puis Solène Kervadek a plaidé.", "Vu à Maquon."], language="fr", source="x.srt")
    )
    archive = Archive("fr")
    known = Lexicon((Term("Mâcon"),), credits=(Credit("Merci"),), language="fr")
    for text in archive.compare(texts, known):
        archive.add(text)
    found = {one.kind: one for one in suggest(archive, known)}
    assert (found["spellings"].write, found["spellings"].others) == ("Solenn Kervadec", (("Solène Kervadek", 1),))
    assert (found["near miss"].write, found["near miss"].others) == ("Mâcon", (("Maquon", 1),))
    assert (found["line"].write, found["line"].count) == ("Un reportage de Télé Bidule Ouest", 3)
    text, count = as_text(list(found.values()), "fr")
    assert count == 1
    assert "# Solenn Kervadec 3x, Solène Kervadek 1x\n" in text
    assert parse_toml(text).terms == ()


def test_what_an_archive_suggests_holds_nothing_until_somebody_chose(tmp_path: Path) -> None:
    """The commonest spelling may be the wrong one."""
    archive = Archive("fr")
    for name, count in (("Auchecorne", 19), ("Hauchecorne", 5)):
        archive.add(Transcript.from_texts([f"On a vu {name}."] * count, language="fr", source="a.srt"))
    more, house = tmp_path / "more.toml", tmp_path / "house.toml"
    more.write_text(as_text(suggest(archive, Lexicon()), "fr")[0], encoding="utf-8")
    house.write_text('language = "fr"\n\n[[term]]\nwrite = "Mâcon"\n', encoding="utf-8")

    def merge() -> str:
        assert (
            rehear("lexicon", "merge", "house.toml", "more.toml", "-o", "new.toml", "--force", folder=tmp_path).code
            == 0
        )
        return (tmp_path / "new.toml").read_text(encoding="utf-8")

    assert merge() == house.read_text(encoding="utf-8")
    done = rehear("lexicon", "check", "more.toml", folder=tmp_path)
    says = "more.toml:9: an entry holds nothing until a spelling is chosen (`write` in place of `choose`)"
    assert (done.code, done.stdout.splitlines()[0]) == (1, says)
    chosen = more.read_text(encoding="utf-8").replace('choose = ["Auchecorne", "Hauchecorne"]', 'write = "Hauchecorne"')
    more.write_text(chosen, encoding="utf-8")
    assert 'write = "Hauchecorne"' in merge()
    assert rehear("lexicon", "check", "more.toml", folder=tmp_path).code == 0


def test_an_entry_is_chosen_or_not() -> None:
    with pytest.raises(LexiconError, match=r"a.toml:3: `choose` beside `write` \(remove it"):
        parse_toml('[[term]]\nwrite = "Mâcon"\nchoose = ["Mâcon", "Macon"]\n', "a.toml")


def test_a_consonant_that_was_missed_makes_another_spelling() -> None:
    archive = Archive("fr")
    for name, count in (("Ploubazlanec", 12), ("Ploubalanec", 4), ("Trégastel", 5)):
        archive.add(Transcript.from_texts([f"On vit à {name}."] * count, language="fr", source="a.srt"))
    (one,) = suggest(archive, Lexicon())
    assert (one.kind, one.write, one.others, one.count) == ("spellings", "Ploubazlanec", (("Ploubalanec", 4),), 16)


def test_misses_of_a_known_term_are_no_spellings_to_take_over() -> None:
    known = Lexicon((Term("Ploubazlanec"),), language="fr")
    archive = Archive("fr")
    lines = ["Le procès de Ploubalanec reprend.", "On vit à Ploubalanek."]
    for text in archive.compare([Transcript.from_texts(lines, language="fr", source="a.srt")], known):
        archive.add(text)
    assert {one.kind for one in suggest(archive, known)} == {"near miss"}
