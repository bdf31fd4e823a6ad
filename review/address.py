"""Under which address a file's page is found: the same again when its server is started again, so that a page that is still
open goes on."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import socket
import time
from pathlib import Path
from typing import NamedTuple

from ..document.errors import CallError
from .guard import NAMES

_KEPT = 12 * 3600  # s that an address is used again: a working day


class Address(NamedTuple):
    """A socket that listens on loopback, its port, and the token that stands in the address."""

    socket: socket.socket
    port: int
    token: str

    @property
    def url(self) -> str:
        return f"http://{NAMES[0]}:{self.port}/{self.token}/"


def take_address(path: Path, port: int | None = None) -> Address:
    """The address for the page of this file: the one that it had last, where it is free, else a new one.

    Args:
        port: the port to listen on; None takes the last one or any.

    Raises:
        CallError: if nothing can listen on that port.
    """
    note = _note_of(path)
    last_port, token = _read(note)
    listening = None
    if port is None and last_port is not None:
        listening = _listen(last_port)
    elif port is not None:
        listening = _listen(port)
        if listening is None:
            raise CallError(
                f"cannot listen on port {port}", remedy="it is taken, or none for you: --port takes another"
            )
    if listening is None or token is None:
        # Where another server holds the port of this file, it holds its token, too.
        token = secrets.token_urlsafe(24)
    listening = listening or _listen(0)
    assert listening is not None
    found: int = listening.getsockname()[1]
    _write(note, found, token)
    return Address(listening, found, token)


def _listen(port: int) -> socket.socket | None:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((NAMES[0], port))
        made.listen()
    except (OSError, OverflowError):
        made.close()
        return None
    return made


def _note_of(path: Path) -> Path:
    """Where this user's last address for a file is kept: not beside the file, which others may read."""
    from platformdirs import user_state_path

    name = hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:16]
    return user_state_path("rehear") / "review" / f"{name}.json"


def _read(note: Path) -> tuple[int | None, str | None]:
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        if time.time() - note.stat().st_mtime < _KEPT:
            known = json.loads(note.read_text(encoding="utf-8"))
            return int(known["port"]), str(known["token"])
    return None, None


def _write(note: Path, port: int, token: str) -> None:
    # Without it the next start has another address: an inconvenience, no error.
    with contextlib.suppress(OSError):
        note.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(note, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"port": port, "token": token}, file)
