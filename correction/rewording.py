"""Windows that say something else than a form that they sound like: other words, and no mishearing."""

from __future__ import annotations

from collections.abc import Sequence

from .forms import Form, Kind
from .grounds import SAME
from .windows import Likeness


def is_reworded(form: Form, like: Likeness) -> bool:
    """Whether a correction would add words or drop some, or put an article where one stands already."""
    if form.kind is Kind.ELIDED and (like.changed_cost > SAME or _has_its_own(like.heard, form.norms)):
        return True
    return _adds_or_drops(like.heard, form.norms)


def _adds_or_drops(window: Sequence[str], form: Sequence[str]) -> bool:
    """Whether one stands whole in the other: then a correction would only add words that were not said, or drop some."""
    shorter, longer = sorted((window, form), key=len)
    spare = len(longer) - len(shorter)
    return spare > 0 and any(longer[at : at + len(shorter)] == shorter for at in range(spare + 1))


def _has_its_own(window: Sequence[str], elided: Sequence[str]) -> bool:
    """Whether an article or preposition stands there, before a term that is right or misheard by itself."""
    return window[0].endswith("'") or tuple(window[1 - len(elided) :]) == tuple(elided[1:])
