"""Parts of a clip: one that was broken off, beside what was heard in another way, and passages heard anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from engines import Stub
from media_files import Track, tone, write_media
from rehear.document import Transcript
from rehear.document.model import split_words, spread
from rehear.document.store import read_transcript
from rehear.pipeline.heard import Heard as Result
from rehear.pipeline.heard import Listening, hear, look_up
from rehear.pipeline.inputs import Target
from rehear.transcribe import Options, Recognised, Window
from rehear.transcribe.engine import Heard

FIRST, SECOND = (Listening("named", name, Options(speech_only=False)) for name in ("first", "second"))


class Named(Stub):
    """An engine that writes its model's name and the window's number of seconds, and may be interrupted."""

    name = "named"

    def __init__(self, model: str, language: str = "fr", windows: int = 99) -> None:
        self.model, self.language, self.windows = model, language, windows
        self.begun: list[int] = []

    def recognise(self, windows: Iterable[Window]) -> Iterator[Recognised]:
        for window in windows:
            if len(self.begun) == self.windows:
                raise KeyboardInterrupt
            self.begun.append(window.start)
            texts, end = split_words(f"{self.model} à {window.start // 1000} secondes"), len(window.samples) // 16
            words = spread(texts, 0, min(end, 300 * len(texts)), 0.9)
            yield Recognised((Heard(0, end, tuple(words)),), self.language)


@pytest.fixture
def target(tmp_path: Path, minute: Path) -> Target:
    return Target(minute, tmp_path / "out", "clip")


@pytest.fixture(scope="module")
def minute(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sound = Track(tone(100.0, rate=16_000), rate=16_000, codec="pcm_s16le")
    return write_media(tmp_path_factory.mktemp("clip") / "clip.wav", sound)


def heard(target: Target, how: Listening, engine: Named, *, again: bool = False) -> Transcript:
    return hear(target, how, lambda: engine, again=again).transcript


def models(transcript: Transcript) -> list[str]:
    return [word.text for word in transcript.words if word.text in ("first", "second")]


@pytest.mark.parametrize("again", [False, True])
def test_a_part_waits_beside_what_was_heard_in_another_way(target: Target, again: bool) -> None:
    whole = heard(target, FIRST, Named("first"))
    how = FIRST if again else SECOND
    with pytest.raises(KeyboardInterrupt):
        heard(target, how, Named("second", windows=2), again=again)
    # The first one stays until there is another whole one,
    assert read_transcript(target.record("transcript.json")) == whole
    assert isinstance(look_up(target, FIRST), Result)
    goes_on = Named("second")
    assert set(models(heard(target, how, goes_on, again=again))) == {"second"}
    # which goes on where it was broken off, twice if need be.
    assert goes_on.begun[0] > 20_000
    assert [path.name for path in target.record("transcript.json").parent.iterdir()] == ["clip.wav.transcript.json"]
    assert isinstance(look_up(target, how), Result)


def test_a_part_is_broken_off_again(target: Target) -> None:
    heard(target, FIRST, Named("first"))
    begun = []
    for _ in range(3):
        engine = Named("second", windows=1)
        with pytest.raises(KeyboardInterrupt):
            heard(target, SECOND, engine)
        begun += engine.begun
    assert begun == sorted(set(begun))
    transcript = heard(target, SECOND, Named("second"))
    assert models(transcript) == ["second"] * len(transcript.segments)


def test_segments_keep_their_language_in_a_transcript_of_another(target: Target) -> None:
    with pytest.raises(KeyboardInterrupt):
        heard(target, FIRST, Named("first", "fr", windows=2))
    transcript = heard(target, FIRST, Named("first", "en"))
    languages = [segment.language or transcript.language for segment in transcript.segments]
    assert languages == ["fr", "fr", *["en"] * (len(languages) - 2)]


def test_a_passage_says_by_whom_it_was_heard(target: Target) -> None:
    whole = heard(target, FIRST, Named("first"))
    passage = replace(SECOND, start=40_000, end=41_000)
    transcript = heard(target, passage, Named("second", "de"))
    assert sorted(set(models(transcript))) == ["first", "second"]
    [about] = transcript.origin.options["passages"]  # type: ignore[misc]  # a list, as it is read
    assert (about["engine"], about["model"], about["asked"]["model"]) == ("named", "second", "second")
    assert about["from"] <= 40_000 < 41_000 <= about["to"]
    assert {segment.language or transcript.language for segment in transcript.segments} == {"fr", "de"}
    assert transcript.origin.model == whole.origin.model == "first"
