"""Parts of a clip: one that was broken off, beside what was heard in another way, and passages heard anew."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import accumulate, pairwise
from pathlib import Path

import pytest
from engines import LENGTH, Named
from hypothesis import given, settings
from hypothesis import strategies as st
from media_files import Track, tone, write_media
from rehear.document import Origin, PastEnd, Segment, Transcript, Word
from rehear.document.clock import clock
from rehear.document.store import read_transcript, write_transcript
from rehear.pipeline.heard import Heard as Result
from rehear.pipeline.heard import Listening, hear, look_up
from rehear.pipeline.inputs import Target
from rehear.pipeline.joining import join
from rehear.transcribe import Listener, Options, transcribe

FIRST, SECOND = (Listening("named", name, Options(speech_only=False)) for name in ("first", "second"))


@pytest.fixture
def target(tmp_path: Path, minute: Path) -> Target:
    return Target(minute, tmp_path / "out", "clip")


@pytest.fixture(scope="module")
def minute(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sound = Track(tone(LENGTH / 1000, rate=16_000), rate=16_000, codec="pcm_s16le")
    return write_media(tmp_path_factory.mktemp("clip") / "clip.wav", sound)


def heard(
    target: Target, how: Listening, engine: Named, *, again: bool = False, terms: Sequence[str] = ()
) -> Transcript:
    return hear(target, how, lambda: engine, again=again, prompt_terms=terms).transcript


def broken_off(target: Target, how: Listening, engine: Named, *, again: bool = False) -> Transcript:
    """What is stored of a hearing after it was interrupted."""
    with pytest.raises(KeyboardInterrupt):
        heard(target, how, engine, again=again)
    return read_transcript(target.record("transcript.part.json"))


def beside(target: Target) -> list[str]:
    return sorted(path.name for path in target.record("transcript.json").parent.iterdir())


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


def test_parts_of_two_precisions_are_neither(target: Target) -> None:
    with pytest.raises(KeyboardInterrupt):
        heard(target, replace(FIRST, precision="fp32"), Named("first", windows=2, precision="fp32"))
    goes_on = heard(target, FIRST, Named("first", precision="int8"))
    assert goes_on.origin.options["precision"] == ["fp32", "int8"]
    assert not replace(FIRST, precision="fp32").heard(goes_on)
    assert FIRST.heard(goes_on)


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


CUT = "clip.wav.transcript.part.json"


@settings(max_examples=12)
@given(
    st.lists(st.sampled_from(["fr", "en", None]), min_size=4, max_size=4),
    st.lists(st.integers(1, 2), max_size=4),
    st.booleans(),
)
def test_what_goes_on_is_as_if_it_had_never_been_broken_off(
    minute: Path, tmp_path_factory: pytest.TempPathFactory, languages: list[str | None], parts: list[int], timed: bool
) -> None:
    """Text, times, language and how sure it is, origin, whether word times are shared out."""
    folder = tmp_path_factory.mktemp("out")
    at_once = heard(Target(minute, folder / "at once", "clip"), FIRST, Named("first", *languages, timed=timed))
    target = Target(minute, folder / "in parts", "clip")
    for windows in parts:
        with suppress(KeyboardInterrupt):
            heard(target, FIRST, Named("first", *languages, windows=windows, timed=timed))
    assert heard(target, FIRST, Named("first", *languages, timed=timed)) == at_once


def test_a_part_that_reached_the_end_is_finished(target: Target) -> None:
    part = broken_off(target, FIRST, Named("first", last=True))
    assert part.origin.options["heard_to"] == LENGTH
    idle = Named("first")
    whole = heard(target, FIRST, idle)
    assert idle.begun == []
    assert (whole.words, whole.complete, whole.origin.options["length"]) == (part.words, True, LENGTH)
    assert "heard_to" not in whole.origin.options
    assert isinstance(look_up(target, FIRST), Result)


def test_a_passage_behind_the_end_is_none(target: Target) -> None:
    with pytest.raises(PastEnd, match=r"ends at 1:40\.0, before 1:41\.0"):
        heard(target, replace(FIRST, start=101_000), Named("first"))


def truncated(minute: Path, folder: Path) -> Target:
    path = folder / "clip.wav"
    path.write_bytes(minute.read_bytes()[:-640_000])  # 20 s
    return Target(path, folder / "out", "clip")


@pytest.mark.parametrize("windows", [1, 2])
def test_a_truncated_clip_that_is_broken_off_is_heard_to_its_end(minute: Path, tmp_path: Path, windows: int) -> None:
    """The decoder, which is ahead, knows of the damage before all is heard."""
    target = truncated(minute, tmp_path)
    part = broken_off(target, FIRST, Named("first", windows=windows))
    assert not part.complete
    whole = heard(target, FIRST, Named("first"))
    assert whole == heard(replace(target, folder=tmp_path / "at once"), FIRST, Named("first"))
    assert (whole.complete, whole.origin.options["damaged"]) == (False, True)
    assert not hear(target, FIRST, lambda: Named("first")).transcript.complete


def test_a_process_that_is_killed_leaves_what_an_interrupted_one_does(
    minute: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is stored now and then is all that is left."""
    monkeypatch.setattr("rehear.transcribe.hearing._EVERY", 0)
    parts: list[Transcript] = []
    clip = truncated(minute, tmp_path).source
    whole = transcribe(clip, Named("first"), options=FIRST.options, listener=Listener(so_far=parts.append))
    assert [len(part.segments) for part in parts] == list(range(1, len(whole.segments) + 1))
    assert all(part.origin.options["heard_to"] == part.segments[-1].end and not part.complete for part in parts)
    assert parts[-1].origin.options["damaged"] is True


def test_damage_in_what_was_heard_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it goes on nothing tells of it: the part has to, also of a clip that is not decoded to its end."""
    monkeypatch.setattr("rehear.transcribe.decoding._AHEAD", 1)
    path = write_media(tmp_path / "clip.mka", Track(tone(240, rate=16_000), rate=16_000, codec="aac"))
    data = bytearray(path.read_bytes())
    data[len(data) // 20 : len(data) // 10] = bytes(len(data) // 20)
    path.write_bytes(data)
    target = Target(path, tmp_path / "out", "clip")
    with pytest.raises(KeyboardInterrupt):
        heard(target, FIRST, Named("first", windows=3))
    goes_on = Named("first")
    said: list[str] = []
    whole = hear(target, FIRST, lambda: goes_on, listener=Listener(warning=said.append)).transcript
    assert said == [f"{path}: damaged, as was found before its hearing was broken off"]
    assert goes_on.begun[0] > 60_000
    assert (whole.complete, whole.origin.options["damaged"]) == (False, True)


def test_damage_before_the_place_where_it_goes_on_is_remembered(target: Target) -> None:
    part = broken_off(target, FIRST, Named("first", windows=2))
    options = {**part.origin.options, "damaged": True}
    write_transcript(replace(part, origin=replace(part.origin, options=options)), target.record("transcript.part.json"))
    whole = heard(target, FIRST, Named("first"))
    assert (whole.complete, whole.origin.options["damaged"]) == (False, True)


def test_a_passage_that_was_heard_again_stays_when_the_clip_is_heard_on(target: Target) -> None:
    """Also one that lies behind the place, across the windows that are heard now."""
    broken_off(target, FIRST, Named("first", windows=2))
    for start in (5_000, 70_000):
        heard(target, replace(SECOND, start=start, end=start + 20_000), Named("second", "de"))
    engine = Named("first")
    whole = heard(target, FIRST, engine)
    texts = [
        (text, segment.language or whole.language) for text, segment in zip(whole.texts(), whole.segments, strict=True)
    ]
    passages: list[dict[str, int]] = whole.origin.options["passages"]  # type: ignore[assignment]  # as it is read
    assert [passage["model"] for passage in passages] == ["second", "second"]
    first, behind = passages
    assert ("second à 0 secondes", "de") in texts  # widened to the segment that it cut
    assert (f"second à {behind['from'] // 1000} secondes", "de") in texts
    # Nothing is said twice in a passage, and nothing is lost around it.
    for passage, others in ((first, "first"), (behind, "first")):
        said = [w.text for w in whole.words if passage["from"] <= (w.start + w.end) // 2 < passage["to"]]
        assert others not in said
    assert engine.begun[0] <= behind["from"]
    assert whole.complete
    assert [w.start for w in whole.words] == sorted(w.start for w in whole.words)


@given(st.data())
def test_nothing_is_lost_or_said_twice_around_a_passage_that_stays(data: st.DataObject) -> None:
    times = data.draw(st.lists(st.integers(1, 3_000), min_size=2, max_size=30))
    words = [Word(f" {at}", first, last, 0.5) for at, (first, last) in enumerate(pairwise(accumulate(times)))]
    start, end = sorted(data.draw(st.lists(st.integers(0, 90_000), min_size=2, max_size=2, unique=True)))
    passage = {"from": start, "to": end}
    inside = Word("passage", start, end, 0.5)
    known = Transcript(
        (inside,),
        (Segment(start, end, 0, 0),),
        "fr",
        origin=Origin("e", options={"heard_to": 0, "passages": [passage]}),
    )
    rest = Transcript(tuple(words), (Segment(words[0].start, words[-1].end, 0, len(words) - 1),), "fr")
    whole = join(known, rest, 0, None, passage=False)
    outside = [w.text for w in words if not start <= (w.start + w.end) // 2 < end]
    assert sorted(w.text for w in whole.words) == sorted([*outside, "passage"])
    clock = 0
    for segment in whole.segments:
        assert clock <= segment.start
        for word in whole.words_of(segment):
            assert clock <= word.start <= word.end <= segment.end
            clock = word.end
        clock = segment.end


def test_a_passage_up_to_the_end_finishes_a_part(target: Target) -> None:
    broken_off(target, FIRST, Named("first", windows=2))
    whole = heard(target, replace(SECOND, start=20_000), Named("second"))
    assert whole.complete
    assert isinstance(look_up(target, FIRST), Result)


def test_a_passage_in_a_part_leaves_it_a_part(target: Target) -> None:
    part = broken_off(target, FIRST, Named("first", windows=2))
    whole = hear(target, replace(SECOND, start=80_000, end=90_000), lambda: Named("second"))
    assert whole.passage is not None
    assert (whole.passage.words, whole.transcript.complete) == (4, False)
    assert whole.transcript.origin.options["heard_to"] == part.origin.options["heard_to"]
    # One that joins what was heard so far is where it goes on.
    further = heard(target, replace(SECOND, start=30_000, end=70_000), Named("second"))
    assert further.origin.options["heard_to"] == 70_000


def test_a_passage_leaves_a_part_of_another_hearing(target: Target) -> None:
    heard(target, FIRST, Named("first"))
    broken_off(target, SECOND, Named("second", windows=2))
    heard(target, replace(FIRST, start=5_000, end=6_000), Named("first"))
    assert CUT in beside(target)
    goes_on = Named("second")
    heard(target, SECOND, goes_on)
    assert goes_on.begun[0] > 20_000
    assert CUT not in beside(target)


def test_to_hear_again_with_other_terms_begins_anew(target: Target) -> None:
    heard(target, FIRST, Named("first"))
    broken_off(target, FIRST, Named("first", windows=2), again=True)
    said: list[str] = []
    told = Listener(warning=said.append)
    assert hear(target, FIRST, lambda: Named("first"), listener=told).reused
    assert said == [f"{target.source}: an --again of it was broken off, and waits (the same call with --again goes on)"]
    anew = Named("first")
    heard(target, FIRST, anew, again=True, terms=["Mâcon"])
    assert anew.begun[0] == 0
    assert CUT not in beside(target)


def test_a_hearing_that_was_broken_off_outlives_one_that_is_broken_off_earlier(target: Target) -> None:
    """Each keeps what it has as soon as it is farther than the other, and its person is told."""
    part = broken_off(target, FIRST, Named("first", windows=3))
    said: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        hear(target, SECOND, lambda: Named("second", windows=1), listener=Listener(warning=said.append))
    at = f"{target.source}: another hearing of it was broken off at {clock(part.segments[-1].end)}"
    assert said == [f"{at}; that is kept until this one is farther"]
    assert read_transcript(target.record("transcript.part.json")) == part
    assert beside(target) == [CUT]
    farther = broken_off(target, SECOND, Named("second", last=True))
    assert models(farther) == ["second"] * len(farther.segments)
    whole = heard(target, SECOND, Named("second", windows=0))
    assert (models(whole), beside(target)) == (models(farther), ["clip.wav.transcript.json"])


def test_it_is_said_where_a_hearing_goes_on_and_how_far_it_is_kept(target: Target) -> None:
    said: list[str] = []

    def interrupted(windows: int, how: Listening = FIRST) -> list[str]:
        said.clear()
        with pytest.raises(KeyboardInterrupt):
            hear(target, how, lambda: Named("first", windows=windows), note=said.append)
        return [line.removeprefix(f"{target.source}: ") for line in said]

    def reached() -> str:
        return clock(read_transcript(target.record("transcript.part.json")).segments[-1].end)

    assert interrupted(0) == ["nothing of it is kept yet"]
    assert interrupted(2) == [f"kept up to {reached()}"]
    before = reached()
    assert interrupted(1) == [f"goes on at {before} of 01:40", f"kept up to {reached()}"]
    assert reached() > before
    # Another hearing is not farther yet.
    assert interrupted(1, SECOND) == ["nothing of it is kept yet"]


def test_a_part_in_the_place_of_a_whole_transcript_is_gone_on_with(target: Target) -> None:
    """Older versions put it there; it too outlives another hearing that is broken off."""
    part = broken_off(target, FIRST, Named("first", windows=2))
    target.record("transcript.part.json").rename(target.record("transcript.json"))
    broken_off(target, SECOND, Named("second", windows=1))
    assert read_transcript(target.record("transcript.json")) == part
    goes_on = Named("first")
    whole = heard(target, FIRST, goes_on)
    assert goes_on.begun[0] == part.origin.options["heard_to"]
    assert (whole.complete, set(models(whole)), beside(target)) == (True, {"first"}, ["clip.wav.transcript.json"])


def test_to_hear_again_begins_anew_where_an_ordinary_hearing_was_broken_off(target: Target) -> None:
    part = broken_off(target, FIRST, Named("first", windows=3))
    anew = Named("first", windows=1)
    assert broken_off(target, FIRST, anew, again=True) == part
    assert anew.begun == [0]
    further = broken_off(target, FIRST, Named("first", last=True), again=True)
    assert further != part
    idle = Named("first")
    assert heard(target, FIRST, idle, again=True).words == further.words
    assert idle.begun == []


def test_words_without_times_are_said_to_be_so(target: Target) -> None:
    """A passage heard without word times in a transcript that has them, and a part."""
    heard(target, FIRST, Named("first"))
    passage = replace(FIRST, start=40_000, end=41_000)
    assert not heard(target, passage, Named("second", timed=False)).interpolated
    assert heard(target, replace(FIRST, start=0), Named("second", timed=False)).interpolated
