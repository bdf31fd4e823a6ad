"""When a clip counts as another one, or a model, or a way of hearing; else nothing is heard again."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest
from engines import Named
from media_files import Track, tone, write_media
from rehear.document.model import Origin, Transcript
from rehear.document.store import write_transcript
from rehear.pipeline.heard import Heard, Listening, hear, look_up
from rehear.pipeline.identity import media_identity, same_media
from rehear.pipeline.inputs import Target
from rehear.transcribe import Options

HOW = Listening("openai-whisper", "turbo", Options())
MEGABYTE = 1 << 20


@pytest.mark.parametrize("megabytes", [1, 3, 7, 40])
def test_a_file_that_changed_between_its_ends_is_another(tmp_path: Path, megabytes: int) -> None:
    path = tmp_path / "clip.mov"
    data = bytearray(bytes(range(256)) * (MEGABYTE // 256) * megabytes)
    path.write_bytes(data)
    before = media_identity(path)
    assert media_identity(path) == before
    size = len(data)
    data[size // 3 : size * 2 // 3] = b"\0" * (size * 2 // 3 - size // 3)
    path.write_bytes(data)
    assert not same_media(media_identity(path), before)


def test_a_transcript_that_names_the_ends_alone_is_known_still(tmp_path: Path) -> None:
    path = tmp_path / "clip.mov"
    path.write_bytes(b"sound")
    size, ends, _between = media_identity(path).split("-")
    assert same_media(media_identity(path), f"{size}-{ends}")
    assert not same_media(media_identity(path), f"{size}-{ends[::-1]}")
    assert not same_media(media_identity(path), None)


def stored(folder: Path, how: Listening, **options: object) -> Target:
    """A clip that was heard in this way."""
    clip = folder / "clip.mov"
    clip.write_bytes(b"sound")
    target = Target(clip, folder, "clip")
    about = {"asked": how.asked(), "media": media_identity(clip), **options}
    write_transcript(
        Transcript((), (), "fr", origin=Origin("openai-whisper", "turbo", options=about)),
        target.record("transcript.json"),
    )
    return target


def test_a_model_file_is_known_by_what_stands_in_it(tmp_path: Path) -> None:
    model = tmp_path / "own.pt"
    model.write_bytes(b"first")
    how = replace(HOW, model=str(model))
    target = stored(tmp_path, how)
    assert isinstance(look_up(target, how), Heard)
    moved = model.rename(tmp_path / "moved.pt")
    assert isinstance(look_up(target, replace(HOW, model=str(moved))), Heard)
    model.write_bytes(b"other")
    assert not isinstance(look_up(target, how), Heard)


def test_a_model_file_is_known_however_it_is_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own.pt").write_bytes(b"first")
    monkeypatch.chdir(tmp_path)
    names = ("own.pt", "./own.pt", str(tmp_path / "own.pt"))
    known = {replace(HOW, model=name).asked()["model"] for name in names}
    assert len(known) == 1
    (tmp_path / "own.pt").write_bytes(b"other")
    assert replace(HOW, model="own.pt").asked()["model"] not in known


def test_a_published_model_is_known_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert HOW.asked()["model"] == "turbo"
    (tmp_path / "turbo").write_bytes(b"no model")
    monkeypatch.chdir(tmp_path)
    assert HOW.asked()["model"] == "turbo"


@pytest.mark.parametrize(("asked", "same"), [("auto", True), ("int8", True), ("fp32", False)])
def test_another_precision_hears_again_if_it_is_asked_for(tmp_path: Path, asked: str, same: bool) -> None:
    target = stored(tmp_path, HOW, precision="int8")
    assert isinstance(look_up(target, replace(HOW, precision=asked)), Heard) == same


# Another value than the default one for each option that there is.
OTHER = {
    "language": "fr",
    "task": "translate",
    "initial_prompt": "Mâcon",
    "word_timestamps": False,
    "beam_size": 5,
    "best_of": 5,
    "length_penalty": 0.5,
    "temperatures": (0.0,),
    "compression_ratio_threshold": None,
    "logprob_threshold": None,
    "no_speech_threshold": None,
    "condition_on_previous_text": True,
    "suppress_tokens": "",
    "speech_only": False,
    "seed": 1,
}


@pytest.mark.parametrize("name", [item.name for item in fields(Options) if item.name != "patience"])
def test_each_option_is_part_of_how_a_clip_was_heard(tmp_path: Path, name: str) -> None:
    target = stored(tmp_path, HOW)
    other = replace(HOW, options=replace(HOW.options, **{name: OTHER[name]}))  # type: ignore[arg-type]
    assert not isinstance(look_up(target, other), Heard)
    assert isinstance(look_up(stored(tmp_path, other), other), Heard)


def test_patience_is_part_of_how_a_clip_was_heard(tmp_path: Path) -> None:
    beams = replace(HOW, options=Options(beam_size=5))
    assert not isinstance(
        look_up(stored(tmp_path, beams), replace(HOW, options=Options(beam_size=5, patience=2.0))), Heard
    )


def test_older_transcripts_name_fewer_options(tmp_path: Path) -> None:
    """Those that were not the default ones stand beside what was asked for."""
    few = ("engine", "model", "language", "task", "prompt", "beam_size", "speech_only", "context", "lexicon_prompt")
    asked = {name: value for name, value in HOW.asked().items() if name in (*few, "track", "channel")}
    assert len(asked) == len(few) + 2
    target = stored(tmp_path, HOW, asked=asked, seed=0)
    plain = replace(HOW, options=Options(word_timestamps=False))
    assert isinstance(look_up(target, HOW), Heard)
    assert not isinstance(look_up(target, plain), Heard)
    target = stored(tmp_path, HOW, asked=asked, seed=0, word_timestamps=False)
    assert not isinstance(look_up(target, HOW), Heard)
    assert isinstance(look_up(target, plain), Heard)


def test_it_is_said_which_of_several_tracks_is_heard(tmp_path: Path) -> None:
    two = [Track(tone(1), codec="flac", language=code, default=code == "eng") for code in ("eng", "fra")]
    named = Listening("named", "first", Options(speech_only=False))

    def said(name: str, how: Listening) -> list[str]:
        lines: list[str] = []
        clip = tmp_path / name
        hear(Target(clip, tmp_path, clip.stem), how, lambda: Named("first"), again=True, note=lines.append)
        return [line.removeprefix(f"{clip}: ") for line in lines]

    write_media(tmp_path / "two.mkv", *two)
    write_media(tmp_path / "one.mkv", two[0])
    french = replace(named, options=replace(named.options, language="fr"))
    assert said("two.mkv", named) == ["track 1 of 2 (en) is heard; --audio-track chooses another"]
    assert said("two.mkv", french) == ["track 2 of 2 (fr) is heard; --audio-track chooses another"]
    assert said("two.mkv", replace(french, track=1)) == []
    assert said("one.mkv", french) == []
