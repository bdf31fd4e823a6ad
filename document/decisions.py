"""What a person decided elsewhere (on a page that was mailed), as a file that comes back.

One JSON object::

    {"schema": "rehear.decisions/1",
     "source": "clip.mp4",      the input that the edits belong to
     "digest": "...",           of the text that positions refer to, as its record has it
     "actions": [{"do": "accept", "ids": ["0123456789ab"]}, ...]}

The actions are done in their order; where the text has another digest, only those that say which proposal they are about, or
what stood there. Each names in `do` what a review can do, and its arguments by their names there:

    accept, reject, clear   ids
    own                     id, text
    always, never           id
    retype                  texts: [[first, last, text, what stood there], ...]; without the last it is not compared
    retime                  first, last, start, end (ms)
    split                   first, last, at, and time (ms) if it is not where the word `at` begins
    join                    first, last
    tick                    spans: [[first, last], ...], seen
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import InputError

DECISIONS_SCHEMA = "rehear.decisions/1"


@dataclass(frozen=True, slots=True)
class Decisions:
    """All that was decided on one text: its name, its digest, and what was done, as JSON values."""

    source: str
    digest: str
    actions: tuple[Mapping[str, Any], ...] = ()


def dump_decisions(decisions: Decisions) -> str:
    whole = {
        "schema": DECISIONS_SCHEMA,
        "source": decisions.source,
        "digest": decisions.digest,
        "actions": [dict(action) for action in decisions.actions],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def parse_decisions(text: str, path: str | os.PathLike[str] | None = None) -> Decisions:
    """Read what `dump_decisions`, or a page, wrote.

    Raises:
        InputError: if it is no JSON, of another schema, or not whole.
    """
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {error}", path=path, remedy="give the file as the page saved it") from error
    schema = whole.get("schema") if isinstance(whole, dict) else None
    if schema != DECISIONS_SCHEMA:
        raise InputError(f"schema is {schema!r}, not {DECISIONS_SCHEMA!r}", path=path)
    source, digest, actions = whole.get("source"), whole.get("digest"), whole.get("actions")
    if not isinstance(source, str) or not isinstance(digest, str) or not isinstance(actions, list):
        raise InputError("source, digest or actions are missing", path=path)
    for number, action in enumerate(actions, 1):
        if not isinstance(action, dict) or not isinstance(action.get("do"), str):
            raise InputError(f"action {number} does not say what to do", path=path)
    return Decisions(source, digest, tuple(actions))


def read_decisions(path: str | os.PathLike[str]) -> Decisions:
    """Raises InputError as `parse_decisions` does, and if the file cannot be read."""
    try:
        return parse_decisions(Path(path).read_text(encoding="utf-8-sig"), path)
    except UnicodeDecodeError as error:
        raise InputError("not UTF-8 text", path=path) from error
    except OSError as error:
        raise InputError(f"cannot read: {error.strerror or error}", path=path) from error
