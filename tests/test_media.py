"""Decoding: every container, the right stream, every sound where a player has it, and clear words for what is no media."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from media_files import Samples, Track, clicks, silence, tone, write_media
from rehear.document.errors import CallError, InputError
from rehear.transcribe import decode, probe
from rehear.transcribe.damage import is_cut_short
from rehear.transcribe.languages import CODES, plain_language
from rehear.transcribe.media import choose_stream
from rehear.transcribe.tape import RATE, Tape, resample

CONTAINERS = [
    ("a.wav", "pcm_s16le", 44_100),
    ("a24.wav", "pcm_s24le", 48_000),
    ("af.wav", "pcm_f32le", 48_000),
    ("a8.wav", "pcm_u8", 16_000),
    ("a.aiff", "pcm_s16be", 48_000),
    ("a.flac", "flac", 48_000),
    ("a.mp3", "libmp3lame", 44_100),
    ("a.ogg", "libopus", 48_000),
    ("a.opus", "libopus", 48_000),
    ("a.m4a", "aac", 48_000),
    ("a.mka", "flac", 48_000),
    ("v.mp4", "aac", 48_000),
    ("v.mov", "pcm_s16le", 48_000),
    ("v.mkv", "libopus", 48_000),
    ("v.webm", "libopus", 48_000),
    ("v.mxf", "pcm_s16le", 48_000),
    ("v.ts", "mp2", 48_000),
    ("v.mpg", "mp2", 48_000),
]


def hear(path: Path, **how: object) -> Samples:
    parts = list(decode(path, **how))  # type: ignore[arg-type]
    assert all(part.dtype == np.float32 and part.ndim == 1 for part in parts)
    return np.concatenate([np.zeros(0, np.float32), *parts])


def peaks(samples: Samples, count: int) -> list[float]:
    """Times (s) of the loudest moments, 0.2 s apart at least."""
    loud = np.convolve(np.abs(samples), np.ones(81) / 81, "same")
    found = []
    for _ in range(count):
        at = int(loud.argmax())
        found.append(at / RATE)
        loud[max(at - RATE // 5, 0) : at + RATE // 5] = 0
    return sorted(found)


def note(samples: Samples) -> float:
    """The pitch (Hz) of what is heard."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(spectrum.argmax() * RATE / len(samples))


@pytest.mark.parametrize(("name", "codec", "rate"), CONTAINERS)
def test_every_container(tmp_path: Path, name: str, codec: str, rate: int) -> None:
    samples = clicks(4.0, [0.5, 2.0, 3.5], rate)
    path = write_media(tmp_path / name, Track(samples, rate, codec), video=4.0 if name.startswith("v") else 0.0)
    info = probe(path)
    assert info.duration is not None
    assert abs(info.duration - 4000) <= 60
    assert info.has_video == name.startswith("v")
    heard = hear(path)
    assert abs(len(heard) / RATE - 4.0) <= 0.03
    # Some formats do not say how much silence their encoder put first: every player shows it.
    assert peaks(heard, 3) == pytest.approx([0.5, 2.0, 3.5], abs=0.03 if codec == "mp2" else 0.02)


@pytest.mark.parametrize(("name", "codec"), [("v.mp4", "aac"), ("v.mkv", "libopus"), ("v.mov", "aac"), ("v.ts", "mp2")])
def test_a_stream_that_starts_late_is_heard_late(tmp_path: Path, name: str, codec: str) -> None:
    path = write_media(tmp_path / name, Track(clicks(2.0, [0.5]), codec=codec, start=2.5), video=4.5)
    assert probe(path).audio[0].start == pytest.approx(2500, abs=60)
    heard = hear(path)
    assert peaks(heard, 1) == pytest.approx([3.0], abs=0.03)
    assert len(heard) / RATE == pytest.approx(4.5, abs=0.05)
    assert not heard[: round(2.4 * RATE)].any()


@pytest.mark.parametrize("name", ["a.mka", "a.m4a"])
def test_sound_taken_from_a_film_keeps_its_distance(tmp_path: Path, name: str) -> None:
    heard = hear(write_media(tmp_path / name, Track(clicks(2.0, [0.5]), start=2.5)))
    assert peaks(heard, 1) == pytest.approx([3.0], abs=0.03)


def test_a_clock_that_starts_anywhere(tmp_path: Path) -> None:
    """MPEG transport streams begin at 1.4 s, recordings of a programme at any hour: a player shows 0:00."""
    path = write_media(tmp_path / "a.ts", Track(clicks(2.0, [0.5]), codec="mp2", start=30_000.0))
    assert peaks(hear(path), 1) == pytest.approx([0.5], abs=0.03)
    assert len(hear(path)) / RATE == pytest.approx(2.0, abs=0.03)


@pytest.mark.parametrize("name", ["a.mka", "a.m4a"])
def test_a_hole_is_silence(tmp_path: Path, name: str) -> None:
    samples = np.concatenate([clicks(2.0, [1.0]), clicks(2.0, [1.0])], axis=1)
    path = write_media(tmp_path / name, Track(samples, hole=(2.0, 3.0)))
    assert peaks(hear(path), 2) == pytest.approx([1.0, 6.0], abs=0.03)


def test_joined_recordings(tmp_path: Path) -> None:
    """The second part begins at its own zero again."""
    one = write_media(tmp_path / "one.ts", Track(clicks(3.0, [1.5]), codec="mp2")).read_bytes()
    path = tmp_path / "two.ts"
    path.write_bytes(one + one)
    said: list[str] = []
    heard = hear(path, on_warning=said.append)
    assert peaks(heard, 2) == pytest.approx([1.5, 4.5], abs=0.06)
    assert said == [f"{path}: its clock jumps at 0:03.0; times follow the sound"]


def test_channels(tmp_path: Path) -> None:
    both = np.concatenate([tone(1.0, 300), tone(1.0, 1200)])
    path = write_media(tmp_path / "a.wav", Track(both, codec="pcm_s16le"))
    assert note(hear(path, channel=1)) == pytest.approx(300, abs=5)
    assert note(hear(path, channel=2)) == pytest.approx(1200, abs=5)
    mixed = hear(path)
    assert np.abs(mixed - (hear(path, channel=1) + hear(path, channel=2)) / 2).max() < 1e-3
    with pytest.raises(InputError, match=r"a\.wav: no channel 3 \(audio track 1 has 2\)$"):
        decode(path, channel=3)
    with pytest.raises(CallError, match="counted from 1"):
        decode(path, channel=0)


def test_speech_is_in_the_centre(tmp_path: Path) -> None:
    surround = np.concatenate(
        [silence(1.0, channels=2), tone(1.0, 500), tone(1.0, 60, loud=0.9), silence(1.0, channels=2)]
    )
    heard = hear(write_media(tmp_path / "a.flac", Track(surround, codec="flac")))
    assert note(heard) == pytest.approx(500, abs=5)


def test_the_right_stream(tmp_path: Path) -> None:
    path = write_media(
        tmp_path / "v.mkv",
        Track(tone(1.0, 300), codec="flac", language="eng", default=True),
        Track(tone(1.0, 600), codec="flac", language="fre", default=False),
        Track(tone(1.0, 1200), codec="flac", default=False),
        video=1.0,
    )
    streams = probe(path).audio
    assert [stream.language for stream in streams] == ["en", "fr", None]
    assert [stream.number for stream in streams] == [1, 2, 3]
    assert note(hear(path)) == pytest.approx(300, abs=5)  # the default one
    assert note(hear(path, language="fr")) == pytest.approx(600, abs=5)
    assert note(hear(path, language="de")) == pytest.approx(300, abs=5)
    assert note(hear(path, track=3)) == pytest.approx(1200, abs=5)
    assert note(hear(path, track="2")) == pytest.approx(600, abs=5)
    assert note(hear(path, track="fra", language="en")) == pytest.approx(600, abs=5)
    with pytest.raises(InputError, match=r"no audio track 4 \(it has 1 \(en\), 2 \(fr\), 3 \(no language\)\)$"):
        decode(path, track=4)
    with pytest.raises(InputError, match=r"no audio track in 'de' \(it has "):
        decode(path, track="de")
    with pytest.raises(CallError, match="counted from 1"):
        decode(path, track=0)


def test_a_commentary_is_second_choice(tmp_path: Path) -> None:
    info = probe(write_media(tmp_path / "a.mka", Track(tone(0.5), codec="flac"), Track(tone(0.5), codec="flac")))
    first, second = info.audio
    info = replace(
        info, audio=(replace(first, secondary=True, language="fr", default=True), replace(second, language="fr"))
    )
    assert choose_stream(info, language="fr").number == 2
    assert choose_stream(info, track=1).number == 1


@pytest.mark.parametrize(
    ("name", "codec"), [("a.wav", "pcm_s16le"), ("a.flac", "flac"), ("a.mp3", "libmp3lame"), ("a.mka", "aac")]
)
def test_a_passage_is_exact(tmp_path: Path, name: str, codec: str) -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, (1, 3 * 44_100)).astype(np.float32)
    path = write_media(tmp_path / name, Track(noise, 44_100, codec))
    whole = hear(path)
    assert np.array_equal(hear(path, start=1234, end=2345), whole[1234 * 16 : 2345 * 16])
    assert np.array_equal(hear(path, start=1234), whole[1234 * 16 :])
    assert np.array_equal(hear(path, end=500), whole[: 500 * 16])
    with pytest.raises(InputError, match=r"ends at 0:03\.\d, before 0:09\.0$"):
        hear(path, start=9000)
    with pytest.raises(CallError, match=r"a passage from 0:02\.0 to 0:01\.0 is empty"):
        decode(path, start=2000, end=1000)


@pytest.mark.parametrize(
    ("name", "codec", "off"), [("a.wav", "pcm_s16le", 0), ("a.m4a", "aac", 0), ("a.mka", "flac", 16)]
)
def test_a_far_passage_is_found_by_seeking(tmp_path: Path, name: str, codec: str, off: int) -> None:
    """The same as decoding from the beginning, but for Matroska's rounding of times to a millisecond."""
    path = write_media(tmp_path / name, Track(clicks(90.0, [80.5], 16_000), 16_000, codec))
    heard = hear(path, start=80_000, end=81_000)
    assert len(heard) == RATE
    whole = hear(path)[80 * RATE : 81 * RATE]
    assert abs(int(np.abs(heard).argmax()) - int(np.abs(whole).argmax())) <= off


def test_float_samples_that_are_none(tmp_path: Path) -> None:
    samples = np.full(16_000, 0.25, np.float32)
    samples[[100, 200, 300]] = np.nan, np.inf, 1e30
    data = samples.tobytes()
    head = struct.pack(
        "<4sI8sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVEfmt ", 16, 3, 1, 16_000, 64_000, 4, 32, b"data", len(data)
    )
    path = tmp_path / "a.wav"
    path.write_bytes(head + data)
    heard = hear(path)
    assert np.isfinite(heard).all()
    assert np.abs(heard).max() <= 1.0
    assert heard[1000:].mean() == pytest.approx(0.25)


def test_no_sound_at_all_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(
        struct.pack("<4sI8sIHHIIHH4sI", b"RIFF", 36, b"WAVEfmt ", 16, 1, 1, 16_000, 32_000, 2, 16, b"data", 0)
    )
    assert len(hear(path)) == 0


@pytest.mark.parametrize(
    ("name", "codec", "options"),
    [
        ("v.mp4", "aac", {"movflags": "faststart"}),
        ("v.mkv", "libopus", {}),
        ("a.wav", "pcm_s16le", {}),
        ("a.mp3", "libmp3lame", {}),
        ("a.flac", "flac", {}),
        ("a.ogg", "libopus", {}),
        ("a.aiff", "pcm_s16be", {}),
    ],
)
def test_cut_short(tmp_path: Path, name: str, codec: str, options: dict[str, str]) -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, (1, 8 * 48_000)).astype(np.float32)
    path = write_media(tmp_path / name, Track(noise, codec=codec), video=8.0 if name[0] == "v" else 0, options=options)
    whole = path.read_bytes()
    assert not is_cut_short(path)
    path.write_bytes(whole[: len(whole) // 2])
    said: list[str] = []
    sound = decode(path, on_warning=said.append)
    heard = np.concatenate(list(sound))
    assert 2.0 < len(heard) / RATE < 6.0
    assert not sound.complete
    assert len(said) == 1
    assert said[0].startswith(f"{path}: cut short: only the first 0:0")
    passage = decode(path, start=500, end=1000, on_warning=said.append)
    assert len(np.concatenate(list(passage))) == RATE // 2
    assert passage.complete


def test_damaged_inside(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, (1, 8 * 48_000)).astype(np.float32)
    path = write_media(tmp_path / "a.m4a", Track(noise))
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + len(data) // 10] = np.random.default_rng(2).bytes(len(data) // 10)
    path.write_bytes(data)
    said: list[str] = []
    sound = decode(path, on_warning=said.append)
    heard = np.concatenate(list(sound))
    assert len(heard) / RATE == pytest.approx(8.0, abs=0.05)
    assert not sound.complete
    assert [line.split(": ")[1] for line in said] == ["damaged"]


def test_a_file_without_end_is_whole(tmp_path: Path) -> None:
    """What is written to a pipe cannot say how long it is."""
    path = write_media(tmp_path / "a.wav", Track(tone(1.0), codec="pcm_s16le"))
    data = bytearray(path.read_bytes())
    data[4:8] = b"\xff\xff\xff\xff"
    path.write_bytes(data)
    assert not is_cut_short(path)


def test_what_is_no_media(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "text.mp4").write_text("Bonjour à tous.\nVoici le journal.\n", encoding="utf-8")
    (tmp_path / "cues.mp4").write_text("1\n00:00:01,000 --> 00:00:02,000\nBonjour\n", encoding="utf-8")
    (tmp_path / "cues.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nBonjour\n", encoding="utf-8")
    (tmp_path / "noise.mp4").write_bytes(np.random.default_rng(3).bytes(5000))
    write_media(tmp_path / "silent.mp4", video=1.0)
    whole = write_media(tmp_path / "whole.mp4", Track(tone(2.0)), video=2.0).read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "folder.mp4").mkdir()
    expected = {
        "nowhere.mp4": "no such file",
        "nowhere\0.mp4": "cannot read: embedded null byte",
        "whole.mp4/inside.mp4": "no such file",
        "folder.mp4": "a folder, not a media file",
        "empty.mp4": "empty: it has no bytes at all (copy or export the clip again)",
        "text.mp4": "a text file, not media (`rehear fix` corrects texts)",
        "cues.mp4": "a subtitle or text file, not media (`rehear fix` corrects subtitles)",
        "cues.vtt": "a subtitle or text file, not media (`rehear fix` corrects subtitles)",
        "noise.mp4": "not a media file, or damaged beyond reading",
        "silent.mp4": "no audio stream (there is nothing to hear in it)",
        "cut.mp4": "cut short or never finished: its index is missing, so nothing of it can be read "
        "(copy or export the clip again)",
    }
    for name, message in expected.items():
        path = f"{tmp_path}/{name}"
        with pytest.raises(InputError) as caught:
            decode(path)
        assert str(caught.value) == f"{path}: {message}"
    assert probe(tmp_path / "silent.mp4").audio == ()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    path = write_media(tmp_path / "a.wav", Track(tone(0.1), codec="pcm_s16le"))
    path.chmod(0)
    with pytest.raises(InputError, match=r"no permission to read it$"):
        probe(path)


@pytest.mark.parametrize(
    "name", ["Le 20h:00.wav", "20h:00.wav", "élysée — 'direct' %d.wav", "-a.wav", " a .wav", "a\nb.wav"]
)
def test_any_name(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write_media(tmp_path / "plain.wav", Track(tone(0.5), codec="pcm_s16le")).rename(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    assert len(hear(Path(name))) == RATE // 2


def test_a_name_in_another_encoding(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux has such names")
    path = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.wav")
    write_media(tmp_path / "plain.wav", Track(tone(0.5), codec="pcm_s16le")).rename(path)
    assert len(hear(Path(path))) == RATE // 2


def test_memory_does_not_grow_with_the_clip(tmp_path: Path) -> None:
    path = write_media(tmp_path / "a.flac", Track(silence(600.0, 16_000), 16_000, "flac"))
    tracemalloc.start()
    total = sum(len(part) for part in decode(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert total == 600 * RATE
    assert peak < 2_000_000


pieces = st.lists(
    st.tuples(st.integers(-300, 3000), st.integers(1, 500)),  # (gap in samples before it, length)
    min_size=1,
    max_size=20,
)


@given(pieces, st.integers(0, 2000))
@settings(max_examples=200, deadline=None)
def test_the_tape_is_true_to_the_clock(steps: list[tuple[int, int]], begin: int) -> None:
    """However pieces are spaced, each sample lies within the tolerance of where its time says, and nothing is doubled."""
    rate = 1000
    tape = Tape(rate, begin)
    at, laid = 0, []
    for gap, length in steps:
        at = max(at + gap, 0)
        laid += list(tape.lay(np.arange(at, at + length, dtype=np.float32) + 1, Fraction(at, rate)))
        at += length
    run = np.concatenate([np.zeros(0, np.float32), *laid])
    assert tape.position == begin + len(run)
    where = np.flatnonzero(run)
    if not tape.jumps:
        assert (np.abs(run[where] - 1 - begin - where) <= tape.TOLERANCE * rate).all()


@given(st.integers(200, 5000), st.sampled_from([8000, 11_025, 16_000, 22_050, 44_100, 48_000]), st.integers(1, 2000))
@settings(max_examples=50, deadline=None)
def test_resampling_keeps_the_length(length: int, rate: int, block: int) -> None:
    samples = np.zeros(length, np.float32)
    parts = resample((samples[at : at + block] for at in range(0, length, block)), rate)
    assert abs(sum(map(len, parts)) - length * RATE / rate) <= 1.5


def test_languages_are_whispers() -> None:
    tokenizer = pytest.importorskip("whisper.tokenizer")
    assert set(CODES.values()) == set(tokenizer.LANGUAGES)
    assert {plain_language(tag) for tag in ("fra", "fre", "FR", "fr-CA", "fr_FR")} == {"fr"}
    assert [plain_language(tag) for tag in ("und", "", None, "qaa")] == [None, None, None, "qaa"]


def test_importing_is_light() -> None:
    code = "import sys, rehear.transcribe; print(*{'torch', 'av', 'whisper', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
