"""A published file from the network: there whole, and as it was published, or not at all."""

from __future__ import annotations

import hashlib
import os
import sys
import urllib.request
from http.client import HTTPException
from pathlib import Path
from time import monotonic

_STALLED = 30  # seconds without an answer before it is given up
_PIECE = 1 << 18  # bytes that are read at once
# A line each tenth, and at most one in so many seconds. No bar: the one of the clip stands in the terminal already.
_SHARE, _EVERY = 10, 10


def fetch(what: str, url: str, target: Path, sha256: str) -> None:
    """Fetch a file, and say on stderr how big it is, where it goes, and now and then how far it is. While it comes it lies
    beside its target.

    Raises:
        OSError: if there is no such place, no network, or no room.
        HTTPException: if what comes is not the whole file that was published.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    digest, done = hashlib.sha256(), 0
    with urllib.request.urlopen(url, timeout=_STALLED) as answer:
        total = int(answer.headers.get("Content-Length") or 0)
        _say(f"fetching {what}{f' ({_size(total)})' if total else ''} into {target.parent}")
        lines = _Lines(what, total)
        try:
            with part.open("wb") as file:
                while piece := answer.read(_PIECE):
                    file.write(piece)
                    digest.update(piece)
                    done += len(piece)
                    lines.update(len(piece))
            if done < total:
                raise HTTPException(f"it broke off after {_size(done)} of {_size(total)}")
            if digest.hexdigest() != sha256:
                raise HTTPException("what came is not the file that was published")
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)


class _Lines:
    """How far something is, in lines."""

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total = what, total
        self._done = self._told = 0
        self._when = monotonic()

    def update(self, n: int) -> None:
        self._done += n
        if monotonic() - self._when < _EVERY or (self._done - self._told) * _SHARE < self._total:
            return
        self._told, self._when = self._done, monotonic()
        of = f" of {_size(self._total)} ({100 * self._done // self._total} %)" if self._total else ""
        _say(f"{self._what}: {_size(self._done)}{of}")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.1f} MB"
