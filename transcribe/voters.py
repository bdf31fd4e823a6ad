"""Which windows say together what language a clip is in: its first ones, because one alone may be too short or too unclear."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from .engine import Window

VOTERS = 4  # windows

_T = TypeVar("_T")


def with_voters(items: Iterable[_T], window_of: Callable[[_T], Window]) -> Iterator[tuple[_T, list[_T]]]:
    """Each item with those whose windows are the first of its clip, which all are there by then.

    A window in a known language, or of a clip that has voted, has no voters. One that gets the text before it as context comes
    alone, and votes for itself. Other windows of a clip follow one another, but for those that have no voters.
    """
    clip: int | None = None
    voters: list[_T] = []
    held: list[tuple[_T, list[_T]]] = []
    for item in items:
        window = window_of(item)
        if window.options.language is not None or window.vote is not None:
            mine: list[_T] = []
        elif window.options.condition_on_previous_text:
            mine = [item]
        else:
            if window.clip != clip:
                yield from held
                clip, voters, held = window.clip, [], []
            mine = voters
            if len(voters) < VOTERS:
                voters.append(item)
                held.append((item, mine))
                if len(voters) == VOTERS:
                    yield from held
                    held = []
                continue
        if held:
            held.append((item, mine))
        else:
            yield item, mine
    yield from held
