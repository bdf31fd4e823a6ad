"""Synthetic voices: espeak-ng's library says a sentence and tells when each word begins."""

import ctypes
import ctypes.util
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
TRAINED_VOICES = ("fr", "fr+f2", "fr+f3", "fr+f5", "fr+m1", "fr+m3", "fr-be+f2")
TRAINED_SPEEDS = (125, 140, 155)
CLIP_VOICE, CLIP_SPEED = "fr+f2", 140
# Never heard in training: what the evaluation calls an unknown voice.
HELD_OUT_VOICES = ("fr+f4", "fr-ch+m6")
HELD_OUT_SPEED = 148

_RETRIEVAL, _UTF8, _RATE, _WORD, _END_OF_LIST = 1, 1, 1, 1, 0
_SILENT = 0.004  # of full scale; espeak-ng pads its speech with pure zeros


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


@dataclass(frozen=True, slots=True)
class Speech:
    """A spoken text: `pcm` (samples,) float32 at 16 kHz without silence around it, and where its letters are spoken.

    `letters` and `seconds` have one entry a word start, and one for the end of the text.
    """

    pcm: NDArray[np.float32]
    letters: tuple[float, ...]
    seconds: tuple[float, ...]


@cache
def _library() -> tuple[ctypes.CDLL, int]:
    name = ctypes.util.find_library("espeak-ng")
    if name is None:
        raise RuntimeError("espeak-ng's library is missing: install espeak-ng (Debian: apt install espeak-ng)")
    library = ctypes.CDLL(name)
    rate = int(library.espeak_Initialize(_RETRIEVAL, 0, None, 0))
    if rate <= 0:
        raise RuntimeError("espeak-ng could not start")
    return library, rate


def available() -> bool:
    """Whether espeak-ng is installed."""
    return ctypes.util.find_library("espeak-ng") is not None


def _resample(pcm: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """From `rate` to 16 kHz, through the spectrum: exact for a whole utterance, and needs nothing but numpy."""
    length = round(len(pcm) * SAMPLE_RATE / rate)
    spectrum = np.fft.rfft(pcm)
    resampled = np.fft.irfft(spectrum[: length // 2 + 1], length) * (length / len(pcm))
    return resampled.astype(np.float32)


@cache
def speak(text: str, voice: str, speed: int) -> Speech:
    """Say `text` with an espeak-ng voice ("fr+f2") at `speed` words a minute; said once, then remembered."""
    library, rate = _library()
    chunks: list[NDArray[np.int16]] = []
    starts: list[tuple[int, int]] = []

    def receive(wave: "ctypes._Pointer[ctypes.c_short]", count: int, events: "ctypes._Pointer[_Event]") -> int:
        if wave and count > 0:
            chunks.append(np.ctypeslib.as_array(wave, (count,)).astype(np.int16))
        index = 0
        while events[index].type != _END_OF_LIST:
            if events[index].type == _WORD:
                starts.append((events[index].text_position - 1, events[index].sample))
            index += 1
        return 0

    callback = _Callback(receive)
    library.espeak_SetSynthCallback(callback)
    if library.espeak_SetVoiceByName(voice.encode()) != 0:
        raise RuntimeError(f"espeak-ng has no voice {voice!r}")
    library.espeak_SetParameter(_RATE, speed, 0)
    raw = text.encode()
    library.espeak_Synth(raw, ctypes.c_size_t(len(raw) + 1), 0, 1, 0, _UTF8, None, None)
    library.espeak_Synchronize()
    return _trim(text, (np.concatenate(chunks) / 32768).astype(np.float32), rate, starts)


def _trim(text: str, pcm: NDArray[np.float32], rate: int, starts: list[tuple[int, int]]) -> Speech:
    loud = np.flatnonzero(np.abs(pcm) > _SILENT)
    first, last = int(loud[0]), int(loud[-1]) + 1
    letters, seconds = [0.0], [0.0]
    for letter, sample in starts:
        second = (sample - first) / rate
        if letter > letters[-1] and second > seconds[-1]:
            letters.append(float(letter))
            seconds.append(second)
    return Speech(
        _resample(pcm[first:last], rate),
        (*letters, float(len(text.rstrip(".?! ")))),
        (*seconds, (last - first) / rate),
    )
