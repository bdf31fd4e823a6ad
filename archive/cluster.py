"""A crew on a Ray cluster: an actor for each device that hears, and tasks for the cheap steps.

Nothing of ours runs there but what Ray starts. The machines read the clips; only the driver reads and writes results.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from time import monotonic, sleep
from typing import Any

from ..document.errors import EngineError, RehearError
from ..transcribe.damage import reading_error
from . import node
from .connect import connect
from .crew import Underway
from .faults import failed
from .parcel import Parcel, Reply, pack, put
from .places import Place, places_of
from .storage import is_address
from .task import Outcome, Step, Task, Trouble

# Clips that a device that hears has at once, as on one machine: enough for a batch of windows of short ones. With so much sound
# (ms) to hear it gets no more, and of clips that last for hours two: at the end of a run nobody else can take them.
_ROOM, _ENOUGH, _TWO = 48, 1_800_000, 2
# Clips that it looks at beside that.
_LOOKED_AT = 4
_CHEAP = 0.5  # of a CPU, what a cheap step takes: a cluster's machines may have one alone
_SHELVES = 16  # results read and written at once: of an object store each takes a while
_STAFFING = 10.0  # seconds between two looks at which machines there are
_TICK = 0.1  # seconds to wait for Ray before looking at what else there is
_DEATHS = 4  # of actors at one place, nothing heard between them, after which no other is started there
_BLIND = 5  # clips in a row that a machine cannot read and the driver can, after which it gets no more
_DESERTED = 120.0  # seconds without any machine after which nobody waits for one
_SLOW = 60.0  # seconds in which a worker starts, where there is room for it
_LONGEST = 300  # characters of an error that are shown
_TALK = "talk"  # the threads of an actor that answer, whatever else it does


@dataclass(slots=True)
class _Ear:
    """The actor at a place, and the clips that it has."""

    place: Place
    actor: Any
    call: Any  # what it was asked last: about itself, or for events
    known: bool = False  # whether it said that it is as we are
    parcels: dict[str, Parcel] = field(default_factory=dict)
    sounds: dict[str, int] = field(default_factory=dict)  # the length (ms) of those to be heard
    unread: int = 0  # clips in a row that it could not read

    def takes(self, step: Step) -> bool:
        """Whether it has room for one more."""
        if not self.known:
            return False
        hears = len(self.sounds)
        if step is Step.LOOK:
            return len(self.parcels) - hears < _LOOKED_AT
        return hears < _TWO or (hears < _ROOM and sum(self.sounds.values()) < _ENOUGH)


class Cluster:
    """Workers on a Ray cluster.

    Args:
        address: of the cluster ("host:6379", "ray://host:10001"); None takes the one that RAY_ADDRESS names, or that runs here.
        gpus: whether to hear on GPUs where there are some.
        warn: called with a line when a machine is of no use.

    Raises:
        CallError: if Ray is not installed, or there is no cluster.
    """

    def __init__(
        self, address: str | None = None, *, gpus: bool = True, warn: Callable[[str], None] = lambda _: None
    ) -> None:
        self._ray = connect(address)
        self._gpus, self._warn = gpus, warn
        self._ears: dict[tuple[str, int], _Ear] = {}
        self._waiting: deque[Parcel] = deque()  # for an actor that hears
        self._cheap: dict[Any, Parcel] = {}
        self._sounds: dict[str, int] = {}  # the length of clips that were looked at
        self._copies: dict[str, tuple[str, int]] = {}  # the place that has a copy of a clip which lies elsewhere
        self._events: deque[Outcome | Underway] = deque()
        self._packed: SimpleQueue[Parcel | Outcome] = SimpleQueue()
        self._io = ThreadPoolExecutor(_SHELVES)
        self._staffed = 0.0
        self._awaited: float | None = monotonic()  # since when no worker has said a word
        self._deserted: float | None = None
        self._deaths: Counter[tuple[str, int]] = Counter()
        self._unfit: dict[tuple[str, int], str] = {}
        self._unread: dict[str, set[str]] = {}  # the machines that could not read a clip which can be read here
        self._abandoned = False
        self._correct = self._ray.remote(num_cpus=_CHEAP)(node.correct_parcel)
        self.room = (_ROOM + _LOOKED_AT) * max(1, len(places_of(self._ray.nodes(), gpus=gpus))) + 2 * int(
            self._ray.cluster_resources().get("CPU", 1)
        )

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

    def _staff(self) -> None:
        """See that there is an actor at each place.

        Raises:
            EngineError: if there is no place at all.
        """
        now = monotonic()
        if self._abandoned or now - self._staffed < _STAFFING:
            return
        self._staffed = now
        if self._awaited is not None and now - self._awaited > _SLOW:
            self._awaited = None
            self._warn(
                "no worker has started yet: perhaps others have the CPUs and GPUs of the cluster (`ray status` tells)"
            )
        places = places_of(self._ray.nodes(), gpus=self._gpus)
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

    def _start(self, place: Place) -> _Ear:
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
        for _ in range(len(self._waiting)):
            parcel = self._waiting.popleft()
            ear = self._ear_for(parcel)
            if ear is None:
                self._waiting.append(parcel)
                continue
            key = parcel.task.key
            ear.parcels[key] = parcel
            if parcel.step is Step.HEAR:
                self._copies.pop(key, None)
                ear.sounds[key] = self._sounds.pop(key, 0)
            ear.actor.give.remote(parcel)

    def _ear_for(self, parcel: Parcel) -> _Ear | None:
        """Who takes a parcel: who has a copy of the clip, else who has the least to do; None if all have enough."""
        there = self._ears.get(self._copies.get(parcel.task.key, ("", 0)))
        unread = self._unread.get(parcel.task.key, ())
        # Where none is left that did not try, one of them says at last what is wrong.
        ears = [ear for ear in self._ears.values() if ear.place.node not in unread] or [*self._ears.values()]
        able = [ear for ear in ([there] if there else ears) if ear.takes(parcel.step)]
        return min(able, key=lambda ear: len(ear.parcels), default=None)

    def _collect(self, timeout: float) -> None:
        """Take what the workers say."""
        calls = {ear.call: ear for ear in self._ears.values()}
        refs = [*calls, *self._cheap]
        if not refs:
            sleep(timeout)
        elif self._ray.wait(refs, timeout=timeout)[0]:
            ready, _ = self._ray.wait(refs, num_returns=len(refs), timeout=0)
            for ref in ready:
                if ref not in calls:
                    self._corrected(self._cheap.pop(ref), ref)
                elif self._works(calls[ref]):
                    self._listen(calls[ref])

    def _works(self, ear: _Ear) -> bool:
        return self._ears.get(ear.place.key) is ear

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
                if not self._works(ear):
                    return
        elif said == node.about():
            ear.known, self._awaited = True, None
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
            self._sounds[outcome.key] = ear.sounds.pop(outcome.key)
        if self._is_blind(ear, parcel, outcome):
            self._waiting.append(parcel)
            return
        self._unread.pop(outcome.key, None)
        if outcome.step is Step.HEAR:
            del self._sounds[outcome.key]
            self._deaths.pop(ear.place.key, None)
        elif outcome.trouble is None and not outcome.heard:
            self._sounds[outcome.key] = outcome.audio or 0
            if is_address(parcel.task.place):
                self._copies[outcome.key] = ear.place.key
        self._do(lambda: put(parcel, event))

    def _is_blind(self, ear: _Ear, parcel: Parcel, outcome: Outcome) -> bool:
        """Whether a machine could not read a clip that is there here, and another may; one that reads none is set aside."""
        place = parcel.task.place
        apart = outcome.trouble in (Trouble.STORAGE, Trouble.RIGHTS) and not is_address(place)
        if not apart or reading_error(place) is not None:
            ear.unread = 0
            return False
        unread = self._unread.setdefault(outcome.key, set())
        unread.add(ear.place.node)
        ear.unread += 1
        if ear.unread >= _BLIND:
            self._set_aside(ear, f"fails on clips that can be read here, as {place} ({outcome.reason})")
            return True
        return any(other.place.node not in unread for other in self._ears.values())

    def _set_aside(self, ear: _Ear, why: str) -> None:
        """Start nothing more on a machine: it fails at once whatever it gets, and would so get all."""
        for one in [one for one in self._ears.values() if one.place.node == ear.place.node]:
            self._unfit[one.place.key] = f"{one.place.host}: {why}"
            self._ray.kill(one.actor)
            del self._ears[one.place.key]
            self._waiting.extend(one.parcels.values())
            self._sounds |= one.sounds
        self._staffed = 0.0
        self._warn(f"{ear.place.host} gets no more clips: it {why}")

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
        elif clips:
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
