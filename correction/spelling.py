"""What may stand in a spelling. In a plain list, what is hardly one is refused; elsewhere it is for `check` to tell."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

# Letters that a spelling may have: what is longer was never one term. The longest of the shipped ones has 45.
LONGEST = 300


class Flaw(NamedTuple):
    """Why a text is no spelling, and what to do."""

    problem: str
    remedy: str


# "C#", "#MeToo", "R&D", "AC/DC", "E=M6", "-M-", "[PIAS]" and "<3" are spellings.
_HTML = re.compile(r"</?[a-z!][^>]*>|&(?:\w+|#\d+);", re.IGNORECASE)
_PAIR = re.compile(r"\||[=-]>|[→⇒]|\s=\s|=\s*[\"[]")
_COMMENT = re.compile(r"\s#(?:\s|$)|\s\s#")
_BULLET = re.compile(r"[-*+•·–—]\s")
_NUMBER = re.compile(r"\d{1,3}[.)]\s")
# A key and its value, as YAML has them: "8:30" is none.
_KEY = re.compile(r":(?:\s|$)")
_EXPLAINED = re.compile(r"\w\s+[(\[].*[)\]]$")
# A comma between digits is a decimal one.
_SEVERAL = re.compile(r",(?!\d)|(?<!\d),|\s/\s")
_BRACKETED = re.compile(r"[(\[].*[)\]]")
_QUOTED = re.compile(r"([\"“”«']).*[\"“”»']")

_IS_PAIR = Flaw("is a pair of spellings, not one", "`rehear lexicon import` reads such lists; TOML has `heard`")
_HAS_COMMENT = Flaw("holds a comment", "a comment needs a line of its own")
_HAS_QUOTES = Flaw("stands in quotes", "without them")
# What a line of a list may not hold though there are such spellings: "1. FC Köln".
_IN_TOML = "TOML holds such spellings"


def flaw_of(text: str) -> Flaw | None:
    """What keeps a text from being a spelling, right or misheard; None if nothing does."""
    if _HTML.search(text):
        return Flaw("holds HTML", "type the word as it is read")
    if _PAIR.search(text):
        return _IS_PAIR
    if _COMMENT.search(text):
        return _HAS_COMMENT
    if len(text) > LONGEST:
        return Flaw(f"has {len(text)} letters", "a term as it is said; --article takes a story's text")
    return None


def flaw_of_right(text: str) -> Flaw | None:
    """What keeps a text from being a right spelling, which is written as it stands."""
    if ";" in text and not _HTML.search(text):
        return _IS_PAIR
    if _BULLET.match(text):
        return Flaw("begins with a bullet", "the spelling alone")
    return flaw_of(text)


def flaw_of_line(line: str) -> Flaw | None:
    """What keeps a line of a plain list from being one right spelling."""
    line = line.strip()
    if "\t" in line:
        return _IS_PAIR
    if (flaw := flaw_of_right(line)) is not None:
        return flaw
    if _NUMBER.match(line):
        return Flaw("begins with a number, as the items of a list do", f"the spelling alone; {_IN_TOML}")
    if _QUOTED.fullmatch(line):
        return _HAS_QUOTES
    # Names and titles are so: "Louis de Rouvroy, duc de Saint-Simon", "Mission: Impossible".
    return _several(line) if line.islower() else None


def _several(line: str) -> Flaw | None:
    """What tells that a line may hold more than one spelling."""
    if _KEY.search(line):
        return Flaw("is a key, or a pair of spellings", f"one right spelling a line; {_IN_TOML}")
    if _SEVERAL.search(line):
        return Flaw("may be several spellings, or a row of a table", f"one a line; a table is named .csv; {_IN_TOML}")
    return None


def doubt_of(text: str, *, listed: bool) -> Flaw | None:
    """What a person should look at though it may be a spelling.

    Args:
        listed: whether it is a line of a plain list.
    """
    if listed and (flaw := _several(text)) is not None:
        return flaw
    if _EXPLAINED.search(text):
        return Flaw("has an explanation in brackets", "put it into a comment on a line of its own, or a `note`")
    if _BRACKETED.fullmatch(text):
        return Flaw("stands in brackets", "without them")
    if any(unicodedata.category(char) == "So" and char != "°" for char in text):
        return Flaw("holds a sign that nobody says", "the words alone")
    return _HAS_QUOTES if _QUOTED.fullmatch(text) else None


def shown(text: str) -> str:
    """A text as an error quotes it."""
    return repr(text if len(text) <= LONGEST else f"{text[: LONGEST // 3]}...")
