"""Many clips at once: each comes out as it does alone, whatever becomes of the others, and nothing piles up."""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from engines import Stub
from hypothesis import given, settings
from hypothesis import strategies as st
from media_files import Samples, Track, silence, tiny_checkpoint, tone, write_media
from rehear.document import Transcript, Word
from rehear.document.errors import CallError, EngineError, InputError
from rehear.document.model import split_words, spread
from rehear.transcribe import (
    Listener,
    Options,
    Outcome,
    Recognised,
    Request,
    Window,
    decoding,
    load_engine,
    transcribe,
    transcribe_many,
)
from rehear.transcribe.engine import Heard
from rehear.transcribe.voters import VOTERS, with_voters
from test_engine import SCRIPT

SAMPLES = Path(__file__).parent.parent / "samples"
ALL = Options(language="fr", speech_only=False)
RATE = 16_000


class Ears(Stub):
    """An engine that takes so many windows at once, remembers them, and writes what a function says of each."""

    name = "ears"

    def __init__(self, size: int, say: Callable[[Window], str] = lambda w: f"À {w.start}, oui.") -> None:
        self.size, self.say = size, say
        self.batches: list[list[Window]] = []

    def check(self, options: Options) -> Options:
        if options.language == "klingon":
            raise CallError("no language 'klingon'")
        return options

    def recognise(self, windows: Iterable[Window]) -> Iterator[Recognised | EngineError]:
        source = with_voters(windows, lambda window: window)
        while batch := list(itertools.islice(source, self.size)):
            self.batches.append([window for window, _ in batch])
            for window, voters in batch:
                result = self.recognised(window)
                votes = {"votes": float(sum(1 + voter.start for voter in voters))}
                if isinstance(result, Recognised):
                    result = replace(result, segments=tuple(replace(s, evidence=votes) for s in result.segments))
                yield result

    def recognised(self, window: Window) -> Recognised | EngineError:
        end = len(window.samples) // 16
        texts = split_words(self.say(window))
        words: tuple[Word, ...] = tuple(spread(texts, 0, min(end, 300 * len(texts)), 0.9))
        return Recognised((Heard(0, end, words, {"temperature": 0.0}),) if words else (), "fr")


@dataclass
class Sound:
    """Stands in for decoded media: so many seconds of one value, then perhaps an error."""

    seconds: float
    value: float = 0.1
    error: Exception | None = None
    complete: bool = True

    info = SimpleNamespace(path="clip", duration=None)
    stream = SimpleNamespace(number=1, start=0)

    def __iter__(self) -> Iterator[Samples]:
        for at in range(0, round(self.seconds * RATE), RATE):
            yield np.full(min(RATE, round(self.seconds * RATE) - at), self.value, np.float32)
        if self.error is not None:
            raise self.error


@pytest.fixture
def sounds(monkeypatch: pytest.MonkeyPatch) -> dict[str, Sound]:
    """What the paths of a test sound like."""
    known: dict[str, Sound] = {}

    def decode(path: Path, **_: object) -> Sound:
        if path.name not in known:
            raise InputError("no such file", path=path)
        return known[path.name]

    monkeypatch.setattr(decoding, "decode", decode)
    return known


def decoders() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "rehear-decoding"]


def said(outcome: Outcome[Any]) -> list[str]:
    assert isinstance(outcome.result, Transcript), outcome.result
    return outcome.result.texts()


# --- as alone ---

clips = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.05, 3.0, 31.0, 65.0, 150.0]),  # seconds
        st.sampled_from([None, None, None, ValueError("damaged"), InputError("no sound in it can be decoded")]),
        st.booleans(),  # context
        st.sampled_from(["fr", "fr", None, "klingon"]),
        st.sampled_from([(), ("Mâcon", "guet-apens")]),
    ),
    max_size=12,
)


def doubtful(window: Window) -> str:
    """What is said depends on clip, place and prompt; some of it loops when it is heard for the first time."""
    if window.options.beam_size is None and round(window.samples[0] * 1000 + window.start / 1000) % 3 == 0:
        return "Merci. " * 6
    return f"Clip {window.samples[0]:.3f} à {window.start} après {hash(window.prompt) % 97}."


@given(clips, st.integers(1, 5))
@settings(max_examples=40, deadline=None)
def test_each_clip_as_if_it_were_alone(told: list[Any], size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        known = [Sound(seconds, number / 1000, error) for number, (seconds, error, *_) in enumerate(told)]
        patch.setattr(decoding, "decode", lambda path, **_: known[int(path.name)])
        requests = [
            Request(str(number), number, replace(ALL, language=language, condition_on_previous_text=context), terms)
            for number, (_, _, context, language, terms) in enumerate(told)
        ]
        engine = Ears(size, doubtful)
        outcomes = list(transcribe_many(iter(requests), engine))
        assert sorted(outcome.request.key for outcome in outcomes) == list(range(len(told)))
        assert not decoders()
        for outcome in outcomes:
            asked = outcome.request

            def alone(asked: Request[int] = asked) -> Transcript:
                return transcribe(asked.path, Ears(1, doubtful), options=asked.options, prompt_terms=asked.prompt_terms)

            if isinstance(outcome.result, Exception):
                with pytest.raises(type(outcome.result), match=re.escape(str(outcome.result))):
                    alone()
            else:
                assert outcome.result == alone()


def test_the_models_own_words() -> None:
    """Several clips through one model, in other batches than alone; languages are found out, or given."""
    engine = load_engine(model=str(SAMPLES / "demo-model.pt"), precision="fp32", batch=2)
    passages = [(0, 6000), (12_000, 16_000), (31_000, 35_000)]
    requests = [
        Request(SAMPLES / "news.mp4", at, Options(language=(None, "fr")[at % 2]), start=start, end=end)
        for at, (start, end) in enumerate(passages)
    ]
    outcomes = sorted(transcribe_many(requests, engine), key=lambda outcome: outcome.request.key)
    assert len(outcomes) == len(requests)
    for asked, outcome in zip(requests, outcomes, strict=True):
        alone, heard = (
            transcribe(asked.path, engine, options=asked.options, start=asked.start, end=asked.end),
            outcome.result,
        )
        assert isinstance(heard, Transcript)
        assert alone.words
        assert [(w.text, w.start, w.end) for w in heard.words] == [(w.text, w.start, w.end) for w in alone.words]
        assert [w.probability for w in heard.words] == pytest.approx([w.probability for w in alone.words], abs=1e-3)
        assert (heard.origin, heard.language) == (alone.origin, "fr")


windows = st.lists(st.tuples(st.integers(1, 12), st.booleans()), max_size=6)


@given(windows, st.lists(st.integers(0, 30), max_size=6))
def test_voters_are_the_first_windows_of_a_clip(told: list[tuple[int, bool]], known: list[int]) -> None:
    given = [
        Window(np.zeros(1, np.float32), at, options=Options(language="fr" if language else None), clip=clip)
        for clip, (count, language) in enumerate(told)
        for at in range(count)
    ]
    for place in known:  # windows that are heard once more come in anywhere
        given.insert(place, Window(np.zeros(1, np.float32), 99, options=Options(language="fr"), clip=place))
    found = list(with_voters(given, lambda window: window))
    assert [id(window) for window, _ in found] == [id(window) for window in given]
    for window, voters in found:
        unknown = [one for one in given if one.clip == window.clip and one.options.language is None][:VOTERS]
        assert voters == ([] if window.options.language else unknown)


# --- in one batch ---


@pytest.mark.parametrize("context", [False, True])
def test_windows_of_several_clips_share_a_batch(sounds: dict[str, Sound], context: bool) -> None:
    sounds |= {f"{number}": Sound(3.0, number / 1000) for number in range(8)}
    engine = Ears(4)
    options = replace(ALL, condition_on_previous_text=context)
    outcomes = list(transcribe_many([Request(name, name, options) for name in sounds], engine))
    assert [len({window.clip for window in batch}) for batch in engine.batches] == [4, 4]
    assert [outcome.request.key for outcome in outcomes] == list(sounds)


def test_clips_with_context_wait_for_themselves_only(sounds: dict[str, Sound]) -> None:
    sounds |= {"a": Sound(65.0), "b": Sound(65.0), "c": Sound(3.0)}
    engine = Ears(4)
    options = replace(ALL, condition_on_previous_text=True)
    outcomes = list(transcribe_many([Request(name, name, options) for name in sounds], engine))
    firsts = [[(window.clip, window.prompt is None) for window in batch] for batch in engine.batches]
    assert firsts[0] == [(0, True), (1, True), (2, True)]
    assert all(not first for batch in firsts[1:] for _, first in batch)
    assert [outcome.request.key for outcome in outcomes] == ["c", "a", "b"]


def test_a_second_look_shares_the_next_batch(sounds: dict[str, Sound]) -> None:
    sounds |= {f"{number}": Sound(3.0, number / 1000) for number in range(6)}
    engine = Ears(3, doubtful)
    list(transcribe_many([Request(name, name, ALL) for name in sounds], engine))
    assert [[w.options.beam_size for w in batch] for batch in engine.batches] == [
        [None] * 3,
        [5, None, None],
        [5, None],
    ]


# --- one clip's trouble ---


def test_a_clip_too_much_for_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The batch is halved, over the clips that it is from; what does not fit alone is that clip's failure."""
    engine = load_engine(model=str(tiny_checkpoint(tmp_path / "scripted.pt", SCRIPT)), precision="fp32", batch=4)
    names = ["a.wav", "b.wav", "c.wav", "still.wav", "d.wav", "e.wav"]
    for at, name in enumerate(names):
        sound = silence(2.0) if name == "still.wav" else tone(2.0, 300 + 100 * at)
        write_media(tmp_path / name, Track(sound, codec="pcm_s16le"))
    encode = engine.network.encode  # type: ignore[attr-defined]
    sizes = []

    def small(mels: torch.Tensor) -> torch.Tensor:
        sizes.append(len(mels))
        if len(mels) > 2 or any(not mel[:, :100].std() for mel in mels):
            raise torch.OutOfMemoryError("CUDA out of memory")
        made: torch.Tensor = encode(mels)
        return made

    monkeypatch.setattr(engine.network, "encode", small)  # type: ignore[attr-defined]
    outcomes = list(transcribe_many((Request(tmp_path / name, name, ALL) for name in names), engine))
    assert sorted(outcome.request.key for outcome in outcomes) == sorted(names)
    for outcome in outcomes:
        if outcome.request.key == "still.wav":
            assert isinstance(outcome.result, EngineError)
            assert "not enough memory" in str(outcome.result)
        else:
            assert said(outcome) == ["Des guet-apens, à l'homme près.", "Il a dit « oui »."]
    assert sizes[:4] == [4, 2, 2, 1]  # of the second two, the still one does not fit even alone
    assert set(sizes[4:]) == {1}


def test_a_second_look_that_does_not_fit_leaves_the_first(sounds: dict[str, Sound]) -> None:
    class Small(Ears):
        def recognised(self, window: Window) -> Recognised | EngineError:
            return EngineError("too much") if window.options.beam_size else super().recognised(window)

    sounds["a"] = Sound(3.0)
    (outcome,) = transcribe_many([Request("a", None, ALL)], Small(1, lambda _: "Merci. " * 6))
    assert isinstance(outcome.result, Transcript)
    assert outcome.result.segments[0].evidence["loop"] == 6.0


def test_a_listener_that_fails_is_its_clips_trouble(sounds: dict[str, Sound]) -> None:
    sounds |= {"a": Sound(3.0), "b": Sound(3.0)}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    requests = [Request("a", "a", ALL, listener=Listener(text=full)), Request("b", "b", ALL)]
    outcomes = {outcome.request.key: outcome for outcome in transcribe_many(requests, Ears(4))}
    assert isinstance(outcomes["a"].result, OSError)
    assert said(outcomes["b"]) == ["À 0, oui."]


def test_a_recogniser_that_fails_stops_all(sounds: dict[str, Sound]) -> None:
    sounds |= {"a": Sound(3.0), "b": Sound(65.0)}

    class Failing(Ears):
        def recognised(self, window: Window) -> Recognised | EngineError:
            if window.start > 40_000:
                raise EngineError("its device is gone")
            return super().recognised(window)

    parts: list[Transcript] = []
    requests = [Request(name, name, ALL, listener=Listener(so_far=parts.append)) for name in sounds]
    heard = transcribe_many(requests, Failing(1))
    assert next(heard).request.key == "a"
    with pytest.raises(EngineError, match="its device is gone"):
        next(heard)
    assert [len(part.segments) for part in parts] == [2]
    assert parts[0].origin.options["heard_to"] == parts[0].segments[-1].end
    assert not decoders()


# --- no end of clips ---


@pytest.mark.parametrize("kind", ["3.0", "0.0", "nowhere", "klingon"])
def test_requests_are_asked_for_as_they_are_needed(sounds: dict[str, Sound], kind: str) -> None:
    """Also if nothing is said in any of them, or none can be heard."""
    sounds |= {"3.0": Sound(3.0), "0.0": Sound(0.0), "klingon": Sound(3.0)}
    asked = 0

    def endless() -> Iterator[Request[int]]:
        nonlocal asked
        for asked in itertools.count(1):
            assert threading.current_thread() is threading.main_thread()
            yield Request(kind, asked, replace(ALL, language="klingon" if kind == "klingon" else "fr"))

    heard = transcribe_many(endless(), Ears(4))
    for got in range(1, 101):
        next(heard)
        assert asked <= got + 64
    assert decoders() or kind == "klingon"
    heard.close()
    assert not decoders()


def test_an_interruption_leaves_nothing_open(sounds: dict[str, Sound]) -> None:
    sounds |= {"a": Sound(3.0), "b": Sound(65.0), "c": Sound(3.0)}

    class Interrupted(Ears):
        def recognised(self, window: Window) -> Recognised | EngineError:
            if window.start > 40_000:
                raise KeyboardInterrupt
            return super().recognised(window)

    parts: list[Transcript] = []
    requests = [Request(name, name, ALL, listener=Listener(so_far=parts.append)) for name in sounds]
    heard = transcribe_many(requests, Interrupted(1))
    assert [next(heard).request.key] == ["a"]
    with pytest.raises(KeyboardInterrupt):
        next(heard)
    assert [len(part.segments) for part in parts] == [2]
    assert not decoders()
    assert list(heard) == []


def test_what_the_requests_raise_is_raised(sounds: dict[str, Sound]) -> None:
    sounds["a"] = Sound(3.0)

    def broken() -> Iterator[Request[int]]:
        yield Request("a", 1, ALL)
        raise ValueError("the list is broken")

    with pytest.raises(ValueError, match="the list is broken"):
        list(transcribe_many(broken(), Ears(4)))
    assert not decoders()
