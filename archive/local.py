"""A crew on this machine: a process for each device that hears, and a pool of processes for the cheap steps.

Processes, because what damaged media or a device does to one must not take the run with it. They are started afresh (spawned):
neither torch nor FFmpeg survives a fork.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from multiprocessing import get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty, Queue, SimpleQueue
from typing import Any

from ..document.errors import EngineError, RehearError
from .crew import Underway, yield_when_idle
from .task import Outcome, Step, Task, Trouble
from .work import correct, look

_CONTEXT = get_context("spawn")
# Clips that may be in work for each device that hears: a batch of windows of as many short ones (`_BATCH` in
# openai_whisper.py), and those that are decoded ahead (`_CLIPS` in stream.py). More only keeps them from another run.
_ROOM, _ROOM_OF_A_GPU = 24, 48
_IDLE = 0.1  # seconds without another clip after which what was given is heard to its end
_MERCY = 10.0  # seconds that a recogniser has to keep what it heard of a long clip
_DEATHS = 5  # of a recogniser with several clips, nothing heard between them, after which it is not started again

_KILLED = "the process that worked on it was killed (out of memory?)"

_Message = tuple[str, Any]


def devices(asked: str) -> tuple[str | None, ...]:
    """A recogniser for each GPU, if the call leaves open which; else the settings decide."""
    count = _gpus() if asked in ("auto", "cuda") else 0
    return tuple(f"cuda:{number}" for number in range(count)) if count > 1 else (None,)


def room(asked: str) -> int:
    """How many clips each recogniser has in work."""
    return _ROOM_OF_A_GPU if asked.startswith("cuda") or (asked == "auto" and _gpus()) else _ROOM


def _gpus() -> int:
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if visible is not None:
        return len([name for name in visible.split(",") if name.strip()])
    tool = shutil.which("nvidia-smi")
    return _listed_by(tool) if tool is not None else 0


@cache
def _listed_by(tool: str) -> int:
    said = subprocess.run([tool, "-L"], capture_output=True, text=True, check=False)
    return sum(line.startswith("GPU ") for line in said.stdout.splitlines())


class LocalCrew:
    """Workers on this machine.

    Args:
        jobs: processes for the cheap steps.
        devices: a recogniser for each; None leaves the choice to the settings.
        spool: where clips that lie elsewhere are copied to.
        each: how many clips each recogniser has in work.
    """

    def __init__(
        self, jobs: int, devices: tuple[str | None, ...] = (None,), spool: Path | None = None, each: int = _ROOM
    ) -> None:
        _begin_tracker()
        self.room = each * len(devices) + 2 * jobs
        self._jobs, self._spool = jobs, spool
        self._pool: ProcessPoolExecutor | None = None
        self._looks: set[Future[Outcome]] = set()
        self._events: SimpleQueue[tuple[_Ear | None, _Message]] = SimpleQueue()
        self._ears = [_Ear(device, spool, self._events) for device in devices]
        self._copies: dict[str, Path] = {}  # of clips that lie elsewhere, until they are heard
        self._abandoned = False

    def submit(self, step: Step, task: Task) -> None:
        if step is Step.HEAR:
            task = replace(task, media=self._copies.get(task.key))
            min(self._ears, key=lambda ear: len(ear.tasks)).submit(task)
            return
        try:
            self._to_pool(step, task)
        except BrokenProcessPool:  # its end was not yet known
            self._to_pool(step, task)

    def _to_pool(self, step: Step, task: Task) -> None:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._jobs, _CONTEXT, initializer=_begin_worker)
        pool = self._pool
        try:
            with _out_of_earshot():  # it may start another process
                future = pool.submit(look, task, self._spool) if step is Step.LOOK else pool.submit(correct, task)
        except BrokenProcessPool:
            self._pool = None
            raise
        if step is Step.LOOK:
            self._looks.add(future)

        def finished(done: Future[Outcome]) -> None:
            self._looks.discard(done)
            if done.cancelled():
                return
            error = done.exception()
            if error is not None and self._pool is pool:
                self._pool = None
            self._events.put((None, ("outcome", done.result() if error is None else _lost(task.key, step, error))))

        future.add_done_callback(finished)

    def next(self, timeout: float) -> Outcome | Underway | None:
        try:
            ear, (kind, what) = self._events.get(timeout=timeout)
        except Empty:
            return None
        if self._abandoned and not (isinstance(what, Outcome) and what.step is Step.CORRECT):
            return None
        if kind == "fatal":
            assert isinstance(what, RehearError)
            raise what
        if kind == "died" and ear is not None:
            for key in ear.bury(what):
                self._events.put((None, ("outcome", Outcome(key, Step.HEAR, Trouble.LOST, ear.said or _KILLED))))
            return None
        if kind == "failing" and ear is not None:
            ear.said = str(what)
            return None
        if ear is not None and isinstance(what, Outcome):
            ear.tasks.pop(what.key, None)
            ear.begun.discard(what.key)
            ear.deaths = []
        if kind == "begun" and ear is not None:
            ear.begun.add(what)
            return None
        assert isinstance(what, Outcome | Underway)
        if isinstance(what, Outcome):
            self._keep_copy(what)
        return what

    def _keep_copy(self, outcome: Outcome) -> None:
        """Remember a copy that is still to be heard; remove it when that is done, or will not be."""
        copy = outcome.media or self._copies.pop(outcome.key, None)
        if copy is None:
            return
        if outcome.step is Step.LOOK and outcome.trouble is None and not outcome.heard:
            self._copies[outcome.key] = copy
        else:
            shutil.rmtree(copy.parent, ignore_errors=True)
            self._copies.pop(outcome.key, None)

    def abandon(self) -> None:
        self._abandoned = True
        for future in list(self._looks):
            future.cancel()
        for ear in self._ears:
            ear.stop()

    def close(self) -> None:
        for ear in self._ears:
            ear.end(_MERCY if self._abandoned else 0)
        if self._pool is not None:
            self._pool.shutdown(wait=not self._abandoned, cancel_futures=True)
            self._pool = None


def _lost(key: str, step: Step, error: BaseException) -> Outcome:
    if not isinstance(error, BrokenProcessPool):
        return Outcome(key, step, Trouble.BUG, f"{type(error).__name__}: {error}")
    return Outcome(key, step, Trouble.LOST, _KILLED)


class _Ear:
    """The process that hears on one device. It is started when there is something to hear, and again when it died."""

    def __init__(
        self, device: str | None, spool: Path | None, events: SimpleQueue[tuple[_Ear | None, _Message]]
    ) -> None:
        self.tasks: dict[str, Task] = {}  # given, and not yet done
        self.begun: set[str] = set()
        self.said = ""  # why it is about to end, if it could say so
        self.deaths: list[str] = []  # the clips that it was hearing, since it last finished one
        self._device, self._spool, self._events = device, spool, events
        self._process: Any = None
        self._pipe: Connection[Any, Any] | None = None

    def submit(self, task: Task) -> None:
        self.tasks[task.key] = task
        if self._process is None:
            self._start()
        self._send(task)

    def _start(self) -> None:
        self.said = ""
        ours, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_hear, args=(theirs, self._device, self._spool), daemon=True)
        with _out_of_earshot():
            self._process.start()
        theirs.close()
        self._pipe = ours
        threading.Thread(target=self._listen, args=(self._process, ours), daemon=True).start()

    def _send(self, task: Task) -> None:
        try:
            assert self._pipe is not None
            self._pipe.send(task)
        except OSError:  # it died; that is told by whoever listens
            pass

    def _listen(self, process: Any, pipe: Connection[Any, Any]) -> None:
        try:
            while True:
                self._events.put((self, pipe.recv()))
        except (EOFError, OSError):
            process.join()
            self._events.put((self, ("died", process.exitcode)))

    def bury(self, exitcode: int | None) -> list[str]:
        """The clips that it was hearing when it died; those that only waited are given to its successor.

        Raises:
            EngineError: if it dies each time it is started.
        """
        lost = [key for key in self.tasks if key in self.begun]
        self.deaths += lost[:1]
        if len(self.deaths) >= _DEATHS and len(set(self.deaths)) > 1:
            why = self.said or f"killed, exit {exitcode}; out of memory?"
            raise EngineError(
                f"the recogniser ended {len(self.deaths)} times in a row ({why})", remedy="a smaller --model"
            )
        for key in lost:
            del self.tasks[key]
        self.begun.clear()
        self._process = None
        if self.tasks:
            self._start()
            for task in self.tasks.values():
                self._send(task)
        return lost

    def stop(self) -> None:
        """Ask it to keep what it heard of long clips, and to end."""
        if self._process is not None:
            self._process.terminate()

    def end(self, mercy: float) -> None:
        """End it, if it did not within so many seconds."""
        if self._process is not None:
            self._process.join(mercy)
            self._process.kill()
            self._process.join()


def _begin_tracker() -> None:
    """Start the process in which Python removes what ours leave of semaphores. A closed terminal is not to end it before them,
    and that a run was ended at once is no news to whoever did that."""
    if os.name == "posix":  # elsewhere there is none
        os.environ.setdefault("PYTHONWARNINGS", "ignore:resource_tracker:UserWarning")
        with _out_of_earshot():
            resource_tracker.ensure_running()


@contextmanager
def _out_of_earshot() -> Iterator[None]:
    """What is started meanwhile never hears Ctrl-C nor that the terminal was closed, not even while it starts; we do, later."""
    if os.name != "posix":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_worker() -> None:
    """What holds in each of our processes: Ctrl-C and a closed terminal are the driver's business, and without a driver there
    is nothing to do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # also where signals cannot be kept from it
    driver = parent_process()

    def watch() -> None:
        assert driver is not None
        driver.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _hear(pipe: Connection[Any, Any], device: str | None, spool: Path | None) -> None:
    """The life of a process that hears: tasks come through the pipe, and messages (kind, what) go back."""
    _begin_worker()
    yield_when_idle()
    given: Queue[Task] = Queue()
    sending = threading.Lock()

    def send(kind: str, what: object) -> None:
        with sending:  # progress is told by more than one thread
            pipe.send((kind, what))

    def receive() -> None:
        try:
            while True:
                given.put(pipe.recv())
        except (EOFError, OSError):  # the driver is gone
            os._exit(1)

    def stream(first: Task) -> Iterator[Task]:
        task = first
        while True:
            send("begun", task.key)
            yield task
            try:
                task = given.get(timeout=_IDLE)
            except Empty:
                return

    threading.Thread(target=receive, daemon=True).start()
    heard = False
    with suppress(KeyboardInterrupt):  # being asked to end, also while it says why it ends by itself
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what was heard of long clips is kept
        try:
            from .recogniser import Recogniser

            recogniser = Recogniser(device, spool, lambda key, heard: send("underway", Underway(key, heard)))
            while True:
                for outcome in recogniser.hear(stream(given.get())):
                    heard = heard or outcome.trouble is None
                    send("outcome", outcome)
        except RehearError as error:
            # What could hear before may do so again, in a process of its own: a device fails now and then.
            send(*(("failing", str(error)) if heard else ("fatal", error)))
    os._exit(0)  # all is sent, and being asked to end while it ends would only confuse what tidies up
