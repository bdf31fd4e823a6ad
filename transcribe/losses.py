"""What of a stream's sound is lost in the middle of a file, found out while its packets pass by.

FFmpeg goes on after damage as if nothing had been there: after a stretch of zeros (a download that was never finished, a bad
disk) the next packet that it can read simply has a later time, or follows without one. A later time alone is no damage:
recorders leave out silence and pauses. It is if the bytes that should have held the sound are in the file.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

# Seconds between two packets from which they are not just unevenly stamped.
_HOLE = Fraction(1, 5)
# What share of the bytes that such a time has on average in this file, and how many at least, no container needs for itself;
# silence takes few.
_SHARE, _FEW = Fraction(1, 20), 512
# Bytes of an MP3 frame at most: 640 kbit/s (free format) at 32 kHz, 144 x 640,000 / 32,000, and one to fill it up.
# What follows it without being a frame is given out with it.
_LONGEST_MP3 = 2881
# So many packets behind a place that cannot be read may still be stamped as if nothing had been there (Ogg: one).
_LATE = 3
# Their packets tell where in the file they stand.
_PLACED = {"matroska", "webm", "asf", "flv", "mpeg", "ogg"}


class Losses:
    """What is lost of one stream.

    Attributes:
        seconds: of sound.
        untimed: those of them that the file's clock knows nothing of, so that all behind them comes too early.
        places: where, in seconds on the clip's clock.
        placed: whether the packets of other streams have to be told, too, to know what lies between those of this one.
    """

    def __init__(self, container: str) -> None:
        """`container`: FFmpeg's names of the format."""
        names = set(container.split(","))
        self.seconds = self.untimed = Fraction(0)
        self.places: list[float] = []
        self.placed, self._mp3, self._dense = bool(_PLACED & names), "mp3" in names, "flac" in names
        self._failed = 0  # how many more packets may be stamped as if the file could be read all the while
        # Where the last packet of the stream stands in the file (those of an Ogg page share it), and where it ends.
        self._begin: int | None = None
        self._end: int | None = None
        self._until: Fraction | None = None  # and on the file's clock
        self._others = 0  # bytes of other streams since then
        self._between = 0  # bytes that no stream had before one of the last packets, ...
        self._late = 0  # ... and for how many more packets that counts
        self._surplus = Fraction(0)

    def unreadable(self) -> None:
        """The file could not be read here, and can again behind it."""
        self._failed = _LATE

    def other(self, packet: Any) -> None:
        """A packet of another stream."""
        self._others += packet.size

    def undecodable(self, packet: Any, at: Fraction) -> None:
        """A packet that holds no sound; `at`: seconds on the clip's clock."""
        self.add(_duration(packet) or Fraction(1, 50), at)

    def add(self, seconds: Fraction, at: Fraction) -> None:
        self.seconds += seconds
        self.places.append(float(at))

    def before(self, packet: Any, at: Fraction) -> bool:
        """Take note of a packet of the stream; whether what its time leaves out since the one before is lost."""
        if self.placed:
            self._look(packet)
        lost = self._failed > 0 or self._dense or (self._late > 0 and self._left_out(packet))
        if self._surplus:
            self.add(self._surplus, at)
            self.untimed += self._surplus
        self._failed, self._late, self._surplus = max(0, self._failed - 1), max(0, self._late - 1), Fraction(0)
        if (time := _time(packet)) is not None:
            self._until = time + _duration(packet)
            # What stands behind a frame may be the tag of a file that was joined to it.
            if self._mp3 and packet.size > _LONGEST_MP3 and b"ID3" not in bytes(packet):
                # As much sound as so many bytes held until now.
                self._surplus = (packet.size - _LONGEST_MP3) * self._until / max(packet.pos or 0, _LONGEST_MP3)
        return lost

    def _look(self, packet: Any) -> None:
        """How many bytes before a packet no stream has."""
        if packet.pos is None:
            return
        if packet.pos == self._begin and self._end is not None:
            self._end += packet.size
            return
        between = packet.pos - self._end - self._others if self._end is not None else 0
        if between > _FEW:
            self._between, self._late = between, _LATE
        self._begin, self._end, self._others = packet.pos, packet.pos + packet.size, 0

    def _left_out(self, packet: Any) -> bool:
        """Whether there is a hole in the clock for which such bytes are there."""
        time = _time(packet)
        if time is None or not self._until or not self._begin:
            return False
        hole = time - self._until
        return hole > _HOLE and self._between > _SHARE * hole * self._begin / self._until


def _time(packet: Any) -> Fraction | None:
    return None if packet.pts is None or packet.time_base is None else Fraction(packet.pts * packet.time_base)


def _duration(packet: Any) -> Fraction:
    return Fraction((packet.duration or 0) * (packet.time_base or 0))
