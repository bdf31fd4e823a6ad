"""A crew on a Ray cluster: an actor for each device that hears, and tasks for the cheap steps.

Nothing of ours runs there but what Ray starts. The machines read the clips; only the driver reads and writes results.
"""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from time import monotonic, sleep
from typing import Any

from ..document.errors import CallError, EngineError, RehearError
from . import node
from .crew import Underway
from .parcel import Parcel, Reply, pack, put
from .task import Outcome, Step, Task, Trouble
from .work import failed

# Clips that may be in work for each device that hears, as on one machine: enough for a batch of windows of short ones.
_ROOM = 48
# CPUs of an actor that hears without a GPU: layers are shared out over threads well up to about so many.
_THREADS = 8
# CPUs that decode and cut for a GPU.
_FOR_A_GPU = 4
# Of a CPU, what a cheap step takes, and what is kept free for such on each machine: all of them may have one CPU alone.
_CHEAP, _FREE = 0.5, 1.0
_SHELVES = 16  # results read and written at once: of an object store each takes a while
_STAFFING = 10.0  # seconds between two looks at which machines there are
_TICK = 0.1  # seconds to wait for Ray before looking at what else there is
_DEATHS = 4  # of actors at one place, nothing heard between them, after which no other is started there
_DESERTED = 120.0  # seconds without any machine after which nobody waits for one
_LONGEST = 300  # characters of an error that are shown
_TALK = "talk"  # the threads of an actor that answer, whatever else it does


@dataclass(slots=True)
class _Place:
    """A device that hears: one of a machine's GPUs, or some of its CPUs."""

    node: str
    host: str
    number: int
    cpus: float
    gpus: int

    @property
    def key(self) -> tuple[str, int]:
        return self.node, self.number


@dataclass(slots=True)
class _Ear:
    """The actor at a place, and the clips that it has."""

    place: _Place
    actor: Any
    call: Any  # what it was asked last: about itself, or for events
    known: bool = False  # whether it said that it is as we are
    parcels: dict[str, Parcel] = field(default_factory=dict)


class Cluster:
    """Workers on a Ray cluster.

    Args:
        address: of the cluster ("host:6379", "ray://host:10001"); None takes the one that runs here, or RAY_ADDRESS.
        gpus: whether to hear on GPUs where there are some.
        warn: called with a line when a machine is of no use.

    Raises:
        CallError: if Ray is not installed, or there is no cluster.
    """

    def __init__(
        self, address: str | None = None, *, gpus: bool = True, warn: Callable[[str], None] = lambda _: None
    ) -> None:
        try:
            import ray
        except ImportError as error:
            raise CallError("Ray is not installed", remedy="pip install 'rehear[cluster]'") from error
        self._ray: Any = ray  # much of it has no types
        logging.getLogger("ray").setLevel(logging.ERROR)  # what is lost is said here, in a line
        try:
            self._ray.init(address=address or "auto", log_to_driver=False, configure_logging=False)
        except (ConnectionError, RuntimeError, ValueError) as error:
            where = f"no Ray cluster at {address}" if address else "no Ray cluster runs here"
            raise CallError(where, remedy="`ray start --head`, or --address HOST:6379") from error
        self._gpus, self._warn = gpus, warn
        self._ears: dict[tuple[str, int], _Ear] = {}
        self._waiting: deque[Parcel] = deque()  # for an actor that hears
        self._cheap: dict[Any, Parcel] = {}
        self._looked: dict[str, tuple[str, int]] = {}  # which actor has a clip that it looked at
        self._events: deque[Outcome | Underway] = deque()
        self._packed: SimpleQueue[Parcel | Outcome] = SimpleQueue()
        self._io = ThreadPoolExecutor(_SHELVES)
        self._staffed = 0.0
        self._deserted: float | None = None
        self._deaths: Counter[tuple[str, int]] = Counter()
        self._unfit: dict[tuple[str, int], str] = {}
        self._abandoned = False
        self._correct = self._ray.remote(num_cpus=_CHEAP)(node.correct_parcel)
        self.room = _ROOM * max(1, len(self._places())) + 2 * int(self._ray.cluster_resources().get("CPU", 1))

    def submit(self, step: Step, task: Task) -> None:
        def prepare() -> Parcel | Outcome:
            try:
                return pack(step, task)
            except Exception as error:  # noqa: BLE001 - one clip's failure never stops the rest
                return failed(task, step, error)

        self._do(prepare)

    def next(self, timeout: float) -> Outcome | Underway | None:
        until = monotonic() + timeout
        while True:
            self._staff()
            self._hand_out()
            if not self._events:
                self._collect(max(0.0, min(_TICK, until - monotonic())))
                self._hand_out()
            while self._events:
                event = self._events.popleft()
                if not self._abandoned or (isinstance(event, Outcome) and event.step is Step.CORRECT):
                    return event
            if monotonic() >= until:
                return None

    def abandon(self) -> None:
        self._abandoned = True
        for ear in self._ears.values():
            self._ray.kill(ear.actor)
        self._ears.clear()
        self._waiting.clear()

    def close(self) -> None:
        self._io.shutdown(wait=True, cancel_futures=True)
        for ear in self._ears.values():
            self._ray.kill(ear.actor)
        self._ray.shutdown()

    def _do(self, work: Callable[[], Parcel | Outcome]) -> None:
        """Read or write results, beside what goes on."""
        self._io.submit(work).add_done_callback(self._did)

    def _did(self, done: Future[Parcel | Outcome]) -> None:
        if not done.cancelled():
            self._packed.put(done.result())

    def _places(self) -> list[_Place]:
        """The devices of the machines that are there: all GPUs, or the CPUs where there is no GPU at all."""
        nodes = [one for one in self._ray.nodes() if one["Alive"]]
        with_gpus = [one for one in nodes if self._gpus and one["Resources"].get("GPU", 0) >= 1]
        found = []
        for one in with_gpus or nodes:
            cpus = one["Resources"].get("CPU", 0.0)
            gpus = int(one["Resources"].get("GPU", 0)) if with_gpus else 0
            able = cpus - min(_FREE, cpus / 2)
            count = gpus or max(1, round(able / _THREADS))
            share = min(able / count, _FOR_A_GPU) if gpus else able / count
            whole = int(share) or int(100 * share) / 100  # Ray takes parts of one CPU, or whole ones
            host = str(one["NodeManagerHostname"])
            found += [_Place(one["NodeID"], host, number, whole, min(gpus, 1)) for number in range(count) if cpus]
        return found

    def _staff(self) -> None:
        """See that there is an actor at each place.

        Raises:
            EngineError: if there is no place at all.
        """
        now = monotonic()
        if self._abandoned or now - self._staffed < _STAFFING:
            return
        self._staffed = now
        places = self._places()
        fit = [place for place in places if place.key not in self._unfit]
        for place in fit:
            if place.key not in self._ears:
                self._ears[place.key] = self._start(place)
        if fit:
            self._deserted = None
        elif places:
            raise EngineError(f"no machine of the cluster can hear ({'; '.join(self._unfit.values())})")
        elif now - (self._deserted or now) > _DESERTED:
            raise EngineError("no machine of the cluster is left", remedy="start some, and run the same command again")
        else:
            self._deserted = self._deserted or now

    def _start(self, place: _Place) -> _Ear:
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        here = NodeAffinitySchedulingStrategy(place.node, soft=False)
        ear = self._ray.remote(
            num_cpus=place.cpus, num_gpus=place.gpus, scheduling_strategy=here, concurrency_groups={_TALK: 1}
        )(node.Ear)
        actor = ear.remote()
        return _Ear(place, actor, actor.about.options(concurrency_group=_TALK).remote())

    def _hand_out(self) -> None:
        """Take what was read or written, and send what was read to a worker."""
        try:
            while True:
                done = self._packed.get_nowait()
                if isinstance(done, Outcome):
                    self._events.append(done)
                elif done.step is not Step.CORRECT:
                    self._waiting.append(done)
                else:
                    self._cheap[self._correct.remote(done)] = done
        except Empty:
            pass
        able = [ear for ear in self._ears.values() if ear.known]
        while self._waiting and able:
            parcel = self._waiting.popleft()
            key = parcel.task.key
            ear = self._ears.get(self._looked.pop(key, ("", 0)))
            ear = ear if ear in able else min(able, key=lambda one: len(one.parcels))
            ear.parcels[key] = parcel
            ear.actor.give.remote(parcel)

    def _collect(self, timeout: float) -> None:
        """Take what the workers say."""
        calls = {ear.call: ear for ear in self._ears.values()}
        refs = [*calls, *self._cheap]
        if not refs:
            sleep(timeout)
        elif self._ray.wait(refs, timeout=timeout)[0]:
            ready, _ = self._ray.wait(refs, num_returns=len(refs), timeout=0)
            for ref in ready:
                if ref in calls:
                    self._listen(calls[ref])
                else:
                    self._corrected(self._cheap.pop(ref), ref)

    def _corrected(self, parcel: Parcel, ref: Any) -> None:
        try:
            reply = self._ray.get(ref)
        except self._ray.exceptions.RayError as error:  # Ray has tried it again already
            self._events.append(_lost(parcel, error))
        else:
            self._do(lambda: put(parcel, reply))

    def _listen(self, ear: _Ear) -> None:
        """Take what an actor says, and ask it again."""
        try:
            said = self._ray.get(ear.call)
        except self._ray.exceptions.RayError as error:
            self._bury(ear, error)
            return
        if ear.known:
            for event in said:
                if isinstance(event, RehearError):
                    self._bury(ear, event)
                    return
                self._take(ear, event)
        elif said == node.about():
            ear.known = True
        else:
            self._bury(
                ear, EngineError(f"there is {said}, here {node.about()}", remedy="install the same on each machine")
            )
            return
        ear.call = _events_of(ear.actor)

    def _take(self, ear: _Ear, event: Reply | Underway) -> None:
        if isinstance(event, Underway):
            self._events.append(event)
            return
        outcome = event.outcome
        parcel = ear.parcels.pop(outcome.key)
        if outcome.step is Step.HEAR:
            self._deaths.pop(ear.place.key, None)
        elif outcome.trouble is None and not outcome.heard:
            self._looked[outcome.key] = ear.place.key
        self._do(lambda: put(parcel, event))

    def _bury(self, ear: _Ear, error: Exception) -> None:
        """An actor is gone, or of no use: its clips are given back. At a place where none works, none is started again."""
        self._ray.kill(ear.actor)
        del self._ears[ear.place.key]
        self._events.extend(_lost(parcel, error) for parcel in ear.parcels.values())
        self._staffed = 0.0
        self._deaths[ear.place.key] += 1
        host, clips = ear.place.host, len(ear.parcels)
        if isinstance(error, RehearError) or self._deaths[ear.place.key] >= _DEATHS:
            self._unfit[ear.place.key] = f"{host}: {_said(error)}"
            self._warn(f"{host} does not hear any more: {_said(error)}")
        else:
            self._warn(f"{host}: a worker was lost, and {clips} clip{'s' * (clips != 1)} with it are done again")


def _events_of(actor: Any) -> Any:
    return actor.events.options(concurrency_group=_TALK).remote()


def _lost(parcel: Parcel, error: Exception) -> Outcome:
    return Outcome(parcel.task.key, parcel.step, Trouble.LOST, f"its worker was lost: {_said(error)}")


def _said(error: Exception) -> str:
    """What Ray or a worker says, in one line of bearable length."""
    if isinstance(error, RehearError):
        return str(error)
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[-1] if lines else ''}"[:_LONGEST]
