"""How likely words stand beside one another, by the classes they belong to.

Frequencies of single words cannot see that "mandat de des pots" is no French: each of its words is common. A bigram model of
word classes (Brown et al. 1992, "Class-based n-gram models of natural language") can, and it is small, because only the classes
of pairs are kept. The tables are made by training/bigrams.py; a language without them has likeliness 0 everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from math import exp, log

from ..tokens import fold

# A number in digits, whatever it is.
NUMBER = "0"
# Likeliness is kept in steps, from as unlikely to as likely as it gets; each step is a character.
LEAST, MOST, STEP = -6.0, 4.0, 0.2
_FIRST = "0"
# How many last letters of a word that is not listed are looked at; and before what first letters little words elide.
ENDINGS = (4, 3, 2)
ELIDING = frozenset("aeiouyh")


@dataclass(frozen=True, slots=True)
class Bigrams:
    """The classes of words and of endings, and for each class a character for each class after it."""

    classes: Mapping[str, tuple[int, ...]]
    rows: Sequence[str]

    def of(self, word: str) -> tuple[int, ...]:
        """The classes that a word may belong to; none if nothing is known of it."""
        if word[:1].isdigit():
            return self.classes.get(NUMBER, ())
        known = self.classes.get(word)
        if known is not None:
            return known
        found = (self.classes.get(ending(word, length), ()) for length in ENDINGS if len(word) > length)
        return next((numbers for numbers in found if numbers), ())


def ending(word: str, length: int) -> str:
    """A word's last letters, as the tables hold them: "-ment"; "'ment" where the word asks for an elision before it."""
    return ("'" if fold(word)[:1] in ELIDING else "-") + word[-length:]


def letter_of(value: float) -> str:
    """A likeliness as the tables hold it."""
    return chr(ord(_FIRST) + round((min(max(value, LEAST), MOST) - LEAST) / STEP))


def _value(letter: str) -> float:
    return LEAST + STEP * (ord(letter) - ord(_FIRST))


@lru_cache(maxsize=1 << 18)
def likeliness(left: str, right: str, language: str) -> float:
    """How much oftener the right word follows the left than chance would have it.

    Args:
        left, right: tokens in their normal form (`tokens.norm`).
        language: ISO 639-1.

    Returns:
        Pointwise mutual information of their classes, natural logarithm: 0 by chance, or where nothing is known. Where
        a word may belong to several classes, they count alike.

    >>> likeliness("de", "la", "fr") > 0 > likeliness("de", "des", "fr")
    True
    """
    bigrams = _load(language)
    if bigrams is None:
        return 0.0
    ratios = [exp(_value(bigrams.rows[before][after])) for before in bigrams.of(left) for after in bigrams.of(right)]
    return log(sum(ratios) / len(ratios)) if ratios else 0.0


def is_listed(word: str, language: str) -> bool:
    """Whether a word was counted itself, and is not judged by its ending."""
    bigrams = _load(language)
    return bigrams is not None and word in bigrams.classes


@lru_cache(maxsize=8)
def _load(language: str) -> Bigrams | None:
    folder = resources.files(__package__)
    words, pairs = folder.joinpath(f"{language}.words.txt"), folder.joinpath(f"{language}.pairs.txt")
    if not words.is_file():
        return None
    classes: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(words.read_text(encoding="utf-8").splitlines()):
        for word in line.split(" "):
            classes[word] = (*classes.get(word, ()), number)
    return Bigrams(classes, pairs.read_text(encoding="ascii").splitlines())
