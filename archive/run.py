"""An archive run: hands each clip's steps to a crew, writes down what became of them, and leaves all so that the next run goes
on from there."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from time import monotonic, sleep, time

from ..document.errors import OutputError
from .crew import Crew, Underway
from .faults import failed
from .ledger import Ledger
from .moved import bring
from .naming import is_anothers
from .plan import Item, Plan, due
from .rows import Row
from .storage import Shelf, absolute, is_address, see_writable, stamp
from .tally import Tally
from .task import Outcome, Step, Task, Trouble

# A clip whose worker was lost is done again; lost a second time, it is done alone, so that it is known which one it was.
_TRIES = 3
_WAIT = 0.5  # seconds between two looks at whether to stop
_FINISHING = 30.0  # seconds that corrections get when the run is interrupted


@dataclass(frozen=True, slots=True)
class Watcher:
    """Whom to tell what.

    Attributes:
        clip: called for each clip that is finished: its task, the state in a word, the reason, what is known of it.
        progress: called often, with how the run stands.
        warning: called with a line for what a person should see to.
        note: called with a line for what a person may want to know.
    """

    clip: Callable[[Task, str, str, Row], None] = lambda _task, _state, _reason, _row: None
    progress: Callable[[Tally], None] = lambda _tally: None
    warning: Callable[[str], None] = lambda _line: None
    note: Callable[[str], None] = lambda _line: None


@dataclass(slots=True)
class Stop:
    """Whether the run is to end before its time. Set by a signal."""

    wanted: bool = False


@dataclass(slots=True)
class _Flight:
    """A clip in work."""

    item: Item
    task: Task
    row: Row
    step: Step
    lost: int = 0


@dataclass(slots=True)
class Run:
    """One run.

    Args:
        settle: a clip that changed less than so many seconds ago may still be being written; it is looked at again later.
        retry: also what failed for good before.
    """

    plan: Plan
    shelf: Shelf
    ledger: Ledger
    crew: Crew
    watcher: Watcher = field(default_factory=Watcher)
    stop: Stop = field(default_factory=Stop)
    settle: float = 10.0
    retry: bool = False
    tally: Tally = field(default_factory=Tally)
    full: str = ""  # why the run ends before its time: no more results, or no ledger, can be written
    _writable: dict[str, Outcome | None] = field(default_factory=dict)  # folder of results -> why it is not
    _flights: dict[str, _Flight] = field(default_factory=dict)
    _young: list[Item] = field(default_factory=list)
    _claimed: list[Item] = field(default_factory=list)
    _again: deque[_Flight] = field(default_factory=deque)
    _suspects: deque[_Flight] = field(default_factory=deque)

    def all(self) -> Tally:
        """Do what there is to do; returns when all is done, or the run was stopped, or no more can be written."""
        try:
            self.ledger.begin(self.plan.hear_as)
            todo = self._todo()
            for row in self.plan.gone:
                self.ledger.enter(replace(row, trouble=Trouble.GONE), release=True)
            self.watcher.progress(self.tally)
            self._work(iter(todo), self.crew.room)
            self._work(self._settled(), self.crew.room)
            again, self._claimed = self._claimed, []
            self._work(
                (replace(item, settled=True) for item in again), self.crew.room
            )  # by now they may be done, or their run dead
            while self._suspects and not self._ending:
                self._again.append(self._suspects.popleft())
                self._work(iter(()), 1)
        except OutputError as error:  # the ledger's disk
            self.full = str(error)
        finally:
            self.tally.others += [item.task.place for item in self._claimed]
            self.tally.elsewhere += len(self._claimed)
            self._finish()
        return self.tally

    @property
    def _ending(self) -> bool:
        return self.stop.wanted or bool(self.full)

    def _todo(self) -> list[Item]:
        """The clips that need something; the others are counted."""
        todo = []
        for item in self.plan.items:
            row = self.plan.known.get(item.task.key)
            if due(item, row, self.shelf, retry=self.retry) is not None:
                todo.append(item)
            elif row is not None and row.trouble is not None:
                self.tally.remembered += row.trouble is not Trouble.NO_MEDIA
            else:
                self.tally.before += 1
                self.tally.kept_before += len(row.kept) if row is not None else 0
        self.tally.total = len(todo)
        # Clips that were moved come first: before another clip in the place of one is heard, and its results are written over.
        return sorted(todo, key=lambda item: item.task.key not in self.plan.moved)

    def _work(self, items: Iterator[Item], room: int) -> None:
        """Keep the crew busy until there is nothing more."""
        more = True
        while not self._ending:
            while len(self._flights) < room and (self._again or more) and not self._ending:
                if self._again:
                    flight = self._again.popleft()
                    self._submit(flight, flight.step)
                elif (item := next(items, None)) is not None:
                    self._begin(item)
                else:
                    more = False
            if not self._flights:
                return
            self._take(self.crew.next(_WAIT))

    def _settled(self) -> Iterator[Item]:
        """The clips that were young when their turn came, if they have not changed since."""
        if not self._young or self._ending:
            return
        newest = max(item.stamp.changed for item in self._young)
        wait = min(self.settle, newest + self.settle - time())
        if wait > 0:
            count = len(self._young)
            self.watcher.note(
                f"waiting {wait:.0f} s to see whether {count} new {'clip is' if count == 1 else 'clips are'} complete"
            )
            until = monotonic() + wait
            while not self.stop.wanted and monotonic() < until:
                self.ledger.beat(*self.tally.hearing)
                sleep(min(_WAIT, max(0.0, until - monotonic())))
        for item in self._young:
            if stamp(item.task.place) == item.stamp:
                yield replace(item, settled=True)
            else:
                self.tally.growing.append(item.task.place)

    def _begin(self, item: Item) -> None:
        """Take a clip in hand, unless another run has it, or it is still being written."""
        task = item.task
        if not is_address(task.place):
            now = stamp(task.place)
            if now is None:
                self._failed(item, Row(task.key, absolute(task.place)), Trouble.STORAGE, "it is no longer there")
                return
            item = replace(item, stamp=now)
        if not item.settled and 0 <= time() - item.stamp.changed < self.settle:
            self._young.append(item)
            return
        stem = self.ledger.claim(task.key, task.stem)
        if stem is None:
            self._claimed.append(item)
            return
        known = self.ledger.row(task.key)
        step = due(item, known, self.shelf, retry=self.retry)
        if step is None or is_anothers(task.place, item.stamp, known, self.shelf):  # another run was faster
            self.ledger.release(task.key)
            if step is not None:
                self.tally.others.append(task.place)
            self.tally.elsewhere += 1
            return
        if stem != task.stem:
            task = replace(task, stem=stem)
            item = replace(item, task=task)
            self.watcher.note(f"{task.place}: results are named {stem}.*, because of another run")
        fresh = Row(task.key, absolute(task.place), task.stem, str(item.stamp))
        refused = self._refused(task) or self._refused_to_bring(task)
        if refused is not None:
            self._failed(item, fresh, refused.trouble or Trouble.STORAGE, refused.reason)
            return
        self._submit(_Flight(item, task, known if known is not None and step is Step.CORRECT else fresh, step), step)

    def _refused(self, task: Task) -> Outcome | None:
        """Why nothing can be written to the folder of a clip's results; to find that out after hearing would be late."""
        if task.folder not in self._writable:
            try:
                see_writable(task.folder)
                self._writable[task.folder] = None
            except OutputError as error:
                self._writable[task.folder] = failed(task, Step.LOOK, error)
        return self._writable[task.folder]

    def _refused_to_bring(self, task: Task) -> Outcome | None:
        """Have what is known of a clip that was moved go with it; why that cannot be done."""
        before = self.plan.moved.get(task.key)
        if before is not None:
            try:
                bring(before, task, self.shelf)
            except Exception as error:  # noqa: BLE001 - one clip's failure never stops the rest
                return failed(task, Step.CORRECT, error)
            self.tally.moved += 1
        return None

    def _submit(self, flight: _Flight, step: Step) -> None:
        flight.step = step
        self._flights[flight.task.key] = flight
        self.crew.submit(step, flight.task)

    def _take(self, event: Outcome | Underway | None) -> None:
        if isinstance(event, Underway):
            self.tally.underway(event.key, event.heard)
        elif event is not None and event.key in self._flights:
            self._land(self._flights[event.key], event)
        self.ledger.beat(*self.tally.hearing)
        self.watcher.progress(self.tally)

    def _land(self, flight: _Flight, outcome: Outcome) -> None:
        """A step is over: the next one, or the clip is finished."""
        for line in outcome.warnings:
            self.watcher.warning(line)
        flight.row = self._learned(flight, outcome)
        if outcome.trouble is Trouble.LOST:
            self._lost(flight, outcome)
        elif outcome.trouble is not None:
            del self._flights[flight.task.key]
            self._failed(flight.item, flight.row, outcome.trouble, outcome.reason)
        elif outcome.step is Step.LOOK:
            self._submit(flight, Step.CORRECT if outcome.heard else Step.HEAR)
        elif outcome.step is Step.HEAR:
            self.tally.closed(flight.task.key, outcome.audio or flight.row.audio)
            self.tally.heard += 1
            self.ledger.enter(flight.row)
            self._submit(flight, Step.CORRECT)
        else:
            del self._flights[flight.task.key]
            self._done(flight, outcome)

    def _learned(self, flight: _Flight, outcome: Outcome) -> Row:
        """What is known of the clip now."""
        how, row = flight.task.how, flight.row
        folder = PurePosixPath(flight.task.key).parent.as_posix()
        prefix = "" if folder == "." else folder + "/"
        row = replace(
            row,
            audio=outcome.audio if outcome.audio is not None else row.audio,
            media=outcome.identity or row.media,
            spent=row.spent + outcome.spent,
            files={prefix + name: known for name, known in outcome.files.items()} if outcome.files else row.files,
        )
        if outcome.trouble is not None:
            return replace(row, trouble=outcome.trouble, reason=outcome.reason, hear_as=how.hear_as)
        if outcome.step is Step.LOOK:
            return replace(row, hear_as=how.hear_as if outcome.heard else "", correct_as="")
        if outcome.step is Step.HEAR:
            return replace(row, hear_as=how.hear_as, correct_as="", complete=outcome.complete, trouble=None, reason="")
        return replace(
            row,
            correct_as=how.correct_as,
            complete=outcome.complete,
            trouble=None,
            reason="",
            kept=outcome.kept,
            edits=outcome.edits,
            applied=outcome.applied,
        )

    def _done(self, flight: _Flight, outcome: Outcome) -> None:
        self.ledger.enter(flight.row, release=True)
        self.tally.done += 1
        self.tally.audio += flight.row.audio or 0
        self.tally.edits += outcome.edits
        self.tally.applied += outcome.applied
        self.tally.partly += not outcome.complete
        self.tally.kept += [f"{flight.task.folder}/{name}" for name in outcome.kept]
        self.watcher.clip(flight.task, "done" if outcome.complete else "partly", "", flight.row)

    def _failed(self, item: Item, row: Row, trouble: Trouble, reason: str) -> None:
        row = replace(row, trouble=trouble, reason=reason, hear_as=item.task.how.hear_as)
        if trouble is Trouble.DISK_FULL:
            self.full = f"{item.task.folder}: {reason} (make room)"
        self.ledger.enter(row, release=True)
        if trouble is Trouble.NO_MEDIA:
            self.tally.no_media += 1
            return
        self.tally.troubles[trouble] += 1
        self.tally.failures.append((item.task.place, reason))
        self.watcher.clip(item.task, "failed", reason, row)

    def _lost(self, flight: _Flight, outcome: Outcome) -> None:
        """The clip's worker is gone, with it or because of it."""
        del self._flights[flight.task.key]
        flight.lost += 1
        if flight.lost >= _TRIES:
            self._failed(flight.item, flight.row, Trouble.FATAL, f"{outcome.reason}, {flight.lost} times")
        elif flight.lost == _TRIES - 1:
            self._suspects.append(flight)
        else:
            self._again.append(flight)

    def _finish(self) -> None:
        """Let go of what is not finished: what is heard is kept, and corrections that were begun are ended."""
        if self._flights:
            self.crew.abandon()
            until = monotonic() + _FINISHING
            with self._last_words():
                while monotonic() < until and any(flight.step is Step.CORRECT for flight in self._flights.values()):
                    self._take(self.crew.next(_WAIT))
        with self._last_words():
            self.ledger.speed(*self.tally.hearing)
            self.ledger.end()

    @contextmanager
    def _last_words(self) -> Iterator[None]:
        """What the disk refuses at the end is told, and not raised: the run is over anyway."""
        try:
            yield
        except OutputError as error:
            self.full = self.full or str(error)
