"""The way to a Ray cluster."""

from __future__ import annotations

import logging
import os
import socket
from typing import Any

from ..document.errors import CallError

_ANSWER = 10.0  # seconds that a cluster has to answer at its address


def connect(address: str | None) -> Any:
    """Ray, connected to a cluster.

    Args:
        address: "host:6379", "ray://host:10001"; None takes the one that runs here, or RAY_ADDRESS.

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
    _answered(address)
    try:
        ray.init(address=address or "auto", log_to_driver=False, configure_logging=False)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise _no_cluster(address) from error
    return ray


def _answered(address: str | None) -> None:
    """See that somebody answers at an address; Ray itself would try for minutes.

    Raises:
        CallError: if nobody does.
    """
    host, _, port = (address or "").rpartition(":")
    if host and port.isdigit() and "://" not in host:
        try:
            socket.create_connection((host, int(port)), _ANSWER).close()
        except OSError as error:
            raise _no_cluster(address) from error


def _no_cluster(address: str | None) -> CallError:
    where = f"no Ray cluster at {address}" if address else "no Ray cluster runs here"
    return CallError(where, remedy="`ray start --head` starts one; --address HOST:6379 names one")
