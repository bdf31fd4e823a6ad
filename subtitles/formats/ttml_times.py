"""When the elements of a TTML file are shown: its time expressions, and how those of nested elements add up (TTML2, 12)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .notices import Repairs
from .xml_walk import Tag

_CLOCK = re.compile(r"(\d{2,}):(\d\d):(\d\d)(?:\.(\d+)|:(\d{2,})(?:\.(\d+))?)?", re.ASCII)
_OFFSET = re.compile(r"(\d+(?:\.\d+)?)(h|m|s|ms|f|t)", re.ASCII)
# What is found all the same: "1:02.5", "12.345", "00:00:01,500", drop frames after a semicolon.
_LOOSE = re.compile(r"(?:(?:(\d{1,4}):)?(\d{1,3}):)?(\d{1,9})(?:[.,](\d+)|[:;](\d+))?s?", re.ASCII)
# Of SMPTE timecode: numbers of frames that are passed over, every so many minutes, but not every so many.
_DROPS = {"dropNTSC": (2, 1, 10), "dropPAL": (4, 2, 20)}
_NONE = (0, 1, 1)
_LONGEST = 10**9  # seconds; a time beyond is no time


@dataclass(slots=True)
class Element:
    """An element that is open.

    Attributes:
        start, end: when it is shown, in ms from the beginning of the file; `end` is None where nothing says it.
        timed: it has times of its own.
        placed: it or one around it has.
        last: where a child in sequence begins.
        base: what its times count from, in ms; None where it is one after the other, so that they move with those before.
    """

    tag: Tag
    start: int = 0
    end: int | None = None
    timed: bool = False
    placed: bool = False
    last: int = 0
    base: int | None = 0

    @property
    def name(self) -> str:
        return self.tag.name


class Clock:
    """Reads times by the rates that the root element gives; `absolute` where nested times do not add up (Apple's lyrics)."""

    def __init__(self, root: Mapping[str, str], repairs: Repairs, *, absolute: bool = False) -> None:
        self._repairs = repairs
        self.absolute = absolute
        rate = _number(root.get("frameRate")) or 30
        top, _, bottom = root.get("frameRateMultiplier", "1 1").replace(":", " ").partition(" ")
        self._smpte = root.get("timeBase") == "smpte"
        self._drops = _DROPS.get(root.get("dropMode", ""), _NONE)
        self._counted = rate
        self._frames = rate * Fraction(_number(top) or 1, _number(bottom) or 1)
        self._subframes = _number(root.get("subFrameRate")) or 1
        given = self._frames * self._subframes if "frameRate" in root else Fraction(1)
        self._ticks = Fraction(_number(root.get("tickRate")) or 0) or given

    def opened(self, tag: Tag, parent: Element | None, line: int) -> Element:
        """The element that this tag begins."""
        begin, end, length = (self._time(tag.attributes.get(name), line) for name in ("begin", "end", "dur"))
        around = parent or Element(tag)
        in_sequence = parent is not None and parent.tag.attributes.get("timeContainer") == "seq"
        base = 0 if self.absolute else around.last if in_sequence else around.start
        start = around.start if begin is None and self.absolute else base + (begin or 0)
        ends = [around.end, None if end is None else base + end, None if length is None else start + length]
        known = [time for time in ends if time is not None]
        timed = not begin is end is length is None
        end = min(known, default=None)
        return Element(tag, start, end, timed, timed or around.placed, start, None if in_sequence else base)

    def closed(self, element: Element, parent: Element | None) -> None:
        if parent is not None:
            parent.last = element.last if element.end is None else element.end

    def _time(self, written: str | None, line: int) -> int | None:
        """Milliseconds of a time expression; None where there is none that can be read."""
        if written is None:
            return None
        text = written.strip()
        seconds = self._exact(text)
        if seconds is None:
            loose = _LOOSE.fullmatch(text.lstrip("-"))
            if loose is None:
                self._repairs.add(line, "a time that cannot be read, left out", text)
                return None
            self._repairs.add(line, "times not written as TTML wants them, read as they are meant", text)
            hours, minutes, rest, fraction, frames = loose.groups()
            seconds = Fraction((int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(rest)) + _fraction(fraction)
            if fraction is None:
                seconds = self._in_frames(seconds, Fraction(int(frames or 0)))
            if text.startswith("-"):
                seconds = Fraction(0)
        if seconds > _LONGEST:
            self._repairs.add(line, "a time that cannot be read, left out", text)
            return None
        return round(seconds * 1000)

    def _in_frames(self, clock: Fraction, frames: Fraction) -> Fraction:
        """Seconds of a clock time and frames.

        SMPTE timecode counts frames: its seconds are so many of them, and as long as they take at the true rate. Drop frame
        modes leave numbers out, no frames (ttp:timeBase and ttp:dropMode in TTML2; SMPTE ST 12-1).
        """
        if not self._smpte:
            return clock + frames / self._frames
        dropped, every, spared = self._drops
        minutes = int(clock // 60)
        return (clock * self._counted + frames - dropped * (minutes // every - minutes // spared)) / self._frames

    def _exact(self, text: str) -> Fraction | None:
        if len(text) > 40:  # no time, and numbers without end would take for ever
            return None
        if clock := _CLOCK.fullmatch(text):
            hours, minutes, rest, fraction, frames, subframes = clock.groups()
            seconds = Fraction((int(hours) * 60 + int(minutes)) * 60 + int(rest)) + _fraction(fraction)
            if fraction:
                return seconds
            return self._in_frames(seconds, int(frames or 0) + Fraction(int(subframes or 0), self._subframes))
        if offset := _OFFSET.fullmatch(text):
            units = {"h": Fraction(3600), "m": Fraction(60), "s": Fraction(1), "ms": Fraction(1, 1000)}
            units |= {"f": 1 / self._frames, "t": 1 / self._ticks}
            return Fraction(offset.group(1)) * units[offset.group(2)]
        return None


def _fraction(digits: str | None) -> Fraction:
    return Fraction(int(digits[:9]), 10 ** len(digits[:9])) if digits else Fraction(0)


def _number(text: str | None) -> int | None:
    """A positive whole number, or None."""
    return int(text) if text and re.fullmatch(r"[1-9]\d{0,9}", text.strip(), re.ASCII) else None
