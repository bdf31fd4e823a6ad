"""The outputs made again with what was decided, and what the decisions teach."""

from __future__ import annotations

import difflib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..document.store import Record
from ..pipeline.outputs import Outputs, extension_of, keep_text
from ..subtitles import patch, read
from .found import Opened
from .records import Finished

if TYPE_CHECKING:
    from ..pipeline.curate import Lesson
    from ..pipeline.settings import Settings


def finished(record: Record, found: Opened, settings: Settings, *, force: bool, write: bool) -> tuple[Record, Finished]:
    """Make the outputs again: those that were written before, or else the file itself, or what the settings say for a clip.

    Returns:
        The record as it is then, and what became of the files.

    Raises:
        OutputError: if one cannot be written.
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
            if before and outputs.is_a_persons(path, made.data):
                kept.append(path)
            continue
        if material.file is not None and before != made.data:
            keep_text(target.record("original"), patch(material.file, []).data)
        outputs.write(path, made.data, file_format)
    done = Finished(tuple(outputs.written), tuple(outputs.kept if write else kept), tuple(diffs))
    wrote = {**record.wrote, **outputs.formats}
    return replace(record, outputs={**record.outputs, **outputs.digests}, wrote=wrote), done


def lesson_of(record: Record, language: str) -> Lesson:
    """The lexicon entries that the decisions of one record suggest."""
    from ..pipeline.curate import lesson_from

    return lesson_from([record], language)


def _diff(path: Path, before: bytes, after: str) -> str:
    """The unified diff of two versions of a file, without line ends."""
    old = read(path, data=before).source if before.strip() else ""
    lines = difflib.unified_diff(old.splitlines(), after.splitlines(), str(path), str(path), lineterm="", n=1)
    return "\n".join(lines)
