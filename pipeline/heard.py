"""What was heard in a clip: stored beside its results, and heard again only where something else would be heard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from ..document.errors import InputError, PastEnd
from ..document.model import Transcript
from ..document.store import digest, read_transcript, write_transcript
from .identity import media_identity, model_identity, same_media
from .inputs import Target
from .joining import heard_to, join, widened

if TYPE_CHECKING:
    from pathlib import Path

    from ..transcribe import Engine, Listener, Options

Warn = Callable[[str], None]
# A transcript's name among a clip's records, and that of one which was broken off while a whole one is there.
_WHOLE, _PART = "transcript.json", "transcript.part.json"
# Options that transcripts call otherwise than Whisper does.
_CALLED = {"initial_prompt": "prompt", "condition_on_previous_text": "context"}


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
            "model": model_identity(self.engine, self.model),
            "lexicon_prompt": self.lexicon_prompt,
            "track": self.track,
            "channel": self.channel,
            **{
                _CALLED.get(item.name, item.name): _as_json(getattr(self.options, item.name))
                for item in fields(self.options)
            },
        }

    def heard(self, stored: Transcript) -> bool:
        """Whether a transcript of the clip was heard in this way."""
        about = stored.origin.options
        known = about.get("asked")
        if not isinstance(known, Mapping) or self.precision not in ("auto", about.get("precision", self.precision)):
            return False
        # Older transcripts name fewer options as asked for; those that were not the default ones stand beside.
        unnamed = {
            _CALLED.get(item.name, item.name): about.get(item.name, _as_json(item.default))
            for item in fields(self.options)
        }
        return {**unnamed, **known} == self.asked()


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that was heard: its times on the clip's clock in ms (`end` None: up to the clip's end), and how many words."""

    start: int
    end: int | None
    words: int


@dataclass(frozen=True, slots=True)
class Heard:
    """A clip's transcript, whether it was there already, and the passage of it that was heard now if that was asked for."""

    transcript: Transcript
    reused: bool
    passage: Passage | None = None


@dataclass(frozen=True, slots=True)
class Hearable:
    """A clip that has to be heard: how, and where what is heard belongs.

    Attributes:
        listening: what is left to hear, if a part is there.
        about: what the transcript will say of what was asked for, of which file, and which terms the recogniser was told.
        known: what was heard of this file before, if it is to be gone on with or a passage belongs into it.
        goes_on: whether that was broken off and is only gone on with.
        beside: whether a whole transcript is there, which a part must not take the place of.
    """

    target: Target
    listening: Listening
    about: Mapping[str, object]
    known: Transcript | None = None
    goes_on: bool = False
    beside: bool = False

    @property
    def keeps_parts(self) -> bool:
        """Whether a part of what is to be heard is worth keeping; of a passage it is not."""
        return self.goes_on or not self.listening.passage

    def keep(self, heard: Transcript | PastEnd) -> Heard:
        """Store what was heard in its place.

        Raises:
            PastEnd: if there was nothing to be heard, unless a part that reached the clip's end was gone on with: then that is
                the whole.
        """
        if isinstance(heard, PastEnd):
            if not self.goes_on:
                raise heard
            heard = Transcript((), ())
        whole = self._whole(heard)
        write_transcript(whole, self.target.record(_WHOLE))
        if not self.keeps_parts:
            return Heard(whole, False, Passage(self.listening.start or 0, self.listening.end, len(heard.words)))
        self.target.record(_PART).unlink(missing_ok=True)
        return Heard(whole, reused=False)

    def keep_part(self, part: Transcript) -> None:
        """Store what was heard so far."""
        write_transcript(self._whole(part), self.target.record(_PART if self.beside else _WHOLE))

    def _whole(self, heard: Transcript) -> Transcript:
        """What was heard, with what is known of the rest of the clip."""
        heard = replace(heard, origin=replace(heard.origin, options={**heard.origin.options, **self.about}))
        if self.known is None:
            return heard
        how = self.listening
        return join(self.known, heard, how.start or 0, how.end, passage=not self.goes_on)


def look_up(
    target: Target,
    listening: Listening,
    *,
    again: bool = False,
    prompt_terms: Sequence[str] = (),
    warn: Warn = lambda _: None,
) -> Heard | Hearable:
    """The clip's stored transcript if it was heard in the same way before, else what has to be heard, as in `hear`.

    Raises:
        InputError: if the clip cannot be read.
    """
    identity = media_identity(target.source)
    about = {"asked": listening.asked(), "media": identity, "terms": digest("\n".join(prompt_terms).encode())}
    stored = _stored(target.record(_WHOLE), identity, warn)
    if listening.passage:
        if stored is not None:
            start, end = widened(listening.start or 0, listening.end, stored)
            return Hearable(target, replace(listening, start=start, end=end), about, stored)
        # A passage alone is no transcript of the clip: it must not be taken for one later.
        about["asked"] = {**listening.asked(), "passage": [listening.start, listening.end]}
        return Hearable(target, listening, about)
    whole = stored is not None and heard_to(stored) is None
    part = _stored(target.record(_PART), identity, warn) if whole else stored
    if part is not None and (heard_to(part) is None or not listening.heard(part)):
        part = None  # of no use; if it is in the place of the whole one, it is written over
    if stored is not None and whole and not again and listening.heard(stored):
        if not stored.complete:
            warn(f"{target.source}: only a part of it could be heard, as before (--again tries anew)")
        if part is not None:
            warn(f"{target.source}: an --again of it was broken off, and waits (the same call with --again goes on)")
        return Heard(stored, reused=True)
    # To hear again with other terms is another hearing than the one that was broken off.
    if part is not None and not (again and part.origin.options.get("terms") != about["terms"]):
        return Hearable(target, replace(listening, start=heard_to(part)), about, part, goes_on=True, beside=whole)
    return Hearable(target, listening, about, beside=whole)


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
        again: hear even if there is a transcript. That one stays until the new one is whole.
        prompt_terms: what the recogniser is told to expect, the most useful first.
        listener: whom to tell what meanwhile; what is heard so far is kept here.

    A passage (`Listening.start`, `end`) is always heard, and takes its place in the stored transcript. A hearing that was
    broken off goes on where it stopped; with `again` only if the terms are the same still.

    Raises:
        InputError: if the clip cannot be used.
        EngineError: if the recogniser cannot be loaded, or fails.
    """
    from ..transcribe import Listener, probe, transcribe
    from ..transcribe.media import choose_stream

    told = listener or Listener()
    terms = prompt_terms if listening.lexicon_prompt else ()
    found = look_up(target, listening, again=again, prompt_terms=terms, warn=told.warning or (lambda _: None))
    if isinstance(found, Heard):
        return found
    listening = found.listening
    # What is no clip is said before a model is loaded, or fetched.
    choose_stream(probe(target.source), listening.track, listening.options.language)
    try:
        heard: Transcript | PastEnd = transcribe(
            target.source,
            engine(),
            prompt_terms=terms,
            options=listening.options,
            track=listening.track,
            channel=listening.channel,
            start=listening.start,
            end=listening.end,
            listener=replace(told, so_far=found.keep_part) if found.keeps_parts else told,
        )
    except PastEnd as error:
        heard = error
    return found.keep(heard)


def _as_json(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


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
