"""What a person decided elsewhere (on a page that was mailed), as a file that comes back.

One JSON object::

    {"schema": "rehear.decisions/1",
     "source": "clip.mp4",            the input that the edits belong to
     "digest": "...",                 of the text that positions refer to, as the record has it
     "decisions": [{"id": "0123456789ab", "decision": "accepted", "own": "guets-apens", "keep": "always"}],
     "typed": [{"first": 3, "last": 4, "before": "gays tapants", "after": "guets-apens"}],
     "cues": [{"first": 0, "last": 7, "start": 1000, "end": 2500, "before": "..."}],
     "seen": [[0, 7]]}

`decision` is "accepted", "rejected", or null for one that was taken back; `own` (a text instead of the proposal's) and `keep`
("always": the term goes into the lexicon, "never": the words are protected) may be missing, and so may each of the lists.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from .edit import Decision
from .errors import InputError
from .hand import HandCue, cues_from, ranges_from

DECISIONS_SCHEMA = "rehear.decisions/1"
Keep = Literal["always", "never"]
_DAMAGE = (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError)


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided on one edit."""

    id: str
    decision: Decision | None
    own: str | None = None
    keep: Keep | None = None


class Typed(NamedTuple):
    """Words `first` to `last` that a person replaced without being asked."""

    first: int
    last: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """All that was decided on one text."""

    source: str
    digest: str
    decisions: tuple[Decided, ...] = ()
    typed: tuple[Typed, ...] = ()
    cues: tuple[HandCue, ...] = ()
    seen: tuple[tuple[int, int], ...] = ()


def dump_decisions(decisions: Decisions) -> str:
    items = []
    for one in decisions.decisions:
        item: dict[str, object] = {"id": one.id, "decision": None if one.decision is None else str(one.decision)}
        item |= {"own": one.own} if one.own is not None else {}
        item |= {"keep": one.keep} if one.keep is not None else {}
        items.append(item)
    whole = {
        "schema": DECISIONS_SCHEMA,
        "source": decisions.source,
        "digest": decisions.digest,
        "decisions": items,
        "typed": [one._asdict() for one in decisions.typed],
        "cues": [asdict(cue) for cue in decisions.cues],
        "seen": [list(pair) for pair in decisions.seen],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def parse_decisions(text: str, path: str | os.PathLike[str] | None = None) -> Decisions:
    """Read what `dump_decisions`, or a page, wrote.

    Raises:
        InputError: if it is no JSON, of another schema, or not whole.
    """
    try:
        whole = json.loads(text)
    except ValueError as error:
        raise InputError(f"not JSON: {error}", path=path, remedy="the file that the page gave, as it is") from error
    schema = whole.get("schema") if isinstance(whole, dict) else None
    if schema != DECISIONS_SCHEMA:
        raise InputError(f"schema is {schema!r}, not {DECISIONS_SCHEMA!r}", path=path)
    try:
        return Decisions(
            _text(whole["source"]),
            _text(whole["digest"]),
            tuple(_decided(item) for item in whole.get("decisions", [])),
            tuple(
                Typed(int(item["first"]), int(item["last"]), _text(item["before"]), _text(item["after"]))
                for item in whole.get("typed", [])
            ),
            cues_from(whole.get("cues", [])),
            ranges_from(whole.get("seen", [])),
        )
    except _DAMAGE as error:
        raise InputError(f"not whole: {type(error).__name__} {error}", path=path) from error


def read_decisions(path: str | os.PathLike[str]) -> Decisions:
    """Raises InputError as `parse_decisions` does, and if the file cannot be read."""
    try:
        return parse_decisions(Path(path).read_text(encoding="utf-8-sig"), path)
    except UnicodeDecodeError as error:
        raise InputError("not UTF-8 text", path=path) from error
    except OSError as error:
        raise InputError(f"cannot read: {error.strerror or error}", path=path) from error


def _decided(item: Mapping[str, Any]) -> Decided:
    decision, own, keep = item["decision"], item.get("own"), item.get("keep")
    if keep not in (None, "always", "never"):
        raise ValueError(f"keep is {keep!r}")
    return Decided(
        _text(item["id"]),
        None if decision is None else Decision(decision),
        None if own is None else _text(own),
        keep,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value
