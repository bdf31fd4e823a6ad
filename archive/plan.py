"""What an archive run would do, worked out before anything starts: the clips, what holds for each, where its results go."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from .. import __version__
from ..document.errors import OutputError, RehearError
from ..document.store import EDITS_SCHEMA, TRANSCRIPT_SCHEMA, digest, read_transcript
from ..pipeline.hearing import Hearing
from ..pipeline.identity import media_identity, model_path, same_media
from ..pipeline.inputs import Target, targets
from ..pipeline.lexicons import content
from ..pipeline.plan import Rules
from ..transcribe.engine import check_model
from .ledger import Row, place_of, read_rows
from .storage import Shelf, Stamp, absolute, at_hand, is_address
from .task import How, Step, Task, transcript_of
from .walk import EVERYTHING, Filters, Found, find

_LINES = 5  # of one kind that are shown


@dataclass(frozen=True, slots=True)
class Item:
    """A clip of the plan: its task, its stamp when it was found, and whether it is known to be written to its end."""

    task: Task
    stamp: Stamp
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The clips, names that are nothing, what a person should know, and how many clips the filters left out.

    Attributes:
        known: what the ledger knew of each clip when the plan was made, by key.
    """

    items: tuple[Item, ...]
    failures: tuple[RehearError, ...] = ()
    notices: tuple[str, ...] = ()
    left_out: int = 0
    known: Mapping[str, Row] = field(default_factory=dict)

    @property
    def hear_as(self) -> str:
        """How its clips are heard: the same for all, but where folders have settings of their own."""
        return self.items[0].task.how.hear_as if self.items else ""


def make_plan(
    names: Sequence[str],
    shelf: Shelf,
    rules: Rules,
    hearing: Hearing,
    *,
    file_lists: Sequence[Path] = (),
    filters: Filters = EVERYTHING,
    force: bool = False,
) -> Plan:
    """Work out what a run would do.

    Args:
        names: files, folders, patterns, addresses.
        shelf: the folder of all results; the tree below each folder named is kept in it.
        rules: what holds in each folder.
        hearing: how the call wants clips to be heard.
        file_lists: files that name an input a line.
        filters: which clips are wanted. They do not change how results are named.
        force: write over what a person changed.

    Raises:
        CallError: if the call, a settings file or a lexicon is wrong.
    """
    found, failures = find(names, file_lists)
    known, damage = _known_of(shelf)
    placed, notices = _placed(found, known, shelf)
    hows: dict[Path, How] = {}
    items = []
    for item, target in zip(found, placed, strict=True):
        if not filters.want(item):
            continue
        folder = Path() if is_address(item.place) else Path(item.place).parent
        if folder not in hows:
            hows[folder] = how_of(folder, rules, hearing, force=force)
        below = target.folder.as_posix()
        where = shelf.root.rstrip("/") if below == "." else shelf.path(below)
        key = (PurePosixPath(below) / target.source.name).as_posix()
        items.append(Item(Task(key, item.place, where, target.stem, hows[folder], item.sure), item.stamp))
    _check_models(hows.values() if items else (), known)
    notices = [*damage, *notices, *rules.notices, *rules.unknown()]
    return Plan(tuple(items), tuple(failures), tuple(dict.fromkeys(notices)), len(found) - len(items), known)


def _check_models(hows: Iterable[How], known: Mapping[str, Row]) -> None:
    """See that there are the models, before anything is made. One that was used here before is known to be there, and the
    package that knows their names takes seconds to load.

    Raises:
        CallError: if there is no such model.
    """
    used = {row.hear_as for row in known.values() if row.files}
    for engine, model in {how.engine[:2] for how in hows if how.hear_as not in used}:
        if model_path(engine, model) is None:
            check_model(engine, model)


def _known_of(shelf: Shelf) -> tuple[dict[str, Row], list[str]]:
    """What the ledger knows of each clip, by key, and a line if it cannot be read; then it is as if there were none."""
    try:
        return {row.key: row for row in read_rows(place_of(shelf))}, []
    except OutputError as error:
        return {}, [f"{error}; a run puts a damaged one aside and looks at every clip anew"]


def _placed(found: Sequence[Found], known: Mapping[str, Row], shelf: Shelf) -> tuple[list[Target], list[str]]:
    """Where the results of each go, below the folder of all results, and what a person should know of it.

    Of two files with the same path below what was named, the later one keeps its whole path. What only its content tells to be
    media keeps its whole name, so that it never takes one from a clip. Results that are there keep their names, whatever else
    is named now, and no clip gets a name that another's results have.
    """
    taken: set[str] = set()
    paths = []
    moved, links = [], []
    for item in found:
        links += [f"{link}: a link to {item.place}, which is taken instead" for link in item.links]
        below = item.below
        row = known.get(below)
        theirs = is_anothers(item.place, item.stamp, row, shelf) if row is not None else _lost_sight_of(item, shelf)
        if below in taken or theirs:
            below = (
                item.place.partition("://")[2]
                if is_address(item.place)
                else Path(item.place).absolute().as_posix().lstrip("/")
            )
            moved.append(f"{item.place}: its results go to {below}, because another clip has its place")
        taken.add(below)
        paths.append(Path(below))
    clips = {path: Path() for path, item in zip(paths, found, strict=True) if item.sure}
    by_path = {target.source: target for target in targets(clips, Path())[0]}
    named = {_stem_of(row): row.key for row in known.values() if row.files}
    placed, renamed = [], []
    for path, item in zip(paths, found, strict=True):
        row = known.get(path.as_posix())
        target = by_path.get(path) or Target(path, path.parent, path.name)
        if row is not None and row.files and row.stem:
            target = replace(target, stem=row.stem)
        elif (path.parent.as_posix(), target.stem.casefold()) in named:
            target = replace(target, stem=path.name)
        if item.sure and target.stem != path.stem:
            renamed.append(f"{item.place}: results are named {path.name}.*, because another clip has the same stem")
        placed.append(target)
    return placed, [*_few(links), *_few(moved), *_few(renamed)]


def _stem_of(row: Row) -> tuple[str, str]:
    """Folder and stem of a clip's results, as no other clip may have them."""
    return PurePosixPath(row.key).parent.as_posix(), row.stem.casefold()


def is_anothers(place: str, stamp: Stamp, row: Row | None, shelf: Shelf) -> bool:
    """Whether the results under a clip's key are those of another clip, and not of this one before it was moved.

    Args:
        row: what the ledger knows under the key.
    """
    if row is None or not row.files or absolute(place) == row.place or str(stamp) == row.stamp:
        return False
    transcript = next((name for name in row.files if name.endswith(".transcript.json")), None)
    return transcript is None or is_address(place) or _heard_of(place, transcript, shelf) is not True


def _heard_of(place: str, transcript: str, shelf: Shelf) -> bool | None:
    """Whether a stored transcript is of this very clip; None if that cannot be found out."""
    try:
        with at_hand(shelf.root, [transcript]) as folder:
            heard = read_transcript(folder / transcript).origin.options.get("media")
        return same_media(media_identity(Path(place)), heard)
    except RehearError:
        return None


def _lost_sight_of(item: Found, shelf: Shelf) -> bool:
    """Whether results that the ledger knows nothing of (it was lost) lie in a clip's place, and are another clip's."""
    name = transcript_of(item.below)
    return not is_address(item.place) and shelf.has(name) and _heard_of(item.place, name, shelf) is False


def _few(lines: list[str]) -> list[str]:
    """The first lines, and how many more there are."""
    more = len(lines) - _LINES
    return lines if more <= 0 else [*lines[:_LINES], f"and {more} more like this"]


def how_of(folder: Path, rules: Rules, hearing: Hearing, *, force: bool = False) -> How:
    """What holds for the clips of a folder."""
    settings, _, selection = rules.of(folder)
    own = model_path(settings.engine, settings.model)
    if own is not None:  # a worker may stand in another folder
        settings = replace(settings, model=str(own))
    listening = hearing.listening(settings)
    names = tuple(str(Path(name).absolute()) if Path(name).is_file() else name for name in rules.names(settings))
    written = {
        "version": __version__,
        "schema": EDITS_SCHEMA,
        "lexicons": content(names, rules.articles),
        "language": settings.language,
        "cleanup": settings.cleanup,
        "typography": settings.spaces,
        "formats": settings.formats,
        "profile": settings.style.as_dict(),
        "only": selection.only.typed,
        "exceptions": selection.exceptions.typed,
        "band": settings.band,
        "min_score": settings.min_score,
    }
    heard = {"schema": TRANSCRIPT_SCHEMA, "precision": listening.precision, **listening.asked()}
    return How(settings, listening, selection, names, rules.articles, force, _as(heard), _as(written))


def _as(what: Mapping[str, object]) -> str:
    return digest(json.dumps(what, sort_keys=True, default=str).encode())[:32]


def due(item: Item, row: Row | None, shelf: Shelf, *, retry: bool = False) -> Step | None:
    """The first step that a clip needs; None if it is done, or is known to have no use.

    Args:
        row: what the ledger knows of it.
        retry: also what failed for good before.
    """
    how = item.task.how
    if row is None or row.stamp != str(item.stamp):
        return Step.LOOK
    if row.trouble is not None:
        known = row.trouble.lasting and row.hear_as == how.hear_as
        return None if known and not retry else Step.LOOK
    if row.hear_as != how.hear_as or not row.files:
        return Step.LOOK
    if row.correct_as == how.correct_as and not (how.force and row.kept) and shelf.holds(row.files):
        return None
    transcript = {name: known for name, known in row.files.items() if name.endswith(".transcript.json")}
    return Step.CORRECT if transcript and shelf.holds(transcript) else Step.LOOK
