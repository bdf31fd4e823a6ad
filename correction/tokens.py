"""Words taken apart into tokens: the units that lexicon and text are compared in.

A word of a transcript is what stands between spaces ("d'Alain-Weinstein,"). Its tokens are the runs of letters or digits in
it: elided articles stand alone ("d'"), hyphens and dots part ("Alain", "Weinstein"), and the joints remember what lay between,
because a correction may begin after an elision but not in the middle of a compound.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# Elided words of French, without their apostrophe. English, Italian and others keep "o'clock", "don't" whole.
_ELIDED = r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)"
_TOKEN = re.compile(
    rf"(?P<elided>(?<![^\W_]){_ELIDED}['’])(?=[^\W\d_])"  # l' d' qu' before a letter
    r"|(?P<possessive>(?<=[^\W\d_])['’]s(?![^\W_]))"  # 's at the end
    r"|(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<letters>[^\W\d_](?:[^\W\d_]|[\u0300-\u036f]|['’](?!s(?![^\W_]))(?=[^\W\d_]))*)",
    re.IGNORECASE,
)
_HYPHENS = "-‐‑–"
DASHES = _HYPHENS + "—"
SENTENCE_ENDS, PUNCTUATION, QUOTES = ".!?…", ".!?…,;:", '«»“”„"()[]'
# Hyphenated pronouns after a verb or a name are words of their own: "dit-il", "Macon-là".
_CLITICS = frozenset(
    "je tu il elle on nous vous ils elles ce ci là moi toi lui leur leurs y en t même mêmes le la les".split()
)
# Addresses and the like: "www.kamel-daoud.fr", "lemonde.fr/kamel-daoud", "gisele@orange.fr", "#GiselePelicot".
_TAG, _ADDRESS = re.compile(r"[#@][^\W_]"), re.compile(r"[^\W_]{2}\.[a-z]{2,}(?![^\W_])|://|\b[Ww]{3}\.")
# What is set before any name: "anti-Macron" has the name as a word of its own.
_PREFIXES = frozenset("anti pro ex néo pseudo post".split())


class Token(NamedTuple):
    """A run of letters or digits inside a word.

    `start` and `end` are character positions in the word's text. `opens` says that a correction may begin here, `closes`
    that it may end here; `fresh` that none may run into it from the left (an opening quote or bracket stands before it),
    `stops` that none may run on past it (punctuation follows).
    """

    text: str
    norm: str
    start: int
    end: int
    opens: bool
    closes: bool
    fresh: bool
    stops: bool
    sentence_end: bool = False


def norm(text: str) -> str:
    """Case, apostrophes and Unicode form do not count; accents do.

    >>> norm("L’ÉTÉ")
    "l'été"
    """
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", text).replace("’", "'").replace("ʼ", "'").casefold()


def fold(text: str) -> str:
    """Only letters and digits, without case and accents.

    >>> fold("Saint-Étienne, 1er")
    'saintetienne1er'
    """
    if text.isascii():
        return text.lower() if text.isalnum() else "".join(filter(str.isalnum, text.lower()))
    decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae"))
    return "".join(filter(str.isalnum, decomposed.casefold()))


@lru_cache(maxsize=1 << 14)
def tokens_of(word: str) -> tuple[Token, ...]:
    """The tokens of one word (no spaces inside; spaces around it are ignored).

    >>> [t.text for t in tokens_of("d'Alain-Weinstein,")]
    ["d'", 'Alain', 'Weinstein']
    """
    plain = word.rstrip(PUNCTUATION)
    return (_plain(plain, word[len(plain) :]),) if plain.isalpha() else _taken_apart(word)


def _plain(text: str, after: str) -> Token:
    """A word of letters alone and the punctuation after it: nine of ten words, so they are spared the pattern."""
    stops = bool(after) and not (len(text) == 1 and text.isupper() and after[0] == ".")
    ends = stops and any(char in SENTENCE_ENDS for char in after)
    return Token(text, norm(text), 0, len(text), True, True, False, stops, ends)


def _taken_apart(word: str) -> tuple[Token, ...]:
    found = list(_TOKEN.finditer(word))
    tokens: list[Token] = []
    for at, match in enumerate(found):
        between_left = word[found[at - 1].end() : match.start()] if at else ""
        right = found[at + 1] if at + 1 < len(found) else None
        between_right = word[match.end() : right.start() if right else len(word)]
        compound_left = bool(at) and between_left in _HYPHENS and match.lastgroup != "possessive"
        if at and (found[at - 1].lastgroup == "elided" or not between_left):
            compound_left = match.lastgroup != "possessive" and found[at - 1].lastgroup != "elided"
        compound_left = compound_left and norm(found[at - 1].group()) not in _PREFIXES
        clitic = all(norm(later.group()) in _CLITICS for later in found[at + 1 :])
        closes = (
            right is None
            or (between_right not in _HYPHENS and bool(between_right))
            or right.lastgroup == "possessive"
            or (clitic and between_right in _HYPHENS and bool(between_right))
        ) and match.lastgroup != "elided"
        initial = len(match.group()) == 1 and match.group().isupper() and between_right.startswith(".")
        stops = bool(between_right.strip()) and between_right.strip() not in _HYPHENS and not initial
        tokens.append(
            Token(
                match.group(),
                norm(match.group()),
                match.start(),
                match.end(),
                opens=not compound_left,
                closes=closes,
                fresh=at == 0 and bool(word[: match.start()].strip()),
                stops=stops,
                sentence_end=not initial and any(char in SENTENCE_ENDS for char in between_right),
            )
        )
    if _TAG.search(word):  # nothing in it can be written otherwise
        return tuple(token._replace(opens=False, closes=False) for token in tokens)
    if _ADDRESS.search(word):  # it is one word
        last = len(tokens) - 1
        return tuple(
            token._replace(
                opens=at == 0,
                closes=at == last,
                stops=token.stops and at == last,
                sentence_end=token.sentence_end and at == last,
            )
            for at, token in enumerate(tokens)
        )
    return tuple(tokens)


def split_signs(text: str) -> tuple[str, str, str]:
    """The signs before the first letter or digit of a phrase, the phrase, and those after it.

    >>> split_signs("Canal+"), split_signs("« Le Monde »")
    (('', 'Canal', '+'), ('« ', 'Le Monde', ' »'))
    """
    opening = next((at for at, char in enumerate(text) if char.isalnum()), len(text))
    closing = next((at for at in range(len(text), opening, -1) if text[at - 1].isalnum()), opening)
    return text[:opening], text[opening:closing], text[closing:]


def parting(mark: str) -> tuple[bool, bool]:
    """Whether a word without letters parts its neighbours, and whether it ends a sentence: French puts a space before ":" and
    "»", speakers have dashes.

    >>> parting("?"), parting("»"), parting("&")
    ((True, True), (True, False), (False, False))
    """
    return any(char in PUNCTUATION + DASHES + QUOTES for char in mark), any(char in SENTENCE_ENDS for char in mark)


def split_tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a phrase, word by word."""
    return tuple(token for word in text.split() for token in tokens_of(word))


@lru_cache(maxsize=1 << 16)
def split_norms(text: str) -> tuple[str, ...]:
    """The normal forms of a phrase's tokens: what "the same words, whatever their case" compares."""
    return tuple(token.norm for token in split_tokens(text))
