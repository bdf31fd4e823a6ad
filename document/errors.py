"""What can go wrong, as exceptions that carry data.

Every error that a user can cause is a `RehearError`. It says what is wrong, where, and what to do, in one line; the command
line prints that line and exits with `exit_code`. All of them can be pickled, because workers in other processes raise them.
"""

from __future__ import annotations

import os
from typing import ClassVar


class RehearError(Exception):
    """An error with a place and a remedy.

    Args:
        problem: what is wrong, a phrase without a full stop.
        path: the file concerned, if any.
        line: the line in that file, counted from 1.
        remedy: what the user can do, if there is something.
    """

    exit_code: ClassVar[int] = 3

    def __init__(
        self, problem: str, *, path: str | os.PathLike[str] | None = None, line: int | None = None, remedy: str = ""
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.path = None if path is None else os.fspath(path)
        self.line = line
        self.remedy = remedy

    def __str__(self) -> str:
        place = "" if self.path is None else self.path + ("" if self.line is None else f":{self.line}") + ": "
        return place + self.problem + (f" ({self.remedy})" if self.remedy else "")

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.problem, self.path, self.line, self.remedy)


def _rebuild(kind: type[RehearError], problem: str, path: str | None, line: int | None, remedy: str) -> RehearError:
    return kind(problem, path=path, line=line, remedy=remedy)


class CallError(RehearError):
    """The call itself is wrong (options, settings); nothing was started."""

    exit_code = 2


class LexiconError(CallError):
    """A lexicon cannot be read or contradicts itself."""


class InputError(RehearError):
    """An input (media, subtitles, article, record) cannot be used."""


class PastEnd(InputError):
    """A passage begins where there is nothing more of a clip."""


class NoTrack(InputError):
    """A clip has no such audio track, or no such channel."""


class EngineError(RehearError):
    """A recogniser cannot be loaded or failed."""


class OutputError(RehearError):
    """A result cannot be written."""


class EditError(RehearError):
    """An edit does not fit the transcript it is applied to."""


class StaleEdit(EditError):
    """The text that an edit would replace is not there (any more)."""


class OverlappingEdits(EditError):
    """Two edits want to change the same word."""
