"""How long `rehear report` takes over many clips, and that its memory does not grow with them.

    python benchmarks/report.py [CLIPS]

Makes records of clips of three to nine minutes, links them under as many names as are wanted, and calls the command over a
tenth of them and over all.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic

from rehear.document import Band, Decision, Edit, Origin, Segment, Transcript, Word, identify
from rehear.document.store import Record, transcript_digest, write_record, write_transcript

_DIFFERENT = 40  # clips with records of their own; all others are links to these
_IN_A_FOLDER = 1000
_TERMS = [f"terme{number}" for number in range(300)]
_RULES = ("heard", "sound", "spelling")
_MEASURED = """
import resource, sys
from rehear.cli import main
try:
    main()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


def transcript(chance: random.Random) -> Transcript:
    """A clip of 200 words a minute, less where `chance` makes it quiet; some are doubtful."""
    sound = chance.randrange(3, 10) * 60_000
    sure = chance.choice((0.95, 0.9, 0.85, 0.6))
    pause = chance.choice((0, 0, 0, 0, 20_000))
    words: list[Word] = []
    segments: list[Segment] = []
    clock = 0
    while clock < sound:
        first = len(words)
        for _ in range(chance.randrange(4, 15)):
            length = chance.randrange(120, 480)
            words.append(Word(f" {chance.choice(_TERMS)}", clock, clock + length, min(1.0, chance.gauss(sure, 0.1))))
            clock += length
        doubt = {"loop": 6.0} if chance.random() < 0.0005 else {"failed": 1.0} if chance.random() < 0.02 else {}
        segments.append(Segment(words[first].start, clock, first, len(words) - 1, {"avg_logprob": -0.2, **doubt}))
        clock += pause
    origin = Origin("openai-whisper", "turbo", {"length": clock})
    return Transcript(tuple(words), tuple(segments), "fr", origin=origin)


def record(heard: Transcript, chance: random.Random) -> Record:
    edits = []
    for at in range(0, len(heard.words), chance.randrange(60, 300)):
        before = heard.words[at].text.strip()
        term = chance.choice(_TERMS[: chance.choice((10, 50, 300))])
        band = Band.SAFE if chance.random() < 0.7 else Band.REVIEW
        decision = Decision.REJECTED if chance.random() < 0.05 else None
        edits.append(Edit("", at, at, before, term, chance.choice(_RULES), term, band, 0.9, decision=decision))
    return Record("clip.mp4", transcript_digest(heard), tuple(identify(heard, edits)), wrote={"clip.srt": "srt"})


def make(folder: Path, clips: int) -> None:
    chance = random.Random(7)
    first = folder / "0000" / ".rehear"
    for number in range(clips):
        place = folder / f"{number // _IN_A_FOLDER:04d}" / ".rehear"
        place.mkdir(parents=True, exist_ok=True)
        for kind in ("transcript.json", "edits.jsonl"):
            if number < _DIFFERENT:
                continue
            os.link(first / f"clip{number % _DIFFERENT}.mp4.{kind}", place / f"clip{number}.mp4.{kind}")
        if number < _DIFFERENT:
            heard = transcript(chance)
            write_transcript(heard, place / f"clip{number}.mp4.transcript.json")
            write_record(record(heard, chance), place / f"clip{number}.mp4.edits.jsonl")


def main() -> None:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    for clips in (wanted // 10, wanted):
        with tempfile.TemporaryDirectory() as name:
            make(Path(name, "archive"), clips)
            begun = monotonic()
            done = subprocess.run(
                [sys.executable, "-c", _MEASURED, "report", "archive", "--quiet", "--csv", "r.csv", "--html", "r.html"],
                cwd=name, capture_output=True, text=True, check=True,
            )  # fmt: skip
            spent, memory = monotonic() - begun, int(done.stderr.split()[-1]) // 1024
            print(f"{clips:>7} clips: {spent:6.1f} s, {1000 * spent / clips:.1f} ms a clip, {memory} MB")


if __name__ == "__main__":
    main()
