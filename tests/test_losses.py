"""Sound that is lost in the middle of a file is told, and what follows keeps its time; what a recorder left out is no loss."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from media_files import Samples, Track, silence, tone, write_media
from rehear.transcribe import decode

LENGTH, RATE = 60, 16_000  # s


def spoken(path: Path) -> tuple[Samples, bool, list[str]]:
    """Its sound, whether it is whole, and what was said of it."""
    said: list[str] = []
    sound = decode(path, on_warning=said.append)
    return np.concatenate(list(sound)), sound.complete, said


def zeroed(path: Path, first: float, last: float) -> None:
    """Zeros from one share of a file to another."""
    data = bytearray(path.read_bytes())
    begin, end = int(len(data) * first), int(len(data) * last)
    data[begin:end] = bytes(end - begin)
    path.write_bytes(data)


def noise() -> Samples:
    """Noise that is now louder, now softer, each time for a tenth of a second."""
    dice = np.random.default_rng(1)
    loud = dice.uniform(0.02, 0.2, 10 * LENGTH).repeat(4_800)
    return (dice.normal(0, 1, (1, LENGTH * 48_000)) * loud).astype(np.float32)


def loudness(samples: Samples) -> Samples:
    return np.square(samples[: len(samples) // 800 * 800].reshape(-1, 800)).mean(axis=1)


def slowly(*values: object) -> object:
    """A case that is much like one that is tried each time."""
    return pytest.param(*values, marks=pytest.mark.slow)


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("v.mkv", "libopus"),
        slowly("v.webm", "libopus"),
        ("v.mp4", "aac"),
        slowly("v.mpg", "mp2"),
        slowly("v.avi", "mp2"),
        ("v.avi", "ac3"),
        slowly("v.avi", "pcm_s16le"),
        slowly("a.avi", "libmp3lame"),
        slowly("a.mka", "aac"),
        ("a.ogg", "libopus"),
        slowly("a.ts", "mp2"),
        ("v.ts", "aac"),
        slowly("v.m2ts", "ac3"),
    ],
)
def test_a_stretch_of_zeros(tmp_path: Path, name: str, codec: str) -> None:
    path = write_media(tmp_path / name, Track(noise(), codec=codec), video=LENGTH if name[0] == "v" else 0)
    whole, complete, said = spoken(path)
    assert complete
    assert said == []
    zeroed(path, 0.4, 0.6)
    left, complete, said = spoken(path)
    assert not complete
    (line,) = said
    assert line.startswith(f"{path}: damaged: ")
    assert 10 < float(line.split(": damaged: ")[1].split(" s ")[0]) < 20
    assert len(left) == pytest.approx(len(whole), abs=RATE // 10)
    last = slice(-10 * RATE, -5 * RATE)
    assert np.corrcoef(loudness(left[last]), loudness(whole[last]))[0, 1] > 0.9
    # It is known as soon as the sound behind it is given out, long before the end, also in a passage.
    sound, at = decode(path), 0
    for piece in sound:
        at += len(piece)
        if at > LENGTH * 3 // 4 * RATE:
            break
        assert sound.complete or at > LENGTH // 4 * RATE
    assert not sound.complete
    passage = decode(path, end=LENGTH * 750)
    assert sum(map(len, passage)) == LENGTH * RATE * 3 // 4
    assert not passage.complete


@pytest.mark.parametrize("at", [slowly(0.2), 0.5, slowly(0.8)])
@pytest.mark.parametrize("name", ["a.ogg", "v.mkv"])
def test_a_short_hole(tmp_path: Path, name: str, at: float) -> None:
    """Two seconds, too few for a reader to stumble; half of the clip is silence, which takes few bytes."""
    half = noise()
    half[:, half.shape[1] // 2 :] = 0
    path = write_media(tmp_path / name, Track(half, codec="libopus"), video=LENGTH if name[0] == "v" else 0)
    assert spoken(path)[1]
    zeroed(path, at, at + 1 / 15)
    assert not spoken(path)[1]


BARE = [("a.mp3", "libmp3lame"), ("a.mp2", "mp2"), ("a.aac", "aac"), ("a.ac3", "ac3"), ("a.eac3", "eac3")]


@pytest.mark.parametrize("junk", [slowly("zeros"), "anything"])
@pytest.mark.parametrize(("name", "codec"), BARE)
def test_what_has_no_clock(tmp_path: Path, name: str, codec: str, junk: str) -> None:
    path = write_media(tmp_path / name, Track(noise(), codec=codec))
    assert spoken(path)[1:] == (True, [])
    data = path.read_bytes()
    first, last = len(data) * 2 // 5, len(data) * 3 // 5
    filling = bytes(last - first) if junk == "zeros" else np.random.default_rng(2).bytes(last - first)
    path.write_bytes(data[:first] + filling + data[last:])
    left, complete, said = spoken(path)
    assert not complete
    assert [line.split(": ")[1] for line in said] == ["damaged"]
    assert float(said[0].split(": damaged: ")[1].split(" s ")[0]) == pytest.approx(0.2 * LENGTH, rel=0.05)
    # Some of what is no sound passes for it.
    assert len(left) / RATE == pytest.approx(0.8 * LENGTH, abs=1 if junk == "zeros" else 3)


@pytest.mark.parametrize(("name", "codec"), [*BARE, ("v.ts", "aac"), ("v.m2ts", "ac3")])
def test_a_file_that_ends_within_a_frame(tmp_path: Path, name: str, codec: str) -> None:
    whole = write_media(tmp_path / name, Track(tone(8.0), codec=codec), video=8.0 if name[0] == "v" else 0)
    data = whole.read_bytes()
    path = tmp_path / f"cut{whole.suffix}"
    path.write_bytes(data[: len(data) // 2 // 188 * 188 + 50])
    left, complete, said = spoken(path)
    assert 2 < len(left) / RATE < 6
    assert not complete
    assert [line.split(": ")[1] for line in said] == ["cut short"]


@pytest.mark.parametrize("number", [slowly(23), 50, slowly(64)])
def test_packets_that_were_not_received(tmp_path: Path, number: int) -> None:
    """So many in a thousand. Nothing stands in the file for them, but those behind them go on with another count."""
    path = write_media(tmp_path / "v.ts", Track(noise()[:, : 20 * 48_000], codec="mp2"), video=20.0)
    whole = spoken(path)[0]
    packets = [data[at : at + 188] for data in [path.read_bytes()] for at in range(0, len(data), 188)]
    middle, lost = len(packets) // 2, number * len(packets) // 1000
    path.write_bytes(b"".join(packets[:middle] + packets[middle + lost :]))
    left, complete, said = spoken(path)
    assert not complete
    assert [line.split(": ")[1] for line in said] == ["damaged"]
    assert float(said[0].split(": damaged: ")[1].split(" s ")[0]) == pytest.approx(number / 50, abs=0.4)
    assert len(left) == pytest.approx(len(whole), abs=RATE // 10)


def test_the_room_that_a_receiver_leaves_behind_is_no_damage(tmp_path: Path) -> None:
    path = write_media(tmp_path / "v.ts", Track(tone(5.0), codec="mp2"), video=5.0)
    path.write_bytes(path.read_bytes() + bytes(4_096))
    assert spoken(path)[1:] == (True, [])


def test_a_stream_that_begins_in_the_middle_is_passed_over(tmp_path: Path) -> None:
    """Recordings that were joined: the second one's numbers are streams that were not there when the file was opened."""
    one = write_media(tmp_path / "one.ts", Track(tone(5.0), codec="mp2"), video=5.0)
    numbers = {"mpegts_start_pid": "0x300", "mpegts_pmt_start_pid": "0x1200"}
    # So far behind the beginning that opening does not find them.
    other = write_media(tmp_path / "other.ts", Track(tone(60.0), codec="mp2"), video=60.0, options=numbers)
    path = tmp_path / "both.ts"
    path.write_bytes(one.read_bytes() * 40 + other.read_bytes())
    assert len(spoken(path)[0]) >= 5 * RATE


@pytest.mark.parametrize(("suffix", "codec"), [(".mp3", "libmp3lame"), (".aac", "aac")])
def test_files_that_were_joined(tmp_path: Path, suffix: str, codec: str) -> None:
    """Their tags in the middle, pictures and all, are no damage."""
    one = write_media(tmp_path / f"one{suffix}", Track(tone(5.0), codec=codec)).read_bytes()
    picture = bytes(50_000)
    tag = b"ID3\x03\x00\x00" + bytes((len(picture) >> 7 * place) & 0x7F for place in (3, 2, 1, 0)) + picture
    path = tmp_path / f"both{suffix}"
    path.write_bytes(one + tag + one)
    assert not [line for line in spoken(path)[2] if "damaged" in line]


@pytest.mark.parametrize("name", ["v.mkv", slowly("v.webm")])
def test_sound_that_was_left_out_is_no_damage(tmp_path: Path, name: str) -> None:
    """A recorder that writes nothing while the microphone is off."""
    whole = write_media(tmp_path / f"whole-{name}", Track(noise(), codec="libopus"), video=LENGTH)
    path = tmp_path / name
    with av.open(str(whole)) as given, av.open(str(path), "w") as made:
        streams = {stream.index: made.add_stream_from_template(stream) for stream in given.streams}
        for packet in given.demux():
            muted = packet.stream.type == "audio" and packet.pts is not None and 20 < packet.pts * packet.time_base < 35
            if packet.dts is not None and not muted:
                packet.stream = streams[packet.stream.index]
                made.mux(packet)
    left, complete, said = spoken(path)
    assert (complete, said) == (True, [])
    assert len(left) == pytest.approx(LENGTH * RATE, abs=RATE // 10)
    assert not left[22 * RATE : 34 * RATE].any()


def test_channels_that_cancel_each_other_out(tmp_path: Path) -> None:
    """One of them was plugged in the wrong way round; what is common to both, or a little delay, does not hide it."""
    white = noise()[0, : 10 * 48_000]
    one, hum = np.convolve(white, np.ones(16) / 4, "same")[np.newaxis].astype(np.float32), tone(10.0, 50, loud=0.02)
    alone = spoken(write_media(tmp_path / "one.wav", Track(one, codec="pcm_s16le")))[0]
    for other in (-one, -0.7 * one, np.roll(-one, 1)):
        both = np.concatenate([one, other]) + hum
        path = write_media(tmp_path / "both.wav", Track(both, codec="pcm_s16le", layout="stereo"))
        assert np.corrcoef(spoken(path)[0], alone)[0, 1] > 0.95
    for other in (silence(10.0), one, np.roll(one, 48_000)):
        path = write_media(
            tmp_path / "half.wav", Track(np.concatenate([one, other]), codec="pcm_s16le", layout="stereo")
        )
        mixed = spoken(write_media(tmp_path / "mixed.wav", Track((one + other) / 2, codec="pcm_s16le")))[0]
        assert np.abs(spoken(path)[0] - mixed).max() < 0.001
