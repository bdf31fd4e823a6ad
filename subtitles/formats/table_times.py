"""Times in the columns of a table: clocks speak for themselves, numbers have the unit of their file.

A column named `start_ms` or `start (s)` says its unit. Else numbers are milliseconds, as Whisper writes them, unless one of
the file has a fraction: then all of them are seconds ("1.5", "2"), unless cues lasted minutes so: a program wrote ".0" behind
everything, or a hand one second among milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from .source import FRAMES, milliseconds_of

TIME = re.compile(
    r"(?P<sign>-?)(?:(?P<whole>\d{1,12})|(?P<decimal>\d{1,9}[.,]\d{1,9})"
    r"|(?P<clock>(?:\d{1,4}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,3})?|\d{1,4}:\d{1,2}:\d{1,2}:(?P<frames>\d{1,3})))",
    re.ASCII,
)
_UNIT = re.compile(r"[ _]?\(?\b(?:(ms|msecs?|milliseconds?|millisecondes)|(s|secs?|seconds?|secondes))\)?$", re.ASCII)
# Seconds that no cue lasts, and ms that none does.
_ENDLESS, _INSTANT = 100.0, 100


def without_unit(name: str) -> tuple[str, int]:
    """A column's name without the unit behind it, and the ms of that unit; 0 if it says none.

    >>> without_unit("start_ms"), without_unit("end (s)"), without_unit("text")
    (('start', 1), ('end', 1000), ('text', 0))
    """
    spaced = name.replace("_", " ")
    found = _UNIT.search(spaced)
    if found is None or not found.start():
        return name, 0
    return name[: found.start()], 1 if found.group(1) else 1000


def unit_of(times: Sequence[Sequence[re.Match[str]]]) -> tuple[int, str]:
    """The ms of a file's numbers, and what is to be said of it ('' if nothing).

    Args:
        times: for each row its start and, where it can be read, its end.
    """
    plain = [[time for time in row if not time["clock"]] for row in times]
    decimals = any(time["decimal"] for row in plain for time in row)
    lasting = [number_of(row[1]) - number_of(row[0]) for row in plain if len(row) == 2]
    usual = median(lasting) if lasting else 0.0
    if not decimals:
        short = len(lasting) > 1 and 0 < usual < _INSTANT
        return (
            1,
            f"times read as milliseconds: a cue lasts {usual:g}; if they are seconds, name the column start_s"
            if short
            else "",
        )
    if usual >= _ENDLESS:
        return 1, f"times read as milliseconds, for in seconds a cue would last {usual:g}"
    return 1000, ""


def number_of(time: re.Match[str]) -> float:
    return float((time["whole"] or time["decimal"] or "0").replace(",", "."))


def milliseconds(time: re.Match[str], unit: int) -> int:
    """A time that was read; one before zero is zero, hundredths of hh:mm:ss:ff that are no frames are a fraction."""
    if time["sign"]:
        return 0
    if not time["clock"]:
        return round(number_of(time) * unit)
    if time["frames"] and (len(time["frames"]) > 2 or int(time["frames"]) >= FRAMES):
        clock, _, fraction = time["clock"].rpartition(":")
        return milliseconds_of(f"{clock}.{fraction}")
    return milliseconds_of(time["clock"])
