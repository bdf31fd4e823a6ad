"""TOML that a person wrote: read, or refused with the line."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from .errors import CallError


def parse_toml(text: str, path: str, error: type[CallError] = CallError) -> dict[str, Any]:
    """The tables and keys of a file's text.

    Raises:
        error: with file, line and remedy, if it is no TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        at = re.search(r"line (\d+)", str(wrong))
        line = int(at[1]) if at else len(text.rstrip().split("\n"))  # "at end of document"
        problem = re.sub(r"\s*\(at .*\)", "", str(wrong))
        remedy = "look for a missing quote, bracket or comma there or above"
        raise error(f"not TOML: {problem}", path=path, line=line, remedy=remedy) from wrong
