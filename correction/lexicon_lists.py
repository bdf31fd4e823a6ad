"""Tables and plain lists of right spellings as lexicons."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ..document.errors import LexiconError
from .lexicon import Lexicon, Term, validate
from .lexicon_entries import TERM_KEYS, Place, check_keys, one_line, term_of
from .spelling import flaw_of_line, shown

_SEPARATOR = re.compile(r"\"?sep=(.)\"?\s*?(?:\r?\n|$)", re.IGNORECASE)
_LISTS = ("heard", "say", "context", "unless")

# Two times on a line, as every format of subtitles with times has them.
_TIMES = re.compile(r"^\W*(?:\d+:)?\d+:\d\d[.,:]?\d*\W*(?:-->|,)\W*(?:\d+:)?\d+:\d\d", re.MULTILINE)


def _is_json(text: str) -> bool:
    text = text.lstrip()
    if not re.match(r'\{|\[\s*["{[]', text):  # "[1]" may well be a spelling
        return False
    try:
        json.JSONDecoder().raw_decode(text)  # JSON Lines begin with a whole value
    except ValueError:
        return False
    return True


# What is given for a list of spellings by mistake: what it is, how it is known, and what to do with it.
_OTHERS: tuple[tuple[str, Callable[[str], object], str], ...] = (
    (
        "a subtitle file, not a lexicon",
        lambda text: text.startswith(("WEBVTT", "[Script Info]")) or _TIMES.search(text),
        "name it as an input; --article takes a story's text",
    ),
    ("JSON, not a lexicon", _is_json, "`rehear lexicon import` makes a lexicon of a replace list"),
    (
        "HTML or XML, not a lexicon",
        re.compile(r"\s*<[!?a-z][^>]*>", re.IGNORECASE).match,
        "--article takes a story's page",
    ),
)
# What stands in one that is of another kind: what it is, the first line of it, and the ending of its name.
_KINDS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    (
        "TOML",
        re.compile(r"^[ \t]*(?:\[\[(?:term|credit)\]\]|\[(?:protect|parts)\]|write\s*=)", re.MULTILINE),
        ".toml",
    ),
    (
        "a table",
        re.compile(
            r"\A\s*^(?=.*[,;\t])(?:[\w\"]+[,;\t])*\"?write\"?(?:[,;\t][\w\"]+)*\s*$",
            re.MULTILINE | re.IGNORECASE,
        ),
        ".csv",
    ),
)


def refuse_other(text: str, source: str) -> None:
    """LexiconError for what is no list of spellings but was given for one."""
    if "\0" in text:
        raise LexiconError("not a lexicon", path=source, remedy="give a TOML, CSV or text file")
    for what, looks_so, remedy in _OTHERS:
        if looks_so(text):
            raise LexiconError(what, path=source, remedy=remedy)
    for what, pattern, ending in _KINDS:
        if found := pattern.search(text):
            line = found[0].rstrip().count("\n") + text.count("\n", 0, found.start()) + 1
            remedy = f"name it {Path(source).stem}{ending}"
            raise LexiconError(f"{what}, not a list of spellings", path=source, line=line, remedy=remedy)


def parse_csv(text: str, source: str = "") -> Lexicon:
    """A table with a header (`write` is needed; the rest as in TOML); lists are split at `;` or `|`. Commas, semicolons
    and tabs part the columns, as spreadsheets of different countries export them."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # spreadsheets of old Macs end lines with \r alone
    said = separator(text)
    header = text.split("\n", 1)[0]
    delimiter = said or max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)  # or an open quote swallows the rest
    terms: list[Term] = []
    begin = 1
    try:
        if said:
            next(reader)
        names = column_names(next(reader, []), source, max(reader.line_num, 1))
        begin = reader.line_num + 1
        for row in reader:
            line, begin = begin, reader.line_num + 1
            if any(cell.strip() for cell in row):
                terms.append(row_term(names, row, Place(source, line)))
    except csv.Error as error:
        remedy = "close the quotes, or export the table again"
        raise LexiconError(f"not a table: {error}", path=source, line=begin, remedy=remedy) from error
    validate(terms)
    return Lexicon(tuple(terms))


def separator(text: str) -> str:
    """The sign between columns that a table's first line names, as Excel writes it ("sep=;"); '' if it names none."""
    found = _SEPARATOR.match(text)
    return found[1] if found else ""


def column_names(header: Sequence[str], source: str, line: int = 1) -> list[str]:
    """The columns of a table by its first line; LexiconError if they are none of a lexicon."""
    names = [name.strip().lower() for name in header]
    if "write" not in names:
        raise LexiconError(
            "the first line names no column `write`", path=source, line=line, remedy="write,heard,plural"
        )
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice is not None:
        raise LexiconError(
            f"the column `{twice}` is there twice", path=source, line=line, remedy="name each column once"
        )
    check_keys(dict.fromkeys(filter(None, names)), TERM_KEYS, Place(source, line))
    return names


def row_term(names: Sequence[str], row: Sequence[str], place: Place) -> Term:
    """The term in a row of a table; LexiconError if it is none."""
    columns = [*names, *[""] * (len(row) - len(names))]
    cells = {name: cell.strip() for name, cell in zip(columns, row, strict=False) if cell.strip()}
    if "" in cells:
        remedy = "name its column, or put `;` between the values of one cell and quotes around it"
        raise LexiconError(f"{cells['']!r} is in no column", path=place.source, line=place.line, remedy=remedy)
    if "write" not in cells:
        raise LexiconError("no right spelling in this row", path=place.source, line=place.line, remedy="fill `write`")
    entry: dict[str, Any] = dict(cells)
    for name in _LISTS:
        if name in cells:
            entry[name] = [part.strip() for part in re.split(r"[;|]", cells[name]) if part.strip()]
    return term_of(entry, None, place)


def parse_list(text: str, source: str = "") -> Lexicon:
    """A right spelling a line; blank lines and lines that begin with `#` do not count."""
    terms: dict[str, Term] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("#"):
            continue
        if flaw := flaw_of_line(line):
            raise LexiconError(f"{shown(line.strip())} {flaw.problem}", path=source, line=number, remedy=flaw.remedy)
        write = one_line(line, "write", Place(source, number))
        if write and write not in terms:
            terms[write] = Term(write, source=source, line=number)
    validate(list(terms.values()))
    return Lexicon(tuple(terms.values()))
