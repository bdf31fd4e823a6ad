"""Edits into a subtitle file: what they change changes, and every other byte stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rehear.document import Edit, StaleEdit, Transcript, apply
from rehear.document.edit import words_between
from rehear.subtitles import SubtitleFile, patch, read, write

FOLDER = Path(__file__).parent


def edit(transcript: Transcript, before: str, after: str) -> Edit:
    """An edit of the first place where these words stand."""
    count = len(before.split(" "))
    for first in range(len(transcript.words) - count + 1):
        if words_between(transcript, first, first + count - 1) == before:
            return Edit("", first, first + count - 1, before, after, "test")
    raise AssertionError(f"{before!r} does not stand in the transcript")


def fixed(tmp_path: Path, source: str | bytes, *changes: tuple[str, str], name: str = "clip.srt") -> str:
    """The source with these changes patched into it, checked against what `apply` makes of its transcript."""
    path = tmp_path / name
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    file = read(path)
    edits = [edit(file.transcript, *change) for change in changes]
    return checked(file, edits, tmp_path / ("patched." + name))


def checked(file: SubtitleFile, edits: Sequence[Edit], path: Path) -> str:
    patched = patch(file, edits)
    wanted = [text for text in apply(file.transcript, edits).texts() if text]
    path.write_bytes(patched.data)
    if wanted:
        again = read(path, format=file.format, encoding=None if file.coding.mark else patched.encoding)
        found = [text for text in again.transcript.texts() if text]
        # Of several spaces between words that go, it may be others that stay.
        assert [re.sub("[ \t]+", " ", text) for text in found] == [re.sub("[ \t]+", " ", text) for text in wanted]
    return patched.text


ONE = "1\n00:00:01,000 --> 00:00:02,000\n{}\n\n"


@pytest.mark.parametrize(
    ("text", "change", "wanted"),
    [
        ("des gays tapants hier", ("gays tapants", "guets-apens"), "des guets-apens hier"),
        ("des  gays\ttapants  hier ", ("gays tapants", "guets-apens"), "des  guets-apens  hier "),
        ("<i>des gays tapants</i>", ("gays tapants", "guets-apens"), "<i>des guets-apens</i>"),
        ("des <b>gays</b> tapants", ("gays tapants", "guets-apens"), "des <b>guets-apens</b>"),
        ("des <b>gays</b> tapants", ("gays tapants", ""), "des"),
        ("<i>gays</i> <b>tapants</b>", ("gays tapants", "guets-apens"), "<b>guets-apens</b>"),
        ("des gays <b>tapants</b> hier", ("gays tapants", "guets-apens"), "des <b>guets-apens</b> hier"),
        ("des gays <b>tapants hier</b>", ("gays tapants", "guets-apens"), "des <b>guets-apens hier</b>"),
        ("{\\an8}gay tapant.", ("gay tapant.", "guet-apens."), "{\\an8}guet-apens."),
        ("à Ma<b>c</b>on", ("Macon", "Mâcon"), "à Mâ<b>c</b>on"),
        ("à M<b>ac</b>on", ("Macon", "Mycène"), "à M<b>ycène</b>"),
        ("à M<b>aco</b>n", ("Macon", "Dijon"), "à Dij<b>o</b>n"),
        ("Tom &amp; Jery&lt;3", ("Jery<3", "Jerry<3"), "Tom &amp; Jerry&lt;3"),
        ("un gay\ntapant hier", ("gay tapant", "guet-apens"), "un\nguet-apens hier"),
        ("un gay\ntapant", ("gay tapant", "guet-apens"), "un\nguet-apens"),
        ("un\ngay\ntapant\nhier", ("gay tapant", "guet-apens"), "un\nguet-apens\nhier"),
        ("- Oui.\n- Sous-titrage Untel", ("- Sous-titrage Untel", ""), "- Oui."),
        ("Sous-titrage Untel\nOui.", ("Sous-titrage Untel", ""), "Oui."),
        ("<i>Sous-titrage</i>\n<i>Oui.</i>", ("Sous-titrage", ""), "<i>Oui.</i>"),
        ("Oui.\n<i>Sous-titrage</i>", ("Sous-titrage", ""), "Oui."),
        ("Bien\u00a0sûr, oui\u00a0! Ah\u00a0?", ("oui\u00a0!", ""), "Bien\u00a0sûr, Ah\u00a0?"),
        ("des \u00a0gays tapants hier", ("\u00a0gays tapants", "guets-apens"), "des guets-apens hier"),
        ("Oui <i>bé</i>\u202f hier", ("bé\u202f", ""), "Oui hier"),
        ("a<br>bé c", ("bé", ""), "a<br>c"),
        ("un guet-apens", ("guet-apens", "guet <b>apens</b>"), "un guet &#60;b>apens&#60;/b>"),
        ("vers la mer", ("vers", "-->"), "→ la mer"),
    ],
)
def test_inside_a_cue(tmp_path: Path, text: str, change: tuple[str, str], wanted: str) -> None:
    if change[1] == "-->":
        path = tmp_path / "clip.srt"
        path.write_text(ONE.format(text), encoding="utf-8")
        file = read(path)
        assert patch(file, [edit(file.transcript, *change)]).text == ONE.format(wanted)
    else:
        assert fixed(tmp_path, ONE.format(text), change) == ONE.format(wanted)


def test_a_number_below_a_blank_line_stays_text(tmp_path: Path) -> None:
    """There it would be read as that of the next cue."""
    patched = fixed(tmp_path, ONE.format("Combien ?\n\ndeux"), ("deux", "2"))
    assert patched == ONE.format("Combien ?\n2")


def test_words_over_two_cues_leave_neither_empty(tmp_path: Path) -> None:
    source = "1\n00:00:01,000 --> 00:00:02,000\nvictime d'un gay\n\n2\n00:00:02,100 --> 00:00:03,000\ntapant\n"
    patched = fixed(tmp_path, source, ("gay tapant", "guet-apens"))
    assert patched == source.replace(" gay", "").replace("tapant", "guet-apens")


THREE = """1
00:00:01,000 --> 00:00:02,000
gay

2
00:00:02,100 --> 00:00:03,000
tapant

3
00:00:03,100 --> 00:00:05,000
homophobe.
"""


def test_a_cue_that_is_taken_in_gives_its_time(tmp_path: Path) -> None:
    wanted = """1
00:00:01,000 --> 00:00:03,000
guet-apens

2
00:00:03,100 --> 00:00:05,000
homophobe.
"""
    patched = fixed(tmp_path, THREE, ("gay tapant", "guet-apens"))
    assert patched in {wanted, wanted.replace("00:00:02,100", "00:00:01,000")}


def test_times_are_copied_as_the_file_writes_them(tmp_path: Path) -> None:
    source = "1\n0:00:01.0 --> 0:00:02.0 X1:3\ngays\n\n2\n0:00:02.5 --> 0:00:03.25 X1:4\ntapantes\n"
    patched = fixed(tmp_path, source, ("gays tapantes", "guets"))
    assert patched in {f"1\n0:00:01.0 --> 0:00:03.25 X1:{x}\nguets\n" for x in (3, 4)}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
@pytest.mark.parametrize(
    ("deleted", "left"),
    [
        ("un", "1\n00:00:02,000 --> 00:00:03,000\ndeux\n\n2\n00:00:03,000 --> 00:00:04,000\ntrois"),
        ("deux", "1\n00:00:01,000 --> 00:00:02,000\nun\n\n2\n00:00:03,000 --> 00:00:04,000\ntrois"),
        ("trois", "1\n00:00:01,000 --> 00:00:02,000\nun\n\n2\n00:00:02,000 --> 00:00:03,000\ndeux"),
    ],
)
def test_a_deleted_cue_goes_whole(tmp_path: Path, end: str, deleted: str, left: str) -> None:
    blocks = [
        f"{n}\n00:00:0{n},000 --> 00:00:0{n + 1},000\n{text}" for n, text in enumerate(["un", "deux", "trois"], 1)
    ]
    source = "\n\n".join(blocks).replace("\n", end)
    assert fixed(tmp_path, source.encode(), (deleted, "")) == left.replace("\n", end)


@pytest.mark.parametrize("end", ["\n", "\r\n", " \r\n"])
def test_a_thousand_blank_lines_take_no_time(tmp_path: Path, end: str) -> None:
    """Tried in every way that line ends can be told apart, they would take for ever."""
    source = ONE.format("gay" + end * 10_000 + "tapant").replace("\n\n", "\n")
    assert "guet" in fixed(tmp_path, source, ("gay", "guet"))


def test_numbers_with_gaps_stay(tmp_path: Path) -> None:
    source = "2\n00:00:01,000 --> 00:00:02,000\nun\n\n7\n00:00:02,000 --> 00:00:03,000\ndeux\n"
    assert fixed(tmp_path, source, ("un", "")) == "7\n00:00:02,000 --> 00:00:03,000\ndeux\n"


def test_padded_numbers_stay_padded(tmp_path: Path) -> None:
    source = "001\n00:00:01,000 --> 00:00:02,000\nun\n\n002\n00:00:02,000 --> 00:00:03,000\ndeux\n"
    assert fixed(tmp_path, source, ("un", "")) == "001\n00:00:02,000 --> 00:00:03,000\ndeux\n"


def test_all_cues_deleted(tmp_path: Path) -> None:
    assert fixed(tmp_path, ONE.format("Sous-titrage"), ("Sous-titrage", "")) == "\n\n"


def test_webvtt_keeps_settings_notes_styles_and_voices(tmp_path: Path) -> None:
    source = (
        "WEBVTT - titre\r\nLanguage: fr\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\nNOTE gays tapants\r\n\r\n"
        "intro\r\n00:01.000 --> 00:02.000 line:0 align:start\r\n<v Anna>des <c.loud>gays</c> tapants &amp; Co\r\n\r\n"
        "00:02.000 --> 00:03.000\r\nSous-titrage\r\n\r\nNOTE fin\r\n"
    )
    patched = fixed(tmp_path, source, ("gays tapants", "guets-apens"), ("Sous-titrage", ""), name="clip.vtt")
    assert patched == (
        source.replace("<c.loud>gays</c> tapants &amp;", "<c.loud>guets-apens</c> &amp;").replace(
            "00:02.000 --> 00:03.000\r\nSous-titrage\r\n\r\n", ""
        )
    )


def test_webvtt_text_is_escaped(tmp_path: Path) -> None:
    source = "WEBVTT\n\n00:01.000 --> 00:02.000\nTom et Jerry\n"
    assert fixed(tmp_path, source, ("et", "&"), name="clip.vtt").endswith("Tom &amp; Jerry\n")


@pytest.mark.parametrize(
    ("source", "change", "wanted"),
    [
        ("00:00Un gay\n00:02tapant ici\n", ("gay tapant", "guet-apens"), "00:00Un\n00:02guet-apens ici\n"),
        ("00:00Un\n00:02Sous-titrage\n00:04fin", ("Sous-titrage", ""), "00:00Un\n00:04fin"),
        ("00:00Un\n00:04Sous-titrage", ("Sous-titrage", ""), "00:00Un"),
        ("00:02Les\n", ("Les", "12"), "00:02 12\n"),
        ("00:02Les suivants\n", ("Les", ":"), "00:02 : suivants\n"),
        ("00:02Des 12 hommes\n", ("Des", ""), "00:02 12 hommes\n"),
        ("[00:02] gays\r\ntapants\r\n", ("gays tapants", "guets-apens"), "[00:02] guets-apens\r\n"),
    ],
)
def test_timestamped_text(tmp_path: Path, source: str, change: tuple[str, str], wanted: str) -> None:
    path = tmp_path / "clip.txt"
    path.write_bytes(source.encode())
    file = read(path)
    assert patch(file, [edit(file.transcript, *change)]).data == wanted.encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-be", "utf-32"])
def test_the_encoding_stays(tmp_path: Path, encoding: str) -> None:
    source = ONE.format("Été à Macon, « près » d'ici")
    path = tmp_path / "clip.srt"
    path.write_bytes(source.encode(encoding))
    file = read(path)
    patched = patch(file, [edit(file.transcript, "Macon,", "Mâcon,")])
    assert patched.data == source.replace("Macon", "Mâcon").encode(encoding)
    assert not patched.warnings


def test_what_the_encoding_cannot_hold_is_written_as_utf8_and_said(tmp_path: Path) -> None:
    path = tmp_path / "clip.srt"
    path.write_bytes(ONE.format("déjà un coeur").encode("latin-1"))
    file = read(path, encoding="latin-1")
    patched = patch(file, [edit(file.transcript, "coeur", "cœur")])
    assert patched.data == ONE.format("déjà un cœur").encode()
    assert patched.encoding == "utf-8"
    assert "'œ'" in str(patched.warnings[0])
    assert str(path) in str(patched.warnings[0])


def test_bytes_that_are_not_of_the_encoding_stay(tmp_path: Path) -> None:
    source = ONE.format("déjà, à Macon, été").encode() + ONE.format("l'\x00t").encode().replace(b"\x00", b"\xe9")
    path = tmp_path / "clip.srt"
    path.write_bytes(source)
    file = read(path)
    assert file.transcript.texts()[1] == "l'ét"
    assert patch(file, []).data == source
    assert patch(file, [edit(file.transcript, "Macon,", "Mâcon,")]).data == source.replace(b"Macon", "Mâcon".encode())


def test_a_transcript_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "clip.transcript.json"
    write(Transcript.from_texts(["des gays tapants", "hier"], language="fr"), path)
    file = read(path)
    assert patch(file, []).data == path.read_bytes()
    path.write_bytes(patch(file, [edit(file.transcript, "gays tapants", "guets-apens")]).data)
    assert read(path).transcript.texts() == ["des guets-apens", "hier"]


def test_a_stale_edit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "clip.srt"
    path.write_text(ONE.format("un deux"), encoding="utf-8")
    with pytest.raises(StaleEdit):
        patch(read(path), [Edit("", 0, 0, "trois", "quatre", "test")])


# Generated files: every line end, markup in any place, edits over any words.

words = st.sampled_from(
    ["gay", "tapant", "Été", "l'œil", "42", "-", "a&b", "<3", "…", "«", "x<i>y</i>z", "<b>fort</b>", "n&lt;m"]
)
spaces = st.sampled_from(
    [
        " ",
        " ",
        " ",
        "  ",
        "\u00a0",
        " \u00a0",
        "\u202f ",
        "\t",
        " <i>",
        "</i> ",
        "\n",
        "\n",
        "\n<i>",
        "</b>\n",
        " \n \n",
    ]
)


@st.composite
def cue_texts(draw: st.DrawFn) -> str:
    text = draw(words)
    for _ in range(draw(st.integers(0, 5))):
        text += draw(spaces) + draw(words)
    return text


@st.composite
def files(draw: st.DrawFn) -> str:
    blocks = []
    numbered = draw(st.booleans())
    for at, text in enumerate(draw(st.lists(cue_texts(), min_size=1, max_size=4))):
        number = f"{at + 1}\n" if numbered else ""
        blocks.append(f"{number}00:00:{at:02},000 --> 00:00:{at:02},900\n{text}\n" + "\n" * draw(st.integers(1, 2)))
    source = "".join(blocks)
    if draw(st.booleans()):
        source = source.rstrip("\n")
    pieces = source.split("\n")
    ends = (
        [draw(st.sampled_from(["\n", "\r\n"])) for _ in pieces[1:]]
        if draw(st.booleans())
        else ["\r"] * (len(pieces) - 1)
    )
    return pieces[0] + "".join(end + piece for end, piece in zip(ends, pieces[1:], strict=True))


@st.composite
def edits_of(draw: st.DrawFn, transcript: Transcript) -> list[Edit]:
    edits = []
    at = 0
    while at < len(transcript.words):
        at += draw(st.integers(0, 4))
        last = min(at + draw(st.integers(0, 3)), len(transcript.words) - 1)
        if at > last:
            break
        after = draw(st.sampled_from(["", "guet-apens", "un deux", "un deux trois quatre", "a&b <i>", "4"]))
        edits.append(Edit(str(at), at, last, words_between(transcript, at, last), after, "test"))
        at = last + 1
    return edits


@given(st.data(), files(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
@settings(max_examples=100, deadline=None)
def test_a_patched_file_says_what_apply_says(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, source: str, encoding: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "generated.srt"
    path.write_bytes(source.encode(encoding))
    file = read(path)
    assert patch(file, []).data == source.encode(encoding)
    edits = data.draw(edits_of(file.transcript))
    patched = checked(file, edits, path)
    if not edits:
        assert patched == source


@given(st.data(), st.lists(cue_texts().map(lambda text: " ".join(text.split())), min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_a_patched_text_says_what_apply_says(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, texts: list[str]
) -> None:
    glue = data.draw(st.sampled_from(["", " ", "\t"]))
    path = tmp_path_factory.getbasetemp() / "generated.txt"
    path.write_text("\n".join(f"00:{at:02}{glue}{text}" for at, text in enumerate(texts)), encoding="utf-8")
    file = read(path, format="txt")
    assert patch(file, []).data == path.read_bytes()
    edits = data.draw(edits_of(file.transcript))
    checked(file, edits, path)


GAPS = st.sampled_from([" ", "  ", "   ", "\t", " \t "])


@given(st.data(), st.sampled_from(["srt", "vtt", "txt", "plain", "ass"]))
@settings(max_examples=150, deadline=None)
def test_white_space_around_what_is_written_stays(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, kind: str
) -> None:
    """Whichever words a shorter or longer text takes the place of, at the beginning, within or at the end of a line."""
    parts = [
        data.draw(st.sampled_from(["gay", "tapant", "ici", "hier", "2"])) for _ in range(data.draw(st.integers(2, 8)))
    ]
    first = data.draw(st.integers(0, len(parts) - 1))
    last = data.draw(st.integers(first, len(parts) - 1))
    line = parts[0]
    for at, part in enumerate(parts[1:], 1):
        own_line = kind in ("srt", "vtt") and not first < at <= last and data.draw(st.booleans())
        line += ("\n" if own_line else data.draw(GAPS)) + part
    line = data.draw(st.sampled_from(["", "  "])) + line + data.draw(st.sampled_from(["", "  "]))
    head = {
        "srt": "1\n00:00:01,000 --> 00:00:02,000\n",
        "vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n",
        "txt": "[00:00:01.000 --> 00:00:02.000] ",
        "plain": "",
        "ass": "[Events]\nFormat: Start, End, Text\nDialogue: 0:00:01.00,0:00:02.00,",
    }[kind]
    path = tmp_path_factory.getbasetemp() / f"spaces.{kind}"
    path.write_text(f"{head}{line}\n", encoding="utf-8")
    file = read(path, format=kind)
    before = words_between(file.transcript, first, last)
    after = data.draw(st.sampled_from(["guet-apens", "un deux", "un deux trois quatre", "4"]))
    patched = patch(file, [Edit("", first, last, before, after, "test")]).text
    assert patched.startswith(file.source[: file.spans[first][0]])
    assert patched.endswith(file.source[file.spans[last][1] :])
