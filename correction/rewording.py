"""Windows that say something else than a form that they sound like: other words, and no mishearing."""

from __future__ import annotations

from collections.abc import Sequence

from .forms import Form, Kind
from .grounds import SAME
from .phonetics import phonology
from .tokens import fold
from .windows import Likeness

# Letters of a name that has inhabitants or followers.
_SHORTEST_STEM = 3


def is_reworded(form: Form, like: Likeness, language: str) -> bool:
    """Whether a correction would add words or drop some, put an article where one stands already, or a place where its
    inhabitants are meant."""
    titles = phonology(language).titles
    if like.changed and titles.issuperset((*like.changed, *like.wanted)):
        return True  # "Madame" is no mishearing of "Mme"
    if like.wanted and not like.back and any(_is_derived(word, like.wanted[-1], language) for word in like.changed):
        return True
    if form.kind is Kind.ELIDED and (like.changed_cost > SAME or _has_its_own(like.heard, form.norms)):
        return True
    return _adds_or_drops(like.heard, form.norms)


def _is_derived(said: str, wanted: str, language: str) -> bool:
    """Whether a word is made of another one: "marnais" of "marne", "toulonnaise" of "toulon", "dénisoviens" of "denisova"."""
    if said[:1] != wanted[:1]:
        return False
    whole, word, endings = fold(wanted), fold(said), phonology(language).derived
    for stem in (whole, whole.removesuffix("s").rstrip("aeio")):
        if len(stem) >= _SHORTEST_STEM and word.startswith(stem):
            ending = word.removeprefix(stem)
            if ending in endings or (ending[:1] == stem[-1] and ending[1:] in endings):
                return True
    return False


def _adds_or_drops(window: Sequence[str], form: Sequence[str]) -> bool:
    """Whether one stands whole in the other: then a correction would only add words that were not said, or drop some."""
    shorter, longer = sorted((window, form), key=len)
    spare = len(longer) - len(shorter)
    return spare > 0 and any(longer[at : at + len(shorter)] == shorter for at in range(spare + 1))


def _has_its_own(window: Sequence[str], elided: Sequence[str]) -> bool:
    """Whether an article or preposition stands there, before a term that is right or misheard by itself."""
    return window[0].endswith("'") or tuple(window[1 - len(elided) :]) == tuple(elided[1:])
