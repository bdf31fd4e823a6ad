"""The last view of the page: what was written, and what the lexicon could learn from the decisions."""

from __future__ import annotations

from collections.abc import Sequence

from .feed import Json
from .session import Session

_TERM, _PROTECT = "term:", "protect:"


def finish(session: Session, *, force: bool) -> Json:
    """Write the outputs, with `force` also over what a person changed since; what was written and how that differs from
    what stood there, what was left alone, and suggestions for the lexicon."""
    done = session.finish(force=force)
    lesson = session.lesson()
    terms = [
        {"id": _TERM + learnt.term.write, "write": learnt.term.write, "heard": list(learnt.term.heard)}
        for learnt in lesson.learnt
    ]
    protected = [{"id": _PROTECT + text, "protects": text} for text in lesson.protect]
    return {
        "written": [path.name for path in done.written],
        "kept": [path.name for path in done.kept],
        "diff": [line for path, diff in done.diffs if path not in done.kept for line in diff.splitlines()],
        "suggestions": [*terms, *protected],
    }


def take(session: Session, entries: Sequence[str]) -> Json:
    """Add these suggestions to the nearest lexicon, and say what was done."""
    writes = [name.removeprefix(_TERM) for name in entries if name.startswith(_TERM)]
    protect = [name.removeprefix(_PROTECT) for name in entries if name.startswith(_PROTECT)]
    return {"taken": len(entries), "said": session.keep(writes, protect).said}
