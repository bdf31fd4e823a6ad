"""A written word made comparable, and taken apart: letters, figures, signs, and the marks between them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_APOSTROPHES = str.maketrans("’ʼʹ‘`´′＇", "''''''''")
_HYPHENS = str.maketrans("‐‑‒–—−", "------")
_PIECE = re.compile(r"\d+(?:[.,\s]\d+)*|[^\W\d_]+|[^\w\s]|_")


def fold(word: str) -> str:
    """Lower case, one Unicode form, one apostrophe and one hyphen. Case and normal form of the input do not matter."""
    if word.isascii():
        return word.lower().replace("`", "'")
    word = word.translate(_APOSTROPHES).translate(_HYPHENS)
    word = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())
    if word.isalpha():
        return word
    return "".join([c for c in word if not unicodedata.combining(c)]).translate(_APOSTROPHES)


def pieces(folded: str) -> list[str]:
    """Runs of letters, numbers with their inner points and commas, and every other sign on its own."""
    return _PIECE.findall(folded)


def respell(letters: str, spelling: Mapping[int, str], known: frozenset[str]) -> str:
    """Foreign letters in the language's own: by its list first, else without their accent."""
    letters = letters.translate(spelling)
    if known.issuperset(letters):
        return letters
    return "".join([c if c in known else _bare(c) for c in letters])


def _bare(letter: str) -> str:
    first = unicodedata.normalize("NFKD", letter)[0]
    return first if first.isascii() and first.isalpha() else letter


def is_acronym(word: str) -> bool:
    """Two to six capitals, with or without points: OQTF, S.N.C.F."""
    letters = word.replace(".", "")
    return 2 <= len(letters) <= 6 and letters.isalpha() and letters.isupper()
