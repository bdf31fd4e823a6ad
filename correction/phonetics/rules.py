"""Letter-to-sound rules: a small ordered rewriting engine, the same for every language that has a table.

The notation (`before<letters>after phones`, first fit wins) is that of the early text-to-speech systems; see
H. S. Elovitz et al., "Letter-to-Sound Rules for Automatic Translation of English Text to Phonetics", IEEE Transactions
on Acoustics, Speech, and Signal Processing 24 (1976). Contexts here are plain sequences of letter sets, no regular
expressions: a few hundred `re` patterns take longer to compile than a whole clip takes to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

EDGE = "_"
_PAD = 8  # longer than any context, so that looking around never leaves the padded word
_RUNS = 2**16  # runs of four letters to remember; French text has some 20,000
_ENDS = (EDGE, "s" + EDGE)
_SLOT = re.compile(r"\[[^]]+\]|.")

Slots = tuple[frozenset[str], ...]


class Rule(NamedTuple):
    """One way to read `size` letters: what must stand there and after them, and what before (nearest first)."""

    size: int
    here: Slots
    before: Slots
    phones: str


class Letters(NamedTuple):
    """The letter classes that contexts may name."""

    vowels: str
    consonants: str
    front: str

    def classes(self) -> dict[str, frozenset[str]]:
        vowels, consonants = frozenset(self.vowels), frozenset(self.consonants)
        nasal_breakers = vowels | frozenset("nmhñ")
        return {
            "V": vowels,
            "C": consonants,
            "X": frozenset(self.front),
            "B": vowels - frozenset(self.front),
            "K": consonants & frozenset("pbtdkgcfv"),
            "L": frozenset("lr"),
            "M": (consonants | {EDGE}) - nasal_breakers,
        }


class Rules:
    """A table of rules; call it with a word of lower-case letters.

    Rules are parsed when their letter is first met. For each run of four letters (the one before, the one to read, two
    after) the rules that these leave possible are remembered, without what the four already decide: most runs leave
    one rule and nothing to check.
    """

    def __init__(self, table: Mapping[str, str], letters: Letters) -> None:
        self._table = table
        self._classes = letters.classes()
        self._contexts: dict[str, tuple[Slots, ...]] = {}
        self._parsed: dict[str, tuple[Rule, ...]] = {}
        self._fitting: dict[str, tuple[Rule, ...]] = {}
        self._possible: dict[str, tuple[Rule, ...]] = {}
        self._settled: dict[str, tuple[int, str]] = {}

    def __call__(self, word: str) -> str:
        """The phones of a word; a letter without a rule stands for itself."""
        padded = EDGE * _PAD + word + EDGE * _PAD
        at, end, out = _PAD, _PAD + len(word), ""
        settled = self._settled
        while at < end:
            run = padded[at - 1 : at + 3]
            size, phones = settled.get(run) or self._decided(padded, at, run)
            out += phones
            at += size
        return single(out)

    def _decided(self, padded: str, at: int, run: str) -> tuple[int, str]:
        """How many letters are read as which phones where more than the four letters of the run decides, or is yet to."""
        rules = self._possible.get(run)
        if rules is None:
            rules = self._remember(run)
        for size, here, before, phones in rules:
            if (not here or _fits(padded, at + 3, 1, here)) and (not before or _fits(padded, at - 2, -1, before)):
                return size, phones
        return 1, run[1]

    def _remember(self, run: str) -> tuple[Rule, ...]:
        pair = run[1:3]
        fitting = self._fitting.get(pair)
        if fitting is None:
            rules = self._rules_of(pair[0])
            fitting = self._fitting[pair] = tuple(r for r in rules if len(r.here) < 2 or pair[1] in r.here[1])
        found = []
        for rule in fitting:
            here, before = rule.here, rule.before
            if (len(here) < 3 or run[3] in here[2]) and (not before or run[0] in before[0]):
                found.append(Rule(rule.size, here[3:], before[1:], rule.phones))
                if len(here) <= 3 and len(before) <= 1:
                    break  # it fits whatever stands around: none after it has a turn
        if len(self._possible) >= _RUNS:
            self._possible.clear()
            self._settled.clear()
            self._fitting.clear()
        if not found:
            self._settled[run] = 1, run[1]
        elif not found[0].here and not found[0].before:
            self._settled[run] = found[0].size, found[0].phones
        remembered = self._possible[run] = tuple(found)
        return remembered

    def _rules_of(self, letter: str) -> tuple[Rule, ...]:
        found = self._parsed.get(letter)
        if found is None:
            text = self._table.get(letter, "")
            found = tuple(self._parse(text if "<" in text else f"<{letter}> {text}" if text else ""))
            self._parsed[letter] = found
        return found

    def _parse(self, text: str) -> Iterator[Rule]:
        for line in text.splitlines():
            for rule in line.partition("#")[0].split(";"):
                if not rule.strip():
                    continue
                pattern, phones = rule.split()
                before, rest = pattern.split("<")
                letters, after = rest.split(">")
                here = tuple(frozenset(letter) for letter in letters)
                for left in self._alternatives(before):
                    for right in self._alternatives(after):
                        yield Rule(len(letters), here + right, left[::-1], "" if phones == "-" else phones)

    def _alternatives(self, context: str) -> tuple[Slots, ...]:
        """The sequences of letter sets that a context allows. `$` is the edge, or a plural s and the edge."""
        found = self._contexts.get(context)
        if found is None:
            choices = [c for choice in context.split(",") for c in dict.fromkeys(choice.replace("$", e) for e in _ENDS)]
            found = self._contexts[context] = tuple(tuple(self._slots(choice)) for choice in choices)
        return found

    def _slots(self, text: str) -> Iterator[frozenset[str]]:
        for token in _SLOT.findall(text):
            yield frozenset().union(*(self._classes.get(c, frozenset(c)) for c in token.strip("[]")))


def _fits(padded: str, place: int, step: int, slots: Slots) -> bool:
    for letters in slots:
        if padded[place] not in letters:
            return False
        place += step
    return True


_DOUBLE = re.compile(r"([^aeiouyAEO2])\1+")


def single(phones: str) -> str:
    """Doubled consonants said once: nobody hears how many l stand in "il l'a" or in "Bellanger"."""
    return _DOUBLE.sub(r"\1", phones)


def join(parts: Iterator[str] | list[str] | tuple[str, ...]) -> str:
    """The phones of neighbouring words as one string, without trace of where one ended."""
    return single("".join(parts))


def pairs(text: str) -> dict[str, str]:
    """`word=phones` pairs, parted by white space."""
    return dict(pair.split("=", 1) for pair in text.split())


def changes(text: str) -> list[tuple[re.Pattern[str], str]]:
    """`pattern~replacement` pairs, parted by white space, in order."""
    return [(re.compile(pattern), replacement) for pattern, replacement in (pair.split("~") for pair in text.split())]
