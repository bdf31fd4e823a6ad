"""Reading and writing subtitle files beside pysrt alone, and a file of 100 MB.

    python benchmarks/subtitle_files.py [--cues 20000] [--runs 5]
    python benchmarks/subtitle_files.py --megabytes 100       # SRT, VTT, ASS, TTML: seconds and memory for cues, and for words

Times are the least of some runs in one process, taken in turn; the last column is the ratio to pysrt in this run, because
machines differ. "cues" is what `rehear convert` does; "words" also looks for every word and its place, as `rehear fix` does.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rehear.document import Cue
from rehear.subtitles import read, render, write

WORDS = "le la maire de Mâcon a été victime d'un guet-apens hier soir, selon nos informations ; dit-il enfin".split()


def cues(count: int) -> list[Cue]:
    chance = random.Random(1)
    return [
        Cue(3000 * at, 3000 * at + 2500, tuple(" ".join(chance.choices(WORDS, k=6)) for _ in range(2)))
        for at in range(count)
    ]


def beside_pysrt(count: int, runs: int) -> None:
    import pysrt

    with tempfile.TemporaryDirectory() as folder:
        source, target = str(Path(folder) / "in.srt"), str(Path(folder) / "out.srt")
        write(cues(count), source)
        ways: dict[str, Callable[[], object]] = {
            "pysrt: open, save": lambda: pysrt.open(source, encoding="utf-8").save(target, encoding="utf-8"),
            "rehear: read, write (cues)": lambda: write(read(source), target),
            "rehear: read, write (words)": lambda: write(read(source).transcript, target),
        }
        least = dict.fromkeys(ways, float("inf"))
        for _ in range(runs):
            for name, way in ways.items():
                began = time.process_time()
                way()
                least[name] = min(least[name], time.process_time() - began)
    base = next(iter(least.values()))
    print(f"{count} cues of SRT")
    for name, seconds in least.items():
        print(f"{name:30} {seconds:6.2f} s CPU  {seconds / base:5.2f} x")


def large(megabytes: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("srt", "vtt", "ass", "ttml"):
            path = Path(folder) / f"large.{name}"
            block = render(cues(1000), name)
            path.write_text(render(cues(megabytes * 1_000_000 * 1000 // len(block.encode())), name), encoding="utf-8")
            for what in ("cues", "transcript"):
                subprocess.run([sys.executable, __file__, "--measure", what, str(path)], check=True)


def measure(what: str, path: str) -> None:
    before = peak()
    began = time.process_time()
    getattr(read(path), what)
    took = time.process_time() - began
    size = Path(path).stat().st_size / 1e6
    print(
        f"{Path(path).suffix[1:]:5} {what:10} {size:6.1f} MB  {took:6.1f} s CPU  {peak() - before:7.0f} MiB", flush=True
    )


def peak() -> float:
    """The most memory that this process has had, in MiB (Linux: the figure of the kernel that a child does not inherit)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cues", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--megabytes", type=int)
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        measure(*asked.measure)
    elif asked.megabytes:
        large(asked.megabytes)
    else:
        beside_pysrt(asked.cues, asked.runs)


if __name__ == "__main__":
    main()
