"""TTML and EBU STL: times, damage, and the walk over XML held against the parser of the standard library and against ttconv."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rehear.document import Cue, InputError
from rehear.subtitles import patch, read, render
from rehear.subtitles.formats.xml_walk import tags
from subtitle_files import cue_lists, cues, load, warned
from test_patch import edit

TT = '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xml:lang="fr" {}>{}</tt>'


def body(inside: str, attributes: str = "") -> str:
    return TT.format(attributes, f"<body><div>{inside}</div></body>")


@pytest.mark.parametrize(
    ("begin", "end", "rates", "wanted"),
    [
        ("00:00:01.5", "00:00:02", "", (1500, 2000)),
        ("1.5s", "2500ms", "", (1500, 2500)),
        ("0.5m", "1h", "", (30_000, 3_600_000)),
        ("00:00:01:12", "00:00:02:00", 'ttp:frameRate="25"', (1480, 2000)),
        ("30f", "60f", "", (1000, 2000)),
        ("24f", "48f", 'ttp:frameRate="24" ttp:frameRateMultiplier="1000 1001"', (1001, 2002)),
        ("10000000t", "20000000t", 'ttp:tickRate="10000000"', (1000, 2000)),
        ("100:00:00.000", "100:00:01.000", "", (360_000_000, 360_001_000)),
        ("1.5", "1:02.5", "", (1500, 62_500)),
        ("00:00:01,500", "00:00:02,000", "", (1500, 2000)),
    ],
)
def test_times(tmp_path: Path, begin: str, end: str, rates: str, wanted: tuple[int, int]) -> None:
    file = load(tmp_path, body(f'<p begin="{begin}" end="{end}">Un</p>', rates), "clip.ttml")
    assert cues(file) == [(*wanted, "Un")]
    assert bool(file.warnings) == (begin in {"1.5", "00:00:01,500"})
    if not file.warnings:
        assert ttconv_times(tmp_path / "clip.ttml") == [wanted]


@pytest.mark.parametrize(
    ("mode", "wanted"),
    [
        # 1800, 17,982 (in PAL-M 17,980) and 107,892 frames of 1001/30,000 s.
        ('ttp:timeBase="smpte" ttp:dropMode="dropNTSC"', [60_060, 599_999, 3_599_996]),
        ('ttp:timeBase="smpte" ttp:dropMode="dropPAL"', [60_127, 599_933, 3_599_996]),
        ('ttp:timeBase="smpte"', [60_127, 600_600, 3_603_600]),
        ('ttp:timeBase="media" ttp:dropMode="dropNTSC"', [60_067, 600_000, 3_600_000]),
    ],
)
def test_smpte_timecode_counts_frames(tmp_path: Path, mode: str, wanted: list[int]) -> None:
    rates = f'{mode} ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"'
    times = ["00:01:00:02", "00:10:00:00", "01:00:00:00", "02:00:00.000"]
    inside = "".join(f'<p begin="{time}" end="03:00:00.000">Un</p>' for time in times)
    file = load(tmp_path, body(inside, rates), "clip.ttml")
    assert [cue.start for cue in file.cues] == [*wanted, 7_200_000]


def ttconv_times(path: Path) -> list[tuple[int, int]]:
    """When each paragraph is shown, as ttconv reads it."""
    reader = pytest.importorskip("ttconv.imsc.reader")
    document = reader.to_model(ElementTree.parse(path))
    paragraphs = [element for element in document.get_body().dfs_iterator() if type(element).__name__ == "P"]
    return [(round(p.get_begin() * 1000), round(p.get_end() * 1000)) for p in paragraphs]


def test_nested_times_add_up(tmp_path: Path) -> None:
    inside = (
        '<div begin="10s"><p begin="1s" end="2s">Un</p><p begin="2s" dur="1s">Deux</p></div>'
        '<div timeContainer="seq" begin="20s"><p dur="1s">Trois</p><p begin="1s" dur="2s">Quatre</p></div>'
        '<div begin="30s" end="33s"><p>Cinq</p></div>'
        '<p><span begin="40s" end="41s">Six</span> <span begin="41s" end="42s">sept</span></p>'
    )
    assert cues(load(tmp_path, body(inside), "clip.ttml")) == [
        (11_000, 12_000, "Un"),
        (12_000, 13_000, "Deux"),
        (20_000, 21_000, "Trois"),
        (22_000, 24_000, "Quatre"),
        (30_000, 33_000, "Cinq"),
        (40_000, 41_000, "Six"),
        (41_000, 42_000, "sept"),
    ]


@pytest.mark.parametrize(
    ("inside", "wanted", "said"),
    [
        (
            '<span begin="0s" end="4s">Un</span><span begin="4s" end="8s">deux</span>',
            [(1, 5, "Un"), (5, 9, "deux")],
            "",
        ),
        ('<span begin="1s" end="4s">Un</span>\n <br/>', [(2, 5, "Un")], ""),
        ('<span begin="0s">Un</span> <span begin="4s">deux</span>', [(1, 9, "Un deux")], "times of their own"),
        ('<span begin="10s" end="14s">Un</span>', [(1, 9, "Un")], "times of their own"),
        ('Un <span begin="4s" end="8s">deux</span>', [(1, 9, "Un deux")], "times of their own"),
        (
            '<span begin="0s" end="4s"><span begin="0s" end="2s">Un</span> deux</span>',
            [(1, 9, "Un deux")],
            "times of their own",
        ),
    ],
)
def test_timed_spans_of_a_timed_paragraph(
    tmp_path: Path, inside: str, wanted: list[tuple[int, int, str]], said: str
) -> None:
    file = load(tmp_path, body(f'<p begin="1s" end="9s">{inside}</p>'), "clip.ttml")
    assert cues(file) == [(1000 * start, 1000 * end, text) for start, end, text in wanted]
    assert said in warned(file)
    assert bool(said) == bool(file.warnings)


def test_lines_and_entities(tmp_path: Path) -> None:
    inside = "\n  Un &lt;i&gt; &amp;\u00a0Co<br/>\n  <span>de</span><!-- non -->ux   <metadata/>et&#233;\n"
    file = load(tmp_path, body(f'<p begin="0s" end="1s">{inside}</p>'), "clip.ttml")
    assert file.cues[0].lines == ("Un <i> &\u00a0Co", "deux eté")


@pytest.mark.parametrize(
    ("inside", "wanted", "said"),
    [
        ('<p begin="0s" end="1s">Tom & Jerry <3</p>', ["Tom & Jerry <3"], ""),
        ('<p begin="0s" end="1s">Un<p begin="1s" end="2s">Deux</p>', ["Un", "Deux"], "not closed before the next"),
        ('<p begin="0s" end="1s">Un <i>deux</i></p>', ["Un <i>deux</i>"], ""),
        ('<p begin="0s" end="1s">Un</p>perdu<p begin="1s" end="2s">Deux</p>', ["Un", "Deux"], "in no paragraph"),
        ("<p>Un</p>", ["Un"], "without times"),
        ('<p begin="1s">Un</p>', ["Un"], "without an end"),
        ('<p begin="x" end="2s">Un</p>', ["Un"], "cannot be read"),
        ('<p begin="0s" end="1s">&amp;amp; &eacute; &unknown;</p>', ["&amp; é &unknown;"], ""),
    ],
)
def test_damage(tmp_path: Path, inside: str, wanted: list[str], said: str) -> None:
    file = load(tmp_path, body(inside), "clip.ttml")
    assert [cue.text for cue in file.cues] == wanted
    assert said in warned(file)


@pytest.mark.parametrize(
    "inside",
    [
        "<ttm:desc>caché</ttm:desc>Montré",
        "<ttm:title>caché</ttm:title><ttm:desc>caché</ttm:desc>Montré",
        "<metadata><ttm:desc>caché</ttm:desc><x:note>caché</x:note></metadata>Montré",
        "<tt:metadata>caché</tt:metadata>Mon<ttm:item name='a'>caché</ttm:item>tré",
        "<metadata xml:id='a'/>Montré<ebuttm:documentMetadata><ebuttm:x>caché</ebuttm:x></ebuttm:documentMetadata>",
        '<metadata><ttm:desc>caché</ttm:desc></metadata><span begin="0s" end="1s">Montré</span>',
    ],
)
def test_metadata_in_a_paragraph_is_no_text(tmp_path: Path, inside: str) -> None:
    file = load(tmp_path, body(f'<p begin="0s" end="1s">{inside}</p>'), "clip.ttml")
    assert cues(file) == [(0, 1000, "Montré")]
    assert not file.warnings


@pytest.mark.parametrize(
    ("inside", "wanted", "said"),
    [
        ("<![CDATA[Réforme & loi <3]]>", "Réforme & loi <3", ""),
        ("<![CDATA[Un<br/>deux]]>", "Un\ndeux", "a tag or an entity inside CDATA"),
        ("Un <![CDATA[&amp; deux]]>", "Un & deux", "a tag or an entity inside CDATA"),
        ('<span begin="0s" end="1s">Un</span><![CDATA[ & deux]]>', "Un & deux", "times of their own"),
    ],
)
def test_cdata_is_text(tmp_path: Path, inside: str, wanted: str, said: str) -> None:
    file = load(tmp_path, body(f'<p begin="0s" end="1s">{inside}</p>'), "clip.ttml")
    assert cues(file) == [(0, 1000, wanted)]
    assert said in warned(file)
    assert bool(said) == bool(file.warnings)


@pytest.mark.parametrize(
    ("inside", "wanted"),
    [
        ("<![CDATA[Le gays tapants]]>", "<![CDATA[Le R&D]]>"),
        ("Le <span>gays tapants</span>", "Le <span>R&amp;D</span>"),
    ],
)
def test_what_is_written_into_cdata_is_not_escaped(tmp_path: Path, inside: str, wanted: str) -> None:
    file = load(tmp_path, body(f'<p begin="0s" end="1s">{inside}</p>'), "clip.ttml")
    done = patch(file, [edit(file.transcript, "gays tapants", "R&D")]).text
    assert wanted in done


@pytest.mark.parametrize("cut", [20, 21, 26, 35, 45])
def test_a_file_that_is_cut_off(tmp_path: Path, cut: int) -> None:
    file = load(
        tmp_path, body('<p begin="0s" end="1s">Un deux</p><p begin="1s" end="2s">Trois</p>')[:-cut], "clip.ttml"
    )
    assert file.cues[0].text == "Un deux"
    assert "ends before its last element is closed" in warned(file)


def test_entities_of_a_document_type_are_not_expanded(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE tt [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    began = time.process_time()
    file = load(tmp_path, bomb + "]>" + body('<p begin="0s" end="1s">&i; là</p>'), "clip.ttml")
    assert file.cues[0].text == "&i; là"
    assert time.process_time() - began < 1


names = st.sampled_from(["p", "tt:span", "x-y", "br", "a.b"])
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12)


@st.composite
def elements(draw: st.DrawFn, depth: int = 3) -> str:
    name = draw(names)
    attributes = "".join(
        f" {draw(st.sampled_from(['', ' ']))}{key} = {quoteattr(draw(texts))}"
        for key in draw(st.lists(st.sampled_from(["begin", "id", "x:y"]), unique=True))
    )
    if draw(st.booleans()):
        return f"<{name}{attributes}/>"
    inside = "".join(
        draw(st.one_of(texts.map(escape), texts.map(lambda t: f"<!--{t.replace('-', '')}-->"), elements(depth - 1)))
        for _ in range(draw(st.integers(0, 3)) if depth else 0)
    )
    return f"<{name}{attributes}>{inside}</{name} >"


@given(elements())
@settings(max_examples=60, deadline=None)
def test_the_walk_sees_what_a_parser_sees(inside: str) -> None:
    source = f'<?xml version="1.0"?><root xmlns:tt="t" xmlns:x="x">{inside}</root>'
    parsed = [
        (element.tag.rpartition("}")[2], [value for _, value in sorted(element.attrib.items())])
        for element in ElementTree.fromstring(source).iter()
    ][1:]
    walked = [tag for tag in tags(source) if not tag.closes][1:]
    assert [tag.name for tag in walked] == [name for name, _ in parsed]
    assert [sorted(tag.attributes.values()) for tag in walked] == [sorted(values) for _, values in parsed]
    assert all(source[tag.start] == "<" and source[tag.end - 1] == ">" for tag in walked)


@given(cue_lists())
@settings(max_examples=20, deadline=None)
def test_ttconv_reads_what_we_write(tmp_path_factory: pytest.TempPathFactory, made: list[Cue]) -> None:
    path = tmp_path_factory.getbasetemp() / "ours.ttml"
    path.write_text(render(made, "ttml"), encoding="utf-8")
    assert ttconv_times(path) == [(cue.start, cue.end) for cue in made]


def stl(*texts: str, start: str = "00000000") -> bytes:
    """An EBU STL file (Tech 3264): a head of 1024 bytes, then 128 bytes a subtitle, here a second each from 10:00:01:00."""
    head = (
        f"850STL25.01{'0'}{'00'}{'0F'}".ljust(238) + f"{len(texts):05}{len(texts):05}00140231" + start + start + "11FRA"
    )
    blocks = [
        bytes([0, at % 256, at // 256, 0xFF, 0, 10, 0, at, 0, 10, 0, at + 1, 0, 20, 2, 0])
        + text.encode("ascii").ljust(112, b"\x8f")
        for at, text in enumerate(texts, 1)
    ]
    return head.ljust(1024).encode("ascii") + b"".join(blocks)


@pytest.mark.parametrize(("start", "first"), [("10000000", 1000), ("00000000", 36_001_000), ("20000000", 36_001_000)])
def test_stl_counts_from_the_programmes_start(tmp_path: Path, start: str, first: int) -> None:
    pytest.importorskip("ttconv")
    path = tmp_path / "clip.stl"
    path.write_bytes(stl("Un guet-apens", "Deux", start=start))
    file = read(path)
    assert cues(file) == [(first, first + 1000, "Un guet-apens"), (first + 1000, first + 2000, "Deux")]
    assert bool(file.warnings) == (start == "20000000")
    assert "guet-apens" in render(file, "srt")


def test_what_ttconv_leaves_out_is_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("ttconv")
    data = bytearray(stl("Un", "Deux", "Trois"))
    data[1024 + 128 + 9 : 1024 + 128 + 13] = bytes([10, 0, 0, 0])  # the second ends before it begins
    path = tmp_path / "clip.stl"
    path.write_bytes(bytes(data))
    file = read(path)
    assert [cue.text for cue in file.cues] == ["Un", "Trois"]
    assert "omitting subtitle" in str(file.warnings[0])
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        (b"0", '<i>Un</i><font color="#ffff00">deux</font>'),
        (b"1", '<i>Un</i> <font color="#ffff00">deux</font>'),  # in teletext a colour's code is seen as a space
    ],
)
def test_stl_colours_and_italics_are_carried(tmp_path: Path, kind: bytes, wanted: str) -> None:
    pytest.importorskip("ttconv")
    path = tmp_path / "clip.stl"
    data = stl("xUnyzdeux").replace(b"x", b"\x80", 1).replace(b"yz", b"\x81\x03")
    path.write_bytes(data[:11] + kind + data[12:])
    assert render(read(path), "srt").splitlines()[2] == wanted


@pytest.mark.parametrize(
    ("kept", "padding", "wanted"),
    [
        (1024 + 128 + 10, b"", ["Un"]),
        (1024 + 128 + 18, b"", ["Un", "De"]),
        (1024 + 2 * 128, bytes(50), ["Un", "Deux"]),
        (1024 + 2 * 128, b" ", ["Un", "Deux"]),
        (1024 + 10, b"", []),
    ],
)
def test_stl_that_is_cut_off_or_padded_is_read_as_far_as_it_goes(
    tmp_path: Path, kept: int, padding: bytes, wanted: list[str]
) -> None:
    pytest.importorskip("ttconv")
    path = tmp_path / "clip.stl"
    path.write_bytes(stl("Un", "Deux")[:kept] + padding)
    file = read(path)
    assert [cue.text for cue in file.cues] == wanted
    assert "in the middle of a block" in str(file.warnings[0])


def test_stl_that_is_damaged_is_refused_in_one_line(tmp_path: Path) -> None:
    pytest.importorskip("ttconv")
    path = tmp_path / "clip.stl"
    path.write_bytes(stl("Un")[:1000])
    with pytest.raises(InputError, match="ends inside its head"):
        read(path)
    path.write_bytes(b"850STL25.01" + b"\xff" * 2000)
    with pytest.raises(InputError, match="cannot be read") as error:
        read(path)
    assert "\n" not in str(error.value)


def test_without_ttconv_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ttconv.stl.config", None)
    (tmp_path / "clip.stl").write_bytes(stl("Un"))
    with pytest.raises(InputError, match=r"pip install 'rehear\[broadcast\]'"):
        read(tmp_path / "clip.stl")


@pytest.mark.parametrize(
    "piece",
    ["start", " ", "<p ", "a=", "&", "<!--", "<x:", "<![CDATA[", "]]>", "<metadata>", "<x:desc>a", '"', "<!DOCTYPE ["],
)
def test_no_text_takes_more_than_linear_time(tmp_path: Path, piece: str) -> None:
    """A way that is not linear would take minutes for this."""
    path = tmp_path / "long.ttml"
    path.write_text(body(f'<p begin="0s" end="1s" x {piece * 100_000} > {piece * 100_000}</p>'), encoding="utf-8")
    began = time.process_time()
    assert read(path).cues is not None
    assert time.process_time() - began < 20
