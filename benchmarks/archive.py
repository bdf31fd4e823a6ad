"""`rehear archive` over many short clips: does it end, do the counts add up, does memory stay flat; and beside it the command
of openai-whisper on the same clips and weights, called once for all of them and once for each.

    python benchmarks/archive.py [--clips 2000] [--whisper 60] [--loop 5] [--longest 6] [--threads N] [--keep FOLDER]

The clips are cut from the sample: several lengths and containers, nested folders, odd names, some corrupt, some without sound.
The model is the demo model. Then the archive is run over once more as it is, and once with another lexicon.

Memory is what all processes of the run have resident, looked at twice a second: the most while clips 100 to 200 were done, and
while the last 100 were; more than a tenth more is an error (from 200 clips on). Clips a minute by the clock, and by CPU
seconds (user and system, of all processes), because other work on the machine falsifies the clock. Without `--threads` both
programs run as they are; with it, each process that hears has so many threads.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Thread
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))
MODEL = HERE.parent / "samples" / "demo-model.pt"
REHEAR = [sys.executable, "-c", "from rehear.cli import main; main()", "archive"]
WHISPER = [
    sys.executable,
    "-m",
    "whisper",
    "--model",
    str(MODEL),
    "--language",
    "fr",
    "--device",
    "cpu",
    "--fp16",
    "False",
]
# What rehear does by default: no beams, and the times of words.
ALIKE = ["--beam_size", "None", "--best_of", "1", "--word_timestamps", "True"]


class Measured:
    """A command: what it said, its code, seconds by the clock and of CPU, and memory (MB) as clips were finished."""

    def __init__(self, command: list[str], folder: Path) -> None:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begun = time.monotonic()
        self.clips = 0
        self.memory: list[tuple[int, float]] = []
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        Thread(target=self._watch, args=(process,), daemon=True).start()
        self.events: list[dict[str, Any]] = []
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("{"):
                event = json.loads(line)
                self.clips += event["event"] == "clip"
                if event["event"] == "summary":
                    self.events.append(event)
        self.code = process.wait()
        self.seconds = time.monotonic() - begun
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def _watch(self, process: subprocess.Popen[str]) -> None:
        while process.poll() is None:
            self.memory.append((self.clips, sum(map(resident, family(process.pid)))))
            time.sleep(0.5)

    def most(self, first: int, last: int) -> float:
        return max((megabytes for clips, megabytes in self.memory if first <= clips <= last), default=0.0)

    def line(self, what: str, clips: int) -> str:
        return (
            f"{what:<44} {clips:5} clips {self.seconds:8.1f} s {self.cpu:8.1f} CPU s "
            f"{clips / self.seconds * 60:7.1f} clips/min {clips / self.cpu * 60:7.1f} clips/CPU min"
        )


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(one for child in children for one in family(int(child)))]


def resident(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        return 0.0


def main() -> None:
    from archive_clips import make_archive

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=int, default=2000)
    parser.add_argument("--whisper", type=int, default=60, help="clips that whisper's command gets in one call")
    parser.add_argument("--loop", type=int, default=5, help="clips that it gets one by one")
    parser.add_argument("--longest", type=float, default=6.0, help="seconds of the longest clip")
    parser.add_argument("--threads", type=int, help="of each process that hears, in place of each program's own choice")
    parser.add_argument("--keep", type=Path, help="a folder for clips and results, which stays")
    given = parser.parse_args()
    if given.threads:
        os.environ["OMP_NUM_THREADS"] = str(given.threads)
    folder = given.keep or Path(tempfile.mkdtemp(prefix="rehear-archive-"))
    videos, out = folder / "videos", folder / "out"
    sorts = make_archive(videos, given.clips, longest=given.longest)
    files = [path for path in sorted(videos.rglob("*")) if path.is_file()]
    print(f"{len(files)} clips:", ", ".join(f"{count} {sort}" for sort, count in sorted(sorts.items())), flush=True)

    call = [
        *REHEAR,
        "-o",
        str(out),
        "--model",
        str(MODEL),
        "--device",
        "cpu",
        "--precision",
        "fp32",
        "--language",
        "fr",
    ]
    call += ["--settle", "0", "--json"]
    first = Measured([*call, "-l", "fr-justice", str(videos)], folder)
    summary = first.events[-1]
    print(first.line("rehear archive", len(files)), f"(exit {first.code})", flush=True)
    print({name: summary[name] for name in ("total", "done", "failed", "troubles", "no_media", "partly", "heard_ms")})
    assert summary["total"] == summary["done"] + summary["failed"] + summary["no_media"] == len(files)
    assert len(list(out.rglob("*.srt"))) == summary["done"]
    early, late = first.most(100, 200), first.most(len(files) - 100, len(files))
    if early and len(files) >= 200:
        print(f"memory: {early:.0f} MB after 100 clips, {late:.0f} MB at the end ({late / early - 1:+.1%})", flush=True)
        tenths = [first.most(len(files) * at // 10, len(files) * (at + 1) // 10) for at in range(10)]
        print("in tenths of the clips:", ", ".join(f"{megabytes:.0f}" for megabytes in tenths), "MB", flush=True)
        assert late <= 1.1 * early, "memory grows"
    again = Measured([*call, "-l", "fr-justice", str(videos)], folder)
    print(
        again.line("the same again, all is done", len(files)),
        f"{again.cpu / first.cpu:.2%} of the CPU time",
        flush=True,
    )
    other = Measured([*call, "-l", "fr-justice", "-l", "fr-places", str(videos)], folder)
    print(other.line("with another lexicon", len(files)), f"{other.cpu / first.cpu:.2%} of the CPU time", flush=True)
    assert other.events[-1]["heard"] == 0

    # whisper's command ends with the first clip that it cannot read, so it gets those that can be.
    good = [path for path in files if (out / path.relative_to(videos)).with_suffix(".srt").exists()]
    some = good[: given.whisper]
    if some:
        links = folder / "links"
        shutil.rmtree(links, ignore_errors=True)
        links.mkdir()
        named = [links / f"{number}{path.suffix}" for number, path in enumerate(some)]
        for link, path in zip(named, some, strict=True):
            link.symlink_to(path.absolute())
        rehear = Measured([*call[:-1], "-o", str(folder / "some"), "-l", "fr-justice", str(links)], folder)
        print(rehear.line("rehear archive", len(some)))
        for what, how in (("whisper, its defaults", []), ("whisper, greedy with times of words", ALIKE)):
            whisper = Measured([*WHISPER, *how, "--output_dir", str(folder / "whisper"), *map(str, named)], folder)
            assert whisper.code == 0
            print(
                whisper.line(what + ", one call", len(some)),
                f"rehear is {ratio(rehear, len(some), whisper, len(some))}",
            )
        one_by_one = named[: given.loop]
        script = 'for clip in "$@"; do "{}" || exit 1; done'.format(
            '" "'.join([*WHISPER, "--output_dir", "loop"])
        ).replace('" || exit', '" "$clip" || exit')
        loop = Measured(["sh", "-c", script, "loop", *map(str, one_by_one)], folder)
        assert loop.code == 0
        print(
            loop.line("whisper, its defaults, a call a clip", len(one_by_one)),
            f"rehear is {ratio(rehear, len(some), loop, len(one_by_one))}",
        )
    if given.keep is None:
        shutil.rmtree(folder)


def ratio(ours: Measured, our_clips: int, theirs: Measured, their_clips: int) -> str:
    by_clock = (theirs.seconds / their_clips) / (ours.seconds / our_clips)
    by_cpu = (theirs.cpu / their_clips) / (ours.cpu / our_clips)
    return f"{by_clock:.1f} times as fast ({by_cpu:.1f} by CPU time)"


if __name__ == "__main__":
    main()
