"""How cues look, from one format into another: what both can say is carried, what the other cannot is counted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rehear.document import Cue
from rehear.subtitles import STYLED, read, render
from rehear.subtitles.formats.style import BOTTOM, PLAIN, Run, Style, Styled, place_of

colours = st.sampled_from(["", "", "#ffff00", "#00ffff", "#ff8800", "#00ff00"])
styles = st.just(PLAIN) | st.builds(Style, st.booleans(), st.booleans(), st.booleans(), colours)
# No arrows: SRT cannot hold them (test_round_trips.py).
words = st.sampled_from(
    [
        *("Oui", "à 12:30,", "<i>", "a & b", "{\\an8}", "{", "\\", "N", "&amp;", "&", "amp;", "<", "b>", "12"),
        *("]]>", "x}", "<c.yellow>", "00:00:01,000", "→", "*", ">", "\\h", "«\u00a0Là", "𝄞"),
    ]
)


@st.composite
def dressed(draw: st.DrawFn) -> list[Cue]:
    """Cues of runs; words stand in one run or in two, on one line or on two."""
    made: list[Cue] = []
    for at in range(draw(st.integers(1, 3))):
        runs = [Run(draw(words), draw(styles))]
        for _ in range(draw(st.integers(0, 4))):
            runs.append(Run(draw(st.sampled_from(["", " ", "\n"])) + draw(words), draw(styles)))  # noqa: PERF401
        text = "".join(run.text for run in runs)
        made.append(Styled(1000 * at, 1000 * at + 900, tuple(text.split("\n")), tuple(runs), draw(st.integers(1, 9))))
    return made


def letters(cues: list[Cue]) -> Iterator[tuple[str, Style, int]]:
    """Every character that is seen, with its style and the place of its cue; spaces have no look."""
    for cue in cues:
        runs = cue.runs if isinstance(cue, Styled) else [Run(cue.text, PLAIN)]
        place = cue.place if isinstance(cue, Styled) else BOTTOM
        for text, style in runs:
            yield from ((letter, style, place) for letter in text if not letter.isspace())


@given(dressed(), st.lists(st.sampled_from(sorted(STYLED)), min_size=1, max_size=3))
def test_looks_survive_from_format_to_format(
    tmp_path_factory: pytest.TempPathFactory, made: list[Cue], way: list[str]
) -> None:
    path = tmp_path_factory.getbasetemp() / "styled"
    # A second place, so that what all cues share does not go.
    first = [*made, Styled(9000, 9900, ("Fin",), (Run("Fin", PLAIN),), 8)]
    cues: list[Cue] = first
    for name in way:
        path.write_text(render(cues, name), encoding="utf-8", newline="")
        file = read(path, format=name)
        assert [cue.lines for cue in file.styled_cues] == [cue.lines for cue in file.cues]
        assert file.unsaid(name) == []
        cues = list(file.styled_cues)
    assert list(letters(cues)) == list(letters(first))


ASS = r"""[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, Bold, Italic, Underline, Alignment
Style: Default,Arial,48,&H00FFFFFF,0,0,0,2
Style: Haut,Arial,48,&H0000FFFF,0,-1,0,8

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,Un {\i1}deux{\i0} {\b700\c&H00ff00&}trois{\r} quatre
Dialogue: 0,0:00:02.00,0:00:03.00,Haut,,0,0,0,,En haut, {\i0\c}droit{\an5}{a note}
Dialogue: 0,0:00:03.00,0:00:04.00,*Default,,0,0,0,,{\fad(100,100)\a6\an1}Un effet
"""
VTT = """WEBVTT

STYLE
::cue(.loud) { color: #f80; font-weight: bold; text-decoration: underline }

00:01.000 --> 00:02.000 line:0 align:left
<i.yellow>Un <c.loud>deux</c></i> trois

00:02.000 --> 00:03.000 line:50% position:90%,line-right align:right
<v Anna>Quatre</v>

00:03.000 --> 00:04.000 line:-1
<c.white.bg_blue>Cinq</c>
"""
TTML = """<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling" xml:lang="fr"><head><styling>
<style xml:id="base" tts:color="white" tts:textAlign="center"/><style xml:id="s1" tts:color="yellow" tts:fontStyle="italic"/>
</styling><layout><region xml:id="high" tts:origin="10% 5%" tts:extent="80% 20%" tts:displayAlign="after"/>
<region xml:id="low"><style tts:displayAlign="after"/></region></layout></head><body style="base"><div>
<p begin="1s" end="2s" region="high" style="s1">Un <span tts:fontStyle="normal" tts:color="#ff8800">deux</span> trois</p>
<p begin="2s" end="3s" region="low" tts:textAlign="left">
Quatre<br/><span tts:fontWeight="bold" tts:fontSize="80%">cinq</span></p>
</div></body></tt>
"""
YELLOW, ORANGE = "#ffff00", "#ff8800"


@pytest.mark.parametrize(
    ("name", "source", "runs", "places", "more"),
    [
        (
            "srt",
            "1\n00:00:01,000 --> 00:00:02,000\n<font color='Yellow'>Un <B>deux</font> trois</b>\n\n"
            '2\n00:00:02,000 --> 00:00:03,000\n{\\an8}<font color="#F80" face="Arial">Quatre</font></i>\n',
            [
                [Run("Un ", Style(colour=YELLOW)), Run("deux", Style(bold=True, colour=YELLOW)), Run(" trois", PLAIN)],
                [Run("Quatre", Style(colour=ORANGE))],
            ],
            [2, 8],
            [False, True],
        ),
        (
            "ass",
            ASS,
            [
                [
                    Run("Un ", PLAIN),
                    Run("deux", Style(italic=True)),
                    Run(" ", PLAIN),
                    Run("trois", Style(bold=True, colour="#00ff00")),
                    Run(" quatre", PLAIN),
                ],
                [Run("En haut, ", Style(italic=True, colour=YELLOW)), Run("droit", Style(colour=YELLOW))],
                [Run("Un effet", PLAIN)],
            ],
            [2, 5, 8],
            [False, False, True],
        ),
        (
            "vtt",
            VTT,
            [
                [
                    Run("Un ", Style(italic=True, colour=YELLOW)),
                    Run("deux", Style(True, True, True, ORANGE)),
                    Run(" trois", PLAIN),
                ],
                [Run("Quatre", PLAIN)],
                [Run("Cinq", PLAIN)],
            ],
            [7, 6, 2],
            [False, True, True],
        ),
        (
            "ttml",
            TTML,
            [
                [
                    Run("Un ", Style(italic=True, colour=YELLOW)),
                    Run("deux", Style(colour=ORANGE)),
                    Run(" trois", Style(italic=True, colour=YELLOW)),
                ],
                [Run("Quatre\n", PLAIN), Run("cinq", Style(bold=True))],
            ],
            [8, 1],
            [False, True],
        ),
    ],
)
def test_what_is_read(
    tmp_path: Path, name: str, source: str, runs: list[list[Run]], places: list[int], more: list[bool]
) -> None:
    path = tmp_path / f"clip.{name}"
    path.write_text(source, encoding="utf-8")
    file = read(path)
    found = [cue for cue in file.styled_cues if isinstance(cue, Styled)]
    assert [list(cue.runs) for cue in found] == runs
    assert [cue.place for cue in found] == places
    assert [cue.more for cue in found] == more
    assert file.unsaid("vtt") == [at for at, unsaid in enumerate(more, 1) if unsaid]
    assert file.unsaid("csv") == [*range(1, len(found) + 1)]


@pytest.mark.parametrize(
    ("screen", "region", "place"),
    [
        ("", 'tts:origin="10% 80%" tts:extent="80% 10%" tts:displayAlign="before"', 2),
        ("", 'tts:origin="10% 5%" tts:extent="80% 80%" tts:displayAlign="before" tts:textAlign="end"', 9),
        ('tts:extent="1280px 720px"', 'tts:origin="128px 600px" tts:extent="1024px 80px"', 2),
        ('tts:extent="1280px 720px"', 'tts:origin="128px 20px" tts:extent="1024px 80px"', 8),
        ("", 'tts:origin="128px 20px" tts:extent="1024px 80px"', 2),  # of a screen of unknown size
        ('ttp:cellResolution="50 30"', 'tts:origin="5c 2c" tts:extent="40c 26c" tts:displayAlign="center"', 5),
        ("", 'tts:displayAlign="before"', 8),
        ("", "", 2),
    ],
)
def test_regions_of_ttml(tmp_path: Path, screen: str, region: str, place: int) -> None:
    path = tmp_path / "clip.ttml"
    path.write_text(
        f'<tt {screen}><head><layout><region xml:id="r" {region}/></layout></head><body><div>'
        '<p begin="1s" end="2s" region="r">Un</p></div></body></tt>',
        encoding="utf-8",
    )
    assert place_of(read(path).styled_cues[0]) == place


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("srt", "1\n00:00:01,000 --> 00:00:02,000\nUn " + "<i>" * 10_000 + "</b>" * 10_000 + "\n"),
        ("vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nUn " + "<i>" * 10_000 + "</b>" * 10_000 + "\n"),
        (
            "ttml",
            "<tt><body>" + "<div>" * 10_000 + '<p begin="1s" end="2s">Un</p>' + "</span>" * 10_000 + "</body></tt>",
        ),
    ],
)
def test_tags_without_end_take_no_time(tmp_path: Path, name: str, source: str) -> None:
    path = tmp_path / f"clip.{name}"
    path.write_text(source, encoding="utf-8")
    began = time.process_time()
    assert [cue.lines for cue in read(path).styled_cues] == [("Un",)]
    assert time.process_time() - began < 2


def test_black_needs_a_ground_that_is_not_carried(tmp_path: Path) -> None:
    path = tmp_path / "clip.srt"
    path.write_text('1\n00:00:01,000 --> 00:00:02,000\n<font color="black">Un</font>\n', encoding="utf-8")
    assert "Un" in render(read(path), "vtt").splitlines()
    assert read(path).unsaid("vtt") == [1]


def test_a_place_that_all_cues_share_at_the_bottom_is_not_theirs(tmp_path: Path) -> None:
    """As in YouTube's WebVTT; SRT would have it in the text of each cue."""
    path = tmp_path / "clip.vtt"
    path.write_text("WEBVTT\n\n00:01.000 --> 00:02.000 align:start position:0%\nUn\n", encoding="utf-8")
    assert render(read(path), "srt") == "1\n00:00:01,000 --> 00:00:02,000\nUn\n"
