"""How French words sound: rules, exceptions, compounds, figures, liaison.

Rules (fr.toml) and exceptions (fr_words.toml) were written by hand and read against espeak-ng's French, made coarse in
the same way, over the commonest words of wordfreq (without those that espeak-ng takes for English): 98.6 % of the first
10,000 agree, a glide and its vowel counted as one, and 95.9 % of the next 15,000 did before any of them was looked at.
What remains are mostly acronyms, names, and words that espeak-ng has wrong ("bruxelles", "imposent"). What else may be
said for a name is in french_names.py.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from .numbers import FrenchNumbers, roman
from .rules import Letters, Rules, pairs, single
from .tables import table
from .text import fold, respell

_TOKEN = re.compile(
    r"(?P<figures>\d+(?:[.,\s]\d+)*)(?:(?P<suffix>ers?|res?|ères?|[eè]s?|[èe]mes?|i[èe]mes?|nde?s?|h|m|k)(?![^\W\d_]))?"
    r"|(?P<letters>[^\W\d_]+)|(?P<sign>[^\w\s]|_)"
)
_SHORT = 6  # letters of the longest acronym that is spelled, and of a century in Roman figures
_TEENS = re.compile(r"\bdix-(sept|huit|neuf)\b")
_ENCLITICS = {"il": "t", "ils": "t", "elle": "t", "elles": "t", "on": "t", "en": "z", "y": "z"}
_LINKS = {"s": "z", "x": "z", "z": "z", "t": "t", "d": "t"}  # written final consonant -> what liaison says
_SAID = {"z": "szS", "t": "td"}  # a word that ends so has said its consonant already


class French:
    """The French tables, compiled; one instance serves a process."""

    def __init__(self) -> None:
        self.data: dict[str, Any] = table("fr")
        spoken = self.data["spoken"]
        self._vowels = frozenset(self.data["letters"]["vowels"])
        self._known = self._vowels | frozenset(self.data["letters"]["consonants"])
        self._rules = Rules(self.data["rules"], Letters(**self.data["letters"]))
        self._spelling = str.maketrans(self.data["respell"])
        self._words: dict[str, str] = {}
        for listed in table("fr_words").values():
            self._words.update(pairs(listed))
        self._also = {word: said.split("|") for word, said in self._words.items() if "|" in said}
        self._words.update((word, said[0]) for word, said in self._also.items())
        self._alphabet, self._elided, self._signs = (pairs(spoken[key]) for key in ("alphabet", "elided", "signs"))
        self._onsets, self._codas = (frozenset(self.data["clusters"][key].split()) for key in ("onsets", "codas"))
        self._linking = {word: c for c, listed in self.data["liaison"].items() for word in listed.split()}

    def phones(self, word: str) -> str:
        """The main pronunciation."""
        key = fold(word)
        return self._words.get(key) or (self.letters(key) if key.isalpha() else self.compounds(key)[0])

    def liaison(self, word: str) -> str:
        """The consonant that the word may add before a vowel: by a list, else by its silent last letter."""
        bare = re.split(r"[-'\s]", fold(word).strip("'-., "))[-1]
        listed = self._linking.get(bare)
        if listed is not None or not bare:
            return listed or ""
        consonant = _LINKS.get(bare[-1], "")
        said = self.phones(bare)
        return "" if not consonant or not said or said[-1] in _SAID[consonant] else consonant

    def letters(self, letters: str, whole: bool = True) -> str:
        """One run of letters: a listed word, an acronym that cannot be said, or what the rules give.

        `whole` is False inside a compound, where a lone consonant is itself and not its name.
        """
        known = self._words.get(letters)
        if known is None and letters[-1:] == "s":
            known = self._words.get(letters[:-1])
        if known is not None:
            return known
        if len(letters) == 1 and not whole and letters not in self._vowels:
            return self._elided.get(letters) or self._rules(letters)
        if not self._known.issuperset(letters):
            letters = respell(letters, self._spelling, self._known)
        if not letters:  # "ğ" is silent, and a name may lose its last letter to one of its readings
            return ""
        if len(letters) <= _SHORT:
            century = roman(letters[:-1]) if letters[-1] == "e" and letters != "vie" else 0
            if 1 < century < 40:  # the forties and beyond are no centuries but words: "le", "lie"
                return self.numbers.ordinal(str(century))
            if self._vowels.isdisjoint(letters) or (len(letters) <= 4 and not self.sayable(letters)):
                return self.spelled(letters)
        return self._rules(letters)

    def sayable(self, letters: str) -> bool:
        """Whether a short word can be said as it stands; else it is an acronym: "TVA", "ADN"."""
        at = [i for i, letter in enumerate(letters) if letter in self._vowels]
        onset, coda = letters[: at[0]], letters[at[-1] + 1 :]
        return (len(onset) < 2 or onset in self._onsets) and (len(coda) < 2 or coda in self._codas)

    def spelled(self, letters: str) -> str:
        """Letter by letter."""
        return single("".join([self._alphabet.get(letter) or self._rules(letter) for letter in letters]))

    @cached_property
    def numbers(self) -> FrenchNumbers:
        listed = self.data["numbers"]
        units, tens = tuple(listed["units"].split()), tuple(listed["tens"].split())
        return FrenchNumbers(units, tens, pairs(listed["linked"]), pairs(listed["short"]))

    # Compounds: apostrophes, hyphens, figures, signs

    def compounds(self, key: str, link: bool = True) -> tuple[str, ...]:
        """The readings of a word of several parts: its figures may be said in more than one way, or it has but one."""
        tokens = list(_TOKEN.finditer(_TEENS.sub(r"dix\1", key)))
        found = [""]
        for at, token in enumerate(tokens):
            if token["figures"]:
                ways = self._figures(token["figures"], token["suffix"] or "")
            elif token["sign"]:
                ways = [self._signs.get(token["sign"], "")]
            else:
                before = tokens[at - 1][0] if at else ""
                after = [t[0] for t in tokens[at + 1 : at + 3]]
                ways = [self._part(token["letters"], before, after, link)]
            found = [head + way for head in found for way in ways][:4]
        return tuple(single(phones) for phones in found)

    def _part(self, letters: str, before: str, after: list[str], link: bool) -> str:
        following = after[1] if len(after) == 2 and after[1][0].isalpha() else ""
        if after[:1] == ["'"] and (letters in self._elided or (len(letters) == 1 and letters not in self._vowels)):
            return self._elided.get(letters) or self._rules(letters)
        if after[:1] == ["'"] and following not in ("", "s") and letters[-1] not in self._vowels:
            return self._words.get(letters) or self.letters(letters + "e")  # the e that the apostrophe stands for
        said = self.letters(letters, whole=before not in ("'", "-") or (before == "-" and letters != "t"))
        if after[:1] == ["-"] and following:
            if letters == "vingt" and before != "-":
                return "vEt"
            said += self._link(letters, following) if link else ""
        return said

    def _link(self, letters: str, following: str) -> str:
        """The liaison inside a compound: "États-Unis", "dit-il", "Saint-Étienne", but not "Bernard-Antoine"."""
        if following[0] not in self._vowels or following in ("onze", "oui", "un", "ouest"):
            return ""
        liaison = self.liaison(letters)
        bound = letters in self._linking or _ENCLITICS.get(following) == liaison
        return liaison if bound or (liaison == "z" and letters not in self._words) else ""

    def _figures(self, figures: str, suffix: str) -> list[str]:
        """A number with what is written onto it: 49.3, 1er, 20h."""
        ways = self.numbers.readings(figures)
        if suffix == "h":
            return [self.numbers.before_vowel(way) + "2r" for way in ways]
        if suffix in ("m", "k"):
            return [way + {"m": "metr", "k": "ka"}[suffix] for way in ways]
        if not suffix:
            return ways
        if not figures.isdecimal():
            return [way + self.letters(suffix) for way in ways]
        irregular = {("1", "er"): "prmje", ("1", "re"): "prmjer", ("1", "èr"): "prmjer", ("2", "nd"): "sgO"}
        said = irregular.get((figures, suffix[:2])) or self.numbers.ordinal(figures)
        return [said + "d" if suffix.startswith("nde") and said == "sgO" else said]
