"""Files of any format, or folders of them, as texts that are scored against one another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ..document.errors import CallError, InputError
from ..subtitles import EXTENSIONS, read
from .measure import Score, measure

# Of several files of one name the first of these is taken: they all hold the same words.
_PREFERRED = (".srt", ".vtt", ".txt", ".tsv", ".json")
_KINDS = frozenset("." + extension.rpartition(".")[2] for extension in EXTENSIONS.values())


class Pair(NamedTuple):
    """A reference, what is judged by it, and what that was before it was corrected."""

    reference: Path
    hypothesis: Path
    before: Path | None = None


def pairs(
    reference: Path, hypothesis: Path, before: Path | None = None
) -> tuple[list[Pair], list[InputError], list[Path]]:
    """What is scored against what: two files, or the files of two folders that have one name (their extensions may differ).

    Returns:
        The pairs, an error for each reference that lacks its other file, and the hypotheses that no reference belongs to.

    Raises:
        CallError: if a file and a folder are named together.
        InputError: if one of them is not there, or a folder holds no subtitle file.
    """
    named = [path for path in (reference, hypothesis, before) if path is not None]
    for path in named:
        if str(path) != "-" and not path.exists():
            raise InputError("no such file or folder", path=path)
    if len({path.is_dir() for path in named}) > 1:
        raise CallError("a file and a folder cannot be compared", remedy="name files only, or folders only")
    if not reference.is_dir():
        return [Pair(reference, hypothesis, before)], [], []
    judged, heard = _inside(hypothesis), _inside(before) if before is not None else {}
    found, errors, used = [], [], set()
    for key, candidates in _inside(reference).items():
        ours = _best(candidates, "")
        theirs = _best(judged.get(key, []), ours.suffix)
        earlier = _best(heard.get(key, []), theirs.suffix) if before is not None and theirs != Path() else None
        if theirs == Path():
            errors.append(InputError(f"no file of this name in {hypothesis}", path=ours))
        elif earlier == Path():
            errors.append(InputError(f"no file of this name in {before}", path=ours))
        else:
            used.add(key)
            found.append(Pair(ours, theirs, earlier))
    return found, errors, [_best(judged[key], "") for key in judged if key not in used]


def score_pair(pair: Pair, *, terms: Sequence[str] | None = None, normalised: bool = True) -> Score:
    """Score the words of one file; times, cues and markup do not count.

    Raises:
        InputError: if a file cannot be read, or the reference has no words.
    """
    said, judged = text_of(pair.reference), text_of(pair.hypothesis)
    heard = None if pair.before is None else text_of(pair.before)
    try:
        return measure(said, judged, heard=heard, terms=terms, normalised=normalised)
    except ValueError as error:
        raise InputError(str(error), path=pair.reference) from error


def text_of(path: Path) -> str:
    return "\n".join(read(path).transcript.texts())


def _inside(folder: Path) -> dict[str, list[Path]]:
    """The files in a folder by their place in it, without extensions."""
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder)
        if path.suffix.lower() in _KINDS and path.is_file() and not any(part.startswith(".") for part in place.parts):
            stem = place.with_suffix("")
            stem = stem.with_suffix("") if stem.suffix == ".plain" else stem
            found.setdefault(stem.as_posix().casefold(), []).append(path)
    if not found:
        raise InputError("no file of a known kind in this folder", path=folder)
    return found


def _best(candidates: Sequence[Path], suffix: str) -> Path:
    """Of files of one name the one with this extension, else the one that is preferred; Path() if there are none."""
    order = (suffix.lower(), *_PREFERRED)
    return min(candidates, key=lambda path: (order.index(path.suffix.lower()), len(path.name)), default=Path())
