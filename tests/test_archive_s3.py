"""From bucket to bucket: the real command against a server that speaks S3. Needs `s3fs` and `moto[server]`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from archive_clips import make_archive
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


def rehear(*arguments: str) -> tuple[int, str]:
    call = [
        sys.executable,
        "-c",
        "from rehear.cli import main; main()",
        "archive",
        "s3://clips/2024",
        "-o",
        "s3://subs/fr",
    ]
    how = ["--model", str(sample(MODEL)), "--device", "cpu", "--language", "fr", "--jobs", "1", "--settle", "0"]
    done = subprocess.run([*call, *how, *arguments], capture_output=True, text=True, env=os.environ)
    return done.returncode, done.stdout + done.stderr


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
