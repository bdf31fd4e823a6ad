"""Losses in MPEG transport streams: each of their small packets begins with the same byte, and carries a count."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .lost import HOLE, LATE, Losses

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# ISO/IEC 13818-1, 2.4.3.2: 188 bytes, the first of them 0x47. Cameras and Blu-ray put 4 bytes before it, some receivers
# put 16 behind it.
SYNC, SIZE = 0x47, 188
SIZES = (188, 192, 204)
_RUN = 5  # so many of them in a row are no accident
_BLOCK = 1 << 20  # bytes that are looked through at once
_LONGEST = 10  # seconds that a break in the count accounts for; a clock that is farther off was cut there
_END = 1  # seconds that may be missing at the end: receivers fill files up to a whole number of blocks


def transport_size(head: bytes) -> int | None:
    """How many bytes lie from packet to packet, by some thousand bytes from anywhere in the file; None if there are none."""
    for size in SIZES:
        if any(all(head[at + size * n : at + size * n + 1] == b"\x47" for n in range(_RUN)) for at in range(size)):
            return size
    return None


class TransportLosses(Losses):
    """A hole in the clock is a loss if what is no packet stands in the file there, or if the count of the stream's packets
    breaks off."""

    def __init__(self, path: str, stream: Any) -> None:
        super().__init__()
        self._path, self._id = path, stream.id
        self._size: int | None = None
        with suppress(OSError), Path(path).open("rb") as file:
            self._size = transport_size(file.read(_RUN * 2 * SIZES[-1]))
        self._looked: int | None = None  # up to where in the file
        self._count: int | None = None  # that of the stream's last packet
        self._junk = 0  # bytes that are no packet, before one of the last packets, ...
        self._breaks = False  # whether the count broke off there, ...
        self._late = 0  # ... and for how many more packets that holds

    def ended(self, at: Fraction) -> None:
        self._junk = 0
        if self._looked is not None:
            self._look(self._looked, None)
        if (seconds := self._lasting(self._junk)) > _END:
            self.add(seconds, at)

    def _gone(self, packet: Any) -> bool:
        if not self._late:
            self._junk, self._breaks = 0, False
        self._late = max(0, self._late - 1)
        if packet.pos is not None and self._size is not None:
            if self._looked is not None:
                self._look(self._looked, packet.pos)
            # What begins with the packet may stand behind a piece of a lost one, in no multiple of the size.
            self._looked = packet.pos + self._size
            self._look(packet.pos, self._looked)
        return self._held(packet, max(self._junk, self._broken)) or (
            self._breaks and HOLE < self._hole(packet) <= _LONGEST
        )

    def _look(self, begin: int, end: int | None) -> None:
        """Look through the file from one packet to another, or to its end."""
        import numpy as np

        size = self._size or SIZE
        with suppress(OSError), Path(self._path).open("rb") as file:  # it says so itself, where it is read
            file.seek(begin)
            while end is None or begin < end:
                step = _BLOCK // size * size
                block = file.read(step if end is None else min(step, end - begin))
                begin += len(block)
                if len(block) < size:
                    return
                whole = len(block) // size * size
                self._judge(np.frombuffer(block[:whole], np.uint8).reshape(-1, size))

    def _judge(self, packets: NDArray[np.uint8]) -> None:
        """Packets, shape (n, size)."""
        first = 4 if self._size == SIZES[1] else 0
        synced = packets[:, first] == SYNC
        mine = packets[synced][:, first : first + 6].astype(int)
        mine = mine[((mine[:, 1] & 0x1F) << 8 | mine[:, 2]) == self._id]
        breaks = False
        for _, _, _, flags, extra, marks in mine.tolist():
            count, held = flags & 0x0F, bool(flags & 0x10)
            # A packet without sound does not count, one may come twice, and some say that the count begins anew.
            anew = flags & 0x20 and extra and marks & 0x80
            if held and not anew and self._count is not None and count not in (self._count, (self._count + 1) & 0x0F):
                breaks = True
            self._count = count
        junk = int((~synced).sum()) * packets.shape[1]
        if junk or breaks:
            self._junk, self._breaks, self._late = self._junk + junk, self._breaks or breaks, LATE
