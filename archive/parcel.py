"""A step of a clip sent to another machine with the results that it needs, and what comes back: nothing is read or written in
the folder of results but by the driver."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp

from ..document.disk import write_together
from ..document.errors import InputError, OutputError
from ..document.store import begun_beside, read_record
from ..pipeline.inputs import RECORDS
from ..pipeline.outputs import put_in_place
from .faults import failed
from .storage import absolute, at_hand, is_address
from .task import Outcome, Step, Task, Trouble
from .work import stamps


@dataclass(frozen=True, slots=True)
class Parcel:
    """A step to be done, and the files of the clip's results that were there: name below its folder -> bytes."""

    step: Step
    task: Task
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a parcel: the outcome, and the files that are new or changed."""

    outcome: Outcome
    files: Mapping[str, bytes] = field(default_factory=dict)


def pack(step: Step, task: Task) -> Parcel:
    """The step with what lies in the clip's results; looking needs the records alone, and hearing the transcript. The
    worker stands in another folder.

    Raises:
        OutputError, OSError: if the results cannot be read.
    """
    needed = {Step.LOOK: (".transcript.json", ".edits.jsonl"), Step.HEAR: (".transcript.json",), Step.CORRECT: ("",)}[
        step
    ]
    wanted = [name for name in task.files if name.endswith(needed)]
    if step is Step.CORRECT and not is_address(task.folder):
        wanted += [begun_beside(PurePosixPath(name)).as_posix() for name in wanted if name.endswith(".edits.jsonl")]
    with at_hand(task.folder, wanted) as folder:
        task = replace(task, place=absolute(task.place))
        return Parcel(step, task, {name: (folder / name).read_bytes() for name in wanted if (folder / name).is_file()})


def opened(parcel: Parcel, spool: Path) -> Task:
    """The parcel's task with a folder of its own for its results, filled with what was sent."""
    folder = Path(mkdtemp(prefix="results-", dir=spool))
    for name, data in parcel.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return replace(parcel.task, folder=str(folder))


def sealed(parcel: Parcel, task: Task, outcome: Outcome) -> Reply:
    """The reply to a parcel, from the folder that the task worked in, which is removed."""
    folder = Path(task.folder)
    try:
        found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    except OSError as error:
        return refused(parcel, error)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Reply(_elsewhere(outcome), {name: data for name, data in found.items() if parcel.files.get(name) != data})


def refused(parcel: Parcel, error: Exception) -> Reply:
    """The reply to a parcel that could not be opened or sealed."""
    return Reply(_elsewhere(failed(parcel.task, parcel.step, error)))


def _elsewhere(outcome: Outcome) -> Outcome:
    """What is full is a worker's disk, not that of the results: it does not end the run."""
    if outcome.trouble is not Trouble.DISK_FULL:
        return outcome
    return replace(outcome, trouble=Trouble.STORAGE, reason=f"no room on {platform.node()}: {outcome.reason}")


def done(parcel: Parcel, spool: Path, work: Callable[[Task], Outcome]) -> Reply:
    """Do a parcel's step in a folder of its own."""
    try:
        task = opened(parcel, spool)
    except OSError as error:
        return refused(parcel, error)
    return sealed(parcel, task, work(task))


def put(sent: Parcel, reply: Reply) -> Outcome:
    """Write what came back beside the clip's results.

    Returns:
        The outcome, with the stamps of what lies there now. If the results were changed in the meantime (by a person, or by
        another run), nothing is written, and the outcome says so.
    """
    task, outcome = sent.task, reply.outcome
    try:
        if reply.files:
            with at_hand(task.folder, list(reply.files)) as folder:
                for name, data in reply.files.items():
                    _unchanged(folder / name, sent.files.get(name), data)
                _put(folder, reply.files)
        return replace(outcome, files=stamps(task)) if outcome.files or reply.files else outcome
    except Exception as error:  # noqa: BLE001 - one clip's failure never stops the rest
        return failed(task, outcome.step, error)


def _put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put files in place below a folder, results with their record."""
    record = next((name for name in files if name.endswith(".edits.jsonl")), None)
    if record is None:
        write_together([(folder / name, data) for name, data in files.items()])
        return
    others = [(folder / name, data) for name, data in files.items() if name != record]
    texts = [one for one in others if one[0].parent.name == RECORDS]
    known: Mapping[str, str] = {}
    with suppress(InputError):  # there is none yet, or it is damaged
        known = read_record(folder / record).outputs
    put_in_place(folder / record, files[record], [one for one in others if one not in texts], known, texts)


def _unchanged(path: Path, before: bytes | None, now: bytes) -> None:
    if (path.read_bytes() if path.is_file() else None) not in (before, now):
        raise OutputError(f"{path.name} was changed while the clip was worked on", remedy="run it again")
