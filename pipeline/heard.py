"""What was heard in a clip: stored beside its results, and heard again only where something else would be heard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from ..document.clock import clock
from ..document.errors import InputError, PastEnd, RehearError
from ..document.model import Transcript
from ..document.store import digest, read_transcript, write_transcript
from .identity import media_identity, model_identity, same_media
from .inputs import Target
from .joining import damaged, found_out, heard_to, join, widened

if TYPE_CHECKING:
    from pathlib import Path

    from ..transcribe import Engine, Listener, Options
    from ..transcribe.earlier import Earlier

Warn = Callable[[str], None]
# A transcript's name among a clip's records, and that of one whose hearing was broken off.
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
        precision: as `load_engine` takes it. With "auto", what was heard in any precision, or several, will do.
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
        spared: how far (ms) a part of another hearing reaches that is there; none takes its place that is not farther.
        clears: whether no part is worth anything once what is heard is stored.
    """

    target: Target
    listening: Listening
    about: Mapping[str, object]
    known: Transcript | None = None
    goes_on: bool = False
    spared: int = 0
    clears: bool = True

    @property
    def earlier(self) -> Earlier | None:
        """What the hearing that is gone on with had found out."""
        return found_out(self.known) if self.goes_on and self.known is not None else None

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
        if self.clears:
            self.target.record(_PART).unlink(missing_ok=True)
        how = self.listening
        passage = None if self.keeps_parts else Passage(how.start or 0, how.end, len(heard.words))
        return Heard(whole, reused=False, passage=passage)

    def keep_part(self, part: Transcript) -> None:
        """Store what was heard so far, if it reaches farther than the part that it would take the place of."""
        part = self._whole(part)
        if heard_to(part) is None:  # what is left was heard as a passage
            write_transcript(part, self.target.record(_WHOLE))
        elif _reach(part) > self.spared:
            write_transcript(part, self.target.record(_PART))

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
    terms = digest("\n".join(prompt_terms).encode())
    about: dict[str, object] = {"asked": listening.asked(), "media": identity, "terms": terms}
    stored = _stored(target.record(_WHOLE), identity, warn)
    part = _stored(target.record(_PART), identity, warn)
    # Parts stood in the whole one's place in older versions; one with a passage heard anew still does.
    begun = sorted((one for one in (part, stored) if one is not None and heard_to(one) is not None), key=_reach)
    whole = stored if stored not in begun else None
    if listening.passage:
        known = whole or (begun[-1] if begun else None)
        if known is not None:
            start, end = widened(listening.start or 0, listening.end, known)
            listening = replace(listening, start=start, end=end)
            return Hearable(target, listening, about, known, clears=known is part)
        # A passage alone is no transcript of the clip: it must not be taken for one later.
        about["asked"] = {**listening.asked(), "passage": [listening.start, listening.end]}
        return Hearable(target, listening, about, clears=False)
    if again:
        about["again"] = True
        # What was begun without, or with other terms, is another hearing.
        begun = [one for one in begun if {"again": True, "terms": terms}.items() <= one.origin.options.items()]
    begun = [one for one in begun if listening.heard(one)]
    if whole is not None and not again and listening.heard(whole):
        if not whole.complete:
            warn(f"{target.source}: only a part of it could be heard, as before (--again tries anew)")
        if any("again" in one.origin.options for one in begun):
            warn(f"{target.source}: an --again of it was broken off, and waits (the same call with --again goes on)")
        return Heard(whole, reused=True)
    known = begun[-1] if begun else None
    spared = 0 if part is None or any(one is part for one in begun) else _reach(part)
    if spared:
        at = f"{target.source}: another hearing of it was broken off at {clock(spared)}"
        warn(f"{at}; that is kept until this one is farther")
    begin = heard_to(known) if known is not None else None
    if known is not None and damaged(known):
        warn(f"{target.source}: damaged, as was found before its hearing was broken off")
    return Hearable(target, replace(listening, start=begin), about, known, goes_on=known is not None, spared=spared)


def hear(
    target: Target,
    listening: Listening,
    engine: Callable[[], Engine],
    *,
    again: bool = False,
    prompt_terms: Sequence[str] = (),
    listener: Listener | None = None,
    note: Warn = lambda _: None,
) -> Heard:
    """The clip's transcript: the stored one if it was heard in the same way before, else heard now, and stored.

    Args:
        engine: gives the recogniser; called only if something must be heard.
        again: hear even if there is a transcript. That one stays until the new one is whole.
        prompt_terms: what the recogniser is told to expect, the most useful first.
        listener: whom to tell what meanwhile; what is heard so far is kept here.
        note: called with a line that says which of several audio tracks is heard, one where a hearing goes on, and one how far
            it is kept if it is interrupted.

    A passage (`Listening.start`, `end`) is always heard, and takes its place in the stored transcript. A hearing that was
    broken off goes on where it stopped; with `again` only one that was begun so, with the same terms.

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
    how = found.listening
    # What is no clip is said before a model is loaded, or fetched.
    info = probe(target.source)
    chosen = choose_stream(info, how.track, how.options.language)
    if how.track is None and len(info.audio) > 1:
        which = f"track {chosen.number} of {len(info.audio)} ({chosen.language or 'no language'})"
        note(f"{target.source}: {which} is heard; --audio-track chooses another")
    if found.goes_on:
        of = f" of {clock(info.duration)}" if info.duration else ""
        note(f"{target.source}: goes on at {clock(how.start or 0)}{of}")
    try:
        heard: Transcript | PastEnd = transcribe(
            target.source,
            engine(),
            prompt_terms=terms,
            options=how.options,
            track=how.track,
            channel=how.channel,
            start=how.start,
            end=how.end,
            listener=replace(told, so_far=found.keep_part) if found.keeps_parts else told,
            earlier=found.earlier,
        )
    except PastEnd as error:
        heard = error
    except KeyboardInterrupt:
        with suppress(RehearError, OSError):
            left = look_up(target, listening, again=again, prompt_terms=terms)
            if isinstance(left, Hearable) and left.goes_on:
                note(f"{target.source}: kept up to {clock(left.listening.start or 0)}")
            else:
                note(f"{target.source}: nothing of it is kept yet")
        raise
    return found.keep(heard)


def _reach(part: Transcript) -> int:
    return heard_to(part) or 0


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
