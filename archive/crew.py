"""Who does an archive's work. The driver (`run.py`) hands steps to a crew and takes outcomes from it; whether they are done by
processes of this machine (`local.py`) or elsewhere is not its business."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Protocol

from .task import Outcome, Step, Task


@dataclass(frozen=True, slots=True)
class Underway:
    """How much of a clip is heard (ms), while it is heard."""

    key: str
    heard: int


def yield_when_idle() -> None:
    """Have the recogniser's threads sleep while they wait for one another; to be called before torch is loaded.

    By default they turn in circles, each on a CPU of its own. Beside the processes of the cheap steps there are fewer CPUs than
    threads, and one that hears took more than twice the CPU time (docs/archive.md). What the user has set stays.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


class Crew(Protocol):
    """Workers for the steps.

    Attributes:
        room: how many clips may be in work at once: enough for all workers, and for clips that are decoded ahead.
    """

    room: int

    def submit(self, step: Step, task: Task) -> None:
        """Have a step done. Each step that was submitted gives one Outcome, in any order; one whose worker was lost gives
        `Trouble.LOST`, and may be submitted again."""
        ...

    def next(self, timeout: float) -> Outcome | Underway | None:
        """What happened next; None if nothing did for so long (seconds).

        Raises:
            CallError, EngineError: if no clip can be heard at all (the model is not there).
        """
        ...

    def abandon(self) -> None:
        """Look at and hear nothing more, not even what was begun; corrections are still done. No outcomes come of the rest."""
        ...

    def close(self) -> None:
        """End all workers, whatever they do."""
        ...
