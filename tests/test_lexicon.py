"""Lexicons: what is read, what is refused and how it is said, and how several become one."""

from __future__ import annotations

from pathlib import Path

import pytest
from rehear.correction import Lexicon, Term, load_lexicon, merge
from rehear.correction.lexicon_files import parse_toml, shipped
from rehear.correction.lexicon_lists import parse_csv, parse_list
from rehear.curation import read_list
from rehear.document import LexiconError

WHOLE = """
language = "fr"
title = "A test"

[[term]]
write = "guet-apens"
plural = "guets-apens"
heard = ["gay tapant"]
say = ["guet apan"]
note = "why"

[[term]]
write = "Crit'Air"
context = ["vignette"]
unless = ["critère de"]
match = "exact"

[protect]
words = ["gays"]

[[credit]]
text = "Sous-titres réalisés par X"

[[credit]]
pattern = "merci .*"
alone = true
language = "en"
"""


def test_toml_with_everything() -> None:
    lexicon = parse_toml(WHOLE, "a.toml")
    assert lexicon.writes == ("guet-apens", "Crit'Air")
    first, second = lexicon.terms
    assert (first.plural, first.heard, first.say, first.language) == (
        "guets-apens",
        ("gay tapant",),
        ("guet apan",),
        "fr",
    )
    assert first.place == "a.toml:5"
    assert (second.context, second.unless, second.match, second.line) == (("vignette",), ("critère de",), "exact", 12)
    assert lexicon.protect == ("gays",)
    assert [(c.text, c.alone, c.language) for c in lexicon.credits] == [
        ("Sous-titres réalisés par X", False, "fr"),
        ("", True, "en"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a = 1\nb = @",
            "x.toml:2: not TOML: Invalid value (look for a missing quote, bracket or comma there or above)",
        ),
        ('colour = "red"', "x.toml:1: unknown key `colour` (known: credit, language, parts, protect, term, title)"),
        ('[[term]]\nwrit = "a"', "x.toml:2: unknown key `writ` (did you mean `write`?)"),
        ('[[term]]\nheard = ["a"]', "x.toml:1: a term without `write` (write the right spelling)"),
        ('\n[[term]]\nwrite = "a"\nheard = "b"', 'x.toml:4: `heard` must be a list of texts (heard = ["..."])'),
        ("[[term]]\nwrite = 3", 'x.toml:2: `write` must be text in quotes, not 3 (write = "...")'),
        ('[[term]]\nwrite = "a"\nmatch = "loose"', "x.toml:3: match is 'loose' (one of exact, sound, fuzzy)"),
        ('[[term]]\nwrite = "..."', "x.toml:1: '...' has neither letters nor digits (write the right spelling)"),
        (
            '[[term]]\nwrite = "a"\n[[term]]\nwrite = "a"',
            "x.toml:3: 'a' is already on line 1 (join the two entries)",
        ),
        (
            '[[term]]\nwrite = "a"\nheard = ["c d"]\n[[term]]\nwrite = "b"\nheard = ["C  D"]',
            "x.toml:6: heard 'C D' of 'b' is also heard for 'a' on line 3 (keep it for one of the two)",
        ),
        ('[[term]]\nwrite = "a"\nheard = ["a"]', "x.toml:3: heard 'a' is the right spelling itself (remove it)"),
        (
            '[[credit]]\npattern = "("',
            "x.toml:2: pattern cannot be read: missing ), unterminated subpattern at position 0 "
            "(a bracket or sign that is meant as such needs a backslash)",
        ),
        *(
            (
                f"[[credit]]\npattern = '{pattern}'",
                "x.toml:2: pattern may take forever: it repeats without end what varies in length "
                '(say how often it repeats, as "(a+){1,5}")',
            )
            for pattern in (
                "(a+)+b",
                "(a|aa)+b",
                "((x*)y*)*",
                r"(\w+ ?){0,30}x",
                r"(\w|ab)+",
                "(if you .{0,40}|so )*",
                "( +[a ]*)+",
            )
        ),
        (
            '[[credit]]\ntext = "a"\nalone = "no"',
            "x.toml:3: `alone` must be true or false, not 'no' (alone = true)",
        ),
        ("term = 3", "x.toml:1: `term` must be written as [[term]] ([[term]] on a line, its keys below)"),
        ("[[credit]]\nalone = true", "x.toml:1: a credit needs either `text` or `pattern` (write one of the two)"),
        ("parts = 3", 'x.toml:1: [parts] must be a table ([parts] and name = "...")'),
        ('[parts]\nA = "a"', "x.toml:2: no part can be called `A` (small letters, digits and _, a letter first)"),
        ("[parts]\na = 3", 'x.toml:2: `a` must be text in quotes, not 3 (a = "...")'),
        ('[parts]\na = ""', "x.toml:2: part `a` is empty (remove it)"),
        (
            "[parts]\nb = 'x'\na = '('",
            "x.toml:3: a cannot be read: missing ), unterminated subpattern at position 0 "
            "(a bracket or sign that is meant as such needs a backslash)",
        ),
        (
            "[parts]\na = '({b})+'\nb = 'x+'",
            "x.toml:2: a may take forever: it repeats without end what varies in length "
            '(say how often it repeats, as "(a+){1,5}")',
        ),
        ("[parts]\na = '{b}'\nb = ['x', 'y{a}']", "x.toml:2: part `b` holds itself (write one of the two out)"),
        (
            "[parts]\nname = 'x'\n[[credit]]\npattern = 'by {nam}'",
            "x.toml:4: no part is called `nam` (did you mean `name`?)",
        ),
        (
            "[[credit]]\npattern = '{x}'",
            "x.toml:2: no part is called `x` (put it under [parts]; a brace that is meant as such is \\{)",
        ),
        (
            "[parts]\n" + "a0 = 'x'\n" + "".join(f"a{at} = '{{a{at - 1}}}{{a{at - 1}}}'\n" for at in range(1, 40)),
            "x.toml:15: with its parts it has more than 50000 signs (put fewer parts into parts)",
        ),
        ("protect = 3", 'x.toml:1: [protect] must be a table ([protect] and words = ["..."])'),
    ],
)
def test_what_is_wrong_is_said_in_one_line(text: str, message: str) -> None:
    with pytest.raises(LexiconError) as caught:
        parse_toml(text, "x.toml")
    assert str(caught.value) == message
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "pattern",
    [
        r"(ok,? )*x",
        r"(\w+ ){0,8}x",
        r"(\w+ )+x",
        "(a++)+b",
        "(foo|bar)+",
        ".*a.*amara",
        "a{2,}(bc)+",
        "((a*)y)*x",
        "(a[a-z]*,? +)+x",
        r"a*(\.[\w-]+)+",
        r"a+( [A-Z][\w-]*)+",
        r"a+([ ,]+\w+)+x",
    ],
)
def test_patterns_that_end_soon_are_patterns(pattern: str) -> None:
    (credit,) = parse_toml(f"[[credit]]\npattern = '{pattern}'").credits
    assert credit.pattern is not None
    for part in ("a", "a a, ", "a.", "aa Ab-"):
        assert credit.pattern.fullmatch(part * 500 + "!") is None


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        (".*", "Oui."),
        (r"\w+\W*", "Oui."),
        (".{20,}", "Il arrive demain matin à huit heures."),
        ("[^a-z]+", "12"),
        ("[\u4e00-\u9fff]+", "火车明天早上八点出发"),
    ],
)
def test_a_pattern_that_takes_speech_is_refused(pattern: str, what: str) -> None:
    says = rf"x.toml:2: pattern matches what anybody may say \('{what}'\) \(add words that only such a"
    with pytest.raises(LexiconError, match=says):
        parse_toml(f"[[credit]]\npattern = '{pattern}'", "x.toml")


def test_what_stands_alone_may_be_short_or_a_sign_but_is_no_sentence() -> None:
    for entry in ("pattern = 'oui[ ,.!]*'", "pattern = '[♪♫ ]*'", 'text = "♪"'):
        assert parse_toml(f"[[credit]]\nalone = true\n{entry}", "x.toml").credits
    with pytest.raises(LexiconError, match="what anybody may say"):
        parse_toml("[[credit]]\nalone = true\npattern = '.*'", "x.toml")


def test_parts_of_patterns() -> None:
    text = r"""
[parts]
name = '(?-i:[A-Z])\w*'
names = '{name}( {name}){0,2}'
made = ["made", "done|edited"]

[[credit]]
pattern = ['subs( {made})? by {names}', 'a{2} \{name}']
"""
    (credit,) = parse_toml(text).credits
    assert credit.pattern is not None
    for line in ("subs by Jane", "Subs Done by Jane X Doe", "subs made by Jane", "aa {name}"):
        assert credit.pattern.fullmatch(line), line
    for line in ("subs by jane", "subs by Jane Doe of X", "subs done|edited by Jane", "aa Jane"):
        assert not credit.pattern.fullmatch(line), line


@pytest.mark.parametrize("comma", [",", ";", "\t"])
def test_csv_of_any_country(comma: str) -> None:
    rows = [["write", "plural", "heard"], ["guet-apens", "guets-apens", "gay tapant|gai tapant"], [], ["Mâcon", "", ""]]
    lexicon = parse_csv("\ufeff".join(["", "\n".join(comma.join(row) for row in rows)]).lstrip("\ufeff"), "t.csv")
    assert lexicon.writes == ("guet-apens", "Mâcon")
    assert lexicon.terms[0].heard == ("gay tapant", "gai tapant")
    assert lexicon.terms[1].line == 4


def test_csv_of_an_old_mac() -> None:
    assert parse_csv("write,heard\rMâcon,Macon\rNîmes,\r", "t.csv").writes == ("Mâcon", "Nîmes")


def test_csv_without_the_column() -> None:
    with pytest.raises(LexiconError, match=r"t.csv:1: the first line names no column `write`"):
        parse_csv("term,heard\na,b\n", "t.csv")


def test_list() -> None:
    lexicon = parse_list("# people\nAnnie Ernaux\n\n  Mâcon \nMâcon\n", "l.txt")
    assert [(term.write, term.line) for term in lexicon.terms] == [("Annie Ernaux", 2), ("Mâcon", 4)]


def test_names_and_paths(tmp_path: Path) -> None:
    own = tmp_path / "house.toml"
    own.write_text('[[term]]\nwrite = "guet-apens"\nheard = ["gué à pan"]\nnote = "ours"\n', encoding="utf-8")
    lexicon = load_lexicon("fr-justice", own)
    term = next(term for term in lexicon.terms if term.write == "guet-apens")
    assert {"gay tapant", "gué à pan"} <= set(term.heard), "entries of one spelling are joined"
    assert (term.plural, term.note, term.source) == ("guets-apens", "ours", str(own))
    with pytest.raises(LexiconError, match=r"fr-justise: no such lexicon \(did you mean fr-justice\?\)"):
        load_lexicon("fr-justise")
    with pytest.raises(LexiconError, match="is a folder"):
        load_lexicon(tmp_path)


def test_a_later_lexicon_takes_over_a_mishearing() -> None:
    one = Lexicon((Term("guet-apens", heard=("gay tapant",), source="a.toml", line=3),))
    two = Lexicon((Term("Gaetan Pan", heard=("Gay Tapant",), source="b.toml", line=9),))
    merged = merge([one, two])
    assert [(term.write, term.heard) for term in merged.terms] == [("guet-apens", ()), ("Gaetan Pan", ("Gay Tapant",))]
    assert merged.notices == (
        "'Gay Tapant' is heard for 'Gaetan Pan' (b.toml:9), no longer for 'guet-apens' (a.toml:3)",
    )


@pytest.mark.parametrize("name", shipped())
def test_shipped_lexicons_load(name: str) -> None:
    lexicon = load_lexicon(name)
    assert lexicon.terms or lexicon.credits
    assert not lexicon.notices


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nOui.\n", "a subtitle file"),
        ("1\n00:00:01,000 --> 00:00:02,000\nOui.\n", "a subtitle file"),
        ("[00:01.000 --> 00:02.000] Oui.\n", "a subtitle file"),
        ("0:00:01.000,0:00:02.000\nOui.\n", "a subtitle file"),
        ('\n{"a": 1}\n{"b": 2}\n', "JSON"),
        ('[\n ["a", "b"]]', "JSON"),
        ('<?xml version="1.0"?><tt/>', "HTML or XML"),
    ],
)
def test_what_is_no_list_of_spellings_is_refused(text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "l.txt").write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match=f"{says}, not a lexicon"):
        load_lexicon(tmp_path / "l.txt")


def test_spellings_with_signs_are_spellings(tmp_path: Path) -> None:
    (tmp_path / "l.txt").write_text("[SNCF]\n[1]\n<3\n{x}\n13:15 le samedi\n", encoding="utf-8")
    assert len(load_lexicon(tmp_path / "l.txt").terms) == 5


def test_excels_first_line_names_the_comma() -> None:
    lexicon = parse_csv("sep=;\r\nwrite;heard\r\nMoi, Daniel, et toi;moi danielle\r\n", "t.csv")
    assert [(term.write, term.heard, term.line) for term in lexicon.terms] == [
        ("Moi, Daniel, et toi", ("moi danielle",), 3)
    ]


def test_an_empty_lexicon_is_no_silence(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_text("# nothing yet\n", encoding="utf-8")
    assert load_lexicon(path).notices == (f"{path}: nothing in it (add a right spelling a line, or [[term]] entries)",)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.toml", 'language = "frr"\n', r"a.toml:1: no language 'frr' \(did you mean fr\?\)"),
        ("a.toml", '[[term]]\nwrite = "Mâcon"\nheard = [""]\n', r"a.toml:3: `heard` holds an empty text \(remove it\)"),
        ("a.csv", 'write,heard\nMâcon,"Macon\nBriand,Brian\n', r"a.csv:\d: not a table: .* \(close the quotes"),
        ("a.csv", "write,language\nMâcon,frr\n", r"a.csv:2: no language 'frr' \(did you mean fr\?\)"),
        ("a.csv", "write,heard\nBriand,\nKervadec,Carvadeck,Bidule\n", r"a.csv:3: 'Bidule' is in no column \(name its"),
        ("a.csv", "write,,heard\nMâcon,une ville,Macon\n", r"a.csv:2: 'une ville' is in no column \("),
        ("a.csv", 'write,heard\n"Mâ\ncon",x\n', r"a.csv:2: `write` holds a line break \(write it on one line\)"),
        (
            "a.toml",
            '[[term]]\nnote = "x"\nwrite = "Foo\\n\\n2\\n00:00:05,000 --> 00:00:06,000"\n',
            r"a.toml:3: `write` holds a line break \(write it on one line\)",
        ),
        ("a.toml", '[[term]]\nwrite = "a"\nheard = ["b\\u2028c"]\n', r"a.toml:3: `heard` holds a line break"),
        ("a.toml", '[protect]\nwords = ["b\\nc"]\n', r"a.toml:2: `words` holds a line break"),
        (
            "a.toml",
            '[[term]]\nwrite = "Ker\u00adjean"\n',
            r"a.toml:2: `write` holds a sign that is not seen \(U\+00AD\)",
        ),
        ("a.txt", "Mâcon\nKer\u200bjean\n", r"a.txt:2: `write` holds a sign that is not seen \(U\+200B\)"),
    ],
)
def test_slips_are_named(name: str, text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match=says):
        load_lexicon(tmp_path / name)


def test_an_entry_that_only_repeats_a_spelling_takes_nothing_over() -> None:
    house = Lexicon((Term("sursis", heard=("sursi",), match="exact", note="ours", source="a.toml", line=3),))
    story = Lexicon((Term("sursis", note="2x, line 1", source="story.txt", line=1),))
    (term,) = merge([house, story]).terms
    assert (term.match, term.note, term.place) == ("exact", "ours", "a.toml:3")


def test_languages_do_not_meet() -> None:
    french = Lexicon((Term("et cetera", heard=("ec cetera",), language="fr"),), language="fr")
    english = Lexicon((Term("et cetera", heard=("ec cetera", "ex cetera"), language="en"),), language="en")
    both = merge([french, english])
    assert [(term.language, term.heard) for term in both.terms] == [
        ("fr", ("ec cetera",)),
        ("en", ("ec cetera", "ex cetera")),
    ]
    anywhere = Lexicon((Term("et cetera", heard=("et set era",)),))
    assert len(merge([french, anywhere]).terms) == 1, "an entry without a language is the same entry"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize(
    ("name", "text"), [("l.txt", "Mâcon\nKévin Kerjean\n"), ("l.csv", "write\nMâcon\nKévin Kerjean\n")]
)
def test_a_list_in_any_encoding(name: str, text: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    guessed = (f"{path}: not UTF-8: read as cp1252 (a guess; save it as UTF-8 if that is wrong)",)
    for lexicon, notices in ((loaded := load_lexicon(path), loaded.notices), read_list(path)[::2]):
        assert lexicon.writes == ("Mâcon", "Kévin Kerjean")
        assert notices == (guessed if encoding == "cp1252" else ())
