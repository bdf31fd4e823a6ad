"""What a French speaker may also say: for capitals, for names, for foreign spellings.

A name's last consonant is said or not by custom, not by rule ("Artus", "Polac", "Garcin"), so both are offered. The
other readings are respellings that the French rules then read: nothing here has phones of its own but English names,
which go through the English letter rules and lose what French does not have (h, th, long vowels).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from . import english
from .french import French
from .numbers import roman
from .rules import changes, join
from .text import fold, is_acronym

# A word with letters to spell written onto it: "ChatGPT".
_LETTERS_IN = re.compile(r"(\w*[a-zà-ÿ])([A-Z]{2,5})")
_LAST = re.compile(r"(.*?)([^\W\d_]*)", re.DOTALL)
_ENGLISH_IN_FRENCH = str.maketrans({"h": "", "T": "t", "D": "z"})
# A last e after two consonants is heard before a third: "garde-là".
_SCHWA = re.compile(r"[bcdfgjklmnpqrstvz]{2}e$")
MOST = 6  # pronunciations of a word; more would make every name sound like its neighbours


class FrenchNames(French):
    """French with the readings of names."""

    def pronunciations(self, word: str, most: int = MOST) -> tuple[str, ...]:
        """The main pronunciation, then others in order of likelihood."""
        found: dict[str, None] = {}
        for reading in self._readings(word):
            if reading:
                found[reading] = None
            if len(found) == most:
                break
        return tuple(found) or ("",)

    def _readings(self, word: str) -> Iterator[str]:
        key = fold(word)
        main = said = self.phones(word)
        if (inner := _LETTERS_IN.fullmatch(word)) is not None:
            main = join([self.phones(inner[1]), self.spelled(fold(inner[2]))])
        yield main
        yield said
        yield from self._also.get(key, ())
        if is_acronym(word):
            yield from self._acronym(key.replace(".", ""))
        if not key.isalpha():
            yield from self.compounds(key)
            yield from self.compounds(key, link=False)
        if any(c.isupper() for c in word):
            yield from self._name(key)
        if _SCHWA.search(key) and not is_acronym(word):
            yield main + "@"

    def _acronym(self, letters: str) -> Iterator[str]:
        yield self.spelled(letters)
        if not self._vowels.isdisjoint(letters):
            yield self._rules(letters)
        if number := roman(letters):
            yield self.numbers.cardinal(number)
            yield self.numbers.ordinal(str(number))

    def _name(self, key: str) -> Iterator[str]:
        """Other readings of a name; of a compound, of its last part."""
        head, tail = _LAST.fullmatch(key).groups()  # type: ignore[union-attr]  # it matches everything
        if not tail or tail in self._words:
            return
        before = self.phones(head) if head else ""
        for reading in self._foreign(tail):
            yield join([before, reading])
        for spelling in self._respelled(tail):
            yield join([before, self.letters(spelling)])

    def _foreign(self, name: str) -> Iterator[str]:
        """As said by one who takes it for a foreign name: the accents of fr.toml, then English."""
        for signs, respelled in self._accents:
            if signs.search(name):
                spelling = name
                for pattern, replacement in respelled:
                    spelling = pattern.sub(replacement, spelling)
                yield self.letters(spelling)
        if name.isascii() and self._english_signs.search(name):
            yield english.read_letters(re.sub("^mc", "mac", name)).replace("ej", "e").translate(_ENGLISH_IN_FRENCH)

    def _respelled(self, name: str) -> Iterator[str]:
        for pattern, replacement in self._endings:
            if pattern.search(name):
                yield pattern.sub(replacement, name)

    @cached_property
    def _accents(self) -> list[tuple[re.Pattern[str], list[tuple[re.Pattern[str], str]]]]:
        accents = self.data["names"]["accents"]
        return [(re.compile(accent["signs"]), changes(accent["respell"])) for accent in accents]

    @cached_property
    def _endings(self) -> list[tuple[re.Pattern[str], str]]:
        return changes(self.data["names"]["respell"])

    @cached_property
    def _english_signs(self) -> re.Pattern[str]:
        return re.compile(self.data["names"]["english"])
