"""Lexicon files changed without loss: put in order, added to, merged, whatever stands in them."""

import threading
import time
from pathlib import Path

import pytest
from command_line import rehear
from hypothesis import given, settings
from hypothesis import strategies as st
from rehear.correction import Lexicon, Term, merge
from rehear.correction.lexicon_files import load_file, parse_toml
from rehear.correction.spelling import flaw_of_right
from rehear.curation.adding import add
from rehear.curation.blocks import format_text, render
from rehear.document.errors import LexiconError
from rehear.pipeline.keeping import add_to, toml_of
from rehear.pipeline.locking import locked

HOUSE = """# The house's lexicon.

language = "fr" # ours

# --- people ---

# the judge
[[term]]
write = "Kerjean" # checked
heard = ["Kerjan"]
# tail

[[term]]
note = "a friend"
write = "Bouzidi"

# --- words ---

[[term]]
write = "non-lieu"
heard = ["nom lieu", # seen twice
  "nonlieu"]

[protect]
words = ["maçon"]
"""
FORMATTED = """# The house's lexicon.

language = "fr" # ours

# --- people ---

[[term]]
write = "Bouzidi"
note = "a friend"

# the judge
[[term]]
write = "Kerjean"  # checked
heard = ["Kerjan"]
# tail

# --- words ---

[[term]]
write = "non-lieu"
heard = ["nom lieu", # seen twice
  "nonlieu"]

[protect]
words = ["maçon"]
"""
# In a spelling no sign stands that is not seen, and none that parts two: a file that has one is refused.
letters = st.characters(
    codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\u00ad\u200b\u2060\ufeff"
)
words = st.text(letters, min_size=1, max_size=12).filter(
    lambda text: any(map(str.isalnum, text)) and flaw_of_right(" ".join(f"{text}0x".split())) is None
)


def term(number: int, write: str, heard: list[str], note: str, match: str) -> Term:
    return Term(
        " ".join(f"{write}{number}".split()),
        heard=tuple(dict.fromkeys(" ".join(f"{one}{number}x".split()) for one in heard)),
        note=" ".join(note.split()),
        match=match,  # type: ignore[arg-type]
    )


lexicons = st.lists(
    st.tuples(
        words,
        st.lists(words, max_size=3),
        st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=9),
    ),
    max_size=4,
).map(lambda rows: Lexicon(tuple(term(n, *row, "sound") for n, row in enumerate(rows)), language="fr"))


def bare(lexicon: Lexicon) -> dict[str, tuple[tuple[str, ...], str]]:
    return {term.write: (term.heard, term.note) for term in lexicon.terms}


def test_format_keeps_sections_and_comments() -> None:
    assert format_text(HOUSE) == FORMATTED
    assert format_text(FORMATTED) == FORMATTED


@given(lexicons)
@settings(max_examples=40, deadline=None)
def test_what_is_written_is_read(lexicon: Lexicon) -> None:
    text = render(lexicon, title="A title", head="Comment.")
    assert bare(parse_toml(text)) == bare(lexicon)
    assert bare(parse_toml(format_text(text))) == bare(lexicon)
    assert format_text(format_text(text)) == format_text(text)


@given(lexicons, lexicons)
@settings(max_examples=30, deadline=None)
def test_adding_loses_nothing_and_adds_once(one: Lexicon, other: Lexicon) -> None:
    text = render(one)
    try:
        both, _ = add(text, other)
    except LexiconError:
        return  # the two contradict one another
    found = bare(parse_toml(both))
    for lexicon in (one, other):
        for entry in lexicon.terms:
            assert set(entry.heard) <= set(found[entry.write][0])
    assert add(both, other)[0] == both


def test_add_touches_nothing_else() -> None:
    after, _ = add(HOUSE, Lexicon((Term("Kerjean", heard=("Quergeant",)), Term("Lanildut", note="new"))))
    gone = [line for line in HOUSE.splitlines() if line and line not in after.splitlines()]
    assert gone == ['write = "Kerjean" # checked', 'heard = ["Kerjan"]']
    assert 'heard = ["Kerjan", "Quergeant"]' in after
    assert after.index('write = "Lanildut"') < after.index("[protect]")


OTHER = """# Learnt last week.
language = "fr"

# --- people ---

# not listed: 'Kergeant' is a "word"
[[term]]
write = "Kerjean" # twice
heard = ["Quergeant", "Kerjan", "nom lieu"] # all of May
note = "a judge"
plural = "Kerjeans"

# asked her
[[term]]
write = "Solenn Kervadec"

# --- places ---

[[term]]
write = "Lanildut"

[[credit]]
text = "Sous-titres de Personne" # seen often

# the town has masons
[protect]
words = ["maçon", "guet"]
"""


def test_merging_loses_no_comment_and_says_what_clashes() -> None:
    both, notices = add(HOUSE, parse_toml(OTHER, "b.toml"), "a.toml", written=OTHER, takes_over=True)
    for line in (HOUSE + OTHER).splitlines()[:-1]:
        comment = line.partition("#")[2]
        assert comment.strip() in both or "Learnt" in comment  # what heads a file is about that file
    assert (
        both.index("a friend")
        < both.index("# asked her\n[[term]]")
        < both.index("# --- words")
        < both.index("# --- places")
    )
    found = {entry.write: entry for entry in parse_toml(both).terms}
    assert found["Kerjean"].heard == ("Kerjan", "Quergeant", "nom lieu")
    assert (found["Kerjean"].note, found["non-lieu"].heard) == ("a judge", ("nonlieu",))
    assert notices == ["'nom lieu' is heard for 'Kerjean' (b.toml:7), no longer for 'non-lieu' (a.toml:19)"]
    assert add(both, parse_toml(OTHER), written=OTHER)[0] == both
    _, (notice,) = add(both, Lexicon((Term("Kerjean", plural="Kerjean", note="judge"),)))
    assert notice.startswith("plural of 'Kerjean' is 'Kerjean' (), no longer 'Kerjeans'")
    with pytest.raises(LexiconError, match=r"a.toml:19: heard 'nom lieu' of 'Kerjean' is already heard for 'non-lieu'"):
        add(HOUSE, parse_toml(OTHER), "a.toml")


def test_merging_lets_the_later_file_protect_and_list() -> None:
    core = '[[term]]\nwrite = "Mâcon"\nheard = ["Macon", "Maquon"]\n\n[protect]\nwords = ["gays", "un bar"]\n'
    show = '[[term]]\nwrite = "Barre"\nheard = ["Un bar"]\n\n[protect]\nwords = ["macon"]\n'
    text, notices = add(core, parse_toml(show, "b.toml"), "a.toml", written=show, takes_over=True)
    both = parse_toml(text)
    assert {term.write: term.heard for term in both.terms} == {"Mâcon": ("Maquon",), "Barre": ("Un bar",)}
    assert both.protect == ("gays", "macon")
    assert notices == [
        "'Macon' is protected, no longer heard for 'Mâcon' (a.toml:1)",
        "'un bar' is heard for 'Barre' (b.toml:1), no longer protected",
    ]


@pytest.mark.parametrize(
    ("new", "takes_over", "place"),
    [
        (Lexicon(protect=("macon",)), False, "a.toml:2"),
        (Lexicon((Term("Barre", heard=("un bar",)),)), False, "a.toml:6"),
        (Lexicon((Term("Bar", heard=("x y",), source="b.toml", line=7),), protect=("x y",)), True, "b.toml:7"),
    ],
)
def test_what_would_be_heard_and_protected_is_refused_with_its_place(
    new: Lexicon, takes_over: bool, place: str
) -> None:
    text = '\n[[term]]\nwrite = "Mâcon"\nheard = ["Macon"]\n\n[protect]\nwords = ["un bar"]\n'
    with pytest.raises(LexiconError, match=rf"{place}: .* would be heard for .* and protected \(keep it for one"):
        add(text, new, "a.toml", takes_over=takes_over)


@given(lexicons, lexicons)
@settings(max_examples=30, deadline=None)
def test_merged_files_say_what_both_say(one: Lexicon, other: Lexicon) -> None:
    """As one that is loaded after the other does, but for notes, of which both stay."""
    text, _ = add(render(one), other, written=render(other), takes_over=True)
    loaded = {entry.write: set(entry.heard) for entry in merge([one, other]).terms}
    assert {entry.write: set(entry.heard) for entry in parse_toml(text).terms} == loaded


def test_a_comment_that_ends_a_file_stays_apart() -> None:
    for end in ("# below it", "\n# the end\n# of it", "# below it\n\n# the end"):
        text = f'[[term]]\nwrite = "Mâcon"\n{end}\n'
        assert format_text(text) == text
    grown, _ = add('[[term]]\nwrite = "Mâcon"\n\n# the end\n', Lexicon((Term("Brest"),)))
    assert grown == '[[term]]\nwrite = "Mâcon"\n\n[[term]]\nwrite = "Brest"\n\n# the end\n'


def test_a_file_keeps_its_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_bytes(HOUSE.replace("\n", "\r\n").encode())
    add_to(path, Lexicon((Term("Lanildut"),)))
    data = path.read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n") > HOUSE.count("\n")


def test_inline_entries_are_not_added_to() -> None:
    with pytest.raises(LexiconError, match=r"h.toml: has terms that are no \[\[term\]\] entries \(write each as"):
        add('term = [{write = "a"}]', Lexicon((Term("b"),)), "h.toml")


@pytest.mark.parametrize(
    "call",
    [
        ("import", "pairs.csv"),
        ("from-article", "story.txt"),
        ("merge", "list.txt", "list.txt"),
        ("learn", "heard.txt", "right.txt"),
        ("suggest", "heard.txt"),
    ],
    ids=lambda call: call[0],
)
@pytest.mark.parametrize("output", ["list.txt", "new.csv"])
def test_a_lexicon_is_written_as_toml_and_over_no_list(call: tuple[str, ...], output: str, tmp_path: Path) -> None:
    files = {
        "pairs.csv": "gay tapant,guet-apens\n",
        "story.txt": "Le maire Yanis Bouzidi a parlé à Ploubazlanec.\n",
        "list.txt": "Solenn Kervadec\n",
        "heard.txt": "Hier le juge Solène Kervadek a longuement entendu le témoin.\n",
        "right.txt": "Hier le juge Solenn Kervadec a longuement entendu le témoin.\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = rehear("lexicon", *call, "-o", output, "--force", folder=tmp_path)
    assert done.code == 2
    assert f"{output}: a lexicon that is written is TOML (name it {Path(output).stem}.toml)" in done.stderr
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == files


def test_what_two_programs_add_at_once_is_all_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = threading.Event()

    def slowly(path: Path) -> str:
        text = toml_of(path)
        reading.set()
        time.sleep(0.3)  # so long the other has to write in between, if it does not wait
        return text

    path = tmp_path / "house.toml"
    path.write_text('[[term]]\nwrite = "Quimper"\n', encoding="utf-8")
    monkeypatch.setattr("rehear.pipeline.keeping.toml_of", slowly)
    call = ("lexicon", "add", "Lanildut", "--to", str(path))
    first = threading.Thread(target=rehear, args=call, kwargs={"folder": tmp_path})
    first.start()
    assert reading.wait(20)
    monkeypatch.setattr("rehear.pipeline.keeping.toml_of", toml_of)
    with locked(path):
        add_to(path, Lexicon((Term("Trégueux"),)))
    first.join()
    assert set(load_file(path).writes) == {"Quimper", "Lanildut", "Trégueux"}


STRINGS = """# Maires
language = "fr"

[[term]]
write = "Quimper"  # and not "Quimperlé"
note = \"\"\"as in
[[term]]
# no comment
write = 'not an entry' \"\"\"

[[term]]  # 'seen' once
write = "Lanildut"
note = '''
[protect]'''
"""


def test_what_stands_in_a_string_is_no_entry(tmp_path: Path) -> None:
    text, notices = add(STRINGS, Lexicon((Term("Quimper", heard=("Kimper",)), Term("Brest"))), "a.toml")
    assert not notices
    terms = {term.write: term for term in parse_toml(text).terms}
    assert set(terms) == {"Quimper", "Lanildut", "Brest"}
    assert terms["Quimper"].heard == ("Kimper",)
    assert "no comment" in terms["Quimper"].note
    assert set(parse_toml(format_text(text)).writes) == set(terms)
    path = tmp_path / "crlf.toml"
    path.write_bytes(STRINGS.replace("\n", "\r\n").encode())
    assert [term.line for term in load_file(path).terms] == [4, 11]


def test_comments_of_an_entry_come_along_but_not_what_looks_so() -> None:
    text, _ = add("", Lexicon((Term("Quimper"), Term("Lanildut"))), written=STRINGS)
    assert [line for line in text.split("\n") if "#" in line] == [
        'write = "Quimper"  # and not "Quimperlé"',
        "# no comment",
        "[[term]]  # 'seen' once",
    ]
    text, _ = add(text, Lexicon((Term("Quimper", heard=("Kimper",)), Term("Lanildut"))), written=STRINGS)
    assert text.count("no comment") == 1


def test_evidence_of_two_lessons_does_not_pile_up() -> None:
    text = render(Lexicon((Term("Quimper", note="our town"),)))
    for seen in ("set right 1x: a.srt 00:02", "set right 3x: b.srt 00:02", "4x, lines 1, 2"):
        text, _ = add(text, Lexicon((Term("Quimper", note=seen),)))
    (term,) = parse_toml(text).terms
    assert term.note == "our town; 4x, lines 1, 2"


PARTS = r"""
[parts]
# who made it
name = '(?-i:[A-Z])\w*'
made = ['made', 'done'] # how

[[credit]]
note = "subs"
# ours
pattern = ['subs {made} by {name}', 'captions by {name}']
"""


def test_format_keeps_parts() -> None:
    text = format_text(PARTS)
    assert (
        text
        == r"""[parts]
# who made it
name = '(?-i:[A-Z])\w*'
made = ["made", "done"]  # how

[[credit]]
# ours
pattern = ["subs {made} by {name}", "captions by {name}"]
note = "subs"
"""
    )
    assert format_text(text) == text


def test_credits_of_another_file_come_with_their_parts_put_in() -> None:
    theirs = PARTS.replace("'captions by {name}'", r"'captions by {name} \w'")
    mine = '[parts]\nname = "x"\n\n[[term]]\nwrite = "Zoé"\n'
    text, _ = add(mine, parse_toml(theirs), written=theirs)
    assert [credit.pattern for credit in parse_toml(text).credits] == [
        credit.pattern for credit in parse_toml(theirs).credits
    ]
    assert text.startswith(mine)
    assert "# ours" in text
    assert add(text, parse_toml(theirs), written=theirs)[0] == text
    assert add(PARTS, parse_toml(PARTS), written=PARTS)[0].count("[[credit]]") == 1
