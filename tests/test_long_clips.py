"""Long clips: every sentence once and in its place, nothing where nobody speaks, and memory that does not grow."""

from __future__ import annotations

import resource
import wave
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest
from long_clips import RATE, SAMPLES, Spoken, long_clip
from rehear.document import Transcript
from rehear.transcribe import load_engine, transcribe

MODEL = str(SAMPLES / "demo-model.pt")


def written(path: Path, seconds: float, seed: int = 1) -> tuple[Path, list[Spoken]]:
    said, sound = long_clip(seconds, seed)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        for piece in sound:
            file.writeframes((piece * 32_767).astype("<i2").tobytes())
    return path, said


def compared(transcript: Transcript, said: list[Spoken]) -> tuple[int, int, list[int]]:
    """How many sentences are there whole and in order, how many words too many, and how far off (ms) the right words are."""
    wanted = [word for sentence in said for word in sentence.words]
    got = [(word.text.strip(), word.start, word.end) for word in transcript.words]
    matcher = SequenceMatcher(None, [w[0] for w in wanted], [w[0] for w in got], autojunk=False)
    there = {block.a + n: block.b + n for block in matcher.get_matching_blocks() for n in range(block.size)}
    whole, at = 0, 0
    off: list[int] = []
    for sentence in said:
        mine = range(at, at + len(sentence.words))
        at += len(sentence.words)
        if all(n in there for n in mine):
            whole += 1
            off += [abs(wanted[n][side] - got[there[n]][side]) for n in mine for side in (1, 2)]
    return whole, len(got) - len(there), off


@pytest.mark.slow
@pytest.mark.parametrize(("seconds", "precision"), [(600, "fp32"), (600, "int8"), (7200, "int8")])
def test_every_sentence_once_and_in_its_place(tmp_path: Path, seconds: int, precision: str) -> None:
    path, said = written(tmp_path / "long.wav", seconds)
    engine = load_engine(model=MODEL, precision=precision)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    transcript = transcribe(path, engine, language="fr")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    whole, extra, off = compared(transcript, said)
    # samples/README.md: alone in its window, too, the demo model gets a sentence wrong now and then.
    assert whole >= 0.93 * len(said)
    assert extra <= 0.06 * sum(len(sentence.words) for sentence in said)
    assert np.percentile(off, 99) <= 300
    late = off[-len(off) // 4 :]
    assert np.median(late) <= 100  # no drift
    assert grown < 400_000  # kB


@pytest.mark.slow
def test_nothing_where_nobody_speaks(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    clock = np.arange(90 * RATE) / RATE
    engine = load_engine(model=MODEL)
    sounds = {
        "silence": 0 * clock,
        "noise": rng.normal(0, 0.05, len(clock)),
        "music": sum(
            0.1 * np.sin(2 * np.pi * hertz * clock) * np.exp(-3 * (clock * 2 % 1)) for hertz in (220, 277, 330)
        ),
    }
    for name, sound in sounds.items():
        path = tmp_path / f"{name}.wav"
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes((np.asarray(sound) * 32_767).astype("<i2").tobytes())
        transcript = transcribe(path, engine)
        assert transcript.texts() == []
        assert transcript.complete
