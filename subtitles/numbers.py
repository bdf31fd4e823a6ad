"""The numbers above cues, where a file counts them: from 1, or from 0 as some recognisers do, without a gap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .formats import FORMATS
from .formats.source import Part, Splice


def counted_from(source: str, parts: Sequence[Part]) -> int | None:
    """The number of the first cue; None if the cues of this source are not counted."""
    written = [source[slice(*part.number)] if part.number else "" for part in parts]
    first = 0 if written[:1] == ["0"] else 1
    counted = all(len(n) < 10 and n.isdecimal() and int(n) == at for at, n in enumerate(written, first))
    return first if written and counted else None


def renumbered(source: str, parts: Sequence[Part], numbers: Iterable[tuple[int, int]]) -> list[Splice]:
    """New numbers for cues (from 0) of this source, as wide as the old ones where those begin with a zero."""
    splices = []
    for at, number in numbers:
        place = parts[at].number
        if place is None:
            continue
        old = source[slice(*place)]
        new = str(number).zfill(len(old) if old.startswith("0") else 0)
        if new != old:
            splices.append(Splice(*place, new))
    return splices


def counted_anew(text: str, format: str) -> str:  # noqa: A002
    """The text of a file with all its cues counted, from where the first one's number says."""
    parts = FORMATS[format].parse(text).parts
    first = 0 if parts and parts[0].number and text[slice(*parts[0].number)].strip("0") == "" else 1
    return _with(text, renumbered(text, parts, ((at, at + first) for at in range(len(parts)))))


def uncounted(text: str, format: str) -> str | None:  # noqa: A002
    """The text of a file with the first cue's number above every cue; None if it does not count them."""
    parts = FORMATS[format].parse(text).parts if format in FORMATS else ()
    first = counted_from(text, parts)
    return None if first is None else _with(text, renumbered(text, parts, ((at, first) for at in range(len(parts)))))


def _with(text: str, splices: Iterable[Splice]) -> str:
    pieces, done = [], 0
    for start, end, new in splices:
        pieces += [text[done:start], new]
        done = end
    return "".join(pieces) + text[done:]
