"""What runs on the machines of a cluster: an actor for each device that hears, and a function for the cheap steps."""

from __future__ import annotations

import platform
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from queue import Empty, Queue, SimpleQueue
from tempfile import TemporaryDirectory

from .. import __version__
from ..document.errors import EngineError, RehearError
from .crew import Underway, yield_when_idle
from .parcel import Parcel, Reply, done, opened, refused, sealed
from .recogniser import Recogniser
from .spool import spool
from .storage import is_address
from .task import Outcome, Step, Task
from .work import correct, look

# Seconds without another clip after which what was given is heard to its end.
_IDLE = 0.1
# Seconds that a call for events waits for the first one, and how many it takes at most.
_PATIENCE, _AT_ONCE = 1.0, 64
_LOOKS = 2  # clips that are looked at (and fetched) at once, while others are heard
_COPIES = (
    16  # clips that lie elsewhere and are here at once: a machine's disk may be small, and clips of hours are large
)

Event = Reply | Underway | RehearError


def about() -> str:
    """What must be the same here and there: the results are."""
    return f"rehear {__version__}, Python {'.'.join(platform.python_version_tuple()[:2])}"


def correct_parcel(parcel: Parcel) -> Reply:
    with TemporaryDirectory(prefix="rehear-") as folder:
        return done(parcel, Path(folder), correct)


class Ear:
    """An actor that keeps a model and hears the clips that it is given, windows of several at once.

    Steps are given one by one; what became of them is had from `events`, in any order.
    """

    def __init__(self) -> None:
        yield_when_idle()
        self._held = ExitStack()  # until the actor ends
        self._spool = self._held.enter_context(spool())
        self._given: Queue[Task] = Queue()
        self._open: dict[str, tuple[Parcel, Task]] = {}  # clips to be heard, as sent and as opened here
        self._copies: dict[str, Path] = {}  # of clips that lie elsewhere, from the look at them until they are heard
        self._shelves = threading.Semaphore(_COPIES)
        self._events: SimpleQueue[Event] = SimpleQueue()
        self._looking = ThreadPoolExecutor(_LOOKS)
        threading.Thread(target=self._hear, daemon=True).start()

    def about(self) -> str:
        return about()

    def give(self, parcel: Parcel) -> None:
        if parcel.step is Step.LOOK:
            self._looking.submit(self._look, parcel)
            return
        try:
            task = replace(opened(parcel, self._spool), media=self._copies.get(parcel.task.key))
        except OSError as error:
            self._drop(parcel.task.key)
            self._events.put(refused(parcel, error))
            return
        self._open[task.key] = parcel, task
        self._given.put(task)

    def events(self) -> list[Event]:
        """What happened since this was last asked; waits a little if nothing did."""
        found: list[Event] = []
        try:
            found.append(self._events.get(timeout=_PATIENCE))
            while len(found) < _AT_ONCE:
                found.append(self._events.get_nowait())
        except Empty:
            pass
        return found

    def _look(self, parcel: Parcel) -> None:
        elsewhere = is_address(parcel.task.place)
        if elsewhere:
            self._shelves.acquire()
        reply = done(parcel, self._spool, lambda task: look(task, self._spool))
        outcome = reply.outcome
        if outcome.media is not None:
            self._copies[outcome.key] = outcome.media
        elif elsewhere:
            self._shelves.release()
        if outcome.heard or outcome.trouble is not None:
            self._drop(outcome.key)
        self._events.put(replace(reply, outcome=replace(outcome, media=None)))

    def _drop(self, key: str) -> None:
        """Remove the copy of a clip, if there is one."""
        copy = self._copies.pop(key, None)
        if copy is not None:
            shutil.rmtree(copy.parent, ignore_errors=True)
            self._shelves.release()

    def _hear(self) -> None:
        recogniser = Recogniser(spool=self._spool, told=lambda key, heard: self._events.put(Underway(key, heard)))
        try:
            while True:
                for outcome in recogniser.hear(self._stream(self._given.get())):
                    self._heard(outcome)
        except RehearError as error:
            self._events.put(error)
        except Exception as error:  # noqa: BLE001 - nobody else sees what ends a thread
            self._events.put(EngineError(f"the recogniser failed: {type(error).__name__}: {error}"))

    def _stream(self, first: Task) -> Iterator[Task]:
        task = first
        while True:
            yield task
            try:
                task = self._given.get(timeout=_IDLE)
            except Empty:
                return

    def _heard(self, outcome: Outcome) -> None:
        parcel, task = self._open.pop(outcome.key)
        if outcome.media is not None and outcome.key not in self._copies:  # fetched to be heard
            shutil.rmtree(outcome.media.parent, ignore_errors=True)
        self._drop(outcome.key)
        self._events.put(sealed(parcel, task, replace(outcome, media=None)))
