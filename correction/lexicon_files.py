"""Lexicons as files: TOML as lexicons/README.md gives it, CSV as spreadsheets export it, or a plain list of spellings."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..document.encoding import plain_text
from ..document.errors import LexiconError
from ..document.store import digest
from ..document.toml import headers
from ..document.toml import parse_toml as read_toml
from .lexicon import Lexicon, merge, validate
from .lexicon_cache import cached
from .lexicon_entries import (
    Place,
    check_keys,
    credit_of,
    is_unchosen,
    language_of,
    parts_of,
    string_of,
    strings_of,
    term_of,
)
from .lexicon_lists import parse_csv, parse_list, refuse_other

# The key of an entry whose spelling nobody has chosen (`is_unchosen`).
_CHOICE = re.compile(r"^[ \t]*choose[ \t]*=", re.MULTILINE)
_TOP_KEYS = {"language", "title", "parts", "term", "protect", "credit"}


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
    unchosen = _unchosen(text, source) if kind == ".toml" else ""
    nothing = f"{source}: nothing in it (add a right spelling a line, or [[term]] entries)"
    empty = not (lexicon.terms or lexicon.protect or lexicon.credits or unchosen)
    lexicon = replace(lexicon, notices=tuple(filter(None, (remark, unchosen, nothing if empty else ""))))
    if lexicon.language is None and language is not None:
        terms = tuple(replace(term, language=term.language or language) for term in lexicon.terms)
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


def _unchosen(text: str, source: str) -> str:
    """What is said of a file with entries whose spelling nobody has chosen; '' if it has none."""
    found = list(_CHOICE.finditer(text))
    if not found:
        return ""
    entries = f"{len(found)} entries hold" if len(found) > 1 else "an entry holds"
    line = text.count("\n", 0, found[0].end()) + 1
    return f"{source}:{line}: {entries} nothing until a spelling is chosen (`write` in place of `choose`)"


def _parse(text: str, kind: str, source: str) -> Lexicon:
    if kind == ".toml":
        return parse_toml(text, source)
    if kind in (".csv", ".tsv"):
        return parse_csv(text, source)
    refuse_other(text, source)
    return parse_list(text, source)


def parse_toml(text: str, source: str = "") -> Lexicon:
    data = read_toml(text, source, LexiconError)
    top = Place(source, 1, text)
    check_keys(data, _TOP_KEYS, top)
    language = language_of(data, top)
    string_of(data, "title", top)
    entries = _entries(data, "term", top)
    terms = tuple(term_of(entry, language, place) for entry, place in entries if not is_unchosen(entry, place))
    validate(terms, lambda term: replace(top, line=term.line).line_of("heard"))
    parts = parts_of(*_table(data, "parts", top, 'name = "..."'))
    invented = tuple(credit_of(entry, language, parts, place) for entry, place in _entries(data, "credit", top))
    protect, where = _table(data, "protect", top, 'words = ["..."]')
    check_keys(protect, {"words"}, where)
    return Lexicon(terms, strings_of(protect, "words", where), invented, language)


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
