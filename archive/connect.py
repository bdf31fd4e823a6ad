"""The way to a Ray cluster."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
from typing import Any

from ..document.errors import CallError

_ANSWER = 10.0  # seconds that something has to answer at an address
_CONNECTED = 60.0  # seconds that a cluster has to take a program in
_LONGEST = 200  # characters of Ray's reason that are shown
# What the process does that tries it first, with the address behind; the last line that it prints is the reason.
_TRY = """
import sys, ray
try:
    ray.init(address=sys.argv[1], log_to_driver=False, configure_logging=False)
except Exception as error:
    sys.exit(print(f"{type(error).__name__}: {' '.join(str(error).split())}") or 1)
ray.shutdown()
"""


def connect(address: str | None) -> Any:
    """Ray, connected to a cluster.

    Args:
        address: "host:6379", "ray://host:10001"; None takes the one that RAY_ADDRESS names, or that runs here.

    Raises:
        CallError: if Ray is not installed, or there is no cluster.
    """
    # Ray would print what happens to its machines among our results.
    os.environ.setdefault("RAY_DEDUP_LOGS_SKIP_REGEX", "^")
    try:
        import ray
    except ImportError as error:
        raise CallError("Ray is not installed", remedy="pip install 'rehear[cluster]'") from error
    logging.getLogger("ray").setLevel(logging.ERROR)
    address = address or os.environ.get("RAY_ADDRESS") or None
    _answered(address)
    _taken_in(address)
    try:
        ray.init(address=address or "auto", log_to_driver=False, configure_logging=False)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise _no_cluster(address, str(error)) from error
    return ray


def _answered(address: str | None) -> None:
    """See at once where nobody listens at all, or the host has no such name.

    Raises:
        CallError: if nobody does.
    """
    host, _, port = (address or "").removeprefix("ray://").rpartition(":")
    if host and port.isdigit() and "://" not in host:
        try:
            socket.create_connection((host.removeprefix("[").removesuffix("]"), int(port)), _ANSWER).close()
        except (OSError, OverflowError) as error:
            raise _no_cluster(address, str(error)) from error


def _taken_in(address: str | None) -> None:
    """See that there is a cluster. Ray itself goes on trying, which cannot be ended from within: so a process of its own tries
    it first.

    Raises:
        CallError: if there is none.
    """
    call = [sys.executable, "-c", _TRY, address or "auto"]
    try:
        tried = subprocess.run(call, stdin=subprocess.DEVNULL, capture_output=True, timeout=_CONNECTED, check=False)
    except subprocess.TimeoutExpired as error:
        raise _no_cluster(address, f"no answer in {_CONNECTED:.0f} s") from error
    if tried.returncode:
        raise _no_cluster(address, tried.stdout.decode(errors="replace"))


def _no_cluster(address: str | None, why: str) -> CallError:
    where = f"no Ray cluster at {address}" if address else "no Ray cluster runs here"
    why = " ".join(why.split()).partition(". ")[0][:_LONGEST]  # Ray's first sentence
    return CallError(
        f"{where} ({why})" if why else where, remedy="`ray start --head` starts one; --address HOST:6379 names one"
    )
