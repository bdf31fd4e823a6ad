"""Long clips made of the demo's sentences, with what lies between sentences in a programme: pauses, silence, noise, music."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from media_files import Samples
from rehear.transcribe import decode

SAMPLES = Path(__file__).parent.parent / "samples"
RATE = 16_000
_BETWEEN = ("silence", "noise", "music", "jingle")


@dataclass(frozen=True)
class Spoken:
    """A sentence and its words, each with its time in ms on the long clip's clock."""

    name: str
    words: tuple[tuple[str, int, int], ...]

    @property
    def text(self) -> str:
        return " ".join(word for word, _, _ in self.words)


def long_clip(seconds: float, seed: int = 1) -> tuple[list[Spoken], Iterator[Samples]]:
    """What is said, and the sound in pieces. Every half minute or so nobody speaks for 5 to 25 s. All sentences are said before
    one comes again: one that is said twice in a row is a loop for Whisper's own tests."""
    clip = np.concatenate(list(decode(SAMPLES / "news.mp4")))
    told = json.loads((SAMPLES / "news.words.json").read_text(encoding="utf-8"))["sentences"]
    jingle = next(one for one in told if one["id"] == "crédit")
    sentences = [one for one in told if one["id"] != "crédit"]
    rng = np.random.default_rng(seed)
    said: list[Spoken] = []
    deck: list[int] = []
    plan: list[tuple[str, float]] = []
    at = 0
    while at < seconds * RATE:
        for _ in range(int(rng.integers(4, 11))):
            deck = deck or rng.permutation(len(sentences)).tolist()
            one = sentences[deck.pop()]
            first, last = _span(one)
            begin = at - first
            words = [(w["text"], round(w["start"] * 1000), round(w["end"] * 1000)) for w in one["words"]]
            said.append(Spoken(one["id"], tuple((w, s + begin // 16, e + begin // 16) for w, s, e in words)))
            gap = round(float(rng.uniform(0.3, 1.5)) * RATE)
            plan += [(one["id"], 0.0), ("gap", gap)]
            at += last - first + gap
        kind, length = _BETWEEN[int(rng.integers(len(_BETWEEN)))], round(float(rng.uniform(5, 25)) * RATE)
        plan.append((kind, length))
        at += length
    spans = {one["id"]: _span(one) for one in [*sentences, jingle]}

    def sound() -> Iterator[Samples]:
        noise = np.random.default_rng(seed)
        for kind, length in plan:
            yield _sound(kind, int(length), clip, spans, noise)

    return said, sound()


def _span(sentence: dict[str, list[dict[str, float]]]) -> tuple[int, int]:
    """Where a sentence lies in the sample clip, with the silence around it that belongs to its voice."""
    return round((sentence["words"][0]["start"] - 0.05) * RATE), round((sentence["words"][-1]["end"] + 0.1) * RATE)


def _sound(
    kind: str, length: int, clip: Samples, spans: dict[str, tuple[int, int]], noise: np.random.Generator
) -> Samples:
    clock = np.arange(length) / RATE
    if kind in ("gap", "silence"):
        made = np.zeros(length)
    elif kind == "noise":
        made = noise.normal(0, 0.02, length)
    elif kind == "music":
        chords = ((220, 277, 330), (247, 311, 370), (196, 247, 294))
        beat = (clock * 2).astype(int)
        made = sum(
            0.08 * np.sin(2 * np.pi * np.array([chord[n] for chord in chords])[beat % 3] * clock) for n in range(3)
        )
        made = made * np.exp(-3 * (clock * 2 - beat))
    elif kind == "jingle":
        first, last = spans["crédit"]
        made = np.resize(clip[first:last], length)
    else:
        first, last = spans[kind]
        made = clip[first:last]
    return np.asarray(made, np.float32)
