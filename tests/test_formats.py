"""Formats: what is written is read back, what is damaged is read as far as it goes, and nothing is dropped silently."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rehear.document import Cue, InputError, Origin, Segment, Transcript, Word
from rehear.subtitles import cues_of, patch, read, render, write
from rehear.subtitles.formats.source import LINE_END, reading_time
from subtitle_files import again, cue_lists, cues, load, warned


@given(cue_lists())
@settings(max_examples=100, deadline=None)
@pytest.mark.parametrize("name", ["round.srt", "round.vtt"])
def test_srt_and_vtt_give_back_times_and_lines(
    tmp_path_factory: pytest.TempPathFactory, name: str, made: list[Cue]
) -> None:
    """All but the arrow in SRT, which no reader may see in a text."""
    arrow = "→" if name.endswith("srt") else "-->"
    wanted = [Cue(cue.start, cue.end, tuple(line.replace("-->", arrow) for line in cue.lines)) for cue in made]
    file = again(tmp_path_factory, made, name)
    assert cues_of(file.transcript) == wanted
    assert not file.warnings


@given(cue_lists())
@settings(max_examples=100, deadline=None)
def test_tsv_gives_back_times_and_words(tmp_path_factory: pytest.TempPathFactory, made: list[Cue]) -> None:
    """Tabs become spaces, and so do line breaks."""
    file = again(tmp_path_factory, made, "round.tsv")
    wanted = [(cue.start, cue.end, " ".join(cue.text.split())) for cue in made]
    assert [(start, end, " ".join(text.split())) for start, end, text in cues(file)] == wanted


@given(cue_lists(step=1000))
@settings(max_examples=100, deadline=None)
def test_timestamped_text_gives_back_starts_and_words(
    tmp_path_factory: pytest.TempPathFactory, made: list[Cue]
) -> None:
    """Whole seconds; an end is the next start, if that is near. A text that begins with a colon or a time is left out here."""
    made = [cue for cue in made if cue.text[0].isalpha()]
    if made:
        file = again(tmp_path_factory, made, "round.txt")
        assert file.format == "txt"
        assert [start for start, _, _ in cues(file)] == [cue.start for cue in made]
        assert [text.split() for text in file.transcript.texts()] == [cue.text.split() for cue in made]
        for (start, end, text), following in zip(cues(file)[:-1], made[1:], strict=True):
            read = start + reading_time(text)
            assert end == (following.start if following.start <= read + 60_000 else read)


@given(cue_lists())
@settings(max_examples=100, deadline=None)
def test_plain_text_gives_back_the_words(tmp_path_factory: pytest.TempPathFactory, made: list[Cue]) -> None:
    path = tmp_path_factory.getbasetemp() / "round.plain.txt"
    write(made, path)
    file = read(path, format="plain")
    assert [text.split() for text in file.transcript.texts()] == [cue.text.split() for cue in made]
    assert not file.timed


def test_json_gives_back_everything(tmp_path: Path) -> None:
    heard = Transcript(
        (Word(" Un", 10, 200, 0.5), Word(" guet-apens", 200, 900, 0.25)),
        (Segment(0, 1000, 0, 1, {"no_speech_prob": 0.1}),),
        "fr",
        "clip.mp4",
        Origin("openai-whisper", "turbo"),
    )
    write(heard, tmp_path / "clip.transcript.json")
    file = read(tmp_path / "clip.transcript.json")
    assert (file.format, file.transcript) == ("json", heard)
    write(cues_of(heard), tmp_path / "cues.json")
    assert read(tmp_path / "cues.json").transcript.texts() == ["Un guet-apens"]


# SubRip, damaged.

CLEAN = "1\n00:00:01,000 --> 00:00:02,500\nUn,\ndeux.\n\n2\n00:00:03,000 --> 00:00:04,000\nTrois.\n"
WANTED = [(1000, 2500, "Un,\ndeux."), (3000, 4000, "Trois.")]


@pytest.mark.parametrize(
    "source",
    [
        CLEAN,
        CLEAN.rstrip(),
        "\n\n" + CLEAN + "\n\n\n",
        CLEAN.replace("\n", "\r\n"),
        CLEAN.replace("\n", "\r"),
        CLEAN.replace("\n", "\r\r\n"),
        CLEAN.replace("\n", "\r\n", 3),
        CLEAN.replace("1\n0", "0").replace("2\n0", "0"),
        CLEAN.replace("2\n0", "7\n0"),
        CLEAN.replace("2\n0", "1\n0"),
        CLEAN.replace("\n\n2", "\n2"),
        CLEAN.replace("\n\n2\n", "\n \t\n2 \n"),
        CLEAN.replace("1\n0", "1\n\n0").replace("2\n0", "2\n\n0"),
        CLEAN.replace("1\n0", "1\n1\n0"),
        CLEAN.replace(" --> ", "-->"),
        CLEAN.replace(" --> ", " -> "),
        CLEAN.replace(" --> ", " --> ").replace(",500", ",500 X1:10 X2:20 Y1:5 Y2:9"),
        CLEAN.replace(",500\n", ",500 align:start line:0%\n"),
        CLEAN.replace(",", ".").replace("Un.", "Un,"),
        CLEAN.replace("00:00:0", "00:0"),
        CLEAN.replace("00:00:0", "0:0:"),
        CLEAN.replace("00,0", "00 , 0").replace(",000", ",0").replace(",500", ",5"),
        CLEAN.replace("Un,", "<i>Un</i>,").replace("deux", "{\\i1}deux{\\i0}"),
        CLEAN.replace("Un,\n", "Un,<br>"),
        CLEAN.replace("Un,\n", "\n Un,  \n"),
        "\ufeff\ufeff" + CLEAN,
        CLEAN.replace("Un", "U\0n"),
    ],
)
def test_awkward_srt_is_read_as_it_is_meant(tmp_path: Path, source: str) -> None:
    assert cues(load(tmp_path, source)) == WANTED


def test_a_text_after_a_blank_line_is_kept_and_named(tmp_path: Path) -> None:
    file = load(tmp_path, CLEAN.replace("Un,\n", "Un,\n\n"))
    assert cues(file) == WANTED
    assert "clip.srt:4: a blank line inside a cue" in warned(file)


def test_text_beside_the_times(tmp_path: Path) -> None:
    assert cues(load(tmp_path, CLEAN.replace(",500\n", ",500 ")))[0] == WANTED[0]


def test_an_arrow_and_times_inside_a_text(tmp_path: Path) -> None:
    file = load(tmp_path, CLEAN.replace("Un,", "de A --> B,\n10:30 --> 11:00"))
    assert file.transcript.texts() == ["de A --> B,\n10:30 --> 11:00\ndeux.", "Trois."]
    assert cues_of(load(tmp_path, render(file, "srt")).transcript)[0].lines == ("de A → B,", "10:30 → 11:00", "deux.")


@pytest.mark.parametrize("text", ["2", "42", "2\n", "Il a dit :\n2"])
def test_a_text_that_looks_like_a_number(tmp_path: Path, text: str) -> None:
    file = load(tmp_path, f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n\n2\n00:00:03,000 --> 00:00:04,000\n3\n")
    assert file.transcript.texts() == [text.strip(), "3"]


def test_an_empty_cue_stays(tmp_path: Path) -> None:
    file = load(tmp_path, CLEAN.replace("Un,\ndeux.\n", ""))
    assert cues(file) == [(1000, 2500, ""), WANTED[1]]


def test_a_cue_without_times_keeps_its_text(tmp_path: Path) -> None:
    file = load(tmp_path, CLEAN.rstrip() + "\n\n3\nQuatre.\n\n4\n00:00:07,000 --> 00:00:08,000\nCinq.\n")
    assert file.transcript.texts() == ["Un,\ndeux.", "Trois.", "Quatre.", "Cinq."]
    assert "clip.srt:10: a number without times" in warned(file)


def test_times_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    file = load(tmp_path, CLEAN.replace("00:00:03,000 -->", "00:00:xx -->"))
    assert file.transcript.texts() == ["Un,\ndeux.", "Trois."]
    assert "clip.srt:7: times that cannot be read, so they are guessed: '00:00:xx --> 00:00:04,000'" in warned(file)


@pytest.mark.parametrize(
    "rest", ["3", "3\n", "3\n00:00:0", "3\n00:00:05,000", "3\n00:00:05,000 --", "3\n00:00:05,000 --> "]
)
def test_a_file_that_is_cut_off(tmp_path: Path, rest: str) -> None:
    file = load(tmp_path, CLEAN + "\n" + rest)
    assert cues(file)[:2] == WANTED
    assert not "".join(file.transcript.texts()[2:])
    assert file.warnings


def test_lines_before_the_first_cue_are_named(tmp_path: Path) -> None:
    file = load(tmp_path, "Sous-titres du 20 h\n\n" + CLEAN)
    assert cues(file) == WANTED
    assert "clip.srt:1: before the first cue, left out: 'Sous-titres du 20 h'" in warned(file)


def test_reversed_and_negative_times(tmp_path: Path) -> None:
    file = load(tmp_path, CLEAN.replace("00:00:04,000", "00:00:02,000").replace("00:00:01,000", "-00:00:01,000"))
    assert cues(file) == [(0, 2500, "Un,\ndeux."), (3000, 4000, "Trois.")]
    assert "before zero" in warned(file)
    assert "ends before it begins" in warned(file)


@given(st.text(st.sampled_from("1234\n\n\n\r :,->ab<i{&;\\}\ufeff"), max_size=80), st.integers(0, 4))
@settings(max_examples=100, deadline=None)
def test_every_line_of_srt_is_in_a_cue_or_named(tmp_path_factory: pytest.TempPathFactory, damage: str, at: int) -> None:
    blocks = CLEAN.split("\n")
    source = "\n".join([*blocks[:at], damage, *blocks[at:]])
    path = tmp_path_factory.getbasetemp() / "damaged.srt"
    path.write_bytes(source.encode())
    file = read(path, format="srt")
    assert patch(file, []).data == source.encode()
    named = {line for notice in file.warnings for line in range(notice.line, max(notice.line, notice.last) + 1)}
    covered = [(part.block[0], part.close) for part in file.parts]
    at_char = 0
    for number, line in enumerate(LINE_END.split(source), 1):
        at_char = source.index(line, at_char)
        if line.strip().strip("\ufeff"):
            assert number in named or any(start <= at_char <= end for start, end in covered), (number, line)
        at_char += len(line)


# Timestamped text.


@pytest.mark.parametrize(
    ("line", "start", "text"),
    [
        ("00:02Il était", 2000, "Il était"),
        ("00:02 Il était", 2000, "Il était"),
        ("00:02\tIl était", 2000, "Il était"),
        ("0:02 Il était", 2000, "Il était"),
        ("[00:02] Il était", 2000, "Il était"),
        ("[00:00:02]Il était", 2000, "Il était"),
        ("(00:02) Il était", 2000, "Il était"),
        ("[00:00:02.500] Il était", 2500, "Il était"),
        ("00:02.500 Il était", 2500, "Il était"),
        ("00:02,5 Il était", 2500, "Il était"),
        ("01:00:02 Il était", 3602000, "Il était"),
        ("1:00:02Il était", 3602000, "Il était"),
        ("75:30 Il était", 4530000, "Il était"),
        ("00:00:02:12 Il était", 2480, "Il était"),
        ("00:02 - 00:05 Il était", 2000, "Il était"),
        ("00:02 – 00:05 Il était", 2000, "Il était"),
        ("[00:02.000 --> 00:05.000]  Il était", 2000, "Il était"),
        ("00:02: Il était", 2000, "Il était"),
        ("00:02 | Il était", 2000, "Il était"),
        ("00:19Début mai", 19000, "Début mai"),
        ("00:1912 hommes", 19000, "12 hommes"),
        ("00:02...Il était", 2000, "...Il était"),
        ("00:02\nIl était\nlà", 2000, "Il était\nlà"),
        ("  00:02  Il était", 2000, "Il était"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_form_of_timestamped_text(tmp_path: Path, line: str, start: int, text: str, end: str) -> None:
    file = load(tmp_path, f"00:00Avant\n{line}\n02:00:00 Après\n".replace("\n", end), "clip.txt")
    assert file.format == "txt"
    assert cues(file)[1][0] == start
    assert file.transcript.texts() == ["Avant", text, "Après"]


def test_the_ends_of_timestamped_text(tmp_path: Path) -> None:
    file = load(tmp_path, "00:00Un\n00:02 - 00:03 Deux\n00:05Trois\n00:05Quatre\n00:09" + "x" * 50, "clip.txt")
    assert [(start, end) for start, end, _ in cues(file)] == [
        (0, 2000),
        (2000, 3000),
        (5000, 9000),
        (5000, 9000),
        (9000, 12000),
    ]


def test_a_time_in_the_text_is_no_end(tmp_path: Path) -> None:
    file = load(tmp_path, "00:02- 12:30, dit-il.\n00:05 - 00:08 est un score.\n00:07 Fin", "clip.txt")
    assert file.transcript.texts() == ["- 12:30, dit-il.", "est un score.", "Fin"]


def test_times_that_go_back_are_kept_and_named(tmp_path: Path) -> None:
    file = load(tmp_path, "00:10Un\n00:05Deux\n00:12Trois\n", "clip.txt")
    assert [start for start, _, _ in cues(file)] == [10000, 5000, 12000]
    assert "clip.txt:2: a time that goes back, kept as it stands ('00:05')" in warned(file)


def test_a_title_above_timestamped_text_is_named(tmp_path: Path) -> None:
    file = load(tmp_path, "Le 20 heures\n\n00:00 Un\n00:02 Deux\n", "clip.txt")
    assert file.transcript.texts() == ["Un", "Deux"]
    assert "clip.txt:1: before the first time, left out: 'Le 20 heures'" in warned(file)


def test_hours_are_written_when_a_file_needs_them() -> None:
    assert render([Cue(2500, 3000, ("Un,", "deux"))], "txt") == "00:02 Un, deux\n"
    assert (
        render([Cue(2500, 3000, ("Un",)), Cue(3_600_000, 3_601_000, ("Deux",))], "txt")
        == "00:00:02 Un\n01:00:00 Deux\n"
    )


def test_text_without_times_is_plain(tmp_path: Path) -> None:
    file = load(tmp_path, "Un guet-apens à 12:30.\n\nDeux.\n", "article.txt")
    assert (file.format, file.transcript.texts()) == ("plain", ["Un guet-apens à 12:30.", "Deux."])


# WebVTT and TSV.


@pytest.mark.parametrize("text", ['{"', '{"Oui", dit-il}', "[{", '[{"a"}]'])
def test_a_text_in_braces_is_no_json(tmp_path: Path, text: str) -> None:
    file = load(tmp_path, text + "\n", "clip.txt")
    assert (file.format, file.transcript.texts()) == ("plain", [text])


def test_webvtt(tmp_path: Path) -> None:
    source = (
        "WEBVTT Kind: captions\nLanguage: fr\n\nNOTE un\ncommentaire\n\nSTYLE\n::cue { color: red }\n\n"
        "1 - intro\n00:01.000 --> 00:02.000 line:0\n<v Anna>Un &amp; <b>deux</b>\n<00:01.500>trois\n\n"
        "01:00:00.000 --> 01:00:01.000\nQuatre\n"
    )
    file = load(tmp_path, source, "clip.vtt")
    assert cues(file) == [(1000, 2000, "Un & deux\ntrois"), (3_600_000, 3_601_000, "Quatre")]
    assert not file.warnings


def test_webvtt_names_what_is_in_no_cue(tmp_path: Path) -> None:
    file = load(tmp_path, "WEBVTT\n\nperdu\n\n00:01.000 --> 00:02.000\nUn\n", "clip.vtt")
    assert "clip.vtt:3: in no cue, left out: 'perdu'" in warned(file)


def test_tsv_of_whisper(tmp_path: Path) -> None:
    file = load(tmp_path, "start\tend\ttext\n0\t2000\tUn deux\nperdu\n2000\t3000\tTrois", "clip.tsv")
    assert cues(file) == [(0, 2000, "Un deux\nperdu"), (2000, 3000, "Trois")]
    assert "clip.tsv:3: a line without times" in warned(file)


@pytest.mark.parametrize("arrow", ["-->", "→", "=>", "-", "–", " "])
def test_times_that_are_a_text_stay_a_text(tmp_path: Path, arrow: str) -> None:
    made = [Cue(1000, 2000, ("Il dit :", f"00:00:03,000 {arrow} 00:00:04,000")), Cue(5000, 6000, ("Fin",))]
    write(made, tmp_path / "clip.srt")
    file = read(tmp_path / "clip.srt")
    assert [cue.start for cue in file.cues] == [1000, 5000]
    assert file.cues[0].lines[1] == made[0].lines[1].replace("-->", "→")


WHISPER = (
    '{"text": "Un \\"segments\\": [", "segments": [{"id": 0, "start": 0.0, "end": 1.0, "text": " Un ]}"},\n'
    ' {"id": 1, "start": 1.0, "end": 2.0, "text": " deux", "words": [{"word": " deux", "start": 1.0, "end": 2.0}]},\n'
    ' {"id": 2, "start": 2.0, "end": 3.0, "text": " trois"}], "language": "fr"}'
)
OWN = render([Cue(0, 1000, ("Un ]}",)), Cue(1000, 2000, ("deux",)), Cue(2000, 3000, ("trois",))], "json")


@pytest.mark.parametrize("source", [WHISPER, WHISPER[WHISPER.index("[{") : WHISPER.index("}],") + 2], OWN])
def test_json_cut_off_anywhere_gives_its_segments(tmp_path: Path, source: str) -> None:
    whole = load(tmp_path, source, "clip.json").cues
    counts = []
    for cut in range(1, len(source.rstrip())):
        try:
            file = load(tmp_path, source[:cut], "clip.json")
        except InputError:
            counts.append(0)  # no segment yet
            continue
        last = len(file.cues) - 1
        assert list(file.cues[:last]) == list(whole[:last])
        assert whole[last].text.startswith(file.cues[last].text)  # all of it, or what there is yet
        assert re.search("damaged|no JSON", warned(file))
        counts.append(len(file.cues))
    assert counts == sorted(counts)
    assert set(counts) == {0, 1, 2, 3}
