"""Why a step was not done: whether it lies in the clip, and lasts until that changes, or around it, and may be over next time.

Only what was read and is no sound counts against a clip. What comes of a file that cannot be read at this moment (a share that
dropped out, a network that is slow, rights) looks much the same, and says nothing of it.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator

from ..document.errors import CallError, EngineError, InputError, NoTrack, OutputError, RehearError
from ..transcribe.damage import reading_error
from .storage import is_address
from .task import Outcome, Step, Task, Trouble

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
# Of what FFmpeg gives as an error of the system: readers of damaged containers say this one, too.
_SAID_OF_DAMAGE = errno.EIO


def failed(task: Task, step: Step, error: Exception) -> Outcome:
    """The outcome of a step that raised."""
    reason = (
        f"{error.problem}" + (f" ({error.remedy})" if error.remedy else "") if isinstance(error, RehearError) else ""
    )
    trouble = _trouble(task, step, error)
    if trouble is Trouble.NAME:  # of the clip's name with what is put behind it for its records
        reason = "its name is too long for the disk of the results (a shorter one will do)"
    reason = reason or getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
    return Outcome(task.key, step, trouble, " ".join(reason.split()), media=task.media)


def _trouble(task: Task, step: Step, error: Exception) -> Trouble:
    system = next((one for one in _chain(error) if isinstance(one, OSError)), None)
    if system is not None and system.errno in _FULL:
        return Trouble.DISK_FULL
    if system is not None and system.errno == errno.ENAMETOOLONG:
        return Trouble.NAME
    if isinstance(system, PermissionError):
        return Trouble.RIGHTS
    if isinstance(error, NoTrack):
        return Trouble.NO_TRACK
    if isinstance(error, EngineError | CallError):
        return Trouble.RECOGNISER
    if not isinstance(error, InputError):
        return Trouble.STORAGE if isinstance(error, OSError | OutputError) else Trouble.BUG
    # Correcting reads what lies beside the results, and never the clip.
    if step is Step.CORRECT or is_address(error.path or "") or _kept_from_reading(task, system):
        return Trouble.STORAGE
    return Trouble.UNREADABLE if task.sure else Trouble.NO_MEDIA


def _kept_from_reading(task: Task, system: OSError | None) -> bool:
    """Whether the clip could not be read, then or now, so that nothing is known of what is in it."""
    said = system is not None and system.errno != _SAID_OF_DAMAGE
    return said or reading_error(task.media or task.place) is not None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
