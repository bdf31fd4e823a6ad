"""Whether a media file ends before it should: told from what its own headers promise, without decoding.

FFmpeg reads a file that was cut short as if it ended there. Most containers say at their beginning how long they are.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from .transport import SIZE, SYNC, transport_size

_HEAD = 65_536
_PROBES = 64
_SLACK = 2  # a padding byte more or less is no damage
_UNKNOWN = 0x7FFF_0000  # sizes from here on are what programs write that cannot go back and fill in the true one


def is_cut_short(path: str | os.PathLike[str]) -> bool:
    """True if the file has fewer bytes than its headers promise; False if whole, or if its format does not tell."""
    with contextlib.suppress(OSError, IndexError), Path(path).open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        head = file.read(_HEAD)
        if head[:4] in (b"RIFF", b"FORM"):
            promised = int.from_bytes(head[4:8], "little" if head[:4] == b"RIFF" else "big")
            return 0 < promised < _UNKNOWN and 8 + promised > size + _SLACK
        if head[:4] == b"OggS":
            return _last_page_end(file, size) > size
        if head[:4] == b"\x1aE\xdf\xa3":
            return _matroska_end(head) > size
        if _is_box(head):
            return any(start + length > size for _, start, length in _boxes(file, size))
        if (packet := transport_size(head)) is not None:
            return _ends_within_packet(file, size, packet)
        return _mp3_end(file, head) > size + 2048  # tags at the end are counted by some and not by others
    return False


def reading_error(path: str | os.PathLike[str]) -> OSError | None:
    """What the system says when a file is read here and there up to its end; None if it can be read now. A file whose disk or
    network is away looks to FFmpeg as if it ended there, or held something else."""
    try:
        about = Path(path).stat()
        if not stat.S_ISREG(about.st_mode):
            return None
        with Path(path).open("rb") as file:
            for number in range(_PROBES + 1):
                file.seek(max(0, about.st_size * number // _PROBES - 1))
                file.read(1)
    except OSError as error:
        return error
    return None


def states_length(path: str | os.PathLike[str]) -> bool:
    """True for an MP3 file whose Xing header counts its frames; without one its length is only guessed."""
    with contextlib.suppress(OSError, IndexError), Path(path).open("rb") as file:
        return _mp3_end(file, file.read(_HEAD)) > 0
    return False


def lacks_index(path: str | os.PathLike[str]) -> bool:
    """True for an MP4 or MOV file without the `moov` box, which is written last and tells where everything is."""
    with contextlib.suppress(OSError, IndexError), Path(path).open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        if not _is_box(file.read(16)):
            return False
        return not any(kind == b"moov" and start + length <= size for kind, start, length in _boxes(file, size))
    return False


def _is_box(head: bytes) -> bool:
    return head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"styp", b"pnot")


def _boxes(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int, int]]:
    """(type, start, length) of the outermost boxes of an MP4 file."""
    at = 0
    while at + 8 <= size:
        file.seek(at)
        head = file.read(16)
        length, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        if length == 0:  # to the end of the file
            length = size - at
        if length < 8 or not kind.isascii():
            return  # no box: junk after the last one
        yield kind, at, length
        at += length


def _last_page_end(file: BinaryIO, size: int) -> int:
    """Where the last page of an Ogg file would end."""
    begin = max(0, size - _HEAD - 512)
    file.seek(begin)
    tail = file.read()
    at = tail.rfind(b"OggS")
    if at < 0 or at + 27 > len(tail):
        return size + 1 if at >= 0 else size
    count = tail[at + 26]
    lengths = tail[at + 27 : at + 27 + count]
    return begin + at + 27 + count + sum(lengths) if len(lengths) == count else size + 1


def _matroska_end(head: bytes) -> int:
    """Where the segment of a Matroska file ends, 0 if it does not say."""
    at = 4
    length, at = _vint(head, at)
    at += length
    if head[at : at + 4] != b"\x18\x53\x80\x67":
        return 0
    width = 9 - head[at + 4].bit_length()
    length, at = _vint(head, at + 4)
    return 0 if length == (1 << 7 * width) - 1 else at + length  # all ones: unknown


def _vint(data: bytes, at: int) -> tuple[int, int]:
    width = 9 - data[at].bit_length()
    return int.from_bytes(data[at : at + width], "big") & ((1 << 7 * width) - 1), at + width


def _ends_within_packet(file: BinaryIO, size: int, packet: int) -> bool:
    """Whether an MPEG transport stream ends in a piece of a packet."""
    begin = max(0, size - 16 * packet)
    file.seek(begin)
    tail = file.read()
    whole = len(tail) // packet - 1
    for rest in range(1, packet):
        if all(tail[-rest - packet * number] == SYNC for number in range(whole + 1)):
            return rest < SIZE
    return False


def _mp3_end(file: BinaryIO, head: bytes) -> int:
    """Where the sound of an MP3 file ends by its Xing header, 0 without a whole one."""
    begin = 0
    if head[:3] == b"ID3":
        begin = 10 + sum((byte & 0x7F) << 7 * (3 - place) for place, byte in enumerate(head[6:10]))
        file.seek(begin)
        head = file.read(512)
    frame = head[:512]
    if len(frame) < 64 or frame[0] != 0xFF or frame[1] & 0xE0 != 0xE0:
        return 0
    at = max(frame.find(b"Xing", 0, 64), frame.find(b"Info", 0, 64))
    if at < 0 or frame[at + 7] & 3 != 3:  # it must count both frames and bytes
        return 0
    return begin + int.from_bytes(frame[at + 12 : at + 16], "big")
