"""A window of the text beside a form of a term: everything that the decision looks at, measured once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel

from .forms import Form
from .frequency import zipf
from .keys import Ints
from .phonetics import phonology, pronunciations
from .reading import Reading
from .sound import Floats, nearest
from .tokens import fold, norm
from .vocabulary import Bools

Doubles = npt.NDArray[np.float64]

# A distance of sound that only rounding makes.
SAME_SOUND = 1e-4
# What it costs (in phones) to take in a little word at the edge that the term does not have.
LITTLE_WORD = 0.25


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens of the text, as written, and what their places say.

    `named` tells for each token whether its capital means something (it does not begin a sentence); `caseless` that the
    whole text has no capitals (or nothing else), so that they say nothing.
    """

    texts: tuple[str, ...]
    named: tuple[bool, ...]
    caseless: bool

    @classmethod
    def of(cls, reading: Reading, first: int, count: int, caseless: bool) -> Window:
        texts = reading.vocabulary.texts
        return cls(
            tuple([texts[at] for at in reading.types[first : first + count].tolist()]),
            tuple([not begins for begins in reading.starts_sentence[first : first + count].tolist()]),
            caseless,
        )


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The tokens beside a window, '' where punctuation, a pause or nothing stands there.

    `left_named` says that the left one's capital, if it has one, means something.
    """

    left: str = ""
    left_named: bool = False
    right: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How a window compares with a form.

    Attributes:
        cost: distance of sound, in phones.
        length: phones of the form.
        letters: likeness of spelling, 0 to 1 (without case, accents, hyphens, spaces).
        front, back: how many tokens are kept at the window's beginning and end.
        changed: normal forms of the window's tokens that the form does not keep.
        kept: normal forms of those that it keeps.
        wanted: normal forms of the form's tokens that stand for the changed ones.
        changed_cost, changed_length: distance of sound and phones of the changed part alone.
        rarest, commonest: Zipf frequency of the changed tokens; of the commonest, little words do not count.
        capital: whether a changed token has a capital that says something.
        lowered: whether no changed token has a capital where the form has them.
        spelling: only case, accents, hyphens, apostrophes or spaces differ.
        case_only: only capitals differ.
    """

    cost: float
    length: int
    letters: float
    front: int
    back: int
    changed: tuple[str, ...]
    kept: tuple[str, ...]
    wanted: tuple[str, ...]
    changed_cost: float
    changed_length: int
    rarest: float
    commonest: float
    capital: bool
    lowered: bool
    spelling: bool
    case_only: bool

    @property
    def heard(self) -> tuple[str, ...]:
        """Normal forms of all of the window's tokens."""
        return (*self.kept[: self.front], *self.changed, *self.kept[self.front :])

    @property
    def relative(self) -> float:
        """Distance of sound by phone of the form."""
        return self.cost / max(self.length, 1)


@dataclass(frozen=True, slots=True)
class Likenesses:
    """Pairs of a window and a form; arrays of one entry a pair, named as in `Likeness`, and what else the score looks at.

    `changed_cost` may be a lower bound, `changed_length`, `length` and `letters` then are upper ones.
    """

    first: Ints
    count: Ints
    form: Ints
    size: Ints
    front: Ints
    back: Ints
    cost: Floats
    length: Floats
    changed_cost: Floats
    changed_length: Floats
    letters: Doubles
    rarest: Doubles
    commonest: Doubles
    anchor: Doubles
    capital: Bools
    lowered: Bools
    caseless: Bools
    named_form: Bools
    surname: Bools
    story: Bools
    context: Bools

    @property
    def kept(self) -> Bools:
        return self.front + self.back > 0

    def take(self, at: npt.NDArray[Any]) -> Likenesses:
        """Some of the pairs."""
        return Likenesses(*(getattr(self, name)[at] for name in self.__slots__))


def compare(window: Window, form: Form, language: str) -> Likeness:
    """Measure a window against a form."""
    norms = tuple(norm(text) for text in window.texts)
    wanted = form.norms
    front, back = _common_edges(norms, wanted)
    if norms != wanted and front + back in (len(norms), len(wanted)):
        front = back = 0  # words only come or go: then no part of the window stands for a part of the form
    changed, kept = norms[front : len(norms) - back], norms[:front] + norms[len(norms) - back :]
    missing = wanted[front : len(wanted) - back]
    cost, length = nearest(ways(window.texts, language), form.phones, language)
    if kept and changed and missing:
        changed_texts = window.texts[front : len(norms) - back]
        missing_texts = tuple(token.text for token in form.tokens[front : len(wanted) - back])
        changed_cost, changed_length = nearest(ways(changed_texts, language), ways(missing_texts, language), language)
        # The whole is no farther apart than its changed part, nor that than the whole (a `say` knows only the whole).
        cost = changed_cost = min(cost, changed_cost)
    else:
        changed_cost, changed_length = cost, length
    # An article or preposition at the edge is taken in only if that brings the sound clearly nearer.
    for mine, theirs in ((norms[0], wanted[0]), (norms[-1], wanted[-1])):
        if changed_cost and is_function_word(mine, language) and not is_function_word(theirs, language):
            cost, changed_cost = cost + LITTLE_WORD, changed_cost + LITTLE_WORD
    folded, right = fold("".join(window.texts)), fold(form.text)
    zipfs = [zipf(token, language) for token in changed] or [9.0]
    content = [zipf(token, language) for token in changed if not is_function_word(token, language)] or zipfs
    # A capital at the start of a sentence says nothing.
    capitals = [
        text[:1].isupper()
        for text, named in zip(window.texts[front : len(norms) - back], window.named[front:], strict=False)
        if named
    ]
    return Likeness(
        cost,
        length,
        Indel.normalized_similarity(folded, right),
        front,
        back,
        changed,
        kept,
        missing,
        changed_cost,
        changed_length,
        min(zipfs),
        max(content),
        any(capitals) or window.caseless,
        not window.caseless
        and any(token.text[:1].isupper() for token in form.tokens[front : len(wanted) - back])
        and bool(capitals)
        and not any(capitals),
        folded == right,
        norms == wanted,
    )


def is_function_word(word: str, language: str) -> bool:
    return word in phonology(language).function_words or word.endswith("'")


def _common_edges(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """How many tokens two sequences share at the front, and then at the back."""
    front = 0
    while front < min(len(one), len(other)) and one[front] == other[front]:
        front += 1
    back = 0
    while back < min(len(one), len(other)) - front and one[-1 - back] == other[-1 - back]:
        back += 1
    return front, back


@lru_cache(maxsize=1 << 16)
def ways(texts: tuple[str, ...], language: str) -> tuple[str, ...]:
    """How a phrase may be said: each word in its two likeliest ways, and at most eight combinations in all."""
    words = [pronunciations(text, language, 2) for text in texts]
    if len(words) == 1:
        return words[0]
    if sum(map(len, words)) == len(words):
        return ("".join([said for (said,) in words]),)
    spoken: dict[str, None] = {}
    for combination in product(*words):
        spoken["".join(combination)] = None
        if len(spoken) == 8:
            break
    return tuple(spoken)
