"""Losses in AVI, which has no times: chunks are counted, and an index at its end tells where each of them stands."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from .lost import Losses, duration

_HEAD = 8  # bytes of a chunk before its data: four that say what it is, and its length


class RiffLosses(Losses):
    """FFmpeg passes over what is no chunk and counts on as if it had not been there. By the index a packet gets the time of
    its chunk, so that a hole shows. Without an index (a file that is cut short has none) nothing is known."""

    def __init__(self, path: str, stream: Any) -> None:
        super().__init__()
        self._path, self._index = path, stream.index_entries
        self._length = len(self._index)  # FFmpeg adds to it while it reads
        # In sound of a fixed bit rate the index counts bytes.
        self._bytes = self._length > 1 and self._index[1].timestamp - self._index[0].timestamp == self._index[0].size
        self._tick = Fraction(0)  # seconds of one that the index counts
        self._next = 0  # the chunk that should come next
        self._late = 0  # by how much of the packets' clock FFmpeg's count is behind

    def before(self, packet: Any, at: Fraction) -> bool:
        lost = self._follow(packet)
        return super().before(packet, at) or lost

    def ended(self, at: Fraction) -> None:
        if not 0 < self._next < self._length or self._stands(self._next):
            return
        last = self._index[self._length - 1]
        end = last.timestamp + (last.size if self._bytes else 1)
        self.add((end - self._index[self._next].timestamp) * self._tick, at)

    def _follow(self, packet: Any) -> bool:
        """Give a packet the time of its chunk; whether chunks before it are lost."""
        if packet.pts is None or not packet.size or packet.time_base is None:
            return False
        lost = False
        if (chunk := self._chunk(packet)) is not None and packet.duration:
            self._tick = duration(packet) / packet.size if self._bytes else Fraction(packet.time_base)
            late = max(0, round(self._index[chunk].timestamp * self._tick / packet.time_base) - packet.pts)
            lost = late > self._late and not self._stands(self._next)
            if lost or late < self._late:
                self._late = late
            self._next = chunk + 1
        if self._late:
            packet.pts = packet.dts = packet.pts + self._late
        return lost

    def _chunk(self, packet: Any) -> int | None:
        """The number of the chunk that begins with a packet."""
        if packet.pos is None:
            return None
        number = self._next
        while number < self._length and self._index[number].pos + _HEAD < packet.pos:
            number += 1
        return number if number < self._length and self._index[number].pos + _HEAD == packet.pos else None

    def _stands(self, number: int) -> bool:
        """Whether there is a chunk of sound where the index says so."""
        try:
            with Path(self._path).open("rb") as file:
                file.seek(self._index[number].pos)
                return file.read(4)[2:] == b"wb"
        except OSError:  # it says so itself, where it is read
            return True
