"""Random windows: which sentences, in which voices, where on the time axis, and what noise around them."""

from dataclasses import dataclass, field

import numpy as np
import sounds
import torch
from sentences import Sentence, letter_map, load_sentences
from sounds import MEL_RATE, Pcm
from voices import SAMPLE_RATE, TRAINED_SPEEDS, TRAINED_VOICES, speak


@dataclass(frozen=True, slots=True)
class Placed:
    """A sentence on a window's time axis, in seconds; it may begin before the window and end after it."""

    sentence: Sentence
    start: float
    pcm: Pcm
    boundaries: tuple[float, ...]
    """When each letter boundary of `sentence.heard` is spoken, counted from `start`."""

    @property
    def end(self) -> float:
        return self.start + len(self.pcm) / SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class Plan:
    """What a window may look like."""

    seconds: float = 30.0
    most: int = 8
    voices: tuple[str, ...] = TRAINED_VOICES
    speeds: tuple[int, ...] = TRAINED_SPEEDS
    stretch: float = 0.05
    """Random faster or slower playing, which moves the pitch too."""
    cuts: bool = True
    """Whether windows may begin and end inside of a sentence."""
    quiet: float = 0.08
    """Share of windows without any speech."""
    jingles: float = 0.06
    """Share of the jingle among the sentences."""


@dataclass(frozen=True, slots=True)
class Window:
    """A window: its `mel` (80, frames), what is in it, and where its sound ends and padding begins (seconds)."""

    mel: torch.Tensor
    placed: tuple[Placed, ...]
    seconds: float
    content: float
    pcm: Pcm = field(repr=False)


def place(
    sentence: Sentence, start: float, rng: np.random.Generator, voice: str, speed: int, stretch: float = 0.0
) -> Placed:
    """Say a sentence (or play the jingle) at `start`."""
    heard = sentence.heard
    if sentence.jingle:
        pcm = sounds.jingle(rng)
        return Placed(sentence, start, pcm, tuple(np.linspace(0, len(pcm) / SAMPLE_RATE, len(heard) + 1)))
    speech = speak(sentence.say, voice, speed)
    factor = float(rng.uniform(1 - stretch, 1 + stretch)) if stretch else 1.0
    pcm = speech.pcm
    if stretch:
        length = int(len(pcm) * factor)
        pcm = np.interp(np.linspace(0, len(pcm) - 1, length), np.arange(len(pcm)), pcm).astype(np.float32)
    times = np.interp(letter_map(heard, sentence.say), speech.letters, speech.seconds) * factor
    return Placed(sentence, start, pcm, tuple(times.tolist()))


def _gap(rng: np.random.Generator) -> float:
    kind = rng.random()
    if kind < 0.5:
        return float(rng.uniform(0.12, 0.6))
    return float(rng.uniform(0.5, 1.3)) if kind < 0.85 else float(rng.uniform(1.0, 5.0))


def _first_start(rng: np.random.Generator, plan: Plan, first: Placed) -> float:
    kind = rng.random()
    if plan.cuts and kind < 0.12:  # anywhere inside the first sentence
        return -float(rng.uniform(0, first.end))
    if plan.cuts and kind < 0.22:  # the last breath of a sentence: a window that was sought a little too early
        return -max(0.0, first.end - float(rng.uniform(0.02, 0.3)))
    if plan.cuts and kind < 0.28 and len(first.sentence.segments) > 1:  # where Whisper split it
        split = len(first.sentence.segments[0]) + 1
        return -first.boundaries[split] + float(rng.uniform(-0.1, 0.1))
    if kind < 0.75:
        return float(rng.uniform(-0.06 if plan.cuts else 0.0, 0.6))
    return float(rng.uniform(0.3, min(6.0, plan.seconds * 0.4)))


def _layout(rng: np.random.Generator, plan: Plan) -> list[Placed]:
    count = int(rng.integers(1, plan.most + 1))
    voice, speed = str(rng.choice(plan.voices)), int(rng.choice(plan.speeds))
    several = rng.random() < 0.5
    spoken = [s for s in load_sentences() if not s.jingle]
    closing = [s for s in load_sentences() if s.jingle]
    placed: list[Placed] = []
    while len(placed) < count:
        pool = closing if rng.random() < plan.jingles else spoken
        sentence = pool[int(rng.integers(len(pool)))]
        if several:
            voice, speed = str(rng.choice(plan.voices)), int(rng.choice(plan.speeds))
        item = place(sentence, 0.0, rng, voice, speed, plan.stretch)
        start = _first_start(rng, plan, item) if not placed else placed[-1].end + _gap(rng)
        if start > plan.seconds - 0.3 or (not plan.cuts and start + item.end > plan.seconds):
            break
        placed.append(Placed(sentence, start, item.pcm, item.boundaries))
    return placed


def _content(rng: np.random.Generator, plan: Plan, placed: list[Placed]) -> float:
    """Where the file ends, in seconds: mostly at the window's end or after it."""
    if not placed or rng.random() < 0.5:
        return plan.seconds
    if plan.cuts and rng.random() < 0.1:  # a file that stops inside of a sentence
        last = placed[-1]
        return min(plan.seconds, max(last.start, 0) + float(rng.uniform(0.4, 1)) * (last.end - max(last.start, 0)))
    return min(plan.seconds, placed[-1].end + float(rng.uniform(0.03, 2.0)))


def render(rng: np.random.Generator, placed: list[Placed], seconds: float, content: float) -> Window:
    """Mix sentences and noise into a window."""
    samples, sounding = round(seconds * SAMPLE_RATE), round(content * SAMPLE_RATE)
    pcm = np.zeros(samples, np.float32)
    for item in placed:
        at = round(item.start * SAMPLE_RATE)
        part = item.pcm[max(0, -at) : max(0, samples - at)]
        at = max(0, at)
        pcm[at : at + len(part)] += part * np.float32(rng.uniform(0.6, 1.2))
    level = float(rng.choice([0.0, 10 ** rng.uniform(-4.5, -1.9)]))  # speech has a deviation of about 0.1
    if level:
        pcm += noise_floor(rng, samples) * np.float32(level)
    if not placed or rng.random() < 0.06:
        pcm += _disturbance(rng, samples, bool(placed))
    pcm *= np.float32(10 ** rng.uniform(-1.2, 0.2))
    pcm[sounding:] = 0
    loudest = float(rng.uniform(-1, 2.5)) if rng.random() < 0.4 else None
    mel = sounds.log_mel(pcm, loudest)
    if rng.random() < 0.4:
        tilt = float(rng.uniform(-0.12, 0.12))
        mel = mel + tilt * torch.linspace(-1, 1, 80)[:, None]
    if sounding < samples and rng.random() < 0.6:
        mel[:, round(content * MEL_RATE) :] = 0.0  # `whisper.transcribe` pads the spectrogram, others pad the sound
    return Window(mel, tuple(placed), seconds, content, pcm)


def noise_floor(rng: np.random.Generator, samples: int) -> Pcm:
    """Steady noise of deviation 1."""
    return sounds.noise(rng, samples)


def _disturbance(rng: np.random.Generator, samples: int, speech: bool) -> Pcm:
    kind = rng.integers(4)
    level = np.float32(10 ** rng.uniform(-4, -2 if speech else -0.5))
    if kind == 0:
        return np.zeros(samples, np.float32)
    if kind == 1:
        return sounds.clicks(rng, samples) * level
    if kind == 2:
        return sounds.hum(rng, samples) * level
    return sounds.noise(rng, samples) * level


def draw(rng: np.random.Generator, plan: Plan) -> Window:
    """A random window."""
    placed = [] if rng.random() < plan.quiet else _layout(rng, plan)
    return render(rng, placed, plan.seconds, _content(rng, plan, placed))
