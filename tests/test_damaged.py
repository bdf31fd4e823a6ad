"""Files with every kind of damage that is found in the wild, in tests/damaged: what is read of them and what is said.

Each file F has F.expected: its format and encoding, a line a cue (start, end, lines with | between them), a line a warning
(! line: what). After a change that is meant, `REHEAR_UPDATE=1 pytest tests/test_damaged.py` writes them anew: look at the diff.
"""

from __future__ import annotations

import itertools
import os
import re
from pathlib import Path

import pytest
from command_line import rehear
from hypothesis import given
from hypothesis import strategies as st
from rehear.document import Cue, InputError
from rehear.subtitles import SubtitleFile, patch, read, render
from rehear.subtitles.formats.source import LINE_END, STRAY

FOLDER = Path(__file__).parent / "damaged"
FILES = sorted(path for path in FOLDER.iterdir() if path.suffix != ".expected")
# Lines that hold no cue because the format says so: what stands above cues, comments, styles.
STRUCTURE = {"vtt", "ass", "ttml", "csv", "tsv", "whisper", "json"}


def account(path: Path) -> str:
    try:
        file = read(path)
    except InputError as error:
        return f"refused: {error.problem}\n"
    lines = [f"{file.format} {file.encoding}"]
    lines += [f"{cue.start} {cue.end} {'|'.join(cue.lines)}" for cue in file.cues]
    for notice in file.warnings:
        lines.append(f"! {notice.line}{f'-{notice.last}' if notice.last > notice.line else ''}: {notice.text}")
    return "".join(line + "\n" for line in lines)


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_a_damaged_file_is_read_as_it_is_meant(path: Path) -> None:
    expected = path.with_name(path.name + ".expected")
    found = account(path)
    if os.environ.get("REHEAR_UPDATE"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_nothing_of_it_is_lost(path: Path) -> None:
    try:
        file = read(path)
    except InputError:
        return
    assert patch(file, []).data == path.read_bytes()
    if file.format not in STRUCTURE:
        assert unaccounted(file) == []
    if file.warnings:
        with pytest.raises(InputError) as error:
            read(path, strict=True)
        assert file.warnings[0].text in str(error.value)


@given(
    st.sampled_from(["srt", "vtt", "ass", "ttml", "csv", "tsv", "sbv"]),
    st.lists(st.integers(1, 4), min_size=1, max_size=4),
    st.sampled_from(["", "-->", "12", "</p>", "[Fonts]", "NOTE x", "STYLE", "{", "<", '"', ";"]),
    st.sampled_from(["gone", "twice", "cut", "joined", "above", "behind"]),
    st.integers(0, 200),
)
def test_no_word_is_lost_unsaid(
    tmp_path_factory: pytest.TempPathFactory, name: str, lengths: list[int], junk: str, way: str, at: int
) -> None:
    """A line goes, comes twice, or gets something strange beside it: each word is in a cue or in a warning."""
    count = itertools.count(1)
    cues = [
        Cue(1000 * cue, 1000 * cue + 900, tuple(f"mot{next(count)}x" for _ in range(length)))
        for cue, length in enumerate(lengths)
    ]
    lines = render(cues, name).split("\n")
    at %= len(lines)
    changed = {
        "gone": [],
        "twice": [lines[at]] * 2,
        "cut": [lines[at][: len(lines[at]) // 2]],
        "joined": ["".join(lines[at : at + 2])],
        "above": [junk, lines[at]],
        "behind": [lines[at] + junk],
    }[way]
    lines[at : at + 2 if way == "joined" else at + 1] = changed
    path = tmp_path_factory.getbasetemp() / f"line.{name}"
    path.write_text("\n".join(lines), encoding="utf-8", newline="")
    try:
        file = read(path, format=name)
    except InputError:
        return
    text = " ".join([*file.transcript.texts(), *(notice.text for notice in file.warnings)])
    for line in lines:
        assert all(word in text for word in re.findall(r"mot\d+x", line)), line


def unaccounted(file: SubtitleFile) -> list[str]:
    """The lines that are neither in a cue nor in a warning."""
    named = {line for notice in file.warnings for line in range(notice.line, max(notice.line, notice.last) + 1)}
    covered = [(part.block[0], part.close) for part in file.parts]
    lost, at = [], 0
    for number, line in enumerate(LINE_END.split(file.source), 1):
        at = file.source.index(line, at)
        if line.strip().strip(STRAY) and number not in named and not any(a <= at <= b for a, b in covered):
            lost.append(line)
        at += len(line)
    return lost


@pytest.mark.parametrize("call", ["convert F -f vtt -O out", "fix F"])
@pytest.mark.parametrize(
    ("name", "code"),
    [("lines_not_understood.ass", 1), ("text_above.srt", 1), ("numbers_missing.srt", 0), ("carriage_returns.vtt", 0)],
)
def test_what_is_read_in_part_is_for_a_person(tmp_path: Path, call: str, name: str, code: int) -> None:
    """A repair alone is none: everything is there."""
    (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    done = rehear(*call.replace("F", name).split(), folder=tmp_path)
    assert (done.code, "left out" in done.stderr) == (code, bool(code))
