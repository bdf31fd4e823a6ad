"""A published model comes from the network whole or not at all, and says how far it is."""

from __future__ import annotations

import base64
import gzip
import hashlib
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
import whisper
from media_files import tiny_checkpoint
from rehear.document.errors import EngineError
from rehear.transcribe import load_engine
from rehear.transcribe.fetch import fetch


def test_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_url: str, timeout: float) -> None:  # noqa: ARG001
        raise urllib.error.URLError(OSError(101, "Network is unreachable"))

    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    with pytest.raises(EngineError) as caught:
        load_engine(model="turbo", download_root=str(tmp_path))
    assert str(caught.value) == (
        "model turbo is not here and it cannot be downloaded: Network is unreachable "
        f"(put large-v3-turbo.pt into {tmp_path}, or give the path of a .pt file as the model)"
    )
    (tmp_path / "tiny.pt").write_bytes(b"half of it")
    with pytest.raises(
        EngineError, match=r"^model tiny is damaged and it cannot be downloaded: Network is unreachable"
    ):
        load_engine(model="tiny", download_root=str(tmp_path))


@pytest.fixture
def published(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A server that has the model `tiny`: whole, without saying how long it is, or less of it; and what it was asked for."""
    data = tiny_checkpoint(tmp_path_factory.mktemp("model") / "tiny.pt").read_bytes()
    asked: list[str] = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            if "endless" not in self.path:
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[: len(data) // 2] if "half" in self.path else data)

        def log_message(self, *_: object) -> None: ...

    monkeypatch.setitem(whisper._ALIGNMENT_HEADS, "tiny", _heads([[False, True]]))
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        place = f"http://127.0.0.1:{server.server_address[1]}"
        for kind in ("whole", "endless", "half"):
            url = f"{place}/{kind}/{hashlib.sha256(data).hexdigest()}/tiny.pt"
            monkeypatch.setitem(whisper._MODELS, "tiny" if kind == "whole" else f"tiny-{kind}", url)
        yield asked
        server.shutdown()


def test_a_download(published: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A model by name is downloaded once, checked, and gets the heads that align its words; a line says where it goes."""
    folder = tmp_path / "models"
    for model in ("tiny", "tiny", str(folder / "tiny.pt")):
        engine = load_engine(model=model, download_root=str(folder))
        assert engine.network.whisper.alignment_heads.indices().T.tolist() == [[0, 1]]  # type: ignore[attr-defined]
    assert len(published) == 1
    assert [path.name for path in folder.iterdir()] == ["tiny.pt"]
    size = f"{(folder / 'tiny.pt').stat().st_size / 1e6:.1f} MB"
    assert capsys.readouterr().err == f"fetching model tiny ({size}) into {folder}\n"


@pytest.mark.parametrize("kind", ["whole", "endless"])
def test_a_download_says_how_far_it_is(
    published: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    monkeypatch.setattr("rehear.transcribe.fetch._EVERY", 0)
    fetch(
        "model tiny", whisper._MODELS["tiny" if kind == "whole" else "tiny-endless"], tmp_path / "m.pt", _tiny_digest()
    )
    first, *lines = capsys.readouterr().err.splitlines()
    assert (" MB) into " in first) == (kind == "whole")
    if kind == "whole":
        shares = [int(line.rsplit("(", 1)[1].removesuffix(" %)")) for line in lines]
        assert all(later - sooner >= 10 for sooner, later in pairwise([0, *shares]))
        assert 5 < len(shares) <= 10
    assert all(line.startswith("model tiny: ") for line in lines)
    assert len(published) == 1


def test_half_a_download_is_none(published: list[str], tmp_path: Path) -> None:
    for url, line in (
        (whisper._MODELS["tiny-half"], "it broke off after "),
        (whisper._MODELS["tiny"], "is not the file"),
    ):
        with pytest.raises(HTTPException, match=line):
            fetch("model tiny", url, tmp_path / "tiny.pt", "0" * 64)
    assert len(published) == 2
    assert list(tmp_path.iterdir()) == []


def _tiny_digest() -> str:
    return str(whisper._MODELS["tiny"].split("/")[-2])


def _heads(which: Sequence[Sequence[bool]]) -> bytes:
    return base64.b85encode(gzip.compress(np.array(which, bool).tobytes()))
