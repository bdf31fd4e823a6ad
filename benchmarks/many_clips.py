"""Many short clips heard one after the other and heard at once, on the same weights, in one run; and the memory of many more.

    python benchmarks/many_clips.py [--clips 60] [--model samples/demo-model.pt | --size base] [--precision fp32] [--threads 1]
    python benchmarks/many_clips.py --memory 20,200

The clips are passages of 2 to 12 s of the sample clip, as WAV files. `--size` takes random weights of a published model's size
that write the same 60 tokens into every clip (see transcription.py). CPU seconds (user and system, of all threads), because
other work on the machine falsifies the clock, which is beside them. Each way in a process of its own, after a clip that warms
it up. With `--memory` so many clips are heard at once, and the most memory that was resident until then is told.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Iterator
from pathlib import Path

from transcription import RATE, SAMPLES, checkpoint, peak

SEED = 7


def clips(folder: Path, count: int) -> list[Path]:
    import numpy as np
    from rehear.transcribe import decode

    sound = np.concatenate(list(decode(SAMPLES / "news.mp4")))
    dice = random.Random(SEED)
    made = []
    for number in range(count):
        length = dice.randint(2 * RATE, 12 * RATE)
        begin = dice.randint(0, len(sound) - length)
        made.append(folder / f"{number}.wav")
        with wave.open(str(made[-1]), "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes((sound[begin : begin + length] * 32_767).astype("<i2").tobytes())
    return made


def heard(how: str, paths: list[Path], arguments: argparse.Namespace) -> Iterator[int]:
    """How many words each clip has."""
    from rehear.document import Transcript
    from rehear.transcribe import Options, Request, load_engine, transcribe, transcribe_many

    engine = load_engine(model=str(arguments.model), precision=arguments.precision, threads=arguments.threads)
    options = Options(language="fr")
    transcribe(paths[0], engine, options=options)
    yield 0
    if how == "one by one":
        for path in paths:
            yield len(transcribe(path, engine, options=options).words)
        return
    for outcome in transcribe_many((Request(path, None, options) for path in paths), engine):
        assert isinstance(outcome.result, Transcript), outcome.result
        yield len(outcome.result.words)


def one(arguments: argparse.Namespace) -> None:
    """The process of one way: prints what it took."""
    counts = arguments.memory or [arguments.clips]
    paths = [arguments.folder / f"{number % arguments.clips}.wav" for number in range(max(counts))]
    found = heard(arguments.one, paths, arguments)
    words = next(found)
    cpu, clock = time.process_time(), time.perf_counter()
    peaks = {}
    for number, said in enumerate(found, 1):
        words += said
        if number in counts:
            peaks[number] = peak()
    print(json.dumps([time.process_time() - cpu, time.perf_counter() - clock, words, peaks]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=int, default=60)
    parser.add_argument("--model", type=Path, default=SAMPLES / "demo-model.pt")
    parser.add_argument("--size")
    parser.add_argument("--precision", default="fp32")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--memory", type=lambda text: [int(item) for item in text.split(",")], default=[])
    for name in ("--one", "--folder"):
        parser.add_argument(name, type=str if name == "--one" else Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        one(arguments)
        return
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        if arguments.size:
            arguments.model = folder / "model.pt"
            checkpoint(arguments.size, arguments.model)
        clips(folder, arguments.clips)
        first = None
        for how in ("one by one", "at once") if not arguments.memory else ("at once",):
            command = [sys.executable, "-W", "ignore", __file__, *sys.argv[1:], "--one", how, "--folder", made]
            command += ["--model", str(arguments.model)]
            environment = os.environ | {"OMP_NUM_THREADS": str(arguments.threads)}
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment, check=True)
            cpu, clock, words, peaks = json.loads(done.stdout.splitlines()[-1])
            first = first or cpu
            print(f"{how:<12}{cpu:7.1f} s CPU {clock:7.1f} s clock {words:6} words   {first / cpu:.2f} times as fast")
            for count, most in peaks.items():
                print(f"    after {count} clips {most:.0f} MB at most")


if __name__ == "__main__":
    main()
