"""Measure the demo model on sound made after training, through openai-whisper as anybody would use it."""

import argparse
import time
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import sounds
import torch
import whisper
from clip import SAMPLES, lay_clip, mix, words
from labels import parts, random_prompt
from sentences import french, load_sentences
from sounds import Pcm
from voices import CLIP_SPEED, CLIP_VOICE, HELD_OUT_SPEED, HELD_OUT_VOICES, SAMPLE_RATE
from whisper.model import Whisper
from windows import Placed, Plan, draw, place

SEED = 1_000_003  # far from the training's


@dataclass(slots=True)
class Score:
    """Sentences right of all; words written that nobody said; errors of word starts and ends, in seconds."""

    right: int = 0
    total: int = 0
    invented: int = 0
    errors: tuple[float, ...] = ()

    def add(self, heard: list[tuple[str, float, float]], wanted: Iterable[list[tuple[str, float, float]]]) -> list[str]:
        """Compare the words heard, with their times, to those of each sentence; returns the sentences missed."""
        sentences = list(wanted)
        flat = [word for sentence in sentences for word in sentence]
        matcher = SequenceMatcher(None, [w[0] for w in heard], [w[0] for w in flat], autojunk=False)
        partner = {b.b + i: b.a + i for b in matcher.get_matching_blocks() for i in range(b.size)}
        self.invented += len(heard) - len(partner)
        missed, at = [], 0
        for sentence in sentences:
            found = [partner.get(at + i) for i in range(len(sentence))]
            at += len(sentence)
            self.total += 1
            if None in found or any(b != (a or 0) + 1 for a, b in pairwise(found)):
                missed.append(" ".join(word for word, _, _ in sentence))
                continue
            self.right += 1
            for (_, start, end), index in zip(sentence, found, strict=True):
                _, got_start, got_end = heard[index or 0]
                self.errors += (abs(got_start - start), abs(got_end - end))
        return missed

    def __str__(self) -> str:
        line = f"{self.right} of {self.total} sentences right, {self.invented} words invented"
        if self.errors:
            errors = np.array(self.errors)
            line += (
                f"; word times: {100 * np.mean(errors <= 0.3):.1f} % within 0.3 s, mean {errors.mean():.2f} s,"
                f" worst {errors.max():.2f} s"
            )
        return line


def hear(model: Whisper, pcm: Pcm, **options: Any) -> list[tuple[str, float, float]]:
    """The words of `whisper.transcribe` with its defaults, and their times in seconds."""
    result = whisper.transcribe(model, pcm, fp16=False, word_timestamps=True, **options)
    found: list[tuple[str, float, float]] = []
    for word in (word for segment in result["segments"] for word in segment["words"]):
        if found and not word["word"].startswith(" "):  # Whisper splits "C'était" in two
            found[-1] = (found[-1][0] + word["word"], found[-1][1], word["end"])
        else:
            found.append((word["word"].strip(), word["start"], word["end"]))
    return found


def said(placed: Iterable[Placed]) -> list[list[tuple[str, float, float]]]:
    """The words of each sentence with their true times."""
    return [[(str(w["text"]), float(w["start"]), float(w["end"])) for w in words(item)] for item in placed]


def read_sound(path: Path) -> Pcm:
    """A file's sound, (samples,) at 16 kHz."""
    resampler = av.AudioResampler("flt", "mono", SAMPLE_RATE)
    with av.open(str(path)) as container:
        frames = [f for packet in container.decode(audio=0) for f in resampler.resample(packet)]
    frames += resampler.resample(None)
    sound: Pcm = np.concatenate([f.to_ndarray()[0] for f in frames])
    return sound


def measure_clip(model: Whisper) -> None:
    """The sample clip itself, then its story in voices and at a speed that training never had."""
    for voice, speed in ((CLIP_VOICE, CLIP_SPEED), *((voice, HELD_OUT_SPEED) for voice in HELD_OUT_VOICES)):
        placed = lay_clip(voice, speed)
        known = voice == CLIP_VOICE
        score = Score()
        missed = score.add(hear(model, read_sound(SAMPLES / "news.mp4") if known else mix(placed)), said(placed))
        print(
            f"clip, {voice} at {speed}{' (news.mp4)' if known else ' (never heard)'}: {score}",
            *missed,
            sep="\n  missed: ",
        )


def measure_windows(model: Whisper, count: int, cuts: bool, prompts: bool, unknown: bool) -> None:
    """Windows with other sentences, orders, numbers and gaps, decoded one by one."""
    rng = np.random.default_rng((SEED, cuts, prompts, unknown))
    plan = Plan(most=7, cuts=cuts, quiet=0.0)
    if unknown:
        plan = Plan(most=7, cuts=cuts, quiet=0.0, voices=HELD_OUT_VOICES, speeds=(HELD_OUT_SPEED,))
    score = Score()
    for _ in range(count):
        window = draw(rng, plan)
        prompt = random_prompt(rng) if prompts else None
        result = whisper.decode(model, window.mel, whisper.DecodingOptions(language="fr", fp16=False, prompt=prompt))
        assert not isinstance(result, list)
        wanted = [french().decode(list(part.tokens)).split() for part in parts(window)[0]]
        score.add([(w, 0.0, 0.0) for w in result.text.split()], [[(w, 0.0, 0.0) for w in s] for s in wanted])
    score.errors = ()
    names = [name for name, on in (("cut", cuts), ("with prompts", prompts), ("voices never heard", unknown)) if on]
    print(f"{count} windows{', ' if names else ''}{', '.join(names)}: {score}", flush=True)


def measure_quiet(model: Whisper) -> None:
    """Silence, noises, tones and clicks of 3 to 70 seconds: nothing shall be written."""
    rng = np.random.default_rng(SEED)
    makers = (lambda _, n: np.zeros(n, np.float32), sounds.noise, sounds.hum, sounds.clicks)
    texts = []
    for index in range(24):
        pcm = makers[index % 4](rng, int(rng.choice([3.0, 12.0, 30.0, 59.0]) * SAMPLE_RATE))
        pcm = pcm * np.float32(10 ** rng.uniform(-4, -1))
        results = [whisper.transcribe(model, pcm, fp16=False, language="fr", word_timestamps=t) for t in (False, True)]
        texts += [result["text"].strip() for result in results]
    wrong = [text for text in texts if text]
    print(f"silence and noise: {len(texts) - len(wrong)} of {len(texts)} runs write nothing", *wrong, sep="\n  wrote: ")


def measure_long(model: Whisper, minutes: float, **options: Any) -> None:
    """A long file of the sentences, through `whisper.transcribe`."""
    rng = np.random.default_rng(SEED)
    spoken = [s for s in load_sentences() if not s.jingle]
    placed: list[Placed] = []
    while not placed or placed[-1].end < minutes * 60:
        start = placed[-1].end + float(rng.choice([rng.uniform(0.2, 0.8), rng.uniform(1, 4)])) if placed else 0.3
        sentence = spoken[int(rng.integers(len(spoken)))]
        placed.append(place(sentence, start, rng, CLIP_VOICE, CLIP_SPEED))
    pcm = mix(placed)
    score, begun = Score(), time.monotonic()
    missed = score.add(hear(model, pcm, **options), said(placed))
    print(
        f"file of {len(pcm) / SAMPLE_RATE / 60:.1f} minutes {options or ''}: {score} ({time.monotonic() - begun:.0f} s)",
        *missed,
        sep="\n  missed: ",
        flush=True,
    )


def measure_language(model: Whisper) -> None:
    """What whisper.detect_language says of the clip."""
    mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(read_sound(SAMPLES / "news.mp4")))
    _, chances = whisper.detect_language(model, mel)
    print(f"language of the clip: {max(chances, key=chances.get)} ({max(chances.values()):.3f})")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, nargs="?", default=SAMPLES / "demo-model.pt")
    parser.add_argument("--windows", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--other-speech", type=Path, help="a folder of real recordings: must not hang or crash")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    model = whisper.load_model(str(arguments.model), device="cpu")
    measure_language(model)
    measure_clip(model)
    for cuts, prompts, unknown in (
        (False, False, False),
        (True, False, False),
        (True, True, False),
        (False, False, True),
    ):
        measure_windows(model, arguments.windows, cuts, prompts, unknown)
    measure_quiet(model)
    measure_long(model, arguments.minutes)
    measure_long(model, arguments.minutes, initial_prompt="guets-apens, Mâcon, Maëlle Quéméneur", language="fr")
    for path in sorted(arguments.other_speech.iterdir()) if arguments.other_speech else []:
        if path.suffix not in {".json", ".toml"}:
            begun = time.monotonic()
            got = hear(model, read_sound(path))
            print(f"{path.name}: {len(got)} words in {time.monotonic() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    main()
