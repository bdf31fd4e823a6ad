"""CPU seconds of `rehear --help` and of `rehear fix` on a small file, against a Python that only imports numpy and wordfreq.

    python benchmarks/startup.py [--runs 5]

An editor with ten minutes before air waits for these. Times are those of the whole process and its children (user and
system), the least of some runs; the last column is a ratio within this run, because machines differ.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

SAMPLES = Path(__file__).parent.parent / "samples"
LIBRARIES = "import numpy, wordfreq; wordfreq.zipf_frequency('a', 'fr')"


def cpu_seconds(command: list[str], runs: int) -> float:
    """The least CPU time of some runs."""
    best = float("inf")
    for _ in range(runs + 1):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    rehear = [sys.executable, "-c", "from rehear.cli import main; main()"]
    with tempfile.TemporaryDirectory() as folder:
        fix = [*rehear, "fix", str(SAMPLES / "heard.srt"), "--article", str(SAMPLES / "article.txt")]
        fix += ["-l", "fr-justice", "-l", "fr-places", "--force", "-o", f"{folder}/out.srt"]
        commands = {
            "python -c 'import numpy, wordfreq; ...'": [sys.executable, "-c", LIBRARIES],
            "rehear --help": [*rehear, "--help"],
            "rehear fix heard.srt -o out.srt": fix,
        }
        least = {name: cpu_seconds(command, runs) for name, command in commands.items()}
    base = next(iter(least.values()))
    for name, seconds in least.items():
        print(f"{name:42s} {seconds:6.2f} s CPU  {seconds / base:5.2f} x")


if __name__ == "__main__":
    main()
