"""What a call names (files, folders, patterns, lists) as a list of files, and where the results of each go."""

from __future__ import annotations

import codecs
import glob
import os
import re
import stat
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..document.errors import CallError, InputError
from .names import stems

MEDIA = frozenset(
    ".mp4 .m4v .mov .mkv .webm .avi .mxf .ts .mts .m2ts .mpg .mpeg .wmv .flv .3gp .ogv "
    ".vob .asf .f4v .m2t .divx .dv .qt "
    ".mp3 .m4a .aac .wav .flac .ogg .oga .opus .aif .aiff .wma .ac3 .caf "
    ".mka .m4b .mp2 .mpga .wv .ape .tta .au .w64 .rf64 .bwf .spx .eac3 .3ga".split()
)
# Of what is found in folders; .json, .csv, .tsv and .xml are named after other things more often than after subtitles.
SUBTITLES = frozenset(".srt .vtt .txt .ass .ssa .sbv .ttml .dfxp".split())
_ONLY_NAMED = frozenset(".json .csv .tsv .xml".split())
# What lies in folders beside clips and is none; opening each to see it would take longer than all else.
_NO_MEDIA = SUBTITLES | frozenset(
    ".json .jsonl .csv .tsv .xml .toml .yaml .yml .ini .cfg .log .md .html .htm .pdf .doc .docx .odt .rtf .xls .xlsx .ppt "
    ".pptx .jpg .jpeg .png .gif .tif .tiff .bmp .webp .heic .svg .psd .ai .raw .dng .zip .gz .tar .7z .rar .iso .exe .dll "
    ".py .sh .js .css .db .sqlite .sqlite-wal .sqlite-shm .bak .tmp .part .crdownload .md5 .sha1 .sha256 .xmp .edl "
    ".aaf .prproj .drp .pek .cfa .stl .idx .sub .sup .scc .lnk .url .ttf .otf .pt .bin .damaged .original".split()
)
RECORDS = ".rehear"
_STDIN = Path("-")
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Target:
    """Where the results of one input go: `folder / (stem + ".srt")`, and its records into `folder / ".rehear"`.

    `file` is the one file to write, where the call named it.
    """

    source: Path
    folder: Path
    stem: str
    file: Path | None = None

    def output(self, extension: str) -> Path:
        return self.folder / f"{self.stem}.{extension}"

    def record(self, kind: str) -> Path:
        """`kind` is "transcript.json", "edits.jsonl", ...; named after the whole input, so that two never mix."""
        return self.folder / RECORDS / f"{self.source.name}.{kind}"


def gather(
    names: Iterable[str], kinds: Collection[str], file_lists: Iterable[Path] = ()
) -> tuple[dict[Path, Path], list[InputError]]:
    """All inputs, each once, in order: files as named, folders searched for files of these kinds, patterns expanded.

    Args:
        names: files, folders or patterns; "-" stays as it is.
        kinds: extensions (with dot, lower case) that count inside folders.
        file_lists: files that name an input a line, as `listed` takes them.

    Returns:
        Each input with the folder that it was found under (its own, if it was named itself), and an error for each name
        that is nothing.

    Raises:
        CallError: if a file list cannot be read, or nothing was named.
    """
    wanted = [*names, *(name for path in file_lists for name in listed(path))]
    if not wanted:
        raise CallError("no input was named", remedy="name files, folders or patterns")
    found: dict[Path, tuple[Path, Path]] = {}  # by where they really lie: nothing is done twice
    errors: list[InputError] = []
    for name in wanted:
        try:
            root = Path(name)
            for path in _named(name, kinds, errors):
                found.setdefault(
                    path.resolve(), (path, root if path.is_relative_to(root) and path != root else path.parent)
                )
        except InputError as error:
            errors.append(error)
    return dict(found.values()), errors


def folder_of(file_list: Path) -> Path:
    """The folder that relative names of a list count from: its own, or, of what is read through a pipe ("-", /dev/stdin), the
    one where the call was made."""
    return file_list.parent if file_list != _STDIN and file_list.is_file() else Path()


def listed(path: Path) -> Iterator[str]:
    """What a list ("-": the standard input) names, a line each: relative names from its folder (`folder_of`), and addresses as
    they are.

    A line counts as it stands if there is such a file: names may begin and end with spaces, begin with "#" as comments do, and
    hold bytes that are no UTF-8. Else spaces around it are left out.

    Raises:
        CallError: if it cannot be read.
    """
    try:
        folder, data = folder_of(path), sys.stdin.buffer.read() if path == _STDIN else path.read_bytes()
    except OSError as error:
        raise CallError(f"cannot read the list: {error.strerror or error}", path=path) from error
    for line in os.fsdecode(data.removeprefix(codecs.BOM_UTF8)).split("\n"):
        bare = line.strip()
        ways = (name for name in (line, line.removesuffix("\r")) if bare and os.path.lexists(folder / name))
        name = next(ways, "" if bare.startswith("#") else bare)
        if name:
            yield name if ADDRESS.match(name) else os.path.normpath(folder / name)


def _named(name: str, kinds: Collection[str], errors: list[InputError]) -> list[Path]:
    """The files that one name stands for; InputError if there are none. What cannot be read below a folder goes to `errors`."""
    path = Path(name)
    if not name or "\0" in name:
        raise InputError(f"{name!r} is no name of a file")
    if name == "-":
        return [path]
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError) as error:
        if ADDRESS.match(name):
            raise InputError("an address, not a file", path=name, remedy="download it first") from error
        matches = [Path(match) for match in sorted(glob.glob(name, recursive=True))] if glob.has_magic(name) else []
        matches = [match for match in matches if match.is_file()]
        if not matches:
            what = "nothing matches this pattern" if glob.has_magic(name) else "no such file or folder"
            raise InputError(what, path=name) from error
        return matches
    except OSError as error:
        raise InputError(f"cannot read: {error.strerror or error}", path=name) from error
    if not is_folder:
        return [path]
    before = len(errors)
    inside = _inside(path, kinds, errors)
    if not inside and len(errors) == before:
        raise InputError("no file of a known kind in this folder", path=name)
    return inside


def _inside(folder: Path, kinds: Collection[str], errors: list[InputError]) -> list[Path]:
    """The files of these kinds below a folder, hidden ones left out. A clip may have any name, or none that tells its kind."""
    clips = frozenset(kinds) >= MEDIA
    found = []

    def unreadable(error: OSError) -> None:
        errors.append(InputError(f"cannot read: {error.strerror or error}", path=error.filename or folder))

    for here, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (Path(here, name) for name in names if not name.startswith(".")):
            known = path.suffix.lower() in kinds
            try:
                if (known or (clips and may_be_media(path.name))) and path.is_file() and (known or _has_sound(path)):
                    found.append(path)
            except OSError as error:
                unreadable(error)
    return sorted(found)


def may_be_media(name: str) -> bool:
    """Whether a file that is found in a folder is a clip by its name, or must be opened to see it."""
    return PurePosixPath(name).suffix.lower() not in _NO_MEDIA


def _has_sound(path: Path) -> bool:
    from ..transcribe import probe

    try:
        return bool(probe(path).audio)
    except InputError:
        return False


def passed_over(names: Iterable[str]) -> list[str]:
    """A line for each named folder that holds files which may be subtitles, but are read only if they are named."""
    notices = []
    for name in names:
        try:
            found = _inside(Path(name), _ONLY_NAMED, []) if Path(name).is_dir() else []
        except (OSError, ValueError):  # `gather` says what is wrong with it
            continue
        if found:
            kinds = ", ".join(sorted({path.suffix.lower() for path in found}))
            count = "one file" if len(found) == 1 else f"{len(found)} files"
            notices.append(f"{name}: {count} ({kinds}) left alone: name them (a pattern will do) if they are subtitles")
    return notices


def targets(
    inputs: Mapping[Path, Path], output_dir: Path | None, *, keeps_names: bool = False
) -> tuple[list[Target], list[str]]:
    """Where each input's results go, and a line for each that is not called by its stem.

    Without `output_dir` they lie beside the input; below it, the tree under each named folder is kept. Inputs of one folder
    that would write one file keep their whole names (`names.stems`); with `keeps_names` all do anyway. Files of the same name
    from different folders go into folders named after those, and after as many above them as tell them apart.

    Args:
        inputs: each input with the folder that it was found under.

    Raises:
        CallError: if `output_dir` is a file, or would lie in one.
    """
    there = next((above for above in (output_dir, *output_dir.parents) if above.exists()), None) if output_dir else None
    if there is not None and not there.is_dir():
        raise CallError(f"-O {output_dir}: {there} is a file, and no folder to write into", remedy="-o names a file")
    folders = [
        path.parent if output_dir is None else output_dir / path.parent.relative_to(root)
        for path, root in inputs.items()
    ]
    if output_dir is not None:
        folders = _apart([*inputs], folders)
    places = [folder / path.name for path, folder in zip(inputs, folders, strict=True)]
    named = [path.stem for path in inputs] if keeps_names else stems(places)
    notices = [
        f"{path}: results are named {stem}.*, because another input would write the same files"
        for path, stem in zip(inputs, named, strict=True)
        if stem != path.stem
    ]
    return [Target(*where) for where in zip(inputs, folders, named, strict=True)], notices


def _apart(paths: Sequence[Path], folders: Sequence[Path]) -> list[Path]:
    """The folders of results, with folders of the inputs below them where two inputs of one name would share one."""
    apart, above = [*folders], 0
    while True:
        taken = Counter((folder, path.name) for path, folder in zip(paths, apart, strict=True))
        same = [at for at, path in enumerate(paths) if taken[apart[at], path.name] > 1]
        above += 1
        if not same or above > max(len(paths[at].absolute().parts) for at in same):
            return apart
        for at in same:
            apart[at] = folders[at].joinpath(*paths[at].absolute().parent.parts[1:][-above:])
