"""Edits into a file as it is: only what an edit changes is written anew, every other byte stays.

Words are replaced where they stand; markup around and inside them is kept. A cue that an edit deletes goes as a whole, and
the numbers of the rest follow if the file was numbered without a gap.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from ..document.edit import Edit, apply, rewrite
from ..document.errors import OutputError
from ..document.model import collapse
from .echoes import echoed
from .file import SubtitleFile
from .formats import FORMATS, json, text
from .formats.notices import Notice
from .formats.source import Dialect, Part, Splice, unfold
from .numbers import counted_from, renumbered
from .splice import Patched, spliced

_OPENING = re.compile(r"<(\w+)")
_CLOSING = re.compile(r"</(\w+)")


class Piece(NamedTuple):
    """A stretch of markup (`says` nothing), of white space, or of text."""

    start: int
    written: str
    says: str


def patch(file: SubtitleFile, edits: Iterable[Edit]) -> Patched:
    """The file with these edits in it, in its own encoding; in UTF-8, with a warning, if that cannot hold the new text.

    Raises as `document.rewrite` does, and OutputError for a format that is only read.
    """
    edits = list(edits)
    if file.format == "stl" and edits:
        raise OutputError(
            "EBU STL is read, not written", path=file.path or None, remedy="--format srt, vtt, ttml or another"
        )
    if file.whole is not None:
        whole = [Splice(0, len(file.source), json.dump(apply(file.whole, edits)))] if edits else []
        return spliced(file, whole)
    if not edits:
        return spliced(file, [])
    transcript = file.transcript
    cores, homes = rewrite(transcript, edits)
    cue_of: dict[int, int] = {}
    at = 0
    for position in sorted(cores):
        while transcript.segments[at].last < position:
            at += 1
        cue_of[position] = at
    moved = _in_their_tags(file, edits, cores, cue_of)
    touched = dict.fromkeys(cue_of.values())
    splices = [splice for at in touched if homes[at] == at for splice in _in_cue(file, at, moved)]
    gone = {at for at, home in enumerate(homes) if home != at}
    if gone:
        splices += _times(file, homes) + _cut(file.parts, gone) + _numbers(file, gone)
    elsewhere, warnings = _in_echoes(file, cores, touched, gone)
    return spliced(file, sorted(splices + elsewhere), warnings)


def _in_echoes(
    file: SubtitleFile, cores: Mapping[int, str], touched: Collection[int], gone: Collection[int]
) -> tuple[list[Splice], list[Notice]]:
    """The changes where the same words stand once more."""
    splices: list[Splice] = []
    warnings: list[Notice] = []
    transcript, markup = file.transcript, FORMATS[file.format].MARKUP
    for echo in file.echoes:
        if echo.cue is not None and (echo.cue not in touched or echo.cue in gone):
            continue
        first, last = 0, len(transcript.words) - 1
        if echo.cue is not None:
            first, last = transcript.segments[echo.cue].first, transcript.segments[echo.cue].last
        words = [word.text for word in transcript.words[first : last + 1]]
        inside = {place - first: cores[place] for place in range(first, last + 1) if place in cores}
        made = echoed(file.source, words, echo, inside, markup)
        if made is None:
            where = "above or below all segments" if echo.cue is None else f"below segment {echo.cue + 1}"
            warnings.append(Notice(0, f"the words {where} do not spell its text: left as they are", file.path))
            continue
        splices += made[0] + _cut(echo.parts, set(made[1]))
    return splices, warnings


def _in_their_tags(
    file: SubtitleFile, edits: Sequence[Edit], cores: Mapping[int, str], cue_of: Mapping[int, int]
) -> Mapping[int, str]:
    """The new words dealt so that no tags are left with nothing between them.

    Where "<c.loud>gays</c> tapants" becomes one word, it takes the place of the one that has tags of its own.
    """
    moved = dict(cores)
    for edit in edits:
        for place in range(edit.first, edit.last + 1):
            if moved[place] or not _has_tags(file, cue_of[place], place):
                continue
            for donor in (place + 1, place - 1):
                near = edit.first <= donor <= edit.last and cue_of[donor] == cue_of[place]
                if near and "\n" in file.transcript.words[max(place, donor)].text:
                    near = False  # the lines of a cue keep their words
                if near and moved[donor] and not _has_tags(file, cue_of[donor], donor):
                    moved[place], moved[donor] = moved[donor], ""
                    break
    return moved


def _has_tags(file: SubtitleFile, at: int, place: int) -> bool:
    """Does this word of this cue stand in a pair of tags of its own?"""
    segment, (begin, end) = file.transcript.segments[at], file.parts[at].text
    before = file.spans[place - 1][1] if place > segment.first else begin
    after = file.spans[place + 1][0] if place < segment.last else end
    start, stop = file.spans[place]
    return _OPENING.search(file.source, before, start) is not None and (
        _CLOSING.search(file.source, stop, after) is not None
    )


def _in_cue(file: SubtitleFile, at: int, cores: Mapping[int, str]) -> list[Splice]:
    """The changes inside one cue that stays."""
    segment = file.transcript.segments[at]
    dialect = file.dialect(file.parts[at])
    splices: list[Splice] = []
    position = segment.first
    while position <= segment.last:
        core = cores.get(position)
        if core:
            splices.append(_replaced(file, position, core, dialect, first=position == segment.first))
        elif core is not None:
            last = position
            while last < segment.last and cores.get(last + 1) == "":
                last += 1
            splices.append(_removed(file, at, position, last, cores, dialect))
            position = last
        position += 1
    return [_enclosed(file, at, splices, dialect)] if splices and dialect.enclose is not str else splices


def _enclosed(file: SubtitleFile, at: int, splices: Sequence[Splice], dialect: Dialect) -> Splice:
    """The whole text of a cue, where a change in it may concern all of it."""
    begin, end = file.parts[at].text
    pieces = []
    done = begin
    for start, stop, new in splices:
        pieces += [file.source[done:start], new]
        done = stop
    return Splice(begin, end, dialect.enclose("".join(pieces) + file.source[done:end]))


def _replaced(file: SubtitleFile, position: int, core: str, dialect: Dialect, *, first: bool) -> Splice:
    """A word's new text. Of a word with markup inside only the characters that differ are replaced."""
    start, end = file.spans[position]
    old = _core(file, position)
    joint = _joint(file, start, core) if first else ""
    if file.source[start:end] == old:
        return Splice(start, end, joint + dialect.escape(core))
    plain, places = unfold(file.source, (start, end), dialect.markup)
    before = _common(plain, core)
    after = min(_common(plain[::-1], core[::-1]), len(plain) - before, len(core) - before)
    if before + after < len(plain):  # something is replaced: markup at the edges of it stays outside
        begin, stop = places.start(before), places.end(len(plain) - after - 1)
    else:
        begin = stop = places.end(before - 1) if before else start
    new = dialect.escape(core[before : len(core) - after])
    patched = file.source[start:begin] + new + _tags(file, dialect, begin, stop) + file.source[stop:end]
    if (
        unfold(patched, (0, len(patched)), dialect.markup)[0] != core
    ):  # what stayed and what came read as markup together
        patched = dialect.escape(core) + _tags(file, dialect, start, end)
    return Splice(start, end, joint + patched)


def _removed(file: SubtitleFile, at: int, first: int, last: int, cores: Mapping[int, str], dialect: Dialect) -> Splice:
    """Words `first` to `last` go, and with them the white space that is too much; a line that was theirs goes too.

    Where what is written for them stands on one side of them, the white space on the other side is not the edit's, and stays.
    """
    segment, part = file.transcript.segments[at], file.parts[at]
    inner = first > segment.first and last < segment.last
    leads = last < segment.last and last + 1 in cores and not (first > segment.first and first - 1 in cores)
    trails = last == segment.last and first > segment.first and first - 1 in cores
    start = file.spans[first - 1][1] if first > segment.first else part.text[0]
    end = file.spans[last + 1][0] if last < segment.last else part.text[1]
    before, inside, behind = (
        _pieces(file.source, *region, dialect)
        for region in (
            (start, file.spans[first][0]),
            (file.spans[first][0], file.spans[last][1]),
            (file.spans[last][1], end),
        )
    )
    pieces = [*before, *inside, *behind]
    kept: dict[int, str] = {}
    left, between, right = ([p for p in some if p.says.isspace()] for some in (before, inside, behind))
    if inner:
        breaks = [p for p in (*left, *right, *between) if "\n" in p.says or "\r" in p.says]
        # One separation stays where there were two: a line break if one of them was one, else the one outside of tags that
        # begin or end with the words ("des <i>gays tapants</i>" keeps the space before the tag).
        opens = any(not p.says for p in before)
        kept = {piece.start: piece.written for piece in (breaks[:1] or (left if leads else right))}
        if opens and left and right and not breaks and not leads:
            kept = {left[0].start: right[0].written}
    elif leads or trails:
        kept = {piece.start: piece.written for piece in (left if leads else right)}
    remaining: list[Piece] = []
    for piece in pieces:
        if piece.says and piece.start not in kept:
            continue
        piece = piece._replace(written=kept.get(piece.start, piece.written))
        closing = _CLOSING.match(piece.written)
        opening = _OPENING.match(remaining[-1].written) if closing and remaining else None
        if opening and closing and opening.group(1).lower() == closing.group(1).lower():
            remaining.pop()  # a pair of tags with nothing left between them
        else:
            remaining.append(piece)
    new = "".join(piece.written for piece in remaining)
    if first == segment.first and last < segment.last and not new:
        following = cores.get(last + 1) or _core(file, last + 1)
        new = _joint(file, start, following)
    return Splice(start, end, new)


def _pieces(source: str, start: int, end: int, dialect: Dialect) -> list[Piece]:
    pieces: list[Piece] = []
    at = start
    while at < end:
        token = dialect.markup.token.search(source, at, end)
        stop = token.start() if token else end
        for run in re.finditer(r"\s+|\S+", source[at:stop]):
            pieces.append(Piece(at + run.start(), run.group(), run.group()))  # noqa: PERF401
        if token is None:
            break
        pieces.append(Piece(token.start(), token.group(), dialect.markup.plain(token.group())))
        at = token.end()
    return pieces


def _tags(file: SubtitleFile, dialect: Dialect, start: int, end: int) -> str:
    return "".join(piece.written for piece in _pieces(file.source, start, end, dialect) if not piece.says)


def _core(file: SubtitleFile, position: int) -> str:
    return collapse(file.transcript.words[position].text)


def _joint(file: SubtitleFile, at: int, following: str) -> str:
    """A space where a text stood right after its time and the new one would be read as a part of it."""
    glued = file.format == "txt" and at > 0 and not file.source[at - 1].isspace()
    return " " if glued and text.GLUE.match(following) else ""


def _common(one: str, other: str) -> int:
    for at, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return at
    return min(len(one), len(other))


def _times(file: SubtitleFile, homes: Sequence[int | None]) -> list[Splice]:
    """A cue that takes in its neighbours lasts as long as they all did; the time is copied as the file wrote it."""
    segments, parts = file.transcript.segments, file.parts
    guests: dict[int, list[int]] = defaultdict(list)
    for at, home in enumerate(homes):
        if home is not None and home != at:
            guests[home].append(at)
    splices = []
    stamp = FORMATS[file.format].stamp
    for host, others in guests.items():
        early = min([host, *others], key=lambda at: segments[at].start)
        late = max([host, *others], key=lambda at: segments[at].end)
        for at, mine, theirs, time in (
            (early, parts[host].start_at, parts[early].start_at, segments[early].start),
            (late, parts[host].end_at, parts[late].end_at, segments[late].end),
        ):
            if at != host and mine is not None:
                base = parts[host].base
                new = file.source[slice(*theirs)] if theirs and parts[at].base == base else stamp(time - base)
                splices.append(Splice(*mine, new))
    return splices


def _cut(parts: Sequence[Part], gone: Collection[int]) -> list[Splice]:
    """Whole blocks go. Where the last ones go, the file ends as it did before."""
    splices = [Splice(*parts[at].block, "") for at in sorted(gone)]
    tail = len(parts)
    while tail - 1 in gone and (tail == len(parts) or parts[tail - 1].block[1] == parts[tail].block[0]):
        tail -= 1
    if tail == len(parts):
        return splices
    joined = tail > 0 and tail - 1 not in gone and parts[tail - 1].block[1] == parts[tail].block[0]
    begin = parts[tail - 1].close if joined else parts[tail].block[0]
    return [splice for splice in splices if splice.start < begin] + [Splice(begin, parts[-1].close, "")]


def _numbers(file: SubtitleFile, gone: Collection[int]) -> list[Splice]:
    """New numbers for the cues that stay, if the old ones counted without a gap."""
    first = counted_from(file.source, file.parts)
    if first is None:
        return []
    left = (at for at in range(len(file.parts)) if at not in gone)
    return renumbered(file.source, file.parts, ((at, number) for number, at in enumerate(left, first)))
