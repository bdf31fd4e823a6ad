"""A window of the text beside a form of a term: everything that the decision looks at, measured once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .forms import Form
from .frequency import NOTHING
from .keys import Ints
from .phonetics import phonology
from .reading import Reading
from .sound import Floats
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

    @property
    def heard(self) -> tuple[str, ...]:
        """Normal forms of all of the window's tokens."""
        return (*self.kept[: self.front], *self.changed, *self.kept[self.front :])

    def content(self, language: str) -> list[str]:
        """The kept words that say something by themselves: all but articles, prepositions and the like."""
        return [word for word in self.kept if not is_function_word(word, language)]

    @classmethod
    def of_same_words(cls, window: Window, form: Form) -> Likeness:
        """How a window compares that has the words of a form and is only written otherwise."""
        length = max(map(len, form.phones[:1]), default=1)
        return cls(
            cost=0.0,
            length=length,
            letters=1.0,
            front=len(form.tokens),
            back=0,
            changed=(),
            kept=form.norms,
            wanted=(),
            changed_cost=0.0,
            changed_length=length,
            rarest=NOTHING,
            commonest=NOTHING,
            capital=window.caseless,
            lowered=False,
            spelling=True,
        )


@dataclass(frozen=True, slots=True)
class Likenesses:
    """Pairs of a window and a form; arrays of one entry a pair, named as in `Likeness`, and what else the score looks at.

    `told` counts the words of `Likeness.content`. `changed_cost` may be a lower bound, `changed_length`, `length` and `letters`
    then are upper ones.
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
    told: Ints
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


def is_function_word(word: str, language: str) -> bool:
    return word in phonology(language).function_words or word.endswith("'")
