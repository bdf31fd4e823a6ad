"""One clip end to end: hear it once, correct what was heard, lay it out, write it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__
from ..correction.lexicon import Lexicon
from ..correction.propose import propose
from ..document.edit import Edit, apply
from ..document.errors import InputError
from ..document.model import Cue, Segment, Transcript, Word
from ..document.store import (
    Record,
    carry_decisions,
    read_transcript,
    transcript_digest,
    write_transcript,
)
from ..subtitles import PROFILES, lay_out, render
from .fix import with_language
from .inputs import Target
from .outputs import Outputs, earlier_record, extension_of, save_record, save_uncorrected
from .selection import ALL, Selection

if TYPE_CHECKING:
    from ..transcribe import Engine, Options

Warn = Callable[[str], None]
Progress = Callable[[int, int], None]
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
    """

    engine: str
    model: str
    options: Options
    track: int | str | None = None
    channel: int | None = None
    start: int | None = None
    end: int | None = None

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
    on_progress: Progress | None = None,
    warn: Warn = lambda _: None,
) -> Heard:
    """The clip's transcript: the stored one if it was heard in the same way before, else heard now, and stored.

    Args:
        engine: gives the recogniser; called only if something must be heard.
        again: hear even if there is a transcript.

    A passage (`Listening.start`, `end`) is always heard, and takes its place in the stored transcript.

    Raises:
        InputError: if the clip cannot be used.
        EngineError: if the recogniser cannot be loaded, or fails.
    """
    from ..transcribe import probe, transcribe
    from ..transcribe.media import choose_stream

    path = target.record("transcript.json")
    asked = listening.asked()
    identity = media_identity(target.source)
    stored = _stored(path, identity, warn)
    same = stored is not None and stored.origin.options.get("asked") == asked
    if stored is not None and same and not again and not listening.passage:
        if not stored.complete:
            warn(f"{target.source}: only a part of it could be heard, as before (--again tries anew)")
        return Heard(stored, reused=True, complete=stored.complete)
    if listening.passage and stored is not None:
        listening = widened(listening, stored)
    # What is no clip is said before a model is loaded, or fetched.
    choose_stream(probe(target.source), listening.track, listening.options.language)
    heard = transcribe(
        target.source,
        engine(),
        prompt_terms=prompt_terms,
        options=listening.options,
        track=listening.track,
        channel=listening.channel,
        start=listening.start,
        end=listening.end,
        on_progress=on_progress,
        on_warning=warn,
    )
    complete = heard.complete
    if listening.passage and stored is None:
        # A passage alone is no transcript of the clip: it must not be taken for one later.
        asked["passage"] = [listening.start, listening.end]
    options = {**heard.origin.options, "asked": asked, "media": identity}
    heard = replace(heard, origin=replace(heard.origin, options=options))
    if listening.passage and stored is not None:
        heard = put_in_place(stored, heard, listening.start or 0, listening.end)
    write_transcript(heard, path)
    return Heard(heard, reused=False, complete=complete)


def correct(
    target: Target,
    transcript: Transcript,
    lexicon: Lexicon,
    *,
    formats: Sequence[str],
    profile: str,
    cleanup: bool = True,
    selection: Selection = ALL,
    force: bool = False,
    warn: Warn = lambda _: None,
) -> Written:
    """Propose, apply what is sure, lay out and write; decisions that a person took before still hold."""
    record_path = target.record("edits.jsonl")
    earlier = earlier_record(record_path, warn)
    transcript = with_language(transcript, None, lexicon, warn)
    edits = propose(transcript, lexicon, cleanup=cleanup)
    edits = selection.of(carry_decisions(edits, earlier))
    fixed = apply(transcript, [edit for edit in edits if edit.applies])
    outputs = Outputs(earlier.outputs if earlier is not None else {}, force)
    write_formats(fixed, target, formats, profile, outputs)
    settings = {"rehear": __version__, "language": transcript.language, "profile": profile}
    record = Record(target.source.name, transcript_digest(transcript), tuple(edits), settings=settings)
    save_record(record_path, record, outputs, earlier)
    return Written(transcript, tuple(edits), tuple(outputs.written), tuple(outputs.kept))


def write_uncorrected(
    transcript: Transcript,
    target: Target,
    formats: Sequence[str],
    profile: str,
    *,
    force: bool = False,
    warn: Warn = lambda _: None,
) -> Outputs:
    """What was heard, laid out and written as it is."""
    record_path = target.record("edits.jsonl")
    earlier = earlier_record(record_path, warn)
    outputs = Outputs(earlier.outputs if earlier is not None else {}, force)
    write_formats(transcript, target, formats, profile, outputs)
    if outputs.digests:
        known = earlier or Record(target.source.name, transcript_digest(transcript))
        save_uncorrected(record_path, known, outputs)
    return outputs


def write_formats(
    transcript: Transcript, target: Target, formats: Sequence[str], profile: str, outputs: Outputs
) -> None:
    """The transcript laid out once and written in each format."""
    cues = lay_out(transcript, PROFILES[profile])
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
