"""The sample files belong together: what is heard, what is expected of a correction, the article, the sentences."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).parent.parent / "samples"
CREDIT = "Sous-titres réalisés para la communauté d'Amara.org"


def read(name: str) -> str:
    return (SAMPLES / name).read_text(encoding="utf-8")


def cues(name: str) -> list[tuple[str, str, str]]:
    """(number, times, text) of each cue of a SubRip file."""
    blocks = [block.split("\n", 2) for block in read(name).strip().split("\n\n")]
    return [(number, times, text) for number, times, text in blocks]


def story() -> list[dict[str, Any]]:
    sentences = tomllib.loads(read("training/sentences.toml"))["sentence"]
    return sorted((s for s in sentences if "clip" in s), key=lambda s: s["clip"])


def test_the_heard_subtitles_hold_the_labels_of_the_story() -> None:
    assert [text for _, _, text in cues("heard.srt")] == [t for s in story() for t in s["heard"].split(" | ")]


def test_the_expected_subtitles_hold_the_truth_of_the_story() -> None:
    assert [text for _, _, text in cues("expected.srt")] == [
        t for s in story() if s["truth"] for t in s["truth"].split(" | ")
    ]


def test_only_the_credit_goes_and_no_time_moves() -> None:
    heard, expected = cues("heard.srt"), cues("expected.srt")
    assert [times for _, times, text in heard if text != CREDIT] == [times for _, times, _ in expected]
    for numbered in (heard, expected):
        assert [number for number, _, _ in numbered] == [str(n + 1) for n in range(len(numbered))]


@pytest.mark.parametrize("name", ["heard", "expected"])
def test_the_text_has_the_times_of_the_subtitles(name: str) -> None:
    lines = [f"{times[3:8]} {text}" for _, times, text in cues(f"{name}.srt")]
    assert read(f"{name}.txt").splitlines() == lines


def test_the_article_spells_the_terms_rightly_and_the_subtitles_do_not() -> None:
    article, heard = read("article.txt"), read("heard.txt")
    for term in ("guets-apens", "guet-apens", "Maëlle Quéméneur", "Mâcon"):
        assert term in article
        assert term not in heard
    assert re.search(r"\bgays? tapants?\b", heard)


def test_the_clip_is_small() -> None:
    assert (SAMPLES / "news.mp4").stat().st_size < 400_000


@pytest.mark.slow
def test_the_clip_can_be_made_again(tmp_path: Path) -> None:
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed")
    subprocess.run([sys.executable, str(SAMPLES / "training/clip.py"), "-O", str(tmp_path)], check=True)
    told, shipped = (
        [[w["text"] for w in s["words"]] for s in json.loads(path.read_text(encoding="utf-8"))["sentences"]]
        for path in (tmp_path / "news.words.json", SAMPLES / "news.words.json")
    )
    assert told == shipped
    assert (tmp_path / "news.mp4").stat().st_size > 100_000
