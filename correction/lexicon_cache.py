"""Large lexicons parsed once: what a file said is kept in the user's cache folder under the digest of its content.

An entry never goes stale, because another content has another name. It is written to a temporary file and renamed, and it
begins with the digest of itself: what was damaged is not read but made anew.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from ..document.disk import write_atomic
from ..document.errors import RehearError
from ..document.store import digest
from .lexicon import Credit, Lexicon, Term

# Smaller files (some 500 terms) are parsed as fast as they are found.
WORTH_IT = 50_000
# Entries that are kept; a newsroom has a handful of large lexicons, and each of their versions leaves one.
_MOST, _SUFFIX = 40, ".json"
_TERM = tuple(field.name for field in fields(Term) if field.name != "source")
_CREDIT = tuple(field.name for field in fields(Credit) if field.name != "source")
_SCHEMA = json.dumps(["rehear.lexicon/4", _TERM, _CREDIT])


def cached(data: bytes, kind: str, source: str, parse: Callable[[], Lexicon]) -> Lexicon:
    """The lexicon that `parse` gives for this content, from the cache if it is there.

    Args:
        data: the file's content.
        kind: how it is parsed: the same bytes may be a table and a list.
        source: the file's name; it is not part of what is kept.
    """
    if len(data) < WORTH_IT:
        return parse()
    folder = cache_folder()
    name = digest(b"\0".join([_SCHEMA.encode(), kind.encode(), data]))
    path = folder / f"{name}{_SUFFIX}"
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, re.error):
        return _load(path, source)
    lexicon = parse()
    with contextlib.suppress(OSError, RehearError):
        write_atomic(path, _dump(lexicon))
        prune(folder, _SUFFIX, _MOST)
    return lexicon


def cache_folder() -> Path:
    """Where parsed lexicons are kept; it may be deleted at any time."""
    from platformdirs import user_cache_path

    return user_cache_path("rehear", appauthor=False) / "lexicons"


def _dump(lexicon: Lexicon) -> bytes:
    body: dict[str, Any] = {
        "language": lexicon.language,
        "protect": lexicon.protect,
        "terms": [[getattr(term, name) for name in _TERM] for term in lexicon.terms],
        "credits": [[_plain(getattr(credit, name)) for name in _CREDIT] for credit in lexicon.credits],
    }
    payload = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return digest(payload).encode() + b"\n" + payload


def _plain(value: Any) -> Any:
    return [value.pattern, value.flags] if isinstance(value, re.Pattern) else value


def _load(path: Path, source: str) -> Lexicon:
    """Raises what reading, parsing or building can raise if the entry is not there or not whole."""
    name, _, payload = path.read_bytes().partition(b"\n")
    if name.decode() != digest(payload):
        raise ValueError("damaged")
    body = json.loads(payload)
    terms = []
    for row in body["terms"]:
        values: dict[str, Any] = dict(zip(_TERM, row, strict=True))
        lists = {key: tuple(value) for key, value in values.items() if isinstance(value, list)}
        terms.append(Term(**values | lists, source=source))
    credits_ = []
    for row in body["credits"]:
        values = dict(zip(_CREDIT, row, strict=True))
        if values["pattern"] is not None:
            values["pattern"] = re.compile(*values["pattern"])
        credits_.append(replace(Credit(**values), source=source))
    return Lexicon(tuple(terms), tuple(body["protect"]), tuple(credits_), body["language"])


def prune(folder: Path, suffix: str, most: int) -> None:
    """Keep the newest files of one kind."""
    entries = sorted(folder.glob(f"*{suffix}"), key=lambda path: path.stat().st_mtime)
    for path in entries[:-most]:
        path.unlink(missing_ok=True)
