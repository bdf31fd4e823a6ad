"""What the results of each input are called: no two inputs write one file, and what has its name keeps it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import count
from pathlib import PurePath
from unicodedata import normalize

from ..subtitles import EXTENSIONS

# What stands before an extension that is itself one: "d" writes d.plain.txt, and so does "d.plain" as timestamped text.
_INNER = tuple(
    sorted(
        {
            longer.removesuffix(shorter)
            for longer in EXTENSIONS.values()
            for shorter in EXTENSIONS.values()
            if longer != shorter and longer.endswith(shorter)
        }
    )
)

Slot = tuple[str, str]


def slot(folder: PurePath, stem: str) -> Slot:
    """What a stem takes in a folder: two that take the same would write one file, in these formats or in others.

    Capitals make no difference, because to some disks they make none; nor does it whether an accent is a letter's or stands by
    itself.
    """
    name = normalize("NFC", normalize("NFC", stem).casefold())
    while name.endswith(_INNER):
        name = name[: name.rindex(".")]
    return folder.as_posix(), name


def stems(places: Sequence[PurePath], held: Collection[Slot] = (), *, whole: bool = False) -> list[str]:
    """The stem of each input's results.

    It is the input's own; where two inputs would write one file, both take their whole names, and where even that is taken
    the name with a number behind it.

    Args:
        places: the folder of each input's results, and in it the input's name.
        held: what is taken already.
        whole: all take their whole names.
    """
    found = [place.name if whole else place.stem for place in places]
    short = set() if whole else set(range(len(places)))
    while True:
        taken = Counter(slot(place.parent, stem) for place, stem in zip(places, found, strict=True))
        clashing = {at for at in short if _is_taken(slot(places[at].parent, found[at]), taken, held)}
        if not clashing:
            break
        for at in clashing:  # which may be what another one is called, whose turn it is then
            found[at] = places[at].name
        short -= clashing
    given = {*held, *(slot(places[at].parent, found[at]) for at in short)}
    for at, place in enumerate(places):
        if at not in short:
            found[at] = next(name for name in whole_names(place.name) if slot(place.parent, name) not in given)
            given.add(slot(place.parent, found[at]))
    return found


def whole_names(name: str) -> Iterator[str]:
    """The stems that an input may have which cannot be called by its own, the first one first."""
    yield name
    yield from (f"{name}.{number}" for number in count(2))


def _is_taken(wanted: Slot, taken: Counter[Slot], held: Collection[Slot]) -> bool:
    return taken[wanted] > 1 or wanted in held


def stem_of(outputs: Iterable[str], name: str) -> str:
    """The stem by which the results of an input of this name are called, as most of them tell; "" if none does."""
    told: Counter[str] = Counter()
    for output in outputs:
        for extension in EXTENSIONS.values():
            stem = output.removesuffix(extension)
            behind = stem.removeprefix(name + ".")
            if stem != output and (stem in (name, PurePath(name).stem) or (behind != stem and behind.isdigit())):
                told[stem] += 1
    return next((stem for stem, _ in told.most_common(1)), "")
