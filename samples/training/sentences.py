"""The demo's sentences: reading them, their tokens, and where each letter of a label is spoken."""

import tomllib
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whisper.tokenizer import Tokenizer, get_tokenizer

HERE = Path(__file__).parent
SEGMENT_MARK = " | "


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the demo; `segments` are the pieces of the label that Whisper would time one by one.

    `cues` are the same pieces, rightly spelled; none where nothing is said.
    """

    id: str
    cues: tuple[str, ...]
    segments: tuple[str, ...]
    say: str
    jingle: bool
    clip: int | None

    @property
    def truth(self) -> str:
        """What is said, rightly spelled."""
        return " ".join(self.cues)

    @property
    def heard(self) -> str:
        """The whole label, without the marks between segments."""
        return " ".join(self.segments)


@cache
def load_sentences(path: Path = HERE / "sentences.toml") -> tuple[Sentence, ...]:
    """All sentences, in the order of the file."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["sentence"]
    return tuple(
        Sentence(
            id=row["id"],
            cues=tuple(row["truth"].split(SEGMENT_MARK)) if row["truth"] else (),
            segments=tuple(row["heard"].split(SEGMENT_MARK)),
            say=row.get("say", row["truth"].replace(SEGMENT_MARK, " ")),
            jingle=row.get("jingle", False),
            clip=row.get("clip"),
        )
        for row in rows
    )


@cache
def load_terms(path: Path = HERE / "sentences.toml") -> tuple[str, ...]:
    """Words that training puts into prompts."""
    return tuple(tomllib.loads(path.read_text(encoding="utf-8"))["terms"])


@cache
def french() -> Tokenizer:
    """Whisper's multilingual tokenizer, set to French transcription."""
    return get_tokenizer(True, num_languages=99, language="fr", task="transcribe")


@cache
def pieces(text: str) -> tuple[tuple[int, int, int], ...]:
    """The tokens of " " + text as (token id, first letter, letter after the last), counted in `text`."""
    tokenizer = french()
    spans, position = [], 0
    for token in tokenizer.encode(" " + text):
        length = len(tokenizer.encoding.decode_single_token_bytes(token))
        spans.append((token, position, position + length))
        position += length
    # A token may end inside of a letter's bytes: count letters that are complete by then, less the leading space.
    raw = (" " + text).encode()
    letters = [len(raw[:n].decode(errors="ignore")) - 1 for n in range(len(raw) + 1)]
    return tuple((token, max(0, letters[first]), max(0, letters[last])) for token, first, last in spans)


@cache
def letter_map(label: str, spoken: str) -> NDArray[np.float64]:
    """For each letter boundary of `label`, (len(label) + 1,), where it lies among the letters of `spoken`.

    Equal stretches hold the two together; what differs between them is spread evenly.
    """
    matcher = SequenceMatcher(None, label.casefold(), spoken.casefold(), autojunk=False)
    here, there = [0.0], [0.0]
    for block in matcher.get_matching_blocks():
        for a, b in ((block.a, block.b), (block.a + block.size, block.b + block.size)):
            if a > here[-1] and b > there[-1]:
                here.append(float(a))
                there.append(float(b))
    if here[-1] < len(label):
        here.append(float(len(label)))
        there.append(float(len(spoken)))
    there[-1] = float(len(spoken))
    result: NDArray[np.float64] = np.interp(np.arange(len(label) + 1), here, there)
    return result
