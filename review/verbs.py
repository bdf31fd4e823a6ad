"""What the page asks for, as JSON, done by the session."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..document.errors import RehearError
from .session import Session

# What JSON that is not as it should be may raise.
_WRONG = (KeyError, TypeError, ValueError, AttributeError, OverflowError)


def perform(session: Session, action: Mapping[str, Any]) -> None:
    """Do one thing; it is saved when this returns. Doing again what was done changes nothing.

    Raises:
        RehearError: if it does not fit (any more), or is no action.
    """
    try:
        _VERBS[action["verb"]](session, action)
    except _WRONG as error:
        raise RehearError(f"not an action: {type(error).__name__} {error}") from error


def _decide(session: Session, action: Mapping[str, Any]) -> None:
    edits, own = [_text(name) for name in action["edits"]], action.get("own")
    if own is not None:
        (edit,) = edits
        session.own(edit, _text(own))
    else:
        _ANSWERS[action["decision"]](session, *edits)


def _always(session: Session, action: Mapping[str, Any]) -> None:
    session.always(_text(action["edit"]))


def _never(session: Session, action: Mapping[str, Any]) -> None:
    session.never(_text(action["edit"]))


def _retype(session: Session, action: Mapping[str, Any]) -> None:
    session.retype(*_span(action["cue"]), _text(action["text"]))


def _replace(session: Session, action: Mapping[str, Any]) -> None:
    session.retype_all([(*_span(cue), _text(text)) for cue, text in action["texts"]])


def _retime(session: Session, action: Mapping[str, Any]) -> None:
    session.retime(*_span(action["cue"]), int(action["start"]), int(action["end"]))


def _split(session: Session, action: Mapping[str, Any]) -> None:
    session.split(*_span(action["cue"]), int(action["at"]))


def _join(session: Session, action: Mapping[str, Any]) -> None:
    session.join(_span(action["cue"])[0], _span(action["next"])[1])


def _tick(session: Session, action: Mapping[str, Any]) -> None:
    for cue in action["cues"]:
        session.tick(*_span(cue), seen=bool(action["ticked"]))


_ANSWERS: Mapping[object, Callable[..., object]] = {
    "accepted": Session.accept,
    "rejected": Session.reject,
    None: Session.clear,
}
_VERBS: Mapping[str, Callable[[Session, Mapping[str, Any]], None]] = {
    "decide": _decide,
    "always": _always,
    "never": _never,
    "retype": _retype,
    "replace": _replace,
    "retime": _retime,
    "split": _split,
    "join": _join,
    "tick": _tick,
}


def _span(cue: object) -> tuple[int, int]:
    """The words of a cue from its name."""
    first, last, *_ = _text(cue).split("-")
    return int(first), int(last)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value
