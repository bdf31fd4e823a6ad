"""What may stand in a spelling, and what is refused in a line that says what it is and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from rehear.correction import load_lexicon
from rehear.curation import check
from rehear.document import LexiconError


@pytest.mark.parametrize(
    "spelling",
    [
        "C#",
        "AC/DC",
        "Yahoo!",
        "R&D",
        "E=M6",
        "AT&T",
        "-M-",
        "Canal+",
        "3,5 %",
        "8:30",
        "procureur(e)",
    ],
)
def test_signs_of_names_are_no_slips(spelling: str, tmp_path: Path) -> None:
    (tmp_path / "l.toml").write_text(f'[[term]]\nwrite = "{spelling}"\nheard = ["oui, non; no. 3"]\n', encoding="utf-8")
    assert load_lexicon(tmp_path / "l.toml").writes == (spelling,)
    (tmp_path / "l.txt").write_text(f"{spelling}\n", encoding="utf-8")
    assert load_lexicon(tmp_path / "l.txt").writes == (spelling,)


@pytest.mark.parametrize(
    "spelling", ["Moi, Daniel", "CSI: Miami", "Jean / Jeanne", "Louis de Rouvroy, duc de Saint-Simon"]
)
def test_names_and_titles_have_commas_and_colons(spelling: str, tmp_path: Path) -> None:
    """One refused line would keep a whole list of films from being used; `check` asks whether it is meant."""
    (tmp_path / "l.txt").write_text(f"Mâcon\n{spelling}\n", encoding="utf-8")
    lexicon = load_lexicon(tmp_path / "l.txt")
    assert lexicon.writes == ("Mâcon", spelling)
    assert "TOML holds such spellings" in str(check([lexicon], "fr")[0])


@pytest.mark.parametrize("spelling", ["1. FC Köln", "moi, daniel", "jean / jeanne"])
def test_a_list_sends_to_toml_what_it_cannot_tell_from_a_slip(spelling: str, tmp_path: Path) -> None:
    (tmp_path / "l.toml").write_text(f'[[term]]\nwrite = "{spelling}"\n', encoding="utf-8")
    lexicon = load_lexicon(tmp_path / "l.toml")
    assert lexicon.writes == (spelling,)
    assert check([lexicon], "fr") == []
    (tmp_path / "l.txt").write_text(f"Mâcon\n{spelling}\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"l.txt:2: .*; TOML holds such spellings\)"):
        load_lexicon(tmp_path / "l.txt")


PAIR = r"is a pair of spellings, not one \(`rehear lexicon import` reads such lists"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("l.txt", "Mâcon\nguet-apens|gay tapant\n", f"l.txt:2: 'guet-apens|gay tapant' {PAIR}".replace("|", r"\|")),
        ("l.txt", "gay tapant => guet-apens\n", f"l.txt:1: 'gay tapant => guet-apens' {PAIR}"),
        ("l.txt", "guet-apens\tgay tapant\n", f"l.txt:1: .* {PAIR}"),
        ("l.txt", "guet-apens;gay tapant\n", f"l.txt:1: .* {PAIR}"),
        ("l.txt", "guet-apens = gay tapant\n", f"l.txt:1: .* {PAIR}"),
        ("l.txt", "write,heard\nMâcon,Macon\n", r"l.txt:1: a table, not a list of spellings \(name it l.csv\)"),
        ("l.txt", "\nheard;write\nMacon;Mâcon\n", r"l.txt:2: a table, not a list of spellings \(name it l.csv\)"),
        ("l.txt", "# x\n\n[[term]]\n", r"l.txt:3: TOML, not a list of spellings \(name it l.toml\)"),
        ("l.txt", 'Mâcon\nwrite = "x"\n', r"l.txt:2: TOML, not a list of spellings \(name it l.toml\)"),
        (
            "l.txt",
            "Kervadec  # maire\n",
            r"l.txt:1: 'Kervadec  # maire' holds a comment \(a comment needs a line of its",
        ),
        ("l.txt", "- Kervadec\n", r"l.txt:1: '- Kervadec' begins with a bullet \(the spelling alone\)"),
        (
            "l.txt",
            "1. Kervadec\n",
            r"l.txt:1: '1. Kervadec' begins with a number, as the items of a list do \(the spelling",
        ),
        ("l.txt", '\n"Kervadec"\n', r"l.txt:2: '\"Kervadec\"' stands in quotes \(without them\)"),
        ("l.yaml", "guet-apens: gay tapant\n", r"l.yaml:1: .* is a key, or a pair of spellings \(one right spelling"),
        ("l.yml", "terms:\n  - Mâcon\n", r"l.yml:1: 'terms:' is a key"),
        ("l.txt", "guet-apens / non-lieu\n", r"l.txt:1: .* may be several spellings, or a row of a table \(one a line"),
        (
            "l.txt",
            "guet-apens, gay tapant\n",
            r"l.txt:1: .* may be several spellings, or a row of a table \(one a line",
        ),
        ("a.csv", "", r"a.csv:1: the first line names no column `write`"),
        ("a.toml", '[[term]]\nwrite = "a"\n\nheard = ["a"]\n', r"a.toml:4: heard 'a' is the right spelling itself"),
        (
            "a.toml",
            '[[term]]\nwrite = "a"\nheard = ["c"]\n[[term]]\nwrite = "b"\nheard = ["c"]\n',
            r"a.toml:6: heard 'c' of 'b' is also heard for 'a' on line 3",
        ),
        (
            "a.toml",
            '[[term]]\nwrite = "a"\nprotect = ["b"]\n',
            r"a.toml:3: `protect` stands in another table \(\[protect\] is a table of its own\)",
        ),
        (
            "a.toml",
            '[[credit]]\nnote = "x"\ntext = ". -"\n',
            r"a.toml:3: text '\. -' is nothing but punctuation \(",
        ),
        ("l.txt", "R&amp;D\n", r"l.txt:1: 'R&amp;D' holds HTML \(type the word as it is read\)"),
        ("l.txt", "x" * 5000, r"l.txt:1: 'x{100}\.\.\.' has 5000 letters \(a term as it is said; --article takes"),
        (
            "a.csv",
            "write,heard,write\na,b,c\n",
            r"a.csv:1: the column `write` is there twice \(name each column once\)",
        ),
    ],
)
def test_what_is_no_spelling_is_refused_wherever_it_stands(name: str, text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match=says):
        load_lexicon(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("l.txt", "Kervadec (maire)\n", "l.txt:1: 'Kervadec (maire)' has an explanation in brackets"),
        ("a.csv", 'write\n"""Kervadec"""\n', "a.csv:2: '\"Kervadec\"' stands in quotes (without them)"),
        ("a.toml", '[[term]]\nwrite = "Steins;Gate"\n', "a.toml:1: 'Steins;Gate' is a pair of spellings, not one"),
        ("a.toml", '[[term]]\nwrite = "a"\nplural = "b # c"\n', "a.toml:1: 'b # c' holds a comment"),
        ("a.toml", '[[term]]\nwrite = "a"\nheard = ["b => c"]\n', "a.toml:1: 'b => c' is a pair"),
        ("a.csv", "write,plural\na,b|c\n", "a.csv:2: 'b|c' is a pair of spellings"),
    ],
)
def test_what_may_be_a_spelling_is_read_and_told_by_check(name: str, text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    lexicon = load_lexicon(tmp_path / name)
    assert lexicon.writes
    assert says in "\n".join(str(problem).replace(f"{tmp_path}/", "") for problem in check([lexicon], "fr"))
