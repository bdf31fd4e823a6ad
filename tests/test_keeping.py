"""Keeping lexicons: what is checked, what is explained, what is read of other tools."""

import json
from pathlib import Path

import pytest
from command_line import rehear
from rehear.correction import Lexicon, Term
from rehear.correction.lexicon_files import load_file, parse_toml
from rehear.curation import check, explain, fires, read_list
from rehear.document import Transcript
from rehear.document.errors import LexiconError

CLASH = Lexicon((Term("Gaetan", heard=("gay tapant",), source="b.toml", line=4),))


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (Term("sursis", plural="sursis"), "plural of 'sursis' is the same word"),
        (Term("sursis", plural="maisons"), "plural 'maisons' of 'sursis' looks like another word"),
        (Term("sursis", match="exact"), "'sursis' has match = \"exact\" and nothing listed"),
        (Term("Foix"), "'Foix' sounds like foy"),
        (Term("un deux trois quatre cinq six sept"), "is too long to be found by its sound"),
        (Term("Kerjean", say=("kerjean",)), "say 'kerjean' of 'Kerjean' says what its letters say"),
        (Term("Mâcon", heard=("mur",)), "heard 'mur' of 'Mâcon' is a word of its own"),
        (Term("Lamaison", heard=("la maison",)), "heard 'la maison' of 'Lamaison' is plain language"),
        (Term("Ploubazlanec", heard=("zigouigoui",)), "heard 'zigouigoui' does not sound like 'Ploubazlanec'"),
        (
            Term("guet-apens", heard=("gay tapant",)),
            "'gay tapant' is heard for 'Gaetan', and for 'guet-apens' (a.toml:2)",
        ),
        (Term("gaetan", match="exact", heard=("guétan",)), "'Gaetan' is written 'gaetan' elsewhere (a.toml:2)"),
        (
            Term("Kerjean", heard=("Gaetan",)),
            "heard 'Gaetan' of 'Kerjean' is the right spelling of 'Gaetan' (b.toml:4)",
        ),
    ],
)
def test_check_says_what_is_wrong(entry: Term, says: str) -> None:
    from dataclasses import replace

    lexicon = Lexicon((replace(entry, source="a.toml", line=2),))
    said = [str(problem) for problem in check([lexicon, CLASH], "fr")]
    assert [line for line in said if says in line], said
    assert all(line.startswith(("a.toml:2: ", "b.toml:4: ")) and line.endswith(")") for line in said)


def test_check_is_silent_about_good_entries() -> None:
    good = Term("guet-apens", plural="guets-apens", heard=("gays tapants",), language="fr")
    foix = Term("Foix", context=("Ariège",), language="fr")
    assert check([Lexicon((good, foix))]) == []


@pytest.mark.parametrize(
    ("one", "other"), [("Maëlle Quéméneur", "Maëlle Kéméneur"), ("Yanis Bouzidi", "Yannis Bouzidy")]
)
def test_one_name_in_two_spellings_is_found(one: str, other: str) -> None:
    core = Lexicon((Term(one, source="a.toml", line=2),))
    show = Lexicon((Term("Solenn Kervadec", source="b.toml", line=1), Term(other, source="b.toml", line=4)))
    assert [str(problem) for problem in check([core, show], "fr")] == [
        f"b.toml:4: {other!r} sounds like {one!r} (a.toml:2) (decide for one spelling, or give both a `context`)"
    ]
    apart = Lexicon((Term(one, context=("Brest",)), Term(other, match="exact", heard=("Kémeneurr",))))
    assert check([apart], "fr") == []


def test_forms_of_one_word_are_no_two_spellings() -> None:
    assert check([Lexicon((Term("guet-apens"), Term("guets-apens"), Term("Sarthe"), Term("Sarthes")))], "fr") == []


def test_what_is_protected_never_applies() -> None:
    lexicon = Lexicon((Term("Mâcon", heard=("Maquon",), source="a.toml", line=1),), protect=("maquon",))
    assert [str(p) for p in check([lexicon])] == [
        "a.toml:1: heard 'Maquon' of 'Mâcon' is protected as a whole: it never applies (remove one)"
    ]


def test_terms_that_fire_in_right_text_are_named() -> None:
    lexicon = Lexicon((Term("guet-apens", heard=("mur",), language="fr", source="a.toml", line=7),))
    texts = [Transcript.from_texts(["Il a bâti un mur."], language="fr", times=[(0, 900)], source="ok.srt")]
    (problem,) = fires(lexicon, texts)
    assert problem.place == "a.toml:7"
    assert "would be applied 1x in text that is right: 'mur.' -> 'guet-apens.' in ok.srt 00:00" in problem.text
    lexicon = parse_toml('[[credit]]\npattern = "il a bâti .*"', "a.toml")
    (problem,) = fires(lexicon, texts)
    assert "a credit would be removed 1x in text that is right: 'Il a bâti un mur.' -> '' in" in problem.text
    assert problem.remedy == "alone = true, or a pattern or text that says more"


@pytest.mark.parametrize(
    ("entry", "text", "why_not"),
    [
        (
            Term("Foix", context=("Ariège",)),
            "une fille de Fois",
            "no word of its `context` is near (Ariège); and it would be shown if it belonged to the story (--article)",
        ),
        (Term("Solenn Kervadec", match="exact"), "Solène Kervadek", 'match = "exact": only what is listed applies'),
        (Term("Solenn Kervadec", unless=("Kervadek",)), "Solène Kervadek", "`unless` forbids it (Kervadek)"),
        (
            Term("Foix"),
            "une poix",
            "the words may well be right as they stand, or sound too different (list them in `heard` if they never are)",
        ),
    ],
)
def test_explain_says_what_keeps_a_term_away(entry: Term, text: str, why_not: str) -> None:
    found = explain(text, Lexicon((entry,), language="fr"), "fr")
    assert (found.edits, [near.why_not for near in found.near]) == ((), [why_not])


def test_explain_names_protected_words() -> None:
    lexicon = Lexicon((Term("Solenn Kervadec"),), protect=("Solène Kervadek",), language="fr")
    (near,) = explain("Solène Kervadek", lexicon, "fr").near
    assert near.why_not == "a protected word or phrase stands there"


def test_explain_looks_for_no_other_term_where_one_is_found() -> None:
    lexicon = Lexicon((Term("guet-apens"), Term("Gray"), Term("Ain"), Term("Laon")), language="fr")
    assert explain("un guet-apens là", lexicon, "fr").near == ()
    assert explain("la gai tapant", lexicon, "fr").near == ()


def test_explain_shows_what_matches_and_what_stands() -> None:
    lexicon = Lexicon((Term("Solenn Kervadec"), Term("Mâcon")), language="fr")
    found = explain("Solène Kervadek à Mâcon", lexicon, "fr")
    assert [edit.after for edit in found.edits] == ["Solenn Kervadec"]
    assert [term.write for term in found.stands] == ["Mâcon"]
    assert explain("rien du tout", lexicon, "fr").near == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("l.txt", "# ours\ngay tapant|guet-apens\ngai tapant => guet-apens\n"),
        ("l.tsv", "gay tapant\tguet-apens\ngai tapant\tguet-apens\n"),
        ("l.csv", "Find,Replace with\ngay tapant,guet-apens\ngai tapant,guet-apens\n"),
        ("r.csv", "right;wrong\nguet-apens;gay tapant\nguet-apens;gai tapant\n"),
        ("s.csv", '"wrong";"right"\n"gay tapant";"guet-apens"\n"gai tapant";guet-apens\n'),
        ("w.csv", '"write";"heard"\n"guet-apens";"gay tapant|gai tapant"\n'),
        ("j.csv", "write,heard\nguet-apens,gay tapant\nguet-apens,gai tapant\n"),
        ("k.csv", "right;wrong\nguet-apens;gay tapant|gai tapant\n"),
        ("t.tsv", "right\twrong\nguet-apens\tgay tapant; gai tapant\n"),
        ("t.txt", "gay tapant; gai tapant\tguet-apens\n"),
        ("q.txt", '"gay tapant";"guet-apens"\n"gai tapant";"guet-apens"\n'),
        ("x.csv", "sep=;\r\nwrong;right\r\ngay tapant;guet-apens\r\ngai tapant;guet-apens\r\n"),
        ("y.csv", '"sep=,"\nwrite,heard\nguet-apens,gay tapant;gai tapant\n'),
        ("a.json", '{"gay tapant": "guet-apens", "gai tapant": "guet-apens"}'),
        ("b.json", '{"guet-apens": ["gay tapant", "gai tapant"]}'),
        (
            "c.json",
            '{"rules": [{"from": "gay tapant", "to": "guet-apens"}, {"from": "gai tapant", "to": "guet-apens"}]}',
        ),
        ("d.json", '[["gay tapant", "guet-apens"], ["gai tapant", "guet-apens"]]'),
        (
            "o.xml",
            '<OCRFixReplaceList><WholeWords><Word from="gay tapant" to="guet-apens"/></WholeWords>'
            '<WholeLines><Line from="gai tapant" to="guet-apens"/></WholeLines></OCRFixReplaceList>',
        ),
        (
            "g.xml",
            "<MultipleSearchAndReplaceGroups><Group><Name>Names of May</Name><Enabled>true</Enabled>"
            "<Item><FindWhat>gay tapant</FindWhat><ReplaceWith>guet-apens</ReplaceWith></Item>"
            "<Item><FindWhat>gai tapant</FindWhat><ReplaceWith>guet-apens</ReplaceWith></Item>"
            "</Group></MultipleSearchAndReplaceGroups>",
        ),
        (
            "m.xml",
            "<MultipleSearchAndReplaceList>"
            + "".join(
                f"<MultipleSearchAndReplaceItem><Enabled>True</Enabled><FindWhat>{wrong}</FindWhat>"
                "<ReplaceWith>guet-apens</ReplaceWith><SearchType>Normal</SearchType></MultipleSearchAndReplaceItem>"
                for wrong in ("gay tapant", "gai tapant")
            )
            + "</MultipleSearchAndReplaceList>",
        ),
    ],
)
def test_lists_of_other_tools(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    imported = read_list(path)
    assert [(entry.write, entry.heard) for entry in imported.lexicon.terms] == [
        ("guet-apens", ("gay tapant", "gai tapant"))
    ]
    assert (imported.left_out, imported.notices) == ((), ())


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("l.txt", "gay tapant|guet-apens\nMacon|\ngai tapant|guet-apens\n", "l.txt:2: no right spelling in this line"),
        ("l.txt", "gay tapant|guet-apens\nx|!\ngai tapant|guet-apens\n", "l.txt:2: 'x' -> '!' would write no word"),
        (
            "l.txt",
            "gay tapant|guet-apens\ngai tapant|guet-apens\ngay tapant|Gaetan\n",
            "l.txt:3: 'gay tapant' is already heard for 'guet-apens', not for 'Gaetan'",
        ),
        ("l.txt", "gay tapant|guet-apens\ntruc\ngai tapant|guet-apens\n", "l.txt:2: no right spelling in this line"),
        ("l.txt", "gay tapant|guet-apens\n|bidule\ngai tapant|guet-apens\n", "l.txt:2: no misheard words in this line"),
        ("l.txt", "gay tapant|guet-apens\na|b|c\ngai tapant|guet-apens\n", "l.txt:2: more than two parts in this line"),
        ("l.csv", "gay tapant,guet-apens\na,b,c\ngai tapant,guet-apens\n", "l.csv:2: more than two parts in this line"),
        ("l.csv", 'a;"guet\ngay tapant;guet-apens\n"gai tapant";guet-apens\n', "l.csv:1: not a table"),
        ("l.csv", 'write;heard\nguet-apens;"gay tapant"\n;x\nguet-apens;gai tapant\n', "l.csv:3: no right spelling in"),
        ("l.txt", "gay tapant|guet-apens\nx|a;b\ngai tapant|guet-apens\n", "l.txt:2: more than two parts in this line"),
        ("l.csv", "gay tapant,guet-apens\nx,a|b\ngai tapant,guet-apens\n", "l.csv:2: more than two parts in this line"),
        (
            "l.csv",
            "wrong,right\ngay tapant,guet-apens\nx,Macron # elu\ngai tapant,guet-apens\n",
            "l.csv:3: 'Macron # elu' holds a comment (a comment needs a line of its own)",
        ),
        ("l.json", '[["gay tapant", "guet-apens"], {"x": 1}, ["gai tapant", "guet-apens"]]', 'l.json: {"x": 1} is no'),
    ],
)
def test_one_bad_line_costs_that_line_alone(name: str, text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    imported = read_list(tmp_path / name)
    found = {entry.write: entry.heard for entry in imported.lexicon.terms}
    assert found["guet-apens"] == ("gay tapant", "gai tapant")
    (error,) = imported.left_out
    assert says in str(error)


def test_names_of_a_subtitle_editor_are_right_spellings(tmp_path: Path) -> None:
    path = tmp_path / "names.xml"
    path.write_text(
        "<names><blacklist><name>Will</name></blacklist><name>Solenn Kervadec</name><name>Lanildut</name></names>"
    )
    assert read_list(path).lexicon.writes == ("Solenn Kervadec", "Lanildut")
    path.write_text(
        "<Groups><Group><Name>Off</Name><Enabled>false</Enabled><Item><FindWhat>a</FindWhat><ReplaceWith>b</ReplaceWith>"
        "</Item></Group><Group><Name>On</Name><Item><FindWhat>c</FindWhat><ReplaceWith>d</ReplaceWith></Item></Group></Groups>"
    )
    assert read_list(path).lexicon.writes == ("d",)


def test_the_direction_of_a_plain_map_can_be_told(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"guet-apens": "gay tapant"}', encoding="utf-8")
    assert read_list(path, direction="right-wrong").lexicon.terms[0].heard == ("gay tapant",)
    path = tmp_path / "a.txt"
    path.write_text("guet-apens\tgay tapant; gays tapants\n", encoding="utf-8")
    assert read_list(path, direction="right-wrong").lexicon.terms[0].heard == ("gay tapant", "gays tapants")


def test_what_is_no_whole_word_is_left_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "o.xml"
    path.write_text(
        '<r><Word from="Macon" to="Mâcon"/><PartialWords><WordPart from="ii" to="n"/></PartialWords></r>',
        encoding="utf-16",
    )
    imported = read_list(path)
    assert imported.lexicon.writes == ("Mâcon",)
    assert imported.notices == (
        f"{path}: 1 rule is left out: patterns, parts of words or lines, deletions, or switched off",
    )


def test_patterns_in_json_are_left_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "o.json"
    rule = '{"from": "Ma[ck]on", "to": "Mâcon", %s}'
    rules = [rule % '"regex": true', rule % '"type": "regexp"', rule % '"enabled": false', rule % '"regex": false']
    path.write_text(f"[{', '.join(rules[:3])}, {rules[3].replace('[ck]', 'ck')}]", encoding="utf-8")
    imported = read_list(path)
    assert [(term.write, term.heard) for term in imported.lexicon.terms] == [("Mâcon", ("Mackon",))]
    assert imported.notices == (
        f"{path}: 3 rules are left out: patterns, parts of words or lines, deletions, or switched off",
    )
    path.write_text(f"[{rules[0]}]", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"no replacement that a lexicon can take over \(1 left out\)"):
        read_list(path)


@pytest.mark.parametrize("text", ["gay tapant|guet-apens\n", "write,heard\nguet-apens,gay tapant\n"])
def test_a_list_through_a_pipe(text: str, tmp_path: Path) -> None:
    done = rehear("lexicon", "import", "-", folder=tmp_path, stdin=text.encode())
    assert (done.code, 'heard = ["gay tapant"]' in done.stdout) == (0, True)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.json", "{", r"a.json:1: not JSON: .* \(.*\)"),
        ("a.json", "[" * 100_000, r"a.json: no list of replacements"),
        ("a.json", '[{"from": 3, "to": "x"}]', r"a.json: no list of replacements"),
        ("a.json", '{"guet-apens": [["gay tapant"]]}', r"a.json: no list of replacements"),
        (
            "a.json",
            '{"guet-apens": ["gay tapant", 3]}',
            r'a.json: \["guet-apens", \["gay tapant", 3\]\] is no replacement: 3 is no text \(\["wrong", "right"\]\)',
        ),
        (
            "a.json",
            '[{"to": "guet-apens", "from": ["gay tapant", null]}]',
            r"a.json: .* is no replacement: null is no text",
        ),
        ("a.json", '{"guet-apens": [3]}', r"a.json: no list of replacements"),
        ("a.json", '[["guet-apens", {"a": 1}]]', r"a.json: no list of replacements"),
        ("a.xml", "<a>" * 5000 + "</a>" * 5000, r"a.xml: (not XML|elements in elements|no replacements)"),
        ("a.json", "[1, 2]", r'a.json: no list of replacements \(\{"wrong": "right"\}'),
        ("a.xml", "<a><b></a>", r"a.xml:1: not XML: .* \(.*\)"),
        ("a.xml", "<a/>", r"a.xml: no replacements in it \("),
        (
            "a.xml",
            '<a><Word from="x" to=""/></a>',
            r"a.xml: no replacement that a lexicon can take over \(1 left out\)",
        ),
        ("a.txt", " \n", r"a.txt: nothing in it \("),
        ("a.csv", 'heard,write\n"gay tapant,guet-apens\n', r"a.csv:\d: not a table: .* \(close the quotes"),
        (
            "a.json",
            '{"gay tapant": "guet-apens", "Mâcon": ["Macon"]}',
            r"a.json: some entries are wrong -> right, others",
        ),
        ("a.txt", "\nc|\n", r"a.txt:2: no right spelling in this line \(wrong\|right\)"),
    ],
)
def test_lists_that_cannot_be_read(name: str, text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match=says):
        read_list(tmp_path / name)


def test_check_says_nothing_of_what_it_could_not_read(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("[[term]\n", encoding="utf-8")
    (tmp_path / "good.toml").write_text('language = "fr"\n[[term]]\nwrite = "Lanildut"\n', encoding="utf-8")
    done = rehear("lexicon", "check", "bad.toml", folder=tmp_path)
    assert (done.code, done.stdout) == (2, "")
    done = rehear("lexicon", "check", "bad.toml", "good.toml", folder=tmp_path)
    assert (done.code, done.stdout) == (2, "1 lexicon, 1 term: no problems; 1 lexicon could not be read\n")


def test_results_for_a_program(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("gay tapant|guet-apens\n", encoding="utf-8")
    (tmp_path / "story.txt").write_text("Hier, le maire Yanis Bouzidi a parlé.\n", encoding="utf-8")
    for call, write in (
        (("import", "list.txt", "--json"), "guet-apens"),
        (("from-article", "story.txt", "--language", "fr", "--json"), "Yanis Bouzidi"),
        (("add", "Lanildut", "--to", "house.toml", "--json"), "Lanildut"),
        (("explain", "Lanildut", "-l", "house.toml", "--language", "fr", "--json"), "Lanildut"),
    ):
        done = rehear("lexicon", *call, folder=tmp_path)
        assert [found for line in done.stdout.splitlines() if (found := json.loads(line).get("write"))] == [write]


def test_settings_may_name_a_lexicon_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    (home / "house.toml").write_text('language = "fr"\n[[term]]\nwrite = "Lanildut"\n', encoding="utf-8")
    (tmp_path / "rehear.toml").write_text('lexicons = ["~/house.toml"]\n', encoding="utf-8")
    done = rehear("lexicon", "list", ".", folder=tmp_path)
    assert done.code == 0
    assert "1 term" in done.stdout


def test_notes_of_several_articles_say_which(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Hier, le maire Yanis Bouzidi a parlé.\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Ici.\nHier, Solenn Kervadec a parlé.\n", encoding="utf-8")
    done = rehear("lexicon", "from-article", "a.txt", "b.txt", "-o", "s.toml", "--language", "fr", folder=tmp_path)
    assert "s.toml: 2 terms" in done.stdout
    notes = [entry.note for entry in load_file(tmp_path / "s.toml").terms]
    assert notes == ["1x, line 1 of a.txt", "1x, line 2 of b.txt"]
    done = rehear("lexicon", "from-article", "a.txt", "-o", "t.toml", "--language", "fr", folder=tmp_path)
    assert "t.toml: 1 term\n" in done.stdout
