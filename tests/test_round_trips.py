"""Any cues, written in a format and read again, are the same up to what the format cannot hold, which each test states."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rehear.document import Cue
from rehear.subtitles import NAMES, cues_of, read, render, write
from rehear.subtitles.formats import srt
from subtitle_files import again, cue_lists, cues

JOINER = "\u2060"


@given(cue_lists(step=10))
@settings(max_examples=50, deadline=None)
def test_ass_holds_lines_and_hundredths_of_a_second(tmp_path_factory: pytest.TempPathFactory, made: list[Cue]) -> None:
    file = again(tmp_path_factory, made, "round.ass")
    assert list(file.cues) == made
    assert not file.warnings


@given(cue_lists())
@settings(max_examples=50, deadline=None)
def test_sbv_holds_lines_and_times(tmp_path_factory: pytest.TempPathFactory, made: list[Cue]) -> None:
    """But for `[br]`, which gets an invisible joiner."""
    file = again(tmp_path_factory, made, "round.sbv")
    wanted = [(c.start, c.end, c.text.replace("[br]", f"[{JOINER}br]")) for c in made]
    assert cues(file) == wanted
    assert not file.warnings


@given(cue_lists())
@settings(max_examples=50, deadline=None)
def test_ttml_holds_lines_and_times(tmp_path_factory: pytest.TempPathFactory, made: list[Cue]) -> None:
    """Two spaces are one in XML."""
    file = again(tmp_path_factory, made, "round.ttml")
    assert [(c.start, c.end, [line.split(" ") for line in c.lines]) for c in file.cues] == [
        (c.start, c.end, [[word for word in line.split(" ") if word] for line in c.lines]) for c in made
    ]
    assert not file.warnings


@given(cue_lists())
@settings(max_examples=50, deadline=None)
def test_csv_and_json_hold_all(tmp_path_factory: pytest.TempPathFactory, made: list[Cue]) -> None:
    for name in ("round.csv", "round.json"):
        file = again(tmp_path_factory, made, name)
        assert list(file.cues) == made, name
        # Of cues of a few ms it is said that they may be meant to last so many seconds.
        assert all("read as milliseconds" in warning.text for warning in file.warnings)


@given(cue_lists(), st.sampled_from(NAMES))
@settings(max_examples=60, deadline=None)
def test_the_cues_of_a_file_are_those_of_its_transcript(
    tmp_path_factory: pytest.TempPathFactory, made: list[Cue], name: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "same"
    write(made, path, name)
    file = read(path, format=name)
    assert list(file.cues) == cues_of(file.transcript)


@given(cue_lists(), st.sampled_from(["\n", "\r\n"]), st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_clean_srt_is_read_the_quick_way_as_the_careful_way_reads_it(made: list[Cue], line_end: str, more: int) -> None:
    source = render(made, "srt").replace("\n", line_end) + line_end * more
    quick = srt.parse_clean(source)
    careful = srt.parse_any(source)
    assert quick is None or (quick == list(careful.parts) and not careful.notices)


def test_clean_srt_is_read_the_quick_way() -> None:
    source = render([Cue(0, 1000, ("Il a dit :", "<i>oui</i>, en 1939-1945.")), Cue(1000, 2000, ("À 12:30.",))], "srt")
    for text in (source, source + "\n", source.rstrip(), source.replace("\n", "\r\n")):
        assert srt.parse_clean(text) is not None


@given(cue_lists(), st.sampled_from(NAMES), st.sampled_from(NAMES))
@settings(max_examples=60, deadline=None)
def test_a_conversion_is_what_writing_directly_gives(
    tmp_path_factory: pytest.TempPathFactory, made: list[Cue], one: str, other: str
) -> None:
    """What a detour through another format changes is what that format cannot hold, and it changes nothing more."""
    path = tmp_path_factory.getbasetemp() / "detour"
    write(made, path, one)
    first = read(path, format=one)
    write(first, path, other)
    again_ = read(path, format=other)
    if {one, other} <= {"srt", "vtt", "csv", "json"} and "-->" not in "".join(c.text for c in made):
        assert list(again_.cues) == made
    assert len(again_.cues) == len(made) or "txt" in {one, other} or "plain" in {one, other}


def test_nothing_is_written_of_nothing(tmp_path: Path) -> None:
    for name in NAMES:
        path = tmp_path / f"empty.{name}"
        write([], path, name)
        if path.stat().st_size:
            assert list(read(path, format=name).cues) == []
