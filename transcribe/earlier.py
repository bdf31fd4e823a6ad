"""What a hearing that was broken off had found out: the one that goes on hears with it what that one would have heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .engine import Vote


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is known from the part that was heard.

    Attributes:
        vote: the language of the clip's first windows, if that was found out.
        chances: how sure the first window in each language was of it.
        context: the last window's text, if it may be the context of the next one.
    """

    vote: Vote | None = None
    chances: Mapping[str, float] = field(default_factory=dict)
    context: str | None = None

    def as_json(self) -> dict[str, object]:
        vote = None if self.vote is None else [self.vote.language, self.vote.probability]
        told = {"vote": vote, "chances": dict(self.chances), "context": self.context}
        return {name: value for name, value in told.items() if value}


def earlier(stored: Any) -> Earlier:
    """What `Earlier.as_json` gave; older transcripts say nothing of it, and what is none counts as nothing.

    >>> earlier({"vote": ["fr", 0.4], "chances": {"en": 0.95}}) == Earlier(Vote("fr", 0.4), {"en": 0.95})
    True
    >>> earlier(None)
    Earlier(vote=None, chances={}, context=None)
    >>> earlier({"vote": ["fr"], "chances": [], "context": 1}) == earlier(None)
    True
    """
    told = stored if isinstance(stored, dict) else {}
    vote, chances, context = told.get("vote"), told.get("chances"), told.get("context")
    voted = None
    match vote:
        case [str(language), float(probability)]:
            voted = Vote(language, probability)
    sure = (
        chances if isinstance(chances, dict) and all(isinstance(chance, float) for chance in chances.values()) else {}
    )
    return Earlier(voted, sure, context if isinstance(context, str) else None)
