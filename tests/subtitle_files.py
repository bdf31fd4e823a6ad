"""What the tests of subtitle files share: cues of any text, files read from a folder, and what was said of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from rehear.document import Cue, Transcript
from rehear.subtitles import SubtitleFile, cues_of, patch, read, write
from rehear.subtitles.formats.source import LINE_END


def load(tmp_path: Path, source: str | bytes, name: str = "clip.srt", **options: Any) -> SubtitleFile:
    path = tmp_path / name
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    file = read(path, **options)
    assert patch(file, []).data == path.read_bytes()
    return file


def cues(file: SubtitleFile) -> list[tuple[int, int, str]]:
    return [(cue.start, cue.end, cue.text) for cue in cues_of(file.transcript)]


def warned(file: SubtitleFile) -> str:
    return "\n".join(map(str, file.warnings))


# Round trips. Control characters and U+FEFF are no text; what begins or ends a line is not white space.

letters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff")
awkward = st.sampled_from(
    [
        "<i>",
        "</b>",
        "{\\an8}",
        "&amp;",
        "&",
        "<",
        "12",
        "00:00:01,000",
        "-",
        "->",
        "«",
        "\u00a0",
        "\u2028",
        " ",
        "NOTE",
        "|",
        ":",
        "\\N",
        "{",
        '"',
        ";",
        "[br]",
        "]]>",
        "\u2060",
    ]
)
lines = (
    st.lists(st.one_of(awkward, st.text(letters, min_size=1, max_size=6)), min_size=1, max_size=6)
    .map("".join)
    .map(lambda text: LINE_END.sub(" ", text).strip())
    .filter(bool)
)


@st.composite
def cue_lists(draw: st.DrawFn, step: int = 1) -> list[Cue]:
    made = []
    clock = 0
    for texts in draw(st.lists(st.lists(lines, min_size=1, max_size=3), min_size=1, max_size=5)):
        start = clock + step * draw(st.integers(1, 5000))
        clock = start + step * draw(st.integers(1, 5000))
        made.append(Cue(start, clock, tuple(texts)))
    return made


def again(factory: pytest.TempPathFactory, content: list[Cue] | Transcript, name: str) -> SubtitleFile:
    path = factory.getbasetemp() / name
    write(content, path)
    return read(path)
