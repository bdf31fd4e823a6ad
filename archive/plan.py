"""What an archive run would do, worked out before anything starts: the clips, what holds for each, where its results go."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from .. import __version__
from ..document.errors import CallError, OutputError, RehearError
from ..document.store import EDITS_SCHEMA, TRANSCRIPT_SCHEMA, digest, read_record
from ..pipeline.hearing import Hearing
from ..pipeline.identity import model_path
from ..pipeline.lexicons import content
from ..pipeline.plan import Rules
from ..transcribe.engine import check_model
from .moved import Known, gone, recalled
from .naming import placed
from .rows import Row, place_of, read_rows
from .storage import Shelf, Stamp, at_hand, is_address
from .task import How, Step, Task, record_of
from .walk import EVERYTHING, Filters, find


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
        moved: of clips that nothing was known of where they lie now, what is known of them where they were heard.
        gone: clips that are not there any more, of which there are results.
    """

    items: tuple[Item, ...]
    failures: tuple[RehearError, ...] = ()
    notices: tuple[str, ...] = ()
    left_out: int = 0
    known: Mapping[str, Row] = field(default_factory=dict)
    moved: Mapping[str, Row] = field(default_factory=dict)
    gone: tuple[Row, ...] = ()

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
    begins: Callable[[float], int] = lambda _fps: 0,
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
        begins: the ms that a clip's start has in its subtitles, at so many frames a second.
        force: write over what a person changed.

    Raises:
        CallError: if the call, a settings file or a lexicon is wrong.
    """
    found, failures = find(names, file_lists)
    known, damage = _known_of(shelf)
    places, notices = placed(found, known, shelf)
    hows: dict[Path, How] = {}
    items = []
    for item, (place, stem) in zip(found, places, strict=True):
        if not filters.want(item):
            continue
        folder = Path() if is_address(item.place) else Path(item.place).parent
        if folder not in hows:
            hows[folder] = how_of(folder, rules, hearing, begins, force=force)
        below = place.parent.as_posix()
        where = shelf.root.rstrip("/") if below == "." else shelf.path(below)
        items.append(Item(Task(place.as_posix(), item.place, where, stem, hows[folder], item.sure), item.stamp))
    _check_models(hows.values() if items else (), known)
    for unknown in rules.unknown():  # all clips would be written anew, with other corrections than are meant
        raise CallError(unknown, remedy="--only and --except take a term, a rule or the id of an edit")
    _check_ids(rules.ids, items, shelf)
    notices = [*damage, *notices, *rules.notices]
    keys = {place.as_posix() for place, _ in places}
    heard = known or recalled(shelf, keys)
    return Plan(
        tuple(items),
        tuple(failures),
        tuple(dict.fromkeys(notices)),
        len(found) - len(items),
        known,
        _moved(items, heard, shelf),
        tuple(gone(heard, keys, [item.place for item in found], names, shelf)),
    )


def _moved(items: Iterable[Item], known: Mapping[str, Row], shelf: Shelf) -> dict[str, Row]:
    """What is known of clips where they were heard, by the key that they have now."""
    heard = {key for key, row in known.items() if row.files}
    new = (
        [item for item in items if item.task.key not in heard and not shelf.has(item.task.transcript)] if heard else []
    )
    if not new:
        return {}
    clips = Known(known)
    found = {item.task.key: clips.find(item.task.place, item.stamp) for item in new}
    return {key: row for key, row in found.items() if row is not None}


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


def _check_ids(ids: Collection[str], items: Iterable[Item], shelf: Shelf) -> None:
    """See that each id given to --only or --except is that of an edit: else all clips would be written anew, as for a name that
    stands for nothing. Their records are read only then.

    Raises:
        CallError: if no record of these clips has one of them.
    """
    missing = set(ids)
    for item in items:
        if not missing:
            return
        record = record_of(item.task.key)
        with suppress(RehearError), at_hand(shelf.root, [record]) as folder:
            missing -= read_record(folder / record).ids
    if missing:
        raise CallError(
            f"no edit of these clips has the id {min(missing)}", remedy="--only and --except take a term or a rule, too"
        )


def _known_of(shelf: Shelf) -> tuple[dict[str, Row], list[str]]:
    """What the ledger knows of each clip, by key, and a line if it cannot be read; then it is as if there were none."""
    try:
        return {row.key: row for row in read_rows(place_of(shelf))}, []
    except OutputError as error:
        return {}, [f"{error}; a run puts a damaged one aside and looks at every clip anew"]


def how_of(folder: Path, rules: Rules, hearing: Hearing, begins: Callable[[float], int], *, force: bool = False) -> How:
    """What holds for the clips of a folder."""
    settings, _, selection = rules.of(folder)
    own = model_path(settings.engine, settings.model)
    if own is not None:  # a worker may stand in another folder
        settings = replace(settings, model=str(own))
    listening = hearing.listening(settings)
    names = tuple(str(Path(name).absolute()) if Path(name).is_file() else name for name in rules.names(settings))
    start = begins(settings.fps)
    written = {
        "version": __version__,
        "schema": EDITS_SCHEMA,
        "lexicons": content(names, rules.articles),
        "language": settings.language,
        "cleanup": settings.cleanup,
        "typography": settings.spaces,
        "formats": settings.formats,
        "profile": settings.style.as_dict(),
        "begins": start,
        "only": selection.only.typed,
        "exceptions": selection.exceptions.typed,
        "band": settings.band,
        "min_score": settings.min_score,
    }
    heard = {"schema": TRANSCRIPT_SCHEMA, "precision": listening.precision, **listening.asked()}
    return How(settings, listening, selection, names, rules.articles, force, start, _as(heard), _as(written))


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
