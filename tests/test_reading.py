"""Reading and writing files: which format, which encoding, what is refused, and the standard streams."""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from rehear.document import CallError, Cue, InputError
from rehear.subtitles import NAMES, SubtitleFile, cues_of, patch, read, render, write

CLEAN = "1\n00:00:01,000 --> 00:00:02,500\nUn,\ndeux.\n\n2\n00:00:03,000 --> 00:00:04,000\nTrois.\n"


def load(tmp_path: Path, source: str | bytes, name: str = "clip.srt", **options: str) -> SubtitleFile:
    path = tmp_path / name
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    file = read(path, **options)
    assert patch(file, []).data == path.read_bytes()
    return file


def warned(file: SubtitleFile) -> str:
    return "\n".join(map(str, file.warnings))


@pytest.mark.parametrize(
    ("source", "name", "found"),
    [
        (CLEAN, "clip.txt", "srt"),
        (CLEAN, "clip", "srt"),
        (CLEAN, "clip.vtt", "srt"),
        (CLEAN.replace(",0", ".0").replace(",5", ".5"), "clip.vtt", "vtt"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nUn\n", "clip.srt", "vtt"),
        ("00:00Un\n00:02Deux\n", "clip.srt", "txt"),
        ("start\tend\ttext\n0\t1\tUn\n", "clip.txt", "tsv"),
        ("Un.\n", "clip.txt", "plain"),
        ("Un.\n", "clip.plain", "plain"),
    ],
)
def test_the_content_decides(tmp_path: Path, source: str, name: str, found: str) -> None:
    file = load(tmp_path, source, name)
    assert file.format == found
    assert bool(file.warnings) == (
        Path(name).suffix in {".srt", ".vtt"} or (name == "clip.txt" and found not in {"plain", "txt"})
    )


@pytest.mark.parametrize(
    ("data", "name", "problem"),
    [
        (b"", "clip.srt", "0 bytes"),
        (b"\xef\xbb\xbf", "clip.srt", "empty but for a byte order mark"),
        (bytes(range(256)) * 9, "clip.srt", "binary"),
        (b"\0" * 900, "clip.srt", "nothing but 900 NUL characters"),
        (b"PK\x03\x04\x14\0\0\0\0\0" + 20 * b"\0" + CLEAN.encode() * 200, "clip.srt", "not text but a ZIP archive"),
        (b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41" + b"\0" * 900, "clip.srt", "not text but a clip"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 900, "clip.vtt", "not text but a picture"),
        (b"MZ\x90\0\3\0\0\0\4\0\0\0" + b"\0\0\1\0\2A" * 90, "clip.srt", "binary"),
        (b"Un texte.", "clip.srt", "no times"),
        (b"Un texte.", "clip.doc", "not a format"),
        (b"{1}{50}Un\n", "clip.sub", "MicroDVD"),
        (b'<?xml version="1.0"?>\n<rss></rss>', "clip.xml.txt", "XML"),
        (b'{"text": "Un"}', "clip.json", "no segments"),
        (b'{"schema": "rehear.transcript/9"}', "clip.json", "schema"),
        (b"{", "clip.json", "not JSON"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(tmp_path: Path, data: bytes, name: str, problem: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError) as error:
        read(path)
    assert problem in str(error.value)
    assert str(error.value).startswith(str(path))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["srt", "vtt", "txt", "tsv", "csv", "sbv", "ass", "ttml", "json"])
@pytest.mark.parametrize("many", [1, 5000])
def test_runs_of_nuls_make_no_text_binary(tmp_path: Path, name: str, many: int) -> None:
    text = render([Cue(1000, 2000, ("Le maire",)), Cue(3000, 4000, ("est venu.",))], name)
    for at in (0, text.index("maire"), len(text)):
        data = (text[:at] + "\0" * many + text[at:]).encode()
        file = read(tmp_path / f"clip.{name}", data=data)
        assert [cue.text for cue in file.cues] == ["Le maire", "est venu."]
        assert any("NUL" in warning.text for warning in file.warnings)
        assert patch(file, []).data == data


def test_missing_files_folders_and_formats(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.srt", tmp_path):
        with pytest.raises(InputError, match="cannot read"):
            read(path)
    with pytest.raises(CallError, match="no format"):
        read(tmp_path / "clip.srt", format="docx")
    with pytest.raises(CallError, match="no format"):
        write([], tmp_path / "clip.docx")


def test_an_empty_subtitle_file_is_an_empty_transcript(tmp_path: Path) -> None:
    for source, name in (("\r\n", "clip.srt"), ("WEBVTT\n", "clip.vtt"), ("\ufeff\n", "clip.txt")):
        file = load(tmp_path, source, name)
        assert file.transcript.words == ()
        assert "no cue in it" in warned(file)
    assert render([], "srt") == ""


ACCENTS = CLEAN.replace("Un", "Été, œuvre « à Mâcon »")


@pytest.mark.parametrize(
    ("encoding", "found", "warns"),
    [
        ("utf-8", "utf-8", False),
        ("utf-8-sig", "utf-8", False),
        ("utf-16", "utf-16-le", False),
        ("utf-16-le", "utf-16-le", True),
        ("utf-16-be", "utf-16-be", True),
        ("utf-32", "utf-32-le", False),
        ("utf-32-le", "utf-32-le", True),
        ("utf-32-be", "utf-32-be", True),
        ("cp1252", "cp1252", True),
    ],
)
def test_the_encoding_is_found(tmp_path: Path, encoding: str, found: str, warns: bool) -> None:
    file = load(tmp_path, ACCENTS.encode(encoding))
    assert file.encoding == found
    assert file.transcript.texts()[0] == "Été, œuvre « à Mâcon »,\ndeux."
    assert (found in warned(file).lower()) == warns


def test_an_encoding_that_is_said(tmp_path: Path) -> None:
    text = CLEAN.replace("Un", "Ĺ")
    assert load(tmp_path, text.encode("latin2"), encoding="latin2").transcript.texts()[0].startswith("Ĺ")
    assert load(tmp_path, text.encode("utf-16-be"), encoding="utf-16").encoding == "utf-16-be"
    with pytest.raises(InputError, match="not ascii text"):
        load(tmp_path, text, encoding="ascii")
    with pytest.raises(InputError, match="unknown encoding"):
        load(tmp_path, text, encoding="klingon")


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_character_cut_off_at_the_end(tmp_path: Path, cut: int) -> None:
    for encoding in ("utf-8", "utf-16", "utf-32"):
        file = load(tmp_path, (CLEAN.rstrip() + "𝄞").encode(encoding)[:-cut])
        assert file.transcript.texts()[1].startswith("Trois.")
        assert file.warnings


# Standard streams.


def test_standard_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(CLEAN.encode())))
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=out))
    file = read("-")
    assert [(cue.start, cue.end, cue.text) for cue in cues_of(file.transcript)][1] == (3000, 4000, "Trois.")
    write(file, "-", format="vtt")
    assert out.getvalue().startswith(b"WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nUn,\n")


def test_every_format_writes_every_file(tmp_path: Path) -> None:
    file = load(tmp_path, CLEAN)
    for name in NAMES:
        assert "Trois." in render(file, name)
    assert render(file, "srt") == CLEAN
    assert render(file, "text") == render(file, "txt") == "00:01 Un, deux.\n00:03 Trois.\n"
    assert render(file, "plain") == "Un, deux.\nTrois.\n"
    assert render(file, "tsv") == "start\tend\ttext\n1000\t2500\tUn, deux.\n3000\t4000\tTrois.\n"


LINES = {
    "clip.srt": "1\n00:00:01,000 --> 00:00:02,000\n{}x\n",
    "clip.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n{}x\n",
    "clip.txt": "00:01 Un\n{}x\n",
    "clip.plain.txt": "{}x\n",
    "clip.sbv": "0:00:01.000,0:00:02.000\n{}x\n",
    "clip.ass": "[Events]\nFormat: Start, End, Text\nDialogue: 0:00:01.00,0:00:02.00,{}x\n",
    "clip.ttml": '<tt><body><div><p begin="1s" end="2s">{}x</p></div></body></tt>',
    "clip.csv": "start,end,text\n0,1,{}x\n",
    "clip.tsv": "start\tend\ttext\n0\t1\t{}x\n",
    "clip.json": '{{"segments": [{{"start": 0, "end": 1, "text": "{}x"}}]}}',
}


@pytest.mark.parametrize("filler", [" ", "1 ", "00:00:01,000 ", "-", "1-"])
@pytest.mark.parametrize("name", LINES)
def test_a_line_without_end_takes_time_as_its_length_does(tmp_path: Path, name: str, filler: str) -> None:
    """Ten times the length: about ten times the time, not a hundred."""
    took = []
    for length in (30_000, 300_000):
        path = tmp_path / f"{length}.{name}"
        path.write_text(LINES[name].format(filler * (length // len(filler))), encoding="utf-8")
        began = time.process_time()
        assert "x" in read(path).cues[-1].text
        took.append(time.process_time() - began)
    assert took[1] < 40 * max(took[0], 0.002)


def test_an_encoding_that_does_not_fit_is_refused_in_our_words(tmp_path: Path) -> None:
    for encoding in ("utf-16", "utf-8", "rot13"):
        with pytest.raises(InputError) as error:
            load(tmp_path, b"1\n00:00:01,000 --> 00:00:02,000\n\xe9t\xe9", encoding=encoding)
        assert f"not {encoding} text" in str(error.value)
        assert "codec" not in str(error.value)


def test_the_language_of_a_webvtt_header_is_written_into_ttml(tmp_path: Path) -> None:
    file = load(tmp_path, "WEBVTT\nKind: captions\nLanguage: fr-FR\n\n00:01.000 --> 00:02.000\nUn\n", "clip.vtt")
    assert file.transcript.language == "fr"
    assert 'xml:lang="fr"' in render(file, "ttml")
    assert 'xml:lang=""' in render(file.cues, "ttml")
