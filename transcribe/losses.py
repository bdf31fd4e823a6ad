"""What of a stream's sound is lost in the middle of a file, found out while its packets pass by.

FFmpeg goes on after damage as if nothing had been there: after a stretch of zeros (a download that was never finished, a bad
disk) the next packet that it can read simply has a later time, or follows without one. A later time alone is no damage:
recorders leave out silence and pauses. It is if the bytes that should have held the sound are in the file. Zeros in sound that
is not compressed (WAV) are silence, and nothing tells them from it.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
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
# Bare streams, which have no clock: a packet that cannot be decoded holds all up to the next one that can.
_BARE = {"ac3", "eac3"}
_BLOCK = 1 << 20  # bytes that are looked through at once
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

    def __init__(self, container: str, path: str) -> None:
        """`container`: FFmpeg's names of the format."""
        self._path = path
        names = set(container.split(","))
        self.seconds = self.untimed = Fraction(0)
        self.places: list[float] = []
        self.placed, self._mp3, self._dense = bool(_PLACED & names), "mp3" in names, "flac" in names
        self._adts, self._bare = "aac" in names, bool(_BARE & names)
        self._failed = 0  # how many more packets may be stamped as if the file could be read all the while
        # Where the last packet of the stream stands in the file (those of an Ogg page share it), and where it ends.
        self._begin: int | None = None
        self._end: int | None = None
        self._until: Fraction | None = None  # and on the file's clock
        self._at = 0  # the place of the last packet that has one
        self._others = 0  # bytes of other streams since then
        self._between = 0  # bytes that no stream had before one of the last packets, ...
        self._late = 0  # ... and for how many more packets that counts
        self._broken = 0  # bytes of a packet that could not be decoded, just before
        self._skipped = 0  # bytes that FFmpeg does not count
        self._surplus = Fraction(0)

    def unreadable(self) -> None:
        """The file could not be read here, and can again behind it."""
        self._failed = _LATE

    def other(self, packet: Any) -> None:
        """A packet of another stream."""
        self._others += packet.size

    def undecodable(self, packet: Any, at: Fraction) -> None:
        """A packet that holds no sound; `at`: seconds on the clip's clock."""
        seconds = _duration(packet) or Fraction(1, 50)
        held = packet.size if self._bare else 0
        if self._adts and packet.pos is not None:
            # FFmpeg passes over what is no frame, and counts places as if it had not been there.
            skipped = gap_of_adts(self._path, packet.pos + self._skipped + packet.size, bytes(packet)[:3])
            self._skipped += skipped
            held = packet.size + skipped
        if (more := self._lasting(held) - seconds) > 0:
            self.untimed += more
            seconds += more
        self.add(seconds, at)
        self._broken = packet.size

    def add(self, seconds: Fraction, at: Fraction) -> None:
        self.seconds += seconds
        self.places.append(float(at))

    def before(self, packet: Any, at: Fraction) -> bool:
        """Take note of a packet of the stream; whether what its time leaves out since the one before is lost."""
        if self.placed:
            self._look(packet)
        between = max(self._between if self._late > 0 else 0, self._broken)
        lost = self._failed > 0 or self._dense or self._left_out(packet, between)
        if self._surplus:
            self.add(self._surplus, at)
            self.untimed += self._surplus
        self._failed, self._late, self._surplus = max(0, self._failed - 1), max(0, self._late - 1), Fraction(0)
        self._broken = 0
        if packet.pos is not None:
            self._at = packet.pos
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

    def _left_out(self, packet: Any, size: int) -> bool:
        """Whether there is a hole in the clock for which so many bytes without sound are there."""
        time = _time(packet)
        if time is None or not self._until:
            return False
        hole = time - self._until
        return hole > _HOLE and self._lasting(size) > _SHARE * hole

    def _lasting(self, size: int) -> Fraction:
        """For how many seconds so many bytes last, as they did until now."""
        return size * self._until / self._at if self._until and self._at else Fraction(0)


def gap_of_adts(path: str, place: int, head: bytes) -> int:
    """How many bytes lie between a place in a bare AAC file and the next frame, which begins as all do; up to the end, if
    none follows. 0 for the tag of a file that was joined to the one before."""
    try:
        with Path(path).open("rb") as file:
            file.seek(place)
            block, gap = file.read(_BLOCK), 0
            if block.startswith(b"ID3"):
                return 0
            while block:
                if (at := block.find(head)) >= 0:
                    return gap + at
                keep = block[-len(head) + 1 :]
                gap += len(block) - len(keep)
                block = new if (new := file.read(_BLOCK)) == b"" else keep + new
            return gap
    except OSError:  # it says so itself, where it is read
        return 0


def _time(packet: Any) -> Fraction | None:
    return None if packet.pts is None or packet.time_base is None else Fraction(packet.pts * packet.time_base)


def _duration(packet: Any) -> Fraction:
    return Fraction((packet.duration or 0) * (packet.time_base or 0))
