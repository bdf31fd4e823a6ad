"""What a run would cost: hours of audio, and time by the speed of runs before."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import time

from ..document.errors import RehearError
from ..document.store import read_record, read_transcript
from ..pipeline.inputs import RECORDS
from ..pipeline.joining import heard_to
from ..pipeline.outputs import Outputs
from .faults import failed
from .plan import Item, Plan, due
from .rows import Row
from .storage import Shelf, at_hand, is_address
from .task import Outcome, Step, Trouble, transcript_of
from .work import look

_OPENED_AT_ONCE = 8
# A clip that must be looked at, what is known of it, and what was known where it was heard before it was moved.
_New = tuple[Item, Row | None, Row | None]


@dataclass(frozen=True, slots=True)
class Estimate:
    """What there is to do.

    Attributes:
        hear, correct: clips to be heard (and corrected), and only to be corrected.
        look: clips that have to be fetched to see whether they were heard before.
        done, remembered: clips that are done, and that failed for good before.
        audio: ms of sound to be heard, as far as known.
        unknown: clips to be heard whose length is not known.
        broken: (place, reason) of clips that cannot be opened, or hold no sound.
        growing: clips that cannot be opened and changed so lately that they may still be being written.
        no_media: files that turned out to be no clips, and whose names promised none.
    """

    hear: tuple[Item, ...]
    correct: tuple[Item, ...]
    look: tuple[Item, ...]
    done: int
    remembered: int
    audio: int
    unknown: int
    broken: tuple[tuple[str, str], ...]
    growing: int
    no_media: int

    def seconds(self, measured: tuple[int, float] | None) -> float | None:
        """How long hearing will take at a measured speed (ms heard, seconds); clips of unknown length count as the others."""
        if measured is None or not self.audio:
            return None
        known = len(self.hear) - self.unknown
        whole = self.audio * (1 + self.unknown / known) if known else 0
        return whole / measured[0] * measured[1]


def estimate(plan: Plan, shelf: Shelf, *, retry: bool = False, settle: float = 0.0) -> Estimate:
    """Work out what there is to do. Clips of this machine that the ledger does not know are opened, as the run would do it.

    Args:
        retry, settle: as in `Run`.
    """
    found: dict[Step, list[Item]] = {step: [] for step in Step}
    done = remembered = audio = unknown = no_media = growing = 0
    broken = []
    new: list[_New] = []
    for item in plan.items:
        row = plan.known.get(item.task.key)
        step = due(item, row, shelf, retry=retry)
        if step is Step.CORRECT:
            found[step].append(item)
        elif step is Step.LOOK:
            new.append((item, row, plan.moved.get(item.task.key)))
        elif row is not None and row.trouble is not None:
            remembered += row.trouble is not Trouble.NO_MEDIA
        else:
            done += 1
    with ThreadPoolExecutor(_OPENED_AT_ONCE) as pool:
        for (item, *_), seen in zip(new, pool.map(lambda one: _looked(one, shelf), new), strict=True):
            if seen is not None and seen.trouble is Trouble.NO_MEDIA:
                no_media += 1
            elif seen is not None and seen.trouble is not None and 0 <= time() - item.stamp.changed < settle:
                growing += 1
            elif seen is not None and seen.trouble is not None:
                broken.append((item.task.place, seen.reason))
            elif seen is None and _was_heard(item, shelf):
                found[Step.LOOK].append(item)
            elif seen is not None and seen.heard:
                found[Step.CORRECT].append(item)
            else:
                found[Step.HEAR].append(item)
                length = seen.audio if seen is not None else None
                audio, unknown = audio + (length or 0), unknown + (length is None)
    hear, correct, looks = (tuple(found[step]) for step in (Step.HEAR, Step.CORRECT, Step.LOOK))
    return Estimate(hear, correct, looks, done, remembered, audio, unknown, tuple(broken), growing, no_media)


def would_replace(item: Item) -> list[str]:
    """The results of a clip that a person changed, and that a forced run would write over.

    Raises:
        OutputError: if they cannot be read.
    """
    task = item.task
    if not task.how.force:
        return []
    with at_hand(task.folder, task.files) as folder:
        record, *_ = (path for name in task.files if (path := folder / name).name.endswith(".edits.jsonl"))
        try:
            known = read_record(record).outputs
        except RehearError:
            known = {}
        ours = Outputs(known)
        return [name for name in task.files if not name.startswith(RECORDS) and ours.is_a_persons(folder / name, b"")]


def _heard_so(item: Item, transcript: str, shelf: Shelf) -> bool:
    """Whether what was heard is as is wanted now, by the same rule as the run's."""
    try:
        with at_hand(shelf.root, [transcript]) as folder:
            stored = read_transcript(folder / transcript)
    except RehearError:
        return False
    return heard_to(stored) is None and item.task.how.listening.heard(stored)


def _was_heard(item: Item, shelf: Shelf) -> bool:
    """Whether something was heard of the clip, in whatever way."""
    return shelf.has(item.task.transcript)


def _looked(new: _New, shelf: Shelf) -> Outcome | None:
    """What a look at the clip says; None for one that would have to be fetched."""
    from ..transcribe import probe
    from ..transcribe.media import choose_stream

    item, row, before = new
    task = item.task
    if row is not None and row.stamp == str(item.stamp) and row.trouble is None and row.audio is not None:
        return Outcome(task.key, Step.LOOK, heard=_heard_so(item, task.transcript, shelf), audio=row.audio)
    if before is not None:
        return Outcome(task.key, Step.LOOK, heard=_heard_so(item, transcript_of(before.key), shelf), audio=before.audio)
    if is_address(task.place):
        return None
    if _was_heard(item, shelf):
        return look(task)
    try:
        info = probe(task.place)
        if info.audio:
            choose_stream(info, task.how.listening.track, task.how.listening.options.language)
    except RehearError as error:
        return failed(task, Step.LOOK, error)
    trouble = None if info.audio else Trouble.NO_AUDIO if task.sure else Trouble.NO_MEDIA
    return Outcome(task.key, Step.LOOK, trouble, "no audio stream" if trouble else "", audio=info.duration)
