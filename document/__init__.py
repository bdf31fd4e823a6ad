"""What everything shares: the records, edits and their application, files of both, and the errors."""

from .edit import Band, Decision, Edit, apply, identify, rewrite
from .errors import (
    CallError,
    EditError,
    EngineError,
    InputError,
    LexiconError,
    NoTrack,
    OutputError,
    OverlappingEdits,
    PastEnd,
    RehearError,
    StaleEdit,
)
from .model import Cue, Origin, Segment, Transcript, Word

__all__ = [
    "Band",
    "CallError",
    "Cue",
    "Decision",
    "Edit",
    "EditError",
    "EngineError",
    "InputError",
    "LexiconError",
    "NoTrack",
    "Origin",
    "OutputError",
    "OverlappingEdits",
    "PastEnd",
    "RehearError",
    "Segment",
    "StaleEdit",
    "Transcript",
    "Word",
    "apply",
    "identify",
    "rewrite",
]
