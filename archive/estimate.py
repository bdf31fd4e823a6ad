"""What a run would cost: hours of audio, and time by the speed of runs before."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ..document.errors import RehearError
from .ledger import Row
from .plan import Item, Plan, due
from .storage import Shelf, is_address
from .task import Step, Trouble

_OPENED_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Estimate:
    """What there is to do.

    Attributes:
        hear, correct: clips to be heard (and corrected), and only to be corrected.
        done, remembered: clips that are done, and that failed for good before.
        audio: ms of sound to be heard, as far as known.
        unknown: clips whose length is not known.
        broken: clips that cannot be opened, or hold no sound.
    """

    hear: tuple[Item, ...]
    correct: tuple[Item, ...]
    done: int
    remembered: int
    audio: int
    unknown: int
    broken: tuple[tuple[str, str], ...]

    def seconds(self, measured: tuple[int, float] | None) -> float | None:
        """How long hearing will take at a measured speed (ms heard, seconds); clips of unknown length count as the others."""
        if measured is None or not self.audio:
            return None
        known = len(self.hear) - self.unknown - len(self.broken)
        whole = self.audio * (1 + self.unknown / known) if known else 0
        return whole / measured[0] * measured[1]


def estimate(plan: Plan, rows: Mapping[str, Row], shelf: Shelf, *, retry: bool = False) -> Estimate:
    """Work out what there is to do. Clips of this machine that the ledger does not know are opened."""
    hear, correct, new = [], [], []
    done = remembered = audio = 0
    for item in plan.items:
        row = rows.get(item.task.key)
        step = due(item, row, shelf, retry=retry)
        if step is Step.CORRECT:
            correct.append(item)
        elif step is Step.LOOK:
            hear.append(item)
            if row is not None and row.audio is not None and row.stamp == str(item.stamp):
                audio += row.audio
            else:
                new.append(item)
        elif row is not None and row.trouble is not None:
            remembered += row.trouble is not Trouble.NO_MEDIA
        else:
            done += 1
    unknown = 0
    broken = []
    with ThreadPoolExecutor(_OPENED_AT_ONCE) as pool:
        for item, found in zip(new, pool.map(_length, new), strict=True):
            if isinstance(found, str):
                broken.append((item.task.place, found))
            elif found is None:
                unknown += 1
            else:
                audio += found
    return Estimate(tuple(hear), tuple(correct), done, remembered, audio, unknown, tuple(broken))


def _length(item: Item) -> int | str | None:
    """How long a clip is (ms), None if nothing says it, or why it cannot be heard."""
    from ..transcribe import probe

    if is_address(item.task.place):
        return None
    try:
        info = probe(item.task.place)
    except RehearError as error:
        return error.problem
    return info.duration if info.audio else "no audio stream"
