"""From bucket to bucket: the real command against a server that speaks S3, also killed. Needs `s3fs` and `moto[server]`."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from archive_clips import make_archive
from archive_counting import children, gone, keys
from rehear.pipeline.demo import MODEL, sample

pytestmark = pytest.mark.slow
s3fs = pytest.importorskip("s3fs")
pytest.importorskip("moto")


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[object]:
    """The file system of an empty server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    serve = "from moto.server import main; import sys; main(sys.argv[1:])"
    server = subprocess.Popen([sys.executable, "-c", serve, "-p", str(port)], stderr=subprocess.DEVNULL)
    try:
        for name, value in {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": "us-east-1",
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
        }.items():
            monkeypatch.setenv(name, value)
        fs = s3fs.S3FileSystem(skip_instance_cache=True)
        for _ in range(200):
            try:
                fs.mkdir("clips")
                break
            except Exception:  # noqa: BLE001 - it has not begun to listen
                time.sleep(0.1)
        fs.mkdir("subs")
        yield fs
    finally:
        server.terminate()
        server.wait()


def call(*arguments: str, out: str = "s3://subs/fr") -> list[str]:
    how = ["--model", str(sample(MODEL)), "--device", "cpu", "--language", "fr", "--jobs", "1", "--settle", "0"]
    ours = [sys.executable, "-c", "from rehear.cli import main; main()", "archive", "s3://clips/2024", "-o", out]
    return [*ours, *how, *arguments]


def rehear(*arguments: str, out: str = "s3://subs/fr") -> tuple[int, str]:
    done = subprocess.run(call(*arguments, out=out), capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def objects(bucket: s3fs.S3FileSystem, folder: str) -> dict[str, bytes]:
    """All objects below a folder, without it."""
    bucket.invalidate_cache()
    found = bucket.cat(bucket.find(folder)) if bucket.exists(folder) else {}
    return {path.removeprefix(f"{folder}/"): data for path, data in found.items()}


def heard(found: Iterable[str]) -> set[str]:
    """The keys of clips by their transcripts."""
    names = (name for name in found if name.endswith(".transcript.json"))
    return {name.replace(".rehear/", "").removesuffix(".transcript.json") for name in names}


def test_from_bucket_to_bucket(bucket: s3fs.S3FileSystem, tmp_path: Path) -> None:
    make_archive(tmp_path / "clips", 4, longest=4)
    bucket.put(str(tmp_path / "clips"), "clips/2024", recursive=True)
    bucket.pipe_file("clips/2024/broken.mp4", b"no clip" * 99)
    code, said = rehear("-l", "fr-justice")
    assert code == 3, said
    assert "4 of 5 clips done" in said
    made = bucket.find("subs/fr")
    assert len(made) == 16
    assert all(bucket.size(path) for path in made)
    code, said = rehear("-l", "fr-justice")
    assert (code, "done before: 4" in said) == (0, True), said
    code, said = rehear("-l", "fr-justice", "-l", "fr-places")
    assert "4 of 4 clips done (0 heard now" in said


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_run_over_buckets_that_is_killed_goes_on(bucket: s3fs.S3FileSystem, tmp_path: Path, begun: Path) -> None:
    make_archive(tmp_path / "clips", 30, longest=3)  # more than a recogniser has in work
    bucket.put(str(tmp_path / "clips"), "clips/2024", recursive=True)
    how = ("-l", "fr-justice", "--precision", "fp32")
    code, said = rehear(*how, out="s3://subs/undisturbed")
    expected = objects(bucket, "subs/undisturbed")
    assert code in (0, 1, 3), said
    begun.write_text("", encoding="utf-8")
    with (tmp_path / "said").open("w") as file:
        run = subprocess.Popen(call(*how), stdout=file, stderr=file)
        while len(bucket.find("subs/fr", refresh=True)) < 6:  # s3fs remembers what it listed
            assert run.poll() is None, (tmp_path / "said").read_text()
            time.sleep(0.05)
        workers = children(run.pid)
        run.kill()
        run.wait()
        gone(workers)
    there = objects(bucket, "subs/fr")
    assert heard(there) < heard(expected)
    for name, data in there.items():  # whole, or not there
        if name.endswith((".json", ".jsonl")):
            assert [json.loads(line) for line in (data.splitlines() if name.endswith("l") else [data])]
        else:
            assert data == expected[name]
    first = keys(begun)
    code, said = rehear(*how)
    assert code in (0, 1, 3), said
    again = keys(begun)[len(first) :]
    assert not heard(there) & set(again), "what is there was heard again"
    assert set(first) - heard(there) <= set(again), "nothing was counted"
    after = objects(bucket, "subs/fr")
    assert after.keys() == expected.keys()
    assert all(after[name] == data for name, data in expected.items() if not name.endswith((".json", ".jsonl")))


def test_a_subtitle_that_a_person_changed_in_the_bucket_is_kept(bucket: s3fs.S3FileSystem, tmp_path: Path) -> None:
    make_archive(tmp_path / "clips", 2, longest=3)
    bucket.put(str(tmp_path / "clips"), "clips/2024", recursive=True)
    code, said = rehear("-l", "fr-justice")
    assert code == 0, said
    edited = next(name for name in bucket.find("subs/fr") if name.endswith(".srt"))
    mine = b"1\n00:00:00,000 --> 00:00:01,000\nDe ma main.\n"
    bucket.pipe_file(edited, mine)
    for lexicon, expected in (("fr-places", 1), ("fr-places", 0), ("fr-justice", 1)):
        code, said = rehear("-l", lexicon)
        assert (code, bucket.cat_file(edited)) == (expected, mine), said
        assert (f"s3://{edited}: changed by a person" in said) is bool(expected), said
    code, said = rehear("-l", "fr-justice", "--force")
    assert code == 0, said
    bucket.invalidate_cache()
    assert bucket.cat_file(edited) != mine
