"""Replace lists of other tools as lexicons: tables, `wrong|right` lists, JSON of either direction, XML of subtitle editors."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from ..correction.lexicon import Lexicon, Term, merge, validate
from ..correction.lexicon_entries import Place
from ..correction.lexicon_files import parse_toml
from ..correction.lexicon_lists import column_names, row_term, separator
from ..correction.spelling import flaw_of, flaw_of_right, shown
from ..correction.tokens import split_norms
from ..document.encoding import plain_text
from ..document.errors import LexiconError
from .trees import RIGHT, WRONG, Direction, Pair, json_pairs, xml_pairs

_ARROWS = re.compile(r"\s*(?:\||\t|=>|->|→|⇒|;|=)\s*")
_QUOTED = re.compile(r'"[^"]*"')
# What may stand in a cell for several mishearings.
_SEVERAL = re.compile(r"[;|]")


class Imported(NamedTuple):
    """A lexicon, what is wrong with each line that is not in it, and what else should be known."""

    lexicon: Lexicon
    left_out: tuple[LexiconError, ...] = ()
    notices: tuple[str, ...] = ()


def read_list(path: Path, *, direction: Direction | None = None, language: str | None = None) -> Imported:
    """Read a list of another tool, or any lexicon.

    Args:
        path: "-" is standard input.
        direction: which side of a pair is wrong, where the file does not say it ("wrong-right" if nothing is known).
        language: of the terms.

    What is wrong in a line costs that line alone.

    Raises:
        LexiconError: if the file is none of these.
    """
    source = "<stdin>" if str(path) == "-" else str(path)
    text, remark = _text_of(path, source)
    if not text.strip():
        raise LexiconError("nothing in it", path=source, remedy="wrong|right, one a line")
    kind = path.suffix.lower()
    if kind == ".toml":
        return Imported(parse_toml(text, source))
    left_out: list[LexiconError] = []
    notices: Sequence[str] = ()
    if kind == ".xml" or text.lstrip().startswith("<"):
        pairs, notices = xml_pairs(text, source)
        lexicon = _lexicon(pairs, source, language, left_out)
    elif kind == ".json" or text.lstrip()[:1] in ("{", "["):
        pairs, notices = json_pairs(text, source, direction, left_out)
        lexicon = _lexicon(pairs, source, language, left_out)
    else:
        rows = list(_rows(text, source, kind, left_out))
        # What comes through a pipe has no name that tells what it is.
        if kind in (".csv", ".tsv", "") and rows and "write" in (cell.strip().lower() for cell in rows[0][1]):
            lexicon = _own_table(rows, source, language, left_out)
            notices = lexicon.notices
        else:
            lexicon = _lexicon(_pairs(rows, source, direction, left_out), source, language, left_out)
    if left_out and not lexicon.terms:
        raise left_out[0]
    said = (*filter(None, [remark]), *notices)
    return Imported(lexicon, tuple(sorted(left_out, key=lambda error: error.line or 0)), said)


def _own_table(
    rows: Iterable[tuple[int, list[str]]], source: str, language: str | None, left_out: list[LexiconError]
) -> Lexicon:
    """A table with a lexicon's own columns; several rows of one spelling are joined."""
    (line, header), *entries = rows
    names = column_names(header, source, line)
    terms: list[Term] = []
    for number, row in entries:
        try:
            if any(cell.strip() for cell in row):
                term = row_term(names, row, Place(source, number))
                validate([term])
                terms.append(replace(term, language=term.language or language))
        except LexiconError as error:
            left_out.append(error)
    return merge([Lexicon((term,)) for term in terms])


def _text_of(path: Path, source: str) -> tuple[str, str]:
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise LexiconError(f"cannot read: {error.strerror or error}", path=source) from error
    return plain_text(data, source, LexiconError)


def _pairs(
    rows: Iterable[tuple[int, list[str]]], source: str, direction: Direction | None, left_out: list[LexiconError]
) -> Iterator[Pair]:
    """Two columns with or without a header, or pairs; where no line has more than one cell, each is a right spelling."""
    wrong, right = (1, 0) if direction == "right-wrong" else (0, 1)
    begun = headed = False
    lines = [(number, cells) for number, row in rows if any(cells := [cell.strip() for cell in row])]
    lines = [(number, cells) for number, cells in lines if not cells[0].startswith("#")]
    names_alone = all(len(cells) == 1 for _, cells in lines)

    def wanting(problem: str, number: int) -> None:
        remedy = "wrong|right" if right else "right|wrong"
        left_out.append(LexiconError(problem, path=source, line=number, remedy=remedy))

    for number, cells in lines:
        names = [cell.lower().replace(" ", "") for cell in cells]
        if not begun and len(names) > 1 and (found := _columns(names)) is not None:
            (wrong, right), headed = found, True
        elif names_alone:
            yield Pair("", cells[0], number)
        elif max(wrong, right) >= len(cells) or not cells[right]:
            wanting("no right spelling in this line", number)
        elif not headed and not cells[wrong]:
            wanting("no misheard words in this line", number)
        elif not headed and (any(cells[2:]) or _ARROWS.search(cells[right])):
            wanting("more than two parts in this line", number)
        else:
            yield from (Pair(one, cells[right], number) for one in _SEVERAL.split(cells[wrong]))
        begun = True


def _rows(text: str, source: str, kind: str, left_out: list[LexiconError]) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line, with the line's number; cells in quotes may hold signs and go over lines."""
    lines = text.splitlines()
    said = separator(text)
    at = 1 if said else 0
    comma = said or _comma(next((line for line in lines if line.strip() and not line.startswith("#")), ""), kind)
    while at < len(lines):
        begun, at = at + 1, at + 1
        if not comma:
            yield begun, _ARROWS.split(lines[begun - 1].strip(), maxsplit=1)
            continue
        reader = csv.reader((f"{line}\n" for line in islice(lines, begun - 1, None)), delimiter=comma, strict=True)
        try:
            row = next(reader)
        except csv.Error as error:
            # An open quote takes in all lines after it: only the one where it stands is lost.
            remedy = "close the quotes, or export the table again"
            left_out.append(LexiconError(f"not a table: {error}", path=source, line=begun, remedy=remedy))
            continue
        at = begun - 1 + reader.line_num
        yield begun, row


def _comma(first: str, kind: str) -> str:
    """The sign between the columns of a table, by its first line; '' for a list of pairs."""
    bare = _QUOTED.sub("", first)
    if "\t" in bare and kind != ".csv":
        return "\t"  # then `;` parts the mishearings in a cell
    if kind in (".csv", ".tsv") or ";" in bare:
        return max(",;\t|", key=bare.count)
    return "," if "," in bare and not _ARROWS.search(bare) else ""


def _columns(names: list[str]) -> tuple[int, int] | None:
    """The columns of a header: what was wrong, what is right."""
    wrong = next((at for at, name in enumerate(names) if name in WRONG), None)
    right = next((at for at, name in enumerate(names) if name in RIGHT), None)
    return None if wrong is None or right is None else (wrong, right)


def _lexicon(pairs: Iterable[Pair], source: str, language: str | None, left_out: list[LexiconError]) -> Lexicon:
    """Terms with their mishearings. A pair that says nothing (only case or punctuation differ) leaves the right spelling."""
    terms: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    claimed: dict[tuple[str, ...], str] = {}
    for pair in pairs:
        right, wrong = " ".join(pair.right.split()), " ".join(pair.wrong.split())
        line = pair.line or None
        if not split_norms(right):
            problem = f"{pair.wrong!r} -> {pair.right!r} would write no word" if wrong else f"{right!r} is no word"
            left_out.append(LexiconError(problem, path=source, line=line, remedy="write the right spelling"))
            continue
        flawed, flaw = (right, flaw_of_right(right)) if flaw_of_right(right) else (wrong, flaw_of(wrong))
        if flaw is not None:
            problem = f"{shown(flawed)} {flaw.problem}"
            left_out.append(LexiconError(problem, path=source, line=line, remedy=flaw.remedy))
            continue
        heard = terms.setdefault(right, [])
        lines.setdefault(right, pair.line)
        key = split_norms(wrong)
        if not key or key == split_norms(right) or wrong in heard:
            continue
        if claimed.setdefault(key, right) != right:
            problem = f"{wrong!r} is already heard for {claimed[key]!r}, not for {right!r}"
            left_out.append(LexiconError(problem, path=source, line=line, remedy="keep it for one of the two"))
            continue
        heard.append(wrong)
    made = tuple(
        Term(right, heard=tuple(heard), language=language, source=source, line=lines[right])
        for right, heard in terms.items()
    )
    validate(made)
    return Lexicon(made, language=language)
