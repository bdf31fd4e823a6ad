"""Awkward files of other projects' tests, where the shared data lie beside the checkout: what must come out of each.

Each line was looked at by a person: format, encoding, how many cues from when to when, a digest of all times and lines, and
how many warnings say what was repaired. Below it the files are held against what their own projects make of them.

Where we differ from them:

- go-astisub (broken-1-in.vtt) and webvtt-py (invalid.vtt) refuse a WebVTT file without its first line. Here it is read, with
  a warning, because what it holds is worth more than its heading.
- go-astisub takes the lines of a STYLE block after a blank line as style (example-in.vtt). WebVTT ends the block there; the
  lines stay where they are, and a warning names them.
- go-astisub closes tags that are left open when it writes (styled.srt). `fix` leaves them.
- go-astisub keeps a no-break space at the end of a line (html-entities). A line has no white space around it here.
- go-astisub subtracts the programme's start from STL times also where they lie before it (nonzero-offset.stl). Here the times
  then count from zero, with a warning, as in go-astisub with its option that ignores the start.
- webvtt-py drops a cue whose times cannot be read or are missing (invalid_timeframe, missing_timeframe). Its text is kept
  here: with guessed times, or in the cue above it.
- webvtt-py keeps an end before the start (the last cue of its SBV files). Here the end is guessed.
- webvtt-py fails on invalid_format4.srt, a line of times with a text above it. Here the text is named in a warning.
- srt reads gb2312 only when it is told to, and so does rehear: what cannot be known is taken for cp1252, with a warning.
- pysubs2 rounds to hundredths, as ASS does. Here TTML keeps its milliseconds.
- pysubs2's licence is plain text, and read as such.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from rehear.document import InputError
from rehear.subtitles import SubtitleFile, patch, read

FOLDER = Path(__file__).parent.parent.parent / "shared" / "data" / "subtitle_files"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="../shared/data is not there")
EXPECTED = {
    "go-astisub/broken-1-in.vtt": "vtt utf-8, 0 cues 0-0 e3b0c442, 3 said",
    "go-astisub/example-in-breaklines.ttml": "ttml utf-8, 4 cues 0-4000 7b732679, 0 said",
    "go-astisub/example-in-carriage-return.srt": "srt utf-8, 3 cues 0-14066 9316fd38, 1 said",
    "go-astisub/example-in-carriage-return.ssa": "ass utf-8, 3 cues 0-14066 9316fd38, 0 said",
    "go-astisub/example-in-carriage-return.vtt": "vtt utf-8, 3 cues 0-14066 9316fd38, 0 said",
    "go-astisub/example-in-html-entities.srt": "srt utf-8, 3 cues 331-9675 65f2e961, 0 said",
    "go-astisub/example-in-html-entities.vtt": "vtt utf-8, 3 cues 331-9675 65f2e961, 0 said",
    "go-astisub/example-in-merging-style.ttml": "ttml utf-8, 4 cues 0-180000 88da3dba, 0 said",
    "go-astisub/example-in-non-utf8.srt": "srt utf-16-le, 6 cues 99000-153440 54d01f39, 1 said",
    "go-astisub/example-in-non-utf8.vtt": "vtt utf-16-le, 6 cues 99000-153440 54d01f39, 2 said",
    "go-astisub/example-in-nonzero-offset.stl": "stl latin-1, 6 cues 99000-153440 54d01f39, 1 said",
    "go-astisub/example-in-styled.srt": "srt utf-8, 10 cues 17985-780000 ea53ec6b, 1 said",
    "go-astisub/example-in.srt": "srt utf-8, 6 cues 99000-153440 54d01f39, 1 said",
    "go-astisub/example-in.ssa": "ass utf-8, 6 cues 99000-153440 54d01f39, 1 said",
    "go-astisub/example-in.stl": "stl latin-1, 6 cues 99000-153440 54d01f39, 0 said",
    "go-astisub/example-in.ttml": "ttml utf-8, 6 cues 99000-153440 54d01f39, 0 said",
    "go-astisub/example-in.vtt": "vtt utf-8, 6 cues 99000-153440 54d01f39, 2 said",
    "go-astisub/example-opn-in.stl": "stl latin-1, 5 cues 0-77360 0ad2ebee, 0 said",
    "go-astisub/example-opn-out.stl": "stl latin-1, 5 cues 0-77360 b836181b, 0 said",
    "go-astisub/example-out-breaklines.ttml": "ttml utf-8, 4 cues 0-4000 7b732679, 0 said",
    "go-astisub/example-out-html-entities.srt": "srt utf-8, 3 cues 331-9675 65f2e961, 0 said",
    "go-astisub/example-out-html-entities.vtt": "vtt utf-8, 3 cues 331-9675 65f2e961, 0 said",
    "go-astisub/example-out-no-indent.ttml": "ttml utf-8, 6 cues 99000-153440 54d01f39, 0 said",
    "go-astisub/example-out-styled.srt": "srt utf-8, 10 cues 17985-780000 ea53ec6b, 0 said",
    "go-astisub/example-out-styled.vtt": "vtt utf-8, 10 cues 17985-780000 ea53ec6b, 0 said",
    "go-astisub/example-out-v4plus.ssa": "ass utf-8, 6 cues 99000-153440 54d01f39, 0 said",
    "go-astisub/example-out.srt": "srt utf-8, 6 cues 99000-153440 54d01f39, 0 said",
    "go-astisub/example-out.ssa": "ass utf-8, 6 cues 99000-153440 54d01f39, 0 said",
    "go-astisub/example-out.stl": "stl latin-1, 6 cues 99000-153440 54d01f39, 0 said",
    "go-astisub/example-out.ttml": "ttml utf-8, 6 cues 99000-153440 54d01f39, 0 said",
    "go-astisub/example-out.vtt": "vtt utf-8, 6 cues 99000-153440 54d01f39, 0 said",
    "go-astisub/missing-sequence-in.srt": "srt utf-8, 6 cues 99000-153440 54d01f39, 2 said",
    "pysubs2/data__LICENSE.txt": "plain utf-8, 5 cues 0-19560 cdc9e6bc, 0 said",
    "pysubs2/data__ttml_example.ass": "ass utf-8, 11 cues 760-58700 6c07e951, 0 said",
    "pysubs2/data__ttml_example.ttml": "ttml utf-8, 11 cues 760-58700 6c07e951, 0 said",
    "pysubs2/data__ttml_example2.ass": "ass utf-8, 10 cues 1380-50040 c9bb6481, 0 said",
    "pysubs2/data__ttml_example2.ttml": "ttml utf-8, 10 cues 1375-50041 d44b789c, 0 said",
    "pysubs2/data__ttml_example_apple.ass": "ass utf-8, 38 cues 19760-230690 38f4bd0b, 0 said",
    "pysubs2/data__ttml_example_apple.ttml": "ttml utf-8, 38 cues 19764-230693 7bc7bd4a, 1 said",
    "srt/srt_tools__files__ascii.srt": "srt utf-8, 3 cues 27000-36570 ebc5692e, 0 said",
    "srt/srt_tools__files__gb2312.srt": "srt cp1252, 3 cues 27000-36570 81febf41, 1 said",
    "webvtt-py/subtitles__captions_with_bom.vtt": "vtt utf-8, 4 cues 500-21580 018e99f2, 0 said",
    "webvtt-py/subtitles__comments.vtt": "vtt utf-8, 3 cues 135000-150000 62db0a8a, 0 said",
    "webvtt-py/subtitles__cue_tags.vtt": "vtt utf-8, 3 cues 16500-21500 012fcb78, 0 said",
    "webvtt-py/subtitles__empty.vtt": "refused: the file is empty (0 bytes)",
    "webvtt-py/subtitles__invalid.vtt": "vtt utf-8, 7 cues 500-30280 833a6abe, 1 said",
    "webvtt-py/subtitles__invalid_format.sbv": "sbv utf-8, 0 cues 0-0 e3b0c442, 2 said",
    "webvtt-py/subtitles__invalid_format1.srt": "refused: no times of a subtitle found in it",
    "webvtt-py/subtitles__invalid_format2.srt": "refused: no times of a subtitle found in it",
    "webvtt-py/subtitles__invalid_format3.srt": "refused: no times of a subtitle found in it",
    "webvtt-py/subtitles__invalid_format4.srt": "srt utf-8, 1 cues 500-7000 e8698ed5, 3 said",
    "webvtt-py/subtitles__invalid_timeframe.sbv": "sbv utf-8, 5 cues 378-18484 90f600fe, 2 said",
    "webvtt-py/subtitles__invalid_timeframe.srt": "srt utf-8, 5 cues 500-23880 8e4d3143, 1 said",
    "webvtt-py/subtitles__invalid_timeframe.vtt": "vtt utf-8, 7 cues 500-30280 805c2dd8, 1 said",
    "webvtt-py/subtitles__invalid_timeframe_in_cue_text.vtt": "vtt utf-8, 4 cues 500-16320 3d47211a, 1 said",
    "webvtt-py/subtitles__metadata_headers.vtt": "vtt utf-8, 2 cues 500-11890 ace51814, 0 said",
    "webvtt-py/subtitles__metadata_headers_multiline.vtt": "vtt utf-8, 2 cues 500-11890 ace51814, 0 said",
    "webvtt-py/subtitles__missing_caption_text.sbv": "sbv utf-8, 5 cues 378-18484 3bc0ac38, 1 said",
    "webvtt-py/subtitles__missing_caption_text.srt": "srt utf-8, 5 cues 500-23880 5a30b31d, 0 said",
    "webvtt-py/subtitles__missing_caption_text.vtt": "vtt utf-8, 5 cues 500-23880 5a30b31d, 0 said",
    "webvtt-py/subtitles__missing_timeframe.sbv": "sbv utf-8, 4 cues 378-18484 d6291904, 2 said",
    "webvtt-py/subtitles__missing_timeframe.srt": "srt utf-8, 5 cues 500-23880 d135432f, 1 said",
    "webvtt-py/subtitles__missing_timeframe.vtt": "vtt utf-8, 6 cues 500-30280 a3582c22, 1 said",
    "webvtt-py/subtitles__netflix_chicas_del_cable.vtt": "vtt utf-8, 865 cues 7960-3148600 ca8f6f1c, 0 said",
    "webvtt-py/subtitles__no_captions.vtt": "vtt utf-8, 0 cues 0-0 e3b0c442, 1 said",
    "webvtt-py/subtitles__one_caption.srt": "srt utf-8, 1 cues 500-7000 fd742116, 0 said",
    "webvtt-py/subtitles__one_caption.vtt": "vtt utf-8, 1 cues 500-7000 fd742116, 0 said",
    "webvtt-py/subtitles__sample.sbv": "sbv utf-8, 5 cues 378-18484 4ce4dcdf, 1 said",
    "webvtt-py/subtitles__sample.srt": "srt utf-8, 5 cues 500-23880 8e4d3143, 0 said",
    "webvtt-py/subtitles__sample.vtt": "vtt utf-8, 16 cues 500-64300 7369bc06, 0 said",
    "webvtt-py/subtitles__styles.vtt": "vtt utf-8, 1 cues 0-10000 bd2638bc, 0 said",
    "webvtt-py/subtitles__two_captions.sbv": "sbv utf-8, 2 cues 378-12305 eb7d90d9, 0 said",
    "webvtt-py/subtitles__using_identifiers.vtt": "vtt utf-8, 6 cues 500-27280 93a279ac, 0 said",
    "webvtt-py/subtitles__youtube_dl.vtt": "vtt utf-8, 4 cues 286070-305400 068a2ba3, 1 said",
}


def account(path: Path) -> str:
    try:
        file = read(path)
    except InputError as error:
        return f"refused: {error.problem}"
    digest = hashlib.sha256("\n".join(f"{c.start} {c.end} {c.text}" for c in file.cues).encode()).hexdigest()[:8]
    span = f"{file.cues[0].start}-{file.cues[-1].end}" if file.cues else "0-0"
    return f"{file.format} {file.encoding}, {len(file.cues)} cues {span} {digest}, {len(file.warnings)} said"


@pytest.mark.parametrize("name", EXPECTED)
def test_what_comes_out(name: str) -> None:
    if name.endswith(".stl"):
        pytest.importorskip("ttconv")
    assert account(FOLDER / name) == EXPECTED[name]


def test_all_are_named() -> None:
    assert {path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/*")} == set(EXPECTED)


@pytest.mark.parametrize("name", [name for name, said in EXPECTED.items() if not said.startswith(("refused", "stl"))])
def test_with_no_edits_the_bytes_are_the_same(name: str) -> None:
    assert patch(read(FOLDER / name), []).data == (FOLDER / name).read_bytes()


def lines(name: str, **how: str) -> list[tuple[int, int, str]]:
    return [(cue.start, cue.end, cue.text) for cue in load(name, **how).cues]


def load(name: str, **how: str) -> SubtitleFile:
    return read(FOLDER / name, **how)  # type: ignore[arg-type]


SAME = "in.srt in.vtt in.ssa in.ttml in-non-utf8.srt in-non-utf8.vtt out.vtt out.ssa out-v4plus.ssa out.ttml out-no-indent.ttml"


@pytest.mark.parametrize("path", [*(f"example-{name}" for name in SAME.split()), "missing-sequence-in.srt"])
def test_go_astisub_has_one_text_in_all_formats(path: str) -> None:
    wanted = lines("go-astisub/example-out.srt")
    assert len(wanted) == 6
    assert lines(f"go-astisub/{path}") == wanted


@pytest.mark.parametrize("name", ["in", "in-nonzero-offset", "out"])
def test_go_astisub_in_stl(name: str) -> None:
    """STL counts frames, 25 a second."""
    pytest.importorskip("ttconv")
    wanted = lines("go-astisub/example-out.srt")
    assert lines(f"go-astisub/example-{name}.stl") == wanted


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("in-carriage-return.srt", "in-carriage-return.vtt"),
        ("in-carriage-return.srt", "in-carriage-return.ssa"),
        ("in-html-entities.srt", "out-html-entities.srt"),
        ("in-html-entities.vtt", "out-html-entities.vtt"),
        ("in-styled.srt", "out-styled.srt"),
        ("in-styled.srt", "out-styled.vtt"),
        ("in-breaklines.ttml", "out-breaklines.ttml"),
    ],
)
def test_go_astisub_makes_one_of_the_other(one: str, other: str) -> None:
    found = lines(f"go-astisub/example-{one}")
    assert found == lines(f"go-astisub/example-{other}")
    assert len(found) >= 3


@pytest.mark.parametrize("name", ["example", "example2", "example_apple"])
def test_pysubs2_makes_ass_of_ttml(name: str) -> None:
    ttml, ass = lines(f"pysubs2/data__ttml_{name}.ttml"), lines(f"pysubs2/data__ttml_{name}.ass")
    assert [text for _, _, text in ttml] == [text for _, _, text in ass]
    assert all(
        abs(a - b) <= 5 for one, other in zip(ttml, ass, strict=True) for a, b in zip(one[:2], other[:2], strict=True)
    )


NUMBERED = (
    "sample.srt sample.vtt sample.sbv missing_caption_text.srt missing_caption_text.vtt invalid_timeframe.srt "
    "invalid_timeframe.vtt missing_timeframe.srt invalid.vtt"
)


@pytest.mark.parametrize("kind", NUMBERED.split())
def test_webvtt_py_counts_its_captions(kind: str) -> None:
    texts = [text for _, _, text in lines(f"webvtt-py/subtitles__{kind}")]
    for number, text in enumerate(texts, 1):
        assert re.fullmatch(rf"Caption text #{number}( \(line 1\)\nCaption text #{number} \(line 2\))?|", text)
    assert texts.count("") == ("missing_caption" in kind)


def test_srt_reads_gb2312_when_told() -> None:
    file = load("srt/srt_tools__files__gb2312.srt", encoding="gb2312")
    assert not file.warnings
    assert all("\u4e00" <= letter <= "\u9fff" or letter == " " for cue in file.cues for letter in cue.text)
