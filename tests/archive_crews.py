"""Crews that do an archive's steps in this process, so that a test sees and decides everything that happens."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from engines import Stub
from rehear.archive import EVERYTHING, Filters, Ledger, Plan, Run, Shelf, Stop, Tally, Watcher, make_plan, place_of
from rehear.archive.crew import Crew, Underway
from rehear.archive.recogniser import Recogniser
from rehear.archive.task import Outcome, Step, Task, Trouble
from rehear.archive.work import correct, look
from rehear.document import Word
from rehear.document.model import split_words, spread
from rehear.pipeline.hearing import Hearing
from rehear.pipeline.plan import Rules
from rehear.transcribe import Recognised, Window
from rehear.transcribe.engine import Heard, Options


class Deaf(Stub):
    """An engine without a model, which says the same whatever it hears."""

    name = "deaf"
    text = " organiser des gays tapants à Macon"

    def recognise(self, windows: Iterable[Window], _options: Options | None = None) -> Iterator[Recognised]:
        for window in windows:
            end = len(window.samples) // 16
            words: list[Word] = spread(split_words(self.text), 0, end, 0.9)
            yield Recognised((Heard(0, end, tuple(words), {"temperature": 0.0}),), "fr")


class HereCrew:
    """Does each step when the next outcome is asked for, oldest first.

    Attributes:
        done: how often each step was done for each clip: (step, key).
        meddle: called before each step; may give an outcome in its place.
    """

    room = 4

    def __init__(self, meddle: Callable[[Step, Task], Outcome | None] = lambda _step, _task: None) -> None:
        self.done: Counter[tuple[Step, str]] = Counter()
        self.meddle = meddle
        self._queue: deque[tuple[Step, Task]] = deque()
        self._recogniser = Recogniser()

    def submit(self, step: Step, task: Task) -> None:
        self._queue.append((step, task))

    @property
    def waiting(self) -> int:
        return len(self._queue)

    def next(self, timeout: float) -> Outcome | Underway | None:  # noqa: ARG002
        if not self._queue:
            return None
        step, task = self._queue.popleft()
        outcome = self.meddle(step, task)
        if outcome is not None:
            return outcome
        self.done[step, task.key] += 1
        if step is Step.HEAR:
            return next(iter(self._recogniser.hear([task])))
        return look(task) if step is Step.LOOK else correct(task)

    def abandon(self) -> None:
        self._queue = deque(item for item in self._queue if item[0] is Step.CORRECT)

    def close(self) -> None:
        self._queue.clear()

    def heard(self) -> set[str]:
        return {key for step, key in self.done if step is Step.HEAR}


def lost(step: Step, task: Task) -> Outcome:
    return Outcome(task.key, step, Trouble.LOST, "killed")


class Call:
    """One call of `rehear archive` on a folder, as far as it is decided before a crew is needed."""

    def __init__(
        self,
        names: Iterable[str | Path],
        out: str | Path,
        *,
        lexicons: Iterable[str | Path] = (),
        retry: bool = False,
        force: bool = False,
        settle: float = 0.0,
        filters: Filters = EVERYTHING,
        hearing: Hearing | None = None,
        **overrides: object,
    ) -> None:
        self.shelf = Shelf(str(out))
        rules = Rules({"language": "fr", **overrides}, tuple(map(str, lexicons)))
        hearing = hearing or Hearing(vad=False)
        self.plan: Plan = make_plan(
            [str(name) for name in names], self.shelf, rules, hearing, filters=filters, force=force
        )
        self.retry, self.settle = retry, settle
        self.said: list[str] = []

    def run(self, crew: Crew, stop: Stop | None = None, after: Callable[[Tally], None] = lambda _: None) -> Run:
        ledger = Ledger(place_of(self.shelf))
        try:
            watcher = Watcher(progress=after, warning=self.said.append, note=self.said.append)
            run = Run(self.plan, self.shelf, ledger, crew, watcher, stop or Stop(), self.settle, self.retry)
            run.all()
        finally:
            ledger.close()
        return run


def files(folder: Path) -> dict[str, bytes]:
    """All that a run leaves but the ledger."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and "ledger" not in path.name)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
