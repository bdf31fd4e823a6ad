"""What of a stream's sound is lost: the account that is kept while its packets pass by, and what holds for every container."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

# Seconds between two packets from which they are not just unevenly stamped.
HOLE = Fraction(1, 5)
# So many packets behind a place that cannot be read may still be stamped as if nothing had been there (Ogg: one).
LATE = 3
# What share of the bytes that such a time has on average in this file no container needs for itself; silence takes few.
_SHARE = Fraction(1, 20)


class Losses:
    """What is lost of one stream. This class knows what shows in every container: reading errors, and packets that cannot
    be decoded, before a hole in the clock.

    Attributes:
        seconds: of sound.
        places: where, in seconds on the clip's clock.
        untimed: whether the file's clock knows nothing of some of it, so that all behind that comes too early.
        cut: whether the last piece of the file is not whole.
        placed: whether the packets of other streams have to be told, too, to know what lies between those of this one.
    """

    placed = False

    def __init__(self) -> None:
        self.seconds = Fraction(0)
        self.places: list[float] = []
        self.untimed = self.cut = False
        self._failed = 0  # how many more packets may be stamped as if the file could be read all the while
        self._broken = 0  # bytes of a packet that could not be decoded, just before
        self._last = Fraction(0)  # where the sound before ends, on the clip's clock
        self._first: tuple[Fraction, int] | None = None  # time and place of the first packet that has both
        self._until: Fraction | None = None  # where the last packet ends, on the file's clock
        self._at = 0  # the place of the last packet that has one

    def add(self, seconds: Fraction, at: Fraction) -> None:
        self.seconds += seconds
        self.places.append(float(at))

    def unreadable(self) -> None:
        """The file could not be read here, and can again behind it."""
        self._failed = LATE

    def other(self, packet: Any) -> None:
        """A packet of another stream."""

    def undecodable(self, packet: Any, at: Fraction) -> None:
        """A packet that holds no sound; `at`: seconds on the clip's clock."""
        self.add(duration(packet) or Fraction(1, 50), at)
        self._broken = packet.size

    def before(self, packet: Any, at: Fraction) -> bool:
        """Take note of a packet of the stream; whether what its time leaves out since the one before is lost."""
        self._last = at
        lost = self._failed > 0 or self._gone(packet)
        self._failed, self._broken = max(0, self._failed - 1), 0
        if packet.pos is not None:
            self._at = packet.pos
        if (begin := time(packet)) is not None:
            self._until = begin + duration(packet)
            if self._first is None and packet.pos is not None:
                self._first = begin, packet.pos
        return lost

    def ended(self, at: Fraction) -> None:
        """The file was read to its end, and `at` is where its sound ends."""

    def _gone(self, packet: Any) -> bool:
        """Whether what the packet's time leaves out is lost, as far as the container shows it."""
        return self._held(packet, self._broken)

    def _hole(self, packet: Any) -> Fraction:
        """How many seconds the clock leaves out before a packet."""
        begin = time(packet)
        return Fraction(0) if begin is None or self._until is None else begin - self._until

    def _held(self, packet: Any, size: int) -> bool:
        """Whether there is a hole in the clock for which so many bytes without sound are there."""
        hole = self._hole(packet)
        return hole > HOLE and self._lasting(size) > _SHARE * hole

    def _lasting(self, size: int) -> Fraction:
        """For how many seconds so many bytes last, as they did until now."""
        if self._first is None or self._until is None or self._at <= self._first[1]:
            return Fraction(0)
        return size * (self._until - self._first[0]) / (self._at - self._first[1])


def time(packet: Any) -> Fraction | None:
    return None if packet.pts is None or packet.time_base is None else Fraction(packet.pts * packet.time_base)


def duration(packet: Any) -> Fraction:
    return Fraction((packet.duration or 0) * (packet.time_base or 0))
