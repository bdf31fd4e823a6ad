"""Lexicon files are written in one way, whoever writes them: over nothing that is kept, with the line ends that a file has."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import rehear
from rehear.correction.lexicon_files import load_file
from rehear.curation.blocks import format_text
from rehear.document import LexiconError
from rehear.pipeline.keeping import merged

HOUSE = '# ours\nlanguage = "fr"\n\n[[term]]\nwrite = "Solenn Kervadec"\n'
FILES = {
    "house.toml": HOUSE,
    "learnt.toml": 'language = "fr"\n\n[[term]]\nwrite = "Lanildut"\n',
    "names.txt": "Yanis Bouzidi\n",
    "story.txt": "Le maire Yanis Bouzidi a parlé à Ploubazlanec.\n",
    "heard.txt": "Hier le juge Solène Kervadek a longuement entendu le témoin.\n",
    "right.txt": "Hier le juge Solenn Kervadec a longuement entendu le témoin.\n",
    "pairs.csv": "gay tapant,guet-apens\n",
}
MAKERS = [
    ("new", "out.toml"),
    ("merge", "house.toml", "learnt.toml", "-o", "out.toml"),
    ("from-article", "story.txt", "-o", "out.toml"),
    ("learn", "heard.txt", "right.txt", "-o", "out.toml"),
    ("suggest", "heard.txt", "-o", "out.toml"),
    ("import", "pairs.csv", "-o", "out.toml"),
]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("call", MAKERS, ids=lambda call: call[0])
def test_a_read_only_file_is_not_replaced(call: tuple[str, ...], desk: Path) -> None:
    kept = desk / "out.toml"
    kept.write_text(HOUSE, encoding="utf-8")
    kept.chmod(0o444)
    done = rehear("lexicon", *call, "--force", folder=desk)
    assert (done.code, kept.read_text(encoding="utf-8")) == (2, HOUSE)
    assert "out.toml: is read-only (make it writable" in done.stderr


@pytest.mark.parametrize("call", MAKERS, ids=lambda call: call[0])
def test_a_file_that_is_there_is_refused_before_the_work(call: tuple[str, ...], desk: Path) -> None:
    """Nothing of the work is said, and what it would read need not be there."""
    (desk / "out.toml").write_text(HOUSE, encoding="utf-8")
    for name in FILES:
        (desk / name).unlink()
    done = rehear("lexicon", *call, folder=desk)
    assert (done.code, done.stdout) == (2, "")
    assert "out.toml: is there already (another name, --force" in done.stderr
    assert [path.name for path in desk.iterdir()] == ["out.toml"]


@pytest.mark.parametrize(
    "call",
    [
        ("merge", "house.toml", "learnt.toml", "-o", "house.toml"),
        ("add", "Lanildut", "--to", "house.toml"),
        ("from-article", "story.txt", "--force", "-o", "house.toml"),
    ],
    ids=lambda call: call[0],
)
def test_line_ends_stay(call: tuple[str, ...], desk: Path) -> None:
    path = desk / "house.toml"
    path.write_bytes(HOUSE.replace("\n", "\r\n").encode())
    assert rehear("lexicon", *call, folder=desk).code == 0
    data = path.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n") > 0
    assert load_file(path).writes != ("Solenn Kervadec",)


def test_a_lexicon_is_merged_while_nobody_else_writes_it(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Into whatever file: what another call adds to it meanwhile would be lost."""
    held: list[bool] = []
    monkeypatch.setattr(
        "rehear.pipeline.keeping.write_atomic", lambda path, _: held.append(Path(f"{path}.lock").exists())
    )
    for output in ("house.toml", "out.toml"):
        rehear("lexicon", "merge", "house.toml", "learnt.toml", "-o", output, folder=desk)
    rehear("lexicon", "from-article", "story.txt", "-o", "out.toml", folder=desk)
    assert held == [True, True, True]


def test_a_merged_file_keeps_the_language_of_each(desk: Path) -> None:
    (desk / "other.toml").write_text(
        '[[term]]\nwrite = "Briand"\n\n[[term]]\nlanguage = "en"\nwrite = "Kerry"\n', encoding="utf-8"
    )
    text, notices = merged([desk / "names.txt", desk / "house.toml", desk / "other.toml"])
    (desk / "all.toml").write_text(text, encoding="utf-8")
    made = load_file(desk / "all.toml")
    assert notices == []
    assert {term.write: term.language for term in made.terms} == {
        "Yanis Bouzidi": None,
        "Solenn Kervadec": "fr",
        "Briand": None,
        "Kerry": "en",
    }
    assert made.language is None
    assert {term.language for term in load_file(desk / "all.toml", language="de").terms} == {"de", "fr", "en"}
    assert load_file(desk / "all.toml").terms == made.terms
    assert '[[term]]\nlanguage = "fr"\nwrite = "Solenn Kervadec"' in text
    assert format_text(text) == format_text(format_text(text))


def test_languages_of_a_table_are_kept(desk: Path) -> None:
    table = desk / "t.csv"
    table.write_text("write,language\nBriand,fr\nKerry,en\n", encoding="utf-8")
    assert rehear("lexicon", "import", "t.csv", "-o", "t.toml", folder=desk).code == 0
    assert [(term.write, term.language) for term in load_file(desk / "t.toml").terms] == [
        ("Briand", "fr"),
        ("Kerry", "en"),
    ]
    table.write_text("write,language\nBriand,fr\nMâcon,fr\n", encoding="utf-8")
    assert rehear("lexicon", "import", "t.csv", "-o", "t.toml", "--force", folder=desk).code == 0
    assert load_file(desk / "t.toml").language == "fr"


def test_one_spelling_of_two_languages_needs_two_files(desk: Path) -> None:
    for name, language in (("a.csv", "fr"), ("b.csv", "de")):
        (desk / name).write_text(f"write,language\nMetz,{language}\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"b.csv:2: 'Metz' is de, in .*a.csv fr \(a file holds a spelling once"):
        merged([desk / "a.csv", desk / "b.csv"])


def test_what_a_credit_asks_of_its_maker_is_merged(desk: Path) -> None:
    """Without it, a pattern that takes any name would take whoever is named."""
    text = '[parts]\nmaker = "Z"\nalone = "Y"\n\n[[credit]]\nmaker = true\npattern = "subs by {maker}"\n'
    (desk / "credits.toml").write_text(text, encoding="utf-8")
    joined, _ = merged([desk / "house.toml", desk / "credits.toml"])
    (desk / "all.toml").write_text(joined, encoding="utf-8")
    assert [credit.maker for credit in load_file(desk / "all.toml").credits] == [True]
    assert format_text(text).startswith('[parts]\nmaker = "Z"\nalone = "Y"\n'), "parts have names, not keys"
    assert format_text(text).endswith('pattern = "subs by {maker}"\nmaker = true\n')
