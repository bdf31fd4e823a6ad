"""The public verbs: the phones of a word, in the language that is asked for."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Protocol

from .tables import code

MOST = 6  # pronunciations of a word; more would make every name sound like its neighbours
_REMEMBERED = 2**16  # words; a text keeps what it needs of its own (`Vocabulary`)


class Speaker(Protocol):
    """What a language brings."""

    def phones(self, word: str) -> str: ...

    def pronunciations(self, word: str, most: int) -> tuple[str, ...]: ...

    def liaison(self, word: str) -> str: ...


@cache
def _speaker(language: str) -> Speaker:
    if language == "fr":
        from .french_names import FrenchNames

        return FrenchNames()
    if language == "en":
        from .english import English

        return English()
    from .letters import FoldedLetters

    return FoldedLetters()


@lru_cache(maxsize=_REMEMBERED)
def phones(word: str, language: str) -> str:
    """The coarse phones of one written word, one character a phone; '' for a word that sounds like nothing.

    >>> phones("guets-apens", "fr")
    'getapA'
    """
    return _speaker(code(language)).phones(word)


@lru_cache(maxsize=_REMEMBERED)
def pronunciations(word: str, language: str, most: int = MOST) -> tuple[str, ...]:
    """The phones of a word, the main ones first, then what else a speaker may say; () never, ('',) for no sound.

    >>> pronunciations("Artus", "fr")
    ('arty', 'artys')
    """
    return _speaker(code(language)).pronunciations(word, most)


@lru_cache(maxsize=_REMEMBERED)
def liaison(word: str, language: str) -> str:
    """The consonant that a word may add before a vowel, '' if none.

    >>> liaison("grand", "fr")
    't'
    """
    return _speaker(code(language)).liaison(word)
