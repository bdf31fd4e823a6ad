"""One clip once it is heard: correct, lay out, write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .. import __version__
from ..correction.lexicon import Lexicon
from ..correction.propose import propose
from ..document.edit import Edit, apply
from ..document.hand import HandCue, cut_by_hand, unmarked
from ..document.model import Cue, Transcript
from ..document.store import Record, transcript_digest
from ..subtitles import Profile, render
from .by_hand import laid_out
from .carried import carried, worth_showing
from .fix import with_language
from .inputs import Target
from .locking import locked
from .outputs import Outputs, earlier_record, extension_of, save_record, save_uncorrected
from .selection import ALL, Selection

Warn = Callable[[str], None]
# Where the clip lies, in the settings of a record whose results lie elsewhere.
MEDIA_PLACE = "media"


@dataclass(frozen=True, slots=True)
class Text:
    """What was heard, the edits that apply to it, and the cues that a person made of it."""

    transcript: Transcript
    edits: Sequence[Edit] = ()
    by_hand: Sequence[HandCue] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """How a clip's subtitles are made: in which house style, and at which time (ms) of theirs the clip begins."""

    profile: Profile
    begins: int = 0

    def cues(self, text: Text) -> list[Cue]:
        """The cues of a text, which itself keeps the clip's own times; those that a person made stay as they are."""
        cues = laid_out(text.transcript, text.edits, self.profile, text.by_hand)
        return [replace(cue, start=cue.start + self.begins, end=cue.end + self.begins) for cue in cues]

    def as_dict(self) -> dict[str, Any]:
        """For the record: what was written can only be made again with the same numbers."""
        return {"profile": self.profile.as_dict(), "begins": self.begins}

    @classmethod
    def from_dict(cls, data: Any) -> Layout:
        return cls(Profile.from_dict(data["profile"]), data["begins"])


@dataclass(frozen=True, slots=True)
class Written:
    """What was written for one clip.

    Attributes:
        transcript: what was heard.
        edits: all proposals, and what a person decided on others before.
        outputs: files written.
        kept: files that a person changed since, left alone.
        ids: of all edits that are known of the clip, now and from earlier runs.
    """

    transcript: Transcript
    edits: tuple[Edit, ...]
    outputs: tuple[Path, ...] = field(default=())
    kept: tuple[Path, ...] = field(default=())
    ids: frozenset[str] = frozenset()


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
    transcript = with_language(transcript, None, lexicon, warn)
    proposed = propose(transcript, lexicon, cleanup=cleanup, typography=typography)
    with locked(record_path):
        earlier = earlier_record(record_path, warn)
        settings: dict[str, object] = {
            "rehear": __version__,
            "language": transcript.language,
            "layout": layout.as_dict(),
        }
        if target.source.parent.resolve() != target.folder.resolve():
            settings[MEDIA_PLACE] = str(target.source.absolute())
        record = Record(target.source.name, transcript_digest(transcript), tuple(proposed), settings=settings)
        record = carried(record, transcript, earlier, target, selection)
        applied = [edit for edit in record.edits if edit.applies]
        outputs = Outputs(earlier.outputs if earlier is not None else {}, force)
        _write_formats(Text(transcript, applied, record.cues), layout, target, formats, outputs)
        save_record(record_path, record, outputs, earlier)
        outputs.tell(warn)
        shown = worth_showing(record.edits, proposed, selection)
        known = record.ids | (earlier.ids if earlier is not None else frozenset())
        return Written(transcript, shown, tuple(outputs.written), tuple(outputs.kept), known)


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
    with locked(record_path):
        earlier = earlier_record(record_path, warn)
        outputs = Outputs(earlier.outputs if earlier is not None else {}, force)
        _write_formats(Text(transcript), layout, target, formats, outputs)
        if outputs.digests:
            known = earlier or Record(target.source.name, transcript_digest(transcript))
            save_uncorrected(record_path, known, outputs)
    return outputs


def _write_formats(text: Text, layout: Layout, target: Target, formats: Sequence[str], outputs: Outputs) -> None:
    """A text written in each format."""
    cues = layout.cues(text)
    for name in formats:
        named = target.file if len(formats) == 1 else None
        outputs.write(named or target.output(extension_of(name, formats)), rendered(text, cues, name), name)


def rendered(text: Text, cues: Sequence[Cue], file_format: str) -> bytes:
    """The file of one format; JSON and plain text hold the words, the others the cues made of them."""
    content: Transcript | Sequence[Cue] = cues
    if file_format == "json":
        content = unmarked(apply(cut_by_hand(text.transcript, text.by_hand), text.edits))
    elif file_format == "plain":  # it has no times, and so no cues of which a person could have made some
        content = apply(text.transcript, text.edits)
    # A clip in which nobody speaks: one line end, because a file of no bytes looks like a failed copy.
    return render(content, file_format).encode() or b"\n"
