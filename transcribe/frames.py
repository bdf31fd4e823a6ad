"""Losses in bare MP3, AAC and AC-3, which have no clock: their frames follow one another, and each says how long it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from .lost import HOLE, Losses, duration

_BLOCK = 1 << 20  # bytes that are read at once
_STEP = 1 << 12  # bytes in which the next frame is looked for at once
_BEGIN = re.compile(rb"[\xff\x0b]")  # with one of these a frame begins
_HEAD = 8  # bytes that are enough to know a frame
_RUN = 3  # so many frames in a row are no accident

# kbit/s: ISO/IEC 11172-3, 2.4.2.3, and 13818-3, 2.4.2.3, by version and layer; ETSI TS 102 366, table 4.13.
_MPEG1 = {
    1: tuple(range(32, 449, 32)),
    2: (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    3: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
}
_SLOW = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_MPEG2 = {1: (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256), 2: _SLOW, 3: _SLOW}
_AC3 = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640)
_ADTS_RATES = (96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350)
_AC3_RATES = (48_000, 44_100, 32_000)


class Frame(NamedTuple):
    """`size` in bytes, `seconds` of sound, and what its neighbours have alike."""

    size: int
    seconds: Fraction
    kind: object


Reader = Callable[[bytes], Frame | None]


def frames_of(names: set[str]) -> Reader | None:
    """What reads the head of a frame in a bare stream of this FFmpeg name; None for other containers."""
    if "mp3" in names:
        return mpeg_frame
    if "aac" in names:
        return adts_frame
    return ac3_frame if names & {"ac3", "eac3"} else None


def mpeg_frame(head: bytes) -> Frame | None:
    """MPEG audio, layers 1 to 3; None for a free bit rate, too, which does not say how long a frame is."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer, speed, rate = head[1] >> 3 & 3, 4 - (head[1] >> 1 & 3), head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or layer == 4 or speed in (0, 15) or rate == 3:
        return None
    hertz = (44_100, 48_000, 32_000)[rate] // {3: 1, 2: 2, 0: 4}[version]
    bits = (_MPEG1 if version == 3 else _MPEG2)[layer][speed - 1] * 1000
    samples = 384 if layer == 1 else 576 if layer == 3 and version != 3 else 1152
    slot, padded = (4 if layer == 1 else 1), head[2] >> 1 & 1
    size = (samples // 8 // slot * bits // hertz + padded) * slot
    return Frame(size, Fraction(samples, hertz), (version, layer, rate))


def adts_frame(head: bytes) -> Frame | None:
    """AAC with ADTS heads, ISO/IEC 13818-7, 6.2."""
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0 or (rate := head[2] >> 2 & 15) >= len(_ADTS_RATES):
        return None
    size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    if size < 7:
        return None
    return Frame(size, Fraction(1024 * ((head[6] & 3) + 1), _ADTS_RATES[rate]), (head[1], head[2] >> 2))


def ac3_frame(head: bytes) -> Frame | None:
    """AC-3 and E-AC-3, ETSI TS 102 366, 4.3.1 and E.1.2.1."""
    if len(head) < 6 or head[:2] != b"\x0b\x77" or (version := head[5] >> 3) > 16:
        return None
    rate = head[4] >> 6
    if version > 10:
        if rate == 3:
            hertz, blocks = _AC3_RATES[min(head[4] >> 4 & 3, 2)] // 2, 6
        else:
            hertz, blocks = _AC3_RATES[rate], (1, 2, 3, 6)[head[4] >> 4 & 3]
        dependent = head[2] >> 6 == 1  # more channels of the frame before
        size = 2 * (((head[2] & 7) << 8 | head[3]) + 1)
        return Frame(size, Fraction(0 if dependent else 256 * blocks, hertz), "e")
    code = head[4] & 0x3F
    if rate == 3 or code >= 2 * len(_AC3):
        return None
    words = _AC3[code >> 1] * 1000 * 1536 // 16 // _AC3_RATES[rate] + (code & 1 if rate == 1 else 0)
    return Frame(2 * words, Fraction(1536, _AC3_RATES[rate] >> max(0, version - 8)), rate)


class FramesLosses(Losses):
    """What stands between two frames, and is no tag, was sound: as much as so many bytes held until then."""

    def __init__(self, path: str, read: Reader) -> None:
        super().__init__()
        self._read, self._file = read, _Bytes(path)
        self._heard = Fraction(0)  # seconds of sound in the frames so far
        self._steps = self._walk()
        self._done = False

    def undecodable(self, packet: Any, at: Fraction) -> None:
        frame = self._read(bytes(packet)[:_HEAD])
        if frame is not None and frame.size == packet.size:  # else it is what stands between frames
            super().undecodable(packet, at)

    def _gone(self, packet: Any) -> bool:
        while not self._done and self._heard < self._last + duration(packet):
            self._step(self._last)
        return super()._gone(packet)

    def ended(self, at: Fraction) -> None:
        while not self._done:
            self._step(at)

    def _step(self, at: Fraction) -> None:
        try:
            lost = next(self._steps, None)
        except OSError:  # it says so itself, where it is read
            lost = None
        self._done = lost is None
        if lost is not None and lost > HOLE:
            self.add(lost, at)
            self.untimed = True

    def _walk(self) -> Iterator[Fraction]:
        """From frame to frame; what is lost before each of them, and before the end, in seconds."""
        at, held, kind = self._file.behind_tags(0), 0, None
        at = self._next(at)
        while (frame := self._read(self._file.at(at, _HEAD))) is not None or self._file.at(at, 1):
            if frame is not None and (frame.kind == kind or self._runs(at)):
                self.cut = at + frame.size > self._file.size
                at, held, kind = at + frame.size, held + frame.size, frame.kind
                self._heard += frame.seconds
                yield Fraction(0)
                continue
            sound = self._file.behind_tags(at)
            if sound == at:
                sound = self._next(at)
                yield (sound - at) * self._heard / held if held else Fraction(0)
            at = sound

    def _next(self, at: int) -> int:
        """Where the next frames begin, or the file ends."""
        while at < self._file.size:
            block = self._file.at(at, _STEP)
            for match in _BEGIN.finditer(block):
                if self._runs(at + match.start()):
                    return at + match.start()
            at += len(block)
        return at

    def _runs(self, at: int) -> bool:
        """Whether frames of one kind follow one another here, up to the end of the file if that is near."""
        kind: object = None
        for number in range(_RUN):
            frame = self._read(self._file.at(at, _HEAD))
            if frame is None or (number and frame.kind != kind):
                return number > 0 and (at >= self._file.size or self._file.behind_tags(at) > at)
            kind, at = frame.kind, at + frame.size
        return True


class _Bytes:
    """A file, read in blocks; it is not kept open.

    Attributes:
        size: in bytes.
    """

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self.size = self._path.stat().st_size
        self._block, self._from = b"", 0

    def at(self, place: int, count: int) -> bytes:
        """So many bytes from a place on, fewer at the end of the file."""
        begin = place - self._from
        if begin < 0 or (begin + count > len(self._block) and self._from + len(self._block) < self.size):
            with self._path.open("rb") as file:
                file.seek(place)
                self._block, self._from = file.read(max(count, _BLOCK)), place
            begin = 0
        return self._block[begin : begin + count]

    def behind_tags(self, place: int) -> int:
        """Where the tags end that begin here: the ID3 tags of files that were joined, and those of others at the end."""
        while True:
            head = self.at(place, 32)
            if head[:3] == b"ID3" and len(head) > 10:
                place += 10 + sum((byte & 0x7F) << 7 * (3 - number) for number, byte in enumerate(head[6:10]))
            elif head[:3] == b"TAG":
                place += 128
            elif head[:8] == b"APETAGEX" and len(head) > 16:
                place += 32 + int.from_bytes(head[12:16], "little")
            else:
                return place
