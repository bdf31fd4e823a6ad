"""Decisions of a person on what was proposed, and changes of their own: saved as they are made, then written out."""

from .opening import open_session
from .records import Card, Counts, CueView, Done, Finished, Group, Taken, WordView
from .session import Session

__all__ = ["Card", "Counts", "CueView", "Done", "Finished", "Group", "Session", "Taken", "WordView", "open_session"]
