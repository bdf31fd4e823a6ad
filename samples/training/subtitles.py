"""Write the sample subtitles: what the demo model hears in the clip, and what a correction shall make of it.

The heard files hold the model's own text and times. The expected ones have the same times, their text from
sentences.toml (never from rehear's corrector), and no cue for the credit, which nobody says.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import torch
import whisper
from clip import SAMPLES
from evaluate import read_sound
from sentences import load_sentences


@dataclass(frozen=True, slots=True)
class Line:
    """One cue, in milliseconds."""

    start: int
    end: int
    text: str


def _clock(ms: int) -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02},{ms % 1000:03}"


def write(lines: list[Line], path: Path) -> None:
    """Write SubRip and, beside it, timestamped text ("00:02 Text")."""
    cues = (f"{n}\n{_clock(i.start)} --> {_clock(i.end)}\n{i.text}\n" for n, i in enumerate(lines, 1))
    path.with_suffix(".srt").write_text("\n".join(cues), encoding="utf-8")
    texts = (f"{i.start // 60_000:02}:{i.start // 1000 % 60:02} {i.text}\n" for i in lines)
    path.with_suffix(".txt").write_text("".join(texts), encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, nargs="?", default=SAMPLES / "demo-model.pt")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    model = whisper.load_model(str(arguments.model), device="cpu")
    result = whisper.transcribe(model, read_sound(SAMPLES / "news.mp4"), fp16=False, word_timestamps=True)
    heard = [Line(round(s["start"] * 1000), round(s["end"] * 1000), s["text"].strip()) for s in result["segments"]]
    story = sorted((s for s in load_sentences() if s.clip), key=lambda s: s.clip or 0)
    wanted = [text for sentence in story for text in sentence.segments]
    if [line.text for line in heard] != wanted:
        raise SystemExit("the model does not hear the clip as sentences.toml says:\n" + "\n".join(map(str, heard)))
    right = [text for sentence in story for text in (sentence.cues or ("",) * len(sentence.segments))]
    write(heard, SAMPLES / "heard")
    write(
        [Line(i.start, i.end, text) for i, text in zip(heard, right, strict=True) if text],
        SAMPLES / "expected",
    )


if __name__ == "__main__":
    main()
