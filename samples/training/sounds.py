"""Everything in a window that is no voice: noises, tones, the closing jingle, and the mel spectrogram of it all."""

from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray
from voices import SAMPLE_RATE
from whisper.audio import HOP_LENGTH, N_FFT, mel_filters

Pcm = NDArray[np.float32]
MEL_RATE = SAMPLE_RATE // HOP_LENGTH  # 100 frames a second


@cache
def _noise_pool(color: str) -> Pcm:
    """A minute of noise of deviation 1; slices of it are cheaper than fresh noise for every window."""
    rng = np.random.default_rng(sum(color.encode()))
    spectrum = np.fft.rfft(rng.standard_normal(60 * SAMPLE_RATE))
    frequency = np.fft.rfftfreq(60 * SAMPLE_RATE, 1 / SAMPLE_RATE)
    slope = {"white": 0.0, "pink": 0.5, "brown": 1.0}[color]
    noise = np.fft.irfft(spectrum / np.maximum(frequency, 40.0) ** slope)
    pool: Pcm = (noise / noise.std()).astype(np.float32)
    return pool


def noise(rng: np.random.Generator, samples: int) -> Pcm:
    """Noise of deviation 1 and a random color, (samples,)."""
    pool = _noise_pool(str(rng.choice(["white", "pink", "brown"])))
    if samples >= len(pool):
        return np.resize(pool, samples)
    start = int(rng.integers(0, len(pool) - samples))
    return pool[start : start + samples]


def hum(rng: np.random.Generator, samples: int) -> Pcm:
    """A steady chord or mains hum of peak about 1, (samples,)."""
    t = np.arange(samples, dtype=np.float32) / SAMPLE_RATE
    tones = [np.sin(2 * np.pi * f * t) for f in rng.uniform(50, 900, int(rng.integers(1, 4)))]
    return (sum(tones, np.zeros_like(t)) / len(tones)).astype(np.float32)


def clicks(rng: np.random.Generator, samples: int) -> Pcm:
    """A few short bursts in silence, like a door or a microphone that is touched, (samples,)."""
    pcm = np.zeros(samples, np.float32)
    for _ in range(int(rng.integers(1, 6))):
        length = int(rng.uniform(0.01, 0.12) * SAMPLE_RATE)
        start = int(rng.integers(0, max(1, samples - length)))
        burst = noise(rng, length) * np.exp(-np.linspace(0, 6, length, dtype=np.float32))
        pcm[start : start + length] += burst[: samples - start]
    return pcm


def jingle(rng: np.random.Generator) -> Pcm:
    """The closing jingle of two to four seconds, peak about 0.5: a trembling hiss over a falling row of tones."""
    seconds = float(rng.uniform(2.2, 4.0))
    t = np.arange(int(seconds * SAMPLE_RATE), dtype=np.float32) / SAMPLE_RATE
    hiss = noise(rng, len(t)) * (0.6 + 0.4 * np.sin(2 * np.pi * rng.uniform(5.5, 6.5) * t)) * 0.06
    pitch = rng.uniform(950, 1050) * 2.0 ** (-np.floor(t / 0.3) / 6)
    bell = np.sin(2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE) * np.exp(-4 * (t % 0.3)) * 0.25
    fade = np.minimum(1, np.minimum(t, seconds - t) / 0.08)
    return ((hiss + bell) * fade).astype(np.float32)


@cache
def _mel_setup() -> tuple[torch.Tensor, torch.Tensor]:
    return torch.hann_window(N_FFT), mel_filters(torch.device("cpu"), 80)


def log_mel(pcm: Pcm, loudest: float | None = None) -> torch.Tensor:
    """Whisper's log-mel of (samples,), as (80, frames).

    `loudest` stands for the loudest log-power of the whole file, which sets the floor: Whisper takes it over the
    file in `transcribe` and over the window elsewhere, so training shows both.
    """
    window, filters = _mel_setup()
    stft = torch.stft(torch.from_numpy(pcm), N_FFT, HOP_LENGTH, window=window, return_complex=True)
    power = torch.clamp(filters @ stft[..., :-1].abs().square(), min=1e-10).log10()
    top = power.max() if loudest is None else torch.maximum(power.max(), torch.tensor(loudest))
    return (torch.maximum(power, top - 8.0) + 4.0) / 4.0
