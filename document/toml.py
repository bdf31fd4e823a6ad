"""TOML that a person wrote: read, or refused with the line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from .errors import CallError

# What a line may hold: strings, in which nothing else begins, comments, and the header of a table with the comment behind it.
_STRING = (
    r'"{3}(?:\\.|[^\\])*?"{3,5}|"(?:\\.|[^"\\\n])*"'
    r"|'{3}.*?'{3,5}|'[^'\n]*'"
)
_HEADER = (
    r"(?m:^)[ \t]*(?:\[\[\s*(?P<entry>[\w-]+)\s*\]\]|\[\s*(?P<table>[\w-]+)\s*\])[ \t\r]*(?:#(?P<beside>[^\n]*))?(?m:$)"
)
_MARKS = re.compile(rf"{_HEADER}|#(?P<comment>[^\n]*)|{_STRING}", re.DOTALL)


def parse_toml(text: str, path: str, error: type[CallError] = CallError) -> dict[str, Any]:
    """The tables and keys of a file's text.

    Raises:
        error: with file, line and remedy, if it is no TOML.
    """
    try:
        return tomllib.loads(text)
    except RecursionError as wrong:
        raise error("lists in lists, too deep to be read", path=path, remedy="write each list on its own") from wrong
    except tomllib.TOMLDecodeError as wrong:
        at = re.search(r"line (\d+)", str(wrong))
        line = int(at[1]) if at else len(text.rstrip().split("\n"))  # "at end of document"
        problem = re.sub(r"\s*\(at .*\)", "", str(wrong))
        remedy = "look for a missing quote, bracket or comma there or above"
        raise error(f"not TOML: {problem}", path=path, line=line, remedy=remedy) from wrong


def headers(text: str) -> Iterator[re.Match[str]]:
    """The header lines of a TOML text: group "entry" is the name in `[[name]]`, "table" that in `[name]`."""
    return (mark for mark in _MARKS.finditer(text) if mark["entry"] or mark["table"])


def comments_of(text: str) -> Iterator[str]:
    """The comments of a TOML text, without their sign."""
    for mark in _MARKS.finditer(text):
        found = mark["comment"] if mark["beside"] is None else mark["beside"]
        if found is not None:
            yield found.strip()
