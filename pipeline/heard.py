"""What was heard in a clip: stored beside its results, and heard again only where something else would be heard."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..document.errors import InputError
from ..document.model import Transcript
from ..document.store import read_transcript, write_transcript
from ..transcribe.engine import is_published
from .inputs import Target
from .passage import put_in_place, widened, with_passage

if TYPE_CHECKING:
    from ..transcribe import Engine, Listener, Options

Warn = Callable[[str], None]
# A transcript's name among a clip's records, and that of one which was broken off while another one is there.
_WHOLE, _PART = "transcript.json", "transcript.part.json"
# What of a media file is read to know it again: its size, this much from both ends, and blocks in equal distances between
# them; of a short file all.
_IDENTITY_BYTES = 1 << 20
_BLOCKS, _BLOCK_BYTES = 32, 1 << 15
_SHORT = 8 << 20


@dataclass(frozen=True, slots=True)
class Listening:
    """How clips are heard: what, if it changes, makes hearing them again worth while.

    Attributes:
        engine, model: names, as `load_engine` takes them.
        options: how to listen.
        track, channel: what of the clip's sound.
        start, end: the passage, in ms; the whole clip without.
        lexicon_prompt: whether the recogniser is told the lexicon's terms.
        precision: as `load_engine` takes it. With "auto", what was heard in any precision will do.
    """

    engine: str
    model: str
    options: Options
    track: int | str | None = None
    channel: int | None = None
    start: int | None = None
    end: int | None = None
    lexicon_prompt: bool = True
    precision: str = "auto"

    @property
    def passage(self) -> bool:
        return self.start is not None or self.end is not None

    def asked(self) -> dict[str, object]:
        """What was asked for, as a transcript keeps it. The prompt's terms are not in it: a new lexicon never hears again."""
        return {
            "engine": self.engine,
            "model": _model_name(self.engine, self.model),
            "language": self.options.language,
            "task": self.options.task,
            "prompt": self.options.initial_prompt,
            "beam_size": self.options.beam_size,
            "speech_only": self.options.speech_only,
            "context": self.options.condition_on_previous_text,
            "lexicon_prompt": self.lexicon_prompt,
            "track": self.track,
            "channel": self.channel,
        }


@dataclass(frozen=True, slots=True)
class Heard:
    """A transcript, whether it was there already, and whether all that was to be heard could be read."""

    transcript: Transcript
    reused: bool
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Hearable:
    """A clip that has to be heard: how, and where what is heard belongs.

    Attributes:
        listening: what is left to hear, if a part is there.
        asked, identity: what the transcript will say of how it was made, and of which file.
        stored: what was heard of this file before, if it is to be gone on with or put into.
        goes_on: whether the stored transcript was broken off and is only gone on with.
        beside: whether a whole transcript is there, made in another way, which a part must not take the place of.
    """

    target: Target
    listening: Listening
    asked: Mapping[str, object]
    identity: str
    stored: Transcript | None = None
    goes_on: bool = False
    beside: bool = False

    @property
    def keeps_parts(self) -> bool:
        """Whether a part of what is to be heard is worth keeping; of a passage it is not."""
        return self.goes_on or not self.listening.passage

    def keep(self, heard: Transcript) -> Transcript:
        """Store what was heard in its place; gives the clip's whole transcript."""
        whole = self._whole(heard)
        write_transcript(whole, self.target.record(_WHOLE))
        self.target.record(_PART).unlink(missing_ok=True)
        return whole

    def keep_part(self, part: Transcript) -> None:
        """Store what was heard so far."""
        write_transcript(self._whole(part), self.target.record(_PART if self.beside else _WHOLE))

    def _whole(self, heard: Transcript) -> Transcript:
        """What was heard, with what is known of the rest of the clip."""
        options = {**heard.origin.options, "asked": dict(self.asked), "media": self.identity}
        if self.goes_on and self.stored is not None:
            options.pop("from", None)
            heard = put_in_place(heard, self.stored, 0, self.listening.start)
        heard = replace(heard, origin=replace(heard.origin, options=options))
        if self.listening.passage and self.stored is not None and not self.goes_on:
            heard = with_passage(self.stored, heard, self.listening.start or 0, self.listening.end)
        return heard


def look_up(
    target: Target, listening: Listening, *, again: bool = False, warn: Warn = lambda _: None
) -> Heard | Hearable:
    """The clip's stored transcript if it was heard in the same way before, else what has to be heard.

    Raises:
        InputError: if the clip cannot be read.
    """
    asked = listening.asked()
    identity = media_identity(target.source)
    stored = _stored(target.record(_WHOLE), identity, warn)
    whole = stored is not None and "heard_to" not in stored.origin.options
    if listening.passage:
        if stored is not None:
            start, end = widened(listening.start or 0, listening.end, stored)
            listening = replace(listening, start=start, end=end)
        else:
            # A passage alone is no transcript of the clip: it must not be taken for one later.
            asked["passage"] = [listening.start, listening.end]
        return Hearable(target, listening, asked, identity, stored)
    if stored is not None and whole and not again and _heard_so(stored, asked, listening):
        if not stored.complete:
            warn(f"{target.source}: only a part of it could be heard, as before (--again tries anew)")
        return Heard(stored, reused=True, complete=stored.complete)
    part = None if again else stored
    if whole:
        part = _stored(target.record(_PART), identity, warn)
    if part is not None and _heard_so(part, asked, listening):
        heard_to = part.origin.options.get("heard_to")
        if isinstance(heard_to, int):
            return Hearable(
                target, replace(listening, start=heard_to), asked, identity, part, goes_on=True, beside=whole
            )
    # A part that was heard in another way is of no more use; a whole transcript stays until there is another one.
    return Hearable(target, listening, asked, identity, beside=whole)


def _heard_so(stored: Transcript, asked: Mapping[str, object], listening: Listening) -> bool:
    """Whether a transcript was heard as it is asked for."""
    options = stored.origin.options
    known = options.get("precision", listening.precision)
    return options.get("asked") == asked and listening.precision in ("auto", known)


def hear(
    target: Target,
    listening: Listening,
    engine: Callable[[], Engine],
    *,
    again: bool = False,
    prompt_terms: Sequence[str] = (),
    listener: Listener | None = None,
) -> Heard:
    """The clip's transcript: the stored one if it was heard in the same way before, else heard now, and stored.

    Args:
        engine: gives the recogniser; called only if something must be heard.
        again: hear even if there is a transcript.
        prompt_terms: what the recogniser is told to expect, the most useful first.
        listener: whom to tell what meanwhile; what is heard so far is kept here.

    A passage (`Listening.start`, `end`) is always heard, and takes its place in the stored transcript. A hearing that was
    broken off goes on where it stopped.

    Raises:
        InputError: if the clip cannot be used.
        EngineError: if the recogniser cannot be loaded, or fails.
    """
    from ..transcribe import Listener, probe, transcribe
    from ..transcribe.media import choose_stream

    told = listener or Listener()
    found = look_up(target, listening, again=again, warn=told.warning or (lambda _: None))
    if isinstance(found, Heard):
        return found
    listening = found.listening
    # What is no clip is said before a model is loaded, or fetched.
    choose_stream(probe(target.source), listening.track, listening.options.language)
    heard = transcribe(
        target.source,
        engine(),
        prompt_terms=prompt_terms if listening.lexicon_prompt else (),
        options=listening.options,
        track=listening.track,
        channel=listening.channel,
        start=listening.start,
        end=listening.end,
        listener=replace(told, so_far=found.keep_part) if found.keeps_parts else told,
    )
    return Heard(found.keep(heard), reused=False, complete=heard.complete)


def media_identity(path: Path) -> str:
    """What tells a media file from another: its size, a hash of its first and last megabyte, and one of what lies between, of
    which a long file is only sampled."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_IDENTITY_BYTES)
            between = hashlib.sha256()
            if size <= _SHORT:
                between.update(file.read())
            else:
                for number in range(1, _BLOCKS + 1):
                    file.seek(size * number // (_BLOCKS + 1))
                    between.update(file.read(_BLOCK_BYTES))
            file.seek(max(0, size - _IDENTITY_BYTES))
            tail = file.read(_IDENTITY_BYTES)
    except OSError as error:
        raise InputError(f"cannot read: {error.strerror or error}", path=path) from error
    return f"{size}-{hashlib.sha256(head + tail).hexdigest()[:16]}-{between.hexdigest()[:16]}"


def same_media(identity: str, known: object) -> bool:
    """Whether this is the file that was known by an identity; an older one says nothing of what lies between the ends."""
    return known in (identity, identity.rpartition("-")[0])


@lru_cache(maxsize=8)
def _identity_of_model(path: Path, _size: int, _changed: int) -> str:
    return media_identity(path)


def model_path(engine: str, model: str) -> Path | None:
    """The file of a model, or its folder, whatever way it is called; None for a published one, which its name tells."""
    path = Path(model).expanduser()
    if not (path / "model.bin" if path.is_dir() else path).is_file():
        return None
    if path.name == model and is_published(engine, model):
        return None
    return path.absolute()


def _model_name(engine: str, model: str) -> str:
    """What tells a model from another: its name, or, of a file (or a folder with one), what stands in it. The end of a .pt file
    has check sums of all of it."""
    path = model_path(engine, model)
    if path is None:
        return Path(model).name
    file = path / "model.bin" if path.is_dir() else path
    about = file.stat()
    return _identity_of_model(file, about.st_size, about.st_mtime_ns)


def _stored(path: Path, identity: str, warn: Warn) -> Transcript | None:
    """The stored transcript of this very file, if there is one."""
    if not path.exists():
        return None
    try:
        stored = read_transcript(path)
    except InputError as error:
        warn(f"{error}; the clip is heard again")
        return None
    return stored if same_media(identity, stored.origin.options.get("media")) else None
