"""Lexicons as files: TOML as lexicons/README.md gives it, CSV as spreadsheets export it, or a plain list of spellings."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from ..document.encoding import plain_text
from ..document.errors import LexiconError
from ..document.store import digest
from ..document.toml import headers
from ..document.toml import parse_toml as read_toml
from .backtracking import backtracks
from .language import CODES
from .lexicon import MATCHES, Credit, Lexicon, Match, Term, merge, validate
from .lexicon_cache import cached
from .parts import NAME, PartError, expand

_TERM_KEYS = {"write", "plural", "feminine", "heard", "say", "context", "unless", "match", "note"}
_CREDIT_KEYS = {"text", "pattern", "alone", "maker", "language", "note"}
_TOP_KEYS = {"language", "title", "parts", "term", "protect", "credit"}
_LISTS = ("heard", "say", "context", "unless")

# Control characters, soft hyphens and spaces without width: they come along when something is copied from a page.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff]")
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
        "a subtitle file",
        lambda text: text.startswith(("WEBVTT", "[Script Info]")) or _TIMES.search(text),
        "name it as an input; --article takes a story's text",
    ),
    ("JSON", _is_json, "`rehear lexicon import` makes a lexicon of a replace list"),
    ("HTML or XML", re.compile(r"\s*<[!?a-z][^>]*>", re.IGNORECASE).match, "--article takes a story's page"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry begins, for errors that name the line of its key.

    `text` is the whole file; without it (a row of a table) the entry's line is all that is known.
    """

    source: str
    line: int
    text: str = ""

    def error(self, problem: str, key: str, remedy: str) -> LexiconError:
        """An error at a key of the entry, or at the entry if the key stands nowhere in it."""
        lines = self.text.split("\n")[self.line - 1 :]
        for number, line in enumerate(lines, self.line):
            if number > self.line and line.lstrip().startswith("["):
                break
            if re.match(rf"""\s*["']?{re.escape(key)}["']?\s*=""", line):
                return LexiconError(problem, path=self.source, line=number, remedy=remedy)
        return LexiconError(problem, path=self.source, line=self.line, remedy=remedy)

    def header(self, name: str) -> int:
        """The line on which a table or a key of this name stands first; 1 if it stands on none."""
        found = re.search(rf"^\s*(?:\[+\s*)?{name}\b", self.text, re.MULTILINE)
        return self.text.count("\n", 0, found.end()) + 1 if found else 1


def load_lexicon(*names: str | os.PathLike[str], language: str | None = None) -> Lexicon:
    """Load and merge lexicons; of two entries for the same spelling or mishearing, the later file's wins.

    Args:
        names: names of shipped lexicons ("fr-justice") or paths of TOML, CSV or text files.
        language: for files that name none (ISO 639-1).

    Raises:
        LexiconError: with file, line and remedy.
    """
    return merge([load_file(name, language=language) for name in names])


def shipped() -> list[str]:
    """Names of the lexicons that come with rehear."""
    return sorted(entry.name[:-5] for entry in _shipped_folder().iterdir() if entry.name.endswith(".toml"))


def load_file(name: str | os.PathLike[str], *, language: str | None = None) -> Lexicon:
    """Load one lexicon, shipped or from a path."""
    data, source = _read(name)
    kind = Path(source).suffix.lower()
    text, remark = _decoded(data, kind, source)
    lexicon = cached(data, kind, source, lambda: _parse(text, kind, source))
    if remark:
        lexicon = replace(lexicon, notices=(remark,))
    if not (lexicon.terms or lexicon.protect or lexicon.credits):
        nothing = f"{source}: nothing in it (add a right spelling a line, or [[term]] entries)"
        lexicon = replace(lexicon, notices=(*lexicon.notices, nothing))
    if lexicon.language is None and language is not None:
        terms = tuple(replace(term, language=language) for term in lexicon.terms)
        lexicon = replace(lexicon, terms=terms, language=language)
    return lexicon


def content_digest(name: str | os.PathLike[str]) -> str:
    """SHA-256 of what stands in a lexicon's file; LexiconError if it cannot be read."""
    return digest(_read(name)[0])


def _read(name: str | os.PathLike[str]) -> tuple[bytes, str]:
    path, source = _locate(os.fspath(name))
    try:
        return path.read_bytes(), source
    except OSError as error:
        raise LexiconError(f"cannot read: {error.strerror or error}", path=source) from error


def _decoded(data: bytes, kind: str, source: str) -> tuple[str, str]:
    """The text of a file, and how it was read if that is not plain; TOML is UTF-8 by definition."""
    if kind != ".toml":
        return plain_text(data, source, LexiconError)
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise LexiconError("not UTF-8 text", path=source, line=line, remedy="save it as UTF-8") from error


def _parse(text: str, kind: str, source: str) -> Lexicon:
    if kind == ".toml":
        return parse_toml(text, source)
    if kind in (".csv", ".tsv"):
        return parse_csv(text, source)
    if "\0" in text:
        raise LexiconError("not a lexicon", path=source, remedy="give a TOML, CSV or text file")
    for what, looks_so, remedy in _OTHERS:
        if looks_so(text):
            raise LexiconError(f"{what}, not a lexicon", path=source, remedy=remedy)
    return parse_list(text, source)


def parse_toml(text: str, source: str = "") -> Lexicon:
    data = read_toml(text, source, LexiconError)
    top = Place(source, 1, text)
    _check_keys(data, _TOP_KEYS, top)
    language = _language(data, top)
    _string(data, "title", top)
    terms = tuple(_term(entry, language, place) for entry, place in _entries(data, "term", top))
    validate(terms)
    parts = _parts(*_table(data, "parts", top, 'name = "..."'))
    invented = tuple(_credit(entry, language, parts, place) for entry, place in _entries(data, "credit", top))
    protect, where = _table(data, "protect", top, 'words = ["..."]')
    _check_keys(protect, {"words"}, where)
    return Lexicon(terms, _strings(protect, "words", where), invented, language)


def parse_csv(text: str, source: str = "") -> Lexicon:
    """A table with a header (`write` is needed; the rest as in TOML); lists are split at `;` or `|`. Commas, semicolons
    and tabs part the columns, as spreadsheets of different countries export them."""
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)  # or an open quote swallows the rest
    terms: list[Term] = []
    begin = 1
    try:
        names = column_names(next(reader, []), source)
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


def column_names(header: Sequence[str], source: str) -> list[str]:
    """The columns of a table by its first line; LexiconError if they are none of a lexicon."""
    names = [name.strip().lower() for name in header]
    if "write" not in names:
        raise LexiconError("the first line names no column `write`", path=source, line=1, remedy="write,heard,plural")
    _check_keys(dict.fromkeys(filter(None, names)), _TERM_KEYS | {"language"}, Place(source, 1))
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
    spoken = _language(entry, place)
    entry.pop("language", None)
    return _term(entry, spoken, place)


def parse_list(text: str, source: str = "") -> Lexicon:
    """A right spelling a line; blank lines and lines that begin with `#` do not count."""
    terms: dict[str, Term] = {}
    for number, line in enumerate(text.splitlines(), 1):
        write = "" if line.lstrip().startswith("#") else _one_line(line, "write", Place(source, number))
        if write and write not in terms:
            terms[write] = Term(write, source=source, line=number)
    validate(list(terms.values()))
    return Lexicon(tuple(terms.values()))


def _locate(name: str) -> tuple[Any, str]:
    path = Path(name)
    if path.is_file():
        return path, name
    plain = os.sep not in name and "/" not in name
    if plain and (entry := _shipped_folder() / f"{name.removesuffix('.toml')}.toml").is_file():
        return entry, f"{name.removesuffix('.toml')}.toml"
    if path.is_dir():
        raise LexiconError("is a folder, not a lexicon", path=name)
    near = get_close_matches(name, shipped(), n=1, cutoff=0.5)
    remedy = f"did you mean {near[0]}?" if near else "a path, or one of " + ", ".join(shipped())
    raise LexiconError("no such lexicon", path=name, remedy=remedy)


def _shipped_folder() -> Any:
    return files(__package__.rpartition(".")[0]) / "lexicons"


def _table(data: dict[str, Any], name: str, top: Place, holds: str) -> tuple[dict[str, Any], Place]:
    where = replace(top, line=top.header(name))
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise where.error(f"[{name}] must be a table", name, f"[{name}] and {holds}")
    return table, where


def _entries(data: dict[str, Any], kind: str, top: Place) -> Iterator[tuple[dict[str, Any], Place]]:
    entries = data.get(kind, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise replace(top, line=top.header(kind)).error(
            f"`{kind}` must be written as [[{kind}]]", kind, f"[[{kind}]] on a line, its keys below"
        )
    starts, line, at = [], 1, 0
    for header in headers(top.text):
        line, at = line + top.text.count("\n", at, header.start()), header.start()
        if header["entry"] == kind:
            starts.append(line)
    # Inline tables have no header of their own; then the first line is all that can be said.
    lines = starts if len(starts) == len(entries) else [1] * len(entries)
    return ((entry, replace(top, line=line)) for entry, line in zip(entries, lines, strict=True))


def _term(entry: dict[str, Any], language: str | None, place: Place) -> Term:
    _check_keys(entry, _TERM_KEYS, place)
    write = _string(entry, "write", place)
    if not write:
        raise place.error("a term without `write`", "write", "write the right spelling")
    match = entry.get("match", "sound")
    if match not in MATCHES:
        raise place.error(f"match is {match!r}", "match", "one of " + ", ".join(MATCHES))
    return Term(
        write,
        _string(entry, "plural", place),
        _string(entry, "feminine", place),
        heard=_strings(entry, "heard", place),
        say=_strings(entry, "say", place),
        context=_strings(entry, "context", place),
        unless=_strings(entry, "unless", place),
        match=cast(Match, match),
        note=_string(entry, "note", place),
        language=language,
        source=place.source,
        line=place.line,
    )


def _parts(table: dict[str, Any], place: Place) -> dict[str, str]:
    """Parts of patterns by their names; each was tried by itself, so that an error names its line."""
    parts = {name: _pattern(table, name, place) for name in table}
    for name, part in parts.items():
        if not NAME.fullmatch(name):
            raise place.error(f"no part can be called `{name}`", name, "small letters, digits and _, a letter first")
        if not part:
            raise place.error(f"part `{name}` is empty", name, "remove it")
        _compiled(part, parts, name, place)
    return parts


def _compiled(pattern: str, parts: dict[str, str], key: str, place: Place) -> re.Pattern[str]:
    try:
        whole = expand(pattern, parts)
        compiled = re.compile(whole, re.IGNORECASE)
    except PartError as error:
        raise place.error(error.problem, key, error.remedy) from error
    except re.error as error:
        remedy = "a bracket or sign that is meant as such needs a backslash"
        raise place.error(f"{key} cannot be read: {error}", key, remedy) from error
    if backtracks(whole):
        problem = f"{key} may take forever: it repeats without end what varies in length"
        raise place.error(problem, key, 'say how often it repeats, as "(a+){1,5}"')
    return compiled


def _credit(entry: dict[str, Any], language: str | None, parts: dict[str, str], place: Place) -> Credit:
    _check_keys(entry, _CREDIT_KEYS, place)
    text, pattern = _string(entry, "text", place), _pattern(entry, "pattern", place)
    if bool(text) == bool(pattern):
        raise place.error("a credit needs either `text` or `pattern`", "text", "write one of the two")
    alone, maker = (_flag(entry, key, place) for key in ("alone", "maker"))
    compiled = _compiled(pattern, parts, "pattern", place) if pattern else None
    own = _language(entry, place) or language
    note = _string(entry, "note", place)
    return Credit(text, compiled, alone, maker, note, own, source=place.source, line=place.line)


def _flag(entry: dict[str, Any], key: str, place: Place) -> bool:
    value = entry.get(key, False)
    if not isinstance(value, bool):
        raise place.error(f"`{key}` must be true or false, not {value!r}", key, f"{key} = true")
    return value


def _check_keys(table: dict[str, Any], known: set[str], place: Place) -> None:
    for key in table:
        if key not in known:
            near = get_close_matches(key, sorted(known), n=1, cutoff=0.5)
            remedy = f"did you mean `{near[0]}`?" if near else "known: " + ", ".join(sorted(known))
            raise place.error(f"unknown key `{key}`", key, remedy)


def _string(table: dict[str, Any], key: str, place: Place) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise place.error(f"`{key}` must be text in quotes, not {value!r}", key, f'{key} = "..."')
    return " ".join(value.split()) if key == "note" else _one_line(value, key, place)


def _one_line(value: str, key: str, place: Place) -> str:
    """A text as it is compared and written; an error for what would come into a subtitle unseen."""
    if len(value.strip().splitlines()) > 1:
        raise place.error(f"`{key}` holds a line break", key, "write it on one line")
    line = " ".join(value.split())
    if stray := _UNSEEN.search(line):
        raise place.error(f"`{key}` holds a sign that is not seen (U+{ord(stray[0]):04X})", key, "type it anew")
    return line


def _pattern(table: dict[str, Any], key: str, place: Place) -> str:
    """A pattern, or a list of patterns of which any will do."""
    value = table.get(key, "")
    if isinstance(value, list):
        return "|".join(_strings(table, key, place))
    return _string(table, key, place)


def _strings(table: dict[str, Any], key: str, place: Place) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise place.error(f"`{key}` must be a list of texts", key, f'{key} = ["..."]')
    if not all(item.strip() for item in value):
        raise place.error(f"`{key}` holds an empty text", key, "remove it")
    return tuple(dict.fromkeys(_one_line(item, key, place) for item in value))


def _language(table: dict[str, Any], place: Place) -> str | None:
    code = _string(table, "language", place)
    if code and code not in CODES:
        near = code.lower()[:2]
        remedy = f"did you mean {near}?" if near in CODES else "a code like fr, en, de"
        raise place.error(f"no language {code!r}", "language", remedy)
    return code or None
