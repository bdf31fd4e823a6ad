"""Make the sample clip, samples/news.mp4, and samples/news.words.json, which says when each word is spoken in it."""

import argparse
import json
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from sentences import load_sentences
from sounds import Pcm, noise
from voices import CLIP_SPEED, CLIP_VOICE, SAMPLE_RATE
from windows import Placed, place

SAMPLES = Path(__file__).parent.parent
LEAD, GAP, BEFORE_JINGLE, TAIL = 0.25, 0.62, 1.2, 0.6
LOUDNESS = 1.0
PICTURE_RATE, WIDTH, HEIGHT = 5, 192, 108


def lay_clip(voice: str = CLIP_VOICE, speed: int = CLIP_SPEED) -> list[Placed]:
    """The clip's sentences on its time axis; with another voice, the same story at that voice's pace."""
    rng = np.random.default_rng(7)
    placed: list[Placed] = []
    for sentence in sorted((s for s in load_sentences() if s.clip), key=lambda s: s.clip or 0):
        gap = BEFORE_JINGLE if sentence.jingle else GAP
        start = placed[-1].end + gap if placed else LEAD
        placed.append(place(sentence, start, rng, voice, speed))
    return placed


def mix(placed: list[Placed]) -> Pcm:
    """The clip's sound, (samples,) at 16 kHz, with the faint noise of a room."""
    samples = round((placed[-1].end + TAIL) * SAMPLE_RATE)
    pcm = noise(np.random.default_rng(8), samples) * np.float32(3e-4)
    for item in placed:
        at = round(item.start * SAMPLE_RATE)
        pcm[at : at + len(item.pcm)] += item.pcm * np.float32(LOUDNESS)
    clipped: Pcm = np.clip(pcm, -1, 1)
    return clipped


def words(item: Placed) -> list[dict[str, str | float]]:
    """The words of a placed sentence as the model shall hear them, each with its true times in seconds."""
    label = item.sentence.heard
    found: list[dict[str, str | float]] = []
    begin = 0
    for word in label.split(" "):
        end = begin + len(word)
        start, stop = item.start + item.boundaries[begin], item.start + item.boundaries[end]
        found.append({"text": word, "start": round(start, 3), "end": round(stop, 3)})
        begin = end + 1
    return found


def _picture(progress: float, loudness: float) -> NDArray[np.uint8]:
    """A dark card with a bar that shows how loud it is and a line that shows how far the clip is, (HEIGHT, WIDTH, 3)."""
    card = np.full((HEIGHT, WIDTH, 3), (24, 32, 48), np.uint8)
    high = int(loudness * 60)
    card[54 - high // 2 : 56 + high // 2, 80:112] = (214, 150, 60)
    card[100:104, 8 : 8 + int(progress * (WIDTH - 16))] = (200, 200, 200)
    return card


def encode(pcm: Pcm, path: Path) -> None:
    """Write the clip: AAC sound and a small picture."""
    with av.open(str(path), "w", format="mp4", options={"fflags": "+bitexact", "movflags": "+faststart"}) as container:
        picture = container.add_stream("libx264", rate=PICTURE_RATE, options={"crf": "32", "g": "100"})
        picture.width, picture.height, picture.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        sound = container.add_stream("aac", rate=SAMPLE_RATE, layout="mono")
        sound.bit_rate = 40_000
        step = SAMPLE_RATE // PICTURE_RATE
        for index in range(len(pcm) // step):
            part = pcm[index * step : (index + 1) * step]
            card = _picture(index * step / len(pcm), min(1.0, float(np.sqrt(np.mean(part**2))) * 5))
            frame = av.VideoFrame.from_ndarray(card, format="rgb24")
            frame.pts, frame.time_base = index, Fraction(1, PICTURE_RATE)
            container.mux(picture.encode(frame))
        for start in range(0, len(pcm), 1024):
            block = av.AudioFrame.from_ndarray(pcm[None, start : start + 1024], format="fltp", layout="mono")
            block.sample_rate, block.pts, block.time_base = SAMPLE_RATE, start, Fraction(1, SAMPLE_RATE)
            container.mux(sound.encode(block))
        container.mux(picture.encode())
        container.mux(sound.encode())


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-O", "--output-dir", type=Path, default=SAMPLES)
    arguments = parser.parse_args()
    placed = lay_clip()
    pcm = mix(placed)
    clip = arguments.output_dir / "news.mp4"
    encode(pcm, clip)
    truth = {
        "clip": clip.name,
        "seconds": round(len(pcm) / SAMPLE_RATE, 3),
        "sentences": [{"id": item.sentence.id, "words": words(item)} for item in placed],
    }
    lines = json.dumps(truth, ensure_ascii=False, indent=1)
    clip.with_name("news.words.json").write_text(lines + "\n", encoding="utf-8")
    print(f"{clip}: {len(pcm) / SAMPLE_RATE:.1f} s, {clip.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
