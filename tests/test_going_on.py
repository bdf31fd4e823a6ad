"""A hearing that was broken off and goes on gives what it would have given in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from engines import Stub, room_for_one
from hypothesis import given, settings
from hypothesis import strategies as st
from long_clips import long_clip
from media_files import Samples, Track, tiny_checkpoint, tone, write_media
from rehear.document import Transcript
from rehear.document.model import split_words, spread
from rehear.document.store import read_transcript
from rehear.pipeline.heard import Hearable, Listening, hear, look_up
from rehear.pipeline.inputs import Target
from rehear.transcribe import Engine, Listener, Options, Recognised, Window, load_engine, transcribe
from rehear.transcribe.decoding import windows
from rehear.transcribe.earlier import Earlier, earlier
from rehear.transcribe.engine import Heard, Vote
from rehear.transcribe.speech import SpeechDetector
from rehear.transcribe.voters import with_voters
from test_engine import SCRIPT

MODEL = Path(__file__).parent.parent / "samples/demo-model.pt"
RATE, FRAME = 16_000, 32  # a second, ms
LANGUAGES = ("fr", "en", "de")
_SURE = 0.9


@pytest.fixture(scope="module")
def speech() -> Samples:
    _, sound = long_clip(60, seed=1)
    return np.concatenate(list(sound))


def in_one_go_and_in_parts(
    clip: Path, folder: Path, how: Listening, engine: Callable[[], Engine]
) -> tuple[Transcript, list[Transcript]]:
    """As they are stored: what is heard without a break, and what is heard with one behind each of its windows."""
    parts: list[Transcript] = []

    def begun(target: Target) -> Hearable:
        found = look_up(target, how)
        assert isinstance(found, Hearable)
        return found

    at_once, *others = (Target(clip, folder / str(number), "clip") for number in range(20))
    whole = transcribe(clip, engine(), options=how.options, listener=Listener(so_far=parts.append))
    begun(at_once).keep(whole)
    for target, part in zip(others, parts, strict=False):
        begun(target).keep_part(part)
        hear(target, how, engine)
    stored = [read_transcript(target.record("transcript.json")) for target in (at_once, *others[: len(parts)])]
    return stored[0], stored[1:]


# --- windows ---


def test_windows_are_cut_as_without_a_break(speech: Samples) -> None:
    def cut(lead: int = 0) -> list[Window]:
        pieces = [speech[at : at + RATE] for at in range(0, len(speech), RATE)]
        torch.set_num_threads(1)
        return list(windows(pieces, 0, SpeechDetector(), lead // FRAME))

    whole = cut()
    assert len(whole) > 1
    for number, window in enumerate(whole[:-1], 1):
        last = window.parts[-1]
        rest = cut(last.start + last.length)
        assert [(one.parts, one.speech) for one in rest] == [(one.parts, one.speech) for one in whole[number:]]
        assert all(np.array_equal(one.samples, other.samples) for one, other in zip(rest, whole[number:], strict=True))


# --- the real thing ---


@pytest.mark.parametrize("context", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_with_the_demo_model(speech: Samples, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, context: bool) -> None:
    monkeypatch.setattr("rehear.transcribe.hearing._EVERY", 0)
    clip = write_media(tmp_path / "clip.wav", Track(speech[np.newaxis], rate=RATE, codec="pcm_s16le"))
    engine = load_engine(model=str(MODEL), precision="fp32", batch=1)
    how = Listening("openai-whisper", str(MODEL), Options(condition_on_previous_text=context), precision="fp32")
    whole, in_parts = in_one_go_and_in_parts(clip, tmp_path, how, lambda: engine)
    assert len(whole.words) > 60
    assert len(in_parts) > 1
    assert all(one == whole for one in in_parts)


@pytest.fixture(scope="module")
def unsure(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Random weights: hardly a window is sure of its language."""
    return load_engine(model=str(tiny_checkpoint(tmp_path_factory.mktemp("m") / "m.pt")), precision="fp32", batch=3)


def test_a_window_is_taken_for_what_was_voted(unsure: Engine) -> None:
    dice = np.random.default_rng(1)
    options = Options(word_timestamps=False, temperatures=(0.0,))
    sound = [dice.normal(0, 0.1, 3 * RATE).astype(np.float32) for _ in range(3)]
    asked = list(unsure.recognise(Window(samples, options=options) for samples in sound))
    votes = {one.vote for one in asked if isinstance(one, Recognised)}
    (vote,) = votes
    assert vote is not None
    told = list(unsure.recognise(Window(samples, options=options, vote=Vote("cy", 0.4)) for samples in sound[2:]))
    for one in (one for one in told if isinstance(one, Recognised)):
        assert (one.language, one.language_probability, one.vote) == ("cy", 0.4, Vote("cy", 0.4))


def test_windows_vote_in_batches_that_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is room for one window, four are not asked at once."""
    engine = load_engine(model=str(tiny_checkpoint(tmp_path / "scripted.pt", SCRIPT)), precision="fp32")
    options = Options(word_timestamps=False, temperatures=(0.0,))
    sound = [np.full(RATE, 0.1, np.float32)] * 5
    before = list(engine.recognise(Window(samples, options=options) for samples in sound))
    room_for_one(engine, monkeypatch)
    after = list(engine.recognise(Window(samples, options=options) for samples in sound))
    assert len(after) == 5
    for one, other in zip(after, before, strict=True):
        assert isinstance(one, Recognised)
        assert isinstance(other, Recognised)
        assert one.language == other.language
        assert one.language_probability == pytest.approx(other.language_probability, abs=1e-3)


# --- languages ---


class Voting(Stub):
    """An engine for which each window of a clip has a language, and is sure of it or not; it votes as the real ones do."""

    name = "voting"

    def __init__(self, windows: Sequence[tuple[str, float]]) -> None:
        self.windows = windows

    def recognise(self, windows: Iterable[Window]) -> Iterator[Recognised]:
        for window, voters in with_voters(windows, lambda window: window):
            vote = window.vote or self._vote(voters)
            language, chance = self._own(window)
            if chance < _SURE:
                language, chance = vote.language, vote.probability
            texts, end = split_words(f"{language} à {window.start}, après {window.prompt}"), len(window.samples) // 16
            words = tuple(spread(texts, 0, min(end, 3_000), 0.9))
            yield Recognised((Heard(0, end, words),), language, chance, vote)

    def _own(self, window: Window) -> tuple[str, float]:
        return self.windows[window.start // 20_000 % len(self.windows)]

    def _vote(self, voters: Sequence[Window]) -> Vote:
        sums = dict.fromkeys(LANGUAGES, 0.0)
        for language, chance in map(self._own, voters):
            sums[language] += chance / len(voters)
        best = max(sums, key=sums.__getitem__)
        return Vote(best, sums[best])


@pytest.fixture(scope="module")
def minutes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sound = Track(tone(120.0, rate=RATE), rate=RATE, codec="pcm_s16le")
    return write_media(tmp_path_factory.mktemp("clip") / "clip.wav", sound)


windows_ = st.lists(st.tuples(st.sampled_from(LANGUAGES), st.floats(0.1, 1.0)), min_size=8, max_size=8)


@settings(max_examples=5)
@given(windows_, st.booleans())
def test_languages_are_those_of_one_go(
    minutes: Path, tmp_path_factory: pytest.TempPathFactory, said: list[tuple[str, float]], context: bool
) -> None:
    """What the first windows voted, also if the break came before all of them were heard; how sure the first window of each
    language was; and the text before a window, where that is its context."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rehear.transcribe.hearing._EVERY", 0)
        how = Listening("voting", "none", Options(speech_only=False, condition_on_previous_text=context))
        whole, in_parts = in_one_go_and_in_parts(minutes, tmp_path_factory.mktemp("out"), how, lambda: Voting(said))
    assert len(in_parts) > 3
    assert all(one == whole for one in in_parts)


def test_a_language_that_is_a_guess_is_told_again(minutes: Path, tmp_path: Path) -> None:
    engine = Voting([("fr", 0.3)])
    parts: list[Transcript] = []
    said: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rehear.transcribe.hearing._EVERY", 0)
        options = Options(speech_only=False)
        transcribe(minutes, engine, options=options, listener=Listener(so_far=parts.append, warning=said.append))
    target, how = Target(minutes, tmp_path, "clip"), Listening("voting", "none", options)
    begun = look_up(target, how)
    assert isinstance(begun, Hearable)
    begun.keep_part(parts[1])
    hear(target, how, lambda: Voting([("de", 0.8)]), listener=Listener(warning=said.append))
    line = "not sure of its language: fr with a probability of 0.30"
    assert [line in one for one in said] == [True, True]


@given(
    st.builds(
        Earlier,
        st.none() | st.builds(Vote, st.sampled_from(LANGUAGES), st.floats(0, 1)),
        st.dictionaries(st.sampled_from(LANGUAGES), st.floats(0, 1)),
        st.none() | st.text(min_size=1),
    )
)
def test_what_was_found_out_comes_back(known: Earlier) -> None:
    assert earlier(known.as_json()) == known


def test_a_passage_between_is_no_context_of_what_follows(minutes: Path, tmp_path: Path) -> None:
    """It ends where the hearing goes on then, and is by another hand."""
    options = Options(speech_only=False, condition_on_previous_text=True)
    target, how = Target(minutes, tmp_path, "clip"), Listening("voting", "none", options)
    parts: list[Transcript] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rehear.transcribe.hearing._EVERY", 0)
        transcribe(minutes, Voting([("fr", 0.95)]), options=options, listener=Listener(so_far=parts.append))
    begun = look_up(target, how)
    assert isinstance(begun, Hearable)
    begun.keep_part(parts[1])
    hear(target, replace(how, start=40_000, end=90_000), lambda: Voting([("fr", 0.95)]))
    left = look_up(target, how)
    assert isinstance(left, Hearable)
    assert left.earlier == Earlier(None, {"fr": 0.95}, None)
    assert left.listening.start is not None
    assert left.listening.start >= 90_000
