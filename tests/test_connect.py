"""The way to a Ray cluster: where there is none, nobody waits for long, and the reason is told."""

from __future__ import annotations

import socket

import pytest
from rehear.archive import connect
from rehear.archive.cluster import Cluster
from rehear.document import CallError


def test_what_listens_and_is_no_cluster_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ray itself would try it for many minutes."""
    pytest.importorskip("ray")
    monkeypatch.setattr(connect, "_CONNECTED", 3.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(CallError, match=rf"no Ray cluster at {address} \(no answer in 3 s\)"):
            Cluster(address)


def test_what_ray_says_of_an_address_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "_TRY", "import sys; print('RuntimeError: another version'); sys.exit(1)")
    pytest.importorskip("ray")
    with pytest.raises(CallError, match=r"no Ray cluster at far \(RuntimeError: another version\)"):
        Cluster("far")


def test_an_address_of_ipv6_stands_in_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ray")
    monkeypatch.setattr(connect, "_TRY", "import sys; print('it was tried'); sys.exit(1)")
    try:
        listening = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no IPv6")
    with listening, pytest.raises(CallError, match="it was tried"):
        Cluster(f"[::1]:{listening.getsockname()[1]}")
