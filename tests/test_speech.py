"""Windows of what is said: cut where nobody speaks, and every sample on the clip's clock."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from media_files import Samples
from rehear.transcribe import Window, decode
from rehear.transcribe.speech import FRAME, SpeechDetector, speech_spans
from rehear.transcribe.windows import LONGEST, windows

torch.set_num_threads(1)  # the model is too small to share
SAMPLES = Path(__file__).parent.parent / "samples"
RATE = 16_000


@pytest.fixture(scope="module")
def clip() -> Samples:
    return np.concatenate(list(decode(SAMPLES / "news.mp4")))


@pytest.fixture(scope="module")
def truth() -> list[tuple[int, int]]:
    """(start, end) in ms of each word that is said; the last sentence is the credit, which nobody says."""
    told = json.loads((SAMPLES / "news.words.json").read_text(encoding="utf-8"))
    words = [word for sentence in told["sentences"] if sentence["id"] != "crédit" for word in sentence["words"]]
    return [(round(word["start"] * 1000), round(word["end"] * 1000)) for word in words]


def pieces(sound: Samples, size: int = RATE) -> Iterator[Samples]:
    return (sound[at : at + size] for at in range(0, len(sound), size))


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.float32)


def assert_on_the_clock(made: list[Window], sound: Samples, begin: int) -> None:
    """Each part holds exactly the sound of its time, no part twice, and no window is too long."""
    last = begin
    for window in made:
        assert len(window.samples) <= LONGEST
        assert window.start == window.parts[0].start
        for part in window.parts:
            assert part.start >= last
            last = part.start + part.length
            mine = window.samples[part.at * 16 : (part.at + part.length) * 16]
            assert np.array_equal(mine, sound[(part.start - begin) * 16 :][: len(mine)])
        assert sum(part.length for part in window.parts) == len(window.samples) // 16


def test_what_is_said_and_nothing_else(clip: Samples, truth: list[tuple[int, int]]) -> None:
    sound = np.concatenate([silence(40.0), clip, silence(35.0), clip[: 9 * RATE]])
    made = list(windows(pieces(sound), 5000, SpeechDetector()))
    assert_on_the_clock(made, sound, 5000)
    said = [(45_000 + start, 45_000 + end) for start, end in truth]
    parts = [(part.start, part.start + part.length) for window in made for part in window.parts]
    for start, end in said:  # no word is cut, none is left out
        assert any(first <= start and end <= last for first, last in parts)
    assert sum(last - first for first, last in parts) < 52_000  # of 125 s
    speech = [span for window in made for span in window.speech or ()]
    assert all(0 <= start < end <= 30_000 for start, end in speech)


def test_windows_are_filled_over_long_silences(clip: Samples) -> None:
    """Each costs as much as a full one; what does not fit into one any more is cut in a pause."""
    said = clip[: 17 * RATE]
    sound = np.concatenate([said, silence(20.0)] * 6)
    made = list(windows(pieces(sound), 0, SpeechDetector()))
    assert_on_the_clock(made, sound, 0)
    assert len(made) == 4
    assert min(len(window.samples) for window in made[:-1]) > 25 * RATE
    for window in made:
        for part in window.parts:  # nobody speaks where it begins or ends
            edges = sound[part.start * 16 :][: RATE // 20], sound[: (part.start + part.length) * 16][-RATE // 20 :]
            assert max(np.abs(edge).max() for edge in edges) < 0.05


@pytest.mark.parametrize("size", [FRAME - 1, 7 * RATE])
def test_windows_do_not_depend_on_how_the_sound_comes(clip: Samples, size: int) -> None:
    sound = np.concatenate([clip[: 5 * RATE], silence(3.0), clip[: 31 * RATE]])[
        : 34 * RATE if size > FRAME else 12 * RATE
    ]
    first, second = (
        [(w.start, w.parts, w.speech) for w in windows(pieces(sound, n), 0, SpeechDetector())] for n in (RATE, size)
    )
    assert first == second


@pytest.mark.parametrize("name", ["silence", "noise", "hum", "chords", "jingle"])
def test_nothing_where_nobody_speaks(clip: Samples, name: str) -> None:
    clock = np.arange(20 * RATE) / RATE
    beats = np.sin(2 * np.pi * 2 * clock) > 0
    sound = {
        "silence": silence(60.0),
        "noise": np.random.default_rng(1).normal(0, 0.1, 20 * RATE),
        "hum": 0.2 * np.sin(2 * np.pi * 50 * clock),
        "chords": beats * sum(0.1 * np.sin(2 * np.pi * hertz * clock) for hertz in (220, 277, 330, 440)),
        "jingle": clip[37 * RATE :],
    }[name]
    assert list(windows(pieces(sound.astype(np.float32)), 0, SpeechDetector())) == []


def test_speech_without_a_pause_is_cut_at_a_quiet_place() -> None:
    rng = np.random.default_rng(2)
    loud = rng.normal(0, 0.1, 70 * RATE).astype(np.float32)
    loud[27 * RATE : 27 * RATE + RATE // 4] *= 0.01
    made = list(windows(pieces(loud), 0, None))
    assert_on_the_clock(made, loud, 0)
    assert sum(len(window.samples) for window in made) == len(loud)
    assert 27.0 <= len(made[0].samples) / RATE <= 27.25
    assert all(window.speech is None for window in made)


@pytest.mark.parametrize("samples", [1, 500, RATE, LONGEST])
def test_short_sound_without_detection_is_one_window(samples: int) -> None:
    sound = np.ones(samples, np.float32)
    (window,) = windows(pieces(sound), 0, None)
    assert np.array_equal(window.samples, sound)


def test_blocks_give_what_silero_gives_frame_by_frame(clip: Samples) -> None:
    from importlib.util import find_spec

    found = find_spec("silero_vad")
    assert found is not None
    model = torch.jit.load(str(Path(found.origin or "").parent / "data/silero_vad.jit"))
    sound = clip[: 5 * RATE // FRAME * FRAME]
    with torch.no_grad():
        theirs = [model(frame[None], RATE).item() for frame in torch.from_numpy(sound).split(FRAME)]
    detector = SpeechDetector()
    ours = np.concatenate([detector.probabilities(part) for part in pieces(sound, 10 * FRAME)])
    assert ours == pytest.approx(theirs, abs=1e-4)


@given(st.lists(st.floats(0, 1), max_size=60))
@settings(max_examples=100)
def test_spans_are_apart_and_hold_speech(probabilities: list[float]) -> None:
    spans = speech_spans(probabilities)
    last = -1
    for first, end in spans:
        assert last < first < end <= len(probabilities)
        assert max(probabilities[first:end]) >= 0.5
        last = end
