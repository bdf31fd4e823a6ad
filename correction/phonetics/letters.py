"""Any other language: its letters, folded. No claim about sound; near spellings come near each other, that is all."""

from __future__ import annotations

import re
import unicodedata

from .text import fold

_DOUBLED = re.compile(r"([^\W\d])\1+")


class FoldedLetters:
    """Letters without case, accent or doubling, of any script; figures as they stand."""

    def phones(self, word: str) -> str:
        """The letters and figures of a word."""
        bare = unicodedata.normalize("NFD", fold(word))
        kept = "".join([c for c in bare if c.isalnum()])
        return _DOUBLED.sub(r"\1", unicodedata.normalize("NFC", kept))

    def pronunciations(self, word: str, most: int = 1) -> tuple[str, ...]:  # noqa: ARG002
        """There is one."""
        return (self.phones(word),)

    def liaison(self, word: str) -> str:  # noqa: ARG002
        """None."""
        return ""
