"""Names in capitals, as headlines, credits and some authors write surnames: written as they are everywhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..correction.frequency import zipf
from ..correction.phonetics import phonology
from ..correction.phonetics.text import is_acronym
from ..correction.tokens import fold, norm
from .words import RARE_WORD

# So many words in capitals beside one another are a headline; its words are no names by their capitals.
_HEADLINE = 4
# A paragraph with more than this share of its words in capitals is shouted: none of them is a name by its capitals.
_MOSTLY = 0.5
_WORD = re.compile(r"[^\W\d_]+(?:[.-][^\W\d_]+)*")
_BETWEEN = re.compile(r"\s+|['’]")
_APOSTROPHES = ("'", "’")
_PART = re.compile(r"[^\W\d_]+")
_VOWELS = frozenset("aeiouy")
# Letters that a short word must have, and how many of them are vowels, to be a surname and no acronym after a first name.
_SHORTEST_SURNAME, _FEWEST_VOWELS = 4, 0.25
# Small words between the parts of a name: alone, and with hyphens ("Villeneuve-la-Garenne").
_JOINTS = frozenset("de du des à a au aux en et sur sous lès von van der".split())
_HYPHENED = _JOINTS | frozenset("d l la le les".split())


class Quiet(NamedTuple):
    """Texts in usual case, and the spellings in them of which only text that is all in capitals knows."""

    texts: list[str]
    guessed: frozenset[str]


def in_usual_case(texts: Sequence[str], language: str, *, listed: bool = False) -> Quiet:
    """The texts with words in capitals as they stand elsewhere in them, or else with a capital alone; acronyms stay.

    Args:
        listed: whether each text is a name, so that one in capitals is nothing shouted.

    >>> in_usual_case(["VICTOR ESTRÉGUIL et la SNCF", "Le procès de Solenn KERVADEC à l'OFPRA"], "fr").texts
    ['Victor Estréguil et la SNCF', "Le procès de Solenn Kervadec à l'OFPRA"]
    """
    usual = _usual(texts)
    made: list[str] = []
    guessed: set[str] = set()
    shown: set[str] = set()
    for text in texts:
        shouted = not listed and _is_shouted(text)
        quiet, titled = _quiet(text, usual, language, shouted)
        (guessed if shouted else shown).update(titled)
        made.append(quiet)
    return Quiet(made, frozenset(guessed - shown))


def _is_shouted(text: str) -> bool:
    words = [match.group() for match in _WORD.finditer(text) if len(match.group()) > 1]
    return sum(map(str.isupper, words)) > _MOSTLY * len(words)


def _usual(texts: Iterable[str]) -> dict[str, str]:
    """Words that stand in usual case somewhere, by what they are without case; one with a capital comes first."""
    found: dict[str, str] = {}
    for text in texts:
        for match in _WORD.finditer(text):
            word = match.group()
            if not word.isupper() and (fold(word) not in found or word[:1].isupper()):
                found[fold(word)] = word
    return found


def _quiet(text: str, usual: dict[str, str], language: str, shouted: bool) -> tuple[str, list[str]]:
    """The text in usual case, and the words that were given a capital by their rarity or their place alone."""
    small = phonology(language).function_words
    words = list(_WORD.finditer(text))
    made, titled, at = [], list[str](), 0
    for number, match in enumerate(words):
        made.append(text[at : match.start()])
        at = match.end()
        word = match.group()
        first, last = _run(words, number)
        if not word.isupper() or (len(word) == 1 and fold(word) not in _JOINTS):
            elides = word == "D" and number > first and text[at : at + 1] in _APOSTROPHES
            made.append("d" if elides else word)  # "MORT D'AURÉLIEN KERMADEC"
            continue
        if fold(word) in usual:
            word = usual[fold(word)]
        elif shouted or last - first >= _HEADLINE:
            word = _titled(word) if zipf(norm(word), language) < RARE_WORD else word.lower()
        elif fold(word) in _JOINTS and number > first:
            word = word.lower()
        elif last > first:
            word = word if _is_short(word, small) else _titled(word)
        elif not is_acronym(word) or (number and _follows_a_name(words[number - 1], word, small)):
            word = _titled(word)
        if fold(word) not in usual and word[:1].isupper():
            titled.append(word)
        made.append(word)
    return "".join([*made, text[at:]]), titled


def _is_short(word: str, small: frozenset[str]) -> bool:
    """Whether a word beside others in capitals is an acronym all the same: "SNCF", "ONU", but not "LE" in "LE GOFF"."""
    letters = fold(word)
    return (
        is_acronym(word) and letters not in small and (len(letters) < _SHORTEST_SURNAME or not _VOWELS & set(letters))
    )


def _run(words: Sequence[re.Match[str]], at: int) -> tuple[int, int]:
    """The first and the last of the words in capitals around one, with spaces between or elided; "L'ONU" is one word."""

    def joined(one: int, other: int) -> bool:
        return (
            one >= 0
            and other < len(words)
            and words[one].group().isupper()
            and words[other].group().isupper()
            and _BETWEEN.fullmatch(words[one].string, words[one].end(), words[other].start()) is not None
        )

    first = last = at
    while joined(first - 1, first):
        first -= 1
    while joined(last, last + 1):
        last += 1
    elided = len(words[first].group()) == 1 and words[first].string[words[first].end() :][:1] in _APOSTROPHES
    return (first + 1, last) if elided and first < at else (first, last)


def _follows_a_name(before: re.Match[str], word: str, small: frozenset[str]) -> bool:
    """Whether a short word in capitals is the surname behind a first name: "Victor MOREL", but "le groupe GIGN"."""
    name, letters = before.group(), fold(word)
    return (
        name[:1].isupper()
        and not name.isupper()
        and fold(name) not in small
        and len(letters) >= _SHORTEST_SURNAME
        and sum(letter in _VOWELS for letter in letters) >= _FEWEST_VOWELS * len(letters)
    )


def _titled(word: str) -> str:
    """A name with its capitals: "SAINT-BRIEUC", "VAL-DE-MARNE", "D'ORNANO"."""

    def part(match: re.Match[str]) -> str:
        lower = match.group().lower()
        return lower if match.start() and lower in _HYPHENED else lower.capitalize()

    return _PART.sub(part, word)
