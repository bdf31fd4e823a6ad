"""What a browser can play, and the sound of a clip for one that it cannot: on the clip's own clock."""

import wave
from pathlib import Path

import numpy as np
import pytest
from media_files import Track, clicks, silence, tone, write_media
from rehear.document.errors import InputError
from rehear.transcribe.playable import media_type, write_sound

SAMPLE = Path(__file__).parent.parent / "samples" / "news.mp4"


def test_what_any_browser_plays_is_played_itself(tmp_path: Path) -> None:
    sound = Track(tone(1.0))
    assert media_type(SAMPLE) == "video/mp4"
    assert media_type(write_media(tmp_path / "a.m4a", sound)) == "audio/mp4"
    assert media_type(write_media(tmp_path / "a.mp3", Track(tone(1.0), codec="mp3"))) == "audio/mpeg"
    assert media_type(write_media(tmp_path / "a.wav", Track(tone(1.0), codec="pcm_s16le"))) == "audio/wav"
    assert media_type(write_media(tmp_path / "a.flac", Track(tone(1.0), codec="flac"))) == "audio/flac"
    assert media_type(write_media(tmp_path / "a.webm", Track(tone(1.0), codec="libopus"), video=1.0)) == "video/webm"


def test_what_some_browser_may_not_play_is_not(tmp_path: Path) -> None:
    assert media_type(write_media(tmp_path / "a.mkv", Track(tone(1.0)), video=1.0)) is None
    assert media_type(write_media(tmp_path / "a.mxf", Track(tone(1.0), codec="pcm_s16le"), video=1.0)) is None
    assert media_type(write_media(tmp_path / "a.mp4", Track(tone(1.0), codec="ac3"))) is None
    assert media_type(write_media(tmp_path / "b.mp4", Track(tone(1.0)), video=1.0)) is None  # MPEG-4 part 2, not H.264
    assert media_type(write_media(tmp_path / "b.wav", Track(tone(1.0), codec="pcm_s24le"))) is None
    surround = Track(np.repeat(tone(1.0), 6, axis=0))
    assert media_type(write_media(tmp_path / "c.m4a", surround)) is None


def test_a_browser_plays_the_first_sound_so_another_is_taken_out(tmp_path: Path) -> None:
    two = (Track(tone(1.0), language="eng"), Track(tone(1.0), language="fra"))
    path = write_media(tmp_path / "a.m4a", *two)
    assert media_type(path, "en") == "audio/mp4"
    assert media_type(path, "fr") is None


def test_what_has_no_sound_is_an_error(tmp_path: Path) -> None:
    text = tmp_path / "a.mp4"
    text.write_text("no media", encoding="utf-8")
    with pytest.raises(InputError):
        media_type(text)
    with pytest.raises(InputError, match="no audio"):
        media_type(write_media(tmp_path / "b.mp4", video=1.0))


@pytest.mark.parametrize("name", ["a.mkv", "a.mxf", "a.ts"])
@pytest.mark.parametrize("start", [0.0, 1.5])
def test_the_sound_keeps_the_clips_clock(tmp_path: Path, name: str, start: float) -> None:
    """A click at 2 s of a sound that begins `start` s after the pictures is heard at 2 s + `start`."""
    if name == "a.mxf" and start:
        pytest.skip("MXF cannot say when a sound begins")
    codec = "ac3" if name != "a.mxf" else "pcm_s16le"
    path = write_media(tmp_path / name, Track(clicks(4.0, [2.0]), codec=codec, start=start), video=6.0)
    shares: list[float] = []
    write_sound(path, tmp_path / "sound.wav", progress=shares.append)
    with wave.open(str(tmp_path / "sound.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16_000, 1, 2)
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)
    loud = np.flatnonzero(np.abs(samples) > 0.3 * np.abs(samples).max())
    assert abs((loud[0] + loud[-1]) / 2 / 16_000 - (2.0 + start)) < 0.02
    assert shares == sorted(shares)
    assert 0 < shares[-1] <= 1


def test_a_sound_that_cannot_be_heard_is_an_error(tmp_path: Path) -> None:
    path = write_media(tmp_path / "a.m4a", Track(silence(2.0)))
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(InputError):
        write_sound(path, tmp_path / "sound.wav")
