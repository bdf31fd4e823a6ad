"""What a reader repaired, guessed or left out, said with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Notice(NamedTuple):
    """Something in an input that a person should know: what was repaired, guessed or left out.

    `line` counts from 1; 0 stands for the file as a whole. `last` is the last line that it is about, 0 where that is `line`.
    `lost` says that something there could not be read, and is in no cue.
    """

    line: int
    text: str
    path: str = ""
    last: int = 0
    lost: bool = False

    def __str__(self) -> str:
        place = (
            self.path + (f":{self.line}" if self.line else "") if self.path else f"line {self.line}" * bool(self.line)
        )
        text = f"up to line {self.last} {self.text}" if self.last > self.line else self.text
        return f"{place}: {text}" if place else text


class Repairs:
    """What was repaired in a file: the same repair in many cues is said once, where it was first made, with their number.

    A file of a thousand cues without numbers would bury everything else under a thousand lines.
    """

    def __init__(self) -> None:
        self._first: dict[str, tuple[int, str]] = {}
        self._count: dict[str, int] = {}

    def add(self, line: int, what: str, example: str = "") -> None:
        """Note a repair on a line (from 1); `example` is what stood there the first time."""
        if what not in self._first:
            self._first[what] = (line, example)
            self._count[what] = 0
        self._count[what] += 1

    def notices(self) -> Iterator[Notice]:
        for what, (line, example) in self._first.items():
            more = self._count[what] - 1
            shown = f" ({example[:60]!r})" if example else ""
            yield Notice(line, what + shown + (f", and {more} more like it" if more else ""))


def left_out(texts: Iterable[tuple[int, str]], why: str) -> Iterator[Notice]:
    """Notices of lines (number from 1, text) that are in no cue, with all that they say; lines in a row share one."""
    run: list[str] = []
    first = last = blank = 0
    for number, text in texts:
        if not text.strip():
            blank += 1
            continue
        if run and number > last + 1 + blank:
            yield _run(run, why, first, last)
            run = []
        blank, last = 0, number
        first = first if run else number
        run.append(text.strip())
    if run:
        yield _run(run, why, first, last)


def _run(run: list[str], why: str, first: int, last: int) -> Notice:
    return Notice(first, f"{why}, left out: {' | '.join(run)!r}", last=last, lost=True)
