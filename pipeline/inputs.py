"""What a call names (files, folders, patterns, lists) as a list of files, and where the results of each go."""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..document.errors import CallError, InputError

MEDIA = frozenset(
    ".mp4 .m4v .mov .mkv .webm .avi .mxf .ts .mts .m2ts .mpg .mpeg .wmv .flv .3gp .ogv "
    ".mp3 .m4a .aac .wav .flac .ogg .oga .opus .aif .aiff .wma .ac3 .caf".split()
)
SUBTITLES = frozenset(".srt .vtt .txt".split())
RECORDS = ".rehear"


@dataclass(frozen=True, slots=True)
class Target:
    """Where the results of one input go: `folder / (stem + ".srt")`, and its records into `folder / ".rehear"`."""

    source: Path
    folder: Path
    stem: str

    def output(self, extension: str) -> Path:
        return self.folder / f"{self.stem}.{extension}"

    def record(self, kind: str) -> Path:
        """`kind` is "transcript.json", "edits.jsonl", ...; named after the whole input, so that two never mix."""
        return self.folder / RECORDS / f"{self.source.name}.{kind}"


def gather(
    names: Iterable[str], kinds: Collection[str], file_lists: Iterable[Path] = ()
) -> tuple[list[Path], list[InputError]]:
    """All inputs, each once, in order: files as named, folders searched for files of these kinds, patterns expanded.

    Args:
        names: files, folders or patterns; "-" stays as it is.
        kinds: extensions (with dot, lower case) that count inside folders.
        file_lists: files that name an input a line.

    Returns:
        The inputs, and an error for each name that is nothing.

    Raises:
        CallError: if a file list cannot be read, or nothing was named.
    """
    wanted = [*names]
    for path in file_lists:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise CallError(f"cannot read the list: {error}", path=path) from error
        wanted.extend(str(path.parent / line.strip()) for line in lines if line.strip() and not line.startswith("#"))
    if not wanted:
        raise CallError("no input was named", remedy="name files, folders or patterns")
    found: dict[Path, None] = {}
    errors: list[InputError] = []
    for name in wanted:
        path = Path(name)
        if name == "-" or path.is_file():
            found[path] = None
        elif path.is_dir():
            inside = [p for p in sorted(path.rglob("*")) if p.suffix.lower() in kinds and p.is_file()]
            inside = [p for p in inside if not any(part.startswith(".") for part in p.relative_to(path).parts)]
            found.update(dict.fromkeys(inside))
            if not inside:
                errors.append(InputError("no file of a known kind in this folder", path=name))
        elif glob.has_magic(name) and (matches := sorted(glob.glob(name, recursive=True))):
            found.update(dict.fromkeys(Path(match) for match in matches if Path(match).is_file()))
        else:
            errors.append(InputError("no such file or folder", path=name))
    return list(found), errors


def targets(inputs: Sequence[Path], output_dir: Path | None) -> tuple[list[Target], list[str]]:
    """Where each input's results go, and a line for each pair that would have written the same file.

    Without `output_dir` they lie beside the input. Two inputs of one folder and stem both keep their whole names.
    """
    base = Path(os.path.commonpath([path.absolute().parent for path in inputs])) if inputs and output_dir else Path()
    plain = []
    for path in inputs:
        # Below an output folder the inputs' own folders are kept, so that two "clip.mp4" never meet.
        folder = path.parent if output_dir is None else output_dir / path.absolute().parent.relative_to(base)
        plain.append(Target(path, folder, path.stem))
    count = Counter((target.folder, target.stem.casefold()) for target in plain)
    made, notices = [], []
    for target in plain:
        if count[target.folder, target.stem.casefold()] > 1:
            notices.append(
                f"{target.source}: results are named {target.source.name}.*, because another input has the same stem"
            )
            target = Target(target.source, target.folder, target.source.name)
        made.append(target)
    return made, notices
