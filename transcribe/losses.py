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

from .frames import FramesLosses, frames_of
from .lost import LATE, Losses
from .riff import RiffLosses
from .transport import TransportLosses

# Their packets tell where in the file they stand.
_PLACED = {"matroska", "webm", "asf", "flv", "mpeg", "ogg"}
_FEW = 512  # bytes that a container needs for itself between two packets, silence or not


def losses_of(container: str, path: str, stream: Any) -> Losses:
    """The account for one stream. `container`: FFmpeg's names of the format; `stream`: PyAV's, before its first packet."""
    names = set(container.split(","))
    if not Path(path).is_file():  # a pipe, which cannot be looked into
        names &= _PLACED
    if "avi" in names:
        return RiffLosses(path, stream)
    if "mpegts" in names:
        return TransportLosses(path, stream)
    if (frames := frames_of(names)) is not None:
        return FramesLosses(path, frames)
    if names & _PLACED:
        return _PlacedLosses()
    return _DenseLosses() if "flac" in names else Losses()


class _DenseLosses(Losses):
    """FLAC numbers its samples, and leaves none out."""

    def before(self, packet: Any, at: Fraction) -> bool:
        super().before(packet, at)
        return True


class _PlacedLosses(Losses):
    """Containers whose packets tell where in the file they stand: bytes between them that no stream has held sound."""

    placed = True

    def __init__(self) -> None:
        super().__init__()
        # Where the last packet of the stream stands in the file (those of an Ogg page share it), and where it ends.
        self._begin: int | None = None
        self._end: int | None = None
        self._others = 0  # bytes of other streams since then
        self._between = 0  # bytes that no stream had before one of the last packets, ...
        self._late = 0  # ... and for how many more packets that counts

    def other(self, packet: Any) -> None:
        self._others += packet.size

    def _gone(self, packet: Any) -> bool:
        self._look(packet)
        between = self._between if self._late > 0 else 0
        self._late = max(0, self._late - 1)
        return self._held(packet, max(between, self._broken))

    def _look(self, packet: Any) -> None:
        """How many bytes before a packet no stream has."""
        if packet.pos is None:
            return
        if packet.pos == self._begin and self._end is not None:
            self._end += packet.size
            return
        between = packet.pos - self._end - self._others if self._end is not None else 0
        if between > _FEW:
            self._between, self._late = between, LATE
        self._begin, self._end, self._others = packet.pos, packet.pos + packet.size, 0
