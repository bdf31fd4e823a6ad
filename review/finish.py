"""The outputs made again with what was decided, and what the decisions teach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from ..document.store import Record
from ..pipeline.outputs import Outputs, extension_of
from ..subtitles import patch, read
from .found import Opened
from .records import Finished

if TYPE_CHECKING:
    from ..pipeline.curate import Lesson
    from ..pipeline.settings import Settings


def finished(
    record: Record, found: Opened, settings: Settings, *, force: bool, write: bool
) -> tuple[Record, Outputs, Finished]:
    """Make the outputs again: those that were written before, or else the file itself, or what the settings say for a clip.

    Returns:
        The record as it is then, the files to put in place with it, and what becomes of them.
    """
    target, material = found.target, found.material
    if record.wrote:
        files = {target.folder / name: file_format for name, file_format in record.wrote.items()}
    elif material.file is not None:
        files = {target.source: material.file.format}
    else:
        files = {target.output(extension_of(name, settings.formats)): name for name in settings.formats}
    known = dict(record.outputs)
    if material.file is not None:
        known.setdefault(target.source.name, record.digest)  # as it was read
    applied = [edit for edit in record.edits if edit.applies]
    outputs = Outputs(known, force)
    diffs: list[tuple[Path, str]] = []
    kept: list[Path] = []
    for path, file_format in files.items():
        made = material.made(applied, record.cues, file_format)
        before = path.read_bytes() if path.is_file() else b""
        if before != made.data:
            diffs.append((path, _diff(path, before, made.text)))
        if not write:
            if before and not force and outputs.is_a_persons(path, made.data):
                kept.append(path)
            continue
        if material.file is not None and before != made.data:
            outputs.keep(target.record("original"), patch(material.file, []).data)
        outputs.write(path, made.data, file_format)
    done = Finished(tuple(outputs.written), tuple(outputs.kept if write else kept), tuple(diffs))
    wrote = {**record.wrote, **outputs.formats}
    return replace(record, outputs={**record.outputs, **outputs.digests}, wrote=wrote), outputs, done


def lesson_of(record: Record, language: str) -> Lesson:
    """The lexicon entries that the decisions of one record suggest."""
    from ..pipeline.curate import lesson_from

    return lesson_from([record], language)


def _diff(path: Path, before: bytes, after: str) -> str:
    """What differs between two versions of a file, each change below the line that stands above it."""
    old, new = _lines(read(path, data=before).source if before.strip() else ""), _lines(after)
    lines = [f"--- {path}", f"+++ {path}"]
    shown = 0  # lines of the old text before this one were shown
    for op in Levenshtein.opcodes([text for _, text in old], [text for _, text in new]):
        if op.tag == "equal":
            continue
        above = op.src_start - 1
        if above >= shown or not shown:
            # The line above is, of a cue, its times.
            lines.append(f"@@ -{_number(old, op.src_start)} +{_number(new, op.dest_start)} @@")
            lines += [f" {old[above][1]}"] if above >= shown else []
        lines += [f"-{text}" for _, text in old[op.src_start : op.src_end]]
        lines += [f"+{text}" for _, text in new[op.dest_start : op.dest_end]]
        shown = op.src_end
    return "\n".join(lines) if len(lines) > 2 else ""


def _lines(text: str) -> list[tuple[int, str]]:
    """The lines of a file with their numbers, without the numbers of cues: one cue more would change all that follow."""
    lines = text.splitlines()
    below = [*lines[1:], ""]
    return [(at, line) for at, line in enumerate(lines, 1) if not (line.strip().isdigit() and "-->" in below[at - 1])]


def _number(lines: Sequence[tuple[int, str]], at: int) -> int:
    return lines[at][0] if at < len(lines) else (lines[-1][0] + 1 if lines else 1)
