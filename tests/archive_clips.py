"""An archive of short clips cut from the sample: many lengths and containers, nested folders, odd names, and what is broken."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
from media_files import Track, write_media
from rehear.pipeline.demo import CLIP, sample
from rehear.transcribe import decode

RATE = 16_000
# Containers with the codecs that they usually hold.
KINDS = {
    ".wav": "pcm_s16le",
    ".mp3": "libmp3lame",
    ".m4a": "aac",
    ".mp4": "aac",
    ".mkv": "aac",
    ".flac": "flac",
    ".ogg": "libopus",
}
FOLDERS = ("", "2023/", "2024/mars/", "l'été 2024/à trier/", "x y/")


def make_archive(folder: Path, clips: int, *, seed: int = 0, longest: float = 12.0) -> dict[str, int]:
    """Write so many files; one in twelve is no good. Gives how many there are of each sort: "good", "cut" (of which some can be
    heard in part), "noise", "mute", "empty", "text"."""
    draw = random.Random(seed)
    sound = np.concatenate(list(decode(sample(CLIP))))
    sorts: dict[str, int] = {}
    for number in range(clips):
        kind = draw.choice(list(KINDS))
        name = draw.choice(FOLDERS) + draw.choice(
            ("clip {}", "JT_{}", "été-{}", "[{}] 20h00", "a.b.{}", "100% {}")
        ).format(number)
        path = folder / (name + kind)
        path.parent.mkdir(parents=True, exist_ok=True)
        sort = "good" if number % 12 or not number else draw.choice(("cut", "noise", "mute", "empty", "text"))
        sorts[sort] = sorts.get(sort, 0) + 1
        if sort == "noise":
            path.write_bytes(draw.randbytes(20_000))
        elif sort == "mute":
            write_media(path.with_suffix(".mp4"), video=0.4)
        elif sort == "empty":
            path.touch()
        elif sort == "text":
            path.write_text("Ce n'est pas un clip.\n" * 20, encoding="utf-8")
        else:
            length = draw.uniform(1.5, longest)
            start = draw.uniform(0, len(sound) / RATE - length)
            part = sound[int(start * RATE) : int((start + length) * RATE)]
            rate = 48_000 if kind == ".ogg" else RATE
            samples = np.repeat(part, rate // RATE)[np.newaxis]
            write_media(
                path, Track(samples, rate=rate, codec=KINDS[kind]), video=0.4 if kind in (".mp4", ".mkv") else 0
            )
            if sort == "cut":
                path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return sorts
