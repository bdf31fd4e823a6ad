"""Bytes <-> text, so that what is not changed comes out as the very bytes that went in."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from .errors import InputError, RehearError

# The longer marks first: UTF-32's little-endian mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_DECLARED = re.compile(rb"\s*<\?xml\b[^<>]{0,200}?\bencoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})[\"']")
# A page says it in its head; both are written in ASCII, whatever the rest is written in.
_META = re.compile(
    rb"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|meta)\b.{0,4096}?<meta\b[^>]{0,200}?\bcharset\s*=\s*[\"']?"
    rb"\s*([\w.:-]{1,40})",
    re.IGNORECASE | re.DOTALL,
)
# What pages mean that say these: "Names and labels" of the WHATWG's Encoding Standard, which browsers follow.
_OF_PAGES = {"iso8859-1": "cp1252", "ascii": "cp1252"}
# Whatever the bytes are, these make letters of them: what is UTF-8 from end to end was not written so.
_READ_ANYTHING = frozenset({"iso8859-1", "iso8859-15", "cp1252"})
# Where a file says it, in characters.
_HEAD = 5000
_C1 = re.compile("[\x80-\x9f]")
# What files begin with that are taken for text by mistake; little of some of them is not text.
_BINARY = (
    (re.compile(rb"PK\x03\x04"), "a ZIP archive or an office document"),
    (re.compile(rb"\x1f\x8b|Rar!\x1a|7z\xbc\xaf|BZh\d|\xfd7zXZ"), "a packed file"),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|RIFF....WEBP", re.DOTALL), "a picture"),
    (re.compile(rb"%PDF-\d"), "a PDF document"),
    (
        re.compile(
            rb"....ftyp|\x1a\x45\xdf\xa3|RIFF....(?:WAVE|AVI )|OggS\0|fLaC|ID3[\x02-\x04]|\x00\x00\x01\xba", re.DOTALL
        ),
        "a clip",
    ),
)


@dataclass(frozen=True, slots=True)
class Coding:
    """How a file's text was made of its bytes.

    Attributes:
        name: Python's name of the encoding.
        mark: the byte order mark that the file began with.
        tail: bytes of a character that was cut off at the end of the file.
        strays: position in the text -> the byte read there that is not of this encoding.
    """

    name: str = "utf-8"
    mark: bytes = b""
    tail: bytes = b""
    strays: Mapping[int, int] = field(default_factory=dict)

    def encode(self, text: str) -> bytes:
        """New text in this encoding; UnicodeEncodeError if it cannot hold it."""
        return text.encode(self.name)

    def encode_part(self, source: str, start: int, end: int) -> bytes:
        """The bytes that the characters `start` to `end` of the source were read from."""
        pieces = []
        at = start
        for stray in sorted(stray for stray in self.strays if start <= stray < end):
            pieces += [source[at:stray].encode(self.name), bytes([self.strays[stray]])]
            at = stray + 1
        return b"".join(pieces) + source[at:end].encode(self.name)


def decode(
    data: bytes, encoding: str | None = None, *, otherwise: str = "--encoding says otherwise"
) -> tuple[str, Coding, str]:
    """The text of a file without its mark, how it was read, and what was guessed ('' if nothing).

    Args:
        encoding: as was asked for; None finds it out.
        otherwise: what a person can do about a wrong guess.

    Raises:
        InputError: if it is empty, not text, or not of the encoding that was asked for.
    """
    if not data:
        raise InputError("the file is empty (0 bytes)")
    for beginning, what in _BINARY:
        if beginning.match(data):
            raise InputError(f"not text but {what}")
    for mark, name in _MARKS:
        if data.startswith(mark) and (encoding is None or _same(encoding, name)):
            return _whole(data[len(mark) :], name, mark)
    if encoding is not None:
        return _asked(data, encoding)
    declared = _DECLARED.match(data) or _META.match(data)
    if declared is None:
        return _found(data, otherwise)
    name = declared.group(1).decode("ascii", "replace")
    meant = codecs_name_or_none(name)
    if declared.re is _META:
        meant = _OF_PAGES.get(meant or "", meant)
    if meant and (text := _as_declared(data, name, meant)) is not None:
        _refuse_binary(text)
        return text, Coding(meant), ""
    text, coding, remark = _found(data, otherwise)
    if coding.name == meant:
        return text, coding, remark
    return text, coding, f"its declaration ({name}) cannot be right: {remark or 'read as ' + coding.name.upper()}"


def plain_text(data: bytes, path: str, error: type[RehearError]) -> tuple[str, str]:
    """The text of a file that a person keeps, and a line on how it was read ('' if it is UTF-8).

    Raises:
        error: if it is no text.
    """
    if not data:
        return "", ""
    try:
        text, _, remark = decode(data, otherwise="save it as UTF-8 if that is wrong")
    except InputError as wrong:
        raise error(wrong.problem, path=path, remedy=wrong.remedy or "save it as UTF-8 text") from wrong
    return text, f"{path}: {remark}" if remark else ""


def _as_declared(data: bytes, encoding: str, name: str) -> str | None:
    """The text of a file in the encoding that it says it has, by its Python name; None if that cannot be right."""
    try:
        text = data.decode(name)
        if text.encode(name) != data or encoding not in text[:_HEAD]:
            return None
    except (LookupError, UnicodeError):  # an encoding that is none of text, or not this one
        return None
    if name in _READ_ANYTHING and (_C1.search(text) or (_SEQUENCE.search(data) and _is_utf8(data))):
        return None
    return text


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _found(data: bytes, otherwise: str) -> tuple[str, Coding, str]:
    """The text of a file that says nothing of its encoding."""
    wide = _wide(data)
    if wide:
        text, coding, remark = _whole(data, wide, b"")
        return text, coding, remark or f"read as {wide.upper()} (found without a byte order mark)"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        # Cut off inside a character; but one letter at the end of a text that has no other is one of cp1252.
        if error.reason == "unexpected end of data" and _SEQUENCE.search(data):
            return _cut_off(data, error.start)
        return _narrow(data, otherwise)
    _refuse_binary(text)
    return text, Coding(), ""


def _cut_off(data: bytes, end: int) -> tuple[str, Coding, str]:
    text = data[:end].decode("utf-8")
    _refuse_binary(text)
    remark = f"the last {len(data) - end} bytes are no whole character: left as they are"
    return text, Coding("utf-8", b"", data[end:]), remark


def _same(one: str, other: str) -> bool:
    """utf-16 may be said for utf-16-le, where the mark tells which."""
    one, other = codecs_name(one), codecs_name(other)
    return one == other or other.startswith(one + "-") or (one == "utf-8-sig" and other == "utf-8")


def codecs_name(encoding: str) -> str:
    """Python's name of an encoding; InputError if there is none."""
    name = codecs_name_or_none(encoding)
    if name is None:
        raise InputError(f"unknown encoding {encoding!r}", remedy="for example utf-8, cp1252 or latin-1")
    return name


def codecs_name_or_none(encoding: str) -> str | None:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return None


def _asked(data: bytes, encoding: str) -> tuple[str, Coding, str]:
    name = codecs_name(encoding)
    # The plain names would write a mark of their own; a file without one has the order of its first characters.
    name = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(name, name)
    if encoding.replace("_", "-").lower() in {"utf-16", "utf16", "utf-32", "utf32"}:
        name = _wide(data) or name
    try:
        text = data.decode(name)
        if text.encode(name) == data:
            return text, Coding(name), ""
    except (UnicodeError, LookupError) as error:  # LookupError: an encoding that makes no text
        place = f" from byte {error.start + 1} on" if isinstance(error, UnicodeDecodeError) else ""
        raise InputError(f"not {encoding} text{place}", remedy="leave --encoding out to have it found") from error
    raise InputError(f"{name} does not keep this file's bytes", remedy="leave --encoding out to have it found")


def _whole(data: bytes, name: str, mark: bytes) -> tuple[str, Coding, str]:
    """Text in an encoding that is known; what was cut off at its end is kept aside."""
    unit = {"utf-16": 2, "utf-32": 4}.get(name[:6], 1)
    odd = len(data) % unit
    for cut in (odd, odd + 2) if unit == 2 else (odd,):
        tail = data[len(data) - cut :] if cut else b""
        try:
            text = data[: len(data) - cut].decode(name)
        except UnicodeDecodeError:
            continue
        _refuse_binary(text)
        remark = f"the last {len(tail)} bytes are no whole character: left as they are" if tail else ""
        return text, Coding(name, mark, tail), remark
    if name == "utf-8":
        text, coding, remark = _narrow(data)
        if coding.name == "utf-8":
            return text, Coding("utf-8", mark, b"", coding.strays), remark
    raise InputError(f"begins as {name.upper()} text but is not")


def _wide(data: bytes) -> str:
    """UTF-16 or UTF-32 without a mark, by where the zero bytes lie ('' if it is neither)."""
    sample = data[:4096]
    if b"\0" not in sample:
        return ""
    quarter, half = max(len(sample) // 4, 1), max(len(sample) // 2, 1)
    zeros = [sample[at::4].count(0) / quarter for at in range(4)]
    if min(zeros[1:]) > 0.9 - (zeros[1] < 1) * 0.5 and zeros[0] < 0.3 and len(data) % 4 == 0:
        return "utf-32-le"
    if min(zeros[:3]) > 0.4 and zeros[3] < 0.3 and len(data) % 4 == 0:
        return "utf-32-be"
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.3 and even < 0.1:
        return "utf-16-le"
    if even > 0.3 and odd < 0.1:
        return "utf-16-be"
    return ""


def _narrow(data: bytes, otherwise: str = "") -> tuple[str, Coding, str]:
    """UTF-8 with a few wrong bytes in it, or else a one-byte encoding."""
    good = len(_SEQUENCE.findall(data))
    bad = len(_HIGH.findall(_SEQUENCE.sub(b"", data)))
    if good > 2 * bad:
        return _mixed(data)
    # cp1252 is what says "Latin-1" nearly everywhere, and the two agree where Latin-1 has letters.
    for name in ("cp1252", "latin-1"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        _refuse_binary(text)
        return text, Coding(name), f"not UTF-8: read as {name} (a guess; {otherwise})"
    raise AssertionError("latin-1 reads any bytes")


def _mixed(data: bytes) -> tuple[str, Coding, str]:
    """UTF-8 in which single bytes are of cp1252, as in a file that two programs wrote into."""
    text = data.decode("utf-8", errors="surrogateescape")
    strays: dict[int, int] = {}
    letters: list[str] = []
    at = 0
    for match in re.finditer("[\udc80-\udcff]", text):
        byte = ord(match.group()) - 0xDC00
        strays[match.start()] = byte
        letters += [text[at : match.start()], bytes([byte]).decode("cp1252", errors="replace")]
        at = match.end()
    text = "".join(letters) + text[at:]
    _refuse_binary(text)
    line = text.count("\n", 0, min(strays)) + 1
    count = f"{len(strays)} bytes are" if len(strays) > 1 else "one byte is"
    return (
        text,
        Coding("utf-8", b"", b"", strays),
        f"{count} not UTF-8 (first on line {line}): read as cp1252, kept as is",
    )


def _refuse_binary(text: str) -> None:
    """NULs alone make no file binary: a disk that was full or pulled out leaves runs of them in a text."""
    rest = text.replace("\0", "")
    controls = len(_CONTROL.findall(rest))
    if controls > 3 and controls * 50 > len(rest):
        raise InputError("not text (a binary file?)")
    if not text:
        raise InputError("the file is empty but for a byte order mark")
    if not rest:
        raise InputError(f"nothing but {len(text)} NUL characters")
