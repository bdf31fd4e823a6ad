"""Credits of subtitles that nobody says: which sentence of a text is one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from rapidfuzz import fuzz

from ..document.model import Segment, Transcript
from .lexicon import Credit
from .tokens import fold

# A listed credit may be misspelt a little ("Amara.org" / "Amara. org"); short ones must be the same letter for letter.
LIKENESS, SHORTEST_LIKE = 92.0, 18
# What may stand around a credit.
_AROUND = " \t\n\"'«»“”()[]-–—*♪.!…。！"
_SENTENCE_END = re.compile(r"(?<!\b[A-ZÀ-Ý])\.$|[!?…»\"”)\]。！？]$")  # an initial's dot ends none


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What begins a credit, and what begins the sentence after one: a greeting, any sentence (credits.toml)."""
    data = tomllib.loads(files(__package__).joinpath("credits.toml").read_text(encoding="utf-8"))
    head = re.compile(rf"[«\"(\[*–—-]*(?:{'|'.join(data['heads'])})", re.IGNORECASE)
    greeting, opening = ("|".join(map(re.escape, data[name].split())) for name in ("greetings", "openings"))
    return head, re.compile(rf"(?:{greeting})\b"), re.compile(rf"(?:(?:{opening})\W*$)|(?:[LJC]['’]\w)")


class Credits:
    """The credits of a lexicon, made ready for many sentences."""

    def __init__(self, known: Sequence[Credit]) -> None:
        # One that is never said goes before one that may be.
        ordered = sorted(known, key=lambda credit: credit.alone)
        self._patterns = [(credit.pattern, credit) for credit in ordered if credit.pattern is not None]
        self._texts = [(fold(credit.text), credit) for credit in ordered if credit.text]
        # Most sentences are none: one search through all patterns at once says so.
        joined = "|".join(f"(?:{pattern.pattern})" for pattern, _ in self._patterns)
        self._any = re.compile(joined or "(?!)", re.IGNORECASE)

    def matching(self, text: str) -> Credit | None:
        """The credit that a sentence is, if it is one; one that is never spoken before one that may be."""
        bare = text.strip(_AROUND)
        if not any(map(str.isalnum, bare)):
            return None
        hits = []
        if self._any.fullmatch(bare):
            hits += [credit for pattern, credit in self._patterns if pattern.fullmatch(bare)][:1]
        letters = fold(text) if self._texts else ""
        for wanted, credit in self._texts:
            if letters == wanted or (
                len(wanted) >= SHORTEST_LIKE
                and abs(len(wanted) - len(letters)) < len(wanted) // 5
                and fuzz.ratio(letters, wanted, score_cutoff=LIKENESS)
            ):
                hits.append(credit)
        return min(hits, key=lambda credit: credit.alone, default=None)

    def length(self, words: Sequence[str]) -> int:
        """How many of a sentence's first words are a credit that nobody says, where the rest begins like a sentence of its own.

        0 if none are, or all.
        """
        head, _, opening = _words()
        if not words or not head.match(words[0]):
            return 0
        for count in range(len(words) - 1, 1, -1):
            if opening.match(words[count]) and (credit := self.matching(" ".join(words[:count]))) and not credit.alone:
                return count
        return 0


def sentences(transcript: Transcript, segment: Segment) -> Iterator[tuple[int, int]]:
    """The sentences of a cue, as positions of words; a line counts as one, and so does a credit without a full stop."""
    head, greeting, _ = _words()
    begin, credit = segment.first, False
    for position in range(segment.first, segment.last):
        word, following = transcript.words[position].text.rstrip(), transcript.words[position + 1].text
        core = following.strip()
        credit = credit or bool(position == begin and head.match(word.strip()))
        # "Amara. org": what goes on in lower case is the same sentence.
        ended = (_SENTENCE_END.search(word) or "\n" in following) and not core[:1].islower()
        if ended or (credit and ((core != core.lower() and head.match(core)) or greeting.match(core))):
            yield begin, position
            begin, credit = position + 1, False
    if segment.last >= begin:
        yield begin, segment.last
