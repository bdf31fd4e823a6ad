"""Subtitle files into other formats: what a person may say of a file that is read, and where each result goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ..document.errors import CallError, InputError
from ..subtitles import STYLED, Notice, Patched, SubtitleFile, read, render
from .inputs import SUBTITLES, Target, gather, passed_over, targets
from .outputs import Outputs, extension_of

Warn = Callable[[str], None]
# Formats asked for that are the file's own all the same: names tell plain text from timestamped, and JSON from JSON, by half.
_ALIKE = {("txt", "plain"), ("json", "whisper")}


@dataclass(frozen=True, slots=True)
class Conversion:
    """One input and the files to be made of it, by format; "-" is standard output."""

    target: Target
    outputs: Mapping[str, Path]

    @property
    def source(self) -> Path:
        return self.target.source


class Conversions(NamedTuple):
    """What a call will make, the inputs that are nothing, and what a person should know before it starts."""

    jobs: Sequence[Conversion]
    failures: Sequence[InputError]
    notices: Sequence[str]


@dataclass(frozen=True, slots=True)
class Converted:
    """What became of one file: as it was read, which files were written and which were there already and kept."""

    file: SubtitleFile
    written: tuple[Path, ...]
    kept: tuple[Path, ...]


def conversions(
    names: Sequence[str],
    formats: Sequence[str],
    *,
    file_lists: Sequence[Path] = (),
    output: str | None = None,
    output_dir: Path | None = None,
) -> Conversions:
    """What a call will make.

    Args:
        names, file_lists: as `inputs.gather` takes them.
        formats: what each file becomes.
        output: the one file to write, of one input in one format.

    Raises:
        CallError: if the call is wrong, or an input would be written over.
    """
    if output is not None and output_dir is not None:
        raise CallError("--output and --output-dir exclude each other")
    inputs, failures = gather(names, SUBTITLES | {".stl"}, file_lists)
    if output is not None and len(inputs) + len(failures) > 1:
        raise CallError(f"--output takes one input, not {len(inputs) + len(failures)}", remedy="use --output-dir")
    if output is not None and len(formats) > 1:
        raise CallError("--output takes one format", remedy="use --output-dir")
    placed, notices = targets(inputs, output_dir)
    made: list[Conversion] = []
    for target in placed:
        if output is None and str(target.source) == "-":
            raise CallError("standard input has no name to write to", remedy="--output FILE, or --output -")
        files = {name: Path(output or target.output(extension_of(name, formats))) for name in formats}
        made.append(Conversion(target, files))
    sources = {path.resolve() for path in inputs if str(path) != "-"}
    for conversion in made:
        for path in conversion.outputs.values():
            if str(path) != "-" and path.resolve() in sources:
                raise CallError("is an input, and would be written over", path=path, remedy="--output-dir, or --output")
    return Conversions(made, failures, [*passed_over(names), *notices])


def convert(
    conversion: Conversion,
    *,
    source_format: str | None = None,
    encoding: str | None = None,
    strict: bool = False,
    force: bool = False,
    write_out: Callable[[bytes], None],
    warn: Warn = lambda _: None,
) -> Converted:
    """Read one file and write it in other formats, in UTF-8.

    Args:
        source_format, encoding: of the file, where they are found wrongly.
        strict: refuse a file that had to be repaired.
        force: write over what is there.
        write_out: takes what goes to standard output.

    Raises:
        InputError: if the file cannot be read.
        OutputError: if a result cannot be written.
    """
    file = read(conversion.source, format=source_format, encoding=encoding, strict=strict)
    for warning in file.warnings:
        warn(str(warning))
    shown = file.path or "<stdin>"
    if not file.timed and any(name != "plain" for name in conversion.outputs):
        warn(f"{shown}: a text without times: those that are written only keep its lines in order")
    for notice in unsaid(file, list(conversion.outputs)):
        warn(str(notice))
    outputs = Outputs({}, force)
    for name, path in conversion.outputs.items():
        data = render(file, name).encode("utf-8", "replace")
        if str(path) == "-":
            write_out(data)
        else:
            outputs.write(path, data, name)
    outputs.place()
    outputs.tell(warn)
    return Converted(file, tuple(outputs.written), tuple(outputs.kept))


def is_own(file: SubtitleFile, file_format: str | None) -> bool:
    """Whether a format that is asked for is the file's own."""
    return file_format in (None, file.format) or (file_format, file.format) in _ALIKE


def in_format(file: SubtitleFile, patched: Patched, file_format: str | None) -> Patched:
    """What became of a file, in another format; as it is without one, or where it is the file's own."""
    if file_format is None or is_own(file, file_format):
        return patched
    encoding = None if file.coding.mark else patched.encoding
    text = render(read(file.path or "-", format=file.format, encoding=encoding, data=patched.data), file_format)
    return Patched(text.encode("utf-8", "replace"), text, "utf-8", tuple(unsaid(file, [file_format])))


def unsaid(file: SubtitleFile, formats: Sequence[str]) -> Iterator[Notice]:
    """What of the look of a file's cues these formats cannot say."""
    shown = file.path or "<stdin>"
    lost: dict[tuple[tuple[int, ...], bool], list[str]] = {}
    for name in formats:
        if cues := file.unsaid(name):
            lost.setdefault((tuple(cues), name in STYLED), []).append(name)
    for (numbers, styled), names in lost.items():
        one = len(numbers) == 1
        which = f"cue {numbers[0]}" if one else f"{len(numbers)} cues (the first is cue {numbers[0]})"
        if styled:
            text = f"what else the tags of {which} say (voices, fonts, effects) is left out"
        else:
            looks = "looks" if one else "look"
            text = f"{', '.join(names)} cannot say how {which} {looks} (italics, colours, places): left out"
        yield Notice(0, text, shown)
