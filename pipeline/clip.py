"""One clip end to end: hear it once, correct what was heard, lay it out, write it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import __version__
from ..correction.lexicon import Lexicon
from ..correction.propose import propose
from ..document.edit import Edit, apply
from ..document.errors import InputError
from ..document.hand import HandCue, cut_by_hand
from ..document.model import Cue, Segment, Transcript, Word
from ..document.store import (
    Record,
    carry_decisions,
    read_transcript,
    transcript_digest,
    write_transcript,
)
from ..subtitles import Profile, render
from .by_hand import laid_out, with_hand_edits, with_work
from .fix import with_language
from .inputs import Target
from .outputs import Outputs, earlier_record, extension_of, save_record, save_uncorrected
from .selection import ALL, Selection

if TYPE_CHECKING:
    from ..transcribe import Engine, Listener, Options

Warn = Callable[[str], None]
# What of a media file is read to know it again: its size, and this much from both ends.
_IDENTITY_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Listening:
    """How clips are heard: what, if it changes, makes hearing them again worth while.

    Attributes:
        engine, model: names, as `load_engine` takes them.
        options: how to listen.
        track, channel: what of the clip's sound.
        start, end: the passage, in ms; the whole clip without.
        lexicon_prompt: whether the recogniser is told the lexicon's terms.
    """

    engine: str
    model: str
    options: Options
    track: int | str | None = None
    channel: int | None = None
    start: int | None = None
    end: int | None = None
    lexicon_prompt: bool = True

    @property
    def passage(self) -> bool:
        return self.start is not None or self.end is not None

    def asked(self) -> dict[str, object]:
        """What was asked for, as a transcript keeps it. The prompt's terms are not in it: a new lexicon never hears again."""
        return {
            "engine": self.engine,
            "model": Path(self.model).name,
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
class Layout:
    """How a clip's subtitles are made: in which house style, and at which time (ms) of theirs the clip begins."""

    profile: Profile
    begins: int = 0

    def cues(self, transcript: Transcript, by_hand: Sequence[HandCue] = ()) -> list[Cue]:
        """The cues of a transcript, which itself keeps the clip's own times; those cut by hand stay as they are."""
        cues = laid_out(transcript, self.profile, by_hand)
        return [replace(cue, start=cue.start + self.begins, end=cue.end + self.begins) for cue in cues]

    def as_dict(self) -> dict[str, Any]:
        """For the record: what was written can only be made again with the same numbers."""
        return {"profile": self.profile.as_dict(), "begins": self.begins}

    @classmethod
    def from_dict(cls, data: Any) -> Layout:
        return cls(Profile.from_dict(data["profile"]), data["begins"])


@dataclass(frozen=True, slots=True)
class Heard:
    """A transcript, whether it was there already, and whether all that was to be heard could be read."""

    transcript: Transcript
    reused: bool
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Written:
    """What was written for one clip.

    Attributes:
        transcript: what was heard.
        edits: all proposals.
        outputs: files written.
        kept: files that a person changed since, left alone.
    """

    transcript: Transcript
    edits: tuple[Edit, ...]
    outputs: tuple[Path, ...] = field(default=())
    kept: tuple[Path, ...] = field(default=())


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
    warn = told.warning or _ignore
    path = target.record("transcript.json")
    asked = listening.asked()
    identity = media_identity(target.source)
    stored = _stored(path, identity, warn)
    same = stored is not None and stored.origin.options.get("asked") == asked
    broken_off = stored.origin.options.get("heard_to") if stored is not None else None
    if stored is not None and same and not again and not listening.passage and broken_off is None:
        if not stored.complete:
            warn(f"{target.source}: only a part of it could be heard, as before (--again tries anew)")
        return Heard(stored, reused=True, complete=stored.complete)
    before: Transcript | None = None
    if listening.passage and stored is not None:
        listening = widened(listening, stored)
    elif stored is not None and same and not again and isinstance(broken_off, int):
        before, listening = stored, replace(listening, start=broken_off)
    # What is no clip is said before a model is loaded, or fetched.
    choose_stream(probe(target.source), listening.track, listening.options.language)
    if listening.passage and stored is None:
        # A passage alone is no transcript of the clip: it must not be taken for one later.
        asked["passage"] = [listening.start, listening.end]

    def placed(heard: Transcript) -> Transcript:
        options = {**heard.origin.options, "asked": asked, "media": identity}
        if before is not None:
            options.pop("from", None)
            heard = put_in_place(heard, before, 0, listening.start)
        return replace(heard, origin=replace(heard.origin, options=options))

    # What is there in full is not given up for a part.
    keeps = (
        (stored is None or broken_off is not None) and not listening.end and (before is not None or not listening.start)
    )
    heard = transcribe(
        target.source,
        engine(),
        prompt_terms=prompt_terms if listening.lexicon_prompt else (),
        options=listening.options,
        track=listening.track,
        channel=listening.channel,
        start=listening.start,
        end=listening.end,
        listener=replace(told, so_far=lambda part: write_transcript(placed(part), path)) if keeps else told,
    )
    complete = heard.complete
    heard = placed(heard)
    if listening.passage and stored is not None and before is None:
        heard = put_in_place(stored, heard, listening.start or 0, listening.end)
    write_transcript(heard, path)
    return Heard(heard, reused=False, complete=complete)


def correct(
    target: Target,
    transcript: Transcript,
    lexicon: Lexicon,
    *,
    formats: Sequence[str],
    layout: Layout,
    cleanup: bool = True,
    typography: str | None = None,
    selection: Selection = ALL,
    force: bool = False,
    warn: Warn = lambda _: None,
) -> Written:
    """Propose, apply what is sure, lay out and write; decisions that a person took before still hold.

    Args:
        cleanup, typography: as `propose` takes them.
        selection: which of the proposals are applied.
    """
    record_path = target.record("edits.jsonl")
    earlier = earlier_record(record_path, warn)
    transcript = with_language(transcript, None, lexicon, warn)
    edits = propose(transcript, lexicon, cleanup=cleanup, typography=typography)
    edits = selection.of(with_hand_edits(carry_decisions(edits, earlier), earlier, transcript))
    settings = {"rehear": __version__, "language": transcript.language, "layout": layout.as_dict()}
    record = Record(target.source.name, transcript_digest(transcript), tuple(edits), settings=settings)
    record = with_work(record, earlier, transcript)
    fixed = apply(cut_by_hand(transcript, record.cues), [edit for edit in edits if edit.applies])
    outputs = Outputs(earlier.outputs if earlier is not None else {}, force)
    _write_formats(fixed, layout.cues(fixed, record.cues), target, formats, outputs)
    save_record(record_path, record, outputs, earlier)
    return Written(transcript, tuple(edits), tuple(outputs.written), tuple(outputs.kept))


def write_uncorrected(
    transcript: Transcript,
    target: Target,
    formats: Sequence[str],
    layout: Layout,
    *,
    force: bool = False,
    warn: Warn = lambda _: None,
) -> Outputs:
    """What was heard, laid out and written as it is."""
    record_path = target.record("edits.jsonl")
    earlier = earlier_record(record_path, warn)
    outputs = Outputs(earlier.outputs if earlier is not None else {}, force)
    _write_formats(transcript, layout.cues(transcript), target, formats, outputs)
    if outputs.digests:
        known = earlier or Record(target.source.name, transcript_digest(transcript))
        save_uncorrected(record_path, known, outputs)
    return outputs


def _write_formats(
    transcript: Transcript, cues: Sequence[Cue], target: Target, formats: Sequence[str], outputs: Outputs
) -> None:
    """A transcript and its cues written in each format."""
    for name in formats:
        named = target.file if len(formats) == 1 else None
        outputs.write(named or target.output(extension_of(name, formats)), rendered(transcript, cues, name), name)


def rendered(transcript: Transcript, cues: Sequence[Cue], file_format: str) -> bytes:
    """The file of one format; JSON and plain text hold the words, the others the cues made of them."""
    text = render(transcript if file_format in ("json", "plain") else cues, file_format)
    # A clip in which nobody speaks: one line end, because a file of no bytes looks like a failed copy.
    return text.encode() or b"\n"


def widened(listening: Listening, stored: Transcript) -> Listening:
    """The passage widened to the segments that it cuts into, so that no word is heard twice or lost at its ends."""
    start, end = listening.start or 0, listening.end
    cut = [s for s in stored.segments if s.end > start and (end is None or s.start < end)]
    if not cut:
        return listening
    start = min(start, cut[0].start)
    return replace(listening, start=start, end=None if end is None else max(end, max(s.end for s in cut)))


def put_in_place(whole: Transcript, passage: Transcript, start: int, end: int | None) -> Transcript:
    """A transcript with one passage heard anew: segments whose middle lies in it are replaced."""

    def outside(segment: Segment) -> bool:
        middle = (segment.start + segment.end) // 2
        return middle < start or (end is not None and middle >= end)

    parts = [(segment, whole) for segment in whole.segments if outside(segment)]
    parts += [(segment, passage) for segment in passage.segments]
    parts.sort(key=lambda part: part[0].start)
    words: list[Word] = []
    segments: list[Segment] = []
    for segment, owner in parts:
        first = len(words)
        words.extend(owner.words_of(segment))
        segments.append(replace(segment, first=first, last=len(words) - 1))
    return replace(whole, words=tuple(words), segments=tuple(segments))


def _ignore(line: str) -> None: ...


def media_identity(path: Path) -> str:
    """What tells a media file from another: its size, and a hash of its first and last megabyte."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_IDENTITY_BYTES)
            file.seek(max(0, size - _IDENTITY_BYTES))
            tail = file.read(_IDENTITY_BYTES)
    except OSError as error:
        raise InputError(f"cannot read: {error.strerror or error}", path=path) from error
    return f"{size}-{hashlib.sha256(head + tail).hexdigest()[:16]}"


def _stored(path: Path, identity: str, warn: Warn) -> Transcript | None:
    """The stored transcript of this very file, if there is one."""
    if not path.exists():
        return None
    try:
        stored = read_transcript(path)
    except InputError as error:
        warn(f"{error}; the clip is heard again")
        return None
    return stored if stored.origin.options.get("media") == identity else None
