"""A clip to its Transcript: times on the clip's clock, whole words, and what is known about both."""

from __future__ import annotations

import json
import wave
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from engines import Stub
from hypothesis import given, settings
from hypothesis import strategies as st
from media_files import Track, silence, tiny_checkpoint, tone, write_media
from rehear.document import Transcript, Word
from rehear.document.errors import CallError, InputError
from rehear.document.model import split_words
from rehear.document.store import dump_transcript, parse_transcript
from rehear.transcribe import Engine, Listener, Options, Recognised, Window, load_engine, transcribe
from rehear.transcribe.assemble import assemble, in_order, whole_words
from rehear.transcribe.engine import Heard
from test_engine import GREEDY, SCRIPT, script

# Tones are no speech, and the scripted model writes whatever it hears.
ALL = replace(GREEDY, speech_only=False)
SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return load_engine(
        model=str(tiny_checkpoint(tmp_path_factory.mktemp("model") / "scripted.pt", SCRIPT)), precision="fp32"
    )


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_media(tmp_path_factory.mktemp("clip") / "news.mp4", Track(tone(6.0), language="fra"), video=6.0)


def well_formed(transcript: Transcript, duration: int, begin: int = 0) -> None:
    clock = begin
    for word in transcript.words:
        assert clock <= word.start <= word.end <= duration
        clock = word.end
    clock = begin
    for segment in transcript.segments:
        inside = transcript.words_of(segment)
        assert clock <= segment.start <= inside[0].start
        assert inside[-1].end <= segment.end <= duration
        clock = segment.end


def test_a_clip(engine: Engine, clip: Path) -> None:
    steps: list[tuple[int, int]] = []
    listener = Listener(progress=lambda done, total: steps.append((done, total)))
    transcript = transcribe(clip, engine, options=ALL, listener=listener)
    assert transcript.texts() == ["Des guet-apens, à l'homme près.", "Il a dit « oui »."]
    assert [word.text for word in transcript.words[:5]] == [" Des", " guet-apens,", " à", " l'homme", " près."]
    assert all(word.probability is not None and 0 <= word.probability <= 1 for word in transcript.words)
    assert not transcript.interpolated
    assert transcript.complete
    assert (transcript.language, transcript.source) == ("fr", "news.mp4")
    assert transcript.segments[0].evidence["temperature"] == 0.0
    well_formed(transcript, 6020)
    assert steps[0][0] == 0
    assert steps[-1][0] == steps[-1][1] == pytest.approx(6000, abs=20)
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert parse_transcript(dump_transcript(transcript)).texts() == transcript.texts()


def test_words_are_those_of_a_subtitle_file(engine: Engine, clip: Path) -> None:
    """So that a correction means the same in both."""
    transcript = transcribe(clip, engine, options=ALL)
    for segment in transcript.segments:
        words = [word.text for word in transcript.words_of(segment)]
        assert words == split_words("".join(words))


def test_its_origin(engine: Engine, clip: Path) -> None:
    origin = transcribe(
        clip, engine, prompt_terms=["Mâcon"], options=Options(temperatures=(0.0,), speech_only=False), end=3000
    ).origin
    assert (origin.engine, origin.model) == ("openai-whisper", "scripted.pt")
    assert set(origin.versions) == {"rehear", "openai-whisper", "torch"}
    assert json.loads(json.dumps(origin.options)) == origin.options
    options = dict(origin.options)
    assert options.pop("language_probability") == pytest.approx(1.0, abs=1e-3)
    assert {name: options[name] for name in ("track", "to", "prompt", "temperatures", "seed", "precision")} == {
        "track": 1,
        "to": 3000,
        "prompt": "Mâcon.",
        "temperatures": [0.0],
        "seed": 0,
        "precision": "fp32",
    }


def test_a_passage_is_on_the_clips_clock(engine: Engine, clip: Path) -> None:
    transcript = transcribe(clip, engine, language="French", options=ALL, start=2500, end=5500)
    assert transcript.language == "fr"
    assert transcript.texts()[0] == "Des guet-apens, à l'homme près."
    well_formed(transcript, 5500, begin=2500)


def test_a_stream_that_starts_late(tmp_path: Path) -> None:
    path = write_media(tmp_path / "late.mkv", Track(tone(1.0), codec="flac", start=2.5), video=3.5)
    heard: list[Window] = []
    transcribe(path, Ears(heard), options=ALL)
    assert np.flatnonzero(heard[0].samples)[0] / 16_000 == pytest.approx(2.5, abs=0.01)


@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.05, 0.099, 0.1, 0.13])
def test_very_short_clips(engine: Engine, tmp_path: Path, seconds: float) -> None:
    path = tmp_path / "short.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(bytes(2 * round(seconds * 16_000)))
    transcript = transcribe(path, engine, options=ALL)
    assert transcript.complete
    well_formed(transcript, 140)
    if seconds < 0.1:
        assert transcript.segments == ()


def test_nothing_said(tmp_path: Path) -> None:
    """No text, or none but white space: no segments, and the transcript is whole."""
    path = write_media(tmp_path / "still.wav", Track(silence(2.0), codec="pcm_s16le"))
    engine = load_engine(model=str(tiny_checkpoint(tmp_path / "mute.pt", script(0.0))))
    transcript = transcribe(path, engine, language="fr", options=ALL)
    assert (transcript.words, transcript.segments) == ((), ())
    assert transcript.complete
    assert not transcript.interpolated
    assert transcript.language == "fr"


def test_a_clip_cut_short_is_incomplete(engine: Engine, tmp_path: Path) -> None:
    path = write_media(tmp_path / "cut.wav", Track(tone(4.0), codec="pcm_s16le"))
    path.write_bytes(path.read_bytes()[:200_000])
    said: list[str] = []
    transcript = transcribe(path, engine, options=ALL, listener=Listener(warning=said.append))
    assert transcript.segments
    assert not transcript.complete
    assert said == [f"{path}: cut short: only the first 0:02.1 could be read"]


def test_nothing_is_decoded_for_a_wrong_call(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(CallError, match="no language 'klingon'"):
        transcribe(tmp_path / "nowhere.mp4", engine, language="klingon")
    with pytest.raises(InputError, match=r"nowhere\.mp4: no such file$"):
        transcribe(tmp_path / "nowhere.mp4", engine)


def test_prompts_reach_every_window(tmp_path: Path) -> None:
    path = write_media(tmp_path / "a.wav", Track(tone(65.0, rate=16_000), rate=16_000, codec="pcm_s16le"))
    heard: list[Window] = []
    told = Options(initial_prompt="Bonsoir.", speech_only=False)
    transcribe(path, Ears(heard), prompt_terms=["Mâcon", "guet-apens"], options=told)
    assert [window.prompt for window in heard] == ["Mâcon, guet-apens. Bonsoir."] * len(heard)
    assert len(heard) >= 3
    many = [f"mot{number}" for number in range(30)]
    heard.clear()
    transcript = transcribe(path, Ears(heard), prompt_terms=many * 9, options=told)
    assert len({window.prompt for window in heard}) > 1  # they take turns
    assert transcript.origin.options["prompt"] == list(dict.fromkeys(window.prompt for window in heard))
    assert all(window.prompt is not None and window.prompt.startswith("mot0, mot1, mot2, ") for window in heard)
    assert all(len(" " + (window.prompt or "")) <= Ears.prompt_budget for window in heard)


class Ears(Stub):
    """An engine that keeps what it is given, and hears nothing."""

    name = "ears"
    prompt_budget = 100

    def __init__(self, heard: list[Window]) -> None:
        self.heard = heard

    def count_tokens(self, text: str) -> int:
        return len(text)

    def recognise(self, windows: Iterable[Window]) -> Iterator[Recognised]:
        for window in windows:
            self.heard.append(window)
            yield Recognised((), "fr")


texts = st.text(st.sampled_from(" \u00a0ab'-«»."), max_size=6)
times = st.integers(-100, 3000)
heards = st.lists(
    st.builds(
        Heard,
        times,
        times,
        st.lists(st.builds(Word, texts, times, times, st.none() | st.floats(0, 1)), max_size=5).map(tuple),
        st.just({"avg_logprob": float("nan"), "temperature": 0.2}),
    ),
    max_size=4,
).map(tuple)


@given(heards, heards)
@settings(max_examples=60, deadline=None)
def test_whatever_is_heard_becomes_a_well_formed_transcript(
    first: tuple[Heard, ...], second: tuple[Heard, ...]
) -> None:
    sound = np.zeros(48_000, np.float32)
    results = [(Window(sound), Recognised(first, "fr")), (Window(sound, 1000), Recognised(second, "fr"))]
    words, segments, shared = assemble(results, "fr", 2500)
    transcript = Transcript(words, segments, interpolated=shared)
    well_formed(transcript, 2500)
    said = ["".join(word.text for word in item.words) for item in (*first, *second)]
    assert transcript.texts() == [text.strip() for text in said if text.strip()]
    assert all(segment.evidence == {"temperature": 0.2} for segment in segments)


@given(st.lists(texts.filter(bool), max_size=10))
def test_pieces_become_words(pieces: list[str]) -> None:
    words = whole_words([Word(text, 0, 1, 0.5) for text in pieces], "fr")
    assert [word.text for word in words] == split_words("".join(pieces))
    assert all(word.probability == pytest.approx(0.5) for word in words)


def test_a_word_of_pieces() -> None:
    pieces = [
        Word(" l", 100, 200, 0.2),
        Word("'hom", 200, 300, 0.8),
        Word("me", 300, 400, 0.8),
        Word(" dit", 400, 500, 1.0),
    ]
    joined, said = whole_words(pieces, "fr")
    assert (joined.text, joined.start, joined.end) == (" l'homme", 100, 400)
    assert joined.probability == pytest.approx((0.2 + 4 * 0.8 + 2 * 0.8) / 7)
    assert said == pieces[-1]
    assert whole_words(pieces, "ja") == pieces


def test_times_in_order() -> None:
    made = in_order([Word("a", 0, 500), Word("b", 300, 600), Word("c", 200, 250), Word("d", 900, 5000)], 1000)
    assert [(word.start, word.end) for word in made] == [(0, 300), (300, 600), (600, 600), (900, 1000)]
