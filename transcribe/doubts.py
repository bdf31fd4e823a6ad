"""What speaks against a text that a recogniser gave: loops, prompts given back, words that look invented.

Each of these alone proves nothing ("A Bag of Hallucinations", arXiv 2501.11378): what is doubtful is heard once more in
another way, and what stays is marked.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from difflib import SequenceMatcher

from ..document.model import Word

_WORD = re.compile(r"\w+")
_LONGEST_PHRASE = 12  # words; longer ones that come twice in a row show in how well the text compresses
_REPEATED = {
    1: 5,
    2: 4,
    3: 4,
}  # times a phrase of so many words must come in a row to be a loop; longer ones three times
_ECHO = 5  # words in the prompt's order that hardly come so by chance,
_MOSTLY = 0.5  # if they are this much of what is said: who is told of a name may be right to say it
# openai-whisper's signs of an invented word (`transcribe.py`): how probable, how short and how long (ms) it is.
_IMPROBABLE, _SHORT, _LONG = 0.15, 133, 2000
_FIRST_WORDS = 8
# Nobody says so many letters a second: French has 7.2 syllables on average, English 6.2 (Pellegrino et al., Language 87, 2011),
# of some three letters. Shorter texts may just have inexact times.
_FASTEST, _SHORTEST_RUSH = 25, 30
HOT = 0.5  # a text from above this temperature is no context (openai-whisper's limit)


def compression(text: str) -> float:
    """How many times smaller zlib makes the text: Whisper's own test for loops."""
    data = text.encode()
    return len(data) / len(zlib.compress(data))


def looping(text: str) -> int:
    """How many times in a row the text says one phrase, 0 if not often enough to be a loop.

    >>> looping("Merci. Merci. Merci. Merci. Merci."), looping("Non, non, non !")
    (5, 0)
    """
    words = _plain(text)
    most = 0
    for size in range(1, min(_LONGEST_PHRASE, len(words) // 3) + 1):
        run = 0
        for at in range(size, len(words)):
            run = run + 1 if words[at] == words[at - size] else 0
            times = run // size + 1
            if times >= _REPEATED.get(size, 3):
                most = max(most, times)
    return most


def echoes(text: str, prompt: str | None) -> bool:
    """Whether the text gives back words of the prompt in their order: many, which are most of it, or all that it has (if not
    one term alone).

    >>> echoes("Guet-apens, Mâcon, Ouagadougou, verdict.", "guet-apens, Mâcon, Ouagadougou, verdict.")
    True
    >>> echoes("Le président de la République a dit que tout irait bien.", "le président de la République")
    False
    """
    said, asked = _plain(text), _plain(prompt or "")
    same = SequenceMatcher(None, said, asked, autojunk=False).find_longest_match().size
    return same >= min(_ECHO, max(len(said), 3)) and same >= _MOSTLY * len(said)


def oddity(words: Sequence[Word]) -> float:
    """The share of a segment's first words that look invented, 0 to 1: improbable, or impossibly short or long."""
    known = [word for word in words if word.probability is not None and any(map(str.isalnum, word.text))]
    first = known[:_FIRST_WORDS]
    return min(1.0, sum(map(_odd, first)) / len(first)) if first else 0.0


def rushed(words: Sequence[Word]) -> bool:
    """Whether words would have been said faster than anybody speaks.

    >>> rushed([Word(" Le tribunal a jugé hier trois hommes.", 0, 1000)])
    True
    >>> rushed([Word(" Le tribunal a jugé hier trois hommes.", 0, 2000)])
    False
    """
    letters = sum(sum(map(str.isalnum, word.text)) for word in words)
    return letters >= _SHORTEST_RUSH and letters * 1000 > _FASTEST * (words[-1].end - words[0].start)


def outside(start: int, end: int, speech: Sequence[tuple[int, int]]) -> float:
    """The share (0 to 1) of a time in which nobody speaks."""
    inside = sum(max(0, min(end, last) - max(start, first)) for first, last in speech)
    return 1.0 - inside / (end - start) if end > start else 0.0


def _odd(word: Word) -> float:
    length = word.end - word.start
    odd = 1.0 if word.probability is not None and word.probability < _IMPROBABLE else 0.0
    return odd + max(0, _SHORT - length) * 0.015 + max(0, length - _LONG) / 1000


def _plain(text: str) -> list[str]:
    return _WORD.findall(text.lower())
