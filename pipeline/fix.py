"""One subtitle file, corrected: read, propose, patch what an edit changes, write, record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .. import __version__
from ..correction.language import guess_language
from ..correction.lexicon import Lexicon
from ..correction.propose import propose
from ..document.edit import Edit, apply
from ..document.errors import CallError
from ..document.hand import HandCue, cut_by_hand, unmarked
from ..document.model import Transcript
from ..document.store import Record, digest
from ..subtitles import PROFILES, STYLED, Patched, Profile, SubtitleFile, cues_of, patch, read, render
from .by_hand import recut
from .carried import carried, worth_showing
from .convert import in_format, is_own, unsaid
from .inputs import Target
from .known import Makers
from .locking import locked
from .outputs import Outputs, earlier_record, extension_of, known_of, save_record
from .selection import ALL, Selection

Warn = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Fixed:
    """What became of one file.

    Attributes:
        file: as it was read.
        transcript: what it says, and in which language.
        edits: all proposals, also those that do not apply, and what a person decided on others before.
        written: where the result went; empty if it was only shown.
        kept: a file that a person changed since, left alone.
        data: the result as bytes in the format asked for.
        ids: of all edits that are known of the file, now and from earlier runs.
    """

    file: SubtitleFile
    transcript: Transcript
    edits: tuple[Edit, ...]
    data: bytes
    written: Path | None = None
    kept: Path | None = None
    ids: frozenset[str] = frozenset()

    @property
    def applied(self) -> list[Edit]:
        return [edit for edit in self.edits if edit.applies]


def fix(
    target: Target,
    lexicon: Lexicon,
    *,
    language: str | None = None,
    cleanup: bool = True,
    typography: str | None = None,
    selection: Selection = ALL,
    output: Path | None = None,
    file_format: str | None = None,
    encoding: str | None = None,
    strict: bool = False,
    force: bool = False,
    makers: Makers | None = None,
    warn: Warn = lambda _: None,
) -> Fixed:
    """Correct one subtitle file or transcript.

    Args:
        target: the file ("-" is standard input), and where its record lies.
        language: None finds it out.
        cleanup, typography: as `propose` takes them.
        selection: which of the proposals are applied.
        output: the file to write; None writes nothing. It may be the source itself.
        file_format: of the output, where it is not the source's own.
        encoding: of the source, where it is guessed wrongly.
        strict: refuse a source that had to be repaired.
        force: write over a file that a person changed.
        makers: of a call that corrects many files.

    Raises:
        InputError: if the source cannot be read.
        OutputError: if the result cannot be written.
    """
    record_path = target.record("edits.jsonl")
    with locked(record_path, writes=output is not None):
        earlier = earlier_record(record_path, warn, dry_run=output is None)
        file = read(target.source, encoding=encoding, strict=strict)
        for warning in file.warnings:
            warn(str(warning))
        transcript = with_language(file.transcript, language, lexicon, warn)
        proposed = propose(transcript, lexicon, cleanup=cleanup, typography=typography)
        before = patch(file, []).data
        settings = settings_of(transcript, lexicon) | {"format": file.format, "encoding": encoding}
        record = Record(target.source.name, digest(before), tuple(proposed), settings=settings)
        record = carried(record, transcript, earlier, target, selection, file=file, makers=makers)
        edits = record.edits
        after = corrected(file, transcript, [edit for edit in edits if edit.applies], file_format, cues=record.cues)
        for warning in after.warnings:
            warn(str(warning))
        known = record.ids | (earlier.ids if earlier is not None else frozenset())
        done = Fixed(file, transcript, worth_showing(edits, proposed, selection), after.data, ids=known)
        if output is None:
            return done
        in_place = output.exists() and target.source.exists() and output.samefile(target.source)
        if in_place and file.format == "stl":
            warn(f"{target.source}: EBU STL is read, not written: --format srt, vtt, ttml or another, with -O or -o")
        outputs = Outputs(known_of(earlier, output if in_place else None), force)
        if in_place and after.data == before and not edits:
            return done
        changed = after.data != before
        written = outputs.write(output, after.data, file_format or file.format)
        if written and changed:
            outputs.keep(target.record("original"), before)
        save_record(record_path, record, outputs, earlier, in_place=in_place)
        outputs.tell(warn)
        if in_place and not changed:
            return done
        return replace(done, written=output if written else None, kept=None if written else output)


def corrected(
    file: SubtitleFile,
    transcript: Transcript,
    edits: Sequence[Edit],
    file_format: str | None = None,
    *,
    cues: Sequence[HandCue] = (),
    profile: Profile = PROFILES["web"],
) -> Patched:
    """The file with these edits in it, or what they make of its transcript in another format.

    Args:
        cues: those that a person cut or timed.
        profile: how long the lines of those may be.
    """
    # What both can say of a look lies in the file, not in the transcript.
    if is_own(file, file_format) or {file.format, file_format} <= STYLED:
        return in_format(file, recut(patch(file, edits), file, transcript, edits, cues, profile), file_format)
    fixed = apply(cut_by_hand(transcript, cues), edits)
    text = render(unmarked(fixed) if file_format == "json" else cues_of(fixed), str(file_format))
    return Patched(text.encode(), text, "utf-8", tuple(unsaid(file, [str(file_format)])))


def outputs_of(
    targets: Sequence[Target],
    output: str | None = None,
    *,
    into_folder: bool = False,
    in_place: bool = False,
    file_format: str | None = None,
    remedy: str = "--write corrects a file in place",
) -> dict[Path, Path]:
    """For each input the file that it is written to, corrected; none for what is only shown.

    Args:
        remedy: how the call says that it means to write into an input.

    Raises:
        CallError: if an input would be written over that this call does not say to write into.
    """
    if output == "-" or not (output or into_folder or in_place):
        return {}
    made: dict[Path, Path] = {}
    for target in targets:
        if output is not None:
            made[target.source] = Path(output)
        elif str(target.source) == "-":
            raise CallError("standard input has no name to write to", remedy="--output FILE")
        elif file_format is not None:
            made[target.source] = target.output(extension_of(file_format, ()))
        else:
            made[target.source] = target.source if in_place else target.folder / target.source.name
    inputs = {path.resolve(): path for path in made}
    for source, path in made.items():
        written_over = inputs.get(path.resolve())
        if written_over is not None and not (in_place and written_over == source):
            raise CallError("is an input, and would be written over", path=path, remedy=remedy)
    return made


def with_language(transcript: Transcript, language: str | None, lexicon: Lexicon, warn: Warn) -> Transcript:
    """The transcript with a language: as told, its own, as its words tell, or the lexicon's."""
    spoken = language or transcript.language
    if spoken is None:
        found = guess_language(transcript.texts(), lexicon.language or "fr")
        spoken = found or lexicon.language
        if found is not None and lexicon.language not in (None, found):
            warn(
                f"{transcript.source or 'the text'}: looks {found}, the lexicon is {lexicon.language}: its terms are left out "
                f"(--language {lexicon.language} applies them)"
            )
    return replace(transcript, language=spoken)


def settings_of(transcript: Transcript, lexicon: Lexicon) -> dict[str, object]:
    """What a record says of how its edits were proposed."""
    sources = (*(term.source for term in lexicon.terms), *(credit.source for credit in lexicon.credits))
    named = [source for source in dict.fromkeys(sources) if source]
    return {"rehear": __version__, "language": transcript.language, "lexicons": named}
