"""As much of Ray as a crew uses, in this process: actors are threads, machines are names that can be taken away."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from types import SimpleNamespace
from typing import Any


class RayError(Exception):
    """What Ray raises when a worker is gone."""


class FakeRay:
    """Stands for the module `ray`.

    Attributes:
        machines: name -> its CPUs and GPUs.
        actors: of each machine, in the order of their start.
        options: what each of them was started with.
        broken: machines on which actors do not start.
    """

    def __init__(self, **machines: dict[str, float]) -> None:
        self.machines = machines
        self.actors: dict[str, list[_Actor]] = {name: [] for name in machines}
        self.options: list[dict[str, Any]] = []
        self.broken: set[str] = set()
        self.exceptions = SimpleNamespace(RayError=RayError)
        self._pool = ThreadPoolExecutor(16)
        self.running = False

    def init(self, **_how: object) -> None:
        if not self.machines:
            raise ConnectionError("no cluster")
        self.running = True

    def shutdown(self) -> None:
        self.running = False

    def nodes(self) -> list[dict[str, Any]]:
        return [
            {
                "NodeID": name.encode().ljust(28, b"\0").hex(),
                "Alive": True,
                "Resources": resources,
                "NodeManagerHostname": name,
            }
            for name, resources in self.machines.items()
        ]

    def cluster_resources(self) -> dict[str, float]:
        return {"CPU": sum(resources["CPU"] for resources in self.machines.values())}

    def remote(self, **options: Any) -> Callable[[Any], Any]:
        def made(what: Any) -> Any:
            if not isinstance(what, type):
                return SimpleNamespace(remote=lambda *given: self._pool.submit(what, *given))

            def start() -> _Actor:
                name = bytes.fromhex(options["scheduling_strategy"].node_id).rstrip(b"\0").decode()
                self.options.append(options)
                actor = _Actor(what, self._pool, broken=name in self.broken)
                self.actors[name].append(actor)
                return actor

            return SimpleNamespace(remote=start)

        return made

    def lose(self, name: str) -> None:
        """A machine dies, with all actors on it."""
        del self.machines[name]
        for actor in self.actors[name]:
            actor.dead.set()

    def wait(self, refs: list[Any], *, num_returns: int = 1, timeout: float) -> tuple[list[Any], list[Any]]:
        done, _ = wait(refs, timeout, FIRST_COMPLETED)
        ready = [ref for ref in refs if ref in done][:num_returns]
        return ready, [ref for ref in refs if ref not in ready]

    def get(self, ref: Future[Any]) -> Any:
        return ref.result()

    def kill(self, actor: _Actor) -> None:
        actor.dead.set()


class _Actor:
    """An object whose methods are called in threads, until it is dead."""

    def __init__(self, what: type, pool: ThreadPoolExecutor, *, broken: bool) -> None:
        self.dead = threading.Event()
        if broken:
            self.dead.set()
        self._object = what()
        self._pool = pool

    def __getattr__(self, name: str) -> Any:
        def call(*given: Any) -> Future[Any]:
            return self._pool.submit(run, *given)

        def run(*given: Any) -> Any:
            if self.dead.is_set():
                raise RayError("The actor died.\nThe node was lost.")
            found = getattr(self._object, name)(*given)
            if self.dead.is_set():
                raise RayError("The actor died.\nThe node was lost.")
            return found

        return SimpleNamespace(remote=call, options=lambda **_: SimpleNamespace(remote=call))
