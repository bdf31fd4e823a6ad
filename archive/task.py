"""The records of an archive's work: what is to be done with a clip, and what became of it. All may go to other processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from ..document.model import Transcript
from ..pipeline.heard import Listening
from ..pipeline.inputs import RECORDS
from ..pipeline.lexicons import Article
from ..pipeline.outputs import extension_of
from ..pipeline.selection import Selection
from ..pipeline.settings import Settings
from .storage import is_address


class Step(StrEnum):
    """What there is to do for a clip; each step needs the one before it."""

    LOOK = "look"
    HEAR = "hear"
    CORRECT = "correct"


class Trouble(StrEnum):
    """Why a clip was not done, or, if it is gone, is not done any more. What lies in the clip itself, or in its name, lasts
    until it changes; the rest may be over next time."""

    UNREADABLE = "unreadable"
    NO_AUDIO = "no audio"
    NO_MEDIA = "no media"
    NO_TRACK = "no such track"
    FATAL = "fatal"
    NAME = "name too long"
    RIGHTS = "no rights"
    STORAGE = "storage"
    DISK_FULL = "disk full"
    RECOGNISER = "recogniser"
    LOST = "lost"
    BUG = "bug"
    GONE = "gone"

    @property
    def lasting(self) -> bool:
        return self in _LASTING


_LASTING = frozenset(
    {Trouble.UNREADABLE, Trouble.NO_AUDIO, Trouble.NO_MEDIA, Trouble.NO_TRACK, Trouble.FATAL, Trouble.NAME}
)


@dataclass(frozen=True, slots=True)
class How:
    """What holds for all clips of a folder: how they are heard, corrected and written.

    Attributes:
        lexicons, articles: as `active_lexicon` takes them.
        force: write over what a person changed.
        begins: the ms that a clip's start has in its subtitles.
        hear_as, correct_as: digests of all that decides what is heard and what is written; another one, another result.
    """

    settings: Settings
    listening: Listening
    selection: Selection
    lexicons: tuple[str, ...] = ()
    articles: tuple[Article, ...] = ()
    force: bool = False
    begins: int = 0
    hear_as: str = ""
    correct_as: str = ""

    @property
    def engine(self) -> tuple[str, str, str, str]:
        """Name, model, device and precision of the recogniser, as `load_engine` takes them."""
        settings = self.settings
        return settings.engine, settings.model, settings.device, settings.precision


@dataclass(frozen=True, slots=True)
class Task:
    """One clip with all that its steps need.

    Attributes:
        key: names the clip in the archive: path of its record below the folder of results, without its ending.
        place: path or address of the clip.
        folder, stem: where its results go, as in `Target`; `folder` may be an address.
        sure: whether its name says that it is media.
        media: a copy of it where the step is done, if it lies elsewhere and was fetched already.
    """

    key: str
    place: str
    folder: str
    stem: str
    how: How
    sure: bool = True
    media: Path | None = None

    @property
    def name(self) -> str:
        return self.place.rpartition("/")[2] if is_address(self.place) else Path(self.place).name

    @property
    def transcript(self) -> str:
        """Where what was heard is stored, below the folder of all results."""
        return transcript_of(self.key)

    @property
    def files(self) -> list[str]:
        """All files of its results, below its folder."""
        formats = self.how.settings.formats
        records = [f"{RECORDS}/{self.name}.{kind}" for kind in ("transcript.json", "edits.jsonl")]
        return [*records, *(f"{self.stem}.{extension_of(name, formats)}" for name in formats)]


def transcript_of(key: str) -> str:
    """Where what was heard of a clip is stored, below the folder of all results."""
    return _beside(key, "transcript.json")


def record_of(key: str) -> str:
    """Where it stands what was corrected in a clip, below the folder of all results."""
    return _beside(key, "edits.jsonl")


def identity(transcript: Transcript) -> str:
    """What tells the clip that was heard from others."""
    return str(transcript.origin.options.get("media") or "")


def _beside(key: str, kind: str) -> str:
    folder, slash, name = key.rpartition("/")
    return f"{folder}{slash}{RECORDS}/{name}.{kind}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a step.

    Attributes:
        key, step: of which clip and step.
        trouble, reason: why it was not done, as a kind and as a line; None if it was.
        heard: after `look`, whether the clip was heard in this way before.
        complete: whether all of the sound could be read.
        audio: length of the sound, in ms; None if not known.
        identity: what tells the clip from others, if it was heard (`identity.media_identity`).
        spent: seconds that the step took; hearing is shared with other clips, and says nothing here.
        files: each file of the results that is there now, below the clip's folder, with its stamp.
        kept: names of files that a person changed, left alone.
        edits, applied: how many corrections were proposed and made.
        warnings: what a person should know, a line each.
        media: as in `Task`.
    """

    key: str
    step: Step
    trouble: Trouble | None = None
    reason: str = ""
    heard: bool = False
    complete: bool = True
    audio: int | None = None
    identity: str = ""
    spent: float = 0.0
    files: dict[str, str] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    edits: int = 0
    applied: int = 0
    warnings: tuple[str, ...] = ()
    media: Path | None = None
