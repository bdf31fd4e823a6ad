"""Actions as data, as pages send them and files of decisions hold them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ..document.errors import EditError, LexiconError, OutputError
from .records import Taken

if TYPE_CHECKING:
    from ..document.decisions import Decisions
    from .records import Done
    from .session import Session


def perform(session: Session, action: Mapping[str, Any], *, elsewhere: bool = False) -> Done:
    """Do what an action says (document/decisions.py lists them).

    Args:
        elsewhere: it was taken on another text, in which other words stand at the same places.

    Raises:
        EditError: if it is none, lacks something, or cannot be done to the text as it is.
        RehearError: as the action itself does.
    """
    do = action.get("do")
    if not isinstance(do, str) or do not in _ACTIONS:
        raise EditError(f"{do!r} is nothing that a review can do", remedy="one of " + ", ".join(_ACTIONS))
    try:
        if elsewhere and _by_place(action):
            raise EditError("says where in another text, and not what stood there")
        return _ACTIONS[do](session, action)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise EditError(f"{do}: {type(error).__name__} {error}") from error


def take_decisions(session: Session, decisions: Decisions) -> Taken:
    """Do what was decided elsewhere; what does not fit any more is left out, and said."""
    listed = session.place.exists()
    elsewhere = decisions.digest != session.record.digest
    known = {edit.id for edit in session.edits}
    said: list[str] = []
    stuck: list[str] = []
    gone: list[str] = []
    for number, action in enumerate(decisions.actions, 1):
        if not known.issuperset(_named(action)):
            gone.append(str(number))
            continue
        try:
            said.append(perform(session, action, elsewhere=elsewhere).said)
        except (EditError, LexiconError, OutputError) as error:
            stuck.append(f"action {number} ({action['do']}): {error}")
    if gone:
        which = "action " if len(gone) == 1 else f"{len(gone)} of {len(decisions.actions)} actions, "
        why = "nobody proposes that now" if listed else f"{session.place}, which lists them, is not there"
        remedy = "bring back the record that `review --html` wrote, or name the lexicons of that call with -l"
        stuck.append(f"{which}{', '.join(gone)}: unknown proposals, {why} ({remedy})")
    return Taken(len(said), tuple(filter(None, said)), tuple(stuck))


def _named(action: Mapping[str, Any]) -> list[str]:
    """The ids of the edits that an action is about."""
    ids = action.get("ids", [action.get("id")])
    return [name for name in ids if isinstance(name, str)] if isinstance(ids, list) else []


def _by_place(action: Mapping[str, Any]) -> bool:
    """Whether an action says only by their places which words it is about."""
    if action["do"] == "retype":
        return any(was is None for *_, was in _texts(action))
    return action["do"] in ("retime", "split", "join", "tick")


def _texts(action: Mapping[str, Any]) -> list[tuple[int, int, str, str | None]]:
    return [
        (int(first), int(last), _text(text), _text(was[0]) if was else None)
        for first, last, text, *was in action["texts"]
    ]


def _ids(action: Mapping[str, Any]) -> list[str]:
    return [_text(name) for name in action["ids"]]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _ints(action: Mapping[str, Any], *names: str) -> tuple[int, ...]:
    return tuple(int(action[name]) for name in names)


def _split(session: Session, action: Mapping[str, Any]) -> Done:
    first, last, at = _ints(action, "first", "last", "at")
    return session.split(first, last, at, int(action["time"]) if action.get("time") is not None else None)


def _retime(session: Session, action: Mapping[str, Any]) -> Done:
    first, last, start, end = _ints(action, "first", "last", "start", "end")
    return session.retime(first, last, start, end)


def _tick(session: Session, action: Mapping[str, Any]) -> Done:
    spans = [(int(first), int(last)) for first, last in action["spans"]]
    return session.tick(*spans, seen=bool(action.get("seen", True)))


_ACTIONS: dict[str, Callable[[Session, Mapping[str, Any]], Done]] = {
    "accept": lambda session, action: session.accept(*_ids(action)),
    "reject": lambda session, action: session.reject(*_ids(action)),
    "clear": lambda session, action: session.clear(*_ids(action)),
    "own": lambda session, action: session.own(_text(action["id"]), _text(action["text"])),
    "always": lambda session, action: session.always(_text(action["id"])),
    "never": lambda session, action: session.never(_text(action["id"])),
    "retype": lambda session, action: session.retype(*_texts(action)),
    "retime": _retime,
    "split": _split,
    "join": lambda session, action: session.join(*_ints(action, "first", "last")),
    "tick": _tick,
}
