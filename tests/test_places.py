"""`fix` and `patch` in the formats that came later: what they change, and that every other byte stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rehear.correction import Lexicon
from rehear.document import Cue, OutputError
from rehear.pipeline.fix import fix
from rehear.pipeline.inputs import Target
from rehear.subtitles import NAMES, patch, read, render
from subtitle_files import cue_lists
from test_patch import edit, edits_of, fixed

ASS = (
    "[Script Info]\r\n; écrit à la main\r\nScriptType: v4.00+\r\n\r\n[V4+ Styles]\r\n"
    "Format: Name, Fontname, Fontsize\r\nStyle: Titre,Arial,20\r\n\r\n[Events]\r\n"
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\r\n"
    "Comment: 0,0:00:00.00,0:00:01.00,Titre,,0,0,0,,gays tapants\r\n"
    "Dialogue: 0,0:00:01.00,0:00:02.50,Titre,Anna,0,0,0,,{\\an8\\i1}des gays{\\i0} tapants,\\Nhier\r\n"
    "Dialogue: 0,0:00:03.00,0:00:04.00,Titre,,0,0,0,,{\\p1}m 0 0 l 9 9{\\p0}Sous-titrage\r\n"
)
TTML = (
    '<?xml version="1.0"?>\n<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="fr"><!-- gays tapants -->\n<body><div>\n'
    '  <p begin="1s" end="2s" region="bas">\n    des <span style="i">gays</span>\n    tapants &amp; Co<br/>hier\n  </p>\n'
    '  <p begin="3s" end="4s">Sous-titrage</p>\n  <p begin="5s" dur="1s">fin</p>\n</div></body></tt>\n'
)
CSV = 'début;fin;texte\r\n1000;2000;des gays tapants\r\n3,5;00:00:04.5;"dit ""oui"", gays tapants"\r\n'
SBV = "0:00:01.000,0:00:02.000\ndes gays\ntapants hier\n\n0:00:03.000,0:00:04.000\nSous-titrage[br]Untel\n"


def test_ass(tmp_path: Path) -> None:
    patched = fixed(tmp_path, ASS, ("gays tapants,", "guets-apens,"), ("Sous-titrage", ""), name="clip.ass")
    # The space before the edit is not the edit's: it stays where it was.
    assert patched == ASS.replace(" gays{\\i0} tapants,", " {\\i0}guets-apens,").replace(
        "Dialogue: 0,0:00:03.00,0:00:04.00,Titre,,0,0,0,,{\\p1}m 0 0 l 9 9{\\p0}Sous-titrage\r\n", ""
    )


def test_ass_escapes_what_would_be_markup(tmp_path: Path) -> None:
    patched = fixed(tmp_path, ASS, ("hier", "C:\\Nord {x}"), name="clip.ass")
    assert "\\NC:\\\u2060Nord \\{x\\}\r\n" in patched


def test_ttml(tmp_path: Path) -> None:
    patched = fixed(
        tmp_path, TTML, ("gays tapants", "guets-apens"), ("Sous-titrage", ""), ("fin", "a < b"), name="c.ttml"
    )
    wanted = TTML.replace('<span style="i">gays</span>\n    tapants', '<span style="i">guets-apens</span>\n   ')
    wanted = wanted.replace('<p begin="3s" end="4s">Sous-titrage</p>\n  ', "").replace(">fin<", ">a &lt; b<")
    assert " ".join(patched.split()) == " ".join(wanted.split())


def test_csv_gets_quotes_where_the_new_text_needs_them(tmp_path: Path) -> None:
    assert fixed(tmp_path, CSV, ("gays tapants", "guets-apens"), name="c.csv") == CSV.replace(
        "des gays tapants", "des guets-apens"
    )
    assert fixed(tmp_path, CSV, ("gays tapants", "guets;apens"), name="c.csv") == CSV.replace(
        "des gays tapants", '"des guets;apens"'
    )
    assert fixed(tmp_path, CSV, ('"oui",', '"non",'), name="c.csv") == CSV.replace("oui", "non")


def test_sbv(tmp_path: Path) -> None:
    patched = fixed(tmp_path, SBV, ("gays tapants", "guets-apens"), ("Sous-titrage Untel", ""), name="c.sbv")
    assert patched == "0:00:01.000,0:00:02.000\ndes\nguets-apens hier\n"


def whisper(*, ascii_only: bool, indent: int | None) -> str:
    """As Whisper writes it; the words of the second segment are split where a tokenizer does."""
    segments = [
        {
            "id": at, "start": at * 2.0, "end": at * 2 + 1.5, "text": " " + text, "tokens": [1, 2], "avg_logprob": -0.25,
            "words": [
                {"word": word, "start": at * 2 + place / 4, "end": at * 2 + place / 4 + 0.25, "probability": 0.5}
                for place, word in enumerate(words)
            ],
        }
        for at, (text, words) in enumerate(
            [
                ("Des gays tapants à Macon.", [" Des", " gays", " tapants", " à", " Macon."]),
                ("Un guet-apens ici.", [" Un", " guet", "-apens", " ici."]),
                ("Sous-titrage Untel", [" Sous", "-titrage", " Untel"]),
            ]
        )
    ]  # fmt: skip
    whole = {"text": "".join(str(s["text"]) for s in segments), "segments": segments, "language": "fr"}
    return json.dumps(whole, ensure_ascii=ascii_only, indent=indent)


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("indent", [None, 2])
def test_whispers_json_changes_wherever_the_words_stand(tmp_path: Path, ascii_only: bool, indent: int | None) -> None:
    source = whisper(ascii_only=ascii_only, indent=indent)
    path = tmp_path / "clip.json"
    path.write_text(source, encoding="utf-8")
    file = read(path)
    assert file.format == "whisper"
    word = file.transcript.words[4]
    assert (word.text, word.start, word.end, word.probability) == (" Macon.", 1000, 1250, 0.5)
    assert [w.start for w in file.transcript.words[5:8]] == [2000, 2250, 2750]  # "guet" and "-apens" are one word
    changes = [("gays tapants", "guets-apens"), ("Macon.", "Mâcon."), ("Sous-titrage Untel", "")]
    made = fixed(tmp_path, source, *changes, name="clip.json")
    assert made == json.dumps(json.loads(made), ensure_ascii=ascii_only, indent=indent)  # its own manner
    content, before = json.loads(made), json.loads(source)
    assert content["text"] == " Des guets-apens à Mâcon. Un guet-apens ici."
    first = content["segments"][0]
    assert [w["word"] for w in first["words"]] == [" Des", " guets-apens", " à", " Mâcon."]
    assert (first["words"][1]["start"], first["words"][1]["end"]) == (0.25, 0.75)  # the time of both words
    assert content["segments"][1:] == before["segments"][1:2]
    assert first | {"text": "", "words": []} == before["segments"][0] | {"text": "", "words": []}


def test_words_that_do_not_spell_the_text_are_left_and_named(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('[{"start": 0, "end": 1, "text": "un gay tapant", "words": [{"word": "autre"}]}]', encoding="utf-8")
    file = read(path)
    patched = patch(file, [edit(file.transcript, "gay tapant", "guet-apens")])
    assert '"un guet-apens", "words": [{"word": "autre"}]' in patched.text
    assert "the words below segment 1 do not spell its text" in str(patched.warnings[0])


@given(st.data(), cue_lists(), st.sampled_from(["ass", "sbv", "ttml", "csv", "vtt", "tsv"]))
@settings(max_examples=60, deadline=None)
def test_a_patched_file_says_what_apply_says(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, made: list[Cue], name: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    path = folder / f"generated.{name}"
    path.write_text(render(made, name), encoding="utf-8", newline="")
    file = read(path, format=name)
    edits = [e for e in data.draw(edits_of(file.transcript)) if name != "tsv" or "\t" not in e.after]
    from test_patch import checked

    checked(file, edits, folder / f"patched.{name}")


@given(cue_lists(step=1000), st.sampled_from(NAMES), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=60, deadline=None)
def test_fix_with_nothing_to_do_gives_back_every_byte(
    tmp_path_factory: pytest.TempPathFactory, made: list[Cue], name: str, line_end: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"same.{'txt' if name == 'plain' else name}"
    data = render(made, name).replace("\n", line_end).encode()
    path.write_bytes(data)
    assert fix(Target(path, path.parent, path.stem), Lexicon.of([], language="fr"), cleanup=False).data == data


def test_stl_is_not_written(tmp_path: Path) -> None:
    pytest.importorskip("ttconv")
    from test_ttml import stl

    path = tmp_path / "clip.stl"
    path.write_bytes(stl("Un guet-apens"))
    file = read(path)
    assert patch(file, []).data == path.read_bytes()
    with pytest.raises(OutputError, match="read, not written"):
        patch(file, [edit(file.transcript, "guet-apens", "x")])


@pytest.mark.parametrize(
    ("name", "source", "count"),
    [
        (
            "c.srt",
            "1\n00:00:01,000 --> 00:00:02,000\n<i>Un</i>\n\n2\n00:00:03,000 --> 00:00:04,000\n&lt;i> deux<br>\n",
            1,
        ),
        ("c.ass", ASS, 2),
        ("c.ttml", TTML, 0),
        ("c.ttml", TTML.replace('style="i"', 'tts:fontStyle="italic"'), 1),
        ("c.csv", CSV, 0),
    ],
)
def test_cues_that_look_in_some_way_are_counted(tmp_path: Path, name: str, source: str, count: int) -> None:
    (tmp_path / name).write_text(source, encoding="utf-8")
    assert read(tmp_path / name).unsaid("csv") == [*range(1, count + 1)]
