"""An archive run that is killed, interrupted and short of room, again and again, ends as one that nothing disturbed."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from archive_clips import make_archive
from archive_counting import children, gone, keys
from rehear.pipeline.demo import MODEL, sample

# More than a recogniser has in work (`_ROOM` in local.py) with those that two processes look at: most wait for their turn.
CLIPS, JOBS = 36, 2
ROOM = 24 + 2 * JOBS
CALL = [sys.executable, "-c", "from rehear.cli import main; main()"]
pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")]


def command(videos: Path, out: Path) -> list[str]:
    how = [
        "--model",
        str(sample(MODEL)),
        "--device",
        "cpu",
        "--precision",
        "fp32",
        "--language",
        "fr",
        "--jobs",
        str(JOBS),
    ]
    return [*CALL, "archive", str(videos), "-o", str(out), "-l", "fr-justice", *how, "--settle", "0"]


def start(videos: Path, out: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(command(videos, out), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def results(out: Path) -> dict[str, bytes]:
    """All that a run leaves but the ledger."""
    found = (path for path in sorted(out.rglob("*")) if path.is_file() and "ledger" not in path.name)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in found}


def differing(left: dict[str, bytes], right: dict[str, bytes]) -> list[str]:
    """The files that are not the same in both: subtitles byte for byte, records but for the last digits of probabilities:
    which windows share a batch is chance, and the sums of a batch are rounded by its size."""
    return sorted(
        name
        for name in left.keys() | right.keys()
        if left.get(name) != right.get(name)
        and not (
            ".rehear/" in name
            and name in left
            and name in right
            and alike(*([json.loads(part) for part in whole(side[name])] for side in (left, right)))
        )
    )


def whole(data: bytes) -> list[bytes]:
    """The JSON values of a file."""
    return data.splitlines() if data.startswith(b'{"schema"') else [data]


def alike(left: object, right: object) -> bool:
    if isinstance(left, float) and isinstance(right, float):
        return abs(left - right) < 2e-4
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(alike(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(alike, left, right))
    return left == right


def transcripts(out: Path) -> dict[str, tuple[int, int]]:
    found = out.rglob("*.transcript.json")
    return {path.relative_to(out).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns) for path in found}


# A run on a disk of so many bytes, and another one once there is room; what lies there after each is copied. The disk is the
# script's own, and ends with it.
DISK = """
mount -t tmpfs -o "size=$1" tmpfs "$2" || exit 99
disk=$2 kept=$3; shift 3
"$@" > "$kept/first.log" 2>&1; echo $? > "$kept/first.code"; cp -a "$disk" "$kept/first"
mount -o remount,size=64m "$disk"
"$@" > "$kept/second.log" 2>&1; echo $? > "$kept/second.code"; cp -a "$disk" "$kept/second"
"""


def on_a_small_disk(size: int, disk: Path, kept: Path, call: list[str]) -> None:
    """Run DISK with the right to mount, as this user has it or gets it in a namespace."""
    for right in (["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"]):
        with contextlib.suppress(FileNotFoundError):
            done = subprocess.run([*right, "sh", "-c", DISK, "disk", str(size), str(disk), str(kept), *call])
            if (kept / "second.code").exists():
                assert done.returncode == 0
                return
    pytest.skip("neither the right to mount a file system nor one to make a namespace")


@pytest.fixture(scope="module")
def videos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive") / "videos"
    make_archive(folder, CLIPS, longest=3)
    return folder


def stored(transcripts: dict[str, tuple[int, int]]) -> set[str]:
    """The keys of clips by their transcripts."""
    return {name.replace(".rehear/", "").removesuffix(".transcript.json") for name in transcripts}


@pytest.fixture(scope="module")
def undisturbed(videos: Path) -> tuple[dict[str, bytes], float]:
    """What a run leaves that nothing disturbs, and how long it takes."""
    out = videos.parent / "undisturbed"
    begun = time.monotonic()
    run = start(videos, out)
    said = run.communicate()[0]
    assert run.returncode in (0, 1, 3), said
    return results(out), time.monotonic() - begun


# Python's own process that keeps count of semaphores, and lost count of one whose owner was killed; nothing of ours is in it.
TRACKER = re.compile(
    r"Traceback \(most recent call last\):\n"
    r'  File "[^"\n]*/multiprocessing/resource_tracker\.py", line \d+, in main\n(?:    .*\n)+'
    r"KeyError: '/mp-\w+'\n"
)


def test_killed_at_twenty_moments(
    videos: Path, undisturbed: tuple[dict[str, bytes], float], tmp_path: Path, begun: Path
) -> None:
    expected, whole = undisturbed
    assert len(list(videos.rglob("*.*"))) > ROOM
    out = tmp_path / "out"
    draw = random.Random(int(os.environ.get("REHEAR_SEED", "7")))
    heard: dict[str, tuple[int, int]] = {}
    for moment in range(20):
        before = len(keys(begun))
        run = start(videos, out)
        time.sleep(draw.uniform(0.1, 0.9) * whole)
        kind = ("driver", "worker", "interrupt")[moment % 3]
        if kind == "driver":
            run.kill()
        elif kind == "interrupt":
            run.send_signal(signal.SIGINT)
        elif workers := children(run.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(draw.choice(workers), signal.SIGKILL)
            time.sleep(draw.uniform(0.0, 2.0))
            run.kill()
        orphans = children(run.pid)
        said = run.communicate(timeout=120)[0]
        assert run.returncode in {-signal.SIGKILL, 130, 0, 1, 3}, said
        assert "Traceback" not in TRACKER.sub("", said)
        gone(orphans)
        now = transcripts(out)
        assert {name: now[name] for name in heard} == heard, f"heard twice ({kind})"
        mine = keys(begun)[before:]
        assert not stored(heard) & set(mine), f"what is there was begun again ({kind})"
        # Each worker that dies may cost what it had in work, and no more.
        assert len(mine) <= len(stored(now)) - len(stored(heard)) + 2 * ROOM
        heard = now
    run = start(videos, out)
    said = run.communicate()[0]
    assert run.returncode in (0, 1, 3), said
    assert not differing(results(out), expected)
    assert {name: transcripts(out)[name] for name in heard} == heard
    assert set(keys(begun)) >= stored(transcripts(out)), "nothing was counted"


def test_a_disk_that_fills_up(videos: Path, undisturbed: tuple[dict[str, bytes], float], tmp_path: Path) -> None:
    expected, _ = undisturbed
    room = sum(-(-len(data) // 4096) * 4096 for data in expected.values())
    disk = tmp_path / "disk"
    disk.mkdir()
    on_a_small_disk(room // 2, disk, tmp_path, command(videos, disk))
    said = (tmp_path / "first.log").read_text()
    assert (tmp_path / "first.code").read_text() == "3\n"
    assert re.search(r"error: stopped: .*(No space left|disk is full).*make room", said), said
    assert "Traceback" not in TRACKER.sub("", said)
    there = results(tmp_path / "first")
    assert not differing(there, {name: expected[name] for name in there}), "half written"
    assert (tmp_path / "second.code").read_text() in ("0\n", "1\n", "3\n"), (tmp_path / "second.log").read_text()
    assert not differing(results(tmp_path / "second"), expected)
